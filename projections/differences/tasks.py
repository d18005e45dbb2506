"""Questions to people: put, passed on, answered."""

from collections.abc import Iterator, Sequence

from projections.differences.change import Change, day
from projections.inbox_row import InboxRow

_ENDED = {"decided": "it is answered", "expired": "nobody answered in time", "cancelled": "it was cancelled"}


def of_tasks(before: Sequence[InboxRow], after: Sequence[InboxRow]) -> Iterator[Change]:
    known = {task.id: task for task in before}
    for task in after:
        old = known.get(task.id)
        if old is None:
            yield _change(
                None, task, f"Task {task.id} was put to {_whom(task)} on {day(task.opened_at)}: {_now(task)}."
            )
        elif old.state != task.state:
            yield _change(old, task, f"Task {task.id} was {old.state} for {_whom(old)}; {_now(task)}.")
        elif task.state == "open" and (old.due, _whom(old)) != (task.due, _whom(task)):
            sentence = f"Task {task.id} waits for {_whom(task)} by {day(task.due)}, was {_whom(old)} by {day(old.due)}."
            yield _change(old, task, sentence)


def _change(old: InboxRow | None, new: InboxRow, sentence: str) -> Change:
    return Change(f"task {new.id}", old.state if old is not None else None, new.state, sentence)


def _whom(task: InboxRow) -> str:
    return " and ".join(role.value for role in task.deciders)


def _now(task: InboxRow) -> str:
    if task.state == "open":
        return f"it is open, due on {day(task.due)}"
    choice = f": {task.choice.value}" if task.choice is not None else ""
    by = f" by {task.decided_by}" if task.decided_by else ""
    on = f" on {day(task.ended_at)}" if task.ended_at is not None else ""
    return f"{_ENDED[task.state]}{choice}{by}{on}"

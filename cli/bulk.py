"""Many tasks answered with one reason: `task bulk`."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple
from uuid import uuid4

import typer

from cli.listing import show_list
from cli.options import For, Home, Json, Key, command, now, speaker
from cli.session import application, reading
from cli.shown import note, progress, say, show_json
from vocabulary.digits import some
from vocabulary.ids import TaskId
from vocabulary.people import Actor
from vocabulary.refusals import Refusal
from vocabulary.tasks import Choice, TaskKind

if TYPE_CHECKING:
    from aggregates.application import Perennial

AT_ONCE: Final = 8
"""Decisions in the making; the ledger writes what comes together in one commit."""
DONE_IN_PART: Final = 3


class Item(NamedTuple):
    """What came of one task."""

    task: TaskId
    answered: bool
    said: str
    """The community's stage, or why not."""


def bulk(
    choice: Annotated[Choice, typer.Argument(help="The answer to all of them.")],
    by: Annotated[str, typer.Option("--as", metavar="ROLE:PERSON", help="Who decides, for example management:mara.")],
    reason: Annotated[str, typer.Option(help="Why; it is recorded with each of them.")],
    tasks: Annotated[list[str], typer.Option("--task", metavar="ID", help="One of them; may be given again.")] = [],  # noqa: B006  typer copies it
    kind: Annotated[TaskKind | None, typer.Option(help="Every open one of this kind that the role may answer.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Of those, only what is past its due date.")] = False,
    whom: For = None,
    key: Key = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which they would be.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Answers many tasks alike, and says what came of each.

    Each is decided on its own: what is refused leaves the others as they are. Typed again with the same
    `--command-id`, what was answered stays answered.
    """
    if bool(tasks) == (kind is not None):
        raise typer.BadParameter("name tasks with --task, or a --kind", param_hint="--task")
    if not reason.strip():
        raise typer.BadParameter("say why; it is recorded with each of them", param_hint="--reason")
    actor = speaker(by, None, whom)
    chosen = list(dict.fromkeys(tasks)) or _open(home, actor, kind, overdue=overdue)
    if dry_run:
        _list(chosen, as_json=as_json)
        return
    with application(home, connections=AT_ONCE) as perennial:
        items = answer_all(perennial, chosen, choice, actor, reason=reason, key=key or uuid4().hex)
    _tell(items, choice, as_json=as_json)
    if not all(item.answered for item in items):
        raise typer.Exit(DONE_IN_PART)


def answer_all(
    app: "Perennial", tasks: list[TaskId], choice: Choice, actor: Actor, *, reason: str, key: str
) -> list[Item]:
    """Answers each on its own, a few at a time; raises the first outage, after which all may be repeated."""
    from aggregates.commands.decisions import decide

    def answer(task: TaskId) -> Item:
        try:
            stage = decide(app, task, choice, command(actor, f"bulk {key} {task}"), reason=reason)
        except Refusal as refused:
            return Item(task, answered=False, said=str(refused))
        return Item(task, answered=True, said=stage)

    with progress("answering") as bar, ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bulk") as pool:
        line = bar.add_task(choice.value, total=len(tasks))
        items = []
        for item in pool.map(answer, tasks):
            items.append(item)
            bar.advance(line)
        return items


def _open(home: Home, actor: Actor, kind: TaskKind | None, *, overdue: bool) -> list[TaskId]:
    with reading(home) as (views, connection):
        rows = views.inbox.find(connection, role=actor.role, kind=kind, overdue_at=now() if overdue else None)
    return [row.id for row in rows]


def _list(tasks: list[TaskId], *, as_json: bool) -> None:
    if as_json:
        show_json(tasks)
        return
    for task in tasks:
        say(task)
    note(f"{some(len(tasks), 'task')}; nothing was answered")


def _tell(items: list[Item], choice: Choice, *, as_json: bool) -> None:
    answered = sum(item.answered for item in items)
    if as_json:
        show_json({"answered": answered, "refused": len(items) - answered, "items": [one._asdict() for one in items]})
        return
    cells = [(item.task, choice.value if item.answered else "refused", item.said) for item in items]
    if cells:
        show_list(("Task", "Answer", "Stage, or why not"), cells)
    refused = f", {len(items) - answered} refused" if answered < len(items) else ""
    say(f"{answered} answered{refused}")

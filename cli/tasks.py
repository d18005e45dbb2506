"""The inbox: `task list`, `task show`, `task decide`, and what is said of ballots."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli import handing
from cli.bulk import bulk
from cli.links import open_link
from cli.listing import show_list
from cli.mine import because, mine
from cli.options import As, For, Home, Json, Key, Task, command, now, speaker
from cli.session import application, reading
from cli.shown import clock, due, facts, out, say, show_json
from cli.voting import Polled, abstain, answer, polled, stop
from vocabulary.people import Actor, Role
from vocabulary.refusals import TaskNotFound
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice, Priority, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from aggregates.review_task import ReviewTask
    from projections.inbox_row import InboxRow

app = typer.Typer(no_args_is_help=True, help="What waits for people's answers.")
app.command()(abstain)
app.command()(stop)
app.command()(bulk)
handing.register(app)
app.command("open")(open_link)


@app.command("list")
def list_tasks(
    role: Annotated[Role | None, typer.Option(help="Only what this role may answer.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is past its due date.")] = False,
    kind: Annotated[TaskKind | None, typer.Option(help="Only this kind.")] = None,
    community: Annotated[str | None, typer.Option(help="Only this community's.")] = None,
    own: Annotated[bool, typer.Option("--mine", help="Only what waits for you, or for whom you answer.")] = False,
    by: As = None,
    everything: Annotated[bool, typer.Option("--all", help="Answered ones too.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lists what waits for an answer, the most urgent first.

    `--mine` reads your roles from the directory; `--as ROLE:PERSON` says who you are.
    """
    at = now()
    if own:
        _list_mine(home, by, at, kind, overdue=overdue, as_json=as_json)
        return
    with reading(home) as (views, connection):
        rows = views.inbox.find(
            connection,
            role=role,
            kind=kind,
            community=community,
            overdue_at=at if overdue else None,
            state=None if everything else "open",
        )
    if as_json:
        show_json([_as_json(row) for row in rows])
        return
    if not rows:
        say("Nothing waits." if not everything else "There are no tasks.")
        return
    cells = [(row.id, row.title, _whom(row), due(row.due, at) if row.state == "open" else _ending(row)) for row in rows]
    show_list(("Task", "Question", "Asked", "Due" if not everything else "Due, or answer"), cells)


def _list_mine(
    home: Home, by: str | None, at: "datetime", kind: TaskKind | None, *, overdue: bool, as_json: bool
) -> None:
    reader = speaker(by, Role.MEMBER)
    waiting = mine(home, reader.person, reader.role, at, kind=kind, overdue=overdue)
    if as_json:
        show_json([_as_json(one.row) | {"for": one.whom} for one in waiting])
        return
    if not waiting:
        say(f"Nothing waits for {reader.person}.")
        return
    cells = [(one.row.id, one.row.title, because(one, reader.person), due(one.row.due, at)) for one in waiting]
    show_list(("Task", "Question", "Because", "Due"), cells)


@app.command()
def show(task: Task, home: Home = None, as_json: Json = False) -> None:
    """Shows one task: the question, who may answer it and how."""
    from aggregates.commands.showing import lies_before
    from aggregates.desk import Desk

    at = now()
    with reading(home) as (views, connection):
        row = views.inbox.get(connection, task)
    if row is None:
        raise TaskNotFound(f"there is no task {task!r}; `perennial task list` shows what is open")
    with application(home, connections=1) as perennial:
        ballot = polled(perennial, task, at)
        community = Desk(perennial, fresh=True).community(row.community)
        version = community.version
        before = lies_before(perennial, task).figures if row.state == "open" else {}
    if as_json:
        show_json(
            _as_json(row) | {"version": version, "figures": before, "ballot": ballot.as_json() if ballot else None}
        )
        return
    out().print(
        facts(
            (
                ("Task", row.id),
                ("Question", row.title),
                ("Community", f"{row.community_title} ({row.community})"),
                ("Asks for", [one.terms.what for one in community.affairs.changes if one.task == task]),
                ("Asked", f"{_whom(row)}, on {clock(row.opened_at)} UTC"),
                ("Due", f"{due(row.due, at)}, {clock(row.due)} UTC" if row.state == "open" else ""),
                ("Reminders", str(row.reminders or "")),
                ("Escalated", ("to the top" if row.at_the_top else "yes") if row.escalation else ""),
                ("Priority", row.priority.value if row.priority is not Priority.NORMAL else ""),
                ("Delegated", ", ".join(f"{one.principal} to {one.delegate}" for one in row.delegations)),
                ("Has to agree", ", ".join(_agreement(row))),
                ("Version", f"{version} of {row.community}"),
                *((name[:1].upper() + name[1:], value) for name, value in before.items()),
                *(("Said", f"{one.by}, {clock(one.at)} UTC: {one.said}") for one in row.remarks),
                *(ballot.facts() if ballot else ()),
                ("Answer", _ending(row) if row.state != "open" else ""),
                ("Reason", row.reason or ""),
            )
        )
    )
    if row.state == "open":
        say("", "Answer it:" if ballot is None else "Vote on it:")
        for line in _ways(row, ballot, version):
            say(f"  perennial task {line}")


@app.command()
def decide(
    task: Task,
    choice: Annotated[Choice, typer.Argument(help="The answer; `task show` says which are offered.")],
    by: Annotated[str, typer.Option("--as", metavar="ROLE:PERSON", help="Who decides, for example management:mara.")],
    reason: Annotated[str | None, typer.Option(help="Why; needed for every answer but a plain yes.")] = None,
    seen: Annotated[int | None, typer.Option(metavar="VERSION", help="What `task show` showed you.")] = None,
    whom: For = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Answers a task, or votes on it where several people decide together."""
    from aggregates.commands.decisions import decide as decide_task
    from aggregates.desk import Desk

    said = command(speaker(by, None, whom), key)
    with application(home) as perennial:
        stage = decide_task(perennial, task, choice, said, reason=reason, seen=seen)
        ballot = polled(perennial, task, said.at)
        question = Desk(perennial, fresh=True).task(task)
    if ballot is None and question.is_open:
        _agreed(task, question, said.by, as_json=as_json)
    else:
        answer(task, stage, choice.value, said.by, ballot, as_json=as_json)


def _agreed(task: str, question: "ReviewTask", by: Actor, *, as_json: bool) -> None:
    """Whoever was asked to agree has done so, and the decision is still to come."""
    if as_json:
        show_json({"task": task, "agreed": True, "by": by.model_dump(), "lacking": question.lacking})
        return
    others = f"{', '.join(question.lacking)} has to agree too, and " if question.lacking else ""
    say(f"{by} agrees to {task}; {others}{' or '.join(sorted(question.deciders))} decides.")


def _ways(row: "InboxRow", ballot: "Polled | None", version: int) -> "Iterator[str]":
    """What can be typed to answer it."""
    by = f"--as {row.assigned_to.value}:PERSON"
    if ballot is not None and ballot.carried:
        yield f'stop {row.id} {by} --why "..."'
        return
    for choice in CHOICES[row.kind]:
        reason = "" if choice in PLAIN_YES else ' --reason "..."'
        yield f"decide {row.id} {choice.value} {by}{reason} --seen {version}"
    if ballot is not None:
        yield f"abstain {row.id} {by}"


def _as_json(row: "InboxRow") -> dict[str, object]:
    from dataclasses import asdict

    return asdict(row) | {"choices": CHOICES[row.kind], "overdue": row.is_overdue(now())}


def _whom(row: "InboxRow") -> str:
    """Whose answer it waits for."""
    deciders = ", ".join(row.deciders)
    if row.claimed_by:
        return f"{deciders}: claimed by {row.claimed_by}"
    named = list(dict.fromkeys([*row.candidates, *row.above]))
    return f"{deciders}: {', '.join(named)}" if named else deciders


def _agreement(row: "InboxRow") -> "Iterator[str]":
    for person in row.approvers:
        yield f"{person} (has agreed)" if person in row.endorsed else person


def _ending(row: "InboxRow") -> str:
    on = f"on {clock(row.ended_at)} UTC" if row.ended_at else ""
    match row.state:
        case "decided":
            whom = f" for {row.on_behalf_of}" if row.on_behalf_of else ""
            return f"{row.choice} by {row.decided_by}{whom} {on}"
        case "expired":
            return f"nobody answered: {row.choice} {on}"
        case "cancelled":
            return f"taken back {on}"
        case _:
            return "open"

"""The inbox: `task list`, `task show`, `task decide`, and what is said of ballots."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.links import open_link
from cli.options import Home, Json, Key, Task, command, now, speaker
from cli.session import application, reading
from cli.shown import clock, due, facts, out, say, show_json, table
from cli.voting import Polled, abstain, answer, polled, stop
from vocabulary.people import Role
from vocabulary.refusals import TaskNotFound
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from projections.inbox_row import InboxRow

app = typer.Typer(no_args_is_help=True, help="What waits for people's answers.")
app.command()(abstain)
app.command()(stop)
app.command("open")(open_link)


@app.command("list")
def list_tasks(
    role: Annotated[Role | None, typer.Option(help="Only what this role may answer.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is past its due date.")] = False,
    kind: Annotated[TaskKind | None, typer.Option(help="Only this kind.")] = None,
    community: Annotated[str | None, typer.Option(help="Only this community's.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Answered ones too.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lists what waits for an answer, the most urgent first."""
    at = now()
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
    cells = [
        (row.id, row.title, ", ".join(_deciders(row)), due(row.due, at) if row.state == "open" else _ending(row))
        for row in rows
    ]
    out().print(table(("Task", "Question", "Asked", "Due" if not everything else "Due, or answer"), cells))


@app.command()
def show(task: Task, home: Home = None, as_json: Json = False) -> None:
    """Shows one task: the question, who may answer it and how."""
    at = now()
    with reading(home) as (views, connection):
        row = views.inbox.get(connection, task)
    if row is None:
        raise TaskNotFound(f"there is no task {task!r}; `perennial task list` shows what is open")
    with application(home, connections=1) as perennial:
        ballot = polled(perennial, task, at)
    if as_json:
        show_json(_as_json(row) | {"ballot": ballot.as_json() if ballot else None})
        return
    out().print(
        facts(
            (
                ("Task", row.id),
                ("Question", row.title),
                ("Community", f"{row.community_title} ({row.community})"),
                ("Asked", f"{', '.join(_deciders(row))}, on {clock(row.opened_at)} UTC"),
                ("Due", f"{due(row.due, at)}, {clock(row.due)} UTC" if row.state == "open" else ""),
                ("Reminders", str(row.reminders or "")),
                *(ballot.facts() if ballot else ()),
                ("Answer", _ending(row) if row.state != "open" else ""),
                ("Reason", row.reason or ""),
            )
        )
    )
    if row.state == "open":
        say("\nAnswer it:" if ballot is None else "\nVote on it:")
        for line in _ways(row, ballot):
            say(f"  perennial task {line}")


@app.command()
def decide(
    task: Task,
    choice: Annotated[Choice, typer.Argument(help="The answer; `task show` says which are offered.")],
    by: Annotated[str, typer.Option("--as", metavar="ROLE:PERSON", help="Who decides, for example management:mara.")],
    reason: Annotated[str | None, typer.Option(help="Why; needed for every answer but a plain yes.")] = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Answers a task, or votes on it where several people decide together."""
    from aggregates.commands.decisions import decide as decide_task

    said = command(speaker(by, None), key)
    with application(home) as perennial:
        stage = decide_task(perennial, task, choice, said, reason=reason)
        ballot = polled(perennial, task, said.at)
    answer(task, stage, choice.value, said.by, ballot, as_json=as_json)


def _ways(row: "InboxRow", ballot: "Polled | None") -> "Iterator[str]":
    """What can be typed to answer it."""
    by = f"--as {row.assigned_to.value}:PERSON"
    if ballot is not None and ballot.carried:
        yield f'stop {row.id} {by} --why "..."'
        return
    for choice in CHOICES[row.kind]:
        reason = "" if choice in PLAIN_YES else ' --reason "..."'
        yield f"decide {row.id} {choice.value} {by}{reason}"
    if ballot is not None:
        yield f"abstain {row.id} {by}"


def _as_json(row: "InboxRow") -> dict[str, object]:
    from dataclasses import asdict

    return asdict(row) | {"choices": CHOICES[row.kind], "overdue": row.is_overdue(now())}


def _deciders(row: "InboxRow") -> list[str]:
    return [role.value for role in dict.fromkeys((row.assigned_to, *row.further_roles))]


def _ending(row: "InboxRow") -> str:
    on = f"on {clock(row.ended_at)}" if row.ended_at else ""
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

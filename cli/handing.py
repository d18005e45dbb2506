"""A task on its way to the right person: `task claim`, `assign`, `delegate`, `ask`, `recall`, `override` and more."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.moments import moment
from cli.options import For, Home, Json, Key, Task, command, speaker
from cli.session import application
from cli.shown import day, plain, say, show_json
from vocabulary.people import Role
from vocabulary.tasks import Choice, Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregates.application import Perennial
    from aggregates.commands.command import Command

By = Annotated[str, typer.Option("--as", metavar="ROLE:PERSON", help="Who acts, for example management:mara.")]
Why = Annotated[str | None, typer.Option("--why", help="Why, for the record.")]


def register(app: typer.Typer) -> None:
    """Adds these commands to those that begin with `task`."""
    app.command()(claim)
    app.command()(release)
    app.command()(assign)
    app.command()(delegate)
    app.command()(ask)
    app.command()(priority)
    app.command("follow-up")(follow_up)
    app.command()(comment)
    app.command()(link)
    app.command()(recall)
    app.command()(override)


def claim(task: Task, by: By, whom: For = None, key: Key = None, home: Home = None, as_json: Json = False) -> None:
    """Takes a task on; the others who were asked are free of it."""
    from aggregates.commands.handing import claim as claim_task

    said = command(speaker(by, None, whom), key)
    sentence = f"{task} is claimed by {said.by}; `perennial task release {task}` gives it back."
    _do(home, task, said, sentence, lambda app: claim_task(app, task, said), as_json=as_json)


def release(
    task: Task, by: By, why: Why = None, whom: For = None, key: Key = None, home: Home = None, as_json: Json = False
) -> None:
    """Gives a claimed task back to everybody who was asked."""
    from aggregates.commands.handing import release as release_task

    said = command(speaker(by, None, whom), key)
    sentence = f"{task} is released; everybody who was asked sees it again."
    _do(home, task, said, sentence, lambda app: release_task(app, task, said, reason=why), as_json=as_json)


def assign(
    task: Task,
    by: By,
    to: Annotated[list[str], typer.Option("--to", metavar="PERSON", help="Who is asked; may be given again.")] = [],  # noqa: B006  typer copies it
    everybody: Annotated[bool, typer.Option("--everybody", help="Ask the whole role again.")] = False,
    why: Why = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Names who of the role is asked."""
    from aggregates.commands.handing import assign as assign_task

    if bool(to) == everybody:
        raise typer.BadParameter("name people with --to, or ask the whole role with --everybody", param_hint="--to")
    said = command(speaker(by, None), key)
    named = ", ".join(to) or "everybody in the role"
    _do(
        home, task, said, f"{task} waits for {named}.", lambda app: assign_task(app, task, to, said, reason=why),
        as_json=as_json,
    )  # fmt: skip


def delegate(
    task: Task,
    by: By,
    to: Annotated[str, typer.Option("--to", metavar="PERSON", help="Who may answer instead.")],
    take_back: Annotated[bool, typer.Option("--take-back", help="Not any more.")] = False,
    why: Why = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lets somebody answer one task in your name; they can't hand it on.

    They add `--for YOU` to what they type. For days on which you are away, see `perennial absence add`.
    """
    from aggregates.commands.handing import delegate as delegate_task
    from aggregates.commands.handing import end_delegation

    said = command(speaker(by, None), key)
    if take_back:
        sentence = f"{to} may not answer {task} for {said.by.person} any more."
        _do(home, task, said, sentence, lambda app: end_delegation(app, task, to, said), as_json=as_json)
        return
    sentence = f"{to} may answer {task} for {said.by.person}: --as {said.by.role.value}:{to} --for {said.by.person}"
    _do(home, task, said, sentence, lambda app: delegate_task(app, task, to, said, reason=why), as_json=as_json)


def ask(
    task: Task,
    by: By,
    person: Annotated[str, typer.Option("--also", metavar="PERSON", help="Who has to agree as well.")],
    why: Why = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lets a yes wait until somebody else has agreed too."""
    from aggregates.commands.handing import add_approver

    said = command(speaker(by, None), key)
    sentence = f"A yes to {task} waits for {person} too."
    _do(home, task, said, sentence, lambda app: add_approver(app, task, person, said, reason=why), as_json=as_json)


def priority(
    task: Task,
    level: Annotated[Priority, typer.Argument(help="How much it matters.")],
    by: By,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Says how much a task matters beside others that are due at the same time."""
    from aggregates.commands.handing import prioritise

    said = command(speaker(by, None), key)
    sentence = f"{task} has priority {level.value}."
    _do(home, task, said, sentence, lambda app: prioritise(app, task, level, said), as_json=as_json)


def follow_up(
    task: Task,
    by: By,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="When to look again (UTC).")] = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Notes when you want to look at it again; your own list leaves it out until then, or until it is overdue."""
    from aggregates.commands.handing import follow_up as follow_task_up

    at = moment(on, "--on") if on else None
    said = command(speaker(by, None), key)
    sentence = f"You look at {task} again on {day(at)}." if at else f"{task} stands in your list as always."
    _do(home, task, said, sentence, lambda app: follow_task_up(app, task, at, said), as_json=as_json)


def comment(
    task: Task,
    text: Annotated[str, typer.Argument(help="What you want to say; it stays in the record.")],
    by: By,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Says something about a task."""
    from aggregates.commands.handing import comment as comment_task

    said = command(speaker(by, None), key)
    _do(home, task, said, "Noted.", lambda app: comment_task(app, task, text, said), as_json=as_json)


def link(
    task: Task,
    url: Annotated[str, typer.Argument(help="Where it lies: https://…")],
    by: By,
    title: Annotated[str | None, typer.Option(help="What it is.")] = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Puts something to read beside a task."""
    from aggregates.commands.handing import link as link_task

    said = command(speaker(by, None), key)
    named = title or url[:200]
    _do(home, task, said, "Noted.", lambda app: link_task(app, task, url, named, said), as_json=as_json)


def recall(task: Task, by: By, why: Why = None, key: Key = None, home: Home = None, as_json: Json = False) -> None:
    """Takes back what you asked for, before it is decided."""
    from aggregates.commands.recalling import recall as recall_task

    said = command(speaker(by, None), key)
    with application(home) as perennial:
        stage = recall_task(perennial, task, said, reason=why)
    _answer(task, said, f"{task} is recalled. {_community(task)} is in stage {plain(stage)}.", as_json=as_json)


def override(
    task: Task,
    choice: Annotated[Choice, typer.Argument(help="The answer; `task show` says which are offered.")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why, for the record.")],
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Answers a task in the place of those who were asked; for administrators."""
    from aggregates.commands.decisions import override as override_task

    said = command(speaker(by, Role.ADMIN), key)
    with application(home) as perennial:
        stage = override_task(perennial, task, choice, said, reason=reason)
    sentence = f"{task}: {choice.value}, in the place of those asked. {_community(task)} is in stage {plain(stage)}."
    _answer(task, said, sentence, as_json=as_json)


def _do(
    home: Home, task: str, said: "Command", sentence: str, carry_out: "Callable[[Perennial], object]", *, as_json: bool
) -> None:
    with application(home) as perennial:
        carry_out(perennial)
    _answer(task, said, sentence, as_json=as_json)


def _answer(task: str, said: "Command", sentence: str, *, as_json: bool) -> None:
    if as_json:
        show_json({"task": task, "by": said.by.model_dump(), "done": sentence})
    else:
        say(sentence)


def _community(task: str) -> str:
    return task.partition(".")[0]

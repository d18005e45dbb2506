"""Signs of life: `activity add`."""

from typing import Annotated
from uuid import uuid4

import typer

from cli.history import moment
from cli.options import As, Community, Home, Json, command, now, speaker
from cli.session import application
from cli.shown import clock, plain, say, show_json
from vocabulary.people import Role
from vocabulary.signs import SignKind

app = typer.Typer(no_args_is_help=True, help="What a community does.")


@app.callback()
def activity() -> None:
    """What a community does."""


@app.command()
def add(
    community: Community,
    what: Annotated[str, typer.Option(help="What happened, in a line.")],
    kind: Annotated[SignKind, typer.Option(help="Which kind of sign of life.")] = SignKind.MEETING,
    on: Annotated[str | None, typer.Option(metavar="DATETIME", help="When it happened (UTC); else now.")] = None,
    source_id: Annotated[str | None, typer.Option(help="Its name elsewhere; so telling it twice is harmless.")] = None,
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Records that people worked together; a silent community is revived by it."""
    from aggregates.commands.signs_of_life import record_sign
    from vocabulary.signs import SignOfLife

    happened = moment(on, "--on") if on else now()
    said = command(speaker(by, Role.MEMBER), None)
    sign = SignOfLife(source_id=source_id or uuid4().hex, kind=kind, what=what, happened_at=happened)
    with application(home) as perennial:
        stage = record_sign(perennial, community, sign, said)
    if as_json:
        show_json({"community": community, "stage": stage, "sign": sign.model_dump()})
    else:
        say(f"A {plain(kind)} of {clock(happened)} is recorded; {community} is in stage {plain(stage)}.")

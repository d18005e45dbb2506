"""Signs of life: `activity add`, `activity vitals`."""

from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from cli.known import community_row
from cli.moments import moment
from cli.options import As, Community, Home, Json, command, now, speaker
from cli.session import application, reading
from cli.shown import clock, facts, out, plain, say, show_json
from vocabulary.digits import one
from vocabulary.people import Role
from vocabulary.signs import SignKind

if TYPE_CHECKING:
    from projections.vital_signs_row import VitalSigns

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
        thing = one(plain(kind)).capitalize()
        say(f"{thing} of {clock(happened)} UTC is recorded; {community} is in stage {plain(stage)}.")


@app.command()
def vitals(community: Community, home: Home = None, as_json: Json = False) -> None:
    """How alive a community is: last sign, rhythm, people, juniors with seniors, answers, trend."""
    with reading(home) as (views, connection):
        community_row(views, connection, community)
        found = views.vital_signs.of(connection, community, now())
    if as_json:
        from dataclasses import asdict

        show_json(asdict(found))
    else:
        out().print(facts(_said(found)))


def _said(found: "VitalSigns") -> list[tuple[str, str]]:
    rhythm, outside, wait = found.rhythm_days, found.outside_core, found.hours_to_answer
    answered = f"{found.answered} of {found.questions} answered" if found.questions else "none"
    return [
        ("Last sign", f"{found.last_sign:%-d %b %Y}" if found.last_sign else "none so far"),
        ("Rhythm", f"every {rhythm:g} days" if rhythm is not None else "none yet"),
        ("People", str(found.people)),
        ("Outside the core", f"{outside:.0%} of what they did" if outside is not None else "not known"),
        ("Juniors with seniors", str(found.juniors_with_seniors)),
        ("Questions", answered + (f", after {wait:g} hours" if wait is not None else "")),
        ("Signs", f"{found.signs} in 90 days, {found.signs_before} in the 90 before"),
    ]

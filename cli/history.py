"""Everything that happened: `history`."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from cli.options import As, Home, Json
from cli.seen import account_for
from cli.session import reading
from cli.shown import clock, day, out, show_json, table
from vocabulary.readings import Reading
from vocabulary.refusals import CommunityNotFound

OTHERS = ("policy/", "person/", "objectives/", "ranking/")
"""What a subject begins with that is no community."""


def history(
    subject: Annotated[
        str, typer.Argument(metavar="ID", help="A community's id, policy/NAME, person/ID or objectives/organisation.")
    ],
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="Only what was recorded by the end of it.")] = None,
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Tells everything that happened to a community, in order."""
    until = moment(as_of, "--as-of", end_of_day=True) if as_of else None
    with reading(home) as (views, connection):
        if subject.startswith(OTHERS):
            rows = views.history.of_stream(connection, subject, as_of=until)
        else:
            rows = views.history.of_community(connection, subject, as_of=until)
    if not rows:
        by_then = f" by {as_of}" if as_of else ""
        sentence = f"nothing is recorded of {subject!r}{by_then}; `perennial community list` shows all communities"
        raise CommunityNotFound(sentence)
    account_for(home, by, Reading.HISTORY, rows[0].subject)
    if as_json:
        show_json(rows)
        return
    cells = [(clock(row.recorded_at), row.sentence, day(row.effective_at)) for row in rows]
    dated = any(effective for _, _, effective in cells)
    columns = ("Recorded (UTC)", "What happened", "True since")[: 3 if dated else 2]
    out().print(table(columns, [cell[: len(columns)] for cell in cells]))


def moment(said: str, option: str, *, end_of_day: bool = False) -> datetime:
    """A day or a moment as people write it; UTC where they don't say otherwise."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        hint = f"{said!r} is no date that exists; write 2026-03-31, or 2026-03-31T14:00"
        raise typer.BadParameter(hint, param_hint=option) from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    whole_day = len(said) <= len("2026-03-31")
    try:
        return found + timedelta(days=1, microseconds=-1) if end_of_day and whole_day else found.astimezone(UTC)
    except OverflowError:
        raise typer.BadParameter(f"{said!r} lies outside of time", param_hint=option) from None

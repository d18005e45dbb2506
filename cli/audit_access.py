"""Who looked at what: `audit access`."""

import re
from typing import Annotated

import typer

from cli.moments import moment
from cli.options import As, Home, Json
from cli.seen import account_for
from cli.session import reading
from cli.shown import clock, out, say, show_json, table
from vocabulary.ids import community_stream
from vocabulary.readings import EVERYTHING, SUBJECT, Reading, Subject


def access(
    of: Annotated[
        str | None,
        typer.Option(metavar="SUBJECT", help="Only of a community, person/ID, another stream, or all."),
    ] = None,
    person: Annotated[str | None, typer.Option("--by", metavar="PERSON", help="Only what they looked at.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only from this day on (UTC).")] = None,
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Tells who read or exported what of whom. Of a subject, those are told too who looked at everything of its kind.

    The same, looked at twice on one day by one person, is told once. That you look at this is recorded as well.
    """
    from projections.access_sentences import what
    from projections.catalogue import ACCESS

    subject = _subject(of) if of else None
    begins = moment(since, "--since") if since else None
    account_for(home, by, Reading.TRAIL, subject or EVERYTHING)
    with reading(home) as (_, connection):
        rows = ACCESS.find(connection, of=subject, by=person, since=begins)
    if as_json:
        show_json(rows)
        return
    if not rows:
        say("Nobody did.")
        return
    cells = [
        (
            clock(row.at),
            f"{row.reader} ({row.role.value})" + (f" for {row.on_behalf_of}" if row.on_behalf_of else ""),
            "exported" if row.exported else "read",
            what(row.kind, row.subject),
            row.digest or "",
        )
        for row in rows
    ]
    columns = ("When (UTC)", "Who", "Did", "What", "SHA-256")[: 5 if any(row.digest for row in rows) else 4]
    out().print(table(columns, [cell[: len(columns)] for cell in cells]))


def _subject(said: str) -> Subject:
    """What is written without a kind is a community. It will be recorded, so it must not be a name or an address."""
    subject = said if said == EVERYTHING or "/" in said else community_stream(said)
    if not re.fullmatch(SUBJECT, subject):
        hint = f"{said[:64]!r} is no subject; write a community's id, person/ID, policy/NAME, or all"
        raise typer.BadParameter(hint, param_hint="--of")
    return subject

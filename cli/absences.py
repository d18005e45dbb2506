"""Who is away: `absence add`, `absence list`, `absence end`."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.moments import moment
from cli.options import As, Home, Json, Key, command, now, speaker
from cli.session import application, reading, settings
from cli.shown import clock, out, say, show_json, table
from vocabulary.people import Role
from vocabulary.refusals import Malformed

app = typer.Typer(no_args_is_help=True, help="Who is away, and who answers meanwhile.")

Person = Annotated[str, typer.Argument(metavar="PERSON", help="Who is away.")]


@app.command()
def add(
    person: Person,
    starts: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day, or a moment.")],
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day, or a moment.")],
    substitute: Annotated[str | None, typer.Option(metavar="PERSON", help="Who decides meanwhile.")] = None,
    notices: Annotated[
        str | None, typer.Option(metavar="PERSON", help="Who is told meanwhile; else the substitute.")
    ] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Notes that somebody is away. A substitute adds `--for PERSON` to what they type, and hands nothing on.

    Days are those of the person's own time zone, as the directory knows it.
    """
    from adapters.directory import open_directory
    from aggregates.commands.absences import note_absence

    said = command(speaker(by or f"{Role.MEMBER.value}:{person}", Role.KM), key)
    with open_directory(settings(home).require_database()) as directory:
        known = directory.get(person)
    zone = ZoneInfo(known.time_zone) if known else ZoneInfo("UTC")
    begins, ends = _moment(starts, "--from", zone), _moment(until, "--until", zone, last_day=True)
    if ends <= begins:
        raise Malformed(f"an absence ends after it starts; --until {until} is not after --from {starts}")
    told = notices or substitute
    with application(home) as perennial:
        number = note_absence(perennial, person, begins, ends, said, decisions=substitute, notices=told)
    if as_json:
        show_json({"person": person, "number": number, "starts": begins, "ends": ends, "substitute": substitute})
        return
    decides = f"{substitute} decides meanwhile" if substitute else "nobody decides meanwhile"
    utc = f"{clock(begins)} to {clock(ends)} UTC"
    say(f"{person} is away from {starts} to {until} ({utc}; absence {number}); {decides}.")


@app.command("list")
def list_absences(
    person: Annotated[str | None, typer.Option(metavar="PERSON", help="Only this person's.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that are over too.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lists who is away now or soon, and who answers meanwhile."""
    at = now()
    with reading(home) as (views, connection):
        rows = views.absences.find(connection, person=person, after=None if everything else at)
    if as_json:
        show_json(rows)
        return
    if not rows:
        say("Nobody is away.")
        return
    cells = [
        (row.person, str(row.number), clock(row.starts), clock(row.ends), row.decisions or "", row.notices or "")
        for row in rows
    ]
    out().print(table(("Person", "Number", "From (UTC)", "To (UTC)", "Decides", "Is told"), cells))


@app.command()
def end(
    person: Person,
    number: Annotated[int, typer.Argument(help="Which one, as `absence list` numbers them.")],
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Ends an absence early, or takes one back that lies ahead."""
    from aggregates.commands.absences import end_absence

    said = command(speaker(by or f"{Role.MEMBER.value}:{person}", Role.KM), key)
    with application(home) as perennial:
        end_absence(perennial, person, number, said)
    if as_json:
        show_json({"person": person, "number": number})
    else:
        say(f"Absence {number} of {person} is over.")


def _moment(said: str, option: str, zone: ZoneInfo, *, last_day: bool = False) -> datetime:
    """A day is one of the time zone's, up to its end where it is the last one; a moment says its own zone, or UTC."""
    found = moment(said, option)
    if len(said) > len("2026-03-31"):
        return found
    on = found.date() + timedelta(days=1) if last_day else found.date()
    return datetime.combine(on, time(), zone).astimezone(UTC)

"""The directory: `person list`, `show`, `leave`, `return`."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli import erasing
from cli.listing import show_list
from cli.moments import moment
from cli.options import As, Home, Json, Key, command, now, speaker
from cli.seen import account_for
from cli.session import application, settings
from cli.shown import day, facts, out, say, show_json
from vocabulary.ids import person_stream
from vocabulary.notices import Digest
from vocabulary.people import Role
from vocabulary.readings import EVERYTHING, Reading
from vocabulary.refusals import PersonNotFound

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from adapters.directory import Entry

app = typer.Typer(no_args_is_help=True, help="People, as the directory knows them.")
app.command()(erasing.erase)

Person = Annotated[str, typer.Argument(metavar="ID", help="The person's id.")]


@app.command("list")
def list_people(
    role: Annotated[Role | None, typer.Option(help="Only those who hold this role.")] = None,
    unit: Annotated[str | None, typer.Option(help="Only those of this unit.")] = None,
    text: Annotated[str | None, typer.Option(help="Only those with this in their id or name.")] = None,
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lists people with what they do and to whom they report."""
    from adapters.directory import open_directory

    with open_directory(settings(home).require_database()) as directory:
        people = directory.find(role=role, unit=unit, text=text)
        left = directory.departures()
    account_for(home, by, Reading.PEOPLE, EVERYTHING)
    if as_json:
        show_json([person.model_dump() | {"left_at": left.get(person.id)} for person in people])
        return
    if not people:
        say("There are none. `perennial import people FILE.csv` brings them in.")
        return
    cells = [
        (person.id, person.name, _roles(person), person.unit or "", person.manager or "", day(left.get(person.id)))
        for person in people
    ]
    gone = [left[person.id] for person in people if person.id in left]
    columns = ("Person", "Name", "Roles", "Unit", "Reports to", *([_leaving(gone)] if gone else []))
    show_list(columns, [cell[: len(columns)] for cell in cells])
    say(f"{len(people)} people" if len(people) > 1 else "1 person")


@app.command()
def show(person: Person, by: As = None, home: Home = None, as_json: Json = False) -> None:
    """Shows what the directory knows of a person, and the line above."""
    from adapters.directory import open_directory

    with open_directory(settings(home).require_database()) as directory:
        found = directory.get(person)
        line = directory.line(person)
        left_at = directory.departures([person]).get(person)
    if found is None:
        raise PersonNotFound(f"the directory knows no {person[:64]!r}; `perennial person list` shows whom it knows")
    account_for(home, by, Reading.PERSON, person_stream(person))
    if as_json:
        show_json(found.model_dump() | {"line": line, "left_at": left_at})
        return
    rows = [
        ("Person", f"{found.name} ({found.id})"),
        (_leaving([left_at] if left_at else []), day(left_at)),
        ("Roles", _roles(found)),
        ("Unit", found.unit or ""),
        ("Seniority", found.seniority or ""),
        ("Reports to", " → ".join(line)),
        ("Address", found.address or ""),
        ("Language", found.language),
        ("Time zone", found.time_zone),
        ("Country", found.country or ""),
        ("Notices", "once a day" if found.digest is Digest.DAILY else "at once"),
    ]
    out().print(facts(rows))


@app.command()
def leave(
    person: Person,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="From which day on (UTC); now, if left out.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; it stays in the record, so it names nobody.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Notes that somebody leaves the organisation: what they lead loses its lead on that day.

    The directory keeps them, marked, until they are erased. Doing it twice is the same as once; another day corrects.
    """
    from adapters.directory import open_directory
    from aggregates.commands.people import leave as note_departure

    said = command(speaker(by, Role.KM), key)
    day_of_leaving = moment(on, "--on") if on else None
    with application(home) as perennial, open_directory(settings(home).require_database()) as directory:
        left_at = note_departure(perennial, person, said, on=day_of_leaving, reason=reason)
        directory.note_departure(person, left_at)
    if as_json:
        show_json({"person": person, "left_at": left_at})
    else:
        when = "left" if left_at <= said.at else "leaves"
        say(f"{person} {when} on {day(left_at)}; whatever {person} leads then has no lead any more.")


@app.command("return")
def come_back(
    person: Person,
    reason: Annotated[str | None, typer.Option(help="Why; it stays in the record, so it names nobody.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Notes that somebody who left is back, or stays after all; what lost its lead meanwhile is not led by it again."""
    from adapters.directory import open_directory
    from aggregates.commands.people import come_back as note_return

    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial, open_directory(settings(home).require_database()) as directory:
        note_return(perennial, person, said, reason=reason)
        directory.note_departure(person, None)
    if as_json:
        show_json({"person": person, "left_at": None})
    else:
        say(f"{person} is there.")


def _leaving(moments: "Collection[datetime]") -> str:
    """What stands above or before the days on which people left, or will."""
    at = now()
    ahead = sum(moment > at for moment in moments)
    if not ahead:
        return "Left"
    return "Leaves" if ahead == len(moments) else "Leaves, or left"


def _roles(person: "Entry") -> str:
    return ", ".join(role.value for role in person.roles)

"""The directory: `person list`, `person show`, `person erase`."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import As, Home, Json, command, speaker
from cli.session import application, settings
from cli.shown import facts, out, say, show_json, table
from vocabulary.notices import Digest
from vocabulary.people import Role
from vocabulary.refusals import PersonNotFound

if TYPE_CHECKING:
    from adapters.directory import Entry

app = typer.Typer(no_args_is_help=True, help="People, as the directory knows them.")

Person = Annotated[str, typer.Argument(metavar="ID", help="The person's id.")]


@app.command("list")
def list_people(
    role: Annotated[Role | None, typer.Option(help="Only those who hold this role.")] = None,
    unit: Annotated[str | None, typer.Option(help="Only those of this unit.")] = None,
    text: Annotated[str | None, typer.Option(help="Only those with this in their id or name.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lists people with what they do and to whom they report."""
    from adapters.directory import open_directory

    with open_directory(settings(home).require_database()) as directory:
        people = directory.find(role=role, unit=unit, text=text)
    if as_json:
        show_json([person.model_dump() for person in people])
        return
    if not people:
        say("There are none. `perennial import people FILE.csv` brings them in.")
        return
    cells = [(person.id, person.name, _roles(person), person.unit or "", person.manager or "") for person in people]
    out().print(table(("Person", "Name", "Roles", "Unit", "Reports to"), cells))
    say(f"{len(people)} people" if len(people) > 1 else "1 person")


@app.command()
def show(person: Person, home: Home = None, as_json: Json = False) -> None:
    """Shows what the directory knows of a person, and the line above."""
    from adapters.directory import open_directory

    with open_directory(settings(home).require_database()) as directory:
        found = directory.get(person)
        line = directory.line(person)
    if found is None:
        raise PersonNotFound(f"the directory knows no {person[:64]!r}; `perennial person list` shows whom it knows")
    if as_json:
        show_json(found.model_dump() | {"line": line})
        return
    rows = [
        ("Person", f"{found.name} ({found.id})"),
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
def erase(
    person: Person,
    reason: Annotated[str, typer.Option(help="Why; it stays in the record, so it names nobody.")],
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Removes everything personal; the record keeps the id, and stays whole.

    The id is never given to anybody again. Doing it twice is the same as once.
    """
    from adapters.directory import open_directory
    from adapters.notices.outbox import open_outbox
    from aggregates.commands.people import erase as note_erasure

    said = command(speaker(by, Role.KM), None)
    url = settings(home).require_database()
    with application(home) as perennial, open_directory(url) as directory, open_outbox(url) as outbox:
        note_erasure(perennial, person, said, reason=reason)
        removed = directory.remove([person])
        outbox.forget(person)
    if as_json:
        show_json({"person": person, "removed": removed})
    else:
        say(f"Nothing personal of {person} is left in the directory." if removed else f"{person} was erased before.")


def _roles(person: "Entry") -> str:
    return ", ".join(role.value for role in person.roles)

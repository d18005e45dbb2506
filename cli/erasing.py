"""A person is erased: `person erase`."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import As, Home, Json, command, speaker
from cli.session import application, settings
from cli.shown import note, say, show_json
from vocabulary.people import Role
from vocabulary.refusals import Malformed

if TYPE_CHECKING:
    from adapters.directory.mentions import Mention

SHOWN = 20
"""Places in the record that are named; `--json` names all."""


def erase(
    person: Annotated[str, typer.Argument(metavar="ID", help="The person's id.")],
    reason: Annotated[str, typer.Option(help="Why; it stays in the record, so it names nobody.")],
    by: As = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Removes everything personal; the record keeps the id, and stays whole.

    The id is never given to anybody again. Doing it twice is the same as once. Where the record's own words speak of
    the person by name or address, it says so: those can't be changed.
    """
    import psycopg

    from adapters.directory import Directory
    from adapters.directory.cleaning import clean
    from adapters.directory.mentions import mentions, names
    from adapters.notices.outbox import Outbox
    from aggregates.commands.people import erase as note_erasure
    from ledger.datastore import bounded

    said = command(speaker(by, Role.KM), None)
    url = bounded(settings(home).require_database(), "perennial erasure")
    with application(home) as perennial, psycopg.connect(url, autocommit=True) as connection:
        directory = Directory(connection)
        known = directory.get(person)
        if known is not None and names(reason, known):
            raise Malformed("the reason stays in the record for ever; say it without the person's name and address")
        told = mentions(connection, known) if known is not None else []
        note_erasure(perennial, person, said, reason=reason)
        removed = directory.remove([person])
        Outbox(connection).forget(person)
        cleaned = clean(connection)
    if as_json:
        places = [one._asdict() for one in told]
        show_json({"person": person, "removed": removed, "cleaned": cleaned, "mentioned": places})
        return
    say(f"Nothing personal of {person} is left in the directory." if removed else f"{person} was erased before.")
    if told:
        _say_where(told)
    if not cleaned:
        note(
            "PostgreSQL's files keep the bytes for a while: this login may not clean them, or somebody reads at "
            "length. Repeat this, or let the owner run: VACUUM FULL directory.people"
        )


def _say_where(told: "list[Mention]") -> None:
    """Ids and numbers alone."""
    more = f" and {len(told) - SHOWN:,} more" if len(told) > SHOWN else ""
    say(
        f"Their name or address stands in {len(told):,} of the record's own texts, which can't be changed: "
        f"{', '.join(map(str, told[:SHOWN]))}{more}"
    )

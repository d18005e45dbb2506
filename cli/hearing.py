"""How people hear: `person prefer`, `person feed`, and `calendar`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import Home, Json, now
from cli.output import write
from cli.session import reading, settings
from cli.shown import hand_on, say, show_json
from vocabulary.notices import Digest
from vocabulary.refusals import PersonNotFound

Person = Annotated[str, typer.Argument(metavar="ID", help="The person's id.")]


def prefer(
    person: Person,
    digest: Annotated[Digest, typer.Option(help="At once, or one mail every morning.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Notes how often somebody wants to hear; what waits already goes out as it was noted."""
    from adapters.directory import open_directory

    with open_directory(settings(home).require_database()) as directory:
        if not directory.prefer(person, digest):
            raise _unknown(person)
    if as_json:
        show_json({"person": person, "digest": digest})
    else:
        how = "once a day, at eight in the morning" if digest is Digest.DAILY else "at once"
        say(f"{person} hears {how} from now on.")


def feed(
    person: Person,
    renew: Annotated[bool, typer.Option("--renew", help="Make a new address; the old one is useless then.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Makes the secret address of somebody's calendar of due dates. It is shown once: only a hash of it is kept."""
    import psycopg

    from adapters.directory import Directory
    from adapters.notices.feeds import Feeds
    from ledger.datastore import bounded

    here = settings(home)
    with psycopg.connect(bounded(here.require_database(), "perennial feed"), autocommit=True) as connection:
        if Directory(connection).get(person) is None:
            raise _unknown(person)
        secret = Feeds(connection).make(person, now(), renew=renew)
    address = f"{here.public_url.rstrip('/')}/calendar/{secret}.ics" if here.public_url else None
    if as_json:
        show_json({"person": person, "secret": secret, "address": address})
    else:
        say(address or secret)
        say(f"Whoever has it sees what waits for {person}. As a file: perennial calendar {secret} -o due.ics")


def calendar(
    secret: Annotated[str, typer.Argument(metavar="SECRET", help="What `person feed` showed.")],
    to: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Else it is printed.")] = None,
    home: Home = None,
) -> None:
    """Writes somebody's due dates as a calendar (.ics)."""
    from adapters.notices.calendar import calendar_of
    from adapters.notices.feeds import Feeds

    with reading(home) as (_, connection):
        content = calendar_of(connection, Feeds(connection).whose(secret))
    if to is None:
        hand_on(content.decode())
    else:
        write(to, content)
        say(f"{to} holds {content.count(b'BEGIN:VEVENT')} due dates.")


def _unknown(person: str) -> PersonNotFound:
    return PersonNotFound(f"the directory knows no {person[:64]!r}; `perennial person list` shows whom it knows")

"""`audit proof`, `link`, `new-key` and `tiles`: single proofs, and what they are made with."""

from pathlib import Path
from typing import Annotated

import typer

from cli.audit import held
from cli.options import As, Home, Json, now
from cli.seen import account_for
from cli.session import settings
from cli.shown import note, progress, say, show_json
from vocabulary.digits import some
from vocabulary.readings import Reading


def proof(
    stream: Annotated[str, typer.Argument(help="The event's stream, for example community/data-engineering.")],
    version: Annotated[int, typer.Argument(help="Its number in the stream.")],
    by: As = None,
    home: Home = None,
) -> None:
    """Proves that one event is under the newest head: the event as it is sealed, where it is, and the path (JSON)."""
    from adapters.evidence.proofs import inclusion
    from projections.subjects import subject_of

    found = inclusion(settings(home).require_database(), stream, version)
    account_for(home, by, Reading.HISTORY, subject_of(stream))
    show_json(found)


def link(
    older: Annotated[Path, typer.Argument(metavar="FILE", help="A head that was kept.")],
    newer: Annotated[Path | None, typer.Argument(metavar="FILE", help="A later one; else the newest.")] = None,
    home: Home = None,
) -> None:
    """Proves that one head continues another: all that was sealed then is in what was sealed later (JSON)."""
    from adapters.evidence.proofs import consistency

    one, other = (held(path)[-1] if path else None for path in (older, newer))
    show_json(consistency(settings(home).require_database(), one, other))


def new_key(
    lost: Annotated[bool, typer.Option("--lost", help="The old key is gone, and can't hand over.")] = False,
    home: Home = None,
) -> None:
    """Begins with another key; the old one signs that it follows, so that whoever knows one knows the other."""
    import psycopg

    from ledger.datastore import bounded
    from ledger.notary.rotation import begin_with_another_key
    from ledger.notary.statements import StatementsFile

    here = settings(home)
    url = bounded(here.require_database(), "perennial audit")
    with psycopg.connect(url, autocommit=True) as connection, connection.transaction():
        fresh = begin_with_another_key(
            connection, here.notary_key, StatementsFile(here.notary_statements), now(), lost=lost
        )
    say(str(fresh.public))
    note("Give this key to everybody who verifies; keep a copy of the file, away from here.")


def tiles(home: Home = None, as_json: Json = False) -> None:
    """Makes the tiles anew that proofs are read from, out of the events."""
    import psycopg

    from ledger.datastore import bounded
    from ledger.notary.tiles import make_anew

    url = bounded(settings(home).require_database(), "perennial audit")
    with progress("hashing") as bar, psycopg.connect(url, autocommit=True) as connection, connection.transaction():
        task = bar.add_task("events", total=None)
        made = make_anew(connection, lambda done: bar.update(task, completed=done))
    if as_json:
        show_json({"events": made})
    else:
        say(f"The tiles over {some(made, 'event')} were made anew.")

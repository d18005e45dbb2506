"""What the doctor looks at of the seals: whether the record is sealed, until when, and by a key that is here."""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import Connection

from bootstrap.settings import Settings
from cli.finding import Finding, sound, wrong
from ledger import positions
from ledger.notary import statements
from ledger.notary.keys import KeyFault, SigningKey
from ledger.notary.verify import NotVerified


def examine_seals(settings: Settings, connection: Connection[Any]) -> Iterator[Finding]:
    try:
        last = statements.last_recorded(connection)
        recorded = positions.head(connection)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, psycopg.errors.InsufficientPrivilege):
        yield wrong("seals", "not installed, or not for this role", "`perennial up`, or `perennial schema`")
        return
    except NotVerified as fault:
        yield wrong("seals", str(fault), "the newest head was altered: `perennial audit check` looks at all of them")
        return
    if last is None:
        if recorded:
            mend = "run `perennial notary`, and read its log"
            yield wrong("seals", f"nothing is sealed of {recorded:,} positions", mend)
        else:
            yield sound("seals", "nothing is recorded yet")
        return
    yield sound("seals", f"up to position {last.position:,} of {recorded:,}, {last}")
    yield from _key(settings, last.origin)


def _key(settings: Settings, origin: str) -> Iterator[Finding]:
    """Only where it is kept: on other machines there is none, and need not be."""
    try:
        key = SigningKey.read(settings.notary_key)
    except KeyFault as fault:
        yield wrong("key of the notary", str(fault), "without it nothing is sealed")
        return
    if key is not None and key.name != origin:
        said = f"{settings.notary_key} is that of {key.name}, and the record is {origin}"
        yield wrong("key of the notary", said, "put the key back that belongs to this database")

"""Leaves nothing in PostgreSQL's own files of people who were removed from the directory."""

import re
import time
from typing import Any, Final

import psycopg
from psycopg import Connection

from ledger.schema import MAINTAIN_SINCE

CLEANED_WITHIN: Final = 5.0
"""Seconds that are waited for whoever began to read before the removal."""
_LOOK: Final = 0.1
_NUMBER: Final = re.compile(r"\d+")


def clean(connection: Connection[Any]) -> bool:
    """Rewrites the directory's table, which a deleted row would stay in; whether nothing dead is left in it.

    Not within a transaction. Who reads or writes the directory meanwhile waits for some milliseconds.
    """
    if not _may_clean(connection):
        return False
    deadline = time.monotonic() + CLEANED_WITHIN
    connection.execute(f"SET lock_timeout = '{CLEANED_WITHIN}s'")
    try:
        # What somebody could still see who began to read earlier, be it elsewhere, is kept: it is done again then.
        while _rewritten(connection) > 0:
            if time.monotonic() > deadline:
                return False
            time.sleep(_LOOK)
    except psycopg.errors.LockNotAvailable:
        return False
    finally:
        connection.execute("RESET lock_timeout")
    return True


def _rewritten(connection: Connection[Any]) -> int:
    """How many dead rows had to be kept: the first number of what the server says in detail, in any language."""
    kept: list[int] = []

    def hear(said: psycopg.errors.Diagnostic) -> None:
        number = _NUMBER.search(said.message_detail or "")
        if number is not None:
            kept.append(int(number[0]))

    connection.add_notice_handler(hear)
    try:
        connection.execute("VACUUM (FULL, VERBOSE) directory.people")
    finally:
        connection.remove_notice_handler(hear)
    return sum(kept)


def _may_clean(connection: Connection[Any]) -> bool:
    """The table's owner may, and since PostgreSQL 17 whoever it was granted; others would be warned, and no more."""
    is_granted = connection.info.server_version >= MAINTAIN_SINCE
    granted = "has_table_privilege('directory.people', 'MAINTAIN')" if is_granted else "false"
    row = connection.execute(
        f"SELECT {granted} OR pg_has_role(relowner, 'USAGE') FROM pg_class "  # noqa: S608  literals of ours
        "WHERE oid = 'directory.people'::regclass"
    ).fetchone()
    return row is not None and bool(row[0])

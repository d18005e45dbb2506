"""The record as it is now, hashed: what a check compares with what was sealed."""

import re
from array import array
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg import Connection

from ledger.notary.tree import HASH
from ledger.notary.verify import Head, Progress, Range, leaf_of
from ledger.snapshot import entries

LATE: Final = timedelta(days=1)
"""How much older than the head before it an event may say it is: a long import dates its facts by its beginning."""
_RECORDED_AT: Final = re.compile(rb'"recorded_at":"([^"]{1,40})"')


class Present:
    """The hash of each event, where it stands, and the roots over the first so many; 40 bytes an event."""

    def __init__(self, connection: Connection[Any], heads: Sequence[Head], progress: Progress) -> None:
        """`heads` by size; roots are kept for theirs."""
        signed = {head.size: head for head in heads}
        sealed = signed.get(0)
        bound = _bound(sealed)
        self.dated_back = 0
        """How many events say that they were recorded well before a head that did not hold them yet."""
        self.first_dated_back = ""
        self.hashes = bytearray()
        self.positions = array("q")
        tree = Range()
        self.roots = {0: tree.root}
        row = connection.execute("SELECT count(*) FROM ledger.events").fetchone()
        of = row[0] if row else 0
        for rows in entries(connection):
            for row in rows:
                hashed = leaf_of(*row)
                self.hashes += hashed
                self.positions.append(row[0])
                tree.add(hashed)
                if bound is not None and (said := _recorded_at(row[4])) and said < bound:
                    self.dated_back += 1
                    self.first_dated_back = self.first_dated_back or (
                        f"event {row[2]} of {row[1]}, which says {said:%Y-%m-%d} and is not in {sealed}"
                    )
                if tree.size in signed:
                    sealed = signed[tree.size]
                    bound = _bound(sealed)
                    self.roots[tree.size] = tree.root
            progress(tree.size, of)

    @property
    def size(self) -> int:
        return len(self.positions)

    def hash(self, index: int) -> bytes:
        return bytes(self.hashes[index * HASH : (index + 1) * HASH])


def _bound(head: Head | None) -> datetime | None:
    """What comes after a head is dated back where it says that it was recorded before this."""
    return _moment(head.at) - LATE if head is not None else None


def _recorded_at(state: bytes) -> datetime | None:
    """None where it can't be read: whatever that is, it is not what this looks for."""
    found = _RECORDED_AT.search(state)
    try:
        return _moment(found[1].decode()) if found else None
    except ValueError:
        return None


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone()

"""The record as it is now, hashed: what a check compares with what was sealed."""

from array import array
from collections.abc import Collection
from typing import Any, Final

from psycopg import Connection

from ledger.notary.tree import HASH
from ledger.notary.verify import Progress, Range, leaf, prefix

_ALL: Final = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM ledger.events "
    "ORDER BY notification_id"
)
_AT_ONCE: Final = 5_000


class Present:
    """The hash of each event, where it stands, and the roots over the first so many; 40 bytes an event."""

    def __init__(self, connection: Connection[Any], sizes: Collection[int], progress: Progress) -> None:
        self.hashes = bytearray()
        self.positions = array("q")
        tree = Range()
        self.roots = {0: tree.root}
        row = connection.execute("SELECT count(*) FROM ledger.events").fetchone()
        of = row[0] if row else 0
        with connection.cursor(name="audit") as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(_ALL, binary=True)
            while rows := cursor.fetchmany(_AT_ONCE):
                for position, stream, version, topic, state in rows:
                    hashed = leaf(prefix(position, stream, version, topic), state)
                    self.hashes += hashed
                    self.positions.append(position)
                    tree.add(hashed)
                    if tree.size in sizes:
                        self.roots[tree.size] = tree.root
                progress(tree.size, of)

    @property
    def size(self) -> int:
        return len(self.positions)

    def hash(self, index: int) -> bytes:
        return bytes(self.hashes[index * HASH : (index + 1) * HASH])

"""The record as it is now, hashed: what a check compares with what was sealed."""

from array import array
from collections.abc import Collection
from typing import Any

from psycopg import Connection

from ledger.notary.tree import HASH
from ledger.notary.verify import Progress, Range, leaf_of
from ledger.snapshot import entries


class Present:
    """The hash of each event, where it stands, and the roots over the first so many; 40 bytes an event."""

    def __init__(self, connection: Connection[Any], sizes: Collection[int], progress: Progress) -> None:
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
                if tree.size in sizes:
                    self.roots[tree.size] = tree.root
            progress(tree.size, of)

    @property
    def size(self) -> int:
        return len(self.positions)

    def hash(self, index: int) -> bytes:
        return bytes(self.hashes[index * HASH : (index + 1) * HASH])

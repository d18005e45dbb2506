"""Sealing: every batch of the log becomes leaves of the tree, and its new head is signed."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from psycopg import Connection

from ledger.faults import RecordAltered
from ledger.names import NOTARY
from ledger.notary import statements, tiles
from ledger.notary.keys import KeyFault, SigningKey, head_text
from ledger.notary.rotation import key_in_use
from ledger.notary.statements import StatementsFile
from ledger.notary.tree import Tiles, TileTree
from ledger.notary.verify import Head, leaf_of
from ledger.notification import Notification

log = logging.getLogger(__name__)

AT_MOST: Final = 1_000
"""Events between two heads."""

Clock = Callable[[], datetime]


class Sealing:
    """What the notary does with a batch, within the transaction that moves its position.

    A head is written to the file before the database has it: after a crash the file may know of one more, and it is
    taken from there. What would contradict a head that is out already is never signed: see `RecordAltered`.
    """

    def __init__(self, key_path: Path, file: StatementsFile, now: Clock) -> None:
        self._key_path = key_path
        self._file = file
        self._now = now
        self._compared = False
        self._known: Head | None = None
        """The newest that is out, as far as the file knows."""

    def apply(self, connection: Connection[Any], batch: Sequence[Notification]) -> None:
        before = tiles.tree_size(connection)
        self._compare(connection)
        leaves = [leaf_of(*one) for one in batch]
        changed = Tiles(before, tiles.reader(connection)).add(leaves)
        tiles.write(connection, changed, before, [one.position for one in batch])
        tree = tiles.tree(connection)
        known = self._known
        if known is not None and before < known.size:
            if known.size > before + len(batch):
                return  # signed already, and further than this: nothing else is signed before the tree is there
            _must_have(tree, known)
            statements.record(connection, known.size, known.note)
        if known is None or known.size < before + len(batch):
            self._sign(connection, tree, batch[-1].position)

    def seal_again(self, connection: Connection[Any], unless_since: datetime) -> bool:
        """Signs that the record still is what it was, unless something was signed since; within a transaction.

        Returns whether it signed.
        """
        connection.execute("SELECT FROM ledger.positions WHERE follower = %s FOR UPDATE", [NOTARY])
        self._compare(connection)
        last, known = statements.last_recorded(connection), self._known
        tree = tiles.tree(connection)
        if last is None or last.size != tree.get_size() or datetime.fromisoformat(last.at) >= unless_since:
            return False
        if known is not None and known.size > last.size:
            return False
        self._sign(connection, tree, last.position)
        return True

    def _compare(self, connection: Connection[Any]) -> None:
        """Once: whether database, file and key belong together, and the file holds what the database does."""
        if self._compared:
            return
        last, known = statements.last_recorded(connection), self._file.last_head()
        key = self._key(connection)
        tree = tiles.tree(connection)
        for head in (last, known):
            if head is not None and head.origin != key.name:
                raise RecordAltered(
                    f"{head} is of the record {head.origin}, and the key {self._key_path} signs for {key.name}: "
                    "put the key and the file of statements back that belong to this database"
                )
            if head is not None and head.size <= tree.get_size():
                _must_have(tree, head)
        if known is not None and known.size > tree.get_size():
            log.warning(
                "%s is out already, and the tree holds %d: nothing is signed before it is there. Unless the notary was "
                "ended just now, the database was put back to an older state: see `perennial audit check`",
                *(known, tree.get_size()),
            )
        if last is not None and (known is None or known.size < last.size):
            self._file.append(statements.missing(self._file.read(), statements.recorded(connection)))
            known = last
        self._known, self._compared = known, True

    def _sign(self, connection: Connection[Any], tree: TileTree, position: int) -> None:
        key = self._key(connection)
        size = tree.get_size()
        note = key.sign(head_text(key.name, size, tree.get_root(), position, self._now()))
        self._file.append([note])
        self._known = Head.parse(note)
        statements.record(connection, size, note)

    def _key(self, connection: Connection[Any]) -> SigningKey:
        """The one that stands in its file now, so that a new one is used from the next head on; the first is made."""
        key = key_in_use(self._key_path, self._file)
        if key is not None:
            return key
        if statements.last_recorded(connection) is not None or self._file.last_head() is not None:
            raise KeyFault(
                f"the notary's key {self._key_path} is gone: put it back from where you keep a copy, or begin with "
                "another (`perennial audit new-key --lost`), which everybody who holds the old one has to be told"
            )
        return SigningKey.fresh().keep(self._key_path)


def _must_have(tree: TileTree, head: Head) -> None:
    if tree.get_root(head.size) != head.root:
        raise RecordAltered(
            f"{head} does not fit the record: what was sealed was altered, or the database is another one or was put "
            "back to an older state; `perennial audit check` says where. Nothing is signed until that is settled"
        )

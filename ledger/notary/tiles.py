"""Where the tiles of the tree are kept, and which event is which leaf."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from psycopg import Connection

from ledger.faults import RecordAltered
from ledger.names import NOTARY
from ledger.notary import statements
from ledger.notary.tree import HASH, WIDTH, ReadTile, Tiles, TileTree
from ledger.notary.verify import leaf_of
from ledger.snapshot import entries

_EDGE: Final = (
    "SELECT number, octet_length(hashes) FROM notary.tiles WHERE level = 0 AND octet_length(hashes) > 0 "
    "ORDER BY number DESC LIMIT 1"
)
_READ: Final = "SELECT hashes FROM notary.tiles WHERE level = %s AND number = %s"
_WRITE: Final = """
    INSERT INTO notary.tiles (level, number, first_position, hashes)
    SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bigint[], %s::bytea[])
    ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes"""
_INDEXES: Final = """
    SELECT %(width)s * tile.number + (
        SELECT count(*) FROM ledger.events
        WHERE notification_id >= tile.first_position AND notification_id < asked.position)
    FROM unnest(%(positions)s::bigint[]) WITH ORDINALITY AS asked (position, place), LATERAL (
        SELECT number, first_position FROM notary.tiles
        WHERE level = 0 AND first_position <= asked.position ORDER BY first_position DESC LIMIT 1) AS tile
    ORDER BY place"""


def tree_size(connection: Connection[Any]) -> int:
    """How many events are in the tree."""
    row = connection.execute(_EDGE, prepare=True, binary=True).fetchone()
    return row[0] * WIDTH + row[1] // HASH if row else 0


def reader(connection: Connection[Any]) -> ReadTile:
    def read(level: int, number: int) -> bytes:
        row = connection.execute(_READ, (level, number), prepare=True, binary=True).fetchone()
        return bytes(row[0]) if row else b""

    return read


def tree(connection: Connection[Any]) -> TileTree:
    """As it stands; proofs of one tree share the tiles that they have read."""
    return TileTree(tree_size(connection), reader(connection))


def write(
    connection: Connection[Any], changed: Mapping[tuple[int, int], bytes], before: int, positions: Sequence[int]
) -> None:
    """Keeps tiles that are new or have grown; `positions` are those of the leaves after the first `before`."""
    firsts = [
        positions[number * WIDTH - before] if level == 0 and number * WIDTH >= before else 0
        for level, number in changed
    ]
    levels, numbers = zip(*changed, strict=True)
    connection.execute(_WRITE, [list(levels), list(numbers), firsts, list(changed.values())], binary=True)


def indexes(connection: Connection[Any], positions: Sequence[int]) -> list[int]:
    """Which leaves, counted from 0, the events at these positions are."""
    rows = connection.execute(_INDEXES, {"width": WIDTH, "positions": list(positions)}, binary=True)
    return [index for (index,) in rows]


def make_anew(connection: Connection[Any], progress: Callable[[int], object] = lambda _done: None) -> int:
    """Makes all tiles out of the events, as far as the notary has come; within a transaction. Returns how many events.

    What is sealed meanwhile waits. Raises `RecordAltered`, and changes nothing, where the events are not those that
    were sealed.
    """
    row = connection.execute(
        "SELECT position FROM ledger.positions WHERE follower = %s FOR UPDATE", [NOTARY]
    ).fetchone()
    upto = row[0] if row else 0
    connection.execute("DELETE FROM notary.tiles")
    made = Tiles(0, lambda _level, _number: b"")
    for rows in entries(connection, "notification_id <= %s", [upto]):
        before = made.size
        changed = made.add([leaf_of(*one) for one in rows])
        write(connection, changed, before, [one[0] for one in rows])
        progress(made.size)
    head = statements.last_recorded(connection)
    if head is not None and (head.size > made.size or tree(connection).get_root(head.size) != head.root):
        raise RecordAltered(
            f"the events are not those of {head}: see `perennial audit check`; the tiles stay as they are"
        )
    return made.size

"""Where the record parts from what was sealed: which event differs, is missing, or was slipped in."""

from typing import Any, Final

from psycopg import Connection

from ledger.notary.present import Present
from ledger.notary.tree import HASH, WIDTH
from ledger.notary.verify import Head, Range

_NAMED: Final = "SELECT originator_version, originator_id, topic FROM ledger.events WHERE notification_id = %s"
_GAP: Final = """
    SELECT originator_id, originator_version - 1 FROM (
        SELECT originator_id, originator_version, lag(originator_version, 1, 0::bigint)
            OVER (PARTITION BY originator_id ORDER BY originator_version) AS before
        FROM ledger.events) AS numbered
    WHERE originator_version <> before + 1 LIMIT 1"""
_SEALED: Final = "SELECT hashes FROM notary.tiles WHERE level = 0 AND number * %s < %s ORDER BY number"


def first_fault(connection: Connection[Any], present: Present, sound: Head | None, head: Head, last: Head) -> str:
    """The event at which the record parts from what was sealed, as exactly as what is left of the tiles allows."""
    first = sound.size if sound else 0
    sealed = bytes(sealed_hashes(connection, head.size))
    if head.size > present.size and _is_sealed(bytes(present.hashes), sealed[len(present.hashes) :], head):
        return _cut_off(present, last)
    if not _is_sealed(bytes(present.hashes[: first * HASH]), sealed[first * HASH :], head):
        if head.size > present.size:
            return _cut_off(present, last)
        return (
            f"something from position {_position(present, first)} to {_position(present, head.size - 1)} is not what "
            f"{head} sealed; which event it is can't be told any more, because the tiles were altered too"
        )
    at = next(
        (index for index in range(first, min(head.size, present.size)) if present.hash(index) != _at(sealed, index)),
        min(head.size, present.size),
    )
    return _named(connection, present, sealed, at, head)


def _named(connection: Connection[Any], present: Present, sealed: bytes, at: int, head: Head) -> str:
    missing = _ahead(sealed, present.hash(at), at) if at < present.size else len(sealed) // HASH
    slipped = _ahead(bytes(present.hashes[: (at + 2 * WIDTH) * HASH]), _at(sealed, at), at)
    if missing and (not slipped or missing <= slipped):
        gap = connection.execute(_GAP).fetchone()
        which = f" (event {gap[1]} of {gap[0]} among them)" if gap else ""
        between = f"between positions {_position(present, at - 1)} and {_position(present, at)}"
        return f"{_some(missing - at)} missing {between}{which}: {head} sealed what stood there"
    if slipped:
        last = f" to {present.positions[slipped - 1]:,}" if slipped - at > 1 else ""
        return (
            f"{_some(slipped - at)} slipped in at position {present.positions[at]:,}{last}, "
            f"{_event(connection, present.positions[at])}: it is not among what {head} sealed"
        )
    return (
        f"the event at position {present.positions[at]:,}, {_event(connection, present.positions[at])}, differs from "
        f"the one that {head} sealed"
    )


def _cut_off(present: Present, last: Head) -> str:
    return (
        f"the record ends at position {_position(present, present.size - 1)} with {present.size:,} events, and {last} "
        f"sealed {last.size:,}: the last {last.size - present.size:,} are missing, cut off or lost when the database "
        "was put back to an older state"
    )


def _is_sealed(before: bytes, after: bytes, head: Head) -> bool:
    """Whether these hashes, one after the other, are those under a head."""
    tree = Range()
    hashes = before + after
    for at in range(0, min(len(hashes), head.size * HASH), HASH):
        tree.add(hashes[at : at + HASH])
    return tree.size == head.size and tree.root == head.root


def _ahead(hashes: bytes, wanted: bytes, at: int) -> int | None:
    """Where a hash stands after a place."""
    for index in range(at + 1, len(hashes) // HASH):
        if _at(hashes, index) == wanted:
            return index
    return None


def sealed_hashes(connection: Connection[Any], size: int) -> bytearray:
    """What the tiles have of the first leaves."""
    found = bytearray()
    for (hashes,) in connection.execute(
        _SEALED,
        [WIDTH, size],
        binary=True,
    ):
        found += hashes
    return found[: size * HASH]


def _at(hashes: bytes, index: int) -> bytes:
    return hashes[index * HASH : (index + 1) * HASH]


def _position(present: Present, index: int) -> str:
    if index < 0:
        return "0"
    return f"{present.positions[index]:,}" if index < present.size else "the end"


def _event(connection: Connection[Any], position: int) -> str:
    row = connection.execute(_NAMED, [position]).fetchone()
    return f"event {row[0]} of {row[1]} ({row[2]})" if row else "gone meanwhile"


def _some(count: int) -> str:
    return "an event is" if count == 1 else f"{count:,} events are"

"""The log as views read it: only what they want to see, decoded once for all of them."""

import gc
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final, LiteralString

from aggregates.event import CATALOGUE
from ledger.follower import FIRST_SIZE, next_size
from ledger.mapper import EventMapper
from ledger.notification import Interest, Notification
from projections.view import Connected, Fact, View

_PIECE: Final = 10_000
_BETWEEN: Final[LiteralString] = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM ledger.events "
    "WHERE notification_id > %s AND notification_id <= %s AND (%s OR topic = ANY(%s)) "
    "ORDER BY notification_id LIMIT %s"
)
_LAST: Final[LiteralString] = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM ledger.events "
    "WHERE notification_id <= (SELECT position FROM ledger.positions WHERE follower = %s) "
    "ORDER BY notification_id DESC LIMIT 1"
)

_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""The one character that the ledger's bytes can hold and no column of text can: shown as U+FFFD, or all would stop."""

_mapper: Final = EventMapper(CATALOGUE)


def decode(notifications: Sequence[Notification], topics: Collection[str]) -> list[Fact]:
    """The facts among them that bear one of the topics.

    A topic that no release so far knows is refused (`ledger.faults.UnknownTopic`), not passed over: a view that
    skipped it would be wrong for good, and nobody would know.
    """
    return [_fact(entry) for entry in notifications if entry.topic in topics or entry.topic not in CATALOGUE]


def _fact(entry: Notification) -> Fact:
    if b"\\u0000" in entry.state:
        entry = entry._replace(state=_NUL.sub(rb"\1\\ufffd", entry.state))
    return Fact(entry.position, _mapper.to_domain_event(entry.stored_event), entry.state)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keeps the cyclic garbage collector out of a batch: thousands of facts, no cycle among them, and walked through
    again and again they cost a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def interest(view: View) -> Interest:
    """What a view is to be read from the log; one that wants every topic is shown the unknown ones too."""
    return Interest() if _wants_all(view) else Interest(topics=view.handles)


def known_until(connection: Connected, view: View) -> datetime | None:
    """When the last fact was recorded that a view has seen; None where it has seen none."""
    row = connection.execute(_LAST, [view.follower], binary=True).fetchone()
    return _mapper.to_domain_event(Notification._make(row).stored_event).provenance.recorded_at if row else None


def facts_between(connection: Connected, view: View, after: int, upto: int) -> Iterator[list[Fact]]:
    """What a view wants to see of the log after one position and up to another, in pieces."""
    piece = FIRST_SIZE
    while after < upto:
        rows = connection.execute(
            _BETWEEN, [after, upto, _wants_all(view), list(view.handles), piece], binary=True
        ).fetchall()
        if rows:
            yield decode([Notification._make(row) for row in rows], view.handles)
        after = rows[-1][0] if len(rows) == piece else upto
        piece = next_size(piece, sum(len(row[4]) for row in rows), most=_PIECE)


def _wants_all(view: View) -> bool:
    return view.handles >= CATALOGUE.keys()

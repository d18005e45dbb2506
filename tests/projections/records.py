"""Puts facts into a real log, and compares what views hold to the byte."""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

import psycopg
from psycopg.sql import SQL, Identifier

from aggregates.catalogue import CATALOGUE
from aggregates.event import Event
from ledger.mapper import EventMapper
from ledger.store import open_ledger
from projections.catalogue import VIEWS
from projections.fact import Fact, recorded
from projections.partition import IN_PARTITION, Partition, arguments_of
from projections.view import SCHEMA, View

MAPPER = EventMapper(CATALOGUE)


def record(url: str, events: Iterable[Event], batch: int = 1_000) -> int:
    """Appends the events in order; returns the position of the last."""
    pending = [MAPPER.to_stored_event(event) for event in events]
    positions: Sequence[int] = ()
    with open_ledger(url, CATALOGUE) as ledger:
        for start in range(0, len(pending), batch):
            positions = ledger.recorder.insert_events(pending[start : start + batch])
    return positions[-1]


def numbered(events: Sequence[Event]) -> list[Fact]:
    """The facts as the log would give them, from position 1."""
    return [recorded(position, event) for position, event in enumerate(events, start=1)]


def show(connection: psycopg.Connection[Any], events: Sequence[Event]) -> None:
    """Brings facts into all views, which know nothing else."""
    facts = numbered(events)
    for view in VIEWS:
        view.apply(connection, view.name, [fact for fact in facts if fact.event.TOPIC in view.handles])


def content(url: str, view: View, ending: str = "") -> list[tuple[str, ...]]:
    """Every row of the view as text, in order: what must be the same to the byte."""
    found: list[tuple[str, ...]] = []
    with psycopg.connect(url) as connection:
        for table in view.tables(ending):
            name = Identifier(SCHEMA, table)
            rows = connection.execute(SQL("SELECT found::text FROM {} found ORDER BY 1").format(name)).fetchall()
            found += rows
    return found


def everything(url: str) -> dict[str, list[tuple[str, ...]]]:
    return {view.name: content(url, view) for view in VIEWS}


def standing(url: str) -> dict[str, int]:
    """The positions that the ledger holds."""
    with psycopg.connect(url) as connection:
        return dict(connection.execute("SELECT follower, position FROM ledger.positions").fetchall())


def falls_to(url: str, stream: str, processes: int = 2) -> int:
    """Which of several partitions a stream belongs to; it is in one alone."""
    query: LiteralString = "SELECT 1 FROM (SELECT %s AS originator_id) AS stream WHERE " + IN_PARTITION
    with psycopg.connect(url) as connection:
        (found,) = (
            number
            for number in range(processes)
            if connection.execute(query, [stream, *arguments_of(Partition(number, processes))]).fetchone()
        )
    return found

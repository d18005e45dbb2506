"""Facts of the tests' own, and short ways to write them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

import psycopg
from eventsourcing.persistence import StoredEvent

from aggregates.catalogue import CATALOGUE
from aggregates.event import Beginning, Event, Upcast
from ledger.store import Ledger, open_ledger
from tests.support.databases import Database
from vocabulary.people import Actor, Role
from vocabulary.provenance import Provenance
from vocabulary.receipts import Receipt

MAY = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
PROVENANCE = Provenance(actor=Actor(person="ada", role=Role.LEAD), recorded_at=MAY, command_id="c-1")


GARDEN = "test.garden"


class GardenPlanted(Beginning):
    """A stream of the tests' own begins."""

    TOPIC = "test.garden.planted"
    AGGREGATE: ClassVar[str] = GARDEN

    title: str


class TreeGrown(Event):
    """In its third form: first `cm`, then `height` in centimetres, now in metres with a note."""

    TOPIC = "test.garden.tree-grown"
    VERSION = 3
    UPCASTS: ClassVar[dict[int, Upcast]] = {
        1: lambda old: {"provenance": old["provenance"], "height": old["cm"]},
        2: lambda old: {**old, "height": old["height"] / 100, "note": ""},
    }

    height: float
    note: str


# Taken out of the product's own catalogue: what other tests say of "every event" is not about these.
CATALOGUE_OF_TESTS = {topic: CATALOGUE.pop(topic) for topic in (GardenPlanted.TOPIC, TreeGrown.TOPIC)}


def event(stream: str, version: int, topic: str = "test.plain", state: bytes = b'{"v":1}') -> StoredEvent:
    return StoredEvent(originator_id=stream, originator_version=version, topic=topic, state=state)


def stretch(stream: str, first: int, last: int) -> list[StoredEvent]:
    return [event(stream, version) for version in range(first, last + 1)]


def receipt(command_id: str, result: str = "done") -> Receipt:
    return Receipt(command_id=command_id, result=result, digest="asked")


@contextmanager
def ledger_in(database: Database) -> Iterator[Ledger]:
    with open_ledger(database.app, CATALOGUE_OF_TESTS) as ledger:
        yield ledger


def rows(url: str, query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query, params).fetchall()

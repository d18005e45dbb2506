"""An application of the library works on the ledger's recorder and mapper, receipts included."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Mapper

from aggregates.event import Aggregate, Event
from ledger.store import Ledger
from tests.ledger.facts import GARDEN, PROVENANCE, GardenPlanted, TreeGrown, ledger_in, receipt
from tests.support.databases import Database
from vocabulary.receipts import CommandRepeated


class Garden(Aggregate):
    TOPIC: ClassVar[str] = GARDEN

    def __init__(self, title: str) -> None:
        self.title = title
        self.heights: tuple[float, ...] = ()

    @classmethod
    def plant(cls, stream: str, title: str) -> "Garden":
        return cls._begin(GardenPlanted, stream, PROVENANCE, title=title)

    def grow(self, height: float) -> None:
        self._happened(TreeGrown, PROVENANCE, height=height, note="")

    def remember(self, event: Event) -> None:
        assert isinstance(event, TreeGrown)
        self.heights = (*self.heights, event.height)


class Gardens(Application[str]):
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        super().__init__()

    def construct_mapper(self) -> Mapper[str]:
        return self._ledger.mapper

    def construct_recorder(self) -> ApplicationRecorder:
        return self._ledger.recorder


@pytest.fixture
def gardens(database: Database) -> Iterator[Gardens]:
    with ledger_in(database) as ledger:
        yield Gardens(ledger)


def test_an_aggregate_is_saved_with_its_receipt_and_loaded_again(gardens: Gardens) -> None:
    garden = Garden.plant("garden/kew", "Kew")
    garden.grow(1.5)

    recordings = gardens.save(garden, receipt=receipt("c", "planted"))

    assert [recording.notification.id for recording in recordings] == [1, 2]
    loaded: Garden = gardens.repository.get("garden/kew")
    assert (loaded.title, loaded.heights, loaded.version) == ("Kew", (1.5,), 2)


def test_a_repeated_command_is_told_its_first_answer(gardens: Gardens) -> None:
    gardens.save(Garden.plant("garden/kew", "Kew"), receipt=receipt("c", "planted"))

    with pytest.raises(CommandRepeated) as repeated:
        gardens.save(Garden.plant("garden/other", "Other"), receipt=receipt("c", "planted again"))

    assert repeated.value.receipt.result == "planted"


def test_of_two_who_changed_the_same_garden_one_is_told_to_load_it_again(gardens: Gardens) -> None:
    gardens.save(Garden.plant("garden/kew", "Kew"))
    one: Garden = gardens.repository.get("garden/kew")
    other: Garden = gardens.repository.get("garden/kew")
    one.grow(1.0)
    other.grow(2.0)
    gardens.save(one)

    with pytest.raises(IntegrityError, match="stands at version 2"):
        gardens.save(other)

"""The same lives through Temporal with time skipping and through the rehearsal: the same facts, field by field."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.conformance.comparison import differences
from tests.conformance.scripts import SCRIPTS
from tests.conformance.stage import Played, play_all
from tests.support.databases import PostgresForTests


@pytest.fixture(scope="module")
def played(postgres: PostgresForTests) -> Iterator[dict[str, Played]]:
    """All lives, played once; each is judged by a test of its own."""
    database = postgres.fresh_database()
    yield asyncio.run(play_all(database))
    postgres.drop(database)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_life_is_the_same_through_temporal_and_in_the_rehearsal(name: str, played: dict[str, Played]) -> None:
    recorded, rehearsed, fault = played[name]
    if fault is not None:
        raise fault
    told = [event for event in rehearsed if not event.originator_id.startswith(("policy/", "person/"))]
    assert [(event.TOPIC, event.originator_id) for event in recorded] == [
        (event.TOPIC, event.originator_id) for event in told
    ]
    assert list(differences(recorded, told)) == []


def test_at_least_twenty_lives_were_written_and_some_made_up() -> None:
    assert sum(not name.startswith("made-up") for name in SCRIPTS) >= 20
    assert sum(name.startswith("made-up") for name in SCRIPTS) >= 5

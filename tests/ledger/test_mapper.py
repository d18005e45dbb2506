"""Facts become bytes and come back, and what cannot be read for certain is refused."""

import json
from datetime import datetime

import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from aggregates.catalogue import CATALOGUE
from aggregates.event import Event
from ledger.faults import CorruptEvent, FutureVersion, MissingUpcast, UnknownTopic
from ledger.mapper import EventMapper
from tests.ledger.facts import CATALOGUE_OF_TESTS, MAY, PROVENANCE, GardenPlanted, TreeGrown
from vocabulary.ids import community_stream
from vocabulary.people import Actor, Role
from vocabulary.provenance import Provenance

mapper = EventMapper(CATALOGUE_OF_TESTS)
ENVELOPE = json.loads(PROVENANCE.model_dump_json())
moments = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=st.timezones())
people = st.from_regex(r"[a-z0-9][a-z0-9._@-]{0,20}", fullmatch=True)


def grown(stream: str = "garden/kew", version: int = 2) -> TreeGrown:
    return TreeGrown(originator_id=stream, originator_version=version, provenance=PROVENANCE, height=1.5, note="an oak")


def stored(state: object, topic: str = TreeGrown.TOPIC) -> StoredEvent:
    text = state if isinstance(state, bytes) else json.dumps(state).encode()
    return StoredEvent(originator_id="garden/kew", originator_version=2, topic=topic, state=text)


@given(
    stream=st.text(min_size=1),
    version=st.integers(min_value=1, max_value=2**62),
    height=st.floats(allow_nan=False, allow_infinity=False),
    note=st.text(),
    actor=st.builds(Actor, person=people, role=st.sampled_from(Role), on_behalf_of=st.none() | people),
    recorded_at=moments,
    effective_at=st.none() | moments,
)
def test_every_fact_comes_back_as_it_was_written(
    stream: str, version: int, height: float, note: str, actor: Actor, recorded_at: object, effective_at: object
) -> None:
    provenance = Provenance.model_validate(
        {"actor": actor, "recorded_at": recorded_at, "command_id": "c", "effective_at": effective_at}
    )
    fact = TreeGrown(originator_id=stream, originator_version=version, provenance=provenance, height=height, note=note)

    assert mapper.to_domain_event(mapper.to_stored_event(fact)) == fact


def test_the_state_is_one_json_object_with_the_version_of_its_form_and_without_stream_and_version() -> None:
    written = mapper.to_stored_event(grown())

    assert written.topic == "test.garden.tree-grown"
    assert json.loads(written.state) == {"v": 3, "provenance": ENVELOPE, "height": 1.5, "note": "an oak"}


def test_when_a_fact_was_recorded_is_known_again_after_reading() -> None:
    assert mapper.to_domain_event(mapper.to_stored_event(grown())).timestamp == MAY


@pytest.mark.parametrize(
    "old", [{"v": 1, "provenance": ENVELOPE, "cm": 150}, {"provenance": ENVELOPE, "height": 150, "v": 2}]
)
def test_an_older_form_is_brought_up_to_date_step_by_step(old: dict[str, object]) -> None:
    fact = mapper.to_domain_event(stored(old))

    assert (fact.height, fact.note, fact.provenance) == (1.5, "", PROVENANCE)


def test_a_form_of_a_newer_release_is_refused() -> None:
    with pytest.raises(FutureVersion, match=r"event 2 of garden/kew .* version 4, .* reads up to 3.*upgrade"):
        mapper.to_domain_event(stored({"v": 4, "provenance": ENVELOPE}))


@pytest.mark.parametrize("topic", ["test.unheard-of", "os:system", "tests.ledger.facts:TreeGrown"])
def test_a_topic_that_is_not_in_the_catalogue_is_refused_and_nothing_is_imported(topic: str) -> None:
    with pytest.raises(UnknownTopic, match=r"event 2 of garden/kew .*does not know.*catalogue"):
        mapper.to_domain_event(stored({"v": 1}, topic=topic))


def test_a_fact_that_nobody_could_read_again_is_not_written() -> None:
    with pytest.raises(UnknownTopic, match="not in the catalogue"):
        EventMapper({}).to_stored_event(grown())


def test_a_step_that_nobody_wrote_is_named() -> None:
    class Unkempt(Event):
        TOPIC = "test.garden.unkempt"
        VERSION = 2

    CATALOGUE.pop(Unkempt.TOPIC)
    with pytest.raises(MissingUpcast, match=r"UPCASTS\[1\]"):
        EventMapper({Unkempt.TOPIC: Unkempt}).to_domain_event(stored({"v": 1}, topic=Unkempt.TOPIC))


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"{}",
        b"[]",
        b"}",
        b'{"v":3,}',
        b'{"v":3,"provenance":{}',
        b'{"v":3,"provenance":{}}',
        b"\xff\xfe",
        {"v": "3"},
        {"v": True},
        {"v": 0},
        {"v": 1, "provenance": ENVELOPE},
        {"v": 2, "provenance": ENVELOPE, "height": "tall"},
        {"v": 3, "provenance": ENVELOPE, "height": "tall", "note": ""},
        {"v": 3, "provenance": ENVELOPE, "height": 1, "note": "", "more": 1},
    ],
)
def test_a_damaged_state_is_refused(state: object) -> None:
    with pytest.raises(CorruptEvent, match="event 2 of garden/kew"):
        mapper.to_domain_event(stored(state))


@given(position=st.integers(min_value=0), junk=st.binary(max_size=3))
def test_a_cut_or_overwritten_state_is_refused_or_reads_as_a_valid_fact(position: int, junk: bytes) -> None:
    state = mapper.to_stored_event(grown()).state
    cut = position % len(state)

    try:
        fact = mapper.to_domain_event(stored(state[:cut] + junk))
    except (CorruptEvent, FutureVersion, MissingUpcast):
        return
    assert isinstance(fact, TreeGrown)


def test_stream_and_version_are_what_the_columns_say_whatever_stands_in_the_state() -> None:
    forged = mapper.to_stored_event(grown()).state[:-1] + b',"originator_id":"garden/other","originator_version":9}'

    fact = mapper.to_domain_event(stored(forged))

    assert (fact.originator_id, fact.originator_version) == ("garden/kew", 2)


def test_a_value_of_the_wrong_kind_is_not_written() -> None:
    spoilt = grown().model_copy(update={"height": "tall"})

    with pytest.raises(ValueError, match="float"):
        mapper.to_stored_event(spoilt)


def test_the_catalogue_may_grow_while_the_mapper_is_in_use() -> None:
    growing: dict[str, type[Event]] = {}
    late = EventMapper(growing)
    growing[GardenPlanted.TOPIC] = GardenPlanted
    fact = GardenPlanted(
        originator_id=community_stream("kew"), originator_version=1, provenance=PROVENANCE, title="Kew"
    )

    assert late.to_domain_event(late.to_stored_event(fact)) == fact

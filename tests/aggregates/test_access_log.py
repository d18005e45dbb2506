"""Who looked at what: facts of one reader and month."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from aggregates.access import AccessLog
from aggregates.access.events import AccessExported, AccessLogBegun, AccessRead
from aggregates.commands.access import note_export, note_reading
from aggregates.commands.command import Command
from aggregates.event import Event
from tests.aggregates.examples import KM, LEAD, by
from tests.aggregates.organisation import Organisation
from tests.aggregates.specification import fact, given
from vocabulary.ids import access_stream
from vocabulary.people import Actor
from vocabulary.readings import EVERYTHING, Reading

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


def begun() -> AccessLog:
    return AccessLog.begin(NOON.date(), by(KM, 1))


def test_what_was_read_is_a_fact_of_whoever_read_it() -> None:
    log = begun()
    log.read(Reading.HISTORY, "community/roses", by(KM, 2))
    told = log.pending_events[-1]
    assert isinstance(told, AccessRead)
    assert (told.kind, told.subject, told.provenance.actor) == (Reading.HISTORY, "community/roses", KM)


def test_an_export_says_which_file_and_by_which_head_it_is_proved() -> None:
    given(begun).when(lambda log: log.exported(Reading.EXPORT, EVERYTHING, by(KM, 2), digest="ab" * 32, head=12)).then(
        fact(AccessExported, digest="ab" * 32, head=12)
    )


@pytest.mark.parametrize("subject", ["Mara Muster", "person/mara@example.org", "community/", "roses", "person/Mara"])
def test_no_name_and_no_address_can_stand_for_a_subject(subject: str) -> None:
    with pytest.raises(ValidationError, match="subject"):
        begun().read(Reading.PERSON, subject, by(KM, 2))


@pytest.fixture
def organisation() -> Organisation:
    return Organisation()


def looked(organisation: Organisation, actor: Actor, subject: str, at: datetime) -> None:
    note_reading(organisation.app, Reading.HISTORY, subject, Command(by=actor, at=at))


def facts(organisation: Organisation, actor: Actor, month: int) -> list[type[Event]]:
    return [type(event) for event in organisation.app.events.get(access_stream(actor.person, 2026, month))]


def test_the_same_read_twice_on_a_day_is_one_fact_and_on_another_day_another(organisation: Organisation) -> None:
    for hours in (0, 1, 11):
        looked(organisation, KM, "community/roses", NOON + timedelta(hours=hours))
    looked(organisation, KM, "community/lilies", NOON)
    looked(organisation, LEAD, "community/roses", NOON)
    assert facts(organisation, KM, 3) == [AccessLogBegun, AccessRead, AccessRead]
    assert facts(organisation, LEAD, 3) == [AccessLogBegun, AccessRead]
    looked(organisation, KM, "community/roses", NOON + timedelta(hours=12))
    assert facts(organisation, KM, 4) == [AccessLogBegun, AccessRead], "the next day is in the next month"


def test_every_export_is_a_fact_of_its_own(organisation: Organisation) -> None:
    for _ in range(2):
        note_export(organisation.app, EVERYTHING, Command(by=KM, at=NOON), digest="cd" * 32, head=3)
    assert facts(organisation, KM, 3) == [AccessLogBegun, AccessExported, AccessExported]

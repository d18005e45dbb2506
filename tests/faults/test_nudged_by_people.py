"""Whoever leaves concerns the workflows of what they lead: each hears of it, once they are found, and no other."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from activities.lifecycle import LifecycleActivities
from activities.standing import standing_of
from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import handing, leads, people, publishing
from aggregates.community.leading_events import LeadLeft
from ledger.store import open_ledger
from policies.process import next_step
from policies.step import Finish, Wait
from tests.faults.doorbell import Doorbell
from tests.faults.people import LEAD, RULES, WHO
from tests.faults.test_nudger import bring_in, by, eventually, nudging, propose, settled
from tests.support.databases import Database
from vocabulary.ids import CommunityId, community_stream
from vocabulary.people import Role
from workers.open_communities import counted_on, open_communities

pytestmark = pytest.mark.slow

KM = WHO[Role.KM]
GARDENS = tuple(f"garden-{number}" for number in range(25))
"""More than are looked up at a time."""


@pytest.fixture
def app(database: Database) -> Iterator[Perennial]:
    with open_ledger(database.app, CATALOGUE) as ledger:
        app = Perennial(ledger)
        publishing.publish(app, RULES.name, RULES.canonical(), by(KM))
        people.enter(app, LEAD.person, by(KM))
        people.enter(app, "eve", by(KM))
        yield app
        app.close()


@pytest.fixture
async def doorbell() -> Doorbell:
    return Doorbell()


async def test_who_leaves_nudges_what_they_lead_and_nothing_else(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    for garden in GARDENS:
        await propose(app, garden)
    await asyncio.to_thread(leads.name_lead, app, "garden-3", "eve", by(KM))
    await asyncio.to_thread(bring_in, app, "old", ended=False)
    async with nudging(database.app, app, doorbell):
        await settled(database)
        doorbell.rung.clear()
        await asyncio.to_thread(people.leave, app, LEAD.person, by(KM))
        await eventually(lambda: len(doorbell.rung) == len(GARDENS) - 1)
        await settled(database)
        assert {community for community, _ in doorbell.rung} == set(GARDENS) - {"garden-3"}
        assert all(standing.lead_left_at for _, standing in doorbell.rung)
        doorbell.rung.clear()
        await asyncio.to_thread(people.come_back, app, LEAD.person, by(KM))
        await eventually(lambda: len(doorbell.rung) == len(GARDENS) - 1)
        assert not any(standing.lead_left_at for _, standing in doorbell.rung)
        doorbell.rung.clear()
        await asyncio.to_thread(people.erase, app, "eve", by(KM), reason="asked for it")
        await eventually(lambda: bool(doorbell.rung))
        await settled(database)
        assert [community for community, _ in doorbell.rung] == ["garden-3"]


async def test_who_leaves_nudges_those_whose_questions_wait_for_them(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    for garden in GARDENS:
        await propose(app, garden)
    await asyncio.to_thread(catch_up, app, "garden-7")
    waits = standing_of(app, "garden-7").open_tasks[0].terms.id
    async with nudging(database.app, app, doorbell):
        await settled(database)
        doorbell.rung.clear()
        await asyncio.to_thread(handing.assign, app, waits, ["eve"], by(KM))
        await eventually(lambda: len(doorbell.rung) == 1)
        await asyncio.to_thread(people.leave, app, "eve", by(KM), on=datetime.now(UTC) + timedelta(days=3))
        await eventually(lambda: len(doorbell.rung) == 2)
        await settled(database)
    assert [community for community, _ in doorbell.rung] == ["garden-7"] * 2
    (asked,) = doorbell.rung[-1][1].open_tasks
    assert [gone.person for gone in asked.gone] == ["eve"]


async def test_who_left_while_everything_was_down_is_told_of_at_the_start(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    await propose(app, "garden")
    async with nudging(database.app, app, Doorbell()):
        await settled(database)
    await asyncio.to_thread(people.leave, app, LEAD.person, by(KM))
    with open_ledger(database.app, CATALOGUE) as ledger:
        newcomer = Perennial(ledger)
        async with nudging(database.app, newcomer, doorbell):
            await settled(database)
        newcomer.close()
    assert doorbell.rung_for("garden")[-1].lead_left_at


async def test_the_position_waits_for_all_whom_a_departure_concerns(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    for garden in ("deaf", "hearing"):
        await propose(app, garden)
    async with nudging(database.app, app, doorbell):
        await settled(database)
        doorbell.deaf_to = {"deaf"}
        await asyncio.to_thread(people.leave, app, LEAD.person, by(KM))
        await eventually(lambda: any(standing.lead_left_at for standing in doorbell.rung_for("hearing")))
        await asyncio.sleep(0.5)
    async with nudging(database.app, app, second := Doorbell()):
        await settled(database)
    assert second.rung_for("deaf")[-1].lead_left_at


async def test_the_lead_left_is_recorded_once_however_often_it_is_told(database: Database, app: Perennial) -> None:
    """By two processes, of which one has old news of everything."""
    await propose(app, "garden")
    with open_ledger(database.app, CATALOGUE) as ledger:
        other = Perennial(ledger)
        await asyncio.to_thread(catch_up, other, "garden")
        await asyncio.to_thread(people.leave, app, LEAD.person, by(KM), on=datetime.now(UTC) - timedelta(days=3))
        for process in (app, other, app, other):
            await asyncio.to_thread(catch_up, process, "garden")
        other.close()
    facts = app.repository.event_store.get(community_stream("garden"))
    assert sum(isinstance(fact, LeadLeft) for fact in facts) == 1


async def test_leads_are_found_by_the_newest_facts(database: Database, app: Perennial) -> None:
    for garden in GARDENS:
        await propose(app, garden)
    with open_ledger(database.app, CATALOGUE) as ledger:
        other = Perennial(ledger)
        assert counted_on(other, open_communities(database.app)) == {LEAD.person: sorted(GARDENS)}
        await asyncio.to_thread(leads.name_lead, app, "garden-7", "eve", by(KM))
        assert counted_on(other, open_communities(database.app))["eve"] == ["garden-7"]
        other.close()


def catch_up(app: Perennial, community: CommunityId) -> None:
    """What the workflow would do."""
    activities = LifecycleActivities(app)
    standing = standing_of(app, community)
    while not isinstance(step := next_step(RULES, standing, datetime.now(UTC)), Wait | Finish):
        standing = getattr(activities, step.kind)(step)


async def test_a_step_of_the_clock_is_no_news_and_what_a_person_said_is(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    """A nudge for the workflow's own step would bring where it stood before the next, which is refused then."""
    await propose(app, "garden")
    async with nudging(database.app, app, doorbell):
        await settled(database)
        await asyncio.to_thread(people.leave, app, LEAD.person, by(KM))
        await eventually(lambda: bool(doorbell.rung_for("garden")[-1].lead_left_at))
        await settled(database)
        doorbell.rung.clear()
        await asyncio.to_thread(catch_up, app, "garden")
        await settled(database)
        assert doorbell.rung == []
        await asyncio.to_thread(leads.name_lead, app, "garden", "eve", by(KM))
        await settled(database)
        doorbell.rung.clear()
        await asyncio.to_thread(leads.release_lead, app, "garden", by(KM), reason="no time")
        await settled(database)
        assert [community for community, _ in doorbell.rung] == ["garden"]

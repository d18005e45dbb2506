"""The nudger tells Temporal of every fact at least once, of many at once where it can, and of none out of order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import cast

import psycopg
import pytest
from temporalio.client import Client

from activities.lifecycle import LifecycleActivities
from activities.standing import standing_of
from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import decisions, importing, proposals, publishing
from aggregates.commands.command import Command
from aggregates.commands.importing import ExistingCommunity
from ledger.positions import head, position
from ledger.store import open_ledger
from policies.process import next_step
from policies.step import Finish, Wait
from tests.faults.doorbell import Doorbell
from tests.faults.people import LEAD, RULES, TERMS, WHO
from tests.ledger.relay import relay_to
from tests.support.databases import Database
from vocabulary.ids import CommunityId
from vocabulary.people import Actor, Role
from vocabulary.stages import Outcome, Stage
from vocabulary.tasks import Choice
from workers.nudger import NUDGER, Nudger

pytestmark = pytest.mark.slow

KM = WHO[Role.KM]


@pytest.fixture
def app(database: Database) -> Iterator[Perennial]:
    with open_ledger(database.app, CATALOGUE) as ledger:
        app = Perennial(ledger)
        publishing.publish(app, RULES.name, RULES.canonical(), by(KM))
        yield app
        app.close()


@pytest.fixture
async def doorbell() -> Doorbell:
    return Doorbell()


@asynccontextmanager
async def nudging(url: str, app: Perennial, doorbell: Doorbell) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(Nudger(url, cast("Client", doorbell), app).run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


@pytest.mark.alone
async def test_a_new_community_is_told_of_at_once_with_where_it_stands(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    async with nudging(database.app, app, doorbell):
        await settled(database)
        await propose(app, "garden")
        await eventually(lambda: bool(doorbell.rung_for("garden")), within=0.5)
        assert doorbell.rung_for("garden")[-1] == standing_of(app, "garden")
        await settled(database)


async def test_of_two_nudgers_one_is_at_the_post_and_the_other_takes_over(database: Database, app: Perennial) -> None:
    bells = [Doorbell(), Doorbell()]
    async with nudging(database.app, app, bells[0]) as one:
        await propose(app, "first")
        await eventually(lambda: bool(bells[0].rung_for("first")))
        async with nudging(database.app, app, bells[1]):
            await propose(app, "second")
            await eventually(lambda: bool(bells[0].rung_for("second")))
            await asyncio.sleep(1.2)
            assert bells[1].attempts == 0
            bells[0].deaf_to = {"third"}
            await propose(app, "third")
            await eventually(lambda: bells[0].attempts > 2)
            one.cancel()
            await eventually(lambda: bool(bells[1].rung_for("third")))
            await propose(app, "fourth")
            await eventually(lambda: bool(bells[1].rung_for("fourth")))
            await settled(database)
    assert not bells[0].rung_for("third")


async def test_a_nudger_whose_session_is_ended_loses_its_post_and_nothing_else(
    database: Database, app: Perennial
) -> None:
    bells = [Doorbell(), Doorbell()]
    async with nudging(database.app, app, bells[0]), nudging(database.app, app, bells[1]):
        for number in range(6):
            await propose(app, f"garden-{number}")
            with psycopg.connect(database.superuser, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
                    (f"perennial follower {NUDGER}",),
                )
        await settled(database)
    rung = {community for bell in bells for community, _ in bell.rung}
    assert rung == {f"garden-{number}" for number in range(6)}


async def test_the_position_never_passes_a_nudge_that_was_not_taken(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    doorbell.deaf_to = {"deaf"}
    async with nudging(database.app, app, doorbell):
        await settled(database)
        before = reached(database)
        await propose(app, "deaf")
        for number in range(5):
            await propose(app, f"garden-{number}")
        await eventually(lambda: len(doorbell.rung) >= 5)
        await asyncio.sleep(0.5)
        assert reached(database) == before
    async with nudging(database.app, app, second := Doorbell()):
        await settled(database)
        assert second.rung_for("deaf")


async def test_what_failed_is_tried_again_until_it_is_taken(
    database: Database, app: Perennial, doorbell: Doorbell, caplog: pytest.LogCaptureFixture
) -> None:
    doorbell.deaf_to = {"garden"}
    async with nudging(database.app, app, doorbell):
        await propose(app, "garden")
        await eventually(lambda: doorbell.attempts >= 3)
        assert not doorbell.rung
        doorbell.deaf_to = set()
        await settled(database)
        assert doorbell.rung_for("garden")
    assert any("nudging garden failed, again in" in record.getMessage() for record in caplog.records)


async def test_a_burst_of_facts_becomes_few_nudges_and_the_last_brings_the_last_standing(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    async with nudging(database.app, app, doorbell):
        await settled(database)
        doorbell.free.clear()
        await propose(app, "garden")
        await eventually(lambda: doorbell.attempts == 1)
        await asyncio.to_thread(go_back_and_forth, app, "garden", 10)
        await asyncio.sleep(0.3)
        assert doorbell.attempts == 1
        doorbell.free.set()
        await settled(database)
        assert len(doorbell.rung) == 2
        assert doorbell.rung[-1][1] == standing_of(app, "garden")
        assert doorbell.rung[-1][1].round == 11


async def test_one_that_is_slow_holds_up_nobody_else(database: Database, app: Perennial, doorbell: Doorbell) -> None:
    doorbell.deaf_to = {f"deaf-{number}" for number in range(60)}
    async with nudging(database.app, app, doorbell):
        for community in sorted(doorbell.deaf_to):
            await propose(app, community)
        await propose(app, "garden")
        await eventually(lambda: bool(doorbell.rung_for("garden")), within=5)


@pytest.mark.alone
async def test_a_lost_wake_up_costs_a_second_at_most(
    database: Database, app: Perennial, doorbell: Doorbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.trail.CHANNEL", "nobody_speaks_here")
    async with nudging(database.app, app, doorbell):
        await settled(database)
        await asyncio.sleep(0.2)
        await propose(app, "garden")
        await eventually(lambda: bool(doorbell.rung_for("garden")), within=2)


async def test_what_began_and_ended_before_anybody_looked_gets_no_workflow(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    for number in range(20):
        await asyncio.to_thread(bring_in, app, f"past-{number}", ended=True)
    await asyncio.to_thread(bring_in, app, "present", ended=False)
    async with nudging(database.app, app, doorbell):
        await settled(database)
    assert [community for community, _ in doorbell.rung] == ["present"]


async def test_a_community_whose_workflow_has_ended_gets_no_other_one(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    async with nudging(database.app, app, doorbell):
        await propose(app, "garden")
        await settled(database)
        doorbell.begun.clear()  # it closed the community, and is over before its last fact comes round
        await asyncio.to_thread(proposals.withdraw, app, "garden", by(LEAD))
        await settled(database)
    assert not doorbell.begun


async def test_a_workflow_that_still_runs_hears_that_its_community_has_ended(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    async with nudging(database.app, app, doorbell):
        await propose(app, "garden")
        await settled(database)
        await asyncio.to_thread(proposals.withdraw, app, "garden", by(LEAD))
        await settled(database)
    assert doorbell.rung_for("garden")[-1].stage is Stage.CLOSED


async def test_a_database_that_is_away_is_waited_for_and_said_once(
    database: Database, app: Perennial, doorbell: Doorbell, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ledger")
    with relay_to(database.app) as line:
        async with nudging(line.url, app, doorbell):
            await propose(app, "before")
            await eventually(lambda: bool(doorbell.rung_for("before")))
            line.cut()
            await propose(app, "meanwhile")
            await asyncio.sleep(0.8)
            line.mend()
            await eventually(lambda: bool(doorbell.rung_for("meanwhile")))
            await settled(database)
    said = [record.getMessage() for record in caplog.records if NUDGER in record.getMessage()]
    assert len(said) == 2, said


async def test_a_stand_by_whose_database_goes_away_takes_over_when_it_is_back(
    database: Database, app: Perennial
) -> None:
    bells = [Doorbell(), Doorbell()]
    with relay_to(database.app) as line:
        async with nudging(database.app, app, bells[0]) as holder:
            await propose(app, "first")
            await eventually(lambda: bool(bells[0].rung_for("first")))
            async with nudging(line.url, app, bells[1]):
                await asyncio.sleep(0.3)
                line.cut()
                holder.cancel()
                await propose(app, "second")
                await asyncio.sleep(0.5)
                line.mend()
                await eventually(lambda: bool(bells[1].rung_for("second")))


def by(actor: Actor, at: datetime | None = None) -> Command:
    return Command(by=actor, at=at or datetime.now(UTC))


async def propose(app: Perennial, community: CommunityId) -> None:
    await asyncio.to_thread(proposals.propose, app, TERMS, RULES.name, by(LEAD), community=community)


def bring_in(app: Perennial, community: CommunityId, *, ended: bool) -> None:
    now = datetime.now(UTC)
    existing = ExistingCommunity(
        id=community,
        title=community,
        started=now - timedelta(days=900),
        ended=now - timedelta(days=9) if ended else None,
        outcome=Outcome.GRADUATED if ended else None,
    )
    importing.bring_in(app, existing, RULES.name, by(KM))


def go_back_and_forth(app: Perennial, community: CommunityId, times: int) -> None:
    """The proposal is returned and submitted again, so often; what the workflow would do is done here."""
    activities = LifecycleActivities(app)
    for _ in range(times):
        standing = standing_of(app, community)
        while not isinstance(step := next_step(RULES, standing, datetime.now(UTC)), Wait | Finish):
            standing = getattr(activities, step.kind)(step)
        (task,) = standing.open_tasks
        decisions.decide(app, task.terms.id, Choice.RETURN, by(KM), reason="say more")
        proposals.submit(app, community, by(LEAD))


def reached(database: Database) -> int:
    with psycopg.connect(database.app) as connection:
        return position(connection, NUDGER)


async def settled(database: Database) -> None:
    """Waits until the nudger's position is the end of the log."""

    def is_at_the_end() -> bool:
        with psycopg.connect(database.app) as connection:
            return position(connection, NUDGER) == head(connection)

    await eventually(is_at_the_end)


async def eventually(true: Callable[[], bool], within: float = 10.0) -> None:
    deadline = asyncio.get_running_loop().time() + within
    while not true():
        assert asyncio.get_running_loop().time() < deadline, "did not come true in time"
        await asyncio.sleep(0.02)

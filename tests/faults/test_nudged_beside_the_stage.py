"""Votes, restorations, late forms and requests for money reach the workflows; what was restored is open again."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from activities.lifecycle import LifecycleActivities
from activities.standing import standing_of
from aggregates.application import Answer, Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import budgets, decisions, duties, governance, importing, publishing
from aggregates.commands.importing import ExistingCommunity
from aggregates.commands.signs_of_life import record_signs
from aggregates.desk import Desk
from aggregates.signs.sources import told
from ledger.store import open_ledger
from policies.process import next_step
from policies.step import Finish, Wait
from tests.faults.doorbell import Doorbell
from tests.faults.people import RULES, WHO
from tests.faults.test_nudger import bring_in, by, eventually, nudging, propose, settled
from tests.policies.standings import changed
from tests.support.databases import Database
from vocabulary.affairs import FormOut
from vocabulary.ids import CommunityId
from vocabulary.money import Money
from vocabulary.people import Actor, Role
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.spending import SpendingTerms
from vocabulary.stages import Stage, Sunsetting
from vocabulary.tasks import Choice
from workers.open_communities import open_communities

KM = WHO[Role.KM]
VOTING = changed(
    RULES,
    review={"ballot": {"rule": "2 of 3", "open_at_most": "7 days", "not_carried": "return"}},
    levels=[{"name": "begun", "title": "Begun", "budget": {"per_year": "100 USD"}}],
    duties=[{"name": "report", "title": "Report", "by": "lead", "on_request": "9 days", "form_out_before": "9 days"}],
)


@pytest.fixture
def app(database: Database) -> Iterator[Perennial]:
    with open_ledger(database.app, CATALOGUE) as ledger:
        app = Perennial(ledger)
        publishing.publish(app, VOTING.name, VOTING.canonical(), by(KM))
        yield app
        app.close()


@pytest.fixture
async def doorbell() -> Doorbell:
    return Doorbell()


async def test_a_vote_that_settles_nothing_yet_nudges_all_the_same(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    async with nudging(database.app, app, doorbell):
        await propose(app, "garden")
        await asyncio.to_thread(catch_up, app, "garden")
        await settled(database)
        before = len(doorbell.rung)
        (asked,) = standing_of(app, "garden").open_tasks
        await asyncio.to_thread(decisions.decide, app, asked.terms.id, Choice.APPROVE, by(KM))
        await settled(database)
    assert len(doorbell.rung) > before
    ((asked,), *_) = (standing.open_tasks for _, standing in doorbell.rung[-1:])
    assert [vote.person for vote in asked.votes] == [KM.person]


async def test_a_sign_of_life_that_is_taken_back_nudges_and_one_more_does_not(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    """One more puts off what the workflow waits for; one less may make it due at once."""
    today = datetime.now(UTC)

    def tell(ago: int, *, corrects: bool = False) -> None:
        at = today - timedelta(days=ago)
        sign = SignOfLife(source_id="m-1", kind=SignKind.MEETING, what="met", happened_at=at, corrects=corrects)
        record_signs(app, {"garden": [told("garden", sign)]}, by(KM))

    async with nudging(database.app, app, doorbell):
        existing = ExistingCommunity(id="garden", title="Garden", started=today - timedelta(days=2000))
        await asyncio.to_thread(importing.bring_in, app, existing, VOTING.name, by(KM))
        await settled(database)
        doorbell.rung.clear()
        await asyncio.to_thread(tell, 1)
        await settled(database)
        assert doorbell.rung == []
        await asyncio.to_thread(tell, 300, corrects=True)
        await settled(database)
        ((community, standing),) = doorbell.rung
    assert (community, standing.last_sign) == ("garden", today - timedelta(days=300))


async def test_a_request_for_money_and_its_answer_reach_the_workflow(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    terms = SpendingTerms(initiative="tree", title="Plant a tree", amount=Money("9 USD"), reason="Shade.")
    async with nudging(database.app, app, doorbell):
        await asyncio.to_thread(bring_in, app, "garden", ended=False)
        await settled(database)
        number = await asyncio.to_thread(
            budgets.request_money, app, "garden", terms, by(Actor(person="mia", role=Role.MEMBER))
        )
        await settled(database)
        (asked,) = doorbell.rung_for("garden")[-1].spendings
        await asyncio.to_thread(budgets.answer_request, app, "garden", number, Choice.APPROVE, by(KM))
        await settled(database)
    assert (asked.number, asked.amount) == (1, Money("9 USD"))
    assert doorbell.rung_for("garden")[-1].spendings == ()


async def test_a_community_that_is_restored_gets_a_workflow_again(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    async with nudging(database.app, app, doorbell):
        await asyncio.to_thread(bring_in, app, "garden", ended=False)
        await settled(database)
        doorbell.begun.clear()  # its workflow closed it, and is over
        await asyncio.to_thread(end, app, "garden")
        await settled(database)
        assert not doorbell.begun
        await asyncio.to_thread(governance.restore, app, "garden", by(KM), reason="missed by many")
        await settled(database)
    assert doorbell.begun == {"garden"}
    assert doorbell.rung_for("garden")[-1].stage is Stage.ACTIVE


async def test_what_ended_and_was_restored_before_anybody_looked_gets_its_workflow(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    await asyncio.to_thread(bring_in, app, "garden", ended=False)
    await asyncio.to_thread(end, app, "garden")
    await asyncio.to_thread(governance.restore, app, "garden", by(KM), reason="missed by many")
    async with nudging(database.app, app, doorbell):
        await settled(database)
    assert doorbell.begun == {"garden"}


async def test_a_form_nudges_every_open_community_and_no_other(
    database: Database, app: Perennial, doorbell: Doorbell
) -> None:
    for name in ("garden", "orchard", "past"):
        await asyncio.to_thread(bring_in, app, name, ended=name == "past")
    async with nudging(database.app, app, doorbell):
        await settled(database)
        doorbell.rung.clear()
        form = FormOut(duty="report", on=datetime(2026, 3, 1, tzinfo=UTC), out_at=datetime(2026, 2, 27, tzinfo=UTC))
        await asyncio.to_thread(duties.publish_form, app, VOTING.name, form, by(KM))
        await eventually(lambda: len(doorbell.rung) >= 2)
        await settled(database)
    assert {community for community, _ in doorbell.rung} == {"garden", "orchard"}


def test_what_began_and_what_was_restored_is_open_and_nothing_else(database: Database, app: Perennial) -> None:
    for name in ("alive", "ended", "restored", "ended-again"):
        bring_in(app, name, ended=False)
    bring_in(app, "past", ended=True)
    for name in ("ended", "restored", "ended-again"):
        end(app, name)
    for name in ("restored", "ended-again"):
        governance.restore(app, name, by(KM), reason="missed by many")
    end(app, "ended-again")
    assert open_communities(database.app) == ["alive", "restored"]


def end(app: Perennial, community: CommunityId) -> None:
    """As Management and the clock would, in one moment."""
    command = by(WHO[Role.MANAGEMENT])

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        provenance = command.provenance(subject.policy)
        subject.announce_sunset(Sunsetting.DECIDED, "its work is done", provenance)
        subject.open_checklist((), (), None, provenance)
        subject.close(provenance, restorable_until=command.at + timedelta(days=1))
        return Answer(subject.stage.value)

    app.carry_out(command.id, f"end {community}", decide, by=command.by)


def catch_up(app: Perennial, community: CommunityId) -> None:
    """What the workflow would do."""
    activities = LifecycleActivities(app)
    standing = standing_of(app, community)
    while not isinstance(step := next_step(VOTING, standing, datetime.now(UTC)), Wait | Finish):
        standing = getattr(activities, step.kind)(step)

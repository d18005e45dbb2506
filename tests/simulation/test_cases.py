"""The founding article's two organisations: what it tells of them happens when they are played."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregates.budget.events import MoneyRequested
from aggregates.community import events as happened
from aggregates.event import Event
from aggregates.signs.events import SignsRecorded
from aggregates.year.events import KpiMeasured, ObjectiveAgreed, PlanApproved
from aggregates.year.maturity_events import MaturityAssessed
from policies.reader import catalog_policy, read_yaml
from simulation.chronicle import Chronicle, chronicle, ending_on
from simulation.scenario import Scenario
from vocabulary.signs import SignKind

pytestmark = pytest.mark.slow

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def history(name: str, until: datetime = NOW) -> Chronicle:
    story = ending_on(read_yaml(SCENARIOS / name, Scenario), NOW)
    assert story.policy is not None
    rules = catalog_policy(story.policy)
    assert rules is not None
    return chronicle(story, rules, until)


@pytest.fixture(scope="module")
def looked_after() -> list[Event]:
    return history("case-a.yaml").facts


@pytest.fixture(scope="module")
def left_alone() -> list[Event]:
    return history("case-b.yaml").facts


def of(facts: list[Event], *kinds: type[Event]) -> list[Event]:
    return [fact for fact in facts if isinstance(fact, kinds)]


def whose(facts: list[Event]) -> set[str]:
    return {fact.originator_id.split("/")[1] for fact in facts}


def test_where_they_are_looked_after_more_than_fifty_are_alive_after_three_years(looked_after: list[Event]) -> None:
    launched, closed = whose(of(looked_after, happened.CommunityLaunched)), of(looked_after, happened.CommunityClosed)
    assert len(launched - whose(closed)) > 50


def test_each_has_plans_money_objectives_and_assessments(looked_after: list[Event]) -> None:
    launched = whose(of(looked_after, happened.CommunityLaunched))
    early = {one for one in launched if _age(looked_after, one) > timedelta(days=400)}
    assert len(early) > 40
    for kind in (PlanApproved, KpiMeasured, MaturityAssessed, MoneyRequested):
        assert early <= whose(of(looked_after, kind)), kind
    assert len(early & whose(of(looked_after, ObjectiveAgreed))) > len(early) * 0.9


def _age(facts: list[Event], community: str) -> timedelta:
    (launched,) = [fact for fact in of(facts, happened.CommunityLaunched) if community in whose([fact])]
    return NOW - launched.provenance.recorded_at


def test_of_fourteen_themes_eight_are_launched_and_six_are_told_why_not(left_alone: list[Event]) -> None:
    assert len(of(left_alone, happened.CommunityProposed)) == 14
    assert len(of(left_alone, happened.CommunityLaunched)) == 8
    rejected = [fact for fact in left_alone if isinstance(fact, happened.ProposalRejected)]
    assert len(rejected) == 6
    assert all("eight themes" in fact.reason for fact in rejected)


def test_two_are_alive_in_the_third_year_and_six_ended_of_silence_about_the_end_of_their_second(
    left_alone: list[Event],
) -> None:
    launched = {fact.originator_id: fact.provenance.recorded_at for fact in of(left_alone, happened.CommunityLaunched)}
    ended = {fact.originator_id: fact.provenance.recorded_at for fact in of(left_alone, happened.CommunityClosed)}
    assert launched.keys() - ended.keys() == {"community/energy-efficiency", "community/negotiation-practice"}
    assert len(ended) == 6
    for community, at in ended.items():
        assert timedelta(days=600) < at - launched[community] < timedelta(days=900)


def test_most_have_no_targets_nobody_objectives_and_only_two_ask_for_money_after_the_first_year(
    left_alone: list[Event],
) -> None:
    assert not of(left_alone, ObjectiveAgreed)
    planned = of(left_alone, PlanApproved)
    assert {fact.originator_id for fact in planned} == {"year/project-delivery/1", "year/safety-on-site/1"}
    begins = min(fact.provenance.recorded_at for fact in left_alone)
    asked = Counter(
        community
        for fact in of(left_alone, MoneyRequested)
        if fact.provenance.recorded_at > begins + timedelta(days=500)
        for community in whose([fact])
    )
    assert asked.keys() == {"energy-efficiency", "negotiation-practice"}
    assert len(whose(of(left_alone, MoneyRequested)) - asked.keys()) >= 2, "several asked in the first year"


def test_attendance_dwindles_until_mostly_the_core_comes(left_alone: list[Event]) -> None:
    meetings = [
        sign
        for fact in left_alone
        if isinstance(fact, SignsRecorded) and fact.community == "supplier-quality"
        for sign in fact.signs
        if sign.kind is SignKind.MEETING
    ]
    came = [sign.attendance or 0 for sign in meetings]
    assert min(came[:3]) >= 16
    assert came[-1] <= 7
    (proposed,) = [
        fact
        for fact in left_alone
        if isinstance(fact, happened.CommunityProposed) and fact.community == "supplier-quality"
    ]
    core = set(proposed.terms.key_members)
    assert len(core & set(meetings[-1].people)) > len(meetings[-1].people) / 2


@pytest.mark.parametrize("name", ["case-a.yaml", "case-b.yaml"])
def test_equal_seeds_give_equal_facts_in_order_of_time_and_none_later_than_the_end(name: str) -> None:
    end = NOW - timedelta(days=700)
    once, again = history(name, end), history(name, end)
    assert once.facts == again.facts
    assert once.receipts == again.receipts
    moments = [fact.provenance.recorded_at for fact in once.facts]
    assert moments == sorted(moments)
    assert moments[-1] <= end
    assert {fact.provenance.command_id for fact in once.facts} <= {one.command_id for one in once.receipts}


def test_a_shorter_history_is_the_beginning_of_the_longer_one(left_alone: list[Event]) -> None:
    shorter = history("case-b.yaml", NOW - timedelta(days=365)).facts
    assert left_alone[: len(shorter)] == shorter

"""The record goes on: open communities as they stand, people as they were, and nothing in the record changes."""

from datetime import timedelta

import pytest

from aggregates.commands.budgets import request_money
from aggregates.commands.decisions import decide
from aggregates.commands.governance import restore
from aggregates.commands.handing import comment
from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.commands.plans import submit_plan, write_plan
from aggregates.commands.signs_of_life import record_sign, record_signs
from aggregates.event import Event
from aggregates.signs.sources import told
from policies.document import LifecycleRules
from simulation.from_record import FromRecord
from simulation.outlook import Outlook
from simulation.recorded import SIGNS_KEPT, read_record
from tests.aggregates.examples import KM, LEAD, day
from tests.aggregates.organisation import Organisation, catalog, sign
from tests.aggregates.plans import plan
from tests.aggregates.test_governance import ended
from vocabulary.money import Money
from vocabulary.people import Actor, Role
from vocabulary.spending import SpendingTerms
from vocabulary.stages import Stage
from vocabulary.tasks import Choice, TaskKind

MANAGER = Actor(person="mara", role=Role.MANAGEMENT)


def future(of: Organisation, seed: int = 0) -> FromRecord:
    return FromRecord(read_record(of.app), of.now, seed)


def story(of: FromRecord, rules: LifecycleRules, years: int = 1) -> list[Event]:
    heard: list[Event] = []
    of.play(rules, heard.append, years=years)
    return [event for event in heard if not event.originator_id.startswith("policy/")]


def alive(weeks: int = 20) -> Organisation:
    """Launched, and heard of each week."""
    organisation = Organisation()
    organisation.come_to(Stage.ACTIVE)
    for week in range(1, weeks + 1):
        organisation.until(day(7 * week))
        record_sign(organisation.app, "gardeners", sign(organisation.now, f"weekly-{week}"), organisation.by(LEAD))
    return organisation


def test_a_community_that_was_heard_of_each_week_goes_on_so_and_is_reviewed() -> None:
    facts = story(future(alive()), catalog("standard"), years=2)
    assert [fact.TOPIC for fact in facts if fact.TOPIC.startswith("community.")] == [
        "community.annual_review_opened",
        "community.renewed",
    ] * 2


def test_the_record_itself_is_left_as_it_is() -> None:
    organisation = alive()
    before = organisation.ledger.log()
    story(future(organisation), catalog("standard"))
    assert organisation.ledger.log() == before


def test_streams_go_on_where_the_record_has_left_them() -> None:
    organisation = alive()
    version = organisation.gardeners.version
    first = next(fact for fact in story(future(organisation), catalog("standard")) if fact.TOPIC.startswith("comm"))
    assert first.originator_version == version + 1


def test_a_question_that_is_open_is_answered_and_its_consequence_follows() -> None:
    organisation = Organisation()
    organisation.propose()
    topics = [fact.TOPIC for fact in story(future(organisation), catalog("standard"), years=1)]
    assert topics[:2] == ["task.decided", "community.proposal_passed_review"]
    assert "community.launched" in topics


def test_whoever_has_ended_is_not_heard_of_again() -> None:
    organisation = Organisation()
    organisation.come_to(Stage.CLOSED)
    ahead = future(organisation)
    assert ahead.communities == []
    assert story(ahead, catalog("standard")) == []


def test_other_rules_hold_from_today_for_a_community_that_adopted_none_of_them() -> None:
    organisation = Organisation()
    existing = ExistingCommunity(id="roses", title="Roses", started=day(0))
    bring_in(organisation.app, existing, "standard", organisation.by(KM))
    organisation.now = day(50)
    strict = catalog("standard").model_dump(mode="json")
    strict["name"] = "strict"
    strict["silence"] |= {"should_after": "30 days", "must_after": "60 days"}
    ahead = future(organisation)
    under_strict = story(ahead, LifecycleRules.model_validate(strict))
    assert under_strict[0].TOPIC == "community.lead_nudged"
    assert under_strict[0].provenance.recorded_at == day(50)
    assert str(under_strict[0].provenance.policy) == "strict@1"
    assert story(future(organisation), catalog("standard"))[0].provenance.recorded_at > day(50)


def test_people_answer_as_fast_as_they_did() -> None:
    organisation = Organisation()
    for number, name in enumerate(("oaks", "elms", "pines")):
        organisation.now = day(100 * number)
        existing = ExistingCommunity(id=name, title=name, started=organisation.now - timedelta(days=336))
        bring_in(organisation.app, existing, "standard", organisation.by(KM))
        organisation.catch_up(name)
        organisation.now += timedelta(days=12, hours=number)
        (task,) = organisation.open_tasks(name)
        decide(organisation.app, task.id, Choice.RENEW, organisation.by(MANAGER))
        organisation.catch_up(name)
    ahead = future(organisation)
    assert ahead.habits.knows(TaskKind.ANNUAL_REVIEW)
    assert not ahead.habits.knows(TaskKind.DORMANCY)
    outlook = Outlook()
    facts = story(ahead, catalog("standard"), years=3)
    for fact in facts:
        outlook.hear(fact)
    opened = {fact.originator_id: fact.provenance.recorded_at for fact in facts if fact.TOPIC == "task.opened"}
    took = [
        fact.provenance.recorded_at - opened[fact.originator_id]
        for fact in facts
        if fact.TOPIC == "task.decided" and ".annual_review." in fact.originator_id and fact.originator_id in opened
    ]
    assert took
    assert {timedelta(days=12, hours=number) for number in range(3)} >= set(took)


def test_what_is_assumed_is_said() -> None:
    assert list(future(alive()).assumptions()) == [
        "Open communities, which go on as they stand, under the policy from today: 1.",
        "Heard of in a rhythm of their own: 1; in that of all together, or every 4 weeks: 0.",
        "Questions answered as they were so far: launch_item; the others with yes, within 1 to 5 days.",
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_equal_seeds_give_equal_futures(seed: int) -> None:
    organisation = alive()
    assert story(future(organisation, seed), catalog("standard"), 3) == story(
        future(organisation, seed), catalog("standard"), 3
    )


def test_whoever_has_been_silent_for_longer_than_ever_stays_so() -> None:
    organisation = alive()
    organisation.until(day(140 + 60))
    topics = [fact.TOPIC for fact in story(future(organisation), catalog("standard"), years=2)]
    assert topics.index("community.lead_nudged") < topics.index("community.silence_confirmed")
    assert "signs.recorded" not in topics


def test_money_that_was_asked_for_is_granted_and_a_plan_that_waits_is_decided_on() -> None:
    rules = catalog("founding-article")
    organisation = Organisation(rules)
    organisation.come_to(Stage.ACTIVE)
    terms = SpendingTerms(initiative="day", title="A day", amount=Money("900 USD"), reason="It is time.")
    request_money(organisation.app, "gardeners", terms, organisation.by(LEAD))
    write_plan(organisation.app, "gardeners", plan(), organisation.by(LEAD))
    submit_plan(organisation.app, "gardeners", organisation.by(LEAD))
    organisation.until(organisation.now + timedelta(days=1))
    topics = {fact.TOPIC for fact in story(future(organisation), rules)}
    assert {"budget.granted", "year.plan_approved"} <= topics


def test_a_sign_that_was_taken_back_makes_no_rhythm() -> None:
    organisation = alive(weeks=4)
    before = read_record(organisation.app).signs["gardeners"]
    wrong = sign(organisation.now, "weekly-4")
    right = wrong.model_copy(update={"happened_at": day(27), "corrects": True})
    record_sign(organisation.app, "gardeners", right, organisation.by(LEAD))
    assert sorted(read_record(organisation.app).signs["gardeners"]) == [*before[:3], day(27)]


def test_signs_count_by_when_they_were_and_not_by_when_they_were_told() -> None:
    organisation = alive(weeks=0)
    organisation.now = day(700)
    signs = [sign(day(number), f"commit-{number}") for number in range(100, 700)]
    told_newest_first = [told("gardeners", one) for one in reversed(signs)]
    record_signs(organisation.app, {"gardeners": told_newest_first}, organisation.by(KM))
    found = read_record(organisation.app).signs["gardeners"]
    assert found == [one.happened_at for one in signs[-SIGNS_KEPT:]]


def test_who_was_brought_back_goes_on() -> None:
    organisation = ended(restore_within="90 days")
    assert future(organisation).communities == []
    restore(organisation.app, "gardeners", organisation.by(KM), reason="missed by many")
    assert future(organisation).communities == ["gardeners"]


def test_a_remark_on_an_answered_task_is_only_a_remark() -> None:
    organisation = Organisation()
    organisation.propose()
    terms = organisation.asked()
    organisation.answer(terms)
    comment(organisation.app, terms.id, "I wish I had seen this earlier", organisation.by(KM))
    assert story(future(organisation), catalog("standard"))

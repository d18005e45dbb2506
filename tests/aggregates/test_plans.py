"""The plan of a year on its way: from its authors through the policy's chain, and back if need be."""

from decimal import Decimal
from typing import Any

import pytest

from aggregates.commands.changes import edit_change, request_change
from aggregates.commands.decisions import decide
from aggregates.commands.governance import adopt, restore
from aggregates.commands.measuring import agree_objective, correct_measurement, deliver, measure, take_delivery_back
from aggregates.commands.plans import recall_plan, submit_plan, write_plan
from aggregates.commands.publishing import publish
from aggregates.commands.recalling import recall
from aggregates.desk import Desk
from aggregates.year import CommunityYear
from aggregates.year import events as happened
from tests.aggregates.affairs import quiet, told
from tests.aggregates.examples import KM, LEAD, MANAGEMENT, MEMBER, day
from tests.aggregates.organisation import Organisation, catalog
from tests.aggregates.plans import PLAN, smaller
from tests.policies.standings import changed
from vocabulary.affairs import ChangeTerms
from vocabulary.people import Actor, Role
from vocabulary.refusals import (
    AlreadyAsked,
    ChoiceNotOffered,
    InFuture,
    InPast,
    Malformed,
    NothingAsked,
    OwnCommunity,
    OwnRequest,
    WrongRole,
    WrongStage,
)
from vocabulary.stages import Stage
from vocabulary.tasks import Choice, TaskKind

STRANGER = Actor(person="sid", role=Role.MEMBER)
SEBA = Actor(person="seba", role=Role.KM)


@pytest.fixture
def here() -> Organisation:
    """Gardeners is alive; its years begin on new year's day."""
    return quiet(annual_review={"every": "1 year", "opens_before": "1 day"})


def year(here: Organisation, number: int = 1) -> CommunityYear:
    found = Desk(here.app, fresh=True).year("gardeners", number)
    assert found is not None
    return found


def drafted(here: Organisation, number: int | None = None) -> None:
    write_plan(here.app, "gardeners", PLAN, here.by(LEAD), year=number)


def submitted(here: Organisation, number: int | None = None) -> None:
    drafted(here, number)
    submit_plan(here.app, "gardeners", here.by(LEAD), year=number)
    here.catch_up("gardeners")


def approved(here: Organisation, number: int | None = None) -> None:
    submitted(here, number)
    here.answer_everything()
    here.answer_everything()


# -- the chain --------------------------------------------------------------------------------------------------------


def test_a_plan_goes_to_the_km_team_and_then_to_management_as_proposals_do(here: Organisation) -> None:
    submitted(here)
    asked = here.asked()
    assert (asked.kind, asked.item, asked.assigned_to) == (TaskKind.CHANGE, "plan", Role.KM)
    assert asked.title == "Approve the plan: Year 1: Gardeners"
    here.answer_everything()
    asked = here.asked()
    assert (asked.kind, asked.assigned_to) == (TaskKind.CHANGE, Role.MANAGEMENT)
    assert year(here).approved is None
    here.answer_everything()
    assert year(here).approved == PLAN
    assert here.open_tasks("gardeners") == []


def test_whoever_decides_reads_what_it_says(here: Organisation) -> None:
    submitted(here)
    (change,) = here.gardeners.affairs.changes
    assert "A clinic every month (2026-02-01 to 2026-12-01, mia)" in change.terms.what
    assert (
        "Corrected invoices: from 400 to 200 a month, 25% of “Halve the number of corrected invoices”"
        in change.terms.what
    )


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("choice", [Choice.RETURN, Choice.REJECT])
def test_either_of_them_sends_it_back_and_it_comes_again(here: Organisation, step: int, choice: Choice) -> None:
    submitted(here)
    if step == 2:
        here.answer_everything()
    here.answer(here.asked(), choice, reason="who pays?")
    (returned,) = told(here, happened.PlanReturned)
    assert returned.reason == "who pays?"
    write_plan(here.app, "gardeners", smaller(), here.by(LEAD))
    submit_plan(here.app, "gardeners", here.by(LEAD))
    here.catch_up("gardeners")
    here.answer_everything()
    here.answer_everything()
    assert year(here).approved == smaller()
    assert year(here).round == 2


def test_a_policy_may_have_a_chain_of_its_own_for_plans() -> None:
    office = quiet(
        changes=[
            {
                "kind": "plan",
                "title": "The plan",
                "asked_by": ["lead"],
                "steps": [{"decided_by": "board", "due": "5 days", "title": "Does the plan fit?"}],
            }
        ]
    )
    submitted(office)
    assert (office.asked().assigned_to, office.asked().title) == (Role.BOARD, "Does the plan fit?: Gardeners")
    office.answer_everything()
    assert year(office).approved == PLAN


@pytest.mark.parametrize("name", ["standard", "openssf", "founding-article", "asf-incubator", "kubernetes"])
def test_every_policy_decides_on_plans(name: str) -> None:
    chain = catalog(name).change("plan")
    assert chain is not None
    asked = [question.decided_by for question in (catalog(name).review, catalog(name).approval)]
    assert [step.decided_by for step in chain.steps] == asked


def test_silence_decides_on_a_plan_where_the_policy_says_so() -> None:
    office = quiet(approval={"unanswered": {"after": "40 days", "answer": "approve"}})
    submitted(office)
    office.answer_everything()
    office.until(day(50))
    assert year(office).approved == PLAN


# -- taking back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["by the task", "by the plan"])
def test_what_is_being_decided_on_is_recalled_and_changed(here: Organisation, how: str) -> None:
    submitted(here)
    with pytest.raises(AlreadyAsked, match="recall it to change it"):
        write_plan(here.app, "gardeners", smaller(), here.by(LEAD))
    with pytest.raises(AlreadyAsked, match="perennial plan recall gardeners --year 1"):
        edit_change(here.app, "gardeners", 1, "something else", here.by(LEAD))
    if how == "by the task":
        recall(here.app, here.asked().id, here.by(LEAD), reason="a mistake")
    else:
        recall_plan(here.app, "gardeners", here.by(LEAD), reason="a mistake")
    here.catch_up("gardeners")
    assert here.open_tasks("gardeners") == []
    assert told(here, happened.PlanReturned)[-1].reason == "a mistake"
    write_plan(here.app, "gardeners", smaller(), here.by(LEAD))


def test_what_nobody_decides_on_is_not_recalled(here: Organisation) -> None:
    with pytest.raises(NothingAsked, match="year 1 of gardeners has no plan yet"):
        recall_plan(here.app, "gardeners", here.by(LEAD))
    drafted(here)
    with pytest.raises(NothingAsked, match="is not being decided on"):
        recall_plan(here.app, "gardeners", here.by(LEAD))


def test_what_the_end_of_a_community_dropped_is_its_authors_again_once_it_is_restored(here: Organisation) -> None:
    submitted(here)
    task = here.asked().id
    office = here
    office.until(day(364.5))
    review = next(terms for terms in office.open_tasks("gardeners") if terms.kind is TaskKind.ANNUAL_REVIEW)
    office.answer(review, Choice.SUNSET, reason="its work is done")
    assert not office.task_is_open(task)
    office.answer_everything()
    office.until(day(400))
    assert office.stage is Stage.CLOSED
    with pytest.raises(WrongStage, match="is closed"):
        write_plan(office.app, "gardeners", smaller(), office.by(LEAD))
    restore(office.app, "gardeners", office.by(SEBA), reason="it was not")
    office.catch_up("gardeners")
    write_plan(office.app, "gardeners", smaller(), office.by(LEAD), year=2)
    submit_plan(office.app, "gardeners", office.by(LEAD), year=2)


# -- who, and when ----------------------------------------------------------------------------------------------------


def test_authors_plan_and_strangers_do_not(here: Organisation) -> None:
    for who in (LEAD, MEMBER, KM):
        write_plan(here.app, "gardeners", PLAN, here.by(who))
    with pytest.raises(WrongRole, match="is its lead's, its core members' and the KM team's"):
        write_plan(here.app, "gardeners", smaller(), here.by(STRANGER))
    with pytest.raises(WrongRole, match="asked for by lead or km, not by member"):
        submit_plan(here.app, "gardeners", here.by(MEMBER))


def test_nobody_decides_on_a_plan_that_is_their_own(here: Organisation) -> None:
    drafted(here)
    submit_plan(here.app, "gardeners", here.by(SEBA))
    here.catch_up("gardeners")
    with pytest.raises(OwnRequest, match="seba stands behind"):
        decide(here.app, here.asked().id, Choice.APPROVE, here.by(SEBA))
    with pytest.raises(OwnCommunity):
        decide(here.app, here.asked().id, Choice.APPROVE, here.by(Actor(person="mia", role=Role.KM)))
    with pytest.raises(ChoiceNotOffered):
        decide(here.app, here.asked().id, Choice.RENEW, here.by(KM))


def test_a_plan_is_no_change_that_is_written_by_hand(here: Organisation) -> None:
    terms = ChangeTerms(kind="plan", title="Plan", what="More of the same.")
    with pytest.raises(Malformed, match="perennial plan submit gardeners"):
        request_change(here.app, "gardeners", terms, here.by(LEAD))


def test_the_next_year_may_be_planned_and_no_other(here: Organisation) -> None:
    drafted(here, 2)
    for number, refusal, sentence in ((3, InFuture, "at most year 2 is"), (0, InPast, "year 0 of gardeners is over")):
        with pytest.raises(refusal, match=sentence):
            drafted(here, number)
    here.until(day(370))
    with pytest.raises(InPast, match="year 1 of gardeners is over since 2027-01-01; plan year 2"):
        drafted(here, 1)


def test_before_the_launch_the_first_year_is_planned_and_nothing_is_measured() -> None:
    office = Organisation()
    office.propose()
    drafted(office)
    with pytest.raises(InFuture, match="at most year 1 is"):
        drafted(office, 2)
    with pytest.raises(WrongStage, match="while it is alive"):
        submit_plan(office.app, "gardeners", office.by(LEAD))
    with pytest.raises(WrongStage, match="was not launched yet"):
        measure(office.app, "gardeners", "corrections", Decimal(1), office.by(LEAD), evidence="x")


# -- figures ----------------------------------------------------------------------------------------------------------


def test_a_measurement_finds_the_year_that_its_day_lies_in(here: Organisation) -> None:
    approved(here)
    here.until(day(100))
    assert measure(here.app, "gardeners", "corrections", Decimal(300), here.by(LEAD), evidence="count") == 1
    assert measure(here.app, "gardeners", "corrections", Decimal(350), here.by(LEAD), evidence="count", on=day(50)) == 2
    deliver(here.app, "gardeners", "clinic", here.by(LEAD), evidence="protocols", on=day(99))
    one = year(here)
    assert (one.values, one.delivered) == ({"corrections": Decimal(300)}, {"clinic"})
    correct_measurement(
        here.app, "gardeners", 1, 1, Decimal(200), here.by(KM), evidence="again", reason="counted twice"
    )
    take_delivery_back(here.app, "gardeners", 1, "clinic", here.by(KM), reason="cancelled")
    assert (year(here).attained, year(here).delivered) == (Decimal("0.75"), frozenset())
    late = told(here, happened.KpiMeasured)[1]
    assert (late.provenance.recorded_at, late.provenance.effective_at) == (day(100), day(50))


def test_what_belongs_to_a_year_without_a_plan_is_refused(here: Organisation) -> None:
    approved(here)
    here.until(day(370))
    record = {"evidence": "count"}
    with pytest.raises(NothingAsked, match="year 2 of gardeners has no plan yet"):
        measure(here.app, "gardeners", "corrections", Decimal(1), here.by(LEAD), **record)
    assert measure(here.app, "gardeners", "corrections", Decimal(250), here.by(LEAD), on=day(360), **record) == 1
    with pytest.raises(WrongRole):
        measure(here.app, "gardeners", "corrections", Decimal(1), here.by(STRANGER), on=day(360), **record)


def test_the_same_command_twice_is_once(here: Organisation) -> None:
    approved(here)
    here.until(day(10))
    said: Any = here.by(LEAD)
    for _ in range(2):
        assert measure(here.app, "gardeners", "corrections", Decimal(300), said, evidence="count") == 1
    assert len(told(here, happened.KpiMeasured)) == 1


def test_another_policy_with_a_shorter_chain_gives_it_back(here: Organisation) -> None:
    submitted(here)
    chain = [{"kind": "plan", "title": "P", "steps": [{"decided_by": "board", "due": "5 days"}]}]
    shorter = changed(here.rules, changes=chain)
    ref = publish(here.app, here.policy, shorter.canonical(), here.by(KM))
    adopt(here.app, "gardeners", here.policy, ref.version, here.by(KM))
    here.answer_everything()
    (returned,) = told(here, happened.PlanReturned)
    assert "has no step 2 for it" in returned.reason
    submit_plan(here.app, "gardeners", here.by(LEAD))
    here.catch_up("gardeners")
    assert here.asked().assigned_to is Role.BOARD


# -- whose objective it is --------------------------------------------------------------------------------------------


def test_what_the_lead_does_counts_among_their_objectives_when_somebody_else_says_so(here: Organisation) -> None:
    for who in (KM, MANAGEMENT):
        agree_objective(here.app, "gardeners", "ada", here.by(who), evidence="the appraisal")
    assert year(here).objectives == {"ada"}
    assert len(told(here, happened.ObjectiveAgreed)) == 1
    for who, person in ((LEAD, "ada"), (KM, KM.person), (MEMBER, "ada")):
        with pytest.raises(WrongRole, match="said by Management or the KM team"):
            agree_objective(here.app, "gardeners", person, here.by(who), evidence="I say so")


def test_a_process_that_has_not_heard_of_a_submission_takes_no_plan_back(here: Organisation) -> None:
    drafted(here)
    write_plan(here.colleague, "gardeners", smaller(), here.by(LEAD))
    submit_plan(here.app, "gardeners", here.by(LEAD))
    with pytest.raises(AlreadyAsked, match="recall it to change it"):
        write_plan(here.colleague, "gardeners", PLAN, here.by(LEAD))
    assert told(here, happened.PlanReturned) == []

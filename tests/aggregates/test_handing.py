"""A question finds the right person: claimed, named, delegated, agreed to, overridden; and nobody slips past."""

import pytest

from aggregates.review_task import ReviewTask
from aggregates.review_task import events as happened
from aggregates.review_task import handing_events as handed
from tests.aggregates.examples import BOARD, KM, MANAGEMENT, QUESTION, answered, asked, by, cancelled, day, escalated
from tests.aggregates.specification import fact, given
from vocabulary.ballot import Ballot, Rule
from vocabulary.people import THE_CLOCK, Actor, Role
from vocabulary.refusals import (
    AlreadyAsked,
    ApproverMissing,
    ClaimedByAnother,
    InPast,
    Malformed,
    NotDelegated,
    NothingAsked,
    NotNamed,
    ReasonMissing,
    Refusal,
    TaskAlreadyDecided,
    TaskNotOpen,
    WrongRole,
)
from vocabulary.tasks import CHOICES, Choice, Priority

MAX = MANAGEMENT
MARA = Actor(person="mara", role=Role.MANAGEMENT)
EVA = Actor(person="eva", role=Role.MEMBER)
ADMIN = Actor(person="ola", role=Role.ADMIN)
LEAD = Actor(person="ada", role=Role.LEAD)


def claimed(task: ReviewTask) -> None:
    task.take_on(by(MAX, 3))


def eva_has_to_agree(task: ReviewTask) -> None:
    task.add_approver("eva", "she pays", by(MAX, 3))


def named(*people: str) -> ReviewTask:
    return asked(QUESTION.model_copy(update={"candidates": people}))


def voted_on() -> ReviewTask:
    ballot = Ballot(
        choices=CHOICES[QUESTION.kind], yes=Choice.RENEW, rule=Rule.AT_LEAST, approvals=2, opens=QUESTION.due
    )
    return asked(QUESTION.model_copy(update={"ballot": ballot}))


# -- claim and release ------------------------------------------------------------------------------------------------


def test_one_of_those_asked_takes_it_on() -> None:
    task = given(asked).when(claimed).then(fact(handed.TaskClaimed, person="max", role=Role.MANAGEMENT))
    assert task.claim == ("max", Role.MANAGEMENT)


def test_claiming_twice_is_the_same_as_once() -> None:
    given(asked, claimed).when(claimed).then_nothing()


def test_what_somebody_has_claimed_is_neither_claimed_nor_answered_by_another() -> None:
    sentence = "was claimed by max; ask them to release it"
    given(asked, claimed).when(lambda t: t.take_on(by(MARA, 4))).then_refused(ClaimedByAnother, sentence)
    given(asked, claimed).when(lambda t: t.decide(Choice.RENEW, None, by(MARA, 4))).then_refused(
        ClaimedByAnother, sentence
    )
    given(asked, claimed).when(lambda t: t.decide(Choice.RENEW, None, by(MAX, 4))).then(happened.TaskDecided)


def test_a_claim_does_not_hold_up_those_above() -> None:
    given(asked, claimed, escalated).when(lambda t: t.decide(Choice.RENEW, None, by(BOARD, 25))).then(
        happened.TaskDecided
    )


@pytest.mark.parametrize("who", [MAX, KM, ADMIN])
def test_a_claim_is_released_by_whoever_made_it_and_by_those_who_keep_the_tasks(who: Actor) -> None:
    task = (
        given(asked, claimed)
        .when(lambda t: t.release("ill", by(who, 4)))
        .then(fact(handed.TaskReleased, person="max", because="ill"))
    )
    assert task.claim is None


def test_nobody_else_releases_it() -> None:
    given(asked, claimed).when(lambda t: t.release(None, by(MARA, 4))).then_refused(
        ClaimedByAnother, "claimed by max, who may release it"
    )
    given(asked).when(lambda t: t.release(None, by(MAX, 4))).then_refused(NothingAsked, "nobody has claimed")


def test_only_those_asked_claim_and_nobody_claims_a_ballot() -> None:
    given(asked).when(lambda t: t.take_on(by(EVA, 3))).then_refused(WrongRole, "decided by management")
    given(voted_on).when(claimed).then_refused(TaskNotOpen, "vote instead")


# -- naming people ----------------------------------------------------------------------------------------------------


def test_who_was_not_named_is_not_asked() -> None:
    given(lambda: named("mara")).when(lambda t: t.decide(Choice.RENEW, None, by(MAX, 4))).then_refused(
        NotNamed, "waits for mara; max was not asked"
    )
    given(lambda: named("mara")).when(lambda t: t.decide(Choice.RENEW, None, by(MARA, 4))).then(happened.TaskDecided)


def test_naming_people_leaves_those_above_free_to_answer() -> None:
    given(lambda: named("mara"), escalated).when(lambda t: t.decide(Choice.RENEW, None, by(BOARD, 25))).then(
        happened.TaskDecided
    )


@pytest.mark.parametrize("who", [KM, ADMIN, MAX, THE_CLOCK])
def test_people_are_named_by_those_asked_and_those_who_keep_the_tasks(who: Actor) -> None:
    task = (
        given(asked)
        .when(lambda t: t.assign(("mara", "mara"), None, by(who, 4)))
        .then(fact(handed.TaskAssigned, people=("mara",)))
    )
    assert task.candidates == ("mara",)


def test_a_stranger_names_nobody() -> None:
    given(asked).when(lambda t: t.assign(("eva",), None, by(EVA, 4))).then_refused(WrongRole, "decided by management")


def test_a_claim_ends_when_others_are_named() -> None:
    task = given(asked, claimed).when(lambda t: t.assign(("mara",), None, by(KM, 4))).then(handed.TaskAssigned)
    assert task.claim is None


def test_naming_nobody_asks_the_whole_role_again() -> None:
    task = given(lambda: named("mara")).when(lambda t: t.assign((), None, by(KM, 4))).then(handed.TaskAssigned)
    task.decide(Choice.RENEW, None, by(MAX, 5))


def test_no_crowd_is_named() -> None:
    crowd = tuple(f"p{number}" for number in range(21))
    given(asked).when(lambda t: t.assign(crowd, None, by(KM, 4))).then_refused(Malformed, "at most 20 people")


def test_those_above_the_named_may_answer_whatever_their_role() -> None:
    boss = Actor(person="bea", role=Role.MEMBER)

    def above(task: ReviewTask) -> None:
        task.escalate(1, by(on=22), above=("bea",))

    task = (
        given(lambda: named("mara"))
        .when(above)
        .then(fact(happened.TaskEscalated, level=1, people=("bea",), top=len(QUESTION.escalations) == 1))
    )
    task.decide(Choice.RENEW, None, by(boss, 25))
    assert not task.is_open


# -- delegation -------------------------------------------------------------------------------------------------------


def delegated(task: ReviewTask) -> None:
    task.delegate("dee", "travelling", by(MAX, 3))


def test_a_task_is_delegated_once_and_taken_back() -> None:
    task = (
        given(asked)
        .when(delegated)
        .then(fact(handed.TaskDelegated, principal="max", role=Role.MANAGEMENT, delegate="dee"))
    )
    assert task.is_delegated("max", "dee")
    given(asked, delegated).when(delegated).then_nothing()
    task = given(asked, delegated).when(lambda t: t.end_delegation("dee", by(MAX, 4))).then(handed.DelegationEnded)
    assert not task.delegations


def test_a_delegate_hands_nothing_on() -> None:
    dee = Actor(person="dee", role=Role.MANAGEMENT, on_behalf_of="max")
    given(asked, delegated).when(lambda t: t.delegate("dan", None, by(dee, 4))).then_refused(
        NotDelegated, "dee answers for max and may not hand it on"
    )


def test_nobody_delegates_what_they_were_not_asked_or_to_themselves() -> None:
    given(asked).when(lambda t: t.delegate("dee", None, by(EVA, 4))).then_refused(WrongRole, "decided by management")
    given(asked).when(lambda t: t.delegate("max", None, by(MAX, 4))).then_refused(NotDelegated, "asked already")
    given(asked).when(lambda t: t.end_delegation("dee", by(MAX, 4))).then_refused(NothingAsked, "has not delegated")


# -- further approvers ------------------------------------------------------------------------------------------------


def test_a_yes_waits_until_everybody_who_was_asked_has_agreed() -> None:
    given(asked, eva_has_to_agree).when(lambda t: t.decide(Choice.RENEW, None, by(MAX, 4))).then_refused(
        ApproverMissing, "eva was asked to agree"
    )
    task = (
        given(asked, eva_has_to_agree)
        .when(lambda t: t.decide(Choice.RENEW, "fine", by(EVA, 4)))
        .then(fact(handed.TaskEndorsed, person="eva", reason="fine"))
    )
    assert task.is_open
    assert task.decide(Choice.RENEW, None, by(MAX, 5))
    assert not task.is_open


def test_a_no_waits_for_nobody() -> None:
    given(asked, eva_has_to_agree).when(lambda t: t.decide(Choice.SUNSET, "enough", by(MAX, 4))).then(
        happened.TaskDecided
    )
    given(asked, eva_has_to_agree).when(lambda t: t.decide(Choice.SUNSET, "no money", by(EVA, 4))).then(
        fact(happened.TaskDecided, choice=Choice.SUNSET)
    )


def test_agreeing_twice_or_asking_twice_is_refused() -> None:
    def agreed(task: ReviewTask) -> None:
        task.decide(Choice.RENEW, None, by(EVA, 4))

    given(asked, eva_has_to_agree, agreed).when(agreed).then_refused(TaskAlreadyDecided, "eva has agreed to")
    given(asked, eva_has_to_agree).when(eva_has_to_agree).then_refused(AlreadyAsked, "eva was asked to agree")


def test_whoever_decides_anyway_agrees_by_deciding() -> None:
    def mara_has_to_agree(task: ReviewTask) -> None:
        task.add_approver("mara", None, by(MAX, 3))

    given(asked, mara_has_to_agree).when(lambda t: t.decide(Choice.RENEW, None, by(MARA, 4))).then(happened.TaskDecided)


def test_who_has_to_agree_is_settled_by_those_asked_and_never_for_a_ballot() -> None:
    given(asked).when(lambda t: t.add_approver("eva", None, by(EVA, 3))).then_refused(WrongRole, "decided by")
    given(voted_on).when(eva_has_to_agree).then_refused(TaskNotOpen, "its ballot says who has to agree")


# -- override ---------------------------------------------------------------------------------------------------------


def test_an_administrator_answers_in_the_place_of_everybody_with_a_reason() -> None:
    task = (
        given(asked, claimed, eva_has_to_agree)
        .when(lambda t: t.override(Choice.RENEW, "max has left", by(ADMIN, 5)))
        .then(fact(handed.TaskOverridden, choice=Choice.RENEW, reason="max has left"))
    )
    assert task.ending == "ola (admin) answered 'renew' in the place of those asked, on 2026-01-06 00:00 UTC"
    given(asked).when(lambda t: t.override(Choice.RENEW, " ", by(ADMIN, 5))).then_refused(ReasonMissing, "say why")


@pytest.mark.parametrize("who", [MAX, KM, BOARD, LEAD])
def test_nobody_else_overrides(who: Actor) -> None:
    given(asked).when(lambda t: t.override(Choice.RENEW, "because", by(who, 5))).then_refused(
        WrongRole, "by an administrator only"
    )


# -- talking about it -------------------------------------------------------------------------------------------------


def test_priority_follow_up_comment_and_link_are_facts() -> None:
    given(asked).when(lambda t: t.prioritise(Priority.URGENT, by(KM, 3))).then(
        fact(handed.TaskPrioritised, priority=Priority.URGENT)
    )
    given(asked).when(lambda t: t.prioritise(Priority.NORMAL, by(KM, 3))).then_nothing()
    task = given(asked).when(lambda t: t.follow_up(day(9), by(MAX, 3))).then(fact(handed.FollowUpSet, on=day(9)))
    assert task.follow_ups == (("max", day(9)),)
    task.follow_up(None, by(MAX, 4))
    assert task.follow_ups == ()
    given(asked).when(lambda t: t.comment("who pays?", by(MAX, 3))).then(handed.TaskCommented)
    given(asked).when(lambda t: t.link("https://example.org/x", "The plan", by(MAX, 3))).then(handed.TaskLinked)


def test_nobody_looks_again_on_a_day_that_has_passed() -> None:
    given(asked).when(lambda t: t.follow_up(day(2), by(MAX, 3))).then_refused(InPast, "on a day to come")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a b", "ftp://x", 'https://x/"onclick', "https://x\n"])
def test_a_link_leads_to_a_page_and_is_nothing_else(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        asked().link(url, "The plan", by(MAX, 3))


def test_comments_do_not_grow_without_end() -> None:
    task = asked()
    task.remarks = 500
    with pytest.raises(Malformed, match="500 comments and links"):
        task.comment("one more", by(MAX, 3))


# -- closed is closed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [answered, cancelled])
@pytest.mark.parametrize(
    "command",
    [
        claimed,
        eva_has_to_agree,
        delegated,
        lambda t: t.release(None, by(MAX, 40)),
        lambda t: t.assign(("mara",), None, by(KM, 40)),
        lambda t: t.override(Choice.RENEW, "because", by(ADMIN, 40)),
        lambda t: t.prioritise(Priority.HIGH, by(KM, 40)),
        lambda t: t.follow_up(day(50), by(MAX, 40)),
    ],
)
def test_nothing_is_handed_on_once_it_is_closed(ending: object, command: object) -> None:
    given(asked, ending).when(command).then_refused(TaskAlreadyDecided, "is closed: ")  # type: ignore[arg-type]


def test_what_is_edited_is_agreed_to_anew_and_keeps_who_was_asked() -> None:
    def restartable() -> ReviewTask:
        return asked(QUESTION.model_copy(update={"edit_resets_clock": True}))

    def agreed(task: ReviewTask) -> None:
        task.decide(Choice.RENEW, None, by(EVA, 4))

    task = (
        given(restartable, eva_has_to_agree, agreed)
        .when(lambda t: t.restart("edited", by(KM, 5)))
        .then(happened.TaskRestarted)
    )
    assert task.lacking == ("eva",)
    with pytest.raises(Refusal):
        task.decide(Choice.RENEW, None, by(MAX, 6))

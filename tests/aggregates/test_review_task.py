"""A question is asked with its dates, chased, and answered once."""

import pytest

from aggregates.review_task import ReviewTask
from aggregates.review_task import events as happened
from tests.aggregates.examples import (
    BOARD,
    KM,
    MANAGEMENT,
    QUESTION,
    STRANGER,
    answered,
    asked,
    by,
    cancelled,
    escalated,
    expired,
    reminded,
)
from tests.aggregates.specification import fact, given, nothing_yet
from vocabulary.people import Actor, Role
from vocabulary.refusals import ChoiceNotOffered, Malformed, ReasonMissing, TaskAlreadyDecided, TaskNotOpen, WrongRole
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice, TaskKind

ENDINGS = {
    answered: "max (management) answered 'renew' on 2026-01-10 00:00 UTC",
    expired: "nobody answered in time, so the policy's 'sunset' holds since 2026-01-31 00:00 UTC",
    cancelled: "cancelled on 2026-01-09 00:00 UTC: it shows signs of life again",
}


def test_a_question_is_open_until_it_is_answered() -> None:
    task = nothing_yet(asked)

    assert task.is_open
    assert (task.reminded, task.escalated) == (0, 0)
    assert task.deciders == {Role.MANAGEMENT}


@pytest.mark.parametrize("kind", TaskKind)
@pytest.mark.parametrize("choice", Choice)
def test_only_what_is_offered_can_be_answered(kind: TaskKind, choice: Choice) -> None:
    terms = QUESTION.model_copy(update={"kind": kind})
    answer = given(lambda: asked(terms)).when(lambda t: t.decide(choice, "because", by(MANAGEMENT, 9)))

    if choice in CHOICES[kind]:
        task = answer.then(fact(happened.TaskDecided, choice=choice, reason="because"))
        assert not task.is_open
    else:
        answer.then_refused(ChoiceNotOffered, f"can't be answered '{choice.value}'; choose {CHOICES[kind][0].value}")


@pytest.mark.parametrize("kind", TaskKind)
def test_a_yes_needs_no_reason_and_everything_else_does(kind: TaskKind) -> None:
    terms = QUESTION.model_copy(update={"kind": kind})
    for choice in CHOICES[kind]:
        answer = given(lambda: asked(terms)).when(lambda t, choice=choice: t.decide(choice, None, by(MANAGEMENT, 9)))
        if choice in PLAIN_YES:
            answer.then(happened.TaskDecided)
        else:
            answer.then_refused(ReasonMissing, f"say why: an answer '{choice.value}' needs a reason")


@pytest.mark.parametrize("blank", ["", "   ", "\n"])
def test_a_blank_reason_is_none(blank: str) -> None:
    given(asked).when(lambda t: t.decide(Choice.SUNSET, blank, by(MANAGEMENT, 9))).then_refused(
        ReasonMissing, "say why"
    )


def test_a_reason_is_not_a_book() -> None:
    given(asked).when(lambda t: t.decide(Choice.SUNSET, "x" * 2_001, by(MANAGEMENT, 9))).then_refused(Malformed, "2000")


@pytest.mark.parametrize("actor", [KM, STRANGER, BOARD], ids=str)
def test_a_question_is_answered_by_those_it_was_given_to(actor: Actor) -> None:
    given(asked).when(lambda t: t.decide(Choice.RENEW, None, by(actor, 9))).then_refused(
        WrongRole, f"is decided by management, not by {actor.role.value}"
    )


@pytest.mark.parametrize("actor", [MANAGEMENT, BOARD], ids=str)
def test_after_an_escalation_both_may_answer(actor: Actor) -> None:
    given(asked, escalated).when(lambda t: t.decide(Choice.RENEW, None, by(actor, 22))).then(happened.TaskDecided)


def test_after_an_escalation_a_stranger_hears_of_both_who_may() -> None:
    given(asked, escalated).when(lambda t: t.decide(Choice.RENEW, None, by(KM, 22))).then_refused(
        WrongRole, "decided by board or management, not by km"
    )


def test_reminders_come_one_after_the_other() -> None:
    given(asked).when(lambda t: t.remind(1, by(on=7))).then(fact(happened.TaskReminded, number=1))
    given(asked, reminded).when(lambda t: t.remind(2, by(on=12))).then(fact(happened.TaskReminded, number=2))


@pytest.mark.parametrize("number", [0, 1, 3])
def test_no_reminder_is_repeated_or_left_out(number: int) -> None:
    given(asked, reminded).when(lambda t: t.remind(number, by(on=12))).then_refused(
        TaskNotOpen, f"reminder {number} of gardeners.dormancy.6 is not the next one"
    )


def test_there_are_no_more_reminders_than_the_terms_promise() -> None:
    given(asked, reminded, lambda t: t.remind(2, by(on=12))).when(lambda t: t.remind(3, by(on=13))).then_refused(
        TaskNotOpen, "reminder 3 of gardeners.dormancy.6 is not the next one"
    )


def test_an_escalation_goes_to_whom_the_terms_name() -> None:
    given(asked).when(lambda t: t.escalate(1, by(on=21))).then(fact(happened.TaskEscalated, level=1, to=Role.BOARD))


@pytest.mark.parametrize("level", [0, 1, 2])
def test_no_escalation_is_repeated_left_out_or_invented(level: int) -> None:
    given(asked, escalated).when(lambda t: t.escalate(level, by(on=22))).then_refused(
        TaskNotOpen, f"escalation {level} of gardeners.dormancy.6 is not the next one"
    )


def test_the_policys_answer_holds_from_its_day_on() -> None:
    given(asked).when(lambda t: t.expire(by(on=30))).then(fact(happened.TaskExpired, choice=Choice.SUNSET))


def test_the_policys_answer_does_not_hold_a_moment_earlier() -> None:
    given(asked).when(lambda t: t.expire(by(on=29.999))).then_refused(TaskNotOpen, "does not end by itself now")


def test_a_question_without_an_answer_of_the_policy_waits_for_ever() -> None:
    terms = QUESTION.model_copy(update={"expiry": None})

    given(lambda: asked(terms)).when(lambda t: t.expire(by(on=3000))).then_refused(
        TaskNotOpen, "does not end by itself now"
    )


def test_a_question_that_no_longer_stands_is_taken_back() -> None:
    given(asked).when(cancelled).then(fact(happened.TaskCancelled, because="it shows signs of life again"))


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_what_is_over_is_not_cancelled(ending: object) -> None:
    given(asked, ending).when(lambda t: t.cancel("too late", by(on=31))).then_nothing()  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
@pytest.mark.parametrize(
    "command",
    [
        lambda t: t.decide(Choice.RENEW, None, by(MANAGEMENT, 31)),
        lambda t: t.remind(1, by(on=31)),
        lambda t: t.escalate(1, by(on=31)),
        lambda t: t.expire(by(on=31)),
    ],
    ids=["decide", "remind", "escalate", "expire"],
)
def test_whoever_comes_second_hears_who_was_first_and_what_they_said(ending: object, command: object) -> None:
    given(asked, ending).when(command).then_refused(TaskAlreadyDecided, ENDINGS[ending])  # type: ignore[arg-type,index]


def test_who_acts_for_somebody_else_is_named_with_them() -> None:
    deputy = Actor(person="dee", role=Role.MANAGEMENT, on_behalf_of="max")

    def decided(task: ReviewTask) -> None:
        task.decide(Choice.RENEW, None, by(deputy, 9))

    given(asked, decided).when(answered).then_refused(
        TaskAlreadyDecided, "dee (management) for max answered 'renew' on 2026-01-10"
    )


def test_nobody_is_reminded_or_told_before_the_date() -> None:
    given(asked).when(lambda task: task.remind(1, by(on=6))).then_refused(TaskNotOpen, "nobody is told of")
    given(asked).when(lambda task: task.escalate(1, by(on=20))).then_refused(TaskNotOpen, "nobody is told of")

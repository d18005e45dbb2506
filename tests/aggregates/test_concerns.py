"""Something is wrong: it is raised, has its grace, is put right, or somebody decides."""

from typing import Any

import pytest

from aggregates.commands.concerns import raise_concern, settle_concern
from aggregates.commands.governance import restore
from aggregates.commands.signs_of_life import last_sign, record_sign
from aggregates.community import affairs_events as happened
from aggregates.review_task import events as task
from tests.aggregates.affairs import MENTOR, alive, quiet, sign_of, told
from tests.aggregates.examples import KM, LEAD, MEMBER, day
from tests.aggregates.organisation import Organisation
from vocabulary.refusals import AlreadyAsked, NothingAsked, UnknownItem, WrongRole, WrongStage
from vocabulary.signs import SignKind
from vocabulary.stages import SilenceRung, Stage
from vocabulary.tasks import Choice

QUESTION = {"decided_by": "management", "due": "10 days", "remind_after": ["5 days"]}
NO_LEAD = {"cause": "no_lead", "title": "Nobody leads it", "grace": "30 days", "question": QUESTION}
UNMENTORED = {
    "cause": "unmentored",
    "title": "No mentor was seen",
    "grace": "20 days",
    "when_missing": {"signs": ["mentoring"], "lasts": "60 days"},
    "question": QUESTION,
}


def concerned(*concerns: dict[str, Any], **more: Any) -> Organisation:
    return quiet(concerns=list(concerns or [NO_LEAD]), **more)


def raised(office: Organisation, cause: str = "no_lead") -> None:
    raise_concern(office.app, "gardeners", cause, office.by(KM))
    office.catch_up("gardeners")


def shows(office: Organisation, kind: SignKind, on: float) -> None:
    record_sign(office.app, "gardeners", sign_of(kind, on), office.by(LEAD))
    office.catch_up("gardeners")


def test_somebody_is_asked_when_its_grace_has_passed_and_no_sooner() -> None:
    office = concerned()
    office.until(day(5))
    raised(office)
    office.until(day(34.9))
    assert office.open_tasks("gardeners") == []
    office.until(day(35))
    assert (office.asked().title, office.asked().due) == ("Nobody leads it: Gardeners", day(45))


def test_what_is_put_right_within_its_grace_is_asked_of_nobody() -> None:
    office = concerned()
    raised(office)
    office.until(day(20))
    settle_concern(office.app, "gardeners", "no_lead", office.by(KM), reason="jo leads it now")
    office.until(day(100))
    assert told(office, happened.ConcernPut) == []


def test_who_was_asked_is_told_when_it_was_put_right() -> None:
    office = concerned()
    raised(office)
    office.until(day(31))
    asked = office.asked()
    settle_concern(office.app, "gardeners", "no_lead", office.by(KM), reason="jo leads it now")
    assert not office.task_is_open(asked.id)
    (cancelled,) = told(office, task.TaskCancelled)
    assert cancelled.because == "it was put right"


def test_concerns_are_raised_by_those_who_watch_over_it_once_and_for_a_cause_that_the_policy_knows() -> None:
    office = concerned()
    with pytest.raises(WrongRole, match="raised by those who watch over it"):
        raise_concern(office.app, "gardeners", "no_lead", office.by(LEAD))
    with pytest.raises(UnknownItem, match="has no cause of concern 'weather'; it has no_lead"):
        raised(office, "weather")
    raised(office)
    with pytest.raises(AlreadyAsked, match="was raised already"):
        raised(office)
    with pytest.raises(WrongRole, match="by those who watch over it"):
        settle_concern(office.app, "gardeners", "no_lead", office.by(MEMBER), reason="never mind")


def test_what_was_not_raised_is_not_settled() -> None:
    office = concerned()
    with pytest.raises(NothingAsked, match="no_lead is no open concern of gardeners"):
        settle_concern(office.app, "gardeners", "no_lead", office.by(MENTOR), reason="all is well")


@pytest.mark.parametrize(
    ("choice", "stage"),
    [(Choice.RENEW, Stage.ACTIVE), (Choice.PROBATION, Stage.PROBATION), (Choice.SUNSET, Stage.SUNSET)],
)
def test_management_decides_what_becomes_of_it(choice: Choice, stage: Stage) -> None:
    office = concerned()
    raised(office)
    office.until(day(31))
    office.answer(office.asked(), choice, reason="we have looked at it")
    assert office.stage is stage
    assert office.gardeners.affairs.concerns == ()


def test_on_probation_a_concern_can_be_answered_by_probation_and_it_stays_there() -> None:
    """The policy's own answer too: a clock that is refused for ever would do nothing else any more."""
    unanswered = QUESTION | {"unanswered": {"after": "20 days", "answer": "probation"}}
    first, second = NO_LEAD | {"question": unanswered}, NO_LEAD | {"cause": "no_plan", "question": unanswered}
    office = concerned(first, second, probation={"lasts": "200 days"})
    raised(office)
    raised(office, "no_plan")
    office.until(day(51))
    assert (office.stage, office.gardeners.affairs.concerns) == (Stage.PROBATION, ())


def test_missing_signs_raise_it_and_one_that_comes_settles_it_at_once() -> None:
    office = concerned(UNMENTORED)
    office.until(day(60))
    (concern,) = office.gardeners.affairs.concerns
    assert (concern.cause, concern.since) == ("unmentored", day(60))
    office.until(day(81))
    asked = office.asked()
    shows(office, SignKind.MEETING, 81)
    assert office.task_is_open(asked.id)
    shows(office, SignKind.MENTORING, 81)
    assert office.gardeners.affairs.concerns == ()
    assert not office.task_is_open(asked.id)
    office.until(day(140.9))
    assert office.gardeners.affairs.concerns == ()
    office.until(day(141))
    assert office.gardeners.affairs.concerns != ()


def test_a_sign_from_before_it_was_raised_settles_nothing() -> None:
    office = concerned(UNMENTORED)
    office.until(day(65))
    shows(office, SignKind.MENTORING, 59)
    assert office.gardeners.affairs.concerns != ()


def test_whoever_has_decided_is_not_asked_again_before_it_was_missing_as_long_anew() -> None:
    office = concerned(UNMENTORED | {"grace": "0 days"})
    office.until(day(60))
    office.answer(office.asked())
    office.until(day(119.9))
    assert office.open_tasks("gardeners") == []
    office.until(day(120))
    assert office.asked().id == "gardeners.concern.unmentored.2"


def test_a_policy_that_answers_at_once_lets_the_clock_rest() -> None:
    at_once = {"decided_by": "km", "due": "0 days", "unanswered": {"after": "0 days", "answer": "renew"}}
    office = concerned(UNMENTORED | {"grace": "0 days", "question": at_once})
    office.until(day(365))
    assert [fact.number for fact in told(office, happened.ConcernRaised)] == [1, 2, 3, 4, 5, 6]


def test_concerns_end_with_the_community_and_none_is_raised_for_the_time_it_was_closed() -> None:
    office = concerned(UNMENTORED, sunset={"restore_within": "1 year", "checklist": {"due": "1 day", "items": []}})
    office.until(day(81))
    office.answer(office.asked(), Choice.SUNSET, reason="enough")
    office.until(day(200))
    assert office.stage is Stage.CLOSED
    with pytest.raises(WrongStage, match="while it is alive"):
        raised(office, "unmentored")
    restore(office.app, "gardeners", office.by(KM), reason="missed by many")
    office.until(day(259.9))
    assert office.gardeners.affairs.concerns == ()


def test_a_change_of_membership_revives_nobody() -> None:
    office = alive()
    office.until(day(105))
    assert office.gardeners.silence is SilenceRung.KM_TOLD
    shows(office, SignKind.MEMBERSHIP, 105)
    assert office.gardeners.silence is SilenceRung.KM_TOLD
    assert last_sign(office.app, "gardeners") is None
    office.until(day(180))
    assert office.gardeners.silence is SilenceRung.DECISION_ASKED


def test_a_change_of_membership_makes_no_silence_shorter() -> None:
    office = alive()
    office.until(day(80))
    shows(office, SignKind.MEMBERSHIP, 80)
    office.until(day(90))
    assert office.gardeners.silence is SilenceRung.LEAD_NUDGED


def test_only_the_kinds_that_the_policy_counts_are_life() -> None:
    office = alive(silence={"signs": ["meeting"]})
    office.until(day(95))
    shows(office, SignKind.POST, 95)
    assert office.gardeners.silence is SilenceRung.LEAD_NUDGED
    shows(office, SignKind.MEETING, 95)
    assert office.gardeners.silence is None

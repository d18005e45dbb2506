"""Working days, pauses and freezes, as the process counts with them."""

from datetime import UTC, datetime
from typing import Any

from policies.process import next_step
from policies.step import AskDuty, OpenReviewTask, PutConcern, SuspectSilence, Wait
from tests.policies.standings import changed, standing
from vocabulary.stages import Stage

MEETING_PAUSE = {"name": "No meetings", "from": "1 November", "until": "31 December", "stops": ["silence"]}
FREEZE = {"name": "The move", "from": "2026-03-09", "until": "2026-03-22", "stops": ["questions"]}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def asked(now: str, **sections: Any) -> Any:
    """What the KM team is asked on a day, and when it is due."""
    step = next_step(changed(**sections), standing(Stage.REVIEW, round=1), at(now))
    assert isinstance(step, OpenReviewTask)
    return step.task


def test_due_dates_are_counted_in_working_days_without_weekends_and_holidays() -> None:
    review = {"due": "5 working days", "remind_after": ["2 working days"], "escalate": []}
    task = asked("2026-04-01T09:00", review=review, calendar={"country": "CH", "region": "ZH"})
    # Good Friday, the weekend, and Easter Monday lie between.
    assert task.reminders == (at("2026-04-07T09:00"),)
    assert task.due == at("2026-04-10T09:00")


def test_a_freeze_stops_the_clocks_of_what_is_asked_before_and_in_it() -> None:
    review = {"due": "10 days", "remind_after": [], "escalate": [{"after": "12 days", "to": "management"}]}
    calendar = {"pauses": [FREEZE]}
    before = asked("2026-03-04T00:00", review=review, calendar=calendar)
    assert (before.due, before.escalations[0].at) == (at("2026-03-28T00:00"), at("2026-03-30T00:00"))
    within = asked("2026-03-10T12:00", review=review, calendar=calendar)
    assert within.due == at("2026-04-02T00:00")
    after = asked("2027-03-04T00:00", review=review, calendar=calendar)
    assert after.due == at("2027-03-14T00:00")


def silent_since(since: str, now: str, *pauses: dict[str, Any]) -> Any:
    rules = changed(silence={"should_after": "60 days"}, calendar={"pauses": list(pauses)})
    quiet = standing(Stage.ACTIVE, heard_since=at(since), since=at(since), anchor=at(since), year_began=at(since))
    return next_step(rules, quiet, at(now))


def test_nobody_is_silent_in_november_and_december() -> None:
    waits = silent_since("2026-10-02T00:00", "2026-12-31T23:59", MEETING_PAUSE)
    assert isinstance(waits, Wait)
    assert waits.until == at("2027-01-31T00:00")
    assert isinstance(silent_since("2026-10-02T00:00", "2026-12-01T00:00"), SuspectSilence)


def test_a_pause_that_stops_questions_stops_no_silence() -> None:
    freeze = FREEZE | {"from": "2026-11-01", "until": "2026-12-31"}
    assert isinstance(silent_since("2026-10-02T00:00", "2026-12-01T00:00", freeze), SuspectSilence)


def test_a_freeze_lengthens_the_grace_of_a_concern() -> None:
    concern = {
        "cause": "no_lead",
        "title": "Nobody leads it",
        "grace": "10 days",
        "question": {"decided_by": "management", "due": "10 days"},
    }
    rules = changed(concerns=[concern], calendar={"pauses": [FREEZE]})
    raised = standing(
        Stage.PROBATION,
        since=at("2026-03-04T00:00"),
        concerns=[{"cause": "no_lead", "since": at("2026-03-04T00:00"), "number": 1}],
    )
    waits = next_step(rules, raised, at("2026-03-27T23:00"))
    assert isinstance(waits, Wait)
    assert waits.until == at("2026-03-28T00:00")
    assert isinstance(next_step(rules, raised, at("2026-03-28T00:00")), PutConcern)


def test_the_dates_of_duties_stand_whatever_stands_still() -> None:
    duty = {
        "name": "report",
        "title": "Report",
        "by": "lead",
        "schedule": {"on": ["15 March"]},
        "opens_before": "10 working days",
        "escalate": [{"after": "5 days", "to": "km"}],
    }
    pause = FREEZE | {"stops": ["questions", "duties"]}
    rules = changed(duties=[duty], calendar={"pauses": [pause]})
    alive = standing(Stage.ACTIVE, anchor=at("2026-01-01T00:00"), year_began=at("2026-01-01T00:00"))
    assert isinstance(next_step(rules, alive, at("2026-03-01T23:59")), Wait)
    step = next_step(rules, alive, at("2026-03-02T00:00"))
    assert isinstance(step, AskDuty)
    assert step.task.due == at("2026-03-15T00:00")
    assert step.task.escalations[0].at == at("2026-03-28T00:00")

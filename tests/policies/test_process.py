"""What comes next, stage by stage."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.process import next_step
from policies.schedule import next_multiple
from policies.step import (
    Act,
    CloseCommunity,
    ConfirmSilence,
    Escalate,
    Finish,
    LapseProposal,
    Launch,
    LetExpire,
    OpenAnnualReview,
    OpenChecklist,
    OpenReviewTask,
    Remind,
    ReportSilence,
    Revive,
    SuspectSilence,
    Wait,
)
from tests.policies.standings import (
    HERE,
    NEW_YEAR,
    STANDARD,
    catalog,
    changed,
    day,
    question,
    standing,
    step_on,
    waiting,
)
from vocabulary.people import Role
from vocabulary.span import Span
from vocabulary.stages import Outcome, SilenceRung, Stage
from vocabulary.tasks import Choice, TaskKind

# -- draft, review, approval --------------------------------------------------------------------------------------


def test_a_draft_waits_for_its_authors_as_long_as_they_like() -> None:
    assert step_on(5_000, standing(Stage.DRAFT)) == Wait(until=None, why="the authors submit the proposal")


def test_what_was_returned_lapses_when_it_is_not_resubmitted_in_time() -> None:
    returned = standing(Stage.DRAFT, returned=True)

    assert step_on(59.9, returned) == Wait(until=day(60), why="the authors resubmit by 2 March 2026 00:00")
    assert step_on(60, returned) == LapseProposal(**HERE, at=day(60))


@pytest.mark.parametrize(
    ("stage", "kind", "decider", "days"),
    [(Stage.REVIEW, TaskKind.KM_REVIEW, Role.KM, 10), (Stage.APPROVAL, TaskKind.APPROVAL, Role.MANAGEMENT, 14)],
)
def test_review_and_approval_ask_at_once(stage: Stage, kind: TaskKind, decider: Role, days: int) -> None:
    step = step_on(3, standing(stage, round=2))

    assert isinstance(step, OpenReviewTask)
    assert step.task.id == f"gardeners.{kind.value}.2"
    assert (step.task.kind, step.task.assigned_to) == (kind, decider)
    assert step.task.due == day(3 + days), "counted from the question: nobody is late before they were asked"


@pytest.mark.parametrize("stage", [Stage.REVIEW, Stage.APPROVAL, Stage.ANNUAL_REVIEW, Stage.PROBATION])
def test_nothing_is_asked_twice(stage: Stage) -> None:
    step = step_on(1, standing(stage, round=1, open_tasks=waiting()))

    assert isinstance(step, Wait)
    assert step.until == day(7)


# -- the clocks of a question -------------------------------------------------------------------------------------


def test_a_question_is_chased_in_the_order_of_its_dates() -> None:
    asked = standing(Stage.ANNUAL_REVIEW, open_tasks=waiting())
    steps = []
    for number in range(40):
        step = step_on(number, asked)
        if isinstance(step, Wait):
            continue
        steps.append((number, step.kind))
        reminded = sum(kind == "remind" for _, kind in steps)
        escalated = sum(kind == "escalate" for _, kind in steps)
        asked = standing(Stage.ANNUAL_REVIEW, open_tasks=waiting(reminded=reminded, escalated=escalated))
        if step.kind == "let_expire":
            break

    assert steps == [(7, "remind"), (12, "remind"), (21, "escalate"), (30, "let_expire")]


@pytest.mark.parametrize(
    ("reminded", "escalated", "expected"),
    [
        (0, 0, Remind(**HERE, at=day(99), task="gardeners.dormancy.4", number=1)),
        (1, 0, Remind(**HERE, at=day(99), task="gardeners.dormancy.4", number=2)),
        (2, 0, Escalate(**HERE, at=day(99), task="gardeners.dormancy.4", level=1)),
        (2, 1, LetExpire(**HERE, at=day(99), task="gardeners.dormancy.4")),
    ],
)
def test_what_is_long_overdue_is_still_taken_in_the_order_of_its_dates(
    reminded: int, escalated: int, expected: Act
) -> None:
    asked = waiting(reminded=reminded, escalated=escalated)

    assert step_on(99, standing(Stage.ANNUAL_REVIEW, open_tasks=asked)) == expected


def test_of_two_questions_the_earlier_date_comes_first() -> None:
    later = question(id="gardeners.launch_item.b.4", reminders=(day(5),))
    sooner = question(id="gardeners.launch_item.a.4", reminders=(day(4),))
    both = standing(Stage.LAUNCH, checklist=("a", "b"), open_tasks=(*waiting(later), *waiting(sooner)))

    step = step_on(6, both)

    assert isinstance(step, Remind)
    assert step.task == sooner.id


def test_a_question_without_an_answer_of_the_policy_waits_for_ever() -> None:
    asked = waiting(question(expiry=None), reminded=2, escalated=1)

    step = step_on(9_999, standing(Stage.ANNUAL_REVIEW, open_tasks=asked))

    assert step == Wait(until=None, why="management: Silent: Gardeners")


def test_a_question_says_what_silence_means_when_nothing_else_is_ahead() -> None:
    step = step_on(22, standing(Stage.ANNUAL_REVIEW, open_tasks=waiting(reminded=2, escalated=1)))

    assert isinstance(step, Wait)
    assert step.until == day(30)
    assert "management answers by 15 January 2026" in step.why
    assert "unanswered means sunset on 31 January 2026" in step.why


# -- launch -------------------------------------------------------------------------------------------------------


def test_launch_opens_its_checklist_first() -> None:
    step = step_on(2, standing(Stage.LAUNCH))

    assert isinstance(step, OpenChecklist)
    assert [(task.item, task.assigned_to) for task in step.tasks] == [
        ("kick_off", Role.LEAD),
        ("platform", Role.KM),
        ("training", Role.KM),
    ]
    assert {task.due for task in step.tasks} == {day(62)}
    assert step.not_before is None


def test_launch_waits_for_what_is_still_to_be_done_and_then_lapses() -> None:
    half_done = standing(Stage.LAUNCH, checklist=("platform",))

    assert step_on(89, half_done) == Wait(until=day(90), why="still to do by 1 April 2026 00:00: platform")
    assert isinstance(step_on(90, half_done), LapseProposal)


def test_when_everything_is_done_it_is_launched_even_on_the_last_day() -> None:
    assert isinstance(step_on(500, standing(Stage.LAUNCH, checklist=())), Launch)


# -- active: the years --------------------------------------------------------------------------------------------


def alive(anchor: datetime = NEW_YEAR, **facts: object) -> object:
    return standing(Stage.ACTIVE, **{"anchor": anchor, "year_began": anchor, "since": anchor, **facts})


def test_the_annual_review_opens_ahead_of_the_anniversary() -> None:
    heard = alive(last_sign=day(330))

    assert step_on(334.9, heard).until == day(335)  # type: ignore[arg-type]
    step = step_on(335, heard)  # type: ignore[arg-type]
    assert isinstance(step, OpenAnnualReview)
    assert (step.anniversary, step.on) == (1, day(365))
    assert step.task.id == "gardeners.annual_review.1"


YEAR = Span("1 year")
MONTH = Span("1 month")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T00:00:00+00:00")


@pytest.mark.parametrize(
    ("every", "anchor", "reviewed", "after", "number", "on"),
    [
        (YEAR, "2024-02-29", 0, "2024-02-29", 1, "2025-02-28"),
        (YEAR, "2024-02-29", 3, "2027-03-01", 4, "2028-02-29"),
        (YEAR, "2026-01-01", 1, "2026-12-20", 2, "2028-01-01"),
        (YEAR, "2026-01-01", 1, "2027-11-30", 2, "2028-01-01"),
        (YEAR, "2026-01-01", 1, "2028-03-01", 3, "2029-01-01"),
        (YEAR, "2003-05-05", 0, "2026-05-04", 23, "2026-05-05"),
        (YEAR, "2003-05-05", 0, "2026-05-05", 24, "2027-05-05"),
        (MONTH, "2026-01-31", 0, "2026-01-31", 1, "2026-02-28"),
        (MONTH, "2026-01-31", 1, "2026-02-28", 2, "2026-03-31"),
        (MONTH, "2003-02-01", 0, "2026-01-15", 276, "2026-02-01"),
        (Span("3 months"), "2003-02-01", 0, "2026-01-15", 92, "2026-02-01"),
    ],
    ids=[
        "born on 29 February",
        "29 February again",
        "renewed before the day",
        "renewed late",
        "renewed more than a year late",
        "known for long, a day before",
        "known for long, on the day",
        "born on the 31st",
        "the 31st again",
        "every month since 2003",
        "every quarter since 2003",
    ],
)
def test_anniversaries_are_counted_by_the_calendar_from_the_launch(
    every: Span, anchor: str, reviewed: int, after: str, number: int, on: str
) -> None:
    found = next_multiple(every, anchor=moment(anchor), done=reviewed, after=moment(after))

    assert found == (number, moment(on))


@given(
    months=st.integers(1, 3) | st.integers(1, 30),
    days=st.just(0) | st.integers(0, 40),
    anchor=st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    reviewed=st.integers(0, 20),
    later=st.integers(0, 15_000),
)
def test_the_next_anniversary_is_the_first_that_is_neither_past_nor_reviewed(
    months: int, days: int, anchor: datetime, reviewed: int, later: int
) -> None:
    every = Span(f"{months} months {days} days")
    after = Span(f"{later} days").after(anchor)

    number, on = next_multiple(every, anchor=anchor, done=reviewed, after=after)

    assert on == every.after(anchor, number)
    assert on > after
    assert number > reviewed
    assert number == reviewed + 1 or every.after(anchor, number - 1) <= after


@pytest.mark.timeout(1)
def test_a_community_of_2003_under_a_cadence_of_seconds_is_answered_at_once() -> None:
    anchor, after = moment("2003-01-01"), moment("2026-01-01")

    number, on = next_multiple(Span("20 seconds"), anchor=anchor, done=0, after=after)

    assert (on - after).total_seconds() == 20
    assert number == ((after - anchor).total_seconds() / 20) + 1


# -- active: silence ----------------------------------------------------------------------------------------------


def silent(rung: SilenceRung, since: float, **facts: object) -> object:
    return alive(silence=rung, silence_since=day(since), quiet_since=day(0), **facts)


def test_silence_is_counted_from_the_last_sign_of_life() -> None:
    assert step_on(89, alive()).until == day(90)  # type: ignore[arg-type]
    assert step_on(90, alive()) == SuspectSilence(  # type: ignore[arg-type]
        **HERE, at=day(90), silent_since=day(0)
    )
    assert step_on(90, alive(last_sign=day(40))).until == day(130)  # type: ignore[arg-type]


def test_silence_is_not_counted_from_a_sign_before_the_last_renewal() -> None:
    assert step_on(90, alive(heard_since=day(60), last_sign=day(40))).until == day(150)  # type: ignore[arg-type]


def test_first_the_lead_then_the_km_team_then_management() -> None:
    nudged = silent(SilenceRung.LEAD_NUDGED, 90)
    assert step_on(103, nudged).until == day(104)  # type: ignore[arg-type]
    assert isinstance(step_on(104, nudged), ReportSilence)  # type: ignore[arg-type]

    told = silent(SilenceRung.KM_TOLD, 104)
    assert step_on(179, told).until == day(180)  # type: ignore[arg-type]
    step = step_on(180, told)  # type: ignore[arg-type]
    assert isinstance(step, ConfirmSilence)
    assert (step.silent_since, step.task.id) == (day(0), "gardeners.dormancy.4")
    assert step.task.expiry is not None
    assert (step.task.expiry.at, step.task.expiry.choice) == (day(210), Choice.SUNSET)


def test_a_clock_that_stood_still_shortens_nobodys_time_to_answer() -> None:
    """The lead was asked a year late: the KM team is told a fortnight after that, and has a fortnight of its own."""
    nudged = silent(SilenceRung.LEAD_NUDGED, 300)
    assert step_on(301, nudged).until == day(314)  # type: ignore[arg-type]

    told = silent(SilenceRung.KM_TOLD, 314)
    assert step_on(315, told).until == day(328)  # type: ignore[arg-type]


@pytest.mark.parametrize("rung", [SilenceRung.LEAD_NUDGED, SilenceRung.KM_TOLD])
def test_life_wins_over_whatever_else_is_overdue_on_the_ladder(rung: SilenceRung) -> None:
    assert step_on(330, silent(rung, 90, last_sign=day(80))) == Revive(  # type: ignore[arg-type]
        **HERE, at=day(330), sign_at=day(80)
    )


def test_life_wins_over_a_question_that_is_overdue() -> None:
    asked = silent(SilenceRung.DECISION_ASKED, 180, last_sign=day(182), open_tasks=waiting())

    assert isinstance(step_on(330, asked), Revive)  # type: ignore[arg-type]


def test_while_management_decides_only_its_question_and_the_anniversary_are_ahead() -> None:
    asked = silent(SilenceRung.DECISION_ASKED, 180, open_tasks=waiting(question(expiry=None), reminded=2, escalated=1))

    step = step_on(200, asked)  # type: ignore[arg-type]

    assert step == Wait(until=day(335), why="annual review 1 on 1 January 2027 00:00")


# -- probation, sunset, the end -----------------------------------------------------------------------------------


def test_probation_ends_with_a_question() -> None:
    on_probation = standing(Stage.PROBATION)

    assert step_on(89, on_probation).until == day(90)
    step = step_on(90, on_probation)
    assert isinstance(step, OpenReviewTask)
    assert step.task.id == "gardeners.probation_review.4"


def test_sunset_opens_its_checklist_and_gives_notice() -> None:
    step = step_on(0, standing(Stage.SUNSET))

    assert isinstance(step, OpenChecklist)
    assert [task.item for task in step.tasks] == ["hand_over", "budget", "channels"]
    assert step.not_before == day(14)


def test_a_clock_that_stood_still_shortens_no_notice() -> None:
    step = step_on(100, standing(Stage.SUNSET))

    assert isinstance(step, OpenChecklist)
    assert step.not_before == day(114)


def test_sunset_waits_for_the_checklist_and_for_the_notice() -> None:
    open_items = standing(Stage.SUNSET, checklist=("budget",), not_before=day(14))
    assert step_on(500, open_items) == Wait(until=None, why="something happens")

    done = standing(Stage.SUNSET, checklist=(), not_before=day(14))
    assert step_on(13, done) == Wait(until=day(14), why="notice runs until 15 January 2026 00:00")
    assert isinstance(step_on(14, done), CloseCommunity)


def test_a_sign_of_life_in_the_notice_of_a_sunset_by_silence_is_noticed_by_the_clock_too() -> None:
    """Whoever recorded it may not have known of the sunset yet."""
    done = standing(
        Stage.SUNSET, sunsetting="silence", quiet_since=day(-180), last_sign=day(1), checklist=(), not_before=day(14)
    )

    assert isinstance(step_on(20, done), Revive)


def test_no_sign_of_life_undoes_a_decision() -> None:
    done = standing(
        Stage.SUNSET, sunsetting="decided", quiet_since=day(-180), last_sign=day(1), checklist=(), not_before=day(14)
    )

    assert isinstance(step_on(20, done), CloseCommunity)


@pytest.mark.parametrize("outcome", Outcome)
def test_what_is_closed_is_finished(outcome: Outcome) -> None:
    assert step_on(1, standing(Stage.CLOSED, outcome=outcome)) == Finish(outcome=outcome)


def test_an_empty_checklist_is_done_when_it_is_opened() -> None:
    bare = changed(launch={"checklist": {"due": "1 day"}}, sunset={"checklist": {"due": "1 day"}})

    for stage, then in ((Stage.LAUNCH, Launch), (Stage.SUNSET, CloseCommunity)):
        opened = next_step(bare, standing(stage), day(0))
        assert isinstance(opened, OpenChecklist)
        assert opened.tasks == ()
        assert isinstance(next_step(bare, standing(stage, checklist=(), not_before=day(1)), day(1)), then)


# -- every stage --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", ["standard", "quick"])
def test_every_stage_has_an_answer_under_every_policy_of_the_catalog(stage: Stage, name: str) -> None:
    step = next_step(catalog(name), standing(stage, round=1), day(1))

    assert isinstance(step, (*get_args(Act), Wait, Finish))


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.LAUNCH, Stage.ACTIVE, Stage.PROBATION])
def test_a_wait_ends_when_something_is_due_and_not_a_moment_before(stage: Stage) -> None:
    where = standing(stage, returned=True, checklist=("platform",))
    wait = step_on(0, where)
    assert isinstance(wait, Wait)
    assert wait.until is not None

    assert next_step(STANDARD, where, wait.until - timedelta(microseconds=1)) == wait
    assert not isinstance(next_step(STANDARD, where, wait.until), Wait | Finish)


def test_the_title_of_a_question_has_room_for_the_longest_title_of_a_community() -> None:
    step = step_on(0, standing(Stage.REVIEW, round=1, title="x" * 200))

    assert len(step.task.title) == 200

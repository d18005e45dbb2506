"""What happens next is told as what is done on that day, by whom, and to whom."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.ahead import ahead, happens
from policies import step as steps
from policies.process import agenda
from tests.policies.standings import HERE, NEW_YEAR, STANDARD, WHOLE, day, standing, waiting
from vocabulary.people import Role
from vocabulary.stages import SilenceRung, Stage
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import TaskKind

STEP: dict[str, Any] = {**HERE, "at": day(5)}
SILENT = standing(Stage.ACTIVE, open_tasks=waiting())
TASK = "gardeners.dormancy.4"


def asked(kind: TaskKind, title: str, to: Role) -> TaskTerms:
    return TaskTerms(
        id=f"gardeners.{kind.value}.1",
        community="gardeners",
        kind=kind,
        title=f"{title}: Gardeners",
        assigned_to=to,
        due=day(14),
    )


REPORT = asked(TaskKind.DUTY, "Annual report", Role.LEAD)
SAID: list[tuple[steps.Act, str]] = [
    (
        steps.OpenReviewTask(**STEP, task=asked(TaskKind.KM_REVIEW, "Review", Role.KM)),
        "the KM team is asked for an answer by 15 Jan 2026: Review",
    ),
    (steps.OpenChecklist(**STEP, tasks=(REPORT, REPORT)), "the active checklist is opened, for the lead"),
    (steps.OpenChecklist(**STEP, tasks=()), "the active checklist is opened, for nobody"),
    (steps.Remind(**STEP, task=TASK, number=1), "Management is reminded; it has until 15 Jan 2026: Silent"),
    (
        steps.Remind(**(STEP | {"at": day(15)}), task=TASK, number=2),
        "Management is reminded; it had until 15 Jan 2026: Silent",
    ),
    (steps.Escalate(**STEP, task=TASK, level=1), "the board is told that Management has not answered: Silent"),
    (
        steps.LetExpire(**STEP, task=TASK),
        "nobody has answered, and the policy's answer holds, sunset it: Silent",
    ),
    (steps.SettleBallot(**STEP, task=TASK, votes=2, due=day(5)), "the ballot is counted: Silent"),
    (steps.PostponeDuty(**STEP, task=TASK, due=day(40)), "Silent moves to 10 Feb 2026"),
    (
        steps.PassOn(**STEP, task=TASK, person="max", since=day(5)),
        "max is gone, and whoever is above max is asked instead: Silent",
    ),
    (
        steps.PassOn(**STEP, task=TASK, person=None, since=day(5), to=Role.KM),
        "the lead is gone, and the KM team is asked instead: Silent",
    ),
    (steps.LapseProposal(**STEP), "the proposal lapses"),
    (steps.Launch(**STEP), "it is launched"),
    (
        steps.OpenAnnualReview(
            **STEP, anniversary=3, on=day(5), task=asked(TaskKind.ANNUAL_REVIEW, "Annual review 3", Role.MANAGEMENT)
        ),
        "Management is asked for an answer by 15 Jan 2026: Annual review 3",
    ),
    (
        steps.RenewItself(**STEP, anniversary=3, on=day(5), sign_at=day(1)),
        "annual review 3: it renews itself by its sign of life of 2 Jan 2026",
    ),
    (
        steps.SuspectSilence(**STEP, silent_since=day(1)),
        "the lead is asked whether it is alive, silent since 2 Jan 2026",
    ),
    (steps.ReportSilence(**STEP, silent_since=day(1)), "the KM team is told that it is silent, since 2 Jan 2026"),
    (
        steps.ConfirmSilence(
            **STEP, silent_since=day(1), task=asked(TaskKind.DORMANCY, "Silent: keep or end", Role.MANAGEMENT)
        ),
        "Management is asked for an answer by 15 Jan 2026: Silent: keep or end",
    ),
    (steps.Revive(**STEP, sign_at=day(1)), "it is revived by its sign of life of 2 Jan 2026"),
    (steps.CloseCommunity(**STEP), "it is closed"),
    (
        steps.AskDuty(**STEP, name="report", on=day(9), round=1, task=REPORT),
        "the lead is asked for Annual report, due on 15 Jan 2026",
    ),
    (
        steps.AskSignOff(
            **STEP, name="report", on=day(9), task=asked(TaskKind.SIGN_OFF, "Sign off: Annual report", Role.KM)
        ),
        "the KM team is asked for an answer by 15 Jan 2026: Sign off: Annual report",
    ),
    (
        steps.PutChange(**STEP, number=2, step=1, task=asked(TaskKind.CHANGE, "Rise: More", Role.BOARD)),
        "the board is asked for an answer by 15 Jan 2026: Rise: More",
    ),
    (steps.DropChange(**STEP, number=2, because="no such level"), "change 2 is dropped: no such level"),
    (
        steps.RaiseConcern(**STEP, cause="no_meeting", missing_since=day(1)),
        "a concern is raised: no meeting, since 2 Jan 2026",
    ),
    (steps.SettleConcern(**STEP, cause="no_meeting", number=1), "the concern no meeting is settled: it was put right"),
    (
        steps.PutConcern(**STEP, cause="no_meeting", number=1, task=asked(TaskKind.CONCERN, "No meeting", Role.KM)),
        "the KM team is asked for an answer by 15 Jan 2026: No meeting",
    ),
    (
        steps.PutSpending(**STEP, number=1, task=asked(TaskKind.SPENDING, "5 USD for cake", Role.LEAD)),
        "the lead is asked for an answer by 15 Jan 2026: 5 USD for cake",
    ),
    (steps.DropSpending(**STEP, number=1, because="no level"), "request 1 for money is dropped: no level"),
    (steps.CloseBudget(**STEP, year=2), "the budget of year 2 is closed"),
    (
        steps.NoteNothingRequested(**STEP, since=day(1)),
        "it is noted that nobody has asked for money since 2 Jan 2026",
    ),
    (steps.NoteVacancy(**STEP, lead="ada", tenure=1), "ada, who leads it, is gone, and it has no lead"),
]


@pytest.mark.parametrize(("step", "said"), SAID, ids=[f"{step.kind} {said[-9:]}" for step, said in SAID])
def test_each_step_is_told_as_what_it_does(step: steps.Act, said: str) -> None:
    assert happens(step, SILENT) == said


def test_every_kind_of_step_has_its_words() -> None:
    assert {type(step) for step, _ in SAID} == set(steps.Act.__args__)


def test_a_reminder_is_a_reminder_and_not_the_day_of_the_answer() -> None:
    review = standing(Stage.ANNUAL_REVIEW, open_tasks=waiting())
    assert ahead(STANDARD, review, day(1)) == (day(7), "Management is reminded; it has until 15 Jan 2026: Silent")


def test_the_lead_is_asked_on_the_day_by_which_a_sign_of_life_was_wanted() -> None:
    assert ahead(STANDARD, standing(Stage.ACTIVE), day(1)) == (
        day(90),
        "the lead is asked whether it is alive, silent since 1 Jan 2026",
    )


def test_what_is_late_is_taken_now_and_not_at_the_beginning_of_time() -> None:
    left = standing(Stage.ACTIVE, lead="ada", tenure=1, lead_left_at=day(3))
    assert ahead(STANDARD, left, day(1)) == (day(3), "ada, who leads it, is gone, and it has no lead")
    assert ahead(STANDARD, left, day(9)) == (day(9), "ada, who leads it, is gone, and it has no lead")


def test_of_whom_nothing_is_expected_nothing_is_told() -> None:
    assert ahead(STANDARD, standing(Stage.DRAFT), day(1)) is None


@given(
    stage=st.sampled_from([stage for stage in Stage if stage is not Stage.CLOSED]),
    number=st.integers(0, 800),
    rules=st.sampled_from([STANDARD, WHOLE]),
    silence=st.sampled_from([None, SilenceRung.LEAD_NUDGED, SilenceRung.KM_TOLD]),
)
def test_on_the_day_that_is_told_something_is_done(
    stage: Stage, number: int, rules: Any, silence: SilenceRung | None
) -> None:
    where = standing(stage, silence=silence, silence_since=silence and day(0), quiet_since=silence and NEW_YEAR)
    told = ahead(rules, where, day(number))
    reasons = {due.why for due in agenda(rules, where, day(number))}
    assert (told is None) == (not reasons)
    assert told is None or (told.at >= day(number) and told.what not in reasons)

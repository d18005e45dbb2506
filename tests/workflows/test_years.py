"""Lives of years, lived through real workflows in seconds."""

from datetime import timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from policies.document import LifecycleRules
from policies.reader import read_policy
from tests.workflows.timeline import KM, MANAGER, Timeline
from vocabulary.stages import Outcome, SilenceRung, Stage
from vocabulary.tasks import Choice, TaskKind

pytestmark = pytest.mark.slow

CATALOG = Path(__file__).parents[2] / "policies" / "catalog"


@pytest.fixture
def standard() -> LifecycleRules:
    return read_policy(CATALOG / "standard.yaml")


async def test_a_community_lives_three_years_and_is_renewed_on_each_anniversary(
    timeline: Timeline, standard: LifecycleRules
) -> None:
    await timeline.bring_to_life(standard)
    launched = (await timeline.standing()).since
    for year in (1, 2, 3):
        while (await timeline.standing()).stage is Stage.ACTIVE:
            await timeline.meet()
            await timeline.pass_time(days=60)
        await timeline.decide(TaskKind.ANNUAL_REVIEW, Choice.RENEW, MANAGER)
        standing = await timeline.until(lambda here: here.stage is Stage.ACTIVE)
        assert standing.anniversary == year
    reviews = [event for event in timeline.happened() if event.TOPIC == "community.annual_review_opened"]
    assert [review.on for review in reviews] == [launched + relativedelta(years=n) for n in (1, 2, 3)]  # type: ignore[attr-defined]
    assert "lead_nudged" not in timeline.topics()


async def test_each_year_begins_a_new_run_so_that_no_history_grows_for_ever(
    timeline: Timeline, standard: LifecycleRules
) -> None:
    await timeline.bring_to_life(standard)
    first = (await timeline.handle.describe()).run_id
    await timeline.meet()
    await timeline.pass_time(days=80)
    await timeline.meet()
    for _ in range(4):
        await timeline.pass_time(days=70)
        if (await timeline.standing()).stage is Stage.ACTIVE:
            await timeline.meet()
    await timeline.open_task(TaskKind.ANNUAL_REVIEW)
    description = await timeline.handle.describe()
    assert description.run_id != first
    assert description.history_length < 40


async def test_silence_climbs_every_rung_and_ends_by_consent_after_its_notice(
    timeline: Timeline, standard: LifecycleRules
) -> None:
    await timeline.bring_to_life(standard)
    launched = (await timeline.standing()).since
    await timeline.pass_time(days=215)
    await timeline.until(lambda here: here.stage is Stage.SUNSET and here.checklist is not None)
    await timeline.tick_all()
    await timeline.pass_time(days=15)
    standing = await timeline.until(lambda here: here.stage is Stage.CLOSED)
    assert standing.outcome is Outcome.SUNSET
    ladder = {event.TOPIC: event.timestamp - launched for event in timeline.happened()}
    assert ladder["community.lead_nudged"] >= timedelta(days=90)
    assert ladder["community.silence_reported"] - ladder["community.lead_nudged"] >= timedelta(days=14)
    assert ladder["community.silence_confirmed"] >= timedelta(days=180)
    assert ladder["community.sunset_announced"] - ladder["community.silence_confirmed"] >= timedelta(days=30)
    assert ladder["community.closed"] - ladder["community.sunset_announced"] >= timedelta(days=14)
    assert timeline.happened_to_task("data-quality.dormancy.4") == [
        "task.opened",
        "task.reminded",
        "task.reminded",
        "task.escalated",
        "task.expired",
    ]


@pytest.mark.parametrize(
    ("days", "rung"),
    [(95, SilenceRung.LEAD_NUDGED), (110, SilenceRung.KM_TOLD), (190, SilenceRung.DECISION_ASKED)],
)
async def test_a_sign_of_life_revives_from_every_rung(
    timeline: Timeline, standard: LifecycleRules, days: int, rung: SilenceRung
) -> None:
    await timeline.bring_to_life(standard)
    await timeline.pass_time(days=days)
    await timeline.until(lambda here: here.silence is rung)
    await timeline.meet()
    standing = await timeline.standing()
    assert standing.silence is None
    assert standing.open_tasks == ()
    await timeline.pass_time(days=80)
    assert (await timeline.standing()).silence is None
    await timeline.pass_time(days=11)
    await timeline.until(lambda here: here.silence is SilenceRung.LEAD_NUDGED)


async def test_a_sign_of_life_in_the_notice_of_a_silent_end_revives_too(
    timeline: Timeline, standard: LifecycleRules
) -> None:
    await timeline.bring_to_life(standard)
    await timeline.pass_time(days=215)
    await timeline.until(lambda here: here.stage is Stage.SUNSET and here.checklist is not None)
    await timeline.meet()
    standing = await timeline.until(lambda here: here.stage is Stage.ACTIVE)
    assert standing.silence is None
    await timeline.pass_time(days=60)
    assert (await timeline.standing()).stage is Stage.ACTIVE


async def test_a_late_review_moves_no_later_anniversary(timeline: Timeline, standard: LifecycleRules) -> None:
    await timeline.bring_to_life(standard)
    launched = (await timeline.standing()).since
    for _ in range(5):
        await timeline.meet()
        await timeline.pass_time(days=70)
    task = await timeline.open_task(TaskKind.ANNUAL_REVIEW)
    await timeline.pass_time(days=120)
    late = await timeline.until(lambda here: here.open_tasks[0].escalated == 1)
    assert late.open_tasks[0].reminded == len(task.terms.reminders)
    await timeline.decide(TaskKind.ANNUAL_REVIEW, Choice.PROBATION, MANAGER, reason="no results yet")
    await timeline.pass_time(days=91)
    await timeline.decide(TaskKind.PROBATION_REVIEW, Choice.RENEW, MANAGER)
    await timeline.until(lambda here: here.stage is Stage.ACTIVE)
    for _ in range(3):
        await timeline.meet()
        await timeline.pass_time(days=60)
    await timeline.open_task(TaskKind.ANNUAL_REVIEW)
    second = timeline.happened()[-1]
    assert second.on == launched + relativedelta(years=2)  # type: ignore[attr-defined]


async def test_a_returned_proposal_that_nobody_resubmits_lapses(timeline: Timeline, standard: LifecycleRules) -> None:
    await timeline.propose(standard)
    await timeline.decide(TaskKind.KM_REVIEW, Choice.RETURN, KM, reason="name a measurable objective")
    await timeline.pass_time(days=61)
    standing = await timeline.until(lambda here: here.stage is Stage.CLOSED)
    assert standing.outcome is Outcome.LAPSED


async def test_an_unanswered_review_is_reminded_and_escalated_once_each(
    timeline: Timeline, standard: LifecycleRules
) -> None:
    await timeline.propose(standard)
    await timeline.pass_time(days=100)
    await timeline.until(lambda here: here.open_tasks[0].escalated == 1)
    assert timeline.happened_to_task("data-quality.km_review.1") == [
        "task.opened",
        "task.reminded",
        "task.reminded",
        "task.escalated",
    ]
    await timeline.decide(TaskKind.KM_REVIEW, Choice.APPROVE, MANAGER)
    await timeline.open_task(TaskKind.APPROVAL)

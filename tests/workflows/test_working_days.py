"""Holidays and time zones lie in files, and workflows may not read files: they count with both all the same."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from policies.document import LifecycleRules
from policies.reader import read_policy
from tests.workflows.timeline import Timeline
from vocabulary.tasks import TaskKind

STANDARD = Path(__file__).parents[2] / "policies" / "catalog" / "standard.yaml"
# Nothing else in these tests looks Iceland up, so that the workflow is the first to ask for its days.
ICELAND = {"country": "IS", "time_zone": "Atlantic/Reykjavik"}
SATURDAY = 5


def under_iceland() -> LifecycleRules:
    document = read_policy(STANDARD).model_dump(mode="json")
    document["calendar"] = ICELAND
    document["review"] |= {"due": "250 working days", "remind_after": [], "escalate": []}
    return LifecycleRules.model_validate(document)


async def test_a_question_of_a_workflow_is_due_by_the_holidays_of_the_country(timeline: Timeline) -> None:
    before = datetime.now(UTC)
    await timeline.propose(under_iceland())

    task = await timeline.open_task(TaskKind.KM_REVIEW)

    due = task.terms.due.astimezone(ZoneInfo(ICELAND["time_zone"]))
    assert due.weekday() < SATURDAY
    # From Monday to Friday it would be 350 days; Iceland has at least eight holidays on such days in a year.
    assert due - before > timedelta(days=357)

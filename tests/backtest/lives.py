"""Communities and their activity, as short as can be."""

from datetime import UTC, datetime

from aggregates.commands.importing import ExistingCommunity
from policies.document import LifecycleRules
from simulation.backtest.course import Course
from simulation.backtest.life import Life, Watch, gather
from simulation.backtest.trial import live
from tests.policies.standings import STANDARD
from vocabulary.span import Span
from vocabulary.stages import Outcome
from vocabulary.tasks import Choice


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def community(
    name: str, started: str, ended: str | None = None, outcome: Outcome | None = Outcome.SUNSET
) -> ExistingCommunity:
    """Retired, unless another outcome is given; living, without an end."""
    return ExistingCommunity(
        id=name,
        title=name,
        started=day(started),
        ended=day(ended) if ended else None,
        outcome=outcome if ended else None,
    )


def watch(since: str, until: str, *signs: str) -> Watch:
    return Watch(day(since), day(until), tuple(map(day, signs)))


def life(
    name: str,
    started: str,
    ended: str | None,
    *signs: str,
    outcome: Outcome = Outcome.SUNSET,
    until: str = "2022-01-01",
) -> Life:
    """Looked at from its beginning to 2022, unless told otherwise."""
    (found,) = gather([community(name, started, ended, outcome)], {name: watch(started, until, *signs)}).lives
    return found


def course(one: Life, rules: LifecycleRules = STANDARD) -> Course:
    (lived,) = live(rules, [one])
    return lived


def rules(
    should: str = "90 days", must: str = "180 days", unanswered: Choice | None = Choice.SUNSET, *, items: bool = True
) -> LifecycleRules:
    """The standard policy with other thresholds, or another answer of its own after 30 days."""
    document = STANDARD.model_dump(mode="json")
    document["silence"] |= {"should_after": str(Span(should)), "must_after": str(Span(must))}
    answer = {"after": "30 days", "answer": unanswered.value} if unanswered else None
    document["silence"]["question"]["unanswered"] = answer
    if not items:
        document["sunset"]["checklist"]["items"] = []
    return LifecycleRules.model_validate(document)

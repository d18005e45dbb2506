"""Causes of concern: noticed or told, each with a grace in which it may be put right; then somebody is asked."""

from collections.abc import Iterator
from datetime import datetime

from policies.calendar import Clock
from policies.document import LifecycleRules
from policies.process.due import Asked, Due, ask, day, here
from policies.silence_rules import ConcernRules, Missing
from policies.standing import Standing
from policies.step import PutConcern, RaiseConcern, SettleConcern
from vocabulary.affairs import Concern
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    for policy in rules.concerns:
        known = next((concern for concern in standing.concerns if concern.cause == policy.cause), None)
        if known is not None:
            yield from _follow_up(rules, policy, known, standing, now)
        elif policy.when_missing:
            yield _notice(rules, policy, policy.when_missing, standing, now)
        elif policy.when_without_lead:
            yield from _notice_vacancy(policy, standing, now)


def _last(missing: Missing, standing: Standing) -> datetime:
    """When one of these signs came last; for a community that never gave one, when it was last agreed upon."""
    return max([standing.heard_since, *(standing.last_of[kind] for kind in missing.signs if kind in standing.last_of)])


def _settled(policy: ConcernRules, standing: Standing) -> list[datetime]:
    """When somebody last let the community go on all the same, if anybody did."""
    return [one.at for one in standing.settled if one.cause == policy.cause]


def _notice(rules: LifecycleRules, policy: ConcernRules, missing: Missing, standing: Standing, now: datetime) -> Due:
    """Whoever has looked at it and let it go on is not asked again before it was missing as long anew."""
    since = max([_last(missing, standing), *_settled(policy, standing)])
    at = rules.calendar.after(missing.lasts, since, Clock.SILENCE)
    kinds = " or ".join(kind.value for kind in missing.signs)
    step = RaiseConcern(**here(standing, now), cause=policy.cause, missing_since=since)
    return Due(at, step, f"a {kinds} by {day(at)}", f"concerns.{policy.cause}.when_missing")


def _notice_vacancy(policy: ConcernRules, standing: Standing, now: datetime) -> Iterator[Due]:
    """Once for each lead that is gone: whoever has let it go on without one is not asked again because of that one."""
    since = standing.without_lead_since
    if since is None or standing.lead is not None or any(at >= since for at in _settled(policy, standing)):
        return
    step = RaiseConcern(**here(standing, now), cause=policy.cause, missing_since=since)
    yield Due(since, step, "nobody leads it", f"concerns.{policy.cause}.when_without_lead")


def _put_right_by(policy: ConcernRules, known: Concern, standing: Standing) -> str | None:
    """What was missing and has come since, as the key that says so."""
    if policy.when_missing and _last(policy.when_missing, standing) > known.since:
        return "when_missing"
    named = standing.lead_since if standing.lead else None
    return "when_without_lead" if policy.when_without_lead and named and named > known.since else None


def _follow_up(
    rules: LifecycleRules, policy: ConcernRules, known: Concern, standing: Standing, now: datetime
) -> Iterator[Due]:
    rule = f"concerns.{policy.cause}"
    if come := _put_right_by(policy, known, standing):
        # Dated from its beginning, so that what was put right wins over whatever else is overdue.
        step = SettleConcern(**here(standing, now), cause=policy.cause, number=known.number)
        yield Due(known.since, step, "it was put right", f"{rule}.{come}")
    elif known.task is None:
        at = rules.calendar.after(policy.grace, known.since, Clock.QUESTIONS)
        why = f"{policy.title}: put right by {day(at)}"
        if at > now:
            yield Due(at, None, why, f"{rule}.grace")
            return
        asked = Asked(TaskKind.CONCERN, f"{policy.cause}.{known.number}", policy.title, item=policy.cause)
        task = ask(rules, policy.question, asked, standing, now)
        put = PutConcern(**here(standing, now), cause=policy.cause, number=known.number, task=task)
        yield Due(at, put, why, f"{rule}.grace")

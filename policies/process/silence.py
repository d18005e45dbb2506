"""Silence: first the lead is asked, then the KM team told, then Management decides; any sign of life ends it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from policies.calendar import Clock
from policies.document import LifecycleRules
from policies.process.due import Asked, Due, ask, day, here
from policies.standing import Standing
from policies.step import ConfirmSilence, ExtraDuty, ReportSilence, Revive, SuspectSilence
from vocabulary.stages import SilenceRung
from vocabulary.tasks import ItemName, TaskKind

FIRST_TIER: Final = "silence.should_after"
"""The rule that a sign of life moves."""


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    whom = here(standing, now)
    if standing.silence is None or standing.silence_since is None:
        yield _first_tier(rules, standing, now)
        return
    quiet = standing.quiet_since or standing.heard_since
    if standing.last_sign and standing.last_sign > quiet:
        # Dated from the silence's beginning, so that life wins over whatever else is overdue on the ladder.
        yield Due(quiet, Revive(**whom, sign_at=standing.last_sign), "it is alive", "silence.signs")
    elif standing.silence is SilenceRung.LEAD_NUDGED:
        at = rules.calendar.after(rules.silence.tell_km_after, standing.silence_since, Clock.SILENCE)
        step = ReportSilence(**whom, silent_since=quiet)
        yield Due(at, step, f"the lead answers by {day(at)}", "silence.tell_km_after")
    elif standing.silence is SilenceRung.KM_TOLD:
        yield _second_tier(rules, standing, quiet, now)


def falls_silent(rules: LifecycleRules, standing: Standing, last_sign: datetime | None) -> datetime:
    """When the lead of a community is asked that was last heard of then."""
    quiet = _quiet_since(standing, last_sign)
    at = rules.calendar.after(rules.silence.should_after, quiet, Clock.SILENCE)
    # Once an exemption is over, the silence before it counts again, but nobody is asked any sooner.
    return standing.exempt_until if standing.exempt_until and at < standing.exempt_until else at


def _quiet_since(standing: Standing, last_sign: datetime | None) -> datetime:
    return max(last_sign, standing.heard_since) if last_sign else standing.heard_since


def _first_tier(rules: LifecycleRules, standing: Standing, now: datetime) -> Due:
    at = falls_silent(rules, standing, standing.last_sign)
    why = f"a sign of life by {day(at)}"
    if at > now:
        return Due(at, None, why, FIRST_TIER)
    quiet = _quiet_since(standing, standing.last_sign)
    extra = _extra(rules, rules.silence.should_starts, now)
    step = SuspectSilence(**here(standing, now), silent_since=quiet, starts=extra)
    return Due(at, step, why, FIRST_TIER)


def _second_tier(rules: LifecycleRules, standing: Standing, quiet: datetime, now: datetime) -> Due:
    policy, since = rules.silence, standing.silence_since or standing.since
    after = rules.calendar.after
    at = max(after(policy.must_after, quiet, Clock.SILENCE), after(policy.tell_km_after, since, Clock.SILENCE))
    why = f"the KM team finds out by {day(at)}"
    if at > now:
        return Due(at, None, why, "silence.must_after")
    asked = Asked(TaskKind.DORMANCY, str(standing.episode), "Silent: keep, put on probation or end")
    task = ask(rules, policy.question, asked, standing, now)
    extra = _extra(rules, policy.must_starts, now)
    step = ConfirmSilence(**here(standing, now), silent_since=quiet, task=task, starts=extra)
    return Due(at, step, why, "silence.must_after")


def _extra(rules: LifecycleRules, names: tuple[ItemName, ...], now: datetime) -> tuple[ExtraDuty, ...]:
    wanted = (rules.duty(name) for name in names)
    return tuple(
        ExtraDuty(name=duty.name, on=rules.calendar.after(duty.on_request, now, Clock.DUTIES))
        for duty in wanted
        if duty is not None and duty.on_request is not None
    )

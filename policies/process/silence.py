"""Silence: first the lead is asked, then the KM team told, then Management decides; any sign of life ends it."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process.due import Due, ask, day, here
from policies.standing import Standing
from policies.step import ConfirmSilence, ReportSilence, Revive, SuspectSilence
from vocabulary.stages import SilenceRung
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    whom = here(standing, now)
    policy = rules.silence
    if standing.silence is None or standing.silence_since is None:
        quiet = max(standing.last_sign or standing.heard_since, standing.heard_since)
        at = policy.should_after.after(quiet)
        step = SuspectSilence(**whom, silent_since=quiet) if at <= now else None
        yield Due(at, step, f"a sign of life by {day(at)}")
        return
    quiet = standing.quiet_since or standing.heard_since
    if standing.last_sign and standing.last_sign > quiet:
        # Dated from the silence's beginning, so that life wins over whatever else is overdue on the ladder.
        yield Due(quiet, Revive(**whom, sign_at=standing.last_sign), "it is alive")
    elif standing.silence is SilenceRung.LEAD_NUDGED:
        at = policy.tell_km_after.after(standing.silence_since)
        yield Due(at, ReportSilence(**whom, silent_since=quiet), f"the lead answers by {day(at)}")
    elif standing.silence is SilenceRung.KM_TOLD:
        at = max(policy.must_after.after(quiet), policy.tell_km_after.after(standing.silence_since))
        title = "Silent: keep, put on probation or end"
        task = ask(policy.question, TaskKind.DORMANCY, standing.episode, title, standing, now)
        yield Due(at, ConfirmSilence(**whom, silent_since=quiet, task=task), f"the KM team finds out by {day(at)}")

"""Sunset: notice runs, knowledge is handed over, budget released, channels closed; then it is over."""

from collections.abc import Iterator
from datetime import datetime

from policies.calendar import Clock
from policies.document import LifecycleRules
from policies.process.due import Due, checklist, day, here
from policies.standing import Standing
from policies.step import CloseCommunity, Revive
from vocabulary.stages import Sunsetting


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    quiet = standing.quiet_since
    if standing.sunsetting is Sunsetting.SILENCE and quiet and standing.last_sign and standing.last_sign > quiet:
        # Whoever recorded the sign may not have known of the sunset yet; dated so that life wins over all else.
        yield Due(quiet, Revive(**here(standing, now), sign_at=standing.last_sign), "it is alive", "silence.signs")
        return
    if standing.checklist is None:
        # Notice is counted from the day people hear of it: should the clock have stood still, it is not shortened.
        not_before = rules.calendar.after(rules.sunset.notice, max(standing.since, now), Clock.QUESTIONS)
        yield checklist(rules, standing, now, not_before)
    elif not standing.checklist:
        end = standing.not_before or now
        within = rules.sunset.restore_within
        until = rules.calendar.after(within, now, Clock.QUESTIONS) if within else None
        step = CloseCommunity(**here(standing, now), restorable_until=until)
        yield Due(end, step, f"notice runs until {day(end)}", "sunset.notice")

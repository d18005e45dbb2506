"""What signs of life to come will change: when the clock has to look at a community that goes on showing them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from aggregates.commands.signs_of_life import revives
from policies.document import LifecycleRules
from policies.process.due import Due
from policies.process.silence import FIRST_TIER, falls_silent
from policies.standing import Standing
from simulation.signs import SignsToCome
from vocabulary.signs import SignKind

MOST_LOOKS_AHEAD: Final = 50
"""At one time: where signs go on for ever and nothing else is due, they would never end."""


def next_look(
    rules: LifecycleRules,
    standing: Standing,
    plans: Sequence[SignsToCome],
    moment: datetime | None,
    dues: Sequence[Due],
) -> datetime | None:
    """When to look, should nothing happen but the signs to come; without them it would be at `moment`.

    They move the day on which a community falls silent, again and again; nothing else comes earlier by them.
    """
    if not nothing_hangs_on_a_sign(standing):
        for signs in plans:
            sign = signs.moments.next
            if sign and (moment is None or sign < moment) and matters(rules, standing, signs.kind, sign):
                moment = sign
        return moment
    if moment is None or not any(due.at == moment and due.rule == FIRST_TIER for due in dues):
        return moment
    others = min((due.at for due in dues if due.rule != FIRST_TIER), default=None)
    for _ in range(MOST_LOOKS_AHEAD):
        if others is not None and moment >= others:
            return others
        heard = [signs.moments.foreseen_until(moment) for signs in plans if signs.kind in rules.silence.signs]
        later = falls_silent(rules, standing, max(filter(None, heard), default=None))
        if later <= moment:
            break
        moment = later
    return moment


def matters(rules: LifecycleRules, standing: Standing, kind: SignKind, moment: datetime) -> bool:
    """Whether a sign then makes a difference, to a silence or to a concern about what was missing."""
    if nothing_hangs_on_a_sign(standing):
        return False
    if revives(standing, moment) and kind in rules.silence.signs:
        return True
    raised = {concern.cause for concern in standing.concerns if moment > concern.since}
    return any(
        rule.cause in raised and rule.when_missing is not None and kind in rule.when_missing.signs
        for rule in rules.concerns
    )


def nothing_hangs_on_a_sign(standing: Standing) -> bool:
    """Neither a silence nor a concern could be ended by one; so it is nearly always."""
    return standing.silence is None and standing.sunsetting is None and not standing.concerns

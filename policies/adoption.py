"""What changes for a community that adopts another policy: dates that move, things that open or fall away."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from policies.document import LifecycleRules
from policies.process.due import Due, day
from policies.process.next_step import STAGES
from policies.standing import Standing
from vocabulary.ids import CommunityId
from vocabulary.provenance import PolicyRef
from vocabulary.stages import Stage


class Effect(StrEnum):
    """What adopting does to one thing that lies ahead."""

    MOVES = "moves"
    OPENS = "opens"
    """It would happen at once."""
    AHEAD = "ahead"
    """The old rules knew nothing of it."""
    FALLS_AWAY = "falls_away"


class Change(NamedTuple):
    """One thing that is different for one community."""

    community: CommunityId
    effect: Effect
    what: str
    """The thing itself, in words."""
    before: datetime | None
    after: datetime | None
    rule: str
    """The part of the new policy that says so; of the old one where it falls away."""

    def __str__(self) -> str:
        match self.effect:
            case Effect.MOVES if self.before and self.after:
                sooner = "sooner" if self.after < self.before else "later"
                return f"{self.what}: {day(self.after)} instead of {day(self.before)}, {sooner} ({self.rule})"
            case Effect.OPENS:
                return f"{self.what}: at once ({self.rule})"
            case Effect.FALLS_AWAY if self.before:
                return f"{self.what}: no longer ahead, it was due on {day(self.before)} ({self.rule})"
            case _:
                return f"{self.what}: new, on {day(self.after) if self.after else 'no day'} ({self.rule})"


def changes(
    old: LifecycleRules, new: LifecycleRules, standing: Standing, adopted: PolicyRef, now: datetime
) -> tuple[Change, ...]:
    """What adopting `new` at `now` changes for a community as it stands, in the order of dates.

    What people are asked already ends under the rules it was asked with: open tasks keep their dates and their answer.
    """
    then = standing.model_copy(update={"policy": adopted, "ruled_since": now})
    if standing.stage is Stage.CLOSED:
        return ()
    before, after = _ahead(old, standing, now), _ahead(new, then, now)
    found = [_compared(standing.community, name, before.get(name), after.get(name), now) for name in before | after]
    differing = (change for change in found if change is not None)
    return tuple(sorted(differing, key=lambda change: (change.after or change.before or now, change.what)))


def _ahead(rules: LifecycleRules, standing: Standing, now: datetime) -> dict[str, Due]:
    """The next of each thing that lies ahead, by the rule that says so; what is asked already has its own dates."""
    ahead: dict[str, Due] = {}
    for due in STAGES[standing.stage](rules, standing, now):
        if due.rule not in ahead or due.at < ahead[due.rule].at:
            ahead[due.rule] = due
    return ahead


def _compared(community: CommunityId, rule: str, before: Due | None, after: Due | None, now: datetime) -> Change | None:
    what = rule.replace("_", " ").replace(".", ", ")
    if before is None and after is not None:
        effect = Effect.OPENS if after.at <= now else Effect.AHEAD
        return Change(community, effect, what, None, after.at, after.rule)
    if before is not None and after is None:
        return Change(community, Effect.FALLS_AWAY, what, before.at, None, before.rule)
    if before is None or after is None or before.at == after.at:
        return None
    if after.at <= now:
        return None if before.at <= now else Change(community, Effect.OPENS, what, before.at, after.at, after.rule)
    return Change(community, Effect.MOVES, what, before.at, after.at, after.rule)

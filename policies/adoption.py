"""What changes for a community that adopts another policy: dates that move, things that open or fall away."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from policies.ahead import said_by, words
from policies.document import LifecycleRules
from policies.process.due import MONTHS, Due
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
    """The thing itself, in words that go before a date."""
    before: datetime | None
    """None where it was not ahead, or is due by now (UTC)."""
    after: datetime | None
    """None where it falls away, or happens at once (UTC)."""
    rules: tuple[str, ...]
    """The parts of the new policy that say so; of the old one where it falls away."""

    def __str__(self) -> str:
        said = f"({', '.join(self.rules)})"
        was = _on(self.before, self.after) if self.before else "at once"
        match self.effect:
            case Effect.MOVES:
                return f"{self.what} {_on(self.after, self.before)} instead of {was.removeprefix('on ')} {said}"
            case Effect.OPENS:
                return f"at once: {self.what}{f', which was ahead {was}' if self.before else ''} {said}"
            case Effect.AHEAD:
                return f"new: {self.what} {_on(self.after)} {said}"
            case Effect.FALLS_AWAY:
                return f"no longer: {self.what} {was} {said}"


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
    found = [
        _compared(standing.community, (old, new), before.get(rule), after.get(rule), now) for rule in before | after
    ]
    differing = (change for change in found if change is not None)
    return tuple(sorted(differing, key=lambda change: (change.after or change.before or now, change.what)))


def _ahead(rules: LifecycleRules, standing: Standing, now: datetime) -> dict[str, Due]:
    """The next of each thing that lies ahead, by the rule that says so; what is asked already has its own dates."""
    ahead: dict[str, Due] = {}
    for due in STAGES[standing.stage](rules, standing, now):
        if due.rule not in ahead or due.at < ahead[due.rule].at:
            ahead[due.rule] = due
    return ahead


def _compared(
    community: CommunityId,
    policies: tuple[LifecycleRules, LifecycleRules],
    before: Due | None,
    after: Due | None,
    now: datetime,
) -> Change | None:
    old, new = policies
    was = before.at if before and before.at > now else None
    if after is None:
        if before is None:
            return None
        return Change(community, Effect.FALLS_AWAY, words(old, before.rule), was, None, (before.rule,))
    on = after.at if after.at > now else None
    if before is not None and was == on:
        return None
    rules = said_by(old, new, after.rule) if before else (after.rule,)
    ahead = Effect.MOVES if before else Effect.AHEAD
    effect = ahead if on else Effect.OPENS
    return Change(community, effect, words(new, after.rule), was, on, rules)


def _on(moment: datetime | None, other: datetime | None = None) -> str:
    """The day; with the time where it is the same day as the other one."""
    if moment is None:
        return "at once"
    on = f"on {moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    same_day = other is not None and other.date() == moment.date()
    return f"{on} at {moment.hour:02}:{moment.minute:02}:{moment.second:02} UTC" if same_day else on

"""One month of a community's signs of life, counted by day, and how each fact changes that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from projections.fact import moment
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId
from vocabulary.signs import ACTIVITY, SignKind

_ACTIVITY: Final = frozenset(kind.value for kind in ACTIVITY)
_ASKING: Final = frozenset({SignKind.QUESTION.value, SignKind.ANSWER.value})


@dataclass(slots=True)
class DayCount:
    """How many signs there were on a day (UTC); nothing is kept of which there are none."""

    kinds: dict[str, int] = field(default_factory=dict)
    people: dict[PersonId, int] = field(default_factory=dict)
    """In how many each was seen."""
    pairs: dict[str, int] = field(default_factory=dict)
    """Senior and junior, as `pair` writes them."""


@dataclass(slots=True)
class Asked:
    """A question, or an answer."""

    at: str
    """When, as the record writes it."""
    answers: str | None
    """The source id of a question; None where it is one itself."""


@dataclass(slots=True)
class MonthRow:
    """All signs of one stream in one row: an import that tells a month's signs writes one row, and not thousands."""

    id: str
    """`community/2026-05`: what the stream is named without its kind."""
    community: CommunityId
    month: str
    days: dict[str, DayCount] = field(default_factory=dict)
    """By ISO date."""
    last_of: dict[str, str] = field(default_factory=dict)
    """The last day with a sign of each kind."""
    asked: dict[str, Asked] = field(default_factory=dict)
    """By source id."""

    def record(self, signs: Sequence[Mapping[str, Any]]) -> None:
        """Adds signs, as plain JSON."""
        self._count(signs, 1)

    def retract(self, signs: Sequence[Mapping[str, Any]]) -> None:
        """Takes back what was recorded before."""
        self._count(signs, -1)
        for sign in signs:
            self.asked.pop(sign["source_id"], None)
        self.days = {day: left for day, told in self.days.items() if (left := _left(told)).kinds}
        self.last_of = {kind: day for day in sorted(self.days) for kind in self.days[day].kinds}

    def _count(self, signs: Sequence[Mapping[str, Any]], sense: int) -> None:
        # Written out: there are millions of signs, and a call for each number takes longer than to count it.
        days, last_of = self.days, self.last_of
        for sign in signs:
            kind, at = sign["kind"], sign["happened_at"]
            if kind in _ASKING:
                self.asked[sign["source_id"]] = Asked(at, sign.get("answers"))
            if kind not in _ACTIVITY:
                continue
            day = at[:10] if at[-1] == "Z" else moment(at).date().isoformat()
            told = days.get(day)
            if told is None:
                told = days[day] = DayCount()
            kinds, seen = told.kinds, told.people
            kinds[kind] = kinds.get(kind, 0) + sense
            if last_of.get(kind, "") < day:
                last_of[kind] = day
            people = sign["people"]
            if (senior := sign.get("senior")) is not None:
                people = [*people, senior, sign["junior"]]
                both = pair(senior, sign["junior"])
                told.pairs[both] = told.pairs.get(both, 0) + sense
            for person in people if len(people) < 2 else {*people}:
                seen[person] = seen.get(person, 0) + sense


def pair(senior: PersonId, junior: PersonId) -> str:
    """No id holds a blank."""
    return f"{senior} {junior}"


def _left(told: DayCount) -> DayCount:
    return DayCount(*({what: n for what, n in one.items() if n > 0} for one in (told.kinds, told.people, told.pairs)))

"""From where in time the record is looked at, and which facts are seen from there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from aggregates.catalogue import CATALOGUE
from aggregates.community.events import CommunityImported, CommunityProposed
from aggregates.event import Beginning
from aggregates.signs.events import SignsEvent
from projections.corrections import CONCERNED, Corrections, concerns
from projections.fact import Fact, moment
from projections.signs_until import SignsUntil
from vocabulary.ids import CommunityId

_BEGINNINGS: Final = frozenset(topic for topic, kind in CATALOGUE.items() if issubclass(kind, Beginning))
_COMMUNITIES: Final = frozenset({CommunityProposed.TOPIC, CommunityImported.TOPIC})
_SIGNS: Final = frozenset(topic for topic, kind in CATALOGUE.items() if issubclass(kind, SignsEvent))


@dataclass(frozen=True, slots=True)
class Vantage:
    """Two axes of time, each up to and including a moment (aware UTC); None is as far as the record goes."""

    as_of: datetime | None = None
    """Of what was true by then: facts count from when they were true."""
    as_known_on: datetime | None = None
    """By what was known then: facts count from when they were recorded."""

    @property
    def is_present(self) -> bool:
        return self.as_of is None and self.as_known_on is None

    def __str__(self) -> str:
        """As part of a sentence: "as of 31 March 2026, by what was known on 4 March 2026"."""
        parts = []
        if self.as_of is not None:
            parts.append(f"as of {self.as_of:%-d %B %Y}")
        if self.as_known_on is not None:
            parts.append(f"by what was known on {self.as_known_on:%-d %B %Y}")
        return ", ".join(parts) or "as of now"


PRESENT: Final = Vantage()


@dataclass
class Choosing:
    """Chooses facts, told in the order of the log; one for one reading of it.

    A fact is known no earlier than the one before it in its stream, so that no stream has a hole. It is true no
    earlier than its community; what corrects is true since what it corrects; and a stream within a community (a year, a
    month of signs) stands as early as the first thing that is true in it.
    """

    vantage: Vantage
    known_until: datetime | None = None
    """When the last fact that was chosen was recorded."""
    _known: dict[str, datetime] = field(default_factory=dict)
    _began: dict[CommunityId, datetime] = field(default_factory=dict)
    _withheld: dict[str, Fact] = field(default_factory=dict)
    """Beginnings that are true later than the day; something earlier may still be told in their streams."""
    _corrections: Corrections = field(default_factory=Corrections)
    _true_since: dict[int, datetime] = field(default_factory=dict)
    """By position, of what was corrected or may be."""
    _signs: SignsUntil | None = None

    def __post_init__(self) -> None:
        if self.vantage.as_of is not None:
            self._signs = SignsUntil(self.vantage.as_of)

    @property
    def needs(self) -> frozenset[str]:
        """Topics that it has to be told of, whether or not the reader wants to see them."""
        return _BEGINNINGS | _SIGNS | CONCERNED if self.vantage.as_of is not None else frozenset()

    def choose(self, facts: Iterable[Fact]) -> list[Fact]:
        """The chosen ones in the same order; of signs of life within one fact, those that had happened."""
        if self.vantage.is_present:
            chosen = list(facts)
            self._note(chosen)
            return chosen
        chosen = []
        for fact in facts:
            if self._is_known(fact):
                chosen += self._true(fact)
        return chosen

    def _note(self, facts: list[Fact]) -> None:
        if facts:
            self.known_until = _recorded_at(facts[-1])

    def _is_known(self, fact: Fact) -> bool:
        upto = self.vantage.as_known_on
        at = _recorded_at(fact)
        if upto is not None:
            at = self._known[fact.stream] = max(at, self._known.get(fact.stream, at))
            if at > upto:
                return False
        return True

    def _true(self, fact: Fact) -> list[Fact]:
        upto = self.vantage.as_of
        if upto is None:
            self._note([fact])
            return [fact]
        since = self._since(fact)
        if self._signs is not None and fact.topic in _SIGNS:
            seen = self._signs.seen(fact) if since <= upto else []
        elif since > upto:
            if fact.topic in _BEGINNINGS and fact.topic not in _COMMUNITIES:
                self._withheld[fact.stream] = fact
            seen = []
        else:
            begun = self._withheld.pop(fact.stream, None)
            seen = [fact] if begun is None else [begun, fact]
        self._note(seen)
        return seen

    def _since(self, fact: Fact) -> datetime:
        """When it became true; of signs of life only when their community did, for each has a day of its own."""
        community = fact.community
        began = self._began.get(community) if community is not None else None
        if fact.topic in _SIGNS:
            return began or _recorded_at(fact)
        since = true_since(fact)
        whole = self._corrections.whole_of(fact)
        with_it = [*self._corrections.corrected_by(fact), *([] if whole is None else [whole])]
        since = min([since, *(self._true_since[one.position] for one in with_it)])
        since = max(since, began or since)
        if concerns(fact):
            self._true_since[fact.position] = since
        if community is not None and fact.topic in _COMMUNITIES:
            self._began[community] = since
        return since


def true_since(fact: Fact) -> datetime:
    """When it became true, as it says itself."""
    told = fact.fields["provenance"]
    return moment(told.get("effective_at") or told["recorded_at"])


def _recorded_at(fact: Fact) -> datetime:
    return moment(fact.fields["provenance"]["recorded_at"])

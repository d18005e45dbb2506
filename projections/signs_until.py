"""Signs of life up to a moment: of facts that tell several, those that had happened by then."""

from datetime import datetime

from aggregates.signs import SignsMonth
from aggregates.signs.events import SignsBegun, SignsRecorded, SignsRetracted
from projections.fact import Fact, recorded
from vocabulary.signs import SignOfLife


class SignsUntil:
    """Only the month that the moment lies in is looked into; months before it are whole, and later ones not there.

    What a fact tells of its month (totals, the latest of each kind) is told anew by the real aggregate, which is told
    no more than had happened.
    """

    def __init__(self, upto: datetime) -> None:
        self._upto = upto
        self._month = f"{upto:%Y-%m}"
        self._months: dict[str, _Month] = {}

    def seen(self, fact: Fact) -> list[Fact]:
        """What a fact tells by then: itself, less than itself, or nothing; before its first, how the month began."""
        month = fact.stream.rpartition("/")[2]
        if month != self._month:
            return [fact] if month < self._month else []
        event = fact.event
        if isinstance(event, SignsBegun):
            self._months[fact.stream] = _Month(fact, event)
            return []
        assert isinstance(event, SignsRecorded | SignsRetracted)
        return self._months[fact.stream].seen(fact, event, self._upto)


class _Month:
    """One community's month, as it was by then."""

    def __init__(self, fact: Fact, event: SignsBegun) -> None:
        self._begun: Fact | None = fact
        """Until the first sign of which it tells."""
        month: SignsMonth | None = event.mutate(None)
        assert month is not None, "it is a beginning"
        self._month = month
        self._stand: dict[str, SignOfLife] = {}
        self._whole = True
        """All that was told so far had happened."""

    def seen(self, fact: Fact, event: SignsRecorded | SignsRetracted, upto: datetime) -> list[Fact]:
        signs = tuple(sign for sign in event.signs if sign.happened_at <= upto)
        self._whole = self._whole and len(signs) == len(event.signs)
        if not signs:
            return []
        if isinstance(event, SignsRecorded):
            self._stand.update((sign.source_id, sign) for sign in signs)
        else:
            for sign in signs:
                self._stand.pop(sign.source_id, None)
        if self._whole:
            event.mutate(self._month)
            told = fact
        else:
            told = self._told_anew(fact, event, signs)
        begun, self._begun = self._begun, None
        return [told] if begun is None else [begun, told]

    def _told_anew(self, fact: Fact, event: SignsRecorded | SignsRetracted, signs: tuple[SignOfLife, ...]) -> Fact:
        latest = max(sign.happened_at for sign in signs)
        if isinstance(event, SignsRecorded):
            self._month.record(signs, event.provenance.model_copy(update={"effective_at": latest}))
        else:
            self._month.retract(signs, self._stand.values(), event.provenance)
        (anew,) = self._month.collect_events()
        assert isinstance(anew, SignsRecorded | SignsRetracted)
        return recorded(fact.position, anew)

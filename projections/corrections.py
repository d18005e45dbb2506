"""Which facts say that an earlier one was wrong, and which one that is."""

from collections.abc import Hashable, Iterable
from typing import Final

from aggregates.budget.events import EntryCorrected, MoneyRefunded, MoneySpent
from aggregates.community.leading_events import MembersCounted
from aggregates.event import Event
from aggregates.person.events import PersonLeft, PersonReturned
from aggregates.ranking.events import RankingListed, RankingPublished
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.year.events import DeliveryTakenBack, InitiativeDelivered, KpiMeasured, MeasurementCorrected
from projections.fact import Fact

CORRECTING: Final[frozenset[type[Event]]] = frozenset(
    {
        SignsRetracted,
        MeasurementCorrected,
        DeliveryTakenBack,
        EntryCorrected,
        MembersCounted,  # another number for the same moment
        PersonLeft,  # another day, where the person has not come back meanwhile
        RankingPublished,  # the next edition
    }
)
"""Facts that may say that an earlier one was wrong. Such a fact counts from when it was recorded by what was known, and
from when the wrong one counted by what was true: it says what was so from the beginning."""
_CORRECTED: Final[frozenset[type[Event]]] = frozenset(
    {SignsRecorded, KpiMeasured, InitiativeDelivered, MoneySpent, MoneyRefunded, PersonReturned, RankingListed}
)
CONCERNED: Final = frozenset(kind.TOPIC for kind in CORRECTING | _CORRECTED)
"""Topics of facts that correct, may be corrected, end what may be, or are a part of it."""


def _says(event: Event) -> Iterable[Hashable]:
    """What it is that a fact says something of; the next one that corrects names the same."""
    match event:
        case SignsRecorded() | SignsRetracted():
            return [sign.source_id for sign in event.signs]
        case KpiMeasured() | MeasurementCorrected() | MoneySpent() | MoneyRefunded() | EntryCorrected():
            return [event.number]
        case InitiativeDelivered() | DeliveryTakenBack():
            return [event.initiative]
        case MembersCounted():
            return [event.provenance.true_since]
        case RankingPublished():
            return [event.edition]
        case PersonLeft() | PersonReturned():
            return [PersonLeft.TOPIC]
        case _:
            return ()


def _corrects(event: Event) -> Iterable[Hashable]:
    """Of what an earlier fact is wrong by this one; nothing of the kind, for most facts."""
    match event:
        case RankingPublished():
            return [event.edition - 1]
        case _:
            return _says(event) if type(event) in CORRECTING else ()


def concerns(fact: Fact) -> bool:
    """Whether it corrects, or may be corrected."""
    return fact.topic in CONCERNED


class Corrections:
    """Of one stream or many: told fact after fact in the order of the log, names what each corrects."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, Hashable], Fact] = {}

    def corrected_by(self, fact: Fact) -> list[Fact]:
        """The earlier facts that this one says were wrong, each once; takes note of what this one says."""
        if not concerns(fact):
            return []
        event = fact.event
        before = {
            found.position: found
            for what in _corrects(event)
            if (found := self._said.get((fact.stream, what))) is not None and type(found.event) is not PersonReturned
        }
        self._said.update(((fact.stream, what), fact) for what in _says(event))
        return [before[position] for position in sorted(before)]

    def whole_of(self, fact: Fact) -> Fact | None:
        """The fact that this one is a part of, and is true with: places are listed after their edition."""
        if fact.topic != RankingListed.TOPIC or not isinstance(event := fact.event, RankingListed):
            return None
        return self._said.get((fact.stream, event.edition))

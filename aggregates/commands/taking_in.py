"""Takes signs of life in: which are new, which are known, which correct what was told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import Final, TypeAlias

from aggregates.commands.command import Command
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.signs import SignsMonth
from aggregates.signs.by_address import says_the_same
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.signs.plausible import doubted
from aggregates.signs.sources import Told, told_together
from vocabulary.ids import CommunityId, signs_stream
from vocabulary.people import PersonId
from vocabulary.refusals import Refusal, ToldDifferently
from vocabulary.signs import SignOfLife
from vocabulary.sources import UNKNOWN, Source, Telling

MOST_AT_ONCE: Final = 100
"""Signs in one fact: some 15 KB, of which everybody who follows the log can carry a few hundred at once."""
_HAPPENED: Final = attrgetter("happened_at")
_CORRECTS: Final = attrgetter("corrects")


class Heard(StrEnum):
    """What came of a sign that was told."""

    NEW = "new"
    KNOWN = "known"
    CORRECTED = "corrected"


Outcome: TypeAlias = Heard | Refusal


class TakingIn:
    """One attempt at taking signs of one community in.

    `known` holds what was told under their keys before; the months in which they lie are at hand (`Desk.look`).
    `by_address` are the ids of the addresses that the directory knows, by person, where people are told by addresses.
    """

    def __init__(
        self,
        desk: Desk,
        community: Community,
        known: Mapping[bytes, Source],
        command: Command,
        by_address: Mapping[PersonId, PersonId] | None = None,
    ) -> None:
        self._desk = desk
        self._community = community
        self._command = command
        self._known = known
        self._by_address = by_address
        self._alike: set[tuple[bytes, bytes]] = set()
        """Keys and contents of what is no news although something else is known under its name: it was told so before
        it was corrected, or differs in whom the directory knows alone."""
        self._told: dict[bytes, Told] = {}
        """What this attempt tells."""

    def take(self, told: Sequence[Told]) -> list[Outcome]:
        """Records what is new, and says of each sign, in their order, what came of it.

        Signs that correct others are taken last, so that it does not matter where in a file they stand.
        """
        signs = [one.sign for one in told]
        why_not = doubted(self._community, self._command.at, signs)
        own = {one.key: one for one in told}
        if not (why_not or self._known or len(own) < len(told) or any(map(_CORRECTS, signs))):
            self._told = own
            self._record(told)
            self._tell()
            return [Heard.NEW] * len(told)
        return self._take_one_by_one(told, why_not)

    def _take_one_by_one(self, told: Sequence[Told], why_not: Mapping[int, Refusal]) -> list[Outcome]:
        outcomes: list[Outcome] = [Heard.KNOWN] * len(told)
        new: list[Told] = []
        correcting: list[int] = []
        self._alike = self._told_before(told)
        own, known, alike = self._told, self._known, self._alike
        for index, one in enumerate(told):
            sign, key, content, _ = one
            if index in why_not:
                outcomes[index] = why_not[index]
            elif sign.corrects:
                correcting.append(index)
            elif (before := own.get(key) or known.get(key)) is None:
                outcomes[index] = Heard.NEW
                new.append(one)
                own[key] = one
            elif before.content not in (content, UNKNOWN) and (key, content) not in alike:
                why = f"{sign.source_id!r} was told before with other content; mark it as a correction if it is one"
                outcomes[index] = ToldDifferently(why)
        self._record(new)
        while correcting:
            correcting = self._correct(told, correcting, outcomes)
        self._tell()
        return outcomes

    def _correct(self, told: Sequence[Told], correcting: Iterable[int], outcomes: list[Outcome]) -> list[int]:
        """One correction a source id; returns those that are left for the next round."""
        later: list[int] = []
        wrong: dict[int, set[str]] = defaultdict(set)
        right: dict[bytes, Told] = {}
        for index in correcting:
            one = told[index]
            before = self._told.get(one.key) or self._known.get(one.key)
            if one.key not in self._told and (one.key, one.content) in self._alike:
                continue
            if one.key in right:
                later.append(index)
            elif before is None or before.content != one.content:
                outcomes[index] = Heard.CORRECTED if before else Heard.NEW
                right[one.key] = one
                self._told[one.key] = one
                if before is not None:
                    wrong[before.month].add(one.sign.source_id)
        for month, sources in wrong.items():
            self._retract(month, sources)
        self._record(right.values())
        return later

    def _told_before(self, told: Iterable[Told]) -> set[tuple[bytes, bytes]]:
        """Reads months only where something is not as it is known by now."""
        months: dict[int, list[Told]] = defaultdict(list)
        for one in told:
            if one.sign.corrects and self._by_address is None:
                continue  # it is news, whatever was told before
            before = self._known.get(one.key)
            if before is not None and before.content not in (one.content, UNKNOWN):
                months[one.month].append(one)
        return {(one.key, one.content) for month, those in months.items() for one in self._no_news(month, those)}

    def _no_news(self, month: int, told: Iterable[Told]) -> Iterator[Told]:
        history = self._desk.history(self._stream(month))
        earlier = _ever_told(self._community.community, history, {one.sign.source_id for one in told})
        stand = told_of_month(history) if self._by_address is not None else {}
        for one in told:
            now = stand.get(one.sign.source_id) if self._known[one.key].month == month else None
            if (not one.sign.corrects and (one.key, one.content) in earlier) or (
                now is not None and says_the_same(now, one.sign, self._by_address or {})
            ):
                yield one

    def _tell(self) -> None:
        before = {key: self._known[key].content for key in self._told.keys() & self._known.keys()}
        self._desk.tell(
            [Telling(key, before.get(key), content, month) for _, key, content, month in self._told.values()]
        )

    def _retract(self, number: int, sources: set[str]) -> None:
        stream = self._stream(number)
        self._desk.look([stream])
        month = self._desk.recall(SignsMonth, stream)
        stand = told_of_month(self._desk.history(stream))
        if month is not None and (wrong := tuple(sign for source, sign in stand.items() if source in sources)):
            left = [sign for source, sign in stand.items() if source not in sources]
            month.retract(wrong, left, self._command.provenance())

    def _record(self, told: Iterable[Told]) -> None:
        months: dict[int, list[SignOfLife]] = defaultdict(list)
        for one in told:
            months[one.month].append(one.sign)
        for number, signs in months.items():
            month = self._desk.recall(SignsMonth, self._stream(number)) or self._begin(signs[0])
            for first in range(0, len(signs), MOST_AT_ONCE):
                batch = tuple(signs[first : first + MOST_AT_ONCE])
                month.record(batch, self._command.provenance(effective_at=max(map(_HAPPENED, batch))))

    def _begin(self, first: SignOfLife) -> SignsMonth:
        provenance = self._command.provenance(effective_at=first.happened_at)
        month = SignsMonth.begin(self._community.community, first.happened_at, provenance)
        self._desk.add(month)
        return month

    def _stream(self, number: int) -> str:
        return signs_stream(self._community.community, number // 100, number % 100)


def _ever_told(community: CommunityId, events: Iterable[object], sources: Collection[str]) -> set[tuple[bytes, bytes]]:
    """Keys and contents of all that a month was told under some source ids, also of what was taken back since."""
    recorded = [one for event in events if isinstance(event, SignsRecorded) for one in event.signs]
    told = told_together(community, [one for one in recorded if one.source_id in sources])
    return {(one.key, one.content) for one in told}


def told_of_month(events: Iterable[object]) -> dict[str, SignOfLife]:
    """What stands of a month, by source id, after all that was recorded and taken back."""
    stand: dict[str, SignOfLife] = {}
    for event in events:
        if isinstance(event, SignsRecorded):
            stand.update((sign.source_id, sign) for sign in event.signs)
        elif isinstance(event, SignsRetracted):
            for sign in event.signs:
                stand.pop(sign.source_id, None)
    return stand

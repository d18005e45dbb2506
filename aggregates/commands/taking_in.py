"""Takes signs of life in: which are new, which are known, which correct what was told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeAlias

from aggregates.application import Desk
from aggregates.commands.command import Command
from aggregates.community import Community
from aggregates.signs import SignsMonth
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.signs.plausible import doubts
from aggregates.signs.sources import Told
from vocabulary.ids import signs_stream
from vocabulary.refusals import Refusal, ToldDifferently
from vocabulary.signs import SignOfLife
from vocabulary.sources import UNKNOWN, Source

MOST_AT_ONCE: Final = 500
"""Signs in one fact: some 100 KB, which everybody who follows the log can carry."""


class Heard(StrEnum):
    """What came of a sign that was told."""

    NEW = "new"
    KNOWN = "known"
    CORRECTED = "corrected"


Outcome: TypeAlias = Heard | Refusal


class TakingIn:
    """One attempt at taking signs of one community in.

    `known` holds what was told under their keys before.
    """

    def __init__(self, desk: Desk, community: Community, known: Mapping[bytes, Source], command: Command) -> None:
        self._desk = desk
        self._community = community
        self._command = command
        self._known = known
        self._standing: dict[bytes, Source] = {}
        """What this attempt tells."""

    def take(self, told: Sequence[Told]) -> list[Outcome]:
        """Records what is new, and says of each sign, in their order, what came of it.

        Signs that correct others are taken last, so that it does not matter where in a file they stand.
        """
        doubt = doubts(self._community, self._command.at, members=None)  # nobody keeps yet how many members there are
        outcomes: list[Outcome] = [Heard.KNOWN] * len(told)
        new: list[Told] = []
        correcting: list[int] = []
        for index, one in enumerate(told):
            if (doubted := doubt(one.sign)) is not None:
                outcomes[index] = doubted
            elif one.sign.corrects:
                correcting.append(index)
            elif (before := self._before(one)) is None:
                outcomes[index] = Heard.NEW
                new.append(one)
                self._tell(one)
            elif before.content not in (one.content, UNKNOWN):
                why = f"{one.sign.source_id!r} was told before with other content; mark it as a correction if it is one"
                outcomes[index] = ToldDifferently(why)
        self._record(new)
        while correcting:
            correcting = self._correct(told, correcting, outcomes)
        return outcomes

    def _correct(self, told: Sequence[Told], correcting: Iterable[int], outcomes: list[Outcome]) -> list[int]:
        """One correction a source id; returns those that are left for the next round."""
        later: list[int] = []
        wrong: dict[int, set[str]] = defaultdict(set)
        right: dict[bytes, Told] = {}
        for index in correcting:
            one = told[index]
            before = self._before(one)
            if one.key in right:
                later.append(index)
            elif before is None or before.content != one.content:
                outcomes[index] = Heard.CORRECTED if before else Heard.NEW
                right[one.key] = one
                self._tell(one)
                if before is not None:
                    wrong[before.month].add(one.sign.source_id)
        for month, sources in wrong.items():
            self._retract(month, sources)
        self._record(right.values())
        return later

    def _before(self, one: Told) -> Source | None:
        return self._standing.get(one.key) or self._known.get(one.key)

    def _tell(self, one: Told) -> None:
        self._desk.tell(one.telling(self._before(one)))
        self._standing[one.key] = Source(one.content, one.month)

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
        self._desk.look([self._stream(number) for number in months])
        for number, signs in months.items():
            month = self._desk.recall(SignsMonth, self._stream(number)) or self._begin(signs[0])
            for first in range(0, len(signs), MOST_AT_ONCE):
                batch = tuple(signs[first : first + MOST_AT_ONCE])
                latest = max(sign.happened_at for sign in batch)
                month.record(batch, self._command.provenance(effective_at=latest))

    def _begin(self, first: SignOfLife) -> SignsMonth:
        provenance = self._command.provenance(effective_at=first.happened_at)
        month = SignsMonth.begin(self._community.community, first.happened_at, provenance)
        self._desk.add(month)
        return month

    def _stream(self, number: int) -> str:
        return signs_stream(self._community.community, number // 100, number % 100)


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

"""Lives that were lived: from when to when each is known, and on which days it was active."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from aggregates.commands.importing import ExistingCommunity
from vocabulary.ids import CommunityId
from vocabulary.stages import Outcome

LAST_LOOK: Final = timedelta(days=31)
"""Whoever was looked at so shortly before the end was looked at to the end: lists drop names before books close."""

LONG_ENOUGH: Final = timedelta(days=365)
"""Whoever was looked at for less, out of a life whose beginning nobody saw, can't show how long a rule would wait."""


class Fate(StrEnum):
    """What really became of a community, as far as it was looked at."""

    RETIRED = "retired"
    GRADUATED = "graduated"
    LIVING = "living"
    """It had not ended when it was last looked at."""


FATES: Final = {Outcome.SUNSET: Fate.RETIRED, Outcome.GRADUATED: Fate.GRADUATED, None: Fate.LIVING}
"""Other outcomes are those of proposals, which never lived."""


class Watch(NamedTuple):
    """When a community was looked at, and the days on which it was active (UTC, in order)."""

    since: datetime
    until: datetime
    signs: tuple[datetime, ...]

    def joined(self, other: "Watch") -> "Watch":
        """Two sources as one; where time lies between them of which nobody knows anything, the longer one alone."""
        first, second = sorted((self, other))
        if second.since > first.until + LAST_LOOK:
            return max(self, other, key=lambda watch: watch.until - watch.since)
        signs = tuple(sorted({*first.signs, *second.signs}))
        return Watch(first.since, max(first.until, second.until), signs)


@dataclass(frozen=True)
class Life:
    """One community as it really lived; nothing is known of it outside of `since` to `until`."""

    community: ExistingCommunity
    fate: Fate
    since: datetime
    until: datetime
    """Its end; for the living, when they were last looked at."""
    signs: tuple[datetime, ...]
    """Days on which it was active within that time, in order."""

    @property
    def id(self) -> CommunityId:
        return self.community.id

    @property
    def years(self) -> float:
        return (self.until - self.since) / timedelta(days=365.25)


@dataclass
class Gathered:
    """What two kinds of file say together, and whatever could not be used."""

    lives: list[Life] = field(default_factory=list)
    never_lived: list[CommunityId] = field(default_factory=list)
    """Withdrawn, rejected or lapsed."""
    never_counted: list[CommunityId] = field(default_factory=list)
    """No activity file names them: that is not silence."""
    counted_elsewhen: list[CommunityId] = field(default_factory=list)
    """Looked at only before they began or after they ended."""
    hardly_seen: list[CommunityId] = field(default_factory=list)
    """Looked at late and for less than a year: no long silence fits into that, whatever they were like."""
    unknown: list[CommunityId] = field(default_factory=list)
    """Active, but of unknown outcome."""
    signs_outside: int = 0
    """Signs of life before the beginning or after the end of a community."""


def gather(communities: Iterable[ExistingCommunity], watches: Mapping[CommunityId, Watch]) -> Gathered:
    """Brings outcomes and activity together, in the order of `communities`."""
    found = Gathered()
    known: set[CommunityId] = set()
    for community in communities:
        known.add(community.id)
        watch = watches.get(community.id)
        if community.outcome not in FATES:
            found.never_lived.append(community.id)
        elif watch is None:
            found.never_counted.append(community.id)
        elif _apart(community, watch):
            found.counted_elsewhen.append(community.id)
        elif _hardly_seen(life := _life(community, watch)):
            found.hardly_seen.append(community.id)
        else:
            found.lives.append(life)
            found.signs_outside += sum(1 for _ in _outside(community, watch.signs))
    found.unknown.extend(sorted(watches.keys() - known))
    return found


def _apart(community: ExistingCommunity, watch: Watch) -> bool:
    return watch.until < community.started or (community.ended is not None and community.ended < watch.since)


def _hardly_seen(life: Life) -> bool:
    return life.since > life.community.started and life.until - life.since < LONG_ENOUGH


def _life(community: ExistingCommunity, watch: Watch) -> Life:
    since = max(community.started, watch.since)
    ended = community.ended
    if ended is None or ended > watch.until + LAST_LOOK:
        fate, until = Fate.LIVING, watch.until
    else:
        fate, until = FATES[community.outcome], ended
    return Life(community, fate, since, until, tuple(sign for sign in watch.signs if since <= sign < until))


def _outside(community: ExistingCommunity, signs: Collection[datetime]) -> Iterator[datetime]:
    for sign in signs:
        if sign < community.started or (community.ended is not None and sign >= community.ended):
            yield sign

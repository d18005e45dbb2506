"""Periods of a ranking: from which moment to which, and by which version of a programme's rules."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol, Self, TypeVar

from vocabulary.span import Span
from vocabulary.years import year_at

GRID: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""From here periods are counted: those of a year are calendar years, those of three months are quarters (UTC)."""


class Period(NamedTuple):
    starts: datetime
    ends: datetime
    """The first moment of the next one."""

    @classmethod
    def at(cls, moment: datetime, length: Span) -> Self:
        """The period that a moment lies in; the first of all for what was before 2000."""
        found = year_at(moment, GRID, length)
        return cls(found.starts, found.ends)

    @classmethod
    def read(cls, written: str) -> Self:
        """The period that writes itself so."""
        starts, _, ends = written.partition("--")
        return cls(datetime.fromisoformat(starts), datetime.fromisoformat(ends))

    def before(self, length: Span) -> Self:
        return type(self)(length.before(self.starts), self.starts)

    def covers(self, moment: datetime) -> bool:
        return self.starts <= moment < self.ends

    def shared_with(self, starts: datetime, ends: datetime) -> float:
        """How many seconds lie in it and in another stretch."""
        return max(0.0, (min(self.ends, ends) - max(self.starts, starts)).total_seconds())

    def __str__(self) -> str:
        """As ISO 8601 writes intervals where a slash would be taken for something else."""
        return f"{self.starts:%Y-%m-%dT%H:%M:%SZ}--{self.ends:%Y-%m-%dT%H:%M:%SZ}"


class Version(Protocol):
    """One published version of the rules of a programme."""

    @property
    def published_at(self) -> datetime: ...

    @property
    def withdrawn_at(self) -> datetime | None:
        """Since when nobody adopts it any more; None as long as somebody may."""

    @property
    def period(self) -> Span | None:
        """How long one lasts; None where that version has no ranking."""


V = TypeVar("V", bound=Version)


def in_force(versions: Sequence[V], moment: datetime) -> V | None:
    """The version by which what happens at a moment is ranked: the newest that was published before its period began,
    and not withdrawn by then.

    So criteria are known beforehand, and nobody changes them while it is being run for them. Before there was any such
    version, the first one counts. A version without a ranking ends it where a period would begin. `versions` come in
    the order in which they were published.
    """
    for number in reversed(range(len(versions))):
        length = next((one.period for one in reversed(versions[: number + 1]) if one.period is not None), None)
        since = Period.at(moment, length).starts if length is not None else moment
        version = versions[number]
        if version.published_at <= since and (version.withdrawn_at is None or version.withdrawn_at > since):
            return version
    return versions[0] if versions else None

"""What versions of policies say of their ranking, and of how communities' years are counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from aggregates.lifecycle_policy.events import PolicyPublished, PolicyWithdrawn
from policies.measures import LeaderboardRules
from projections.subjects import name_of
from vocabulary.ids import PolicyName
from vocabulary.periods import Period, in_force
from vocabulary.provenance import Moment
from vocabulary.span import Span


class _Review(BaseModel):
    model_config = ConfigDict(extra="ignore")
    every: Span = Span("1 year")


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore")
    annual_review: _Review = _Review()
    leaderboard: LeaderboardRules | None = None


@dataclass(slots=True)
class CriteriaRow:
    """One published version of a policy."""

    id: str
    """`name@version`."""
    programme: PolicyName
    number: int
    published_at: Moment
    every: Span
    """How long a community's year lasts."""
    leaderboard: LeaderboardRules | None = None
    withdrawn_at: Moment | None = None

    @property
    def period(self) -> Span | None:
        return self.leaderboard.period if self.leaderboard else None


def published(event: PolicyPublished) -> CriteriaRow:
    programme = name_of(event.originator_id)
    read = _Document.model_validate_json(event.document)
    return CriteriaRow(
        id=f"{programme}@{event.number}",
        programme=programme,
        number=event.number,
        published_at=event.provenance.recorded_at,
        every=read.annual_review.every,
        leaderboard=read.leaderboard,
    )


def withdrawn(event: PolicyWithdrawn, row: CriteriaRow) -> CriteriaRow:
    """The same version, after nobody adopts it any more."""
    return replace(row, withdrawn_at=event.provenance.recorded_at)


class Criteria:
    """All versions of all policies, and which of them counts when."""

    def __init__(self, rows: Sequence[CriteriaRow]) -> None:
        self._rows: dict[str, CriteriaRow] = {}
        self._programmes: dict[PolicyName, list[CriteriaRow]] = {}
        self._lengths: dict[PolicyName, set[Span | None]] = {}
        """Of the periods of its versions; None for those without a ranking."""
        self._met: dict[PolicyName, list[Period]] = {}
        """Periods that were asked for, where all versions of a policy have the same: millions of signs ask for few."""
        self._at: dict[tuple[PolicyName, datetime], tuple[Period, CriteriaRow] | None] = {}
        for row in sorted(rows, key=lambda row: (row.programme, row.number)):
            self.add(row)

    def add(self, row: CriteriaRow) -> None:
        """One more version, or one that is known already and has changed."""
        versions = self._programmes.setdefault(row.programme, [])
        if row.id in self._rows:
            versions[versions.index(self._rows[row.id])] = row
        else:
            versions.append(row)
        self._rows[row.id] = row
        self._lengths[row.programme] = {row.period for row in versions}
        self._met.pop(row.programme, None)
        self._at.clear()

    def at(self, programme: PolicyName, moment: datetime) -> tuple[Period, CriteriaRow] | None:
        """The period that a moment lies in, and the version that counts in it; None where nothing is ranked."""
        asked = (programme, moment)
        if asked not in self._at:
            self._at[asked] = self._look_up(programme, moment)
        return self._at[asked]

    def _look_up(self, programme: PolicyName, moment: datetime) -> tuple[Period, CriteriaRow] | None:
        row = in_force(self._programmes.get(programme, ()), moment)
        if row is None or row.period is None:
            return None
        period = Period.at(moment, row.period)
        return (period, row) if period.covers(moment) else None

    def period(self, programme: PolicyName, moment: datetime) -> Period | None:
        """The period that a moment lies in; None where nothing is ranked."""
        met = self._met.get(programme, ())
        for period in met:
            if period.starts <= moment < period.ends:
                return period
        found = self.at(programme, moment)
        if found is None:
            return None
        if self.has_one_length(programme):
            self._met.setdefault(programme, []).append(found[0])
        return found[0]

    def has_one_length(self, programme: PolicyName) -> bool:
        """Whether all versions have the same periods: then a moment lies in one, whatever was published when."""
        return len(self._lengths.get(programme, ())) == 1

    def ranks(self, programme: PolicyName) -> bool:
        """Whether any version of a policy has a ranking."""
        return any(self._lengths.get(programme, ()))

    def every(self, version: str) -> Span | None:
        """How long a community's year lasts under a version; None for one that was never published."""
        row = self._rows.get(version)
        return row.every if row is not None else None

    def version(self, name: str) -> CriteriaRow:
        """By its name, `name@version`."""
        return self._rows[name]

    @property
    def ranked(self) -> list[PolicyName]:
        """Policies of which some version has a ranking, by name."""
        return sorted({row.programme for row in self._rows.values() if row.leaderboard is not None})

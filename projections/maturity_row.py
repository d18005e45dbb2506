"""How mature a community was found to be in a year, as its readers see it."""

from dataclasses import dataclass, field
from fractions import Fraction

from aggregates.year.maturity_events import MaturityAssessed
from vocabulary.ids import CommunityId
from vocabulary.maturity import Evidence
from vocabulary.people import PersonId
from vocabulary.provenance import Moment
from vocabulary.tasks import ItemName


@dataclass(slots=True)
class DimensionRow:
    """One dimension, as it was assessed last; older models stay readable, since all that matters of them is here."""

    name: ItemName
    title: str
    of: int
    """The highest level."""
    level: int | None = None
    """None while nobody but the community itself has assessed it."""
    level_title: str | None = None
    suggested: int | None = None
    """What the evidence suggests; differs from the level where somebody chose another, with a reason."""
    reason: str | None = None
    evidence: list[Evidence] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """What is to be shown for the next level."""
    by: PersonId | None = None
    at: Moment | None = None
    policy: str | None = None
    """The model, as `name@version`."""
    own_level: int | None = None
    """As the community sees itself."""


@dataclass(slots=True)
class MaturityRow:
    id: str
    community: CommunityId
    year: int
    as_of: Moment
    dimensions: list[DimensionRow] = field(default_factory=list)
    """In the order in which they were assessed first."""
    total: int = 0
    """The sum of all levels; means something together with `of` and the model alone."""
    of: int = 0

    @property
    def share(self) -> Fraction:
        """Of the levels that there are: what models of different size are compared by."""
        return Fraction(self.total, self.of) if self.of else Fraction(0)


def assessed(event: MaturityAssessed, row: MaturityRow) -> None:
    """Changes the row by one assessment."""
    told = event.provenance
    row.as_of = told.recorded_at
    found = next((one for one in row.dimensions if one.name == event.dimension), None)
    if found is None:
        found = DimensionRow(event.dimension, event.title, event.of)
        row.dimensions.append(found)
    found.title, found.of = event.title, event.of
    if event.own:
        found.own_level = event.level
    else:
        found.level, found.level_title, found.suggested = event.level, event.level_title, event.suggested
        found.reason, found.evidence, found.missing = event.reason, list(event.evidence), list(event.missing)
        found.by, found.at = told.actor.person, told.recorded_at
        found.policy = str(told.policy) if told.policy else None
    row.total = sum(one.level or 0 for one in row.dimensions)
    row.of = sum(one.of for one in row.dimensions)

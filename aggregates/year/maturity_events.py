"""How mature a community was found to be."""

from typing import ClassVar

from aggregates.year.events import YearEvent
from vocabulary.maturity import Evidence
from vocabulary.tasks import ItemName
from vocabulary.terms import Line, Reason


class MaturityAssessed(YearEvent):
    """One dimension, by the model of the policy in its provenance; all that a reader needs of the model is here."""

    TOPIC: ClassVar[str] = "year.maturity_assessed"
    dimension: ItemName
    title: Line
    own: bool
    """The community assessed itself."""
    evidence: tuple[Evidence, ...]
    suggested: int
    """The level that the evidence suggests."""
    level: int
    """The level that the person chose, from 0 to `of`."""
    level_title: Line | None
    """None at level 0."""
    of: int
    """The highest level of the dimension."""
    missing: tuple[Line, ...]
    """What was not shown for the next level."""
    reason: Reason | None
    """Why the person chose another level than the evidence suggests."""

"""Everything that can happen to the objectives of the organisation."""

from typing import ClassVar

from aggregates.event import Beginning, Event
from vocabulary.people import PersonId
from vocabulary.tasks import ItemName
from vocabulary.terms import Line, Reason

OBJECTIVES = "objectives"


class ObjectiveEvent(Event):
    """Something that happened to one of them."""


class ObjectivesBegun(Beginning, ObjectiveEvent):
    """The organisation begins to keep its objectives here."""

    TOPIC: ClassVar[str] = "objectives.begun"
    AGGREGATE: ClassVar[str] = OBJECTIVES


class ObjectiveSet(ObjectiveEvent):
    """It is new, or said otherwise; KPIs name it by its id."""

    TOPIC: ClassVar[str] = "objectives.set"
    objective: ItemName
    title: Line
    under: ItemName | None = None
    """The larger one that it is a part of."""
    owner: PersonId | None = None
    """Who answers for it."""


class ObjectiveDropped(ObjectiveEvent):
    """The organisation pursues it no more."""

    TOPIC: ClassVar[str] = "objectives.dropped"
    objective: ItemName
    reason: Reason

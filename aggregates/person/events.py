"""What is recorded of people. Never a name or an address: those are the directory's, where they can be erased."""

from typing import ClassVar

from aggregates.event import Beginning, Event
from vocabulary.people import PersonId
from vocabulary.terms import Reason

PERSON = "person"


class PersonEvent(Event):
    """Something that the organisation settled about a person."""


class PersonEntered(Beginning, PersonEvent):
    """The directory has known the person since."""

    TOPIC: ClassVar[str] = "person.entered"
    AGGREGATE: ClassVar[str] = PERSON
    person: PersonId


class PersonLeft(PersonEvent):
    """The person belongs to the organisation no more; `effective_at` says since or from when, where that is not now."""

    TOPIC: ClassVar[str] = "person.left"
    reason: Reason | None = None


class PersonReturned(PersonEvent):
    """The person is back, or stays after all; whatever was given up meanwhile is given anew, or not."""

    TOPIC: ClassVar[str] = "person.returned"
    reason: Reason | None = None


class PersonErased(PersonEvent):
    """The directory holds nothing of the person any more; the id stays wherever it was written, and is never reused."""

    TOPIC: ClassVar[str] = "person.erased"
    reason: Reason

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


class PersonErased(PersonEvent):
    """The directory holds nothing of the person any more; the id stays wherever it was written, and is never reused."""

    TOPIC: ClassVar[str] = "person.erased"
    reason: Reason

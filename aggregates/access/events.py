"""What is recorded of readers, by ids alone; who reads is the actor of each fact."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from aggregates.event import Beginning, Event
from vocabulary.people import PersonId
from vocabulary.readings import Reading, Subject

ACCESS_LOG = "access_log"

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in hexadecimal."""
HeadSize = Annotated[int, Field(ge=0)]
"""Events that the tree held when it was handed out."""


class AccessEvent(Event):
    """Somebody saw, or was given, what is known of others."""


class AccessLogBegun(Beginning, AccessEvent):
    """The first time in a month that the reader looks at something."""

    TOPIC: ClassVar[str] = "access.begun"
    AGGREGATE: ClassVar[str] = ACCESS_LOG
    reader: PersonId


class AccessRead(AccessEvent):
    """It was shown; the same again on the same day (UTC) is not recorded again."""

    TOPIC: ClassVar[str] = "access.read"
    kind: Reading
    subject: Subject


class AccessExported(AccessEvent):
    """It left Perennial; recorded each time."""

    TOPIC: ClassVar[str] = "access.exported"
    kind: Reading
    subject: Subject
    digest: Digest | None = None
    """Of the file that was handed out."""
    head: HeadSize | None = None

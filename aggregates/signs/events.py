"""What is recorded of a community's signs of life."""

from typing import ClassVar

from aggregates.event import Beginning, Event
from vocabulary.ids import CommunityId
from vocabulary.provenance import Moment
from vocabulary.signs import SignOfLife

SIGNS_MONTH = "signs"


class SignsEvent(Event):
    """Something that a community did."""


class SignsBegun(Beginning, SignsEvent):
    TOPIC: ClassVar[str] = "signs.begun"
    AGGREGATE: ClassVar[str] = SIGNS_MONTH
    community: CommunityId


class SignsRecorded(SignsEvent):
    """A batch of signs, with the running totals of the month, so that nobody reads the month to know them."""

    TOPIC: ClassVar[str] = "signs.recorded"
    community: CommunityId
    signs: tuple[SignOfLife, ...]
    total: int
    latest: Moment

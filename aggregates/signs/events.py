"""What is recorded of a community's signs of life."""

from collections.abc import Mapping
from typing import Any, ClassVar

from aggregates.event import Beginning, Event, Upcast, as_it_is
from vocabulary.ids import CommunityId
from vocabulary.provenance import Moment
from vocabulary.signs import SignKind, SignOfLife

SIGNS_MONTH = "signs"


class SignsEvent(Event):
    """Something that a community did."""


class SignsBegun(Beginning, SignsEvent):
    TOPIC: ClassVar[str] = "signs.begun"
    AGGREGATE: ClassVar[str] = SIGNS_MONTH
    community: CommunityId


def _by_kind(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 kept one total for all kinds, each of which counted; which kind it was is told of this batch only."""
    latest = {sign["kind"]: sign["happened_at"] for sign in stored["signs"]}
    return {**stored, "latest_of": {**latest, SignKind.MEETING.value: stored["latest"]}}


class SignsRecorded(SignsEvent):
    """A batch of signs, with the running totals of the month, so that nobody reads the month to know them."""

    TOPIC: ClassVar[str] = "signs.recorded"
    VERSION: ClassVar[int] = 3
    """Since version 3 signs tell more: attendance, what is answered, products, who mentored whom."""
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: _by_kind, 2: as_it_is}
    community: CommunityId
    signs: tuple[SignOfLife, ...]
    total: int
    latest: Moment
    latest_of: dict[SignKind, Moment]
    """The latest of each kind in the month: policies differ in what they count. Since version 2."""


class SignsRetracted(SignsEvent):
    """Signs that do not count any more, as they were told; what corrects them is recorded with this."""

    TOPIC: ClassVar[str] = "signs.retracted"
    community: CommunityId
    signs: tuple[SignOfLife, ...]
    total: int
    """Of what is left in the month, like the others."""
    latest: Moment | None
    latest_of: dict[SignKind, Moment]

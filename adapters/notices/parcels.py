"""What is sent together: each notice by itself, or all of a person's day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from adapters.notices.notice import Notice
from adapters.notices.outbox import Outbox


class Parcel(NamedTuple):
    key: str
    """Of the notice itself, or of the day's mail; the same for every attempt."""
    notices: list[Notice]


def parcels_of(outbox: Outbox, due: Sequence[Notice], channel: str, at: datetime) -> list[Parcel]:
    """Groups what is due; a mail of the day is completed by everything that belongs into it."""
    alone = [Parcel(one.key, [one]) for one in due if not one.daily]
    return alone + list(_of_days(outbox, [one for one in due if one.daily], channel, at))


def _of_days(outbox: Outbox, due: Sequence[Notice], channel: str, at: datetime) -> Iterator[Parcel]:
    again = [one for one in due if one.parcel is not None]
    if again:
        keys, people = {one.parcel for one in again if one.parcel}, {one.person for one in again if one.person}
        for parcel, notices in _grouped(outbox.of_parcels(channel, sorted(keys), sorted(people)), "parcel"):
            yield Parcel(parcel, notices)
    people = {one.person for one in due if one.person and one.parcel is None}
    if people:
        for person, notices in _grouped(outbox.of_the_day(channel, at, sorted(people)), "person"):
            morning = max(one.not_before for one in notices)
            yield Parcel(f"day:{person}:{channel}:{morning:%Y-%m-%dT%H%M}", notices)


def _grouped(notices: Iterable[Notice], by: str) -> Iterator[tuple[str, list[Notice]]]:
    groups: dict[str, list[Notice]] = {}
    for one in notices:
        groups.setdefault(getattr(one, by), []).append(one)
    yield from groups.items()

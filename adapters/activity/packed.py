"""Batches as columns of plain values, which go from one process to another at a fraction of what their signs cost."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from adapters.activity.batches import Batch
from adapters.csv_lines import BadRow, Place
from aggregates.signs.sources import Told
from vocabulary.ids import CommunityId
from vocabulary.signs import SignOfLife

_MOMENT: Final = "happened_at"
"""The one field whose values are dear to send; it goes as text, and is in UTC."""

_OFTEN_ALIKE: Final = frozenset({"what", "people"})


class Alike(NamedTuple):
    """Signs that tell the same fields."""

    at: list[int]
    """Their places among all signs of the batch."""
    columns: dict[str, Sequence[Any]]


class Packed(NamedTuple):
    """A batch, with the signs of its communities one after the other."""

    places: dict[CommunityId, list[Place]]
    signs: list[Alike]
    keys: list[bytes]
    contents: list[bytes]
    months: list[int]
    bad: list[BadRow]
    size: int


def packed(batch: Batch) -> Packed:
    told = list(chain.from_iterable(batch.told.values()))
    return Packed(
        dict(batch.places),
        _by_fields([one.sign for one in told]),
        [one.key for one in told],
        [one.content for one in told],
        [one.month for one in told],
        batch.bad,
        batch.size,
    )


def unpacked(batch: Packed) -> Batch:
    """Equal to what was packed; nothing is checked or hashed a second time."""
    signs: dict[int, SignOfLife] = {}
    for at, columns in batch.signs:
        moments = {_MOMENT: list(map(datetime.fromisoformat, columns[_MOMENT]))}
        signs.update(zip(at, SignOfLife.of_checked({**columns, **moments}), strict=True))
    told = map(Told, map(signs.__getitem__, range(len(signs))), batch.keys, batch.contents, batch.months)
    return Batch(
        {community: list(islice(told, len(places))) for community, places in batch.places.items()},
        batch.places,
        batch.bad,
        batch.size,
    )


def _by_fields(signs: Sequence[SignOfLife]) -> list[Alike]:
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for told, at in _by_shared_set(signs).values():
        alike[frozenset(told)].extend(at)
    return [Alike(at, _columns(sorted(names), [vars(signs[index]) for index in at])) for names, at in alike.items()]


def _by_shared_set(signs: Sequence[SignOfLife]) -> dict[int, tuple[set[str], list[int]]]:
    """What one sign tells; those that were made together share the set of names, which is looked at once."""
    shared: dict[int, tuple[set[str], list[int]]] = {}
    for index, sign in enumerate(signs):
        told = sign.__pydantic_fields_set__
        if (found := shared.get(id(told))) is None:
            found = shared[id(told)] = (told, [])
        found[1].append(index)
    return shared


def _columns(names: Sequence[str], signs: Sequence[dict[str, Any]]) -> dict[str, Sequence[Any]]:
    columns = {name: [sign[name] for sign in signs] for name in names}
    alike = {name: _once(columns[name]) for name in _OFTEN_ALIKE & columns.keys()}
    return {**columns, **alike, _MOMENT: list(map(datetime.isoformat, columns[_MOMENT]))}


def _once(values: Iterable[Any]) -> list[Any]:
    """The same, where equal values are one object: which is sent once."""
    seen: dict[Any, Any] = {}
    return [seen.setdefault(value, value) for value in values]

"""Lists and mappings whose order means nothing: nothing stands there twice, and what is equal is written alike."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from pydantic import AfterValidator

T = TypeVar("T")
Key = TypeVar("Key", bound=Enum)


def each_once(order: Callable[[Any], Any], shown: Callable[[Any], str] = str) -> AfterValidator:
    """For `Annotated`: sorts by `order`, and refuses an entry that stands there twice, named as `shown`."""

    def check(entries: tuple[T, ...]) -> tuple[T, ...]:
        for place, entry in enumerate(entries):
            if entry in entries[:place]:
                msg = f"{shown(entry)} stands here twice; keep one"
                raise ValueError(msg)
        return tuple(sorted(entries, key=order))

    return AfterValidator(check)


def in_order_of(keys: type[Enum]) -> AfterValidator:
    """For `Annotated`: sorts a mapping by its keys, in the order in which their kind lists them."""
    places = {key: place for place, key in enumerate(keys)}

    def sort(entries: dict[Key, T]) -> dict[Key, T]:
        return dict(sorted(entries.items(), key=lambda entry: places[entry[0]]))

    return AfterValidator(sort)

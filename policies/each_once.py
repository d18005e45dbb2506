"""Lists whose order means nothing: each entry stands there once, and equal lists are written alike."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import AfterValidator

T = TypeVar("T")


def each_once(order: Callable[[Any], Any], shown: Callable[[Any], str] = str) -> AfterValidator:
    """For `Annotated`: sorts by `order`, and refuses an entry that stands there twice, named as `shown`."""

    def check(entries: tuple[T, ...]) -> tuple[T, ...]:
        for place, entry in enumerate(entries):
            if entry in entries[:place]:
                msg = f"{shown(entry)} stands here twice; keep one"
                raise ValueError(msg)
        return tuple(sorted(entries, key=order))

    return AfterValidator(check)

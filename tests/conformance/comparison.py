"""Two values side by side: the same, but for moments, which may lie a little apart."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import BaseModel

APART: Final = timedelta(minutes=1)
"""Moments this close are the same: about two seconds were measured, and everything in these lives is counted in days.
The server's clock goes on by the real time that recording takes, and deadlines that are counted from such a moment
inherit it."""
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00")


def differences(one: Any, other: Any, where: str = "") -> Iterator[str]:
    """Each place where they differ, in words."""
    if isinstance(one, BaseModel) and type(one) is type(other):
        for name in type(one).model_fields:
            yield from differences(getattr(one, name), getattr(other, name), f"{where}.{name}")
    elif isinstance(one, tuple | list) and isinstance(other, tuple | list) and len(one) == len(other):
        for number, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            yield from differences(mine, theirs, f"{where}[{number}]")
    elif isinstance(one, datetime) and isinstance(other, datetime):
        if abs(one - other) > APART:
            yield f"{where}: {one} and {other}"
    elif isinstance(one, str) and isinstance(other, str) and (moments := _MOMENT.findall(one)):
        yield from differences(_MOMENT.sub("…", one), _MOMENT.sub("…", other), where)
        theirs = _MOMENT.findall(other)
        yield from differences(_read(moments), _read(theirs), f"{where} (moments)")
    elif one != other:
        yield f"{where}: {one!r} and {other!r}"


def _read(moments: list[str]) -> list[datetime]:
    return [datetime.fromisoformat(moment) for moment in moments]

"""Activity from what `git log` prints: every change is work on something that others can use."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from adapters.activity.lines import lines_of
from adapters.activity.people import Addresses
from adapters.activity.row import Raw
from adapters.csv_lines import BadRow, short
from vocabulary.signs import SignKind

BEGINS: Final = re.compile(r"commit ([0-9a-f]{7,64})\b")
_AUTHOR: Final = re.compile(r"Author:.*<([^<>]*)>\s*$")
_GIT: Final = "%a %b %d %H:%M:%S %Y %z"


def read_git_log(path: Path, addresses: Addresses) -> Iterator[Raw | BadRow]:
    """Dates as git prints them unasked, or as ISO 8601 (`--date=iso`)."""
    change: dict[str, Any] = {}
    began = 0
    for number, line in lines_of(path):
        text = line if line is not None else ""
        if found := BEGINS.match(text):
            yield from _told(began, change)
            began, change = number, {"source_id": found[1]}
        elif not began and text.strip():
            yield BadRow(number, "row", f"{short(text)} was given; expected what `git log` prints: commit 4f2a…")
        elif found := _AUTHOR.match(text):
            change["people"] = [addresses.person(found[1])]
        elif text.startswith("Date:"):
            change["happened_at"] = text.removeprefix("Date:").strip()
        elif text.startswith("    ") and text.strip():
            change.setdefault("what", text.strip()[:200])
    yield from _told(began, change)


def _told(began: int, change: dict[str, Any]) -> Iterator[Raw | BadRow]:
    if not began:
        return
    given = change.get("happened_at", "")
    try:
        happened = _date(given)
    except ValueError:
        yield BadRow(began, "Date", f"{short(given)} was given; expected a date as git prints it, with its time zone")
        return
    yield Raw(began, {"kind": SignKind.PRODUCT, "what": "A change", **change, "happened_at": happened})


def _date(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(re.sub(r" ([+-]\d{4})$", r"\1", text))
    except ValueError:
        at = datetime.strptime(text, _GIT)  # noqa: DTZ007  the form has %z
    if at.tzinfo is None:
        raise ValueError(text)
    return at

"""Files that tell of activity, for tests."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from adapters.activity.opening import format_of, read_signs
from adapters.activity.people import Addresses
from adapters.activity.row import Row
from adapters.csv_lines import BadRow
from vocabulary.signs import SignOfLife

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
HEADER = "community,source_id,kind,what,happened_at,people,attendance,answers,corrects\n"
ADDRESSES = Addresses({"ada@example.org": "ada"})


def read(path: Path, community: str | None = "kew") -> list[Row | BadRow]:
    return list(read_signs(path, format_of(path), community, NOW, ADDRESSES))


def signs(path: Path, community: str | None = "kew") -> list[SignOfLife]:
    """All of them, where nothing is wrong with any."""
    rows = read(path, community)
    assert [row for row in rows if isinstance(row, BadRow)] == []
    return [row.sign for row in rows if isinstance(row, Row)]


def wrong(path: Path, community: str | None = "kew") -> list[str]:
    return [str(row) for row in read(path, community) if isinstance(row, BadRow)]


def message(second: int, user: str = "U1", text: str = "hello", **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": f"{1767603600 + second}.000200"} | more


def export(folder: Path, days: dict[str, Any]) -> Path:
    """A zip with these files; what is no text becomes JSON."""
    path = folder / "export.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in days.items():
            archive.writestr(name, content if isinstance(content, str) else json.dumps(content))
    return path

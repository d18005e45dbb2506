"""The tables of docs/audit.md, which tests write: what was done, what finds it, and what is said."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "audit.md"


def row(attack: str, found_by: str, message: str) -> str:
    return f"| {attack} | {found_by} | {message} |"


def in_the_page(name: str, rows: Sequence[str]) -> list[str]:
    """The rows that stand in the table of that name; put there first where `PERENNIAL_WRITE_PAGE` is set."""
    text = PAGE.read_text(encoding="utf-8")
    begins, ends = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = text.partition(begins)
    table, _, after = rest.partition(ends)
    head = "| what is done | found by | and says |\n|---|---|---|\n"
    if os.environ.get("PERENNIAL_WRITE_PAGE"):
        table = head + "".join(f"{one}\n" for one in rows)
        PAGE.write_text(before + begins + table + ends + after, encoding="utf-8")
    assert table.startswith(head), f"docs/audit.md has no table {name!r}"
    return table.removeprefix(head).splitlines()

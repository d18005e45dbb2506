"""The page on activity says what there is, and its examples are read as they stand."""

import re
from pathlib import Path

from adapters.activity.row import COLUMNS
from tests.activity.files import signs
from vocabulary.signs import ProductKind, ProductState, SignKind

PAGE = (Path(__file__).parents[2] / "docs" / "activity.md").read_text(encoding="utf-8")


def block(heading: str) -> str:
    """The first indented block under a heading."""
    (text,) = re.findall(rf"^## {heading}\n\n((?:    .*\n)+)", PAGE, flags=re.MULTILINE)
    return re.sub(r"^    ", "", text, flags=re.MULTILINE)


def test_every_kind_and_every_column_is_named() -> None:
    for word in (*SignKind, *ProductKind, *ProductState):
        assert f"`{word}`" in PAGE
    assert block("CSV").splitlines()[0] == ",".join(COLUMNS)


def test_the_examples_are_read(tmp_path: Path) -> None:
    table, lines = tmp_path / "a.csv", tmp_path / "a.ndjson"
    table.write_text(block("CSV"), encoding="utf-8")
    lines.write_text(block("NDJSON"), encoding="utf-8")
    assert len(signs(table, None)) == 6
    assert len(signs(lines, None)) == 1

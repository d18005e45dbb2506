"""A backtest as a part of a Markdown page, between two markers that stay."""

import re
from collections.abc import Iterable, Sequence

from simulation.backtest.tables import Sheet
from vocabulary.refusals import Malformed

Part = str | Sheet
"""A paragraph, or a table."""


def markdown(parts: Iterable[Part]) -> str:
    return "\n\n".join(part if isinstance(part, str) else _table(part) for part in parts)


def put_between(page: str, name: str, text: str, *, source: str) -> str:
    """The page with `text` between `<!-- NAME -->` and `<!-- end of NAME -->`; raises `Malformed` without them."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        raise Malformed(f"{source}: has no place for it; write a line {begin} and below it a line {end}, each once")
    before, rest = page.split(begin)
    return f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"


def _table(sheet: Sheet) -> str:
    rows = [sheet.columns, ["---"] * len(sheet.columns), *sheet.rows]
    return "\n".join([f"**{sheet.title}**", "", *map(_row, rows)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(re.sub(r'[|<>]', '', cell).replace(chr(10), '<br>') for cell in cells)} |"

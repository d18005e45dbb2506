"""Tables of things that people go on to name: what they copy is never broken over two lines."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from rich.console import Console

from cli.shown import out, say, table

LEAST: Final = 12
"""What a column needs beside an id."""
WHOLE: Final = 28
"""What is no longer than this stays in one line beside an id, where there is room."""
BETWEEN: Final = 3
"""Columns of a terminal that a cell takes beside what it holds."""


def show_list(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints a table whose first column holds ids, each whole, and whose second one gives way first.

    Where an id leaves no room for the others, they stand below it.
    """
    console = out()
    ids, *others = (max(map(cell_len, cells)) for cells in zip(columns, *rows, strict=True))
    room = console.width - ids - BETWEEN * len(columns)
    if room < sum(min(width, LEAST) for width in others):
        _below(console, columns, rows, others)
        return
    listed = table(columns, rows)
    for column, width in zip(listed.columns, [ids, *_divided(others, room)], strict=True):
        column.width = width
    console.print(listed)


def _below(console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]], others: Sequence[int]) -> None:
    widths = list(_divided(others, console.width - BETWEEN * len(columns)))
    for name, *cells in (columns, *rows):
        say(f" {name}")
        beside = table(("", *columns[1:]), [("", *cells)])
        beside.show_header, beside.box = False, None
        for column, width in zip(beside.columns, (0, *widths), strict=True):
            column.width = width
        console.print(beside)


def _divided(others: Sequence[int], room: int) -> Iterator[int]:
    """How wide each column gets; the first leaves the rest what they need, and has at least `LEAST` itself."""
    title, *rest = others
    wanted = [min(width, WHOLE) for width in rest]
    if room < min(title, LEAST) + sum(wanted):
        wanted = [min(width, LEAST) for width in rest]
    spare = room - sum(wanted)
    yield min(title, spare)
    spare -= min(title, spare)
    for width, whole in zip(wanted, rest, strict=True):
        more = min(spare, whole - width)
        spare -= more
        yield width + more

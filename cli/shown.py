"""How answers look: tables for people, JSON for programs, notes beside them."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vocabulary.digits import some
from vocabulary.plain_text import flat, seen_in_json, without_controls

if TYPE_CHECKING:
    from rich.progress import Progress

WIDTH = 100
"""Columns where nobody says how wide the terminal is."""
Cell = str | list[str]
"""One line, whatever somebody wrote in it; or lines that we set below each other, each a text of its own."""
_JUST = timedelta(seconds=1)
_UNITS = (("year", 31_557_600), ("month", 2_629_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def console(*, stderr: bool = False, width: int | None = None) -> Console:
    """A console that takes what it prints for text: no markup, no names of pictures such as `:key:`."""
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def out() -> Console:
    """The console for answers; made anew, since tests and pipes change what stands behind it."""
    return console(width=None if sys.stdout.isatty() else WIDTH)


def err() -> Console:
    return console(stderr=True, width=None if sys.stderr.isatty() else WIDTH)


def say(*lines: str) -> None:
    """Each is one line for people, whatever is written in it; never wrapped, so that it can be searched."""
    sys.stdout.writelines(f"{flat(line)}\n" for line in lines)


def note(*lines: str) -> None:
    """Something beside the answer, in lines likewise."""
    sys.stderr.writelines(f"{flat(line)}\n" for line in lines)


def hand_on(text: str) -> None:
    """For files and other programs, to the letter; a terminal is shown it without what would move its cursor."""
    sys.stdout.write(without_controls(text) if sys.stdout.isatty() else text)


def show_json(value: Any) -> None:
    written = orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode()
    sys.stdout.write(seen_in_json(written) + "\n")


def progress(what: str) -> "Progress":
    """A bar for long work, where somebody watches; `add_task` names what is being done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = err()
    doing = TextColumn(f"{what} {{task.description}}", markup=False)
    columns = (doing, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def counting(what: str, name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for work that says how far it is, and how much there is: gives what it is told by."""
    with progress(what) as bar:
        task = bar.add_task(name, total=None)

        def tell(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield tell


def as_it_is(cell: Cell, style: str = "") -> Text:
    """What stands in a cell: each of its lines stays one, and nothing in it is obeyed."""
    return Text("\n".join(map(flat, [cell] if isinstance(cell, str) else cell)), style=style)


def table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, title: Cell | None = None) -> Table:
    """A table whose cells are text as it is; long ones go on in the next line."""
    heading = None if title is None else as_it_is(title, "table.title")
    shown = Table(box=SIMPLE_HEAD, title=heading, title_justify="left", pad_edge=False, padding=(0, 1))
    for column in columns:
        shown.add_column(as_it_is(column), overflow="fold")
    for row in rows:
        shown.add_row(*map(as_it_is, row))
    return shown


def facts(rows: Sequence[tuple[str, Cell]]) -> Table:
    """Names and values of one thing."""
    shown = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    shown.add_column(style="bold", no_wrap=True)
    shown.add_column(overflow="fold")
    for name, value in rows:
        if value:
            shown.add_row(as_it_is(name), as_it_is(value))
    return shown


def day(moment: datetime | None) -> str:
    return f"{moment:%-d %b %Y}" if moment else ""


def clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def due(moment: datetime, now: datetime) -> str:
    """When something is due, as people say it: `in 13 days (6 Dec 2026)`, `2 days overdue (1 Dec 2026)`."""
    ahead = moment - now
    if abs(ahead) < _JUST:
        return "now"
    words = f"in {length(ahead)}" if ahead > timedelta() else f"{length(-ahead)} overdue"
    return f"{words} ({day(moment)})" if abs(ahead) >= timedelta(days=1) else words


def length(span: timedelta) -> str:
    """About how long, in the largest unit that fits."""
    seconds = int(span.total_seconds() + 0.5)
    for unit, size in _UNITS:
        if seconds >= 2 * size or size == 1:
            number = (seconds + size // 2) // size
            return some(number, unit)
    return "0 seconds"


def plain(word: str) -> str:
    return word.replace("_", " ")

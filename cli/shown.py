"""How answers look: tables for people, JSON for programs, notes beside them."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vocabulary.digits import some

if TYPE_CHECKING:
    from rich.progress import Progress

WIDTH = 100
"""Columns where nobody says how wide the terminal is."""
_JUST = timedelta(seconds=1)
_UNITS = (("year", 31_557_600), ("month", 2_629_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def out() -> Console:
    """The console for answers; made anew, since tests and pipes change what stands behind it."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, soft_wrap=False)


def err() -> Console:
    return Console(stderr=True, width=None if sys.stderr.isatty() else WIDTH, highlight=False)


def say(text: str) -> None:
    """One line for people; never wrapped, so that it can be searched."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Something beside the answer."""
    sys.stderr.write(text + "\n")


def show_json(value: Any) -> None:
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode() + "\n")


def progress(what: str) -> "Progress":
    """A bar for long work, where somebody watches; `add_task` names what is being done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = err()
    columns = (TextColumn(f"{what} {{task.description}}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def counting(what: str, name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for work that says how far it is, and how much there is: gives what it is told by."""
    with progress(what) as bar:
        task = bar.add_task(name, total=None)

        def tell(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield tell


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str | None = None) -> Table:
    """A table whose cells are text as it is; long ones go on in the next line."""
    shown = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False, padding=(0, 1))
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*map(escape, row))
    return shown


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """Names and values of one thing."""
    shown = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    shown.add_column(style="bold", no_wrap=True)
    shown.add_column(overflow="fold")
    for name, value in rows:
        if value:
            shown.add_row(name, escape(value))
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

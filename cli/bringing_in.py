"""Brings the communities of a file in: many at once, each a command of its own."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.communities_csv import Row
from adapters.csv_lines import BadRow
from aggregates.commands.importing import Entry, bring_in
from cli.options import command
from vocabulary.people import Actor
from vocabulary.refusals import Refusal

if TYPE_CHECKING:
    from aggregates.application import Perennial

AT_ONCE: Final = 16
"""Rows in the making; the ledger writes what comes together in one commit."""


@dataclass
class Account:
    """What came of a file."""

    entries: Counter[Entry] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    """How the communities stand, in the file's own words, unchanged ones too."""
    bad: list[BadRow] = field(default_factory=list)

    @property
    def new(self) -> int:
        return self.entries[Entry.LIVE] + self.entries[Entry.CLOSED]

    def __str__(self) -> str:
        unchanged, ended = self.entries[Entry.UNCHANGED], self.entries[Entry.ENDED]
        closed = " and ".join(f"{number} {word}" for word, number in sorted(self.words.items()) if word != "live")
        kinds = [f"{closed} closed" if closed else "none closed", f"{self.words['live']} live"]
        changes = [f"{self.new} in"]
        if unchanged or ended:
            changes = [f"{self.new} new", *([f"{ended} ended since"] if ended else []), f"{unchanged} unchanged"]
        if self.bad:
            kinds.append(f"{len(self.bad)} refused")
        return ", ".join([*changes, *kinds])


def bring_all_in(
    app: "Perennial", rows: Iterable[Row | BadRow], policy: str, by: Actor, tell: Callable[[], None]
) -> Account:
    """Enters every row that can be; `tell` hears of each. Raises the first outage, after which all may be repeated."""
    account = Account()
    for word, entry in _entered(app, rows, policy, by):
        tell()
        if isinstance(entry, BadRow):
            account.bad.append(entry)
        else:
            account.entries[entry] += 1
            account.words[word] += 1
    account.bad.sort()
    return account


def _entered(
    app: "Perennial", rows: Iterable[Row | BadRow], policy: str, by: Actor
) -> Iterator[tuple[str, Entry | BadRow]]:
    """What came of each row, with the file's word for it, and a bounded number in the making."""
    making: deque[tuple[Row, Future[Entry | BadRow]]] = deque()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="import") as pool:
        try:
            for row in rows:
                if isinstance(row, BadRow):
                    yield "", row
                    continue
                making.append((row, pool.submit(_enter, app, row, policy, by)))
                if len(making) >= 2 * AT_ONCE:
                    first, entry = making.popleft()
                    yield first.word, entry.result()
            while making:
                first, entry = making.popleft()
                yield first.word, entry.result()
        finally:
            for _, entry in making:
                entry.cancel()


def _enter(app: "Perennial", row: Row, policy: str, by: Actor) -> Entry | BadRow:
    try:
        return bring_in(app, row.community, policy, command(by, None))
    except Refusal as refusal:
        return BadRow(row.line, "row", str(refusal))

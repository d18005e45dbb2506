"""Takes the signs of life of a file over: a few thousand in one transaction, read while the ones before are written."""

import csv
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, NamedTuple, Self, TextIO

from adapters.activity.batches import Batch
from adapters.csv_lines import BadRow
from aggregates.commands.signs_of_life import record_signs
from aggregates.commands.taking_in import Heard, Outcome
from aggregates.uncollected import uncollected
from bootstrap.threads import on_one_core
from cli.options import command
from vocabulary.ids import CommunityId
from vocabulary.people import Actor, PersonId
from vocabulary.refusals import Malformed

if TYPE_CHECKING:
    from aggregates.application import Perennial

AT_ONCE: Final = 2
"""Connections: one batch is written at a time, since the first of two rows under one name is the one that counts."""
AHEAD: Final = 6
"""Batches that may have been read and not written yet."""
WRITTEN: Final = 100_000
"""Refused rows that are written beside the file, some 10 MB: more tell nobody more, and would fill the disk."""


class Account(NamedTuple):
    """What came of a file, in rows."""

    new: int = 0
    known: int = 0
    corrected: int = 0
    refused: int = 0

    def __str__(self) -> str:
        corrected = f", {self.corrected:,} corrected" if self.corrected else ""
        refused = f", {self.refused:,} refused" if self.refused else ""
        return f"{self.new:,} new, {self.known:,} known already{corrected}{refused}"

    def plus(self, other: "Account") -> "Account":
        return Account(*(one + more for one, more in zip(self, other, strict=True)))


class Refused:
    """The file beside the one that is read; there is none until a row is refused, whatever was refused before."""

    def __init__(self, file: Path) -> None:
        named = file if file.name else file.resolve()
        if not named.name:
            raise Malformed(f"{file}: holds no activity; name a file, or the folder of an export")
        self.path = named.with_name(f"{named.name}.refused.csv")
        self._open: TextIO | None = None
        self._written = 0
        self._more = 0

    def write(self, rows: Iterable[BadRow]) -> None:
        """All of them, up to `WRITTEN`; how many more there were is said at the end."""
        for row in rows:
            if self._written < WRITTEN:
                self._write(row)
                self._written += 1
            else:
                self._more += 1

    def _write(self, row: Iterable[object]) -> None:
        try:
            if self._open is None:
                self._open = self.path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
                csv.writer(self._open).writerow(BadRow._fields)
            csv.writer(self._open).writerow(map(_no_formula, row))
        except OSError as error:
            raise Malformed(f"{self.path}: can't be written ({error.strerror or error})") from None

    def __enter__(self) -> Self:
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise Malformed(f"{self.path}: can't be replaced ({error.strerror or error}); move it away") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._open is None:
            return
        with self._open:
            if self._more:
                self._write(("", "row", f"{self._more:,} more were refused; mend what is told above and try again"))


def _no_formula(value: object) -> object:
    """A folder in an export may be called as what a spreadsheet would carry out."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def take_over(
    app: "Perennial",
    batches: Iterable[Batch],
    by: Actor,
    refused: Refused,
    tell: Callable[[int], object],
    *,
    dry: bool = False,
    by_address: Mapping[PersonId, PersonId] | None = None,
    give_way: Callable[[], object] = lambda: None,
) -> Account:
    """Records every row that can be; `tell` hears how many more were dealt with, and `give_way` is called after each
    transaction. `by_address` as `record_signs` takes it. Raises the first outage, after which all may be repeated."""
    account = Account()
    waiting: deque[tuple[Batch, Future[Account]]] = deque()
    last = [Account()]

    def write(batch: Batch) -> Account:
        # A file that was new so far probably goes on like that; one that was known is looked up first.
        all_new = last[0].known == 0 < last[0].new and not dry
        last[0] = _write(batch, partial(record_signs, app, dry=dry, all_new=all_new, by_address=by_address), by)
        give_way()
        return last[0]

    def settle() -> Account:
        batch, done = waiting.popleft()
        result = done.result()
        refused.write(sorted(batch.bad))
        tell(batch.size)
        return result

    with uncollected(), on_one_core(), ThreadPoolExecutor(1, thread_name_prefix="activity") as writer:
        try:
            for batch in batches:
                waiting.append((batch, writer.submit(write, batch)))
                if len(waiting) > AHEAD:
                    account = account.plus(settle())
            while waiting:
                account = account.plus(settle())
        finally:
            for _, done in waiting:
                done.cancel()
    return account


def _write(batch: Batch, record: Callable[..., dict[CommunityId, list[Outcome]]], by: Actor) -> Account:
    outcomes = record(batch.told, command(by, None)) if batch.told else {}
    came: Counter[Outcome] = Counter()
    for community, those in outcomes.items():
        came.update(those)
        for place, outcome in zip(batch.places[community], those, strict=True):
            if type(outcome) is not Heard:
                batch.bad.append(BadRow.at(place, "row", str(outcome)))
    return Account(came[Heard.NEW], came[Heard.KNOWN], came[Heard.CORRECTED], refused=len(batch.bad))

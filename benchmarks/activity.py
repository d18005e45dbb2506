"""A file of activity, taken over as `perennial import activity` does it, held against COPY of the same rows."""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from adapters.activity.apart import reading
from adapters.activity.form import Format
from adapters.activity.opening import read_signs
from adapters.activity.people import Addresses
from adapters.activity.row import Row
from adapters.csv_lines import BadRow
from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands.importing import ExistingCommunity, bring_in
from benchmarks import people
from benchmarks.figure import Figure
from cli.taking_over import AT_ONCE, Account, Refused, take_over
from ledger.store import open_ledger

ROWS, COMMUNITIES = 200_000, 40
ASKED_SHARE, ASKED_ROWS = 0.25, 60_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = 200_000


def measure(url: str, owner_url: str) -> tuple[Figure, ...]:
    """Validated and new; then the same file again, of which everything is known."""
    with (
        tempfile.TemporaryDirectory(prefix="perennial-activity-") as folder,
        open_ledger(url, CATALOGUE, pool_size=AT_ONCE) as ledger,
    ):
        app = Perennial(ledger)
        people.publish(app)
        bring_in_communities(app)
        file = written(Path(folder) / "activity.csv", ROWS)
        first = _timed(app, file, Account(new=ROWS))
        again = _timed(app, file, Account(known=ROWS))
        app.close()
        copied = _copied(owner_url, [row for row in _read(file) if isinstance(row, Row)])
    share = first / copied
    return (
        Figure(
            f"activity imported, {ROWS:,} rows",
            f"{first:,.0f} rows/s",
            f"COPY of the same rows: {copied:,.0f}/s, asked: {ASKED_SHARE:.0%} of it and {ASKED_ROWS:,}/s",
            f"{share:.0%}",
            share >= ASKED_SHARE and first >= ASKED_ROWS,
        ),
        Figure("the same file again, all of it known", f"{again:,.0f} rows/s", "nothing was asked for", "-", None),
    )


def bring_in_communities(app: Perennial) -> None:
    """Those of whom the file tells."""
    for number in range(COMMUNITIES):
        known = ExistingCommunity(id=f"cop-{number}", title=f"CoP {number}", started=datetime(2020, 1, 1, tzinfo=UTC))
        bring_in(app, known, people.RULES.name, people.now(people.KM))


def written(file: Path, rows: int) -> Path:
    """A file of so many rows, two minutes apart, through nine months again and again."""
    with file.open("w", encoding="utf-8") as lines:
        lines.write("community,source_id,kind,what,happened_at,people,attendance\n")
        for number in range(rows):
            kind, guests = ("meeting", number % 30 + 1) if number % 3 else ("post", "")
            at = NOW - timedelta(minutes=2 * (number % MOMENTS))
            lines.write(
                f"cop-{number % COMMUNITIES},m-{number},{kind},Met about topic {number % 97},{at:%Y-%m-%dT%H:%M:%SZ},"
                f"p{number % 300};p{number % 7 + 300},{guests}\n"
            )
    return file


def _read(file: Path) -> Iterator[Row | BadRow]:
    return read_signs(file, Format.CSV, None, datetime.now(UTC), Addresses())


def _timed(app: Perennial, file: Path, expected: Account) -> float:
    """Rows a second."""
    began = time.perf_counter()
    with reading(file, Format.CSV, None, datetime.now(UTC), Addresses()) as batches:
        account = take_over(app, batches, people.KM, Refused(file), lambda _: None)
    took = time.perf_counter() - began
    if account != expected:
        msg = f"{account}; expected {expected}"
        raise ValueError(msg)
    return ROWS / took


def _copied(url: str, rows: list[Row]) -> float:
    """Rows a second, of rows that are at hand and need no checking."""
    plain = [
        (community, sign.source_id, sign.kind.value, sign.what, sign.happened_at, list(sign.people), sign.attendance)
        for _, community, sign in rows
    ]
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE views.bare_activity (community text, source_id text, kind text, what text, "
            "happened_at timestamptz, people text[], attendance integer)"
        )
        began = time.perf_counter()
        with cursor.copy("COPY views.bare_activity FROM STDIN") as copy:
            for row in plain:
                copy.write_row(row)
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE views.bare_activity")
    return len(plain) / took

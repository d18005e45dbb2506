"""Fills the tables of the vital signs while nobody reads them: each count is written once, and keys are made last."""

from collections.abc import Sequence
from typing import Final, LiteralString

import psycopg

from projections.fact import Fact
from projections.view import Building, Connected, statement
from projections.vital_signs_counts import COUNTED, Counts, Day, Numbers, keys

MOST_HELD: Final = 300_000
"""Counts that each process keeps in memory; some 80 MB."""


class CountsBuilding(Building):
    """Days that are long past are written when memory is full; what is told of them later is added up at the end."""

    def __init__(self, connection: Connected, table: str) -> None:
        self._connection = connection
        self._table = table
        self._counts = Counts()

    def take(self, facts: Sequence[Fact]) -> None:
        self._counts.take(facts)
        if len(self._counts) > MOST_HELD:
            self._write(self._counts.take_out())

    def finish(self) -> None:
        self._write(self._counts.take_out(every=True))

    def _write(self, taken: Sequence[Day]) -> None:
        for index, part in enumerate(COUNTED):
            _copy(self._connection, self._table + part, COUNTED[part], [(day, counts[index]) for day, counts in taken])
        self._counts.write_others(self._connection, self._table)


def _copy(connection: Connected, table: str, by: LiteralString, days: Sequence[tuple[str, Numbers]]) -> None:
    copying: LiteralString = "COPY {table} (day, community, " + by + ", signs) FROM STDIN"
    # What stands between the tabs are ids of communities and people, days, kinds and numbers: nothing to be escaped.
    lines = [
        f"{day}\t{named}\t{number}\n"
        for day, numbers in days
        for named, number in zip(map("\t".join, numbers), numbers.values(), strict=True)
        if number
    ]
    if lines:
        with connection.cursor() as cursor, cursor.copy(statement(copying, table)) as copy:
            copy.write("".join(lines))


def key(connection: Connected, table: str) -> None:
    """Gives the counts their keys, and adds up those that were written more than once."""
    for part in COUNTED:
        _key(connection, table + part, keys(part))


def _key(connection: Connected, table: str, columns: LiteralString) -> None:
    key = statement("ALTER TABLE {table} ADD PRIMARY KEY (" + columns + ")", table)
    try:
        with connection.transaction():
            connection.execute(key)
    except psycopg.errors.UniqueViolation:
        _add_up(connection, table, columns)
        connection.execute(key)


def _add_up(connection: Connected, table: str, columns: LiteralString) -> None:
    """Days that stand more than once, because something was told of them late, or taken back."""
    parts: tuple[LiteralString, ...] = (
        *("WITH twice AS (SELECT ", columns, " FROM {table} GROUP BY ", columns, " HAVING count(*) > 1), "),
        *("gone AS (DELETE FROM {table} WHERE (", columns, ") IN (SELECT * FROM twice) RETURNING *) "),
        *("INSERT INTO {table} SELECT ", columns, ", sum(signs) FROM gone GROUP BY ", columns),
        " HAVING sum(signs) > 0",
    )
    connection.execute(statement("".join(parts), table))

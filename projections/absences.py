"""Absences: who is away, from when to when, and who answers meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, LiteralString

from aggregates.person.absences import AbsenceEnded, AbsenceNoted
from aggregates.person.events import PersonErased
from projections.rows import Rows, where
from projections.subjects import name_of
from projections.view import Connected, Fact, View, statement
from vocabulary.people import PersonId
from vocabulary.provenance import Moment


@dataclass(slots=True)
class AbsenceRow:
    """One time away, as long as it was not taken back."""

    person: PersonId
    number: int
    starts: Moment
    ends: Moment
    decisions: PersonId | None
    """Who decides meanwhile."""
    notices: PersonId | None
    """Who is told meanwhile."""


_ROWS = Rows(AbsenceRow)


class Absences(View):
    """One row an absence; one that was ended is gone, as its history tells."""

    name: ClassVar[str] = "absences"
    version: ClassVar[int] = 1
    handles: ClassVar[frozenset[str]] = frozenset({AbsenceNoted.TOPIC, AbsenceEnded.TOPIC, PersonErased.TOPIC})

    def create(self, connection: Connected, table: str) -> None:
        connection.execute(
            statement(
                'CREATE TABLE {table} (person text COLLATE "C" NOT NULL, number integer NOT NULL, '
                "starts timestamptz NOT NULL, ends timestamptz NOT NULL, decisions text, notices text, "
                "PRIMARY KEY (person, number))",
                table,
            )
        )

    def index(self, connection: Connected, table: str) -> None:
        connection.execute(statement("CREATE INDEX ON {table} (decisions, ends)", table))

    def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        for fact in facts:
            person = name_of(fact.stream)
            match event := fact.event:
                case AbsenceNoted(absence=away):
                    connection.execute(
                        statement("INSERT INTO {table} VALUES (%s, %s, %s, %s, %s, %s)", table),
                        [person, away.number, away.starts, away.ends, away.decisions, away.notices],
                    )
                case AbsenceEnded():
                    connection.execute(
                        statement("DELETE FROM {table} WHERE person = %s AND number = %s", table),
                        [person, event.number],
                    )
                case PersonErased():
                    connection.execute(statement("DELETE FROM {table} WHERE person = %s", table), [person])

    # -- reading ------------------------------------------------------------------------------------------------

    def find(
        self,
        connection: Connected,
        *,
        person: PersonId | None = None,
        decided_by: PersonId | None = None,
        at: Moment | None = None,
        after: Moment | None = None,
    ) -> list[AbsenceRow]:
        """By start; `at` a moment that they cover, `after` a moment that they end after."""
        conditions: list[LiteralString] = []
        arguments: list[Any] = []
        for condition, argument in (
            ("person = %s", person),
            ("decisions = %s", decided_by),
            ("starts <= %s", at),
            ("ends > %s", at),
            ("ends > %s", after),
        ):
            if argument is not None:
                conditions.append(condition)
                arguments.append(argument)
        tail: LiteralString = where(conditions) + " ORDER BY starts, person, number"
        return _ROWS.select(connection, self.name, tail, arguments)

"""History: everything that happened to a community, in order, in plain words and as it was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, LiteralString

from aggregates.event import Event
from projections.budget_sentences import sentence
from projections.rows import Rows
from projections.subjects import subject_of
from projections.view import Connected, Fact, View, statement
from vocabulary.ids import CommunityId, PolicyName, community_stream, policy_stream
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Moment


@dataclass(slots=True)
class HistoryRow:
    """One fact; `payload` is the event as the ledger keeps it."""

    subject: str
    """`community/<id>`, whichever of its streams the fact stands in, or `policy/<name>`."""
    position: int
    stream: str
    stream_version: int
    topic: str
    recorded_at: Moment
    effective_at: Moment | None
    """When it became true, where that differs."""
    actor: PersonId
    role: Role
    on_behalf_of: PersonId | None
    policy: str | None
    """The version that was applied, as `name@version`."""
    command_id: str
    sentence: str
    payload: dict[str, Any]


_ROWS = Rows(HistoryRow)


class History(View):
    """One row an event, of every stream."""

    name: ClassVar[str] = "history"
    version: ClassVar[int] = 1
    handles: ClassVar[frozenset[str]] = frozenset(
        kind.TOPIC for kind in sentence.registry if kind not in {object, Event}
    )

    def create(self, connection: Connected, table: str) -> None:
        connection.execute(
            statement(
                'CREATE TABLE {table} (subject text COLLATE "C" NOT NULL, position bigint NOT NULL, '
                'stream text COLLATE "C" NOT NULL, stream_version bigint NOT NULL, topic text NOT NULL, '
                "recorded_at timestamptz NOT NULL, effective_at timestamptz, actor text NOT NULL, role text NOT NULL, "
                "on_behalf_of text, policy text, command_id text NOT NULL, sentence text NOT NULL, "
                "payload jsonb NOT NULL)",
                table,
            )
        )

    def index(self, connection: Connected, table: str) -> None:
        connection.execute(statement("ALTER TABLE {table} ADD PRIMARY KEY (subject, position)", table))

    def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        copying = statement("COPY {table} FROM STDIN", table)
        with connection.cursor() as cursor, cursor.copy(copying) as copy:
            for fact in facts:
                copy.write_row(_row(fact))

    # -- reading ------------------------------------------------------------------------------------------------

    def of_community(
        self, connection: Connected, community: CommunityId, *, as_of: Moment | None = None
    ) -> list[HistoryRow]:
        """Its facts in the order of the log; with `as_of` those that were recorded by then."""
        return self._read(connection, community_stream(community), as_of)

    def of_policy(self, connection: Connected, name: PolicyName, *, as_of: Moment | None = None) -> list[HistoryRow]:
        return self._read(connection, policy_stream(name), as_of)

    def of_stream(self, connection: Connected, stream: str, *, as_of: Moment | None = None) -> list[HistoryRow]:
        """Of a policy or a person, by the name of the stream."""
        return self._read(connection, stream, as_of)

    def _read(self, connection: Connected, subject: str, as_of: Moment | None) -> list[HistoryRow]:
        condition: LiteralString = "WHERE subject = %s AND recorded_at <= coalesce(%s, 'infinity'::timestamptz) "
        return _ROWS.select(connection, self.name, condition + "ORDER BY position", [subject, as_of])


def _row(fact: Fact) -> tuple[Any, ...]:
    event = fact.event
    told = event.provenance
    return (
        subject_of(event.originator_id),
        fact.position,
        event.originator_id,
        event.originator_version,
        event.TOPIC,
        told.recorded_at,
        told.effective_at,
        told.actor.person,
        told.actor.role.value,
        told.actor.on_behalf_of,
        str(told.policy) if told.policy else None,
        told.command_id,
        sentence(event),
        fact.state.decode(),
    )

"""History: everything that happened to a community, in order, in plain words and as it was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, LiteralString

import orjson

from aggregates.event import Event
from projections.fact import Fact, as_facts
from projections.subjects import subject_of
from projections.view import Connected, View, statement
from projections.year_sentences import sentence
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


class History(View):
    """One row an event, of every stream: whose it is, and where it stands in the log.

    What it says is told when somebody reads, from the record itself: a copy of all that was ever recorded would be as
    large as the record, and old sentences would stay when better ones are written.
    """

    name: ClassVar[str] = "history"
    version: ClassVar[int] = 2
    handles: ClassVar[frozenset[str]] = frozenset(
        kind.TOPIC for kind in sentence.registry if kind not in {object, Event}
    )

    def create(self, connection: Connected, table: str) -> None:
        connection.execute(
            statement('CREATE TABLE {table} (subject text COLLATE "C" NOT NULL, position bigint NOT NULL)', table)
        )

    def index(self, connection: Connected, table: str) -> None:
        connection.execute(statement("ALTER TABLE {table} ADD PRIMARY KEY (subject, position)", table))

    def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        copying = statement("COPY {table} FROM STDIN", table)
        with connection.cursor() as cursor, cursor.copy(copying) as copy:
            copy.write("".join([f"{_subject(fact.stream)}\t{fact.position}\n" for fact in facts]))

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
        with connection.cursor(binary=True, row_factory=as_facts) as cursor:
            rows = [_row(subject, fact) for fact in cursor.execute(statement(_OF_SUBJECT, self.name), [subject])]
        return rows if as_of is None else [row for row in rows if row.recorded_at <= as_of]


_OF_SUBJECT: Final[LiteralString] = (
    "SELECT position, originator_id, originator_version, topic, state "
    "FROM {table} JOIN ledger.events ON notification_id = position WHERE subject = %s ORDER BY position"
)


def _subject(stream: str) -> str:
    """As COPY wants it; names of streams are plain, but the record may hold any."""
    subject = subject_of(stream)
    return subject if subject.isprintable() and "\\" not in subject else subject.translate(_ESCAPES)


_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _row(subject: str, entry: Fact) -> HistoryRow:
    event = entry.event
    told = event.provenance
    return HistoryRow(
        subject=subject,
        position=entry.position,
        stream=entry.stream,
        stream_version=entry.version,
        topic=entry.topic,
        recorded_at=told.recorded_at,
        effective_at=told.effective_at,
        actor=told.actor.person,
        role=told.actor.role,
        on_behalf_of=told.actor.on_behalf_of,
        policy=str(told.policy) if told.policy else None,
        command_id=told.command_id,
        sentence=sentence(event),
        payload=orjson.loads(entry.state),
    )

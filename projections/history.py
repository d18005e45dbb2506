"""History: everything that happened to a community, in order, in plain words and as it was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, LiteralString

import orjson

from aggregates.community.events import ChecklistOpened, CommunityClosed, SilenceExempted
from aggregates.event import Event
from aggregates.review_task.events import TaskOpened, TaskPostponed, TaskRestarted
from aggregates.review_task.handing_events import TaskPassedOn
from projections.corrections import Corrections
from projections.fact import Fact, as_facts
from projections.subjects import SUBJECT, subject_of
from projections.vantage import PRESENT, Choosing, Vantage
from projections.view import Connected, FromTheLog, statement
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
    true_since: Moment
    """When it became true, whether or not that differs."""
    actor: PersonId
    role: Role
    on_behalf_of: PersonId | None
    policy: str | None
    """The version that was applied, as `name@version`."""
    command_id: str
    sentence: str
    reason: str | None
    """Why, in the words of whoever did it."""
    due: Moment | None
    """The deadline that it set, where it did."""
    payload: dict[str, Any]
    corrects: list[int] = field(default_factory=list)
    """Positions of the facts that it says were wrong."""
    corrected_by: list[int] = field(default_factory=list)
    """Positions of the facts that say it was wrong, the last word at the end."""


class History(FromTheLog):
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

    def copy(self, connection: Connected, table: str, upto: int) -> None:
        connection.execute(statement(_COPY, table), [upto, list(self.handles)])

    # -- reading ------------------------------------------------------------------------------------------------

    def of_community(
        self, connection: Connected, community: CommunityId, vantage: Vantage = PRESENT
    ) -> list[HistoryRow]:
        """Its facts in the order of the log, as far as they are seen from there."""
        return self.of_stream(connection, community_stream(community), vantage)

    def of_policy(self, connection: Connected, name: PolicyName, vantage: Vantage = PRESENT) -> list[HistoryRow]:
        return self.of_stream(connection, policy_stream(name), vantage)

    def of_stream(self, connection: Connected, stream: str, vantage: Vantage = PRESENT) -> list[HistoryRow]:
        """Of a policy or a person, by the name of the stream."""
        with connection.cursor(binary=True, row_factory=as_facts) as cursor:
            facts = cursor.execute(statement(_OF_SUBJECT, self.name), [stream]).fetchall()
        return _rows(stream, facts, vantage)


_COPY: Final[LiteralString] = (
    "INSERT INTO {table} SELECT " + SUBJECT + ", notification_id FROM ledger.events "  # noqa: S608  literals
    "WHERE notification_id <= %s AND topic = ANY(%s)"
)
_OF_SUBJECT: Final[LiteralString] = (
    "SELECT position, originator_id, originator_version, topic, state "
    "FROM {table} JOIN ledger.events ON notification_id = position WHERE subject = %s ORDER BY position"
)


def _subject(stream: str) -> str:
    """As COPY wants it; names of streams are plain, but the record may hold any."""
    subject = subject_of(stream)
    return subject if subject.isprintable() and "\\" not in subject else subject.translate(_ESCAPES)


_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _rows(subject: str, facts: Sequence[Fact], vantage: Vantage) -> list[HistoryRow]:
    as_recorded = {fact.position: fact for fact in facts}
    corrections = Corrections()
    rows: dict[int, HistoryRow] = {}
    for fact in sorted(Choosing(vantage).choose(facts), key=lambda one: one.position):
        row = rows[fact.position] = _row(subject, fact, as_recorded[fact.position].state)
        for wrong in corrections.corrected_by(fact):
            row.corrects.append(wrong.position)
            rows[wrong.position].corrected_by.append(fact.position)
    return list(rows.values())


def _row(subject: str, entry: Fact, state: bytes) -> HistoryRow:
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
        true_since=told.true_since,
        actor=told.actor.person,
        role=told.actor.role,
        on_behalf_of=told.actor.on_behalf_of,
        policy=str(told.policy) if told.policy else None,
        command_id=told.command_id,
        sentence=sentence(event),
        reason=getattr(event, "reason", None) or getattr(event, "why", None),
        due=_due(event),
        payload=orjson.loads(state),
    )


def _due(event: Event) -> Moment | None:
    match event:
        case TaskOpened(terms=terms) | TaskPostponed(terms=terms) | TaskRestarted(terms=terms):
            return terms.due
        case TaskPassedOn(terms=anew):
            return anew.due if anew is not None else None
        case ChecklistOpened(not_before=at) | SilenceExempted(until=at) | CommunityClosed(restorable_until=at):
            return at
        case _:
            return None

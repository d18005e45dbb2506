"""Communities: each with its stage, what it waits for, and how alive it is."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Final, LiteralString

from aggregates.catalogue import CATALOGUE
from aggregates.community import events as community
from aggregates.review_task import events as task
from aggregates.signs.events import SignsRecorded, SignsRetracted
from projections.community_row import CommunityRow, begins, begun, change, changes, lived, settle
from projections.rows import Folded, Rows, Table, where
from projections.view import Connected, Fact, statement
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId
from vocabulary.stages import Stage

_ROWS: Final = Rows(CommunityRow)
_SIGNS: Final = frozenset({SignsRecorded.TOPIC, SignsRetracted.TOPIC})
_COUNTED: Final = frozenset(
    topic
    for topic, kind in CATALOGUE.items()
    if issubclass(kind, community.CommunityEvent) and not begins(kind) and not changes(kind)
)
"""Of these facts the view shows no more than that they were recorded."""
_BEGINNINGS: Final = frozenset(topic for topic, kind in CATALOGUE.items() if begins(kind))


class Communities(Folded[CommunityRow]):
    """One row a community."""

    rows: ClassVar[Rows[CommunityRow]] = _ROWS
    name: ClassVar[str] = "communities"
    version: ClassVar[int] = 5
    handles: ClassVar[frozenset[str]] = frozenset(
        topic
        for topic, kind in CATALOGUE.items()
        if issubclass(kind, community.CommunityEvent | task.TaskEvent | SignsRecorded | SignsRetracted)
        and kind is not task.TaskReminded
    )

    def create(self, connection: Connected, table: str) -> None:
        connection.execute(
            statement(
                'CREATE TABLE {table} (id text COLLATE "C" PRIMARY KEY, title text NOT NULL, stage text NOT NULL, '
                "since timestamptz NOT NULL, policy_name text NOT NULL, policy_version integer NOT NULL, lead text, "
                "proposer text, sponsor text, outcome text, launched_at timestamptz, anniversary integer NOT NULL, "
                "review_on timestamptz, silence text, silence_since timestamptz, at_risk boolean NOT NULL, "
                "waiting_for jsonb NOT NULL, last_sign_of_life timestamptz, heard jsonb NOT NULL, "
                "level text, calendar_group text, exempt_until timestamptz, restorable_until timestamptz, "
                "without_lead_since timestamptz, version bigint NOT NULL)",
                table,
            )
        )

    def index(self, connection: Connected, table: str) -> None:
        connection.execute(statement("CREATE INDEX ON {table} (stage, id)", table))
        connection.execute(statement("CREATE INDEX ON {table} (lead, id)", table))

    def fold(self, table: Table[CommunityRow], facts: Sequence[Fact]) -> None:
        changes: dict[CommunityId, list[Fact]] = {}
        for fact in facts:
            community_id = fact.community
            if community_id is not None:
                changes.setdefault(community_id, []).append(fact)
        known = table.load([one for one, news in changes.items() if news[0].topic not in _BEGINNINGS])
        for community_id, news in changes.items():
            row = known.get(community_id)
            for fact in news:
                if fact.topic in _BEGINNINGS:
                    row = known[community_id] = begun(fact.event)
                elif row is None:
                    continue
                elif fact.topic in _SIGNS:
                    lived(fact.stream.rpartition("/")[2], fact.fields["latest_of"], row)
                elif fact.topic in _COUNTED:
                    row.version = fact.version
                else:
                    change(fact.event, row)
            if row is not None:
                settle(row)
        table.store(known.values())

    # -- reading ------------------------------------------------------------------------------------------------

    def get(self, connection: Connected, community_id: CommunityId) -> CommunityRow | None:
        return _ROWS.load(connection, self.name, [community_id]).get(community_id)

    def find(
        self,
        connection: Connected,
        *,
        stages: Collection[Stage] = (),
        is_open: bool | None = None,
        lead: PersonId | None = None,
        text: str | None = None,
        limit: int | None = None,
    ) -> list[CommunityRow]:
        """Communities by id. `is_open` leaves out the closed ones, or all others; `text` is sought in id and title."""
        conditions: list[LiteralString] = []
        arguments: list[Any] = []
        if stages:
            conditions.append("stage = ANY(%s)")
            arguments.append([stage.value for stage in stages])
        if is_open is not None:
            conditions.append("(stage <> %s) = %s")
            arguments += [Stage.CLOSED.value, is_open]
        if lead is not None:
            conditions.append("lead = %s")
            arguments.append(lead)
        if text:
            conditions.append("strpos(lower(id || ' ' || title), lower(%s)) > 0")
            arguments.append(text)
        return _ROWS.select(connection, self.name, where(conditions) + " ORDER BY id LIMIT %s", [*arguments, limit])

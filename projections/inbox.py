"""Inbox: what people are asked, by when, and what they answered."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, Final, LiteralString

from aggregates.catalogue import CATALOGUE
from aggregates.community.events import CommunityImported, CommunityProposed, TermsRevised
from aggregates.event import Event
from aggregates.review_task import events as task
from projections.inbox_row import InboxRow, TaskRow, TaskState, change, opened, settle
from projections.rows import Folded, Rows, Table, where
from projections.subjects import community_of, task_of
from projections.view import Connected, Fact, statement
from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Moment
from vocabulary.tasks import TaskKind

TITLES: Final = "__titles"

_ROWS = Rows(TaskRow)
_READ = Rows(InboxRow)
_TITLED: Final[LiteralString] = (
    "(SELECT *, coalesce((SELECT named.title FROM {titles} named WHERE named.community = task.community), "
    "task.community) AS community_title FROM {table} task)"
)


class Inbox(Folded[TaskRow]):
    """One row a task, and beside it the title of every community."""

    rows: ClassVar[Rows[TaskRow]] = _ROWS
    name: ClassVar[str] = "inbox"
    version: ClassVar[int] = 5
    parts: ClassVar[tuple[str, ...]] = (TITLES,)
    handles: ClassVar[frozenset[str]] = frozenset(
        topic
        for topic, kind in CATALOGUE.items()
        if issubclass(kind, task.TaskEvent | CommunityProposed | CommunityImported | TermsRevised)
    )

    def create(self, connection: Connected, table: str) -> None:
        connection.execute(
            statement(
                'CREATE TABLE {table} (id text COLLATE "C" PRIMARY KEY, community text COLLATE "C" NOT NULL, '
                "kind text NOT NULL, item text, title text NOT NULL, assigned_to text NOT NULL, "
                "due timestamptz NOT NULL, opened_at timestamptz NOT NULL, further_roles text[] NOT NULL, "
                "reminders integer NOT NULL, escalation integer NOT NULL, voters text[] NOT NULL, "
                "at_the_top boolean NOT NULL, candidates text[] NOT NULL, claimed_by text, claimed_at timestamptz, "
                "above text[] NOT NULL, heirs text[] NOT NULL, stand_ins text[] NOT NULL, "
                "delegations jsonb NOT NULL, approvers text[] NOT NULL, "
                "endorsed text[] NOT NULL, people text[] NOT NULL, priority text NOT NULL, "
                "follow_ups jsonb NOT NULL, remarks jsonb NOT NULL, "
                "state text NOT NULL, choice text, "
                "decided_by text, decided_as text, on_behalf_of text, reason text, ended_at timestamptz)",
                table,
            )
        )
        connection.execute(
            statement(
                'CREATE TABLE {table} (community text COLLATE "C" PRIMARY KEY, title text NOT NULL)', table + TITLES
            )
        )

    def index(self, connection: Connected, table: str) -> None:
        # Closed tasks grow for ever and open ones do not: the indexes that an inbox is read by hold open ones only.
        for index in (
            "CREATE INDEX ON {table} (assigned_to, due, id) WHERE state = 'open'",
            "CREATE INDEX ON {table} (due, id) WHERE state = 'open' AND further_roles <> '{{}}'",
            "CREATE INDEX ON {table} (due, id) WHERE state = 'open'",
            "CREATE INDEX ON {table} (community, due, id)",
            "CREATE INDEX ON {table} USING gin (people) WHERE state = 'open' AND people <> '{{}}'",
        ):
            connection.execute(statement(index, table))

    def fold(self, table: Table[TaskRow], facts: Sequence[Fact]) -> None:
        titles: dict[CommunityId, str] = {}
        changes: dict[TaskId, list[Event]] = {}
        for fact in facts:
            match event := fact.event:
                case CommunityProposed() | TermsRevised():
                    titles[community_of(event.originator_id) or ""] = event.terms.title
                case CommunityImported():
                    titles[event.community] = event.title
                case task.TaskEvent():
                    changes.setdefault(task_of(event.originator_id), []).append(event)
        if titles:
            table.connection.execute(
                statement(
                    "INSERT INTO {table} (community, title) SELECT * FROM unnest(%s::text[], %s::text[]) "
                    "ON CONFLICT (community) DO UPDATE SET title = excluded.title",
                    table.name + TITLES,
                ),
                [list(titles), list(titles.values())],
            )
        self._answer(table, changes)

    def _answer(self, table: Table[TaskRow], changes: dict[TaskId, list[Event]]) -> None:
        older = [name for name, events in changes.items() if not isinstance(events[0], task.TaskOpened)]
        known = table.load(older)
        for name, events in changes.items():
            for event in events:
                if isinstance(event, task.TaskOpened):
                    known[name] = opened(event)
                else:
                    change(event, known[name])
            settle(known[name])
        table.store(known.values())

    # -- reading ------------------------------------------------------------------------------------------------

    def get(self, connection: Connected, task_id: TaskId) -> InboxRow | None:
        found = self._read(connection, where(["id = %s"]), [task_id], limit=1)
        return found[0] if found else None

    def find(
        self,
        connection: Connected,
        *,
        role: Role | None = None,
        community: CommunityId | None = None,
        kind: TaskKind | None = None,
        overdue_at: Moment | None = None,
        state: TaskState | None = "open",
        limit: int | None = None,
    ) -> list[InboxRow]:
        """Tasks by due date. `role` may answer them, by assignment or escalation; `overdue_at`: due before that."""
        conditions: list[LiteralString] = []
        arguments: list[Any] = []
        match state:
            case "open":
                conditions.append("state = 'open'")  # a literal, so that the partial indexes serve
            case str():
                conditions.append("state = %s")
                arguments.append(state)
        if community is not None:
            conditions.append("community = %s")
            arguments.append(community)
        if kind is not None:
            conditions.append("kind = %s")
            arguments.append(kind.value)
        if overdue_at is not None:
            conditions.append("state = 'open' AND due < %s")
            arguments.append(overdue_at)
        if role is None:
            return self._read(connection, where(conditions), arguments, limit)
        # Two questions, each with an index in the order of due dates, are faster than one with an OR.
        assigned = self._read(connection, where([*conditions, "assigned_to = %s"]), [*arguments, role.value], limit)
        escalated = self._read(
            connection,
            where([*conditions, "further_roles <> '{{}}'", "%s = ANY(further_roles)", "assigned_to <> %s"]),
            [*arguments, role.value, role.value],
            limit,
        )
        return sorted(assigned + escalated, key=lambda row: (row.due, row.id))[:limit]

    def addressed_to(
        self,
        connection: Connected,
        person: PersonId,
        *,
        roles: Collection[Role] = (),
        leads: Collection[CommunityId] = (),
        limit: int | None = None,
    ) -> list[InboxRow]:
        """What waits for one person: by name, or by a role in which nobody else was named or has claimed it.

        `roles` are those that the person holds everywhere, `leads` the communities that they lead: what all members
        of one are asked, nobody in particular is, so it waits for the lead.
        """
        found: dict[TaskId, InboxRow] = {}
        free: LiteralString = "state = 'open' AND candidates = '{{}}' AND (claimed_by IS NULL OR claimed_by = %s)"
        for role in sorted(set(roles) - {Role.LEAD, Role.MEMBER}):
            asked: list[LiteralString] = [free, "assigned_to = %s"]
            self._keep(found, self._read(connection, where(asked), [person, role.value], limit))
            higher: list[LiteralString] = ["state = 'open' AND further_roles <> '{{}}'", "%s = ANY(further_roles)"]
            self._keep(found, self._read(connection, where(higher), [role.value], limit))
        if leads:
            led: list[LiteralString] = [free, "assigned_to IN ('lead', 'member')", "community = ANY(%s)"]
            self._keep(found, self._read(connection, where(led), [person, list(leads)], limit))
            up_to_it: list[LiteralString] = [
                "state = 'open' AND further_roles <> '{{}}'",
                "'lead' = ANY(further_roles)",
                "community = ANY(%s)",
            ]
            self._keep(found, self._read(connection, where(up_to_it), [list(leads)], limit))
        named: list[LiteralString] = ["state = 'open' AND people <> '{{}}'", "people @> ARRAY[%s]"]
        self._keep(found, self._read(connection, where(named), [person], limit))
        return sorted(found.values(), key=lambda row: (row.due, row.id))[:limit]

    @staticmethod
    def _keep(found: dict[TaskId, InboxRow], rows: list[InboxRow]) -> None:
        found.update((row.id, row) for row in rows)

    def _read(
        self, connection: Connected, condition: LiteralString, arguments: list[Any], limit: int | None
    ) -> list[InboxRow]:
        tail = condition + " ORDER BY due, id LIMIT %s"
        return _READ.select(connection, self.name, tail, [*arguments, limit], source=_TITLED, titles=self.name + TITLES)

"""Who belongs to the core of each community: whoever leads it, and its key members. Kept beside the vital signs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from aggregates.community.events import CommunityProposed, TermsRevised
from aggregates.community.leading_events import CoreChanged, LeadLeft, LeadNamed
from aggregates.event import Event
from projections.fact import Fact
from projections.rows import Rows, Table
from projections.view import Connected, statement
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId

TOPICS: Final = frozenset(kind.TOPIC for kind in (CommunityProposed, TermsRevised, CoreChanged, LeadNamed, LeadLeft))


class Carried(Protocol):
    """A row that knows who carries a community."""

    lead: PersonId | None
    key_members: list[PersonId]
    """In order; the lead may be among them."""


@dataclass(slots=True)
class CoreRow:
    """One community."""

    id: CommunityId
    lead: PersonId | None = None
    key_members: list[PersonId] = field(default_factory=list)


def core_of(row: Carried) -> set[PersonId]:
    """All of them, each once."""
    return {*row.key_members, *([row.lead] if row.lead else [])}


def carry(event: Event, row: Carried) -> None:
    """Brings one of the facts that say who carries a community into a row; other views keep such rows, too."""
    match event:
        case CommunityProposed(terms=terms) | TermsRevised(terms=terms):
            row.lead, row.key_members = terms.lead, sorted(terms.core)
        case CoreChanged():
            row.key_members = sorted({*row.key_members, *event.joined}.difference(event.left))
        case LeadNamed():
            row.lead = event.lead
        case LeadLeft():
            row.lead = None


CORE_ROWS: Final = Rows(CoreRow)


def create(connection: Connected, table: str) -> None:
    connection.execute(
        statement(
            'CREATE TABLE {table} (id text COLLATE "C" PRIMARY KEY, lead text COLLATE "C", '
            'key_members text[] COLLATE "C" NOT NULL)',
            table,
        )
    )


def fold(table: Table[CoreRow], facts: Sequence[Fact]) -> None:
    """Brings facts of `TOPICS` into the table."""
    rows = table.load({fact.community or "" for fact in facts})
    for fact in facts:
        community = fact.community or ""
        carry(fact.event, rows.setdefault(community, CoreRow(community)))
    table.store(rows.values())

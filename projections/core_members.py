"""Who belongs to the core of each community: a part of the vital signs, kept beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, LiteralString

from aggregates.community.events import CommunityProposed, TermsRevised
from aggregates.community.leading_events import CoreChanged, LeadNamed
from projections.fact import Fact
from projections.rows import columns
from projections.view import Connected, statement
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId

TOPICS: Final = frozenset(kind.TOPIC for kind in (CommunityProposed, TermsRevised, CoreChanged, LeadNamed))

_GONE: Final[LiteralString] = (
    "DELETE FROM {table} WHERE (community, person) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
)
_THERE: Final[LiteralString] = "INSERT INTO {table} SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING"


def create(connection: Connected, table: str) -> None:
    columns: LiteralString = 'community text COLLATE "C", person text COLLATE "C"'
    connection.execute(
        statement("CREATE TABLE {table} (" + columns + ", PRIMARY KEY (community, person))", table)  # literals
    )


def fold(connection: Connected, table: str, facts: Sequence[Fact]) -> None:
    """Brings facts of `TOPICS` into the table."""
    told: dict[CommunityId, _Core] = {}
    for fact in facts:
        community = fact.community or ""
        match event := fact.event:
            case CommunityProposed(terms=terms) | TermsRevised(terms=terms):
                told[community] = _Core(whole={terms.lead, *terms.core})
            case CoreChanged() | LeadNamed():
                told.setdefault(community, _Core()).change(event)
    _write(connection, table, told)


def _write(connection: Connected, table: str, told: Mapping[CommunityId, "_Core"]) -> None:
    if anew := sorted(community for community, one in told.items() if one.whole is not None):
        connection.execute(statement("DELETE FROM {table} WHERE community = ANY(%s)", table), [anew])
    for saying, people in (
        (_GONE, sorted((community, person) for community, one in told.items() for person in one.left)),
        (_THERE, sorted((community, person) for community, one in told.items() for person in one.there)),
    ):
        if people:
            connection.execute(statement(saying, table), columns(people))


@dataclass(slots=True)
class _Core:
    """What is told of who belongs to the core of a community, in one batch."""

    whole: set[PersonId] | None = None
    """All of it; None where only changes were told."""
    joined: set[PersonId] = field(default_factory=set)
    left: set[PersonId] = field(default_factory=set)

    def change(self, event: CoreChanged | LeadNamed) -> None:
        joined, left = ((event.lead,), ()) if isinstance(event, LeadNamed) else (event.joined, event.left)
        self.joined = self.joined.difference(left).union(joined)
        self.left = self.left.difference(joined).union(left)

    @property
    def there(self) -> set[PersonId]:
        """Who belongs to it, as far as is told."""
        return (self.whole or set()) - self.left | self.joined

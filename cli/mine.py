"""What waits for one person: `task list --mine`."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cli.options import Home
from cli.session import reading, settings
from vocabulary.people import PersonId, Role
from vocabulary.tasks import TaskKind

if TYPE_CHECKING:
    from adapters.directory import Directory
    from projections.inbox_row import InboxRow
    from projections.reading import Views
    from projections.view import Connected


@dataclass(frozen=True, slots=True)
class Mine:
    """A task in somebody's own list."""

    row: "InboxRow"
    whom: PersonId | None
    """For whom it would be answered; None where it is the reader's own."""


def mine(
    home: Home, person: PersonId, role: Role | None, at: datetime, *, kind: TaskKind | None, overdue: bool
) -> list[Mine]:
    """Everything that waits for a person, by name, by role, and for whoever is away or has delegated; by due date."""
    from adapters.directory import open_directory

    with open_directory(settings(home).require_database()) as directory, reading(home) as (views, connection):
        return waiting_for(views, connection, directory, person, role, at, kind=kind, overdue=overdue)


def waiting_for(
    views: "Views",
    connection: "Connected",
    directory: "Directory",
    person: PersonId,
    role: Role | None,
    at: datetime,
    *,
    kind: TaskKind | None = None,
    overdue: bool = False,
) -> list[Mine]:
    """The same, of views that are open already."""
    from projections.waiting import waiting_for as rows_for

    principals = [row.person for row in views.absences.find(connection, decided_by=person, at=at)]
    roles = {known.id: set(known.roles) for known in directory.find(ids=[person, *principals])}
    if role is not None:
        roles.setdefault(person, set()).add(role)
    found: dict[str, Mine] = {}
    for whose in (person, *principals):
        for row in rows_for(connection, whose, roles.get(whose, set())):
            found.setdefault(row.id, Mine(row, None if whose == person else whose))
    kept = [one for one in found.values() if _belongs(one.row, person, at, kind, overdue=overdue)]
    return sorted((_delegated(one, person) for one in kept), key=lambda one: (one.row.due, one.row.id))


def _belongs(row: "InboxRow", person: PersonId, at: datetime, kind: TaskKind | None, *, overdue: bool) -> bool:
    later = row.follow_ups.get(person)
    if later is not None and later > at and not row.is_overdue(at):
        return False
    return (kind is None or row.kind is kind) and (not overdue or row.is_overdue(at))


def _delegated(one: Mine, person: PersonId) -> Mine:
    """A task that somebody delegated is answered for them, unless it is the reader's own as well."""
    row = one.row
    own = person in (row.claimed_by, *row.candidates, *row.above, *row.approvers)
    principal = next((link.principal for link in row.delegations if link.delegate == person), None)
    return Mine(row, principal) if principal and not own and one.whom is None else one


def because(one: Mine, person: PersonId) -> str:
    """Why it is in somebody's list."""
    row = one.row
    if one.whom:
        return f"you answer for {one.whom}"
    if row.claimed_by == person:
        return "you claimed it"
    if person in row.approvers and person not in row.endorsed:
        return "you are asked to agree"
    if person in row.heirs:
        return "who was asked has left"
    if person in row.above:
        return "it was escalated to you"
    return "you were named" if person in row.candidates else f"asked of {', '.join(row.deciders)}"

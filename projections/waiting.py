"""What waits for one person, of two views: by name, by role, and by the communities that they lead."""

from collections.abc import Collection

from projections.catalogue import COMMUNITIES, INBOX
from projections.inbox_row import InboxRow
from projections.view import Connected
from vocabulary.people import PersonId, Role


def waiting_for(connection: Connected, person: PersonId, roles: Collection[Role]) -> list[InboxRow]:
    """By due date; `roles` are those that the person holds everywhere."""
    leads = [row.id for row in COMMUNITIES.find(connection, lead=person, is_open=True)]
    return INBOX.addressed_to(connection, person, roles=roles, leads=leads)

"""Who leads a community, that nobody does any more, and who belongs to its core."""

from typing import ClassVar

from aggregates.community.events import CommunityEvent
from vocabulary.people import PersonId
from vocabulary.terms import Members, People, Reason


class CoreChanged(CommunityEvent):
    """Who belongs to its core beside the lead; its terms of reference stay as they were agreed."""

    TOPIC: ClassVar[str] = "community.core_changed"
    joined: People = ()
    left: People = ()
    reason: Reason | None = None


class MembersCounted(CommunityEvent):
    """How many members it has, as its platform or its list says; `effective_at` says when, where that was earlier."""

    TOPIC: ClassVar[str] = "community.members_counted"
    members: Members


class LeadNamed(CommunityEvent):
    """From now on somebody else leads it; its terms of reference stay as they were agreed."""

    TOPIC: ClassVar[str] = "community.lead_named"
    lead: PersonId
    reason: Reason | None = None


class LeadLeft(CommunityEvent):
    """Nobody leads it until somebody is named. Where the lead left the organisation, `effective_at` says when."""

    TOPIC: ClassVar[str] = "community.lead_left"
    lead: PersonId | None
    """None where it was brought in and nobody ever knew who led it."""
    reason: Reason | None = None

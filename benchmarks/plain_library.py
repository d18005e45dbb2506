"""The limit for decisions: the library's default application taking the same kind of decision."""

from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event


class PlainCommunity(Aggregate):
    """As much of a community as the decision touches."""

    @event("Proposed")
    def __init__(self, title: str) -> None:
        self.title = title
        self.stage = "review"

    @event("PassedReview")
    def pass_review(self, by: str, role: str, command_id: str, policy: str) -> None:
        self.stage = "approval"


class PlainTask(Aggregate):
    """As much of a task as the decision touches."""

    @event("Opened")
    def __init__(self, community: str, assigned_to: str) -> None:
        self.community = community
        self.assigned_to = assigned_to
        self.ending: str | None = None

    @event("Decided")
    def decide(self, choice: str, by: str, role: str, command_id: str, policy: str) -> None:
        self.ending = choice


class PlainApplication(Application[UUID]):
    """Everything as the library does it by default: JSON, its recorder, no cache."""

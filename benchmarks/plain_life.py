"""The limit for replaying: a community's life by the library's default aggregate, events and transcoder."""

from datetime import datetime
from typing import Any

from eventsourcing.domain import Aggregate, event

Told = dict[str, str]


class PlainLife(Aggregate):
    """As much of a community as the replayed facts change."""

    @event("Proposed")
    def __init__(self, terms: dict[str, Any], told: Told) -> None:
        self.terms = terms
        self.stage = "draft"
        self.lead: str = terms["lead"]
        self.core = set(terms["key_members"])
        self.level: str | None = None
        self.group: str | None = None
        self.exempt_until: datetime | None = None
        self.silent_since: datetime | None = None

    @event("Submitted")
    def submit(self, told: Told) -> None:
        self.stage = "review"

    @event("PassedReview")
    def pass_review(self, told: Told) -> None:
        self.stage = "approval"

    @event("Approved")
    def approve(self, told: Told) -> None:
        self.stage = "launch"

    @event("ChecklistOpened")
    def open_checklist(self, items: list[str], tasks: list[str], not_before: datetime | None, told: Told) -> None:
        self.items = items

    @event("Launched")
    def launch(self, told: Told) -> None:
        self.stage = "active"

    @event("Placed")
    def place(self, level: str, group: str, told: Told) -> None:
        self.level, self.group = level, group

    @event("LeadNamed")
    def name_lead(self, lead: str, reason: str, told: Told) -> None:
        self.lead = lead

    @event("Exempted")
    def exempt(self, owner: str, until: datetime, reason: str, told: Told) -> None:
        self.exempt_until = until

    @event("ExemptionRevoked")
    def revoke_exemption(self, reason: str, told: Told) -> None:
        self.exempt_until = None

    @event("LeadNudged")
    def nudge_lead(self, silent_since: datetime, told: Told) -> None:
        self.silent_since = silent_since

    @event("Revived")
    def revive(self, sign_at: datetime, told: Told) -> None:
        self.silent_since = None

    @event("CoreChanged")
    def change_core(self, joined: list[str], left: list[str], reason: str, told: Told) -> None:
        self.core = (self.core - set(left)) | set(joined)

"""Who leads a community: somebody is named, hands over, steps down, or has left the organisation."""

from typing import Final

from aggregates.community.governance import CommunityGovernance
from aggregates.community.leading_events import LeadLeft, LeadNamed
from vocabulary.people import Actor, PersonId, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import NothingAsked, WrongRole, WrongStage
from vocabulary.stages import Stage

NAMING: Final = frozenset({Role.KM, Role.MANAGEMENT, Role.ADMIN})
"""Whoever may say who leads a community, beside its present lead."""


class CommunityLeading(CommunityGovernance):
    """Decides on who leads it, in every stage but the last."""

    def name_lead(self, lead: PersonId, reason: str | None, provenance: Provenance) -> None:
        """Whoever leads it already changes nothing."""
        self._must_be_led("nobody leads it any more")
        self._must_say_who_leads(provenance.actor)
        if lead != self.lead:
            self._happened(LeadNamed, provenance, lead=lead, reason=reason)

    def release_lead(self, reason: str, provenance: Provenance) -> None:
        """The lead steps down, or is said to lead it no more; where nobody leads it by the record, changes nothing."""
        self._must_be_led("nobody leads it any more")
        self._must_say_who_leads(provenance.actor)
        if self.without_lead_since is None:
            self._happened(LeadLeft, provenance, lead=self.lead, reason=reason)

    def note_that_lead_left(self, lead: PersonId, provenance: Provenance) -> None:
        """The lead left the organisation; `provenance.effective_at` says when."""
        self._must_be_led("who led it matters no more")
        if self.lead != lead:
            raise NothingAsked(f"{lead} does not lead {self.community} (any more); {self.lead or 'nobody'} does")
        self._happened(LeadLeft, provenance, lead=lead, reason="has left the organisation")

    def _must_be_led(self, because: str) -> None:
        if self.stage is Stage.CLOSED:
            raise WrongStage(f"{self.community} is closed; {because}")

    def _must_say_who_leads(self, actor: Actor) -> None:
        if actor.role in NAMING or (actor.role is Role.LEAD and actor.person == self.lead):
            return
        leads = f"{self.lead}, who leads it now" if self.lead else "nobody else, for nobody leads it now"
        raise WrongRole(f"who leads {self.community} is said by the KM team, by Management and by {leads}")

"""Who leads a community and who belongs to its core: named, handed over, stepped down, left the organisation."""

from collections.abc import Iterable
from typing import Final

from aggregates.community.governance import CommunityGovernance
from aggregates.community.leading_events import CoreChanged, LeadLeft, LeadNamed, MembersCounted
from vocabulary.people import Actor, PersonId, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import InFuture, InPast, Malformed, NothingAsked, UnknownItem, WrongRole, WrongStage
from vocabulary.stages import Stage

NAMING: Final = frozenset({Role.KM, Role.MANAGEMENT, Role.ADMIN})
"""Whoever may say who leads a community, beside its present lead."""

MOST_IN_CORE: Final = 100


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

    def change_core(
        self, join: Iterable[PersonId], leave: Iterable[PersonId], reason: str | None, provenance: Provenance
    ) -> None:
        """Who belongs to it already, or does not any more, changes nothing."""
        self._must_be_led("its core matters no more")
        self._must_say_who_leads(provenance.actor, "who belongs to the core of")
        joined, left = frozenset(join), frozenset(leave)
        if both := sorted(joined & left):
            raise Malformed(f"{both[0]} can't join and leave at once; say one of the two")
        unknown = sorted(left - self.core)
        if unknown:
            known = ", ".join(sorted(self.core)) or "nobody"
            raise UnknownItem(f"{unknown[0]} does not belong to the core of {self.community}; {known} does")
        if len(self.core | joined) > MOST_IN_CORE:
            raise Malformed(f"a core of more than {MOST_IN_CORE} people is none; name those who carry the community")
        new = joined - self.core
        if new or left:
            self._happened(CoreChanged, provenance, joined=tuple(sorted(new)), left=tuple(sorted(left)), reason=reason)

    def count_members(self, members: int, provenance: Provenance) -> None:
        """So many there are, now or on the day that `provenance.effective_at` says; the same again changes nothing."""
        self._must_be_led("its members matter no more")
        self._must_say_who_leads(provenance.actor, "how many members there are in")
        on = provenance.true_since
        if on > provenance.recorded_at:
            raise InFuture(f"{on:%Y-%m-%d %H:%M} UTC has not come yet; say how many there are now")
        if on < self.known_since:
            raise InPast(f"{on:%Y-%m-%d %H:%M} UTC is before {self.community} began")
        if self.counted.get(on) != members:
            self._happened(MembersCounted, provenance, members=members)

    def _must_be_led(self, because: str) -> None:
        if self.stage is Stage.CLOSED:
            raise WrongStage(f"{self.community} is closed; {because}")

    def _must_say_who_leads(self, actor: Actor, what: str = "who leads") -> None:
        if actor.role in NAMING or (actor.role is Role.LEAD and actor.person == self.lead):
            return
        leads = f"{self.lead}, who leads it now" if self.lead else "nobody else, for nobody leads it now"
        raise WrongRole(f"{what} {self.community} is said by the KM team, by Management and by {leads}")

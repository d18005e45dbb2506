"""What is settled about a community rather than by it: its policy, level and group, exemption, renewal, restoration."""

from datetime import datetime

from aggregates.community import events as happened
from aggregates.community.spending import CommunitySpending
from vocabulary.people import Actor, PersonId, Role
from vocabulary.provenance import PolicyRef, Provenance
from vocabulary.refusals import InPast, OwnCommunity, OwnRequest, TooLate, WrongRole, WrongStage
from vocabulary.stages import Outcome, Stage
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import ItemName


class CommunityGovernance(CommunitySpending):
    """Decides on what the organisation settles about a community."""

    def adopt(self, policy: PolicyRef, provenance: Provenance) -> None:
        """Lives by another policy, or version, from now on; the one that it lives by already changes nothing."""
        if self.stage is Stage.CLOSED:
            raise WrongStage(f"{self.community} is closed; it adopts no policy any more")
        if provenance.actor.role not in {Role.KM, Role.ADMIN, Role.SYSTEM}:
            raise WrongRole("policies are adopted for communities by the KM team")
        if policy != self.policy:
            self._happened(happened.PolicyAdopted, provenance, policy=policy)

    def place(self, level: ItemName | None, group: ItemName | None, provenance: Provenance) -> None:
        if self.stage is Stage.CLOSED:
            raise WrongStage(f"{self.community} is closed; it has no place any more")
        if provenance.actor.role not in {Role.KM, Role.ADMIN}:
            raise WrongRole(f"the KM team says to which level and group {self.community} belongs")
        if (level, group) != (self.level, self.group):
            self._happened(happened.CommunityPlaced, provenance, level=level, group=group)

    def exempt(self, owner: PersonId, until: datetime, reason: str, provenance: Provenance) -> None:
        """Its silence is not followed up until a day; a ladder that was begun is left."""
        self._must_live("a living community is exempted")
        self.must_not_concern(provenance.actor)
        if until <= provenance.recorded_at:
            raise InPast(f"{until:%Y-%m-%d} has passed; an exemption ends on a day to come")
        self._happened(happened.SilenceExempted, provenance, owner=owner, until=until, reason=reason)

    def revoke_exemption(self, reason: str, provenance: Provenance) -> None:
        if self.stage is Stage.CLOSED:
            raise WrongStage(f"{self.community} is closed; nobody follows up its silence, and nothing is to be revoked")
        if self.exempt_until is None or self.exempt_until <= provenance.recorded_at:
            raise WrongStage(f"{self.community} is not exempt now; there is nothing to revoke")
        self._happened(happened.ExemptionRevoked, provenance, reason=reason)

    def renew_itself(self, anniversary: int, on: datetime, sign_at: datetime, provenance: Provenance) -> None:
        if self.stage is not Stage.ACTIVE:
            raise WrongStage(f"{self.community} is in stage {self.stage.value!r}; it renews itself while it is active")
        if self.silence is not None:
            raise WrongStage(f"{self.community} is followed up for its silence; somebody has to look at it")
        if anniversary <= self.anniversary:
            raise WrongStage(f"anniversary {anniversary} of {self.community} was reviewed before")
        self._happened(happened.CommunityRenewedItself, provenance, anniversary=anniversary, on=on, sign_at=sign_at)

    def restore(self, reason: str, provenance: Provenance) -> None:
        """Brings it back as it was, within the time that was fixed when it was closed."""
        if self.stage is not Stage.CLOSED or self.outcome is not Outcome.SUNSET:
            raise WrongStage(f"{self.community} was not ended by a sunset; there is nothing to restore")
        until = self.restorable_until
        if until is None:
            raise TooLate(f"the policy of {self.community} lets nobody restore it; propose it anew")
        if provenance.recorded_at > until:
            raise TooLate(f"{self.community} could be restored until {until:%Y-%m-%d %H:%M} UTC; propose it anew")
        self._happened(happened.CommunityRestored, provenance, reason=reason)

    def must_not_concern(self, actor: Actor) -> None:
        """Nobody decides on their own community: neither who answers, nor whom they answer for."""
        own = [person for person in _concerned(actor) if person in self.insiders]
        if own:
            raise OwnCommunity(f"{own[0]} belongs to {self.community}; somebody else has to decide")

    def must_not_be_requested_by(self, actor: Actor, terms: TaskTerms) -> None:
        """Nobody decides on what they asked for or filed."""
        authors = self.authors_of(terms)
        own = [person for person in _concerned(actor) if person in authors]
        if own:
            raise OwnRequest(f"{own[0]} stands behind what {terms.id} is about; somebody else has to decide")

    @property
    def insiders(self) -> frozenset[PersonId]:
        """Those whose own community it is."""
        return self.core.union(filter(None, (self.lead, self.proposer)))


def _concerned(actor: Actor) -> list[PersonId]:
    """Whoever answers, and whom they answer for."""
    return [person for person in (actor.person, actor.on_behalf_of) if person]

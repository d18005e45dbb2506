"""The people of a rehearsal: whoever is asked answers in their time, authors hand in again what came back."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Final

from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.commands.decisions import decide
from aggregates.commands.proposals import submit
from aggregates.community.events import ProposalReturned
from aggregates.desk import Desk
from aggregates.event import Event
from aggregates.review_task.events import TaskOpened
from simulation.habits import Habits, Reply
from simulation.rehearsal import Rehearsal
from vocabulary.ids import CommunityId, community_stream
from vocabulary.people import Actor, Role
from vocabulary.stages import Stage
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import PLAIN_YES

REASON: Final = "as people usually decide"
"""Given with every answer that needs a reason."""
_COMMUNITY: Final = community_stream("")


Office = Callable[[Role, CommunityId], Actor]
"""Who acts in a role of the organisation, where a community is concerned."""


class People:
    """Hears of every fact and acts on it later; what one community meets does not depend on the others."""

    def __init__(self, habits: Habits, seed: int, office: Office | None = None) -> None:
        self._habits = habits
        self._seed = seed
        self._office = office or _whoever_holds
        self._chances: dict[CommunityId, Random] = {}
        self._rehearsal: Rehearsal | None = None

    def join(self, rehearsal: Rehearsal) -> None:
        """From now on they act there."""
        self._rehearsal = rehearsal

    def chance(self, community: CommunityId) -> Random:
        """The community's own source of chance."""
        if community not in self._chances:
            self._chances[community] = Random(f"{self._seed}/{community}")  # noqa: S311  no secret hangs on it
        return self._chances[community]

    def hear(self, event: Event) -> None:
        """Makes up their mind about what concerns them."""
        if isinstance(event, TaskOpened):
            self.take_up(event.terms, event.provenance.recorded_at)
        elif isinstance(event, ProposalReturned):
            self._think_about(event.originator_id.removeprefix(_COMMUNITY), event.provenance.recorded_at)

    def take_up(self, terms: TaskTerms, asked: datetime) -> None:
        """Somebody will answer a question, or nobody."""
        reply = self._habits.reply(terms, asked, self.chance(terms.community))
        if reply is not None:
            self._there.arrange(reply.at, lambda: self._answer(terms, reply))

    def _answer(self, terms: TaskTerms, reply: Reply) -> None:
        there = self._there
        if not Desk(there.app, fresh=False).task(terms.id).is_open:
            return
        actor = self._whoever_is(terms.assigned_to, terms.community)
        if actor is not None:
            there.act(terms.community, lambda app, command: _decide(app, command, terms, reply), actor)

    def _think_about(self, community: CommunityId, returned: datetime) -> None:
        moment = self._habits.resubmission(returned, self.chance(community))
        if moment is not None:
            self._there.arrange(moment, lambda: self._hand_in(community))

    def _hand_in(self, community: CommunityId) -> None:
        author = self._whoever_is(Role.LEAD, community)
        if author is not None and self._there.community(community).stage is Stage.DRAFT:
            self._there.act(community, lambda app, command: submit(app, community, command), author)

    def _whoever_is(self, role: Role, community: CommunityId) -> Actor | None:
        """Roles are enough to tell people apart here; only a lead is somebody in particular, or nobody."""
        if role is not Role.LEAD:
            return self._office(role, community)
        lead = self._there.community(community).lead
        return Actor(person=lead, role=role) if lead is not None else None

    @property
    def _there(self) -> Rehearsal:
        if self._rehearsal is None:
            msg = "people join a rehearsal before they hear of anything"
            raise RuntimeError(msg)
        return self._rehearsal


def _whoever_holds(role: Role, _: CommunityId) -> Actor:
    return Actor(person=f"the-{role.value}", role=role)


def _decide(app: Perennial, command: Command, terms: TaskTerms, reply: Reply) -> str:
    reason = reply.reason or (None if reply.choice in PLAIN_YES else REASON)
    return decide(app, terms.id, reply.choice, command, reason=reason)

"""Communities live through years in seconds: the workflow's loop over a heap of moments instead of Temporal."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final, TypeVar

from activities.lifecycle import LifecycleActivities
from activities.standing import rules_of, standing_of, with_sign
from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.commands.publishing import publish
from aggregates.commands.signs_of_life import record_sign
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.event import Event
from aggregates.signs.plausible import WELCOME
from policies.document import LifecycleRules
from policies.process import agenda, first_due, step_of
from policies.process.due import Due
from policies.standing import Standing
from policies.step import Act, Finish, Wait
from simulation.foreseen import matters, next_look, nothing_hangs_on_a_sign
from simulation.memory import Listener
from simulation.signs import AttentiveLedger, SignsToCome
from vocabulary.ids import CommunityId, person_stream
from vocabulary.people import THE_CLOCK, Actor
from vocabulary.provenance import PolicyRef
from vocabulary.signs import SignOfLife

T = TypeVar("T")

Watcher = Callable[[CommunityId, Due], object]
"""Is told of everything that the clock does, just before it does it, with the rule that says so."""
Entry = tuple[datetime, int, int, Callable[[], object]]
"""A moment, who acts then, a number that keeps the order in which entries were made, and what is done."""
PEOPLE: Final = 0
CLOCK: Final = 1
"""Whoever acts at the very moment of a deadline is in time: people come before the clock."""
AHEAD: Final = (Wait, Finish)
"""Steps that are not taken but waited for."""
MOST_STEPS_AT_ONCE: Final = 500
"""More than any community can have due at one moment, with all its reminders; beyond it the clock spins."""


class ClockSpins(Exception):  # noqa: N818  named after what happens
    """One community has steps due without end at one moment; the rules and the aggregates contradict each other."""


class Rehearsal:
    """One organisation, its communities and its clock.

    `listen` is told of every fact as it is recorded, `watch` of the rule by which the clock does what.

    Obeys `next_step` exactly as the workflow does: takes what is due, waits until the next deadline, and looks at the
    standing again when it comes or when somebody has acted. Not for use by several threads.
    """

    def __init__(
        self,
        rules: LifecycleRules,
        now: datetime,
        *,
        listen: Listener | None = None,
        watch: Watcher | None = None,
        known: Iterable[Event] = (),
        by: Actor = THE_CLOCK,
    ) -> None:
        """`known` was recorded before, such as how the policy was published; else `by` publishes it."""
        self.now = now.astimezone(UTC)
        self.ledger = AttentiveLedger(listen)
        self.ledger.take_over(known)
        self.app = Perennial(self.ledger, cached=None)
        self._activities = LifecycleActivities(self.app)
        self._watch = watch
        self._agenda: list[Entry] = []
        self._entries = count()
        self._alarms: dict[CommunityId, int] = {}
        """The entry that wakes a community; earlier ones are switched off."""
        self._standings: dict[CommunityId, Standing] = {}
        """Where each one stands, as far as nothing has happened to it since."""
        self._signs: dict[CommunityId, tuple[SignsToCome, ...]] = {}
        self._acts: dict[CommunityId, int] = {}
        self.publish(rules, by)

    # -- people -----------------------------------------------------------------------------------------------------

    def publish(self, rules: LifecycleRules, by: Actor = THE_CLOCK) -> PolicyRef:
        """Publishes a policy's next version; communities that are proposed from now on adopt it."""
        command = Command(by=by, at=self.now, id=f"publish {rules.name} {rules.digest()}")
        return publish(self.app, rules.name, rules.canonical(), command)

    def act(
        self,
        community: CommunityId,
        carry_out: Callable[[Perennial, Command], T],
        by: Actor,
        *,
        command_id: str | None = None,
    ) -> T:
        """Somebody does something to a community now, and the clock looks at it. Refusals are the command's own."""
        self._hear(community)
        number = self._acts[community] = self._acts.get(community, 0) + 1
        command = Command(by=by, at=self.now, id=command_id or f"{community}: act {number}")
        answer = carry_out(self.app, command)
        self._standings.pop(community, None)
        self.follow(community)
        return answer

    def arrange(self, moment: datetime, do: Callable[[], object]) -> None:
        """Somebody will do something at a moment, unless it is past: then it is done next."""
        heappush(self._agenda, (max(moment, self.now), PEOPLE, next(self._entries), do))

    def show_signs(self, community: CommunityId, *signs: SignsToCome) -> None:
        """From now on the community is heard of at these moments; takes the place of earlier such plans.

        One plan a kind of sign. Each sign is what `record_sign` makes of it, where it makes a difference: a silent
        community is revived by it at once. Where nobody listens, only the latest is remembered, and no fact is written.
        """
        self._hear(community)
        for plan in signs:
            plan.moments.latest_until(self.now)
        self._signs[community] = signs
        if community in self._alarms:
            self.follow(community)

    def tell(self, community: CommunityId, sign: SignOfLife, by: Actor) -> None:
        """Somebody records a sign of life now: a fact, whether or not it makes a difference."""
        standing = self._known(community)
        record_sign(self.app, community, sign, Command(by=by, at=self.now, id=f"sign/{community}/{sign.source_id}"))
        if nothing_hangs_on_a_sign(standing):
            rules = self.rules(standing.policy)
            self._standings[community] = with_sign(rules, standing, sign.kind, sign.happened_at)
        else:
            self.look_again(community)

    # -- time -------------------------------------------------------------------------------------------------------

    def follow(self, community: CommunityId) -> None:
        """The clock looks at a community now, takes what is due, and keeps an eye on it from then on."""
        self._hear(community)
        self._await(community, *self._catch_up(community))

    def look_again(self, community: CommunityId) -> None:
        """Something happened elsewhere that concerns the community too: the clock looks at it afresh."""
        self._standings.pop(community, None)
        self.follow(community)

    def hear_of(self, fact: Event) -> None:
        """A fact about a person, recorded elsewhere, is known from now on: the clock looks at what they lead."""
        self.ledger.take_over([fact])
        self.app.bring_up_to_date([fact.originator_id])
        for community in list(self._alarms):
            lead = self._known(community).lead
            if lead is not None and person_stream(lead) == fact.originator_id:
                self.look_again(community)

    def pass_time(self, until: datetime) -> None:
        """Goes from one moment to the next at which something happens, up to and including `until`."""
        while self._agenda and self._agenda[0][0] <= until:
            moment, _, _, do = heappop(self._agenda)
            self.now = moment
            do()
        self.now = max(self.now, until)

    def end(self) -> None:
        """Nothing happens any more, and nobody is told; what it held is free at once, without a search for cycles."""
        self._agenda.clear()
        self.ledger.listen(None)

    @property
    def next_moment(self) -> datetime | None:
        """When something may happen next."""
        return self._agenda[0][0] if self._agenda else None

    # -- what stands ------------------------------------------------------------------------------------------------

    def standing(self, community: CommunityId) -> Standing:
        """As of everything that happened until now; raises CommunityNotFound."""
        self._hear(community)
        return self._known(community)

    def community(self, community: CommunityId) -> Community:
        return Desk(self.app, fresh=False).community(community)

    def rules(self, ref: PolicyRef) -> LifecycleRules:
        """A published version's rules."""
        return rules_of(self.app, ref)

    def _known(self, community: CommunityId) -> Standing:
        standing = self._standings.get(community)
        if standing is None:
            standing = self._standings[community] = standing_of(self.app, community, fresh=False)
        return standing

    # -- the clock --------------------------------------------------------------------------------------------------

    def _catch_up(self, community: CommunityId) -> tuple[Wait | Finish, list[Due]]:
        """Takes every step that is due, and returns what is ahead: the next, and all of it."""
        standing = self._known(community)
        for _ in range(MOST_STEPS_AT_ONCE):
            ahead = agenda(self.rules(standing.policy), standing, self.now)
            step = step_of(ahead, standing, self.now)
            if isinstance(step, AHEAD):
                return step, ahead
            self._tell(community, standing)
            standing = self._standings[community] = self._take(step)
        raise ClockSpins(f"{community} has something due without end at {self.now}; the last was {step!r}")

    def _tell(self, community: CommunityId, standing: Standing) -> None:
        if self._watch is not None:
            due = first_due(self.rules(standing.policy), standing, self.now)
            if due is not None:
                self._watch(community, due)

    def _take(self, step: Act) -> Standing:
        """The activity that bears the step's name."""
        activity: Callable[[Any], Standing] = getattr(self._activities, step.kind)
        return activity(step)

    def _await(self, community: CommunityId, ahead: Wait | Finish, dues: list[Due]) -> None:
        alarm = self._alarms[community] = next(self._entries)
        if isinstance(ahead, Finish):
            self._signs.pop(community, None)
            return
        moment = ahead.until
        if plans := self._signs.get(community):
            standing = self._known(community)
            moment = next_look(self.rules(standing.policy), standing, plans, moment, dues)
        if moment is not None:
            entry: Entry = (moment, CLOCK, alarm, partial(self._wake, community, alarm))
            heappush(self._agenda, entry)

    def _wake(self, community: CommunityId, alarm: int) -> None:
        if self._alarms[community] == alarm:
            self.follow(community)

    # -- signs of life ----------------------------------------------------------------------------------------------

    def _hear(self, community: CommunityId) -> None:
        """Lets the signs up to now be known, in the order in which they came."""
        heard = [
            (latest, signs)
            for signs in self._signs.get(community, ())
            if (latest := signs.moments.latest_until(self.now)) is not None
        ]
        if len(heard) > 1:
            heard.sort(key=lambda one: one[0])
        for latest, signs in heard:
            self._take_in(community, latest, signs)

    def _take_in(self, community: CommunityId, latest: datetime, signs: SignsToCome) -> None:
        standing = self._known(community)
        rules = self.rules(standing.policy)
        if matters(rules, standing, signs.kind, latest):  # it was waited for, so there was no other before it
            record_sign(self.app, community, signs.told(latest), signs.command(community, latest))
            del self._standings[community]
        elif standing.stage in WELCOME:
            self.ledger.overhear(community, latest, signs)
            self._standings[community] = with_sign(rules, standing, signs.kind, latest)

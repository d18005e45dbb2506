"""Open communities as the record has them, put under a policy and lived on with."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from random import Random
from typing import Final

from aggregates.event import Event
from policies.document import LifecycleRules
from simulation.habits import Authors, DeclaredHabits, Habits, Reply
from simulation.memory import Listener
from simulation.people import People
from simulation.play import COHORT, Watcher, both, live_on, undisturbed
from simulation.recorded import Answered, Recorded
from simulation.rehearsal import Rehearsal
from simulation.rhythm import Rhythms
from simulation.signs import SignsToCome
from vocabulary.ids import CommunityId
from vocabulary.people import Actor, Role
from vocabulary.provenance import PolicyRef
from vocabulary.stages import Stage
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import TaskKind

ENOUGH: Final = 3
"""Answers to one kind of question from which it is drawn how the next are given."""


class LearnedHabits:
    """People answer as they did: each answer is drawn from those that were given; with too few, as by default."""

    def __init__(self, answered: Mapping[TaskKind, Sequence[Answered]], otherwise: Habits) -> None:
        self._answered = answered
        self._otherwise = otherwise

    def knows(self, kind: TaskKind) -> bool:
        return len(self._answered.get(kind, ())) >= ENOUGH

    def reply(self, terms: TaskTerms, asked: datetime, chance: Random) -> Reply | None:
        if not self.knows(terms.kind):
            return self._otherwise.reply(terms, asked, chance)
        after, choice = chance.choice(self._answered[terms.kind])
        return Reply(asked + after, choice) if choice is not None else None

    def resubmission(self, returned: datetime, chance: Random) -> datetime | None:
        return self._otherwise.resubmission(returned, chance)


class FromRecord:
    """What the record told, and how it goes on."""

    def __init__(self, recorded: Recorded, now: datetime, seed: int) -> None:
        self._recorded = recorded
        self._open = recorded.communities
        self._now = now
        self._seed = seed
        self.rhythms = Rhythms(recorded.signs)
        self.habits = LearnedHabits(recorded.answered, DeclaredHabits((), Authors()))

    @property
    def communities(self) -> Sequence[CommunityId]:
        """All that are open, in the order in which they began."""
        return list(self._open)

    def assumptions(self) -> Iterator[str]:
        """What is known and what is assumed, in sentences."""
        known = sum(self.rhythms.is_known(community) for community in self.communities)
        others = len(self.communities) - known
        yield f"Open communities, which go on as they stand, under the policy from today: {len(self.communities)}."
        yield f"Heard of in a rhythm of their own: {known}; in that of all together, or every 4 weeks: {others}."
        learned = [kind.value for kind in TaskKind if self.habits.knows(kind)]
        answered = ", ".join(learned) or "none"
        yield f"Questions answered as they were so far: {answered}; the others with yes, within 1 to 5 days."

    def play(self, rules: LifecycleRules, listen: Listener, *, years: int, watch: Watcher = lambda _: None) -> None:
        """Puts every community under the rules as it stands, and lives on; `listen` hears of what would happen."""
        waiting = iter(self.communities)
        while cohort := list(islice(waiting, COHORT)):
            with undisturbed():
                self._play(cohort, rules, listen, years, watch)

    def _play(
        self, cohort: Sequence[CommunityId], rules: LifecycleRules, listen: Listener, years: int, watch: Watcher
    ) -> None:
        people = People(self.habits, self._seed)
        rehearsal = Rehearsal(rules, self._now, listen=both(people.hear, listen))
        people.join(rehearsal)
        ref = rehearsal.publish(rules)
        for facts in self._recorded.people.values():
            if len(facts) > 1:  # whoever is not there for good
                rehearsal.ledger.take_over(facts)
        for community in cohort:
            rehearsal.ledger.take_over(under(ref, self._open[community]))
            self._go_on(community, rehearsal, people)
        live_on(rehearsal, years, len(cohort), watch)

    def _go_on(self, community: CommunityId, rehearsal: Rehearsal, people: People) -> None:
        facts = rehearsal.community(community)
        if facts.stage is Stage.CLOSED:
            return
        chance = Random(f"{self._seed}/{community}/signs")  # noqa: S311  no secret hangs on it
        lead = Actor(person=facts.lead or "the-members", role=Role.LEAD if facts.lead else Role.MEMBER)
        signs = SignsToCome(self.rhythms.goes_on(community, self._now, chance), lead)
        if (latest := self.rhythms.latest(community)) is not None:
            rehearsal.ledger.overhear(community, latest, signs)
        for task in rehearsal.standing(community).open_tasks:
            people.take_up(task.terms, self._now)  # how long it has waited says nothing about the day it is answered
        rehearsal.show_signs(community, signs)
        rehearsal.follow(community)


def under(ref: PolicyRef, events: Sequence[Event]) -> Iterator[Event]:
    """The same history, as if this policy had been adopted all along; nothing that happened changes."""
    for event in events:
        yield event.model_copy(update={"policy": ref}) if hasattr(event, "policy") else event

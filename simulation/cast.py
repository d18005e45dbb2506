"""Communities that enter a rehearsal: invented by a scenario."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.commands.proposals import propose
from simulation.circle import Circle, alone
from simulation.heard import Signs
from simulation.rehearsal import Rehearsal
from simulation.scenario import Entry, Group, Scenario
from simulation.signs import Regular, SignsToCome, Stretch
from vocabulary.ids import CommunityId, PolicyName
from vocabulary.people import Actor, Role
from vocabulary.terms import TermsOfReference

FOR_EVER = timedelta(days=365 * 200)


class Invented(NamedTuple):
    """One community of a scenario, before it enters."""

    id: CommunityId
    title: str
    group: Group
    enters_at: datetime
    seed: str
    number: int
    """Among all of the scenario, counted from 0."""

    @property
    def lead(self) -> Actor:
        return Actor(person=alone(self.id).lead, role=Role.LEAD)

    @property
    def topic(self) -> str:
        """Its title within a sentence."""
        title = self.title
        return title if title[1:2].isupper() else title[:1].lower() + title[1:]

    def about(self, words: str) -> str:
        """Words of the scenario, as they are said of this one."""
        return words.replace("<topic>", self.topic)

    def enter(self, rehearsal: Rehearsal, policy: PolicyName) -> None:
        """Takes its place now, and will be heard of in its rhythm."""
        self.begin(rehearsal, policy, alone(self.id))
        if self.group.signs is not None:
            rehearsal.show_signs(self.id, *self._signs(self.group.signs, rehearsal.now))

    def begin(self, rehearsal: Rehearsal, policy: PolicyName, circle: Circle, km: str = "the-km") -> None:
        """Takes its place now, with these people."""
        if self.group.enters is Entry.PROPOSED:
            terms = self._terms(circle)
            lead = Actor(person=circle.lead, role=Role.LEAD)
            rehearsal.act(
                self.id, lambda app, command: propose(app, terms, policy, command, community=self.id), by=lead
            )
        else:
            actor = Actor(person=km, role=Role.KM)
            rehearsal.act(self.id, lambda app, command: self._bring_in(app, policy, command), actor)

    def rhythm(self, signs: Signs, entered: datetime, seed: str) -> Regular | None:
        """When it is heard of in one rhythm; None where this one is not."""
        chance = Random(seed)  # noqa: S311  no secret hangs on it
        every = timedelta(seconds=signs.every.seconds())
        first = signs.after.after(entered) + every * chance.random()
        silent = [
            Stretch(silence.after.after(entered), silence.lasts.after(silence.after.after(entered)))
            for silence in signs.silent
            if chance.random() < silence.share
        ]
        if signs.until is not None:
            ends = signs.until.after(entered)
            silent = [one for one in silent if one.begins < ends] + [Stretch(ends, ends + FOR_EVER)]
        if signs.share < 1 and chance.random() >= signs.share:
            return None
        return Regular(first, every, silent)

    def _terms(self, circle: Circle) -> TermsOfReference:
        plan = self.group.year.plan if self.group.year else None
        initiatives = [self.about(one) for one in plan.initiatives] if plan else ["Meet and exchange"]
        return TermsOfReference(
            title=self.title,
            objectives=("Improve the practice",),
            scope=self.group.title,
            lead=circle.lead,
            key_members=circle.core,
            initiatives=tuple(initiatives),
            units=self.group.units,
            kpis=tuple(self.about(kpi.title) for kpi in plan.kpis) if plan else (),
            business_objective=plan.serves if plan else None,
        )

    def _bring_in(self, app: Perennial, policy: PolicyName, command: Command) -> None:
        existing = ExistingCommunity(id=self.id, title=self.title, started=command.at)
        bring_in(app, existing, policy, command)

    def _signs(self, signs: Signs, entered: datetime) -> tuple[SignsToCome, ...]:
        regular = self.rhythm(signs, entered, f"{self.seed}/signs")
        return (SignsToCome(regular, self.lead, signs.kind),) if regular else ()


def invented(scenario: Scenario, seed: int) -> Iterator[Invented]:
    """All communities of a scenario, group by group."""
    begins, before = midnight(scenario.begins), 0
    for group in scenario.communities:
        first = group.after.after(begins)
        whole = group.over.after(first) - first
        for number in range(1, group.count + 1):
            community, title = group.called(number)
            enters_at = first + whole * ((number - 1) / group.count)
            yield Invented(community, title, group, enters_at, f"{seed}/{community}", before + number - 1)
        before += group.count


def midnight(day: date) -> datetime:
    """When a day begins (UTC)."""
    return datetime.combine(day, time(), UTC)

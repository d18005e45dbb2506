"""Communities that enter a rehearsal: invented by a scenario."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.commands.proposals import propose
from simulation.rehearsal import Rehearsal
from simulation.scenario import Entry, Group, Scenario, Signs
from simulation.signs import Regular, SignsToCome, Stretch
from vocabulary.ids import CommunityId, PolicyName
from vocabulary.people import Actor, Role
from vocabulary.terms import TermsOfReference


class Invented(NamedTuple):
    """One community of a scenario, before it enters."""

    id: CommunityId
    title: str
    group: Group
    enters_at: datetime
    seed: str

    @property
    def lead(self) -> Actor:
        return Actor(person=f"lead-of-{self.id}"[:64], role=Role.LEAD)

    def enter(self, rehearsal: Rehearsal, policy: PolicyName) -> None:
        """Takes its place now, and will be heard of in its rhythm."""
        if self.group.enters is Entry.PROPOSED:
            rehearsal.act(self.id, lambda app, command: self._propose(app, policy, command), self.lead)
        else:
            km = Actor(person="the-km", role=Role.KM)
            rehearsal.act(self.id, lambda app, command: self._bring_in(app, policy, command), km)
        if self.group.signs is not None:
            rehearsal.show_signs(self.id, self._signs(self.group.signs, rehearsal.now))

    def _propose(self, app: Perennial, policy: PolicyName, command: Command) -> None:
        terms = TermsOfReference(
            title=self.title,
            objectives=("Improve the practice",),
            scope=self.group.title,
            lead=self.lead.person,
            key_members=(self.lead.person,),
            initiatives=("Meet and exchange",),
        )
        propose(app, terms, policy, command, community=self.id)

    def _bring_in(self, app: Perennial, policy: PolicyName, command: Command) -> None:
        existing = ExistingCommunity(id=self.id, title=self.title, started=command.at)
        bring_in(app, existing, policy, command)

    def _signs(self, signs: Signs, entered: datetime) -> SignsToCome:
        chance = Random(f"{self.seed}/signs")  # noqa: S311  no secret hangs on it
        every = timedelta(seconds=signs.every.seconds())
        silent = [
            Stretch(silence.after.after(entered), silence.lasts.after(silence.after.after(entered)))
            for silence in signs.silent
            if chance.random() < silence.share
        ]
        return SignsToCome(Regular(entered + every * chance.random(), every, silent), self.lead, signs.kind)


def invented(scenario: Scenario, seed: int) -> Iterator[Invented]:
    """All communities of a scenario, group by group."""
    begins = midnight(scenario.begins)
    for group in scenario.communities:
        first = group.after.after(begins)
        whole = group.over.after(first) - first
        for number in range(1, group.count + 1):
            community = f"{group.name}-{number}"
            enters_at = first + whole * ((number - 1) / group.count)
            yield Invented(community, f"{group.title} {number}", group, enters_at, f"{seed}/{community}")


def midnight(day: date) -> datetime:
    """When a day begins (UTC)."""
    return datetime.combine(day, time(), UTC)

"""Twelve people who decide, each in their own way: prompt, forgetful, away, or overworked."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from aggregates.commands.decisions import decide
from aggregates.commands.handing import claim, delegate
from cli.mine import Mine, waiting_for
from tests.journeys.world import World
from vocabulary.people import Actor, PersonId, Role
from vocabulary.refusals import Refusal
from vocabulary.tasks import CHOICES, Choice, TaskKind

PEOPLE = """\
id,name,roles,unit,manager,time_zone,address
kit,Kit,km,Knowledge,max,Europe/Zurich,kit@example.org
kim,Kim,km,Knowledge,kit,Europe/Zurich,kim@example.org
kai,Kai,km,Knowledge,kit,UTC,kai@example.org
kat,Kat,km,Knowledge,kit,UTC,kat@example.org
max,Max,management,Operations,bea,UTC,max@example.org
mara,Mara,management,Operations,bea,UTC,mara@example.org
mia,Mia,management,Sales,bea,UTC,mia@example.org
moe,Moe,management,Sales,bea,UTC,moe@example.org
bea,Bea,board,Board,,UTC,bea@example.org
bo,Bo,board,Board,,UTC,bo@example.org
ola,Ola,admin,IT,,UTC,ola@example.org
dee,Dee,management,Operations,max,UTC,dee@example.org
lee,Lee,,Operations,mara,UTC,lee@example.org
"""
ROLES = {row.split(",")[0]: Role(row.split(",")[2]) for row in PEOPLE.splitlines()[1:-1]}
"""Of the twelve who decide; lee leads, and is told."""
DILIGENCE = {"kit": 0.5, "kim": 0.35, "kai": 0.1, "kat": 0.05, "max": 0.3, "mara": 0.3, "mia": 0.2, "moe": 0.05}
"""How likely somebody answers a task on one working day; everybody else answers when it has come up to them."""
REASONS = {Choice.RETURN: "say who pays", Choice.REJECT: "there is one already"}


@dataclass
class Office:
    """Everybody looks at their own list on each working day."""

    world: World
    chance: Random
    answered: Counter[str] = field(default_factory=Counter)
    """What happened how often: `answered`, `for another`, `claimed`, `delegated`, `refused`."""
    refusals: Counter[str] = field(default_factory=Counter)

    def day(self, away: set[PersonId]) -> None:
        self.world.show()
        with self.world.looking() as (views, connection, directory):
            lists = {
                person: waiting_for(views, connection, directory, person, None, self.world.now)
                for person in sorted(ROLES.keys() - away)
            }
        for person, waiting in lists.items():
            for one in waiting:
                self._look_at(person, one)

    def _look_at(self, person: PersonId, one: Mine) -> None:
        row = one.row
        if row.kind not in {TaskKind.KM_REVIEW, TaskKind.APPROVAL} or person in row.voters:
            return
        patience = DILIGENCE.get(person, 0.02 if row.escalation == 0 else 0.15)
        if self.chance.random() > patience:
            return
        principal = one.whom or person
        by = Actor(person=person, role=self._role(one, principal), on_behalf_of=one.whom)
        what = self.chance.random()
        if what < 0.15 and row.claimed_by is None and row.kind is TaskKind.KM_REVIEW:
            self._try("claimed", lambda: claim(self.world.app, row.id, self.world.by(by)))
        elif what < 0.22 and one.whom is None and person != "dee":
            self._try("delegated", lambda: delegate(self.world.app, row.id, "dee", self.world.by(by)))
        else:
            self._answer(one, by)

    def _role(self, one: Mine, principal: PersonId) -> Role:
        asked = {one.row.assigned_to, *one.row.further_roles}
        return ROLES[principal] if ROLES[principal] in asked else one.row.assigned_to

    def _answer(self, one: Mine, by: Actor) -> None:
        choice = self.chance.choices(CHOICES[one.row.kind], (80, 12, 8))[0]
        said = self.world.by(by)
        if not self._try(
            "for another" if by.on_behalf_of else "answered",
            lambda: decide(self.world.app, one.row.id, choice, said, reason=REASONS.get(choice)),
        ):
            return
        # The answer got lost on its way back, and the page was sent again.
        decide(self.world.app, one.row.id, choice, said, reason=REASONS.get(choice))
        self.world.follow(one.row.community)

    def _try(self, what: str, command: object) -> bool:
        try:
            command()  # type: ignore[operator]
        except Refusal as refused:
            self.refusals[type(refused).__name__] += 1
            return False
        self.answered[what] += 1
        return True

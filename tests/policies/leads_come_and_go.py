"""What happens to those who lead, in lives that are made up."""

from datetime import timedelta
from typing import Any

from aggregates.commands.handing import add_approver, assign, claim, delegate
from aggregates.commands.leads import name_lead, release_lead
from aggregates.commands.people import come_back, leave
from tests.policies.chronicle import Chronicle
from tests.simulation import Simulation
from vocabulary.people import Role

LEADS = ("ada", "eve")
"""Who leads, and who might."""
ASKED = ("kim", "max", "dee", "eva")
"""Some of those whom questions wait for by name."""
MOVES = (
    "a_lead_is_named",
    "a_lead_hands_over",
    "a_lead_steps_down",
    "the_lead_leaves",
    "the_lead_will_leave",
    "the_lead_left_long_ago",
    "those_who_are_asked_leave",
    "everybody_is_back",
    "some_days_pass",
)
OTHER_MOVES = ("some_days_pass", "everything_is_answered", "what_is_asked_is_taken_on", "what_is_asked_is_taken_on")


class LeadsComeAndGo:
    """Part of a life; each move is for one community, through one of two processes."""

    world: Simulation
    chronicle: Chronicle
    _try: Any
    _by: Any
    _existing: Any
    everybody_does_what_they_are_asked: Any

    def a_lead_is_named(self, community: str, process: int, lead: str = "", by: Role = Role.KM) -> None:
        known = self.world.community(community).lead if community in self.chronicle.communities else None
        other = lead or next(person for person in LEADS if person != known)
        self._try(lambda app: name_lead(app, community, other, self._by(by), reason="as agreed"), process)

    def a_lead_hands_over(self, community: str, process: int) -> None:
        self.a_lead_is_named(community, process, "eve", Role.LEAD)

    def a_lead_steps_down(self, community: str, process: int) -> None:
        self._try(lambda app: release_lead(app, community, self._by(Role.LEAD), reason="no time"), process)

    def the_lead_leaves(self, community: str, process: int, days: int | None = None) -> None:
        known = self.world.community(community).lead if community in self.chronicle.communities else None
        on = None if days is None else self.world.now + timedelta(days=days)
        self._try(lambda app: leave(app, known or "eve", self._by(Role.KM), on=on), process)

    def the_lead_will_leave(self, community: str, process: int) -> None:
        self.the_lead_leaves(community, process, days=20)

    def the_lead_left_long_ago(self, community: str, process: int) -> None:
        self.the_lead_leaves(community, process, days=-20)

    def those_who_are_asked_leave(self, _: str, process: int) -> None:
        for person in ASKED:
            self._try(lambda app, person=person: leave(app, person, self._by(Role.KM)), process)

    def what_is_asked_is_taken_on(self, community: str, process: int) -> None:
        """Claimed, or where several decide, put to some of them; somebody has to agree, somebody may answer instead."""
        if community not in self.chronicle.communities:
            return
        for terms in self.world.open_tasks(community):
            by = self._by(terms.assigned_to)
            self._try(lambda app, terms=terms, by=by: claim(app, terms.id, by), process)
            self._try(lambda app, terms=terms, by=by: delegate(app, terms.id, "dee", by), process)
            self._try(lambda app, terms=terms, by=by: assign(app, terms.id, (by.by.person,), by), process)
            self._try(lambda app, terms=terms, by=by: add_approver(app, terms.id, "eva", by), process)

    def everybody_is_back(self, _: str, process: int) -> None:
        for person in (*LEADS, *ASKED):
            self._try(lambda app, person=person: come_back(app, person, self._by(Role.KM)), process)

    def some_days_pass(self, _: str, process: int) -> None:
        self.world.pass_time(self.world.now + timedelta(days=15), *self._existing())

    def everything_is_answered(self, community: str, process: int) -> None:
        self.everybody_does_what_they_are_asked(community, process, choice=None, times=1)

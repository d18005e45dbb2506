"""A scenario's whole history, to be recorded: every fact by the command of whoever made it, up to a moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from operator import attrgetter
from random import Random
from typing import Final

from dateutil.relativedelta import relativedelta

from aggregates.event import Event
from policies.document import LifecycleRules
from simulation.cast import Invented, invented, midnight
from simulation.circle import circle
from simulation.hours import InWorkingHours, at_work
from simulation.people import Office, People
from simulation.play import COHORT, Watcher, habits_of, undisturbed
from simulation.rehearsal import Rehearsal
from simulation.scenario import Scenario
from simulation.signs_told import SignsTold
from simulation.years_lived import YearsLived
from vocabulary.ids import CommunityId, PolicyName, policy_stream
from vocabulary.people import Actor, PersonId, Role
from vocabulary.receipts import Receipt
from vocabulary.sources import Source

STEPS: Final = 6
"""How often in a year whoever watches hears of it."""
_RECORDED: Final = attrgetter("provenance.recorded_at")


@dataclass
class Chronicle:
    """What happened, in the order of time, and what is to be known of it so that it happens once only."""

    policy: list[Event] = field(default_factory=list)
    """How the policy was published, where it was not yet."""
    facts: list[Event] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    told: dict[bytes, Source] = field(default_factory=dict)


def ending_on(scenario: Scenario, last_day: datetime) -> Scenario:
    """The same scenario, moved so that its years end on that day."""
    return scenario.model_copy(update={"begins": last_day.date() - relativedelta(years=scenario.years)})


def chronicle(
    scenario: Scenario,
    rules: LifecycleRules,
    until: datetime,
    *,
    known: Sequence[Event] = (),
    watch: Watcher = lambda _: None,
) -> Chronicle:
    """Lives through a scenario until a moment; nothing is dated later. `known` is how its policy stands in the record.

    Refusals are the commands' own: where a scenario asks for what its policy forbids, they say what.
    """
    whole = Chronicle()
    cast = invented(scenario, scenario.seed)
    while cohort := list(islice(cast, COHORT)):
        with undisturbed():
            _live(scenario, rules, cohort, until, known, whole, watch)
    whole.facts.sort(key=_RECORDED)  # stable: the facts of one community keep their order
    return whole


def _live(
    scenario: Scenario,
    rules: LifecycleRules,
    cohort: Sequence[Invented],
    until: datetime,
    known: Iterable[Event],
    whole: Chronicle,
    watch: Watcher,
) -> None:
    habits = InWorkingHours(habits_of(scenario, scenario.seed))
    office = _offices(scenario.offices, scenario.seed)
    years = YearsLived({one.id: one for one in cohort}, habits, office)
    people = People(habits, scenario.seed, office)
    heard: list[Event] = []

    def hear(event: Event) -> None:
        heard.append(event)
        people.hear(event)
        years.hear(event)

    there = Rehearsal(
        rules, midnight(scenario.begins), listen=heard.append, known=known, by=office(Role.KM, rules.name)
    )
    there.ledger.listen(hear)
    people.join(there)
    years.join(there)
    for one in cohort:
        chance = Random(f"{one.seed}/enters")  # noqa: S311  no secret hangs on it
        enter = partial(_enter, scenario, there, one, rules.name, office)
        there.arrange(at_work(one.enters_at, chance), enter)
    _pass_time(there, until, len(cohort), watch)
    of_policy = [event for event in heard if event.originator_id == policy_stream(rules.name)]
    whole.policy = whole.policy or of_policy
    published = {event.provenance.command_id for event in of_policy}
    whole.facts += heard[len(of_policy) :]
    first = not whole.receipts
    whole.receipts += [one for one in there.ledger.given if first or one.command_id not in published]
    whole.told |= there.ledger.told
    there.end()


def _pass_time(there: Rehearsal, until: datetime, communities: int, watch: Watcher) -> None:
    step = timedelta(days=365) / STEPS
    while there.now < until:
        there.pass_time(min(there.now + step, until))
        watch(communities / STEPS)


def _enter(
    scenario: Scenario,
    there: Rehearsal,
    one: Invented,
    policy: PolicyName,
    office: Office,
) -> None:
    group = one.group
    chance = Random(f"{one.seed}/circle")  # noqa: S311  no secret hangs on it
    who = circle(scenario, group, one.id, one.number, chance)
    entered, ends = there.now, midnight(scenario.begins) + relativedelta(years=scenario.years)
    one.begin(there, policy, who, office(Role.KM, one.id).person)
    rhythms = [(group.signs, "signs")] if group.signs else []
    rhythms += [(signs, f"signs-{number}") for number, signs in enumerate(group.also, start=2)]
    for signs, name in rhythms:
        moments = one.rhythm(signs, entered, f"{one.seed}/{name}")
        if moments is not None:
            SignsTold(there, one, who, signs, moments, name, ends).go_on()


def _offices(named: Mapping[Role, tuple[PersonId, ...]], seed: int) -> Office:
    """Always the same person for one community, whoever else there is."""

    def office(role: Role, community: CommunityId) -> Actor:
        chance = Random(f"{seed}/{community}/{role.value}")  # noqa: S311  no secret hangs on it
        return Actor(person=chance.choice(named[role]) if named.get(role) else f"the-{role.value}", role=role)

    return office

"""Plays a whole organisation through years, some communities at a time."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Final

from dateutil.relativedelta import relativedelta

from aggregates.event import Event
from policies.document import LifecycleRules
from simulation.cast import invented, midnight
from simulation.habits import DeclaredHabits, Habits, HabitsByGroup
from simulation.memory import Listener
from simulation.people import People
from simulation.rehearsal import Rehearsal
from simulation.scenario import Scenario

COHORT: Final = 40
"""Communities that are in memory together, as many as the processor has at hand; they do not know each other, so the
result is the same for any number."""

Watcher = Callable[[float], object]
"""Is told how many community-years were lived since it was last told."""


def play(
    scenario: Scenario,
    rules: LifecycleRules,
    listen: Listener,
    *,
    years: int | None = None,
    seed: int | None = None,
    watch: Watcher = lambda _: None,
) -> None:
    """Plays a scenario under a policy; `listen` hears of every fact. `years` and `seed` are the scenario's if left out.

    The facts of one community come in the order of time; those of different ones do not.
    """
    chance = scenario.seed if seed is None else seed
    cast = invented(scenario, chance)
    while cohort := list(islice(cast, COHORT)):
        with undisturbed():
            rehearsal = _with_people(scenario, rules, listen, chance)
            for one in cohort:
                rehearsal.arrange(one.enters_at, partial(one.enter, rehearsal, rules.name))
            live_on(rehearsal, years or scenario.years, len(cohort), watch)
            del rehearsal


def _with_people(scenario: Scenario, rules: LifecycleRules, listen: Listener, seed: int) -> Rehearsal:
    people = People(habits_of(scenario, seed), seed)
    rehearsal = Rehearsal(rules, midnight(scenario.begins), listen=both(people.hear, listen))
    people.join(rehearsal)
    return rehearsal


def habits_of(scenario: Scenario, seed: int) -> Habits:
    """How people answer there, some groups otherwise than the rest."""
    usual = DeclaredHabits(scenario.answers, scenario.authors)
    if not any(group.answers for group in scenario.communities):
        return usual
    # What a group leaves out is answered as in the rest of the scenario.
    own = {
        group.name: DeclaredHabits((*scenario.answers, *group.answers), scenario.authors)
        for group in scenario.communities
        if group.answers
    }
    return HabitsByGroup({one.id: own[one.group.name] for one in invented(scenario, seed) if one.group.answers}, usual)


def live_on(rehearsal: Rehearsal, years: int, communities: int, watch: Watcher) -> None:
    """Lets years pass, says so after each, and ends."""
    begins = rehearsal.now
    for year in range(1, years + 1):
        rehearsal.pass_time(begins + relativedelta(years=year))
        watch(communities)
    rehearsal.end()


def both(first: Listener, second: Listener) -> Listener:
    """Tells two of the same."""

    def hear(event: Event) -> None:
        first(event)
        second(event)

    return hear


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the search for cycles, which would look at every fact again and again; once, at the end, is enough.

    What was there before is not looked at even then.
    """
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        if was_on:
            gc.enable()

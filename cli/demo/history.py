"""Three years that lie behind when a demonstration begins: the founding article's two organisations."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cli.options import now
from cli.recording import moved, present_in, record
from cli.shown import progress, say

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from policies.document import LifecycleRules
    from simulation.scenario import Scenario
    from vocabulary.ids import CommunityId

CASES: Final = ("case-a.yaml", "case-b.yaml")


class Case(NamedTuple):
    """An organisation whose history was there from the beginning."""

    title: str
    communities: "frozenset[CommunityId]"


def record_cases(app: "Perennial", url: str, folder: Path) -> list[Case]:
    """Records the history of each case that is not there yet."""
    from policies.reader import read_yaml
    from simulation.scenario import Scenario

    say("", "Three years of two organisations, as the founding article tells of them:")
    return [_record(app, url, read_yaml(folder / name, Scenario)) for name in CASES]


def _record(app: "Perennial", url: str, scenario: "Scenario") -> Case:
    ids = scenario.ids
    if present_in(app, scenario):
        say(f"  {scenario.title}: their history is here already.")
        return Case(scenario.title, frozenset(ids))
    at, began = now(), time.monotonic()
    story, until = moved(scenario, at.date(), at)
    with progress("recording") as bar:
        task = bar.add_task(f"{scenario.title}, years", total=story.years * len(ids))
        entered = record(app, url, story, _rules(story), until, living=lambda done: bar.advance(task, done))
    say(f"  {entered} Recorded in {time.monotonic() - began:.1f} s.")
    return Case(scenario.title, frozenset(ids))


def _rules(scenario: "Scenario") -> "LifecycleRules":
    from policies.reader import catalog_policy
    from vocabulary.refusals import PolicyNotFound

    rules = catalog_policy(scenario.policy or "")
    if rules is None:
        raise PolicyNotFound(f"{scenario.policy!r} does not come with Perennial")
    return rules

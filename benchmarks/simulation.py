"""How fast organisations are played: communities with yearly reviews and weekly signs of life, on one core."""

from datetime import date
from time import process_time
from typing import Final

from benchmarks.figure import Figure
from policies.reader import catalog_policy
from simulation.habits import Answering
from simulation.outlook import Outlook
from simulation.play import play
from simulation.scenario import Entry, Group, Scenario, Signs
from vocabulary.refusals import PolicyNotFound
from vocabulary.span import Span
from vocabulary.tasks import TaskKind

SIZES: Final = ((2_500, 10), (10_000, 3), (10_000, 10))
"""Communities and years; the first ones show that time grows with neither more than in proportion."""
LIMIT: Final = 30.0
"""Seconds of one core for the last size."""
TIMES: Final = 2
"""Each size is played so often, and the quickest counts: what else the machine does is not what is measured."""
EVEN: Final = 1.3
"""How far the time per community and year may differ between sizes."""


def measure() -> list[Figure]:
    """Seconds of processor time; nothing else is started."""
    _seconds(100, 1)  # the first one pays for what is looked up once
    rounds = [[_seconds(communities, years) for communities, years in SIZES] for _ in range(TIMES)]
    took = [min(size) for size in zip(*rounds, strict=True)]
    each = [seconds / (communities * years) for seconds, (communities, years) in zip(took, SIZES, strict=True)]
    figures = [
        Figure(
            f"{communities:,} communities through {years} years",
            f"{seconds:.1f} s",
            f"{LIMIT:.0f} s on one core" if (communities, years) == SIZES[-1] else "-",
            f"{one * 1e6:.0f} µs a year of a community",
            seconds <= LIMIT if (communities, years) == SIZES[-1] else None,
        )
        for seconds, one, (communities, years) in zip(took, each, SIZES, strict=True)
    ]
    spread = max(each) / min(each)
    figures.append(
        Figure("grows with communities and years", f"{spread:.2f} times", f"{EVEN} times", "-", spread <= EVEN)
    )
    return figures


def _seconds(communities: int, years: int) -> float:
    """Plays it, and makes sure that everybody lived: asked, answered and renewed each year, and never silent."""
    rules = catalog_policy("standard")
    if rules is None:
        raise PolicyNotFound("standard comes with Perennial")
    outlook = Outlook()
    began = process_time()
    play(_organisation(communities, years), rules, outlook.hear)
    took = process_time() - began
    renewed = outlook.total("renewed")
    # Whoever entered late in the first year has its last review after the end.
    if not communities * (years - 1) <= renewed <= communities * years or outlook.total("lead asked"):
        msg = f"{communities} communities were renewed {renewed} times in {years} years"
        raise AssertionError(msg)
    return took


def _organisation(communities: int, years: int) -> Scenario:
    group = Group(
        name="cop",
        title="A community",
        count=communities,
        enters=Entry.LIVING,
        over=Span("11 months"),
        signs=Signs(every=Span("1 week")),
    )
    answers = Answering(task=TaskKind.ANNUAL_REVIEW, after=Span("1 day"), within=Span("10 days"))
    return Scenario(
        title="Many communities that live",
        begins=date(2026, 1, 1),
        years=years,
        communities=(group,),
        answers=(answers,),
    )

"""What a policy would lead to: `policy simulate`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Home, Json, now
from cli.outlook_shown import as_values, show_outlook
from cli.policy_named import find_all
from cli.session import application
from cli.shown import note, progress, show_json

if TYPE_CHECKING:
    from policies.document import LifecycleRules
    from simulation.outlook import Outlook

LEDGER = "ledger"
YEARS = 3
"""How far into the future the communities of the ledger are followed, unless somebody says otherwise."""

Watch = Callable[[float], object]


def simulate(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="A file, a name, or NAME@VERSION.")],
    source: Annotated[
        str, typer.Option("--from", metavar="ledger|FILE.yaml", help="Communities as they are, or as a file has them.")
    ],
    years: Annotated[int | None, typer.Option(min=1, max=100, help="How far ahead.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of chance; equal seeds give equal lives.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lets communities live under a policy for years, and tells what would happen, to whom, and who would be asked."""
    from simulation.outlook import Outlook

    rules = find_all([policy], home)[0].rules
    outlook = Outlook()
    if source == LEDGER:
        begins, ahead = _from_ledger(rules, outlook, years or YEARS, seed or 0, home)
    else:
        begins, ahead = _from_file(Path(source), rules, outlook, years, seed)
    if as_json:
        show_json({"policy": rules.name, "digest": rules.digest(), **as_values(outlook, begins, ahead)})
    else:
        show_outlook(outlook, begins, ahead)


def _from_file(
    file: Path, rules: "LifecycleRules", outlook: "Outlook", years: int | None, seed: int | None
) -> tuple[datetime, int]:
    from policies.reader import read_yaml
    from simulation.cast import midnight
    from simulation.play import play
    from simulation.scenario import Scenario

    scenario = read_yaml(file, Scenario)
    ahead = years or scenario.years
    with _bar("Living", ahead * sum(group.count for group in scenario.communities)) as watch:
        play(scenario, rules, outlook.hear, years=ahead, seed=seed, watch=watch)
    return midnight(scenario.begins), ahead


def _from_ledger(
    rules: "LifecycleRules", outlook: "Outlook", years: int, seed: int, home: Path | None
) -> tuple[datetime, int]:
    from simulation.from_record import FromRecord
    from simulation.recorded import read_record

    begins = now()
    with application(home) as perennial, _bar("Reading", perennial.recorder.max_notification_id() or 0) as watch:
        recorded = read_record(perennial, watch)
    future = FromRecord(recorded, begins, seed)
    for line in future.assumptions():
        note(line)
    with _bar("Living", years * len(future.communities)) as watch:
        future.play(rules, outlook.hear, years=years, watch=watch)
    return begins, years


@contextmanager
def _bar(what: str, total: int) -> Iterator[Watch]:
    with progress(what) as bar:
        task = bar.add_task("years of communities" if what == "Living" else "facts", total=total)
        yield lambda done: bar.advance(task, done)

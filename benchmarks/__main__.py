"""`make bench`: starts the whole stack, measures, and prints every figure beside its limit.

`python -m benchmarks activity rebuild` measures those alone.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks import (
    activity,
    age,
    checking,
    decisions,
    latency,
    leaderboard,
    lifecycles,
    rebuild,
    reminders,
    replay,
    sealing,
    simulation,
    tasks,
    visibility,
    what_if,
)
from benchmarks.figure import Figure
from bootstrap.threads import favour_answers
from workers.embedded.stack import EmbeddedStack

ALONE: Final[Mapping[str, Callable[[str, str], Iterable[Figure]]]] = {
    "checking": lambda _url, _owner: [checking.measure()],
    "simulation": lambda _url, _owner: simulation.measure(),
    "decisions": decisions.measure,
    "what-if": lambda url, _owner: [what_if.measure(url)],
    "tasks": lambda url, _owner: [tasks.measure_inbox(url), tasks.measure_bulk(url)],
    "activity": activity.measure,
    "rebuild": rebuild.measure,
    "sealing": sealing.measure,
    "replay": replay.measure,
    "leaderboard": lambda url, _owner: [leaderboard.measure(url)],
}
"""What is measured in a new database, without worker and projector: by address of the application and of the owner."""
TOGETHER: Final[Mapping[str, Callable[[EmbeddedStack], Iterable[Figure]]]] = {
    "latency": lambda stack: [latency.measure(stack.addresses.database_url)],
    "visibility": lambda stack: [visibility.measure(stack.addresses.database_url, stack.home)],
    "lifecycles": lambda stack: lifecycles.measure(stack.addresses.database_url, stack.addresses.temporal_address),
    "reminders": lambda stack: [reminders.measure(stack.addresses.database_url)],
    "waking": lambda stack: [age.measure_waking(stack.addresses.database_url)],
    "memory": lambda stack: [age.measure_memory(stack.addresses.database_url, _worker(stack))],
}
"""What is measured through the whole running stack, in this order."""
REACHED: Final = {True: "yes", False: "NO", None: "-"}


def main(chosen: Sequence[str] = ()) -> int:
    """Measures what is named, or everything; returns 0 when every figure is reached, else 1."""
    unknown = sorted(set(chosen) - set(ALONE) - set(TOGETHER))
    if unknown:
        sys.stderr.write(f"nothing is measured as {', '.join(unknown)}; choose of {', '.join([*ALONE, *TOGETHER])}\n")
        return 2
    favour_answers()
    console = Console()
    figures: list[Figure] = []

    def note(what: str, *measured: Figure) -> None:
        figures.extend(measured)
        for figure in measured:
            console.print(f"{what}: {figure.measured}; {figure.limit}; {figure.ratio}", highlight=False)

    with tempfile.TemporaryDirectory(prefix="perennial-bench-") as folder:
        Path(folder).chmod(0o755)
        for what, measure in ALONE.items():
            if not chosen or what in chosen:
                with EmbeddedStack(Path(folder) / what, parts=()) as servers:
                    note(what, *measure(servers.addresses.database_url, servers.addresses.database_owner_url))
        if through_all := [what for what in TOGETHER if not chosen or what in chosen]:
            console.print("starting PostgreSQL, Temporal, worker and projector, all durable ...")
            with EmbeddedStack(Path(folder) / "stack") as stack:
                for what in through_all:
                    note(what, *TOGETHER[what](stack))
    table = Table("", "measured", "limit", "ratio", "reached", title="Perennial, on this machine, everything durable")
    for figure in figures:
        table.add_row(figure.what, figure.measured, figure.limit, figure.ratio, REACHED[figure.reached])
    Console(width=max(console.width, 140)).print(table)
    return 1 if any(figure.reached is False for figure in figures) else 0


def _worker(stack: EmbeddedStack) -> int:
    worker = stack.pid("worker")
    if worker is None:
        msg = "the worker is down; its log is worker.log in the home folder"
        raise RuntimeError(msg)
    return worker


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

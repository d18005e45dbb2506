"""`make bench`: starts the whole stack, measures, and prints every figure beside its limit."""

import sys
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks import activity, age, checking, decisions, latency, lifecycles, reminders, simulation, tasks, what_if
from benchmarks.figure import Figure
from bootstrap.threads import favour_answers
from workers.embedded.stack import EmbeddedStack

REACHED: Final = {True: "yes", False: "NO", None: "-"}


def main() -> int:
    """Returns 0 when every figure is reached, else 1."""
    favour_answers()
    console = Console()
    figures: list[Figure] = []

    def note(what: str, *measured: Figure) -> None:
        figures.extend(measured)
        for figure in measured:
            console.print(f"{what}: {figure.measured}; {figure.limit}; {figure.ratio}", highlight=False)

    note("checking", checking.measure())
    note("simulation", *simulation.measure())
    with tempfile.TemporaryDirectory(prefix="perennial-bench-") as folder:
        Path(folder).chmod(0o755)
        console.print("starting PostgreSQL, Temporal, worker and projector, all durable ...")
        with EmbeddedStack(Path(folder) / "servers", parts=()) as servers:
            note("decisions", *decisions.measure(servers.addresses.database_url, servers.addresses.database_owner_url))
        with EmbeddedStack(Path(folder) / "record", parts=()) as servers:
            note("what-if", what_if.measure(servers.addresses.database_url))
        with EmbeddedStack(Path(folder) / "tasks", parts=()) as servers:
            note("tasks", tasks.measure_inbox(servers.addresses.database_url))
            note("tasks", tasks.measure_bulk(servers.addresses.database_url))
        with EmbeddedStack(Path(folder) / "activity", parts=()) as servers:
            note("activity", *activity.measure(servers.addresses.database_url, servers.addresses.database_owner_url))
        with EmbeddedStack(Path(folder) / "stack") as stack:
            url = stack.addresses.database_url
            note("latency", latency.measure(url))
            note("lifecycles", *lifecycles.measure(url, stack.addresses.temporal_address))
            note("reminders", reminders.measure(url))
            note("waking", age.measure_waking(url))
            worker = stack.pid("worker")
            if worker is None:
                console.print("the worker is down; its log is worker.log in the home folder")
                return 1
            note("memory", age.measure_memory(url, worker))
    table = Table("", "measured", "limit", "ratio", "reached", title="Perennial, on this machine, everything durable")
    for figure in figures:
        table.add_row(figure.what, figure.measured, figure.limit, figure.ratio, REACHED[figure.reached])
    Console(width=max(console.width, 140)).print(table)
    return 1 if any(figure.reached is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())

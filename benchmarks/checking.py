"""How long it takes to check a policy: reading the file, every mistake in it, and its digest."""

import statistics
import time
from importlib.resources import files
from pathlib import Path

from benchmarks.figure import Figure
from policies.reader import read_policy

ROUNDS = 9
ASKED_MS = 100.0


def _took(path: Path) -> float:
    """Milliseconds for one check."""
    began = time.perf_counter()
    read_policy(path).digest()
    return (time.perf_counter() - began) * 1000


def measure() -> Figure:
    """The slowest of those that come with Perennial, by its median."""
    catalog = sorted(Path(str(file)) for file in (files("policies") / "catalog").iterdir())
    medians = {path.stem: statistics.median(_took(path) for _ in range(ROUNDS)) for path in catalog}
    slowest = max(medians, key=lambda name: medians[name])
    return Figure(
        f"checking a policy, the slowest of {len(medians)} ({slowest}), p50",
        f"{medians[slowest]:.0f} ms",
        f"asked: {ASKED_MS:.0f} ms",
        f"{medians[slowest] / ASKED_MS:.0%}",
        medians[slowest] < ASKED_MS,
    )

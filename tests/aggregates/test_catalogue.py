"""The catalogue of topics is whole in every process, whatever else it has imported."""

import subprocess
import sys

import pytest

LOOK = """
import importlib, pkgutil
import {module}
from aggregates.catalogue import CATALOGUE
known = set(CATALOGUE)
import aggregates
for found in pkgutil.walk_packages(aggregates.__path__, "aggregates."):
    importlib.import_module(found.name)
print(*sorted(set(CATALOGUE) - known), sep="\\n")
"""


@pytest.mark.parametrize("module", ["aggregates.catalogue", "bootstrap.wiring", "projections.fact"])
def test_no_topic_comes_later(module: str) -> None:
    """In a process of its own: this one has imported all of it long ago."""
    said = subprocess.run(
        [sys.executable, "-c", LOOK.format(module=module)], check=True, capture_output=True, text=True, timeout=60
    )
    assert said.stdout.split() == []

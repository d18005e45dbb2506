"""Temporal is lost for good, or away for a while: nothing that people did is lost, and what follows happens later."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.standing import standing_of
from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import decisions, proposals, publishing
from aggregates.commands.command import Command
from ledger.store import open_ledger
from policies.reader import read_policy
from policies.standing import Standing
from tests.workflows.timeline import COMMUNITY, KM, LEAD, TERMS
from vocabulary.people import Actor
from vocabulary.stages import Stage
from vocabulary.tasks import Choice
from workers.embedded.stack import EmbeddedStack

STANDARD = Path(__file__).parents[2] / "policies" / "catalog" / "standard.yaml"
PATIENCE = 60.0


def now(by: Actor) -> Command:
    return Command(by=by, at=datetime.now(UTC))


def until(app: Perennial, holds: Callable[[Standing], bool]) -> Standing:
    deadline = time.monotonic() + PATIENCE
    while not holds(standing := standing_of(app, COMMUNITY)):
        assert time.monotonic() < deadline, f"still not so after {PATIENCE} s: {standing!r}"
        time.sleep(0.05)
    return standing


@pytest.mark.slow
def test_a_lost_temporal_database_loses_no_life(embedded_home: Path) -> None:
    with EmbeddedStack(embedded_home) as stack, open_ledger(stack.addresses.database_url, CATALOGUE) as ledger:
        app = Perennial(ledger)
        rules = read_policy(STANDARD)
        publishing.publish(app, rules.name, rules.canonical(), now(KM))
        proposals.propose(app, TERMS, rules.name, now(LEAD), community=COMMUNITY)
        asked = until(app, lambda standing: bool(standing.open_tasks)).open_tasks[0].terms

    for file in embedded_home.glob("temporal.db*"):
        file.unlink()

    with EmbeddedStack(embedded_home) as stack, open_ledger(stack.addresses.database_url, CATALOGUE) as ledger:
        app = Perennial(ledger)
        assert standing_of(app, COMMUNITY).open_tasks[0].terms == asked
        decisions.decide(app, asked.id, Choice.APPROVE, now(KM))
        standing = until(app, lambda here: here.stage is Stage.APPROVAL and bool(here.open_tasks))
        assert [task.terms.id for task in standing.open_tasks] == [f"{COMMUNITY}.approval.1"]


@pytest.mark.slow
def test_while_temporal_is_away_people_are_answered_and_what_follows_comes_later(embedded_home: Path) -> None:
    with EmbeddedStack(embedded_home) as stack, open_ledger(stack.addresses.database_url, CATALOGUE) as ledger:
        app = Perennial(ledger)
        rules = read_policy(STANDARD)
        publishing.publish(app, rules.name, rules.canonical(), now(KM))
        proposals.propose(app, TERMS, rules.name, now(LEAD), community=COMMUNITY)
        asked = until(app, lambda standing: bool(standing.open_tasks)).open_tasks[0].terms
        stack.kill("temporal")
        assert decisions.decide(app, asked.id, Choice.APPROVE, now(KM)) == Stage.APPROVAL.value
        until(app, lambda here: bool(here.open_tasks))

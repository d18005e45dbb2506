"""What was seen of projects week by week opens the questions that their policy says, and ends nobody."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from adapters.activity.form import Format
from adapters.activity.opening import read_signs
from adapters.activity.people import Addresses
from adapters.activity.row import Row
from adapters.communities_csv import Row as Known
from adapters.communities_csv import read_communities
from aggregates.commands.decisions import decide
from aggregates.commands.importing import bring_in
from aggregates.commands.signs_of_life import record_signs
from aggregates.commands.taking_in import Heard
from aggregates.community.events import LeadNudged, SilenceConfirmed
from aggregates.signs.sources import Told, told
from policies.reader import catalog_policy
from tests.simulation import KM, Simulation
from vocabulary.people import Actor, Role
from vocabulary.stages import Stage
from vocabulary.tasks import Choice, TaskKind

DATA = Path(__file__).parents[3] / "shared/data/asf"
FIRST, LAST = datetime(2019, 4, 7, tzinfo=UTC), datetime(2022, 1, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
SILENT, LONG_SILENT = relativedelta(months=3), relativedelta(months=6)
"""As the policy has it: the lead is asked, Management is asked."""
WORKING_DAY = timedelta(days=4)
"""So much later, at most, where a date falls on a weekend."""
MARA = Actor(person="mara", role=Role.MANAGEMENT)

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the public data is not beside the repository")


def weekly() -> dict[str, list[Told]]:
    signs: dict[str, list[Told]] = defaultdict(list)
    for row in read_signs(DATA / "clutch_weekly.csv", Format.CSV, None, LAST, Addresses()):
        assert isinstance(row, Row), str(row)
        signs[row.community].append(told(row.community, row.sign))
    return signs


def incubator_of(signs: dict[str, list[Told]]) -> tuple[Simulation, list[str]]:
    """The projects that were there from the first look to the last, under the policy after the incubator's rules."""
    rules = catalog_policy("asf-incubator")
    assert rules is not None
    incubator, there = Simulation(rules, FIRST), []
    for row in read_communities(DATA / "podlings.csv", datetime.now(UTC)):
        assert isinstance(row, Known)
        known = row.community.model_copy(update={"ended": None, "outcome": None})
        if known.id in signs and known.started < FIRST and (row.community.ended or LAST) >= LAST:
            bring_in(incubator.app, known, rules.name, incubator.by(KM))
            there.append(known.id)
    return incubator, there


def keep_whoever_is_silent(incubator: Simulation, there: list[str]) -> None:
    for community in there:
        for terms in incubator.open_tasks(community):
            if terms.kind is TaskKind.DORMANCY:
                decide(incubator.app, terms.id, Choice.RENEW, incubator.by(MARA), reason="it may go on")


def test_silence_that_was_seen_opens_questions_and_ends_nobody() -> None:
    signs = weekly()
    incubator, there = incubator_of(signs)
    assert len(there) > 5
    latest = dict.fromkeys(there, FIRST)
    while incubator.now < LAST:
        incubator.pass_time(incubator.now + WEEK, *there)
        for name in there:
            standing = incubator.standing(name)
            quiet = max(latest[name], standing.heard_since)
            overdue = standing.stage is Stage.ACTIVE and quiet + SILENT + WORKING_DAY < incubator.now
            assert standing.silence is not None or not overdue, f"{name} was silent since {quiet}, and nobody asked"
        keep_whoever_is_silent(incubator, there)
        seen = {name: [one for one in signs[name] if one.sign.happened_at <= incubator.now] for name in there}
        outcomes = record_signs(incubator.app, seen, incubator.by(KM))
        assert {type(outcome) for those in outcomes.values() for outcome in those} <= {Heard}
        latest = {name: max([FIRST, *(one.sign.happened_at for one in seen[name])]) for name in there}
    for question, span, number in ((LeadNudged, SILENT, 5), (SilenceConfirmed, LONG_SILENT, 1)):
        asked = [fact for fact in incubator.ledger.log() if isinstance(fact, question)]
        assert all(fact.silent_since + span <= fact.provenance.recorded_at for fact in asked)
        assert number <= len({fact.originator_id for fact in asked}) < len(there)
    assert {incubator.community(name).stage for name in there} <= {Stage.ACTIVE, Stage.ANNUAL_REVIEW}

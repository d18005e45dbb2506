"""A history of years comes into the record at once, and once only; then life goes on."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from activities.standing import rules_of, standing_of
from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.commands.decisions import decide
from aggregates.commands.signs_of_life import record_sign
from aggregates.community import Community
from bootstrap.settings import Settings
from bootstrap.wiring import open_application
from policies.process import first_due
from policies.reader import read_yaml
from projections.catalogue import VIEWS
from projections.rebuild import rebuild
from simulation.scenario import Scenario
from tests.cli.office import Office
from tests.projections.records import everything
from vocabulary.ids import community_stream, slug
from vocabulary.people import Actor, Role
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.stages import LIVING, Stage
from vocabulary.tasks import CHOICES
from workers.open_communities import open_communities

SMALL = """\
title: Two that do well, one that is not taken up
begins: 2020-01-01
years: 2
policy: founding-article
names: [ada, ben, cleo, dov]
offices: {km: [km-kim], management: [max]}
communities:
  - name: living
    title: One that lives
    titles: [Water quality, Soil health]
    core: 3
    members: 9
    units: [Field]
    signs: {every: 3 weeks, attendance: [5, 8]}
    also:
      - {kind: product, every: 3 months, product: lesson}
      - {kind: question, every: 6 weeks}
      - {kind: mentoring, every: 2 months}
    year:
      plan:
        initiatives: [A guideline on <topic>, A course]
        kpis: [{title: Failures, unit: a month, baseline: 10, target: 4}]
        reached: [0.9, 0.5]
        delivered: [1, 0.5]
      in_objectives: 1
      money: [{what: A course, amount: 3000 USD, after: 2 months}]
      maturity: {after: 9 months, levels: [1, 2]}
  - name: not
    title: One that is not taken up
    answers: [{task: km_review, choices: {reject: 1}, reason: Not this year.}]
    titles: [Clay]
"""


ROOT = Path(__file__).parents[2]


def test_the_page_says_what_the_command_says_whatever_the_day(office: Office) -> None:
    page = (ROOT / "docs/scenarios.md").read_text(encoding="utf-8")
    command, answer = re.findall(r"^    \$ perennial (import .+)\n((?:    .+\n)+)", page, re.MULTILINE)[0]
    words = command.split()
    words[2] = str(ROOT / words[2])
    assert office(*words).out.split() == answer.split()


def test_our_scenarios_and_the_tour_use_no_id_twice() -> None:
    scenarios = [read_yaml(ROOT / f"scenarios/{name}.yaml", Scenario) for name in ("case-a", "case-b")]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    proposals = [readme, (ROOT / "scenarios/proposal.yaml").read_text(encoding="utf-8")]
    ids = [one for scenario in scenarios for one in scenario.ids]
    ids += {slug(title) for text in proposals for title in re.findall(r"^title: (.+)$", text, re.MULTILINE)}
    ids += re.findall(r"^    ([a-z0-9-]+),[^,]+,[^,]*,\d{4}-", readme, re.MULTILINE)
    assert {"data-engineering", "water-and-sanitation", "negotiation-practice"} <= set(ids)
    assert [name for name, times in Counter(ids).items() if times > 1] == []


def test_one_that_is_there_already_is_named_in_the_singular(office: Office) -> None:
    one = SMALL.replace("[Water quality, Soil health]", "[Water quality]").replace("titles: [Clay]", "titles: [Sand]")
    assert office("import", "scenario", office.write("one.yaml", one)).code == 0
    refused = office("import", "scenario", office.write("small.yaml", SMALL))
    assert refused.sentence.startswith("water-quality is in the record already, and a history is recorded once")


@pytest.fixture
def app(office: Office) -> Iterator[Perennial]:
    with open_application(Settings.load()) as app:
        yield app


def imported(office: Office, *words: str) -> str:
    said = office("import", "scenario", office.write("small.yaml", SMALL), *words)
    assert (said.code, said.err) == (0, "")
    office.project()
    return said.out


def test_what_came_in_is_told_and_nothing_is_dated_later_than_now(office: Office) -> None:
    told = imported(office)
    assert "3 proposed since" in told
    assert "under founding-article@1; 2 launched, 2 alive, 0 ended, 1 not taken up." in told
    with psycopg.connect(office.database) as connection:
        row = connection.execute(
            "SELECT max(convert_from(state, 'UTF8')::json -> 'provenance' ->> 'recorded_at') FROM ledger.events"
        ).fetchone()
    assert row is not None
    assert datetime.fromisoformat(row[0]) <= datetime.now(UTC)


def test_the_same_history_again_is_refused_and_nothing_is_written(office: Office) -> None:
    imported(office)
    facts = office.events()
    said = office("import", "scenario", office.write("small.yaml", SMALL))
    assert said.code == 2
    assert "water-quality, soil-health, clay are in the record already" in said.sentence
    assert "--home DIR" in said.sentence
    assert office.events() == facts


def test_a_real_organisation_has_no_invented_history(office: Office) -> None:
    people = "id,name,roles\nkim,Kim,km\n"
    assert office("import", "people", office.write("people.csv", people), "--as", "kim").code == 0
    facts = office.events()
    said = office("import", "scenario", office.write("small.yaml", SMALL))
    assert said.code == 2
    assert "this is the record of a real organisation" in said.sentence
    assert "--home DIR" in said.sentence
    assert office.events() == facts


def test_a_policy_of_that_name_with_other_rules_is_refused_and_an_equal_one_is_used(office: Office) -> None:
    assert office("policy", "publish", "founding-article", "--as", "kim").code == 0
    imported(office)
    said = office("policy", "publish", "quick", "--as", "kim")
    assert said.code == 0
    other = office.write(
        "other.yaml", SMALL.replace("[Clay]", "[Sand]").replace("[Water quality, Soil health]", "[A, B]")
    )
    renamed = office.write("quick.yaml", _renamed(office))
    refused = office("import", "scenario", other, "--policy", renamed)
    assert refused.code == 2
    assert "quick@1 is published here with other rules than the history's" in refused.sentence


def _renamed(office: Office) -> str:
    from importlib.resources import files

    text = (files("policies") / "catalog" / "founding-article.yaml").read_text(encoding="utf-8")
    return text.replace("name: founding-article", "name: quick", 1)


def test_every_standing_is_what_the_clock_can_go_on_from(office: Office, app: Perennial) -> None:
    imported(office)
    now = datetime.now(UTC)
    alive = open_communities(office.database)
    assert alive == ["soil-health", "water-quality"]
    for one in alive:
        standing = standing_of(app, one)
        due = first_due(rules_of(app, standing.policy), standing, now)
        assert standing.stage in LIVING
        assert due is not None
        assert due.at > now, "all that was due is done"


def test_what_was_recorded_can_be_acted_on(office: Office, app: Perennial) -> None:
    imported(office)
    now = datetime.now(UTC)
    with psycopg.connect(office.database) as connection:
        streams = connection.execute("SELECT DISTINCT originator_id FROM ledger.events").fetchall()
    for (stream,) in streams:
        assert app.load(stream, fresh=True) is not None
    sign = SignOfLife(source_id="today", kind=SignKind.MEETING, what="met", happened_at=now)
    record_sign(app, "soil-health", sign, Command(by=Actor(person="ada", role=Role.LEAD), at=now))
    known = app.load(community_stream("clay"), fresh=True)
    assert isinstance(known, Community)
    assert known.stage is Stage.CLOSED
    for task in standing_of(app, "water-quality").open_tasks:
        by = Actor(person="someone", role=task.terms.assigned_to)
        if by.role not in (Role.LEAD, Role.MEMBER):
            decide(app, task.terms.id, CHOICES[task.terms.kind][0], Command(by=by, at=now))


def test_a_sign_that_was_told_is_not_told_twice(office: Office, app: Perennial) -> None:
    imported(office)
    facts = office.events()
    now = datetime.now(UTC)
    with psycopg.connect(office.database) as connection:
        row = connection.execute(
            "SELECT convert_from(state, 'UTF8')::json -> 'signs' -> 0 FROM ledger.events "
            "WHERE topic = 'signs.recorded' AND originator_id LIKE 'signs/soil-health/%' LIMIT 1"
        ).fetchone()
    assert row is not None
    record_sign(
        app, "soil-health", SignOfLife.model_validate(row[0]), Command(by=Actor(person="ada", role=Role.LEAD), at=now)
    )
    assert office.events() == facts


def test_rows_of_a_recorded_history_are_rebuilt_to_the_byte(office: Office) -> None:
    imported(office)
    before = everything(office.database)
    for view in VIEWS:
        rebuild(view, office.database)
    assert everything(office.database) == before


def test_it_can_end_on_an_earlier_day(office: Office) -> None:
    told = imported(office, "--ending", "2025-06-30")
    assert "since 30 Jun 2023" in told


def test_a_day_on_which_nothing_has_happened_yet_is_refused(office: Office) -> None:
    said = office("import", "scenario", office.write("small.yaml", SMALL), "--ending", "2090-01-01")
    assert said.code == 2
    assert "none of it has happened yet" in said.sentence


def test_a_scenario_that_asks_for_more_than_its_policy_gives_hears_the_policys_own_words(office: Office) -> None:
    much = SMALL.replace("3000 USD", "30000 USD")
    said = office("import", "scenario", office.write("much.yaml", much))
    assert said.code == 2
    assert "30000 USD is more than year 1 of" in said.sentence
    assert office.events() == 0


def test_where_no_policy_is_named_that_is_said(office: Office) -> None:
    said = office("import", "scenario", office.write("none.yaml", SMALL.replace("policy: founding-article\n", "")))
    assert said.code == 2
    assert "does not say under which policy" in said.sentence

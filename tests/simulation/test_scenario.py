"""Invented organisations: read with every mistake named, and played alike for equal seeds."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import simulation.play
from aggregates.event import Event
from policies.reader import read_yaml
from simulation.outlook import Outlook
from simulation.play import play
from simulation.scenario import Scenario
from tests.policies.standings import catalog, changed
from vocabulary.people import Role
from vocabulary.refusals import Malformed

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SMALL = """\
title: A few communities
begins: 2026-01-01
years: 3
communities:
  - {name: living, title: One that lives, count: 3, enters: living, signs: {every: 1 week}}
  - {name: new, title: A new one, count: 4, after: 1 month, over: 1 year, signs: {every: 2 weeks}}
answers:
  - {task: km_review, choices: {approve: 1, return: 1}}
  - {task: annual_review, within: 20 days, choices: {renew: 2, probation: 1}}
"""


def scenario(text: str = SMALL) -> Scenario:
    return read_yaml(text, Scenario, source="small.yaml")


def outlook(of: Scenario, **options: Any) -> Outlook:
    heard = Outlook()
    play(of, catalog("standard"), heard.hear, **options)
    return heard


def story(of: Scenario, **options: Any) -> list[Event]:
    heard: list[Event] = []
    play(of, catalog("standard"), heard.append, **options)
    facts = [event for event in heard if not event.originator_id.startswith("policy/")]
    return sorted(
        facts, key=lambda event: (event.provenance.recorded_at, event.originator_id, event.originator_version)
    )


def test_equal_seeds_give_equal_lives_and_others_give_others() -> None:
    assert story(scenario(), seed=5) == story(scenario(), seed=5)
    assert story(scenario(), seed=5) != story(scenario(), seed=6)


def test_no_community_depends_on_how_many_are_played_together(monkeypatch: pytest.MonkeyPatch) -> None:
    together = story(scenario())
    monkeypatch.setattr(simulation.play, "COHORT", 1)
    assert story(scenario()) == together


def test_nobody_who_is_alive_is_asked_whether_they_are() -> None:
    assert outlook(scenario()).total("lead asked") == 0


def test_more_years_begin_with_the_same_years() -> None:
    three, five = story(scenario(), years=3), story(scenario(), years=5)
    assert five[: len(three)] == three


def test_whoever_never_answers_is_reminded_and_told_about_higher_up_and_nobody_is_launched() -> None:
    heard = outlook(scenario(SMALL.replace("{task: km_review,", "{task: km_review, never: 1,")), years=1)
    assert heard.total("launched") == 0
    assert sum(number for (_, role), number in heard.escalated.items() if role is Role.MANAGEMENT) == 4


def test_what_is_asked_of_a_lead_that_nobody_knows_is_never_done() -> None:
    by_the_lead = {"due": "30 days", "items": [{"item": "hand_over", "title": "Hand over", "by": "lead"}]}
    rules = changed(sunset={"checklist": by_the_lead})
    ended = SMALL.replace("probation: 1", "sunset: 1000000")
    heard = Outlook()
    play(scenario(ended), rules, heard.hear, years=2)
    assert heard.happened[2027, "sunset announced"] > 3
    closed = {one.community for one in heard.noteworthy if one.what == "closed (sunset)"}
    assert closed
    assert all(community.startswith("new-") for community in closed), "only who was proposed has a lead"


def test_an_answer_that_comes_after_the_policy_has_answered_changes_nothing() -> None:
    quiet = SMALL.replace(
        "signs: {every: 1 week}", "signs: {every: 1 week, silent: [{after: 1 month, lasts: 9 years}]}"
    )
    late = quiet.replace(
        "{task: km_review,", "{task: dormancy, after: 31 days, within: 40 days}\n  - {task: km_review,"
    )
    heard = outlook(scenario(late), years=1)
    assert (heard.total("revived"), heard.total("sunset announced")) == (0, 3)


def test_a_silent_stretch_is_followed_up_and_its_end_revives() -> None:
    quiet = "signs: {every: 1 week, silent: [{after: 1 month, lasts: 100 days}]}"
    heard = outlook(scenario(SMALL.replace("signs: {every: 1 week}", quiet)), years=1)
    assert (heard.total("lead asked"), heard.total("revived"), heard.total("closed")) == (3, 3, 0)


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("case-*.yaml")), ids=lambda file: file.stem)
def test_the_scenarios_that_come_with_us_can_be_played(file: Path) -> None:
    assert outlook(read_yaml(file, Scenario), years=1).happened


def test_where_communities_are_looked_after_most_live_and_where_they_are_not_most_end() -> None:
    cared_for = outlook(read_yaml(SCENARIOS / "case-a.yaml", Scenario))
    left_alone = outlook(read_yaml(SCENARIOS / "case-b.yaml", Scenario))
    assert cared_for.total("closed") < 70 / 10
    assert left_alone.total("closed") > 8 / 2


@pytest.mark.parametrize(
    ("wrong", "right", "complaint"),
    [
        ("years: 3", "years: 0", "small.yaml:3: years: "),
        ("count: 3", "count: many", "small.yaml:5: communities.1.count: "),
        ("enters: living", "enters: dying", "small.yaml:5: communities.1.enters: 'dying' was given; write proposed or"),
        ("every: 1 week", "every: now and then", "small.yaml:5: communities.1.signs.every: "),
        ("every: 1 week", "every: 0 days", "a rhythm of 0 days is none"),
        ("name: new", "name: living", "each group has a name of its own"),
        ("within: 20 days", "within: 1 hour", "answers can't come within 1 hour and after 1 day"),
        ("probation: 1", "reject: 1", "annual_review can't be answered 'reject'; choose renew or probation or sunset"),
        (
            "km_review, choices: {approve: 1, return: 1}",
            "annual_review",
            "each kind of question is answered",
        ),
        ("answers:", "answer:", "small.yaml:7: answer: is not known here; did you mean 'answers'?"),
    ],
)
def test_every_mistake_is_named_with_its_line_and_what_to_write(wrong: str, right: str, complaint: str) -> None:
    assert wrong in SMALL
    with pytest.raises(Malformed) as refused:
        scenario(SMALL.replace(wrong, right, 1))
    assert complaint in str(refused.value)


TOLD = """\
title: One that is told of
begins: 2026-01-01
years: 2
communities:
  - name: told
    title: One of which more is told
    titles: [Water quality, Soil health]
    core: 3
    members: 9
    signs: {every: 3 weeks, attendance: [5, 8], after: 1 month, until: 1 year}
    also:
      - {kind: mentoring, every: 2 months}
      - {kind: question, every: 2 months, answered: 0.5}
    year:
      plan:
        initiatives: [A course, A guideline]
        kpis: [{title: Failures, unit: a month, baseline: 10, target: 4}]
      money: [{what: A course, amount: 3000 USD, after: 2 months}]
      maturity: {levels: [1, 2]}
"""


def test_what_only_a_recorded_history_tells_changes_nothing_in_a_plain_simulation() -> None:
    told_only = r", attendance: \[5, 8\]|    (core|members|also|year):.*?(?=\n    \w|\Z)"
    plain = re.sub(told_only, "", TOLD, flags=re.DOTALL)
    assert "plan" not in plain
    assert happened(scenario(TOLD)) == happened(scenario(plain))


def happened(of: Scenario) -> list[tuple[str, type[Event], datetime]]:
    """Whatever a proposal says in its terms."""
    return [(event.originator_id, type(event), event.provenance.recorded_at) for event in story(of)]


def test_titles_give_ids_and_count() -> None:
    assert {event.originator_id for event in story(scenario(TOLD)) if event.originator_id.startswith("community/")} == {
        "community/water-quality",
        "community/soil-health",
    }


@pytest.mark.parametrize(
    ("wrong", "right", "complaint"),
    [
        ("titles:", "count: 3\n    titles:", "small.yaml:7: communities.1.count: there are 2 titles for 3 communities"),
        ("Soil health]", '"?"]', "no id can be made from '?'"),
        ("Soil health]", "Water Quality]", "two communities would be called water-quality; change a title"),
        ("members: 9", "members: 2", "the core (3) is part of the members"),
        ("members: 9", "members: 3", "juniors are found among the members beside the core"),
        ("[5, 8]", "[5, 12]", "no more can come than there are members (9)"),
        ("until: 1 year", "until: 2 weeks", "a rhythm can't end 14 days after the beginning and begin after 1 month"),
        (
            "kind: mentoring,",
            "kind: mentoring, attendance: [4],",
            "a mentoring has none; take it out, or write event or",
        ),
        ("kind: question,", "kind: post,", "a post has none; take it out, or write question"),
        ("    year:", "    enters: living\n    year:", "nobody is known to lead a community that is brought in"),
        ("target: 4", "target: 10", "a target lies above or below its baseline"),
        ("A guideline]", "A course]", "each has a title of its own"),
        ("[A course, A guideline]", "[A course]\n        after: 3 months", "put the longer one second"),
        ("after: 2 months}]", "after: 2 years}]", "money is asked for within its year"),
        ("3000 USD", "3000", "an amount with its currency"),
        ("levels: [1, 2]", "levels: [7]", "small.yaml:19: communities.1.year.maturity.levels.1: "),
    ],
)
def test_every_mistake_in_what_is_told_is_named_too(wrong: str, right: str, complaint: str) -> None:
    assert wrong in TOLD
    with pytest.raises(Malformed) as refused:
        scenario(TOLD.replace(wrong, right, 1))
    assert complaint in str(refused.value)

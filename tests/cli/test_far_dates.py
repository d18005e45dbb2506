"""Days at the ends of the calendar, and numbers that no database counts, are refused with a sentence."""

import pytest
import typer

from cli.moments import end_of, moment
from tests.cli.office import Office, Said
from vocabulary.span import Span

ENDS = (
    *("9999-12-31", "0001-01-01", "0001-01-02", "9950-01-01", "9999-12-31T23:59:59+00:00"),
    *("9999-12-31T23:59:59-12:00", "0001-01-01T00:00+12:00"),
)
SCENARIO = """\
title: One garden
begins: {begins}
years: 2
policy: standard
communities:
  - name: garden
    title: Garden
    count: 1
"""
DAYS = (
    "absence add ann --from 2026-01-01 --until {}",
    "absence add ann --from {} --until 2026-01-01",
    "leaderboard show --in {}",
    "leaderboard explain garden --in {}",
    "leaderboard publish --in {} --as kim",
    "community exempt garden --owner kim --until {} --why x --as kim",
    "community members garden 5 --on {} --as kim",
    "activity add garden --what x --on {} --as kim",
    "plan measure garden figure 3 --evidence x --on {} --as kim",
    "plan deliver garden handbook --evidence x --on {} --as kim",
    "duty request garden report --by {} --as kim",
    "duty form standard report --for 2026-03-01 --out {} --as kim",
    "person leave ann --on {} --as kim",
    "task follow-up garden.km_review.1 --as km:kim --on {}",
    "audit access --since {}",
)


def refused(said: Said) -> str:
    """The words of a refusal, however they are framed."""
    assert (said.code, said.out) == (2, "")
    return " ".join(said.err.replace("│", " ").replace("╭", " ").split())


@pytest.mark.parametrize("day", ENDS)
def test_a_day_from_which_nothing_can_be_counted_is_none(day: str) -> None:
    with pytest.raises(typer.BadParameter, match=r"lies outside (the years 1900 to 2999; write a day within|of time)"):
        moment(day, "--on")


@pytest.mark.parametrize("day", ENDS[:5])
def test_what_was_at_the_ends_of_the_calendar_may_be_asked(day: str) -> None:
    assert end_of(day, "--as-of").isoformat()[:10] == day[:10]


def test_spans_can_be_counted_from_every_day_that_can_be_named() -> None:
    longest = Span("100 years")
    for day in ("1900-01-01", "2999-12-31"):
        assert longest.before(moment(day, "--on")) < longest.after(moment(day, "--on"))


def test_every_option_that_takes_a_day_says_so(office: Office) -> None:
    for words in DAYS:
        for day in ("9999-12-31", "0001-01-02"):
            sentence = refused(office(*words.format(day).split()))
            assert "lies outside the years 1900 to 2999; write a day within them" in sentence, words


def test_a_history_ends_on_a_day_that_can_be(office: Office) -> None:
    file = office.write("s.yaml", SCENARIO.format(begins="2020-01-01"))
    for day in ("9999-12-31", "0001-01-02", "9950-01-01"):
        assert f"'{day}' lies outside the years" in refused(office("import", "scenario", file, "--ending", day))
    assert "'never' is no date" in refused(office("import", "scenario", file, "--ending", "never"))


def test_a_scenario_begins_on_a_day_that_can_be(office: Office) -> None:
    for day in ("9999-12-31", "0001-01-02", "9950-01-01"):
        file = office.write("s.yaml", SCENARIO.format(begins=day))
        for words in ("policy simulate standard --from", "import scenario"):
            said = office(*words.split(), file)
            assert said.code == 2
            assert f"{file}:2: begins: {day} lies outside the years 1900 to 2199; write a day within" in said.sentence


def test_as_many_notices_as_no_database_counts_are_not_listed(office: Office) -> None:
    assert "1000000" in refused(office("notices", "--limit", "99999999999999999999"))

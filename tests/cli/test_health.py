"""Who somebody should look at, why, and what comes next."""

from datetime import UTC, datetime, timedelta

from cli.demo.command import SCENARIOS
from tests.cli.office import Office


def test_a_community_without_plan_products_or_pupils_is_shown_with_what_comes_next(office: Office) -> None:
    assert office("policy", "publish", "standard").code == 0
    started = datetime.now(UTC) - timedelta(days=300)
    office.write("old.csv", f"id,title,sponsor,started,ended,outcome\nold,Old Guild,IT,{started:%Y-%m-%d},,\n")
    assert office("import", "communities", str(office.folder / "old.csv"), "--as", "km:kim").code == 0
    said = office("activity", "add", "old", "--what", "A meeting", "--as", "lee")
    assert said.code == 0
    office.project()
    shown = " ".join(office("health").out.split())
    assert "Old Guild (old)" in shown
    assert "no targets: no plan with KPIs was ever approved" in shown
    assert "only events: people meet" in shown
    assert "no exchange: no junior was seen" in shown
    (row,) = office("health", "--json").json
    assert [one["cause"] for one in row["warnings"]] == ["no_exchange", "no_targets", "only_events"]
    assert row["next"]["at"] > row["warnings"][0]["since"]
    assert row["next"]["what"].startswith(
        ("Management is asked for an answer by ", "the lead is asked whether it is alive, silent since ")
    )


def test_where_nothing_is_to_be_said_that_is_said(office: Office) -> None:
    office.project()
    assert office("health").out == "Nothing is to be said of any community.\n"
    assert office("health", "--all").out == "There are no open communities.\n"


def test_of_the_articles_second_case_each_that_is_gone_was_to_be_seen_a_year_before(office: Office) -> None:
    assert office("import", "scenario", str(SCENARIOS / "case-b.yaml")).code == 0
    office.project()
    found = {row["community"]: row for row in office("health", "--ended", "--json").json}
    four = {"no_targets", "not_in_objectives", "only_events", "no_exchange"}
    assert len(found) == 6
    assert min(row["months_before"] for row in found.values()) >= 15
    planned = {"project-delivery", "safety-on-site"}
    for community, row in found.items():
        assert {one["cause"] for one in row["causes"]} == four
        assert row["outcome"] == "sunset"
        late = {one["cause"] for one in row["causes"] if one["months_before"] < 12}
        assert late == ({"no_targets", "only_events"} if community in planned else set())
    alive = {row["community"] for row in office("health", "--json").json}
    assert alive == {"energy-efficiency", "negotiation-practice"}
    shown = " ".join(office("health", "--ended").out.split())
    assert "Customer insight" in shown
    assert "no targets, not in" in shown


def test_where_none_has_ended_that_is_said(office: Office) -> None:
    assert office("health", "--ended").out == "No community that was launched has ended.\n"

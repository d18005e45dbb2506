"""Who somebody should look at, why, and what comes next."""

from datetime import UTC, datetime, timedelta

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
    assert "annual review 1 on" in shown or "a sign of life by" in shown
    (row,) = office("health", "--json").json
    assert [one["cause"] for one in row["warnings"]] == ["no_exchange", "no_targets", "only_events"]
    assert row["next"]["at"] > row["warnings"][0]["since"]


def test_where_nothing_is_to_be_said_that_is_said(office: Office) -> None:
    office.project()
    assert office("health").out == "Nothing is to be said of any community.\n"
    assert office("health", "--all").out == "There are no open communities.\n"

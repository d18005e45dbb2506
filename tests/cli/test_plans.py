"""The plan of a year by commands: checked by line, written, decided on, measured, shown."""

from pathlib import Path

import pytest

from tests.cli.office import Office

SCENARIO = Path(__file__).parents[2] / "scenarios" / "plan.yaml"
CE = "data-engineering"
PLAN = SCENARIO.read_text(encoding="utf-8").replace("2027-", "2026-")


@pytest.fixture
def alive(office: Office) -> Office:
    """Data Engineering lives."""
    office.proposed()
    office.project()
    for task, who in (("km_review.1", "km:kim"), ("approval.1", "management:mara")):
        assert office("task", "decide", f"{CE}.{task}", "approve", "--as", who).code == 0
        office.clock()
    for row in office("task", "list", "--json").json:
        assert office("task", "decide", row["id"], "done", "--as", f"{row['assigned_to']}:lee").code == 0
    office.clock()
    assert office("community", "show", CE, "--json").json["stage"] == "active"
    return office


def decided(office: Office, *who: str) -> None:
    for one in who:
        office.clock()
        (row,) = office("task", "list", "--json").json
        assert office("task", "decide", row["id"], "approve", "--as", one).code == 0
    office.clock()


def test_a_plan_is_checked_by_line(office: Office) -> None:
    assert "Nightly runs that break (broken-runs, a month)" in office("plan", "check", str(SCENARIO)).out
    broken = PLAN.replace("target: 10", "target: 50").replace("owner: lee", "owner: Lee Lead")
    refused = office("plan", "check", office.write("plan.yaml", broken))
    assert refused.code == 2
    lines = refused.err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{office.folder}/plan.yaml:15: initiatives.2.owner")
    assert lines[1].endswith("broken-runs goes down; its target has to lie below its baseline 40")


def test_a_plan_is_written_decided_on_and_measured(alive: Office) -> None:
    file = alive.write("plan.yaml", PLAN)
    said = alive("plan", "draft", CE, file, "--as", "lee")
    assert said.out.splitlines() == [
        f"The plan of year 1 of {CE} is written down: 2 initiatives, 2 KPIs.",
        f"Submit it: perennial plan submit {CE} --year 1",
    ]
    said = alive("plan", "submit", CE, "--as", "lee")
    assert said.out == f"The plan is submitted (change 1 of {CE}); what it waits for: perennial task list\n"
    assert alive("plan", "draft", CE, file, "--as", "lee").sentence.startswith(
        f"the plan of year 1 of {CE} is being decided"
    )
    alive.clock()
    assert "being decided on" in alive("plan", "show", CE).out
    assert "Nightly runs that break: from 40 to 10 a month" in " ".join(
        alive("task", "show", f"{CE}.change.1.1").out.split()
    )
    decided(alive, "km:kim", "management:mara")
    assert alive("plan", "measure", CE, "broken-runs", "25", "--evidence", "the log", "--as", "lee").out == (
        f"broken-runs of {CE} stands at 25 (measurement 1).\n"
    )
    assert (
        alive(
            "plan", "correct", CE, "1", "22", "--year", "1", "--evidence", "the log", "--why", "typing", "--as", "lee"
        ).code
        == 0
    )
    assert alive("plan", "deliver", CE, "handbook", "--evidence", "a link", "--as", "lee").code == 0
    alive.project()
    shown = alive("plan", "show", CE).out
    assert "45% reached" in shown
    assert "50% delivered" in shown
    assert "not measured" in shown
    told = alive("plan", "show", CE, "--json").json
    assert (told["state"], told["attained"], told["approved"]["kpis"][0]["target"]) == ("approved", "0.4500", "10")
    assert told["measurements"][0]["was"] == ["25"]
    history = " ".join(alive("history", CE).out.split())
    assert "lee (lead) corrected measurement 1 of year 1, broken-runs: 25 was 22: typing" in history
    assert alive("plan", "undeliver", CE, "handbook", "--year", "1", "--why", "no index", "--as", "lee").code == 0
    alive.project()
    assert alive("plan", "show", CE, "--json").json["delivered"] in {"0", "0.0000"}


def test_what_is_wrong_is_said_in_a_sentence(alive: Office) -> None:
    assert alive("plan", "show", CE).sentence == f"{CE} has no plan yet; write one: `perennial plan draft {CE} FILE`"
    refused = alive("plan", "measure", CE, "x", "1", "--evidence", "e", "--as", "lee")
    assert refused.sentence.startswith(f"year 1 of {CE} has no plan yet")
    assert alive("plan", "submit", CE, "--as", "lee").code == 2
    file = alive.write("plan.yaml", PLAN)
    assert alive("plan", "draft", CE, file, "--year", "7", "--as", "lee").sentence.endswith("at most year 2 is")
    assert "is no number" in alive("plan", "measure", CE, "x", "NaN", "--evidence", "e").err


def test_a_plan_that_came_back_says_why(alive: Office) -> None:
    file = alive.write("plan.yaml", PLAN)
    assert alive("plan", "draft", CE, file, "--as", "lee").code == 0
    assert alive("plan", "submit", CE, "--as", "lee").code == 0
    alive.clock()
    (row,) = alive("task", "list", "--json").json
    assert alive("task", "decide", row["id"], "return", "--reason", "who pays?", "--as", "km:kim").code == 0
    alive.clock()
    shown = alive("plan", "show", CE).out
    assert "came back to its authors" in shown
    assert "who pays?" in shown
    assert alive("plan", "submit", CE, "--as", "lee").code == 0
    assert alive("plan", "recall", CE, "--as", "lee", "--why", "not yet").code == 0

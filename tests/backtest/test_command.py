"""The command: files in, tables and JSON and a chart out, and a sentence for whatever is wrong with them."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.office import Office, Said

OUTCOMES = """\
id,title,sponsor,started,ended,outcome
faded,Faded,,2020-01-01,2021-01-01,sunset
busy,Busy,,2020-01-01,2020-12-31,sunset
sleeper,Sleeper,,2020-01-01,2021-01-01,graduated
bright,Bright,,2020-01-01,2020-12-31,graduated
still,Still,,2020-01-01,,
idea,Idea,,2020-01-01,2020-02-01,rejected
dark,Dark,,2020-01-01,2021-01-01,sunset
"""
ALL_YEAR = [f"2020-{month:02d}" for month in range(1, 13)]
ACTIVITY = (
    "id,month,signs\n"
    + "".join(f"{name},{month},3\n" for name in ("busy", "bright") for month in ALL_YEAR)
    + "faded,2020-02,1\nfaded,2020-03,0\nsleeper,2020-01,1\nsleeper,2021-02,5\nstill,2020-01,1\nstranger,2020-05,2\n"
)


class Desk:
    """Where backtests are typed; there is no database."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.office = Office(folder, "", capture)
        self.outcomes = self.office.write("outcomes.csv", OUTCOMES)
        self.activity = self.office.write("activity.csv", ACTIVITY)

    def __call__(self, *words: str, policy: str = "standard") -> Said:
        files = ("--outcomes", self.outcomes, "--activity", self.activity)
        return self.office("policy", "backtest", policy, *files, *words)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def must(said: Said, variant: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = said.json["variants"][variant]["must"]
    return found


def test_every_count_is_there_for_programs(desk: Desk) -> None:
    said = desk("--json")
    assert (said.code, said.err) == (0, "")
    assert said.json["communities"] == {
        "faded": "retired", "busy": "retired", "sleeper": "graduated", "bright": "graduated", "still": "living"
    }  # fmt: skip
    assert said.json["left_out"] == {
        "never_counted": ["dark"],
        "counted_elsewhen": [],
        "hardly_seen": [],
        "never_lived": ["idea"],
    }
    assert (said.json["unknown"], said.json["signs_outside"]) == (
        ["stranger"],
        2 + 2,
    )  # sleeper's February, the last day of busy and of bright
    found = must(said)
    assert (found["caught"], found["missed"]) == (["faded"], ["busy"])
    assert (found["false_alarms"], found["undisturbed"]) == (["sleeper"], ["bright"])
    assert (found["living_asked"], found["living"]) == (["still"], 1)
    assert (found["recall"]["count"], found["recall"]["of"], found["recall"]["rate"]) == (1, 2, 0.5)
    assert found["recall"]["wilson_95"] == pytest.approx([0.0945, 0.9055], abs=5e-5)
    assert found["ahead"]["median"] == pytest.approx(127 / (365.25 / 12))  # 27 August to 1 January
    assert said.json["variants"][0]["should_after"] == "90 days"
    assert said.json["variants"][0]["would_have_ended"]["graduated"] == ["sleeper"]
    assert said.json["said_of_tuning"] == "Nothing was tuned on the data shown."
    assert said.json["tuned"] is None


def test_people_are_shown_tables_and_the_sentences_beside_them(desk: Desk) -> None:
    said = desk()
    assert (said.code, said.err) == (0, "")
    words = " ".join(said.out.split())
    assert words.startswith(
        "5 communities, 5 community-years: 2 retired and 2 graduated, 1 living when last looked at."
    )
    assert "Active, but of unknown outcome: stranger." in words
    assert "Nothing was tuned on the data shown." in words
    for title in ("What it finds", "What it asks of people", "What it cannot catch, and whom it disturbs"):
        assert title in words
    assert max(map(len, said.out.splitlines())) <= 100


def test_thresholds_stand_side_by_side(desk: Desk) -> None:
    said = desk("--must", "6,330 days", "--must", "1 year", "--should", "4", "--json")
    assert [(one["should_after"], one["must_after"]) for one in said.json["variants"]] == [
        ("4 months", "6 months"), ("4 months", "330 days"), ("4 months", "1 year")
    ]  # fmt: skip
    assert [must(said, number)["caught"] for number in range(3)] == [["faded"], [], []]
    assert "choosing the best row of these tables would be" in said.json["said_of_tuning"]


def test_several_policies_stand_side_by_side(desk: Desk, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "policies/catalog/standard.yaml").read_text()
    patient = desk.office.write("patient.yaml", text.replace("name: standard", "name: patient").replace("180", "400"))
    said = desk(patient, "--json")
    assert [(one["policy"], one["must"]["caught"]) for one in said.json["variants"]] == [
        ("standard", ["faded"]), ("patient", [])
    ]  # fmt: skip


def test_a_contradiction_is_said_and_left_out(desk: Desk) -> None:
    said = desk("--must", "2,6")
    assert said.code == 0
    assert "standard: 90 days, then 2 months: left out; MUST (2 months) can't come before SHOULD" in said.out
    assert desk("--must", "2").code == 2


@pytest.mark.parametrize("wrong", ["soon", "-3", "1000000 years", "6 fortnights"])
def test_a_threshold_that_is_no_length_of_time_is_refused(desk: Desk, wrong: str) -> None:
    said = desk(f"--must={wrong}")
    assert (said.code, said.out) == (2, "")
    assert "--must" in said.err


def test_tuning_shows_what_was_chosen_by_whom_and_how_it_did_with_the_others(desk: Desk) -> None:
    desk.outcomes = desk.office.write("o.csv", OUTCOMES + "later,Later,,2021-01-01,2021-12-27,sunset\n")
    desk.activity = desk.office.write("a.csv", ACTIVITY + "later,2021-01,1\nlater,2021-11,0\n")
    said = desk("--must", "6,330 days", "--tune-before", "2021-01-02", "--json")
    tuned = said.json["tuned"]
    assert (tuned["before"], tuned["criterion"]) == ("2021-01-02", "F1 at must")
    assert tuned["chosen"] == "standard: 90 days, then 6 months"
    assert [one["must"]["f1"] for one in tuned["chosen_by"]] == [pytest.approx(0.5), 0]
    assert [one["must"]["caught"] for one in tuned["judged_by"]] == [["later"], []]
    shown = " ".join(desk("--must", "6,330 days", "--tune-before", "2021-01-02").out.split())
    assert "standard: 90 days, then 6 months was chosen on those that ended before 2021-01-02" in shown
    assert "Judged by those that ended on 2021-01-02 or later" in shown


def test_nothing_is_tuned_where_there_is_nothing_to_choose_by(desk: Desk) -> None:
    assert "no community retired since 2021-01-02" in desk("--tune-before", "2021-01-02").sentence
    assert "asks about anybody who retired before 2021-01-01" in desk("--tune-before", "2021-01-01").sentence
    assert desk("--tune-before", "yesterday").code == 2


def test_bad_rows_are_named_with_file_line_and_column_and_the_others_count(desk: Desk) -> None:
    desk.outcomes = desk.office.write("o.csv", OUTCOMES + "odd,Odd,,2020-02-30,,\nbusy,Again,,2020-01-01,,\n")
    desk.activity = desk.office.write("a.csv", ACTIVITY + "busy,2020-13,1\nbusy,2020-01,9\n")
    said = desk("--json")
    assert said.code == 3
    assert [line.split(": ")[1] for line in said.err.splitlines()] == [
        "line 9, started", "line 10, id", "line 32, month", "line 33, month"
    ]  # fmt: skip
    assert said.err.startswith(f"{desk.outcomes}: line 9")
    assert [(row["file"], row["line"]) for row in said.json["refused"]][2] == (desk.activity, 32)
    assert must(said)["caught"] == ["faded"]


@pytest.mark.parametrize("which", ["outcomes", "activity"])
@pytest.mark.parametrize("content", ["", "a,b,c\n1,2,3\n", b"\x89PNG\r\n"])
def test_a_file_without_a_usable_header_is_refused(desk: Desk, which: str, content: str | bytes) -> None:
    setattr(desk, which, desk.office.write("bad.csv", content))
    said = desk()
    assert said.code == 2
    assert "bad.csv:1: " in said.sentence


@pytest.mark.parametrize(("which", "header"), [("outcomes", OUTCOMES), ("activity", ACTIVITY)])
def test_files_that_name_nobody_in_common_are_refused(desk: Desk, which: str, header: str) -> None:
    setattr(desk, which, desk.office.write("none.csv", header.splitlines()[0] + "\n"))
    said = desk()
    assert said.code == 2
    assert "do both files use the same ids?" in said.sentence


def test_a_missing_file_and_an_unknown_policy_are_refused(desk: Desk) -> None:
    assert "nowhere.yaml: there is no such file" in desk(policy="nowhere.yaml").sentence
    desk.activity = "nowhere.csv"
    assert "nowhere.csv: there is no such file" in desk().sentence


def test_weekly_looks_are_read_beside_monthly_counts(desk: Desk) -> None:
    weekly = desk.office.write(
        "weekly.csv",
        "snapshot_date,podling,repo_last_update\n2020-08-02,faded,2020-07-20\n2020-07-26,faded,2020-07-20\n",
    )
    said = desk("--activity", weekly, "--json")
    assert must(said)["caught"] == []  # silent from July: the lead is asked in October, Management never
    assert (
        said.json["variants"][0]["should"]["heard_again"]
        == desk("--json").json["variants"][0]["should"]["heard_again"] + 1
    )


def test_lives_of_one_day_are_lives_without_a_question(desk: Desk) -> None:
    desk.outcomes = desk.office.write(
        "o.csv", OUTCOMES + "wadi,WADI,,2020-05-05,2020-05-05,sunset\nmerlin,M,,2020-05-05,2020-05-05,graduated\n"
    )
    desk.activity = desk.office.write("a.csv", ACTIVITY + "wadi,2020-05,2\nmerlin,2020-05,0\n")
    found = must(desk("--json"))
    assert (found["missed"], found["undisturbed"]) == (["busy", "wadi"], ["bright", "merlin"])


def test_a_chart_is_drawn(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "chart.svg"
    assert desk("--svg", str(file)).code == 0
    assert file.read_text().startswith("<svg ")
    said = desk("--svg", str(tmp_path / "no" / "chart.svg"), "--json")
    assert (said.code, said.out) == (2, "")
    assert "can't be written" in said.err


def test_a_page_is_brought_up_to_date(desk: Desk) -> None:
    page = desk.office.write(
        "page.md", "# Ours\n<!-- backtest -->\n<!-- end of backtest -->\n<!-- b -->\n<!-- end of b -->\n"
    )
    assert desk("--page", page).out == f"{page} is up to date.\n"
    assert desk("--page", f"{page}#b", "--json").json["variants"]
    text = Path(page).read_text()
    assert text.count("| standard: Management after 180 days | 1 of 2<br>50% (9 to 91%) | 1 of 2") == 2
    assert "has no place for it; write a line <!-- c -->" in desk("--page", f"{page}#c").sentence
    assert "can't be read" in desk("--page", "nowhere.md").sentence

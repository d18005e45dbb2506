"""Existing communities come in whole, once, and row by row."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cli.office import Office

HEADER = "id,title,sponsor,started,ended,outcome\n"
PODLINGS = "id,name,status,sponsor,mentors,start_date,end_date\n"


def podlings(graduated: int = 264, retired: int = 85, current: int = 24) -> str:
    """A file of the size and the form of the public register, with invented rows."""

    def rows() -> Iterator[str]:
        statuses = ["graduated"] * graduated + ["retired"] * retired + ["current"] * current
        for number, status in enumerate(statuses):
            start = date(2003, 1, 1) + timedelta(days=20 * number)
            end = "" if status == "current" else start + timedelta(days=number % 900)
            yield f"pod_{number},Pod {number},{status},Incubator,{number % 5},{start},{end}"

    return PODLINGS + "\n".join(rows()) + "\n"


def test_all_373_come_in_and_a_second_time_changes_nothing(office: Office) -> None:
    file = office.write("podlings.csv", podlings())
    first = office("import", "communities", file, "--as", "kim")
    assert first.code == 0
    assert first.out.splitlines() == [
        "Published the policy standard@1, which comes with Perennial and was never published here.",
        "373 in, 264 graduated and 85 retired closed, 24 live",
    ]
    assert office.events() == 373 + 264 + 85 + 2  # each begins, most end, and the policy is named and published
    second = office("import", "communities", file)
    assert (second.code, second.out) == (0, "0 new, 373 unchanged, 264 graduated and 85 retired closed, 24 live\n")
    assert office.events() == 373 + 264 + 85 + 2
    office.project()
    assert len(office("community", "list", "--open", "--json").json) == 24
    assert len(office("community", "list", "--closed", "--json").json) == 349


def test_what_was_brought_in_has_the_dates_on_which_it_happened(office: Office) -> None:
    file = office.write("c.csv", HEADER + "a,Water,Works,2014-03-10,2016-05-01,sunset\n")
    assert office("import", "communities", file).code == 0
    office.project()
    began, ended = office("history", "a", "--json").json
    assert began["effective_at"].startswith("2014-03-10T00:00:00")
    assert ended["effective_at"].startswith("2016-05-01T00:00:00")
    assert began["recorded_at"].startswith(f"{datetime.now(UTC):%Y-%m}")
    assert "10 Mar 2014" in office("history", "a").out


def test_bad_rows_are_refused_with_their_place_and_the_others_enter(office: Office) -> None:
    rows = (
        "good,Good,,2020-01-01,,\n"
        "late,Late,,2999-01-01,,\n"
        "good,Again,,2020-01-01,,\n"
        "odd,Odd,,2020-02-30,,\n"
        "same-day,Same day,,2020-01-01,2020-01-01,sunset\n"
    )
    file = office.write("c.csv", HEADER + rows)
    said = office("import", "communities", file)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert said.code == 3
    assert said.out.endswith("2 in, 1 sunset closed, 1 live, 3 refused\n")
    assert said.err.splitlines() == [
        f"{file}: line 3, started: 2999-01-01 was given, which has not come yet; expected a day up to {today}",
        f"{file}: line 4, id: 'good' stands on line 2 already; expected one row a community",
        f"{file}: line 5, started: '2020-02-30' was given; expected a day that exists, such as 2021-03-31",
    ]
    office.project()
    assert [row["id"] for row in office("community", "list", "--json").json] == ["good", "same-day"]


def test_a_row_that_contradicts_what_is_known_is_refused(office: Office) -> None:
    assert office("import", "communities", office.write("a.csv", HEADER + "a,Water,,2014-03-10,,\n")).code == 0
    before = office.events()
    said = office("import", "communities", office.write("b.csv", HEADER + "a,Wine,,2014-03-10,,\n"))
    assert said.code == 3
    assert "line 2, row: a is here already as 'Water'" in said.err
    assert office.events() == before


def test_an_end_that_came_later_is_added(office: Office) -> None:
    assert office("import", "communities", office.write("a.csv", HEADER + "a,Water,,2014-03-10,,\n")).code == 0
    said = office("import", "communities", office.write("b.csv", HEADER + "a,Water,,2014-03-10,2020-01-01,sunset\n"))
    assert (said.code, said.out) == (0, "0 new, 1 ended since, 0 unchanged, 1 sunset closed, 0 live\n")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", ":1: is empty; the first line names the columns: id,title"),
        ("\n\n", ":1: is empty"),
        ("id,title\na,A\n", ":1: lacks the columns started, ended, outcome; expected id,title,sponsor"),
        ("id,name,status\na,A,current\n", ":1: lacks the columns start_date, end_date; expected id,name,status"),
        ("id;title;sponsor;started;ended;outcome\n", "separate the columns by commas, not by semicolons"),
        ("id,id,title,started,ended,outcome\n", ":1: names a column twice"),
        (HEADER.encode("utf-16"), ":1: is not text in UTF-8; save it as 'CSV UTF-8'"),
        (b"\x00\x01\x02" * 100, ":1: is not text in UTF-8"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_whole(office: Office, content: str | bytes, sentence: str) -> None:
    said = office("import", "communities", office.write("c.csv", content))
    assert said.code == 2
    assert sentence in said.sentence
    assert office.events() == 0


def test_the_report_is_there_for_programs_too(office: Office) -> None:
    file = office.write("c.csv", HEADER + "a,A,,2020-01-01,,\nb,B,,never,,\n")
    said = office("import", "communities", file, "--json")
    assert said.code == 3
    assert said.json["new"] == 1
    assert said.json["standing"] == {"live": 1}
    assert [(row["line"], row["column"]) for row in said.json["refused"]] == [(3, "started")]


def test_columns_of_other_systems_are_passed_over_and_named(office: Office) -> None:
    file = office.write("c.csv", HEADER.replace("\n", ",region\n") + "a,A,,2020-01-01,,,North\n")
    said = office("import", "communities", file)
    assert (said.code, said.out.splitlines()[-1]) == (0, "1 in, none closed, 1 live")
    assert said.err == (
        f"{file}: nothing is known of the column region, so it is passed over; "
        "those that are known: id,title,sponsor,started,ended,outcome\n"
    )
    assert office("import", "communities", file, "--json").json["passed_over"] == ["region"]


def test_an_unknown_policy_refuses_the_whole_file(office: Office) -> None:
    file = office.write("c.csv", HEADER + "a,A,,2020-01-01,,\n")
    said = office("import", "communities", file, "--policy", "nowhere")
    assert said.code == 2
    assert "no policy 'nowhere' was published" in said.sentence
    assert office.events() == 0

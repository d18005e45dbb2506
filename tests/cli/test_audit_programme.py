"""The whole programme as of a day, replayed from the record."""

import pytest

from tests.cli.office import Office
from tests.cli.test_leaderboard import ACTIVITY, COMMUNITIES, HEADER
from tests.projections import lives
from tests.projections.records import record


@pytest.fixture
def full(office: Office) -> Office:
    """Four communities of January 2026, one that ended, one that was brought in; no projector runs."""
    facts = [*lives.led("iota").facts, *lives.spending("kappa").facts, *lives.short("delta", "reject").facts]
    record(office.database, [*facts, *lives.imported("gamma").facts])
    return office


def by_id(office: Office, *words: str) -> dict[str, dict[str, object]]:
    said = office("audit", "programme", *words, "--json")
    assert said.code == 0, said.err
    return {one["id"]: one for one in said.json["communities"]}


def test_who_led_in_which_stage_with_what_money_is_told_as_of_a_day(full: Office) -> None:
    then = by_id(full, "--as-of", "2026-01-05")
    assert (then["iota"]["stage"], then["iota"]["lead"]) == ("approval", "anna")
    assert then["kappa"]["budget"] is None
    later = by_id(full, "--as-of", "2026-01-09")
    assert (later["iota"]["stage"], later["iota"]["lead"]) == ("active", None)
    assert (later["delta"]["stage"], later["delta"]["outcome"]) == ("closed", "rejected")
    assert later["kappa"]["budget"]["spent"] == "240.50 USD"  # type: ignore[index]
    table = full("audit", "programme", "--as-of", "2026-01-09").out
    assert "500 USD" in table
    (line,) = [line for line in table.splitlines() if " kappa " in line]
    assert " ".join(line.split()) == "kappa active anna 1 500 USD 200.50 USD"
    (budget, ended) = (by_id(full)["kappa"]["budget"], full("audit", "programme").out)
    assert (budget["paid"], budget["over"]) == ("200.50 USD", True)  # type: ignore[index]
    assert " 1, over   500 USD   200.50 USD " in ended
    assert "4 communities, as of 9 January 2026; replayed from the record at" in table


def test_what_was_found_out_later_is_not_told_as_known_before(full: Office) -> None:
    assert list(by_id(full, "--as-of", "2024-01-01")) == ["gamma"]
    refused = full("audit", "programme", "--as-of", "2024-01-01", "--as-known-on", "2024-01-01")
    assert refused.code == 2
    assert "no community is recorded by 2024-01-01, as known on 2024-01-01" in refused.sentence
    assert by_id(full, "--as-known-on", "2026-01-09").keys() == {"iota", "kappa", "delta", "gamma"}


def test_a_published_place_is_shown_and_what_holds_now_beside_it(office: Office) -> None:
    assert office("import", "communities", office.write("c.csv", COMMUNITIES)).code == 0
    assert office("import", "activity", office.write("a.csv", ACTIVITY)).code == 0
    office.project()
    assert office("leaderboard", "publish", "--in", "2025-07-01", "--as", "km:kim").code == 0
    late = HEADER + "lyon,p-1,product,Grafting,2025-06-01,cy,accepted\nlyon,p-2,product,Mulch,2025-06-02,cy,accepted\n"
    assert office("import", "activity", office.write("b.csv", late + late_more())).code == 0
    found = by_id(office)
    assert [place["points"] for place in found["lyon"]["published"]] == ["15.00"]  # type: ignore[attr-defined]
    assert (found["lyon"]["differs"], found["kew"]["differs"]) == (True, True)
    assert (found["lyon"]["holds"]["place"], found["kew"]["holds"]["place"]) == (1, 2)  # type: ignore[index]
    table = " ".join(office("audit", "programme").out.split())
    assert "What was published stays" in table
    assert by_id(office, "--as-of", "2020-01-01")["kew"]["published"] == []


def late_more() -> str:
    return "lyon,p-3,product,Hedges,2025-06-03,cy,accepted\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--as-of", "9999-01-01"], "9999-01-01 has not come yet"),
        (["--as-known-on", "2026-02-30"], "is no date that exists"),
        (["--as-of", "1999-01-01"], "no community is recorded by 1999-01-01"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(full: Office, words: list[str], sentence: str) -> None:
    said = full("audit", "programme", *words)
    assert (said.code, said.out) == (2, "")
    assert sentence in " ".join(said.err.split())

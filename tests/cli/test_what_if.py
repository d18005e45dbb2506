"""What if, by command: who would have gone another way is listed, and nothing is written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.office import Office

STANDARD = (Path(__file__).parents[2] / "policies" / "catalog" / "standard.yaml").read_text()
START = datetime.now(UTC) - timedelta(days=300)
HEADER = "id,title,sponsor,started,ended,outcome\n"
ROWS = f"{HEADER}a,A,,{START:%Y-%m-%d},,\nb,B,,{START:%Y-%m-%d},,\nc,C,,2020-01-01,2021-01-01,sunset\n"


@pytest.fixture
def history(office: Office) -> Office:
    """One heard of three times and then silent for months, one of which nothing is known, and one that had ended."""
    assert office("import", "communities", office.write("c.csv", ROWS)).code == 0
    for days in (10, 40, 70):
        on = f"{START + timedelta(days=days):%Y-%m-%dT%H:%M}"
        assert office("activity", "add", "a", "--what", "A meeting", "--on", on).code == 0
    draft = office.write("draft.yaml", STANDARD.replace("should_after: 90 days", "should_after: 60 days"))
    assert office("policy", "draft", draft).code == 0
    return office


def test_whoever_would_have_gone_another_way_is_listed_with_dates_and_rule(history: Office) -> None:
    before = history.events()
    said = history("policy", "what-if", "standard@draft", "--json")
    assert (said.code, history.events()) == (0, before)
    (one,) = said.json["differences"]
    assert (one["community"], one["lived_by"], one["rules"]) == ("a", "standard@1", ["silence.should_after"])
    adopted, draft = (datetime.fromisoformat(one[which]) for which in ("adopted", "draft"))
    assert adopted - draft == timedelta(days=30)
    assert (said.json["by_rule"], said.json["same"], said.json["ended_before"]) == ({"silence.should_after": 1}, 1, 1)


def test_it_is_told_in_a_table_with_totals(history: Office) -> None:
    out = history("policy", "what-if", "standard@draft").out
    assert "silence.should_after: 1" in out
    assert "1 of 2 communities would have gone another way; 1 the same." in out
    assert "1 had ended when they were brought in; nothing could differ." in out


def test_a_file_and_a_version_are_tried_too(history: Office) -> None:
    assert len(history("policy", "what-if", str(history.folder / "draft.yaml"), "--json").json["differences"]) == 1
    assert history("policy", "what-if", "standard@1", "--json").json["differences"] == []


def test_a_draft_that_does_not_exist_is_refused(office: Office) -> None:
    said = office("policy", "what-if", "own@draft")
    assert said.code == 2
    assert "no policy 'own' was published" in said.sentence


def test_an_empty_record_has_no_paths(office: Office) -> None:
    assert (
        office("policy", "what-if", "standard").out == "0 of 0 communities would have gone another way; 0 the same.\n"
    )

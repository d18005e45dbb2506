"""Adopting a version: what changes for each community is seen first, and is what happens."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.office import Office

ROOT = Path(__file__).parents[2]
STANDARD = (ROOT / "policies" / "catalog" / "standard.yaml").read_text()
PODLINGS = ROOT.parent / "shared" / "data" / "asf" / "podlings.csv"
STARTED = f"{datetime.now(UTC) - timedelta(days=5 * 365 - 120):%Y-%m-%d}"
"""Its next review is months ahead, on whatever day this runs."""
HEADER = "id,title,sponsor,started,ended,outcome\n"
ROWS = f"{HEADER}a,A,,{STARTED},,\nb,B,,{STARTED},,\nc,C,,2020-01-01,2021-01-01,sunset\n"
LEVELS = "levels:\n  - {name: seed, title: Seed}\n"


def publish(office: Office, text: str, name: str = "next.yaml") -> None:
    assert office("policy", "publish", office.write(name, text), "--as", "kim").code == 0


@pytest.fixture
def two_live(office: Office) -> Office:
    """Two live communities and a closed one under standard@1; standard@2 follows silence up sooner."""
    assert office("import", "communities", office.write("c.csv", ROWS)).code == 0
    publish(office, STANDARD.replace("opens_before: 30 days", "opens_before: 60 days"))
    return office


def listed(out: str) -> list[str]:
    """What is listed, without the last line, which says whether it was done."""
    return out.rstrip("\n").splitlines()[:-1]


def test_all_live_podlings_adopt_a_version_dry_run_first_with_the_same_list(office: Office) -> None:
    if not PODLINGS.exists():
        pytest.skip(f"{PODLINGS} is not there")
    assert office("import", "communities", str(PODLINGS), "--as", "kim").code == 0
    sooner = STANDARD.replace("opens_before: 30 days", "opens_before: 60 days")
    publish(office, sooner.replace("should_after: 90 days", "should_after: 60 days"))
    before = office.events()
    dry = office("policy", "adopt", "standard@2", "--all", "--dry-run", "--as", "kim")
    assert (dry.code, office.events()) == (0, before)
    assert dry.out.splitlines()[-1] == "24 communities would adopt standard@2; nothing was written"
    assert sum("(silence.should_after)" in line for line in listed(dry.out)) == 24
    assert any("the annual review opens on" in line for line in listed(dry.out))
    real = office("policy", "adopt", "standard@2", "--all", "--as", "kim")
    assert (real.code, office.events()) == (0, before + 24)
    assert real.out.splitlines()[-1] == "24 communities adopted standard@2"
    assert listed(real.out) == listed(dry.out)
    again = office("policy", "adopt", "standard@2", "--all", "--as", "kim")
    assert (again.code, office.events()) == (0, before + 24)
    assert again.out == "0 communities adopted standard@2; 24 live by it already\n"


def test_each_change_is_told_to_programs_with_its_dates_and_rules(two_live: Office) -> None:
    said = two_live("policy", "adopt", "standard@2", "--cop", "a", "--dry-run", "--json").json
    (adopting,) = said["adopting"]
    assert (adopting["community"], adopting["lived_by"]) == ("a", "standard@1")
    (change,) = [one for one in adopting["changes"] if one["rules"] == ["annual_review.opens_before"]]
    assert change["after"] < change["before"]
    assert change["sentence"].startswith("the annual review opens on ")


def test_only_the_named_communities_adopt_it(two_live: Office) -> None:
    before = two_live.events()
    assert two_live("policy", "adopt", "standard@2", "--cop", "b").code == 0
    assert two_live.events() == before + 1
    two_live.project()
    assert two_live("community", "show", "b", "--json").json["policy"] == "standard@2"
    assert two_live("community", "show", "a", "--json").json["policy"] == "standard@1"


def test_those_that_cannot_adopt_it_are_named_and_the_others_go_on(two_live: Office) -> None:
    before = two_live.events()
    said = two_live("policy", "adopt", "standard@2", "--cop", "a", "--cop", "c", "--cop", "nobody")
    assert said.code == 3
    assert said.err.splitlines() == [
        "c: c is closed; it adopts no policy any more",
        "nobody: there is no community 'nobody'; `perennial community list` shows all",
    ]
    assert said.out.splitlines()[-1] == "1 community adopted standard@2; 2 can't"
    assert two_live.events() == before + 1


def test_a_dry_run_names_those_that_could_not_adopt_it(two_live: Office) -> None:
    before = two_live.events()
    said = two_live("policy", "adopt", "standard@2", "--cop", "a", "--cop", "c", "--dry-run", "--json")
    assert (said.code, two_live.events()) == (3, before)
    assert said.json["refused"] == [{"community": "c", "why": "c is closed; it adopts no policy any more"}]


def test_a_community_on_a_level_that_the_new_version_lacks_keeps_its_own(two_live: Office) -> None:
    publish(two_live, STANDARD + LEVELS)
    assert two_live("policy", "adopt", "standard@3", "--cop", "a").code == 0
    assert two_live("community", "place", "a", "--level", "seed").code == 0
    before = two_live.events()
    said = two_live("policy", "adopt", "standard@2", "--cop", "a")
    assert (said.code, two_live.events()) == (2, before)
    assert said.err == "a: standard@2 has no level 'seed'; it has none\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["standard", "--all"], "'standard' names no version; write for example standard@2"),
        (["standard@draft", "--all"], "names no version"),
        (["standard@9", "--all"], "standard has no version 9"),
        (["nothing@1", "--all"], "no policy 'nothing' was published"),
        (["standard@2", "--cop", "a", "--as", "member:mo"], "policies are adopted for communities by the KM team"),
    ],
)
def test_what_cannot_be_adopted_by_anybody_is_refused(two_live: Office, words: list[str], sentence: str) -> None:
    before = two_live.events()
    said = two_live("policy", "adopt", *words)
    assert (said.code, two_live.events()) == (2, before)
    assert sentence in said.err


def test_a_withdrawn_version_is_refused_once_and_not_for_each(two_live: Office) -> None:
    assert two_live("policy", "withdraw", "standard@2", "--why", "Too early").code == 0
    before = two_live.events()
    said = two_live("policy", "adopt", "standard@2", "--all")
    assert (said.code, two_live.events()) == (2, before)
    assert "standard@2 was withdrawn: Too early" in said.sentence


@pytest.mark.parametrize("words", [[], ["--all", "--cop", "a"]])
def test_whom_it_is_for_is_said_in_one_way(office: Office, words: list[str]) -> None:
    assert office("policy", "adopt", "standard@2", *words).code == 2

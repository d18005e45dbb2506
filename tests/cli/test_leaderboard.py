"""The leaderboard by commands: shown, explained, published, corrected."""

import pytest

from tests.cli.office import Office

pytestmark = pytest.mark.slow

COMMUNITIES = "id,title,sponsor,started,ended,outcome\nkew,Kew,,2014-03-10,,\nlyon,Lyon,,2014-03-10,,\n"
HEADER = "community,source_id,kind,what,happened_at,people,state\n"
ACTIVITY = HEADER + (
    "kew,p-1,product,Pruning in frost,2025-02-01,ada,accepted\n"
    "kew,p-2,product,Pruning in rain,2025-03-01,ada;ben,accepted\n"
    "lyon,m-1,meeting,Roses,2025-03-01,cy,\n"
)


@pytest.fixture
def garden(office: Office) -> Office:
    assert office("import", "communities", office.write("c.csv", COMMUNITIES)).code == 0
    assert office("import", "activity", office.write("a.csv", ACTIVITY)).code == 0
    office.project()
    return office


def test_a_ranking_is_shown_and_explained(garden: Office) -> None:
    said = garden("leaderboard", "show", "--in", "2025-07-01", "--json")
    assert said.code == 0
    assert [(one["community"], one["place"], one["points"]) for one in said.json["placed"]] == [
        ("kew", 1, "26.29"),  # 20 * log 3 / log 7 for two products, 15 for everybody being seen
        ("lyon", 2, "15"),
    ]
    table = garden("leaderboard", "show", "--in", "2025-07-01").out
    assert "Kew (kew)" in table
    assert "standard, from 1 Jan 2025 to 31 Dec 2025: not published, so it goes on changing" in table
    assert "Weights of standard@1: KPI attainment 30" in table
    (first,) = garden("leaderboard", "show", "--in", "2025-07-01", "--top", "1", "--json").json["placed"]
    assert first["community"] == "kew"
    told = garden("leaderboard", "explain", "kew", "--in", "2025-07-01").out
    assert told.startswith("Kew (kew): place 1 among 2 communities, 26.29 of 100 points")
    assert "Accepted products: 2 (6 count in full): 11.29 of 20 points" in told
    assert "  1 February 2025: Pruning in frost" in told
    assert "  ada: seen 2 times" in told
    assert "KPI attainment: 0%: 0.00 of 30 points\n  nothing" in told


def test_a_published_ranking_is_locked_and_a_corrected_one_says_why(garden: Office) -> None:
    said = garden("leaderboard", "publish", "--in", "2025-07-01", "--as", "km:kim")
    assert said.out.splitlines()[0] == "Published: 2 communities of standard, from 1 Jan 2025 to 31 Dec 2025."
    garden.project()
    written = garden.events()
    unchanged = garden("leaderboard", "publish", "--in", "2025-07-01", "--as", "km:kim")
    assert unchanged.out.startswith(
        "Unchanged: 2 communities of standard, from 1 Jan 2025 to 31 Dec 2025, as published"
    )
    assert "(edition 1); nothing was written." in unchanged.out
    assert not garden("leaderboard", "publish", "--in", "2025-07-01", "--as", "km:kim", "--json").json["new"]
    assert garden.events() == written
    late = HEADER + "lyon,p-1,product,Grafting,2025-06-01,cy,accepted\n"
    assert garden("import", "activity", garden.write("b.csv", late)).code == 0
    garden.project()
    show = ("leaderboard", "show", "--in", "2025-07-01", "--json")
    assert [one["points"] for one in garden(*show).json["placed"]] == ["26.29", "15"]
    assert [one["points"] for one in garden(*show, "--live").json["placed"]] == ["26.29", "22.12"]
    before = garden.events()
    again = ("leaderboard", "publish", "--in", "2025-07-01", "--as", "km:kim")
    refused = garden(*again)
    assert (refused.code, "say why with --why" in refused.sentence) == (2, True)
    assert garden.events() == before
    assert "edition 2" in garden(*again, "--why", "one was told late").out
    garden.project()
    locked = garden(*show).json
    assert [one["points"] for one in locked["placed"]] == ["26.29", "22.12"]
    assert (locked["edition"]["edition"], locked["edition"]["reason"]) == (2, "one was told late")
    story = garden("leaderboard", "show", "--in", "2025-07-01").out
    assert "published by kim" in story
    assert "edition 2: one was told late" in story


def test_what_was_believed_is_shown_beside_what_holds(garden: Office) -> None:
    assert garden("leaderboard", "publish", "--in", "2025-07-01", "--as", "km:kim").code == 0
    late = HEADER + "lyon,p-1,product,Grafting,2025-06-01,cy,accepted\n"
    assert garden("import", "activity", garden.write("b.csv", late)).code == 0
    garden.project()
    show = ("leaderboard", "show", "--in", "2025-07-01")
    assert "By what is known now: lyon is 2 (22.12 points), was 2 (15.00)." in garden(*show).out
    (moved,) = garden(*show, "--json").json["holds_now"]
    assert (moved["community"], moved["points_were"], moved["points"]) == ("lyon", "15", "22.12")
    assert garden("leaderboard", "publish", "--in", "2025-07-01", "--as", "km:kim", "--why", "late").code == 0
    garden.project()
    assert "Corrected in this edition: lyon is 2 (22.12 points), was 2 (15.00)." in garden(*show).out
    assert "known now" not in garden(*show).out
    first = garden(*show, "--edition", "1").out
    assert "known now: lyon is 2 (22.12 points), was 2 (15.00)" in first
    assert "edition 2" not in first
    refused = garden(*show, "--edition", "3")
    assert (refused.code, "there is no edition 3 of it; 2 were published" in refused.sentence) == (2, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("publish", "--in", "2999-01-01", "--as", "km:kim"), "the period goes on until"),
        (("publish", "--in", "2025-01-01", "--as", "lead:ada"), "rankings are published by the KM team"),
        (("show", "nobodys"), "nobodys ranks nothing at"),
        (("explain", "nobody"), "there is no community 'nobody'"),
    ],
)
def test_what_can_not_be_ranked_or_published_is_refused(garden: Office, words: tuple[str, ...], sentence: str) -> None:
    before = garden.events()
    refused = garden("leaderboard", *words)
    assert refused.code == 2
    assert sentence in refused.sentence
    assert garden.events() == before


def test_several_rankings_are_told_apart_by_name(garden: Office) -> None:
    assert garden("policy", "publish", "founding-article", "--as", "kim").code == 0
    garden.project()
    refused = garden("leaderboard", "show")
    assert refused.code == 2
    assert "name one of founding-article, standard" in refused.sentence
    assert garden("leaderboard", "show", "founding-article").out.startswith("No community of founding-article lived")


def test_who_belongs_to_the_core_is_said_and_shown(garden: Office) -> None:
    said = garden("community", "core", "kew", "--join", "ada", "--join", "ben", "--as", "km:kim")
    assert said.out == "The core of kew: ada, ben.\n"
    assert garden("community", "core", "kew", "--leave", "ada", "--as", "km:kim").out == "The core of kew: ben.\n"
    garden.project()
    assert garden("community", "show", "kew", "--json").json["core"] == ["ben"]
    refused = garden("community", "core", "kew", "--leave", "ada", "--as", "km:kim")
    assert (refused.code, "ada does not belong to the core of kew" in refused.sentence) == (2, True)
    assert garden("community", "members", "kew", "40", "--on", "2026-01-01", "--as", "km:kim").out == (
        "kew has 40 members.\n"
    )
    crowd = "community,source_id,kind,what,happened_at,people,attendance\nkew,m-9,meeting,Roses,2026-02-01,,41\n"
    assert garden("import", "activity", garden.write("c.csv", crowd)).code == 3
    assert garden("community", "core", "kew").code == 2
    assert garden("community", "core", "kew", "--join", "Ada L").code == 2

"""People leave and return, and communities are led by somebody else, by commands: done, shown, and refused."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.directory import open_directory
from tests.cli.office import Office

PEOPLE = "id,name,roles\nlee,Lee Probe,\nlin,Lin Muster,\n"
COMMUNITY = "data-engineering"
SOON = datetime.now(UTC) + timedelta(days=40)


@pytest.fixture
def led(office: Office) -> Office:
    """Data Engineering is proposed, to be led by lee, whom the directory knows."""
    assert office("import", "people", office.write("people.csv", PEOPLE), "--as", "kim").code == 0
    office.proposed()
    return office


def shown(office: Office) -> str:
    office.project()
    return office("community", "show", COMMUNITY).out


def test_a_lead_is_named_steps_down_and_is_shown(led: Office) -> None:
    assert led("community", "lead", COMMUNITY, "lin", "--why", "knows it best").out == "lin leads data-engineering.\n"
    assert "lin" in next(line for line in shown(led).splitlines() if line.startswith("Lead"))
    events = led.events()
    assert led("community", "lead", COMMUNITY, "lin", "--json").json == {
        "community": COMMUNITY,
        "stage": "review",
        "lead": "lin",
    }
    assert led.events() == events
    said = led("community", "lead", COMMUNITY, "--vacant", "--why", "no time", "--as", "lead:lin")
    assert said.out == "Nobody leads data-engineering any more.\n"
    assert f"nobody, since {datetime.now(UTC):%-d %b %Y}" in shown(led)
    told = led("history", COMMUNITY).out
    assert "(km) named lin to lead it: knows it best" in told
    assert "lin (lead) noted that lin leads it no more: no time" in told


def test_who_leaves_stays_in_the_directory_marked_and_leads_nothing(led: Office) -> None:
    today = f"{datetime.now(UTC):%-d %b %Y}"
    left = led("person", "leave", "lee", "--reason", "a new post", "--as", "km:kim")
    assert left.out == f"lee left on {today}; whatever lee leads then has no lead any more.\n"
    led.clock(COMMUNITY)
    assert "nobody, since" in shown(led)
    assert "Perennial noted that lee leads it no more: has left the" in " ".join(led("history", COMMUNITY).out.split())
    assert today in led("person", "show", "lee").out
    assert "Left" in led("person", "list").out
    assert [bool(person["left_at"]) for person in led("person", "list", "--json").json] == [True, False]
    events = led.events()
    assert (
        led("person", "leave", "lee", "--json").json["left_at"]
        == led("person", "show", "lee", "--json").json["left_at"]
    )
    assert led.events() == events
    assert led("person", "return", "lee").out == "lee is there.\n"
    assert led("person", "show", "lee", "--json").json["left_at"] is None
    led.clock(COMMUNITY)
    assert "nobody, since" in shown(led), "what lost its lead is not led again by itself"


def test_who_leaves_on_a_day_to_come_leads_until_then(led: Office) -> None:
    said = led("person", "leave", "lee", "--on", f"{SOON:%Y-%m-%d}")
    assert said.out == f"lee leaves on {SOON:%-d %b %Y}; whatever lee leads then has no lead any more.\n"
    led.clock(COMMUNITY)
    assert "lee" in next(line for line in shown(led).splitlines() if line.startswith("Lead"))
    again = led("import", "people", led.write("people.csv", PEOPLE))
    assert (again.code, again.err) == (0, ""), "whoever has yet to go is there"


def test_a_file_brings_nobody_back_and_says_so(led: Office) -> None:
    led("person", "leave", "lee")
    changed = led("import", "people", led.write("people.csv", PEOPLE.replace("Lee Probe", "Lee P.")))
    assert (changed.code, changed.out) == (0, "0 new, 1 changed, 1 unchanged\n")
    assert changed.err.split() == (
        [
            "by",
            "the",
            "record",
            "these",
            "have",
            "left:",
            "lee;",
            "`perennial",
            "person",
            "return",
            "ID`",
            "says",
            "that",
            "somebody",
            "is",
            "back",
        ]
    )
    assert led("person", "show", "lee", "--json").json["left_at"] is not None


def test_a_mark_that_was_lost_on_the_way_is_set_by_doing_it_again(led: Office) -> None:
    led("person", "leave", "lee")
    with open_directory(led.database) as directory:
        directory.note_departure("lee", None)
    events = led.events()
    assert led("person", "leave", "lee").code == 0
    assert led.events() == events
    assert led("person", "show", "lee", "--json").json["left_at"] is not None


def test_what_the_rules_forbid_is_refused_with_a_sentence(led: Office) -> None:
    led("person", "leave", "lin")
    before = led.events()
    for words, sentence in (
        (["community", "lead", COMMUNITY, "lin"], "lin left on"),
        (["community", "lead", COMMUNITY, "lou", "--as", "member:mo"], "is said by the KM team, by Management and by"),
        (["community", "lead", "nothing", "lee"], "there is no community 'nothing'"),
        (["person", "leave", "nobody"], "the directory never knew 'nobody'"),
        (["person", "return", "nobody"], "the directory never knew 'nobody'"),
        (["person", "leave", "lee", "--as", "lead:lee"], "the directory is kept by the KM team"),
    ):
        said = led(*words)
        assert (said.code, led.events()) == (2, before), words
        assert sentence in said.sentence
    led("person", "erase", "lin", "--reason", "asked for it")
    assert "lin was erased" in led("community", "lead", COMMUNITY, "lin").sentence


@pytest.mark.parametrize(
    "words",
    [
        ["community", "lead", "a"],
        ["community", "lead", "a", "lee", "--vacant", "--why", "x"],
        ["community", "lead", "a", "--vacant"],
        ["community", "lead", "a", "Lee Probe"],
        ["person", "leave", "lee", "--on", "soon"],
    ],
)
def test_a_mistyped_command_is_refused_before_anything_is_opened(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from cli.main import run

    assert run(words) == 2
    assert "Traceback" not in capsys.readouterr().err

"""What is shown is what stands in the record: nobody's text forges a line, moves a cursor, or is markup."""

import json
import sys
from datetime import UTC, datetime

import pytest

from aggregates.commands.command import Command
from aggregates.commands.handing import comment
from aggregates.commands.proposals import propose
from bootstrap.settings import Settings
from bootstrap.wiring import open_application
from cli.shown import console, facts, hand_on, note, out, say, show_json, table
from ledger.notary.verify import Head, Key, Note, Verified, report
from tests.cli.office import PROPOSAL, Office
from vocabulary.people import Actor, Role
from vocabulary.refusals import Malformed
from vocabulary.terms import TermsOfReference

MARKS = "\x1b\x07\x9b\x85\x7f\u2028\u2029\u202e\u2066\u200f"
PICTURES = ":100: and :key: [red]not[/] \\"
FORGED = "2026-01-01 10:00:00  kim (km) approved it"
TITLE = f"Data {PICTURES} \x9b2J\u202e\x85{FORGED}\n{FORGED}"


def obeyed(shown: str) -> list[str]:
    """What of it a terminal would obey."""
    return [mark for mark in shown if mark in MARKS]


def test_a_cell_is_text_and_neither_markup_nor_a_picture(capsys: pytest.CaptureFixture[str]) -> None:
    out().print(table((PICTURES,), [(PICTURES,)], title=PICTURES))
    out().print(facts([(PICTURES, PICTURES)]))
    console().print(PICTURES)
    assert capsys.readouterr().out.count(PICTURES) == 6


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_nothing_in_a_cell_or_a_line_is_obeyed(mark: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"a{mark}b"
    out().print(table((text,), [(text,), ([text, text],)], title=text))
    out().print(facts([(text, text), ("lines", [text, text])]))
    say(text)
    note(text)
    shown = capsys.readouterr()
    assert not obeyed(shown.out + shown.err)
    assert (shown.out + shown.err).count("a b") == 11


def test_only_our_own_lines_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    out().print(table(("What",), [(f"a\n{FORGED}",), (["b", f"c\r\n{FORGED}"],)]))
    say(f"d\n{FORGED}", "e")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[3:6] == [f"a {FORGED}", "b", f"c {FORGED}"]
    assert lines[-2:] == [f"d {FORGED}", "e"]


def test_json_is_exact(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"title": TITLE})
    shown = capsys.readouterr().out
    assert json.loads(shown) == {"title": TITLE}
    assert not obeyed(shown)


def test_what_is_handed_on_is_exact_and_harmless_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_on(f"{TITLE}\r\n")
    assert capsys.readouterr().out == f"{TITLE}\r\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    hand_on(f"one {MARKS}\ntwo\r\n")
    assert capsys.readouterr().out == "one\ntwo\n"


def test_a_refusal_of_several_sentences_is_several_lines() -> None:
    assert Malformed("one", "two\nthree").sentences == ("one", "two\nthree")
    assert str(Malformed("one", "two")) == "one\ntwo"


@pytest.fixture
def proposed(office: Office) -> Office:
    """A proposal whose title is not honest, as it may stand in a record of earlier days, and a comment on it."""
    assert office("policy", "publish", "standard", "--as", "kim").code == 0
    said = Command(by=Actor(person="lee", role=Role.MEMBER), at=datetime.now(UTC))
    terms = TermsOfReference(
        title=TITLE,
        objectives=(TITLE, "One way"),
        scope=f"Everybody\n{FORGED}",
        lead="lee",
        key_members=("lee", "lin"),
        initiatives=(TITLE,),
    )
    with open_application(Settings.load()) as app:
        propose(app, terms, "standard", said, community="data", submit=True)
    office.clock("data")
    with open_application(Settings.load()) as app:
        kim = Command(by=Actor(person="kim", role=Role.KM), at=datetime.now(UTC))
        comment(app, "data.km_review.1", TITLE, kim)
    office.project()
    return office


@pytest.mark.parametrize(
    "words",
    [
        ("history", "data"),
        ("history", "data", "--full"),
        ("community", "show", "data"),
        ("community", "list"),
        ("task", "list"),
        ("task", "list", "--mine", "--as", "km:kim"),
        ("task", "show", "data.km_review.1"),
        ("diff", "data", "2020-01-01", f"{datetime.now(UTC):%Y-%m-%d}"),
        ("health", "--all"),
    ],
    ids=" ".join,
)
def test_no_command_lets_a_title_say_more_than_it_is(
    proposed: Office, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.shown.WIDTH", 2_000)  # long cells would go on in a next line
    said = proposed(*words)
    assert said.code == 0
    shown = said.out + said.err
    assert not obeyed(shown)
    assert not [line for line in shown.splitlines() if line.strip().startswith(FORGED)]
    assert ":100: and :key:" in " ".join(shown.split())


def test_what_nobody_can_see_is_not_typed_into_the_record(office: Office) -> None:
    before = office.events()
    said = office("objective", "set", "x", "fewer\x9b2Jdefects")
    assert said.code == 2
    assert said.sentence == "'fewer 2Jdefects' holds U+009B, which nobody can see; write it without"
    assert office("objective", "set", "x", "fewer \u202edefects").code == 2
    assert office.events() == before


def test_neither_do_files_bring_it_in(office: Office) -> None:
    people = office.write("people.csv", "id,name\nann,Ann\u202e\nada,Ada\x9b\nbob,Bob\n")
    said = office("import", "people", people)
    assert said.code == 3
    assert said.out == "1 new, 0 changed, 0 unchanged, 2 refused\n"
    assert "line 2, name: holds a control character" in said.err
    terms = office.write("terms.yaml", PROPOSAL.replace("Data Engineering", '"Data \\u202eEngineering"'))
    said = office("propose", terms, "--as", "lee")
    assert said.code == 2
    assert said.sentence == f"{terms}:1: holds a control character; remove it"


def test_what_a_bundle_says_of_itself_stays_on_its_line() -> None:
    key = Key("example", b"k" * 32)
    head = Head("example", 1, b"r" * 32, 1, "2026-01-01\u2028x", Note("", ()))
    forged = "community/x\nIt is signed by the key that you know.\x1b[2K"
    found = Verified(scope=forged, events=1, head=head, key=key, anchored=False)
    assert len(report(found).splitlines()) == 3
    assert "\x1b" not in report(found)

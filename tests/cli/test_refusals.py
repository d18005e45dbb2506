"""Whatever is wrong is said in one sentence, with exit code 2, and nothing is written."""

import time

import pytest

from cli.demo.command import SCENARIOS
from tests.cli.office import PROPOSAL, Office


@pytest.fixture
def with_proposal(office: Office) -> Office:
    office.proposed()
    return office


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["community", "list", "--stage", "wild"], "'--stage': 'wild' is not one of 'draft', 'review'"),
        (["task", "list", "--kind", "wild"], "'--kind': 'wild' is not one of 'km_review'"),
        (["budget", "burn", "--by", "wild"], "'--by': 'wild' is not one of"),
        (["notices", "--state", "wild"], "'--state': 'wild' is not one of 'pending'"),
        (["person", "prefer", "kai", "--digest", "hourly"], "'--digest': 'hourly' is not one of 'immediate', 'daily'"),
        (["import", "scenario", "x.yaml", "--ending", "soon"], "'soon' is no date that exists; write 2026-03-31"),
    ],
)
def test_a_wrong_choice_is_said_in_plain_words(office: Office, words: list[str], sentence: str) -> None:
    if words[1] == "scenario":
        words[2] = str(SCENARIOS / "case-b.yaml")
    said = office(*words)
    shown = " ".join(said.err.replace("│", " ").split())
    assert said.code == 2
    assert sentence in shown
    assert "Value error" not in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["community", "show", "nobody"], "there is no community 'nobody'"),
        (["community", "show", "No Body!"], "there is no community 'No Body!'"),
        (["community", "show", "a\udcff"], "there is no community"),
        (["history", "nobody"], "nothing is recorded of 'nobody'"),
        (["history", "data-engineering", "--as-of", "2020-01-01"], "nothing is recorded of 'data-engineering' by 2020"),
        (["task", "show", "nobody.km_review.1"], "there is no task 'nobody.km_review.1'"),
        (["task", "decide", "nobody.km_review.1", "approve", "--as", "km:kim"], "there is no task"),
        (["submit", "nobody"], "there is no community 'nobody'"),
        (["withdraw", "nobody"], "there is no community 'nobody'"),
        (["activity", "add", "nobody", "--what", "A meeting"], "there is no community 'nobody'"),
        (["submit", "data-engineering", "--as", "lee"], "is in stage 'review'; only a draft is submitted"),
        (["withdraw", "data-engineering", "--as", "someone"], "only the proposer, the lead or the KM team"),
        (["activity", "add", "data-engineering", "--what", "A meeting"], "it has no activity to record"),
        (
            ["task", "decide", "data-engineering.km_review.1", "approve", "--as", "management:mara"],
            "is decided by km, not by management",
        ),
        (
            ["task", "decide", "data-engineering.km_review.1", "renew", "--as", "km:kim"],
            "can't be answered 'renew'; choose approve or return or reject",
        ),
        (["task", "decide", "data-engineering.km_review.1", "reject", "--as", "km:kim"], "say why"),
        (
            ["task", "decide", "data-engineering.km_review.1", "approve", "--as", "km:lin"],
            "lin belongs to data-engineering; somebody else has to decide",
        ),
        (
            ["task", "decide", "data-engineering.km_review.1", "reject", "--as", "km:kim", "--reason", "x" * 2_001],
            "a reason has at most 2000 characters; yours has 2001",
        ),
        (["propose", "missing.yaml"], "missing.yaml: there is no such file"),
        (["policy", "publish", "missing.yaml"], "missing.yaml: there is no such file"),
        (["import", "communities", "missing.csv"], "missing.csv: there is no such file"),
        (["import", "communities", "/dev"], "/dev: can't be read"),
    ],
)
def test_what_the_rules_forbid_is_refused_with_a_sentence(
    with_proposal: Office, words: list[str], sentence: str
) -> None:
    before = with_proposal.events()
    said = with_proposal(*words)
    assert said.code == 2
    assert sentence in said.sentence
    assert with_proposal.events() == before


def test_a_decision_that_was_taken_names_who_took_it(with_proposal: Office) -> None:
    decide = ("task", "decide", "data-engineering.km_review.1", "approve", "--as")
    assert with_proposal(*decide, "km:kim").code == 0
    before = with_proposal.events()
    said = with_proposal(*decide, "km:kia")
    assert said.code == 2
    assert "is closed: kim (km) answered 'approve' on" in said.sentence
    assert with_proposal.events() == before


def test_a_proposal_with_a_taken_id_is_refused(with_proposal: Office) -> None:
    said = with_proposal("propose", with_proposal.write("again.yaml", PROPOSAL))
    assert (said.code, with_proposal.events() > 0) == (2, True)
    assert "there is a community 'data-engineering' already" in said.sentence


def test_a_policy_that_was_never_published_is_not_adopted(office: Office) -> None:
    said = office("propose", office.write("p.yaml", PROPOSAL))
    assert said.code == 2
    assert "no policy 'standard' was published" in said.sentence
    assert office.events() == 0


def test_a_malformed_proposal_names_every_mistake_with_its_line(office: Office) -> None:
    file = office.write("p.yaml", f"titel: Data\nobjectives: []\nscope: s\nlead: Lee L\nkey_members: [{'x' * 65}]\n")
    said = office("propose", file)
    assert said.code == 2
    lines = said.err.strip().splitlines()
    assert [line.removeprefix(f"{file}:").partition(":")[0] for line in lines] == ["1", "1", "1", "2", "4", "5"]
    assert "titel: is not known here; did you mean 'title'?" in said.err
    assert office.events() == 0


@pytest.mark.parametrize(("on", "sentence"), [("2999-01-01", "has not come yet"), ("1999-01-01", "before")])
def test_activity_is_neither_in_the_future_nor_before_the_community(office: Office, on: str, sentence: str) -> None:
    file = office.write("c.csv", "id,title,sponsor,started,ended,outcome\na,A,,2020-01-01,,\n")
    assert office("import", "communities", file).code == 0
    before = office.events()
    said = office("activity", "add", "a", "--what", "A meeting", "--on", on)
    assert said.code == 2
    assert sentence in said.sentence
    assert office.events() == before


def test_activity_that_is_told_at_too_great_length_is_refused(office: Office) -> None:
    file = office.write("c.csv", "id,title,sponsor,started,ended,outcome\na,A,,2020-01-01,,\n")
    assert office("import", "communities", file).code == 0
    said = office("activity", "add", "a", "--what", "x" * 501)
    assert said.code == 2
    assert said.sentence.startswith("what is too long: 501 characters, at most 500")


@pytest.mark.parametrize(
    "words",
    [
        ["task", "decide", "a.km_review.1", "approve", "--as", "kim"],
        ["task", "decide", "a.km_review.1", "approve", "--as", "boss:kim"],
        ["task", "decide", "a.km_review.1", "approve", "--as", "system:clock"],
        ["task", "decide", "a.km_review.1", "approve", "--as", "km:Kim K"],
        ["task", "decide", "a.km_review.1", "perhaps", "--as", "km:kim"],
        ["activity", "add", "a", "--what", "x", "--on", "2026-02-30"],
        ["history", "a", "--as-of", "yesterday"],
        ["propose", "p.yaml", "--id", "No Id"],
        ["rebuild", "nothing"],
        ["task", "list", "--role", "boss"],
        ["nonsense"],
    ],
)
def test_a_mistyped_command_is_refused_before_anything_is_opened(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from cli.main import run

    assert run(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_a_database_that_is_away_is_named_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cli.main import run

    monkeypatch.setenv("PERENNIAL_DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/nothing")
    for words in (["task", "list"], ["withdraw", "a"], ["policy", "list"], ["rebuild"]):
        began = time.monotonic()
        assert run(words) == 4
        assert time.monotonic() - began < 2, words
        (sentence,) = capsys.readouterr().err.strip().splitlines()
        assert "the database is away" in sentence
        assert "perennial doctor" in sentence
        assert "secret" not in sentence


def test_without_any_database_the_way_to_one_is_named(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cli.main import run

    monkeypatch.delenv("PERENNIAL_DATABASE_URL", raising=False)
    assert run(["task", "list", "--home", str(tmp_path)]) == 4
    assert "start one with `perennial up`" in capsys.readouterr().err


def test_temporal_that_is_away_is_named_and_commands_are_taken_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    assert office("policy", "publish", "standard").code == 0
    assert office("propose", office.write("p.yaml", PROPOSAL)).code == 0
    said = office("reconcile")
    assert said.code == 4
    assert "Temporal at 127.0.0.1:1 does not answer" in said.sentence

"""Policies by commands: drafted, looked at, published, withdrawn, and never changed."""

from pathlib import Path

import psycopg
import pytest

from policies.reader import read_policy
from tests.cli.office import Office

pytestmark = pytest.mark.slow

STANDARD = (Path(__file__).parents[2] / "policies" / "catalog" / "standard.yaml").read_text()


@pytest.fixture
def stricter(office: Office) -> str:
    """A file in which silence is followed up sooner."""
    return office.write("stricter.yaml", STANDARD.replace("must_after: 180 days", "must_after: 120 days"))


@pytest.fixture
def published(office: Office) -> Office:
    assert office("policy", "publish", "standard", "--as", "kim").code == 0
    return office


def document(office: Office, policy: str) -> tuple[str, object]:
    shown = office("policy", "show", policy, "--json").json
    return shown["digest"], shown["document"]


def test_a_policy_is_drafted_compared_published_and_withdrawn(published: Office, stricter: str) -> None:
    drafted = published("policy", "draft", stricter, "--why", "the board asked", "--as", "kim")
    assert drafted.out.splitlines() == [
        "standard@draft is kept; nobody adopts a draft.",
        "What it changes: perennial policy diff standard@1 standard@draft",
    ]
    assert published("policy", "diff", "standard@1", "standard@draft").out == (
        "silence: must after 180 days becomes 120 days (counted from the last sign of life)\n"
    )
    said = published("policy", "publish", "standard@draft", "--as", "kia", "--json")
    assert (said.json["policy"], said.json["new"]) == ("standard@2", True)
    assert published("policy", "withdraw", "standard@2", "--why", "too strict", "--as", "kim").out == (
        "standard@2 is withdrawn; nobody adopts it any more, and whoever adopted it keeps it.\n"
    )
    assert published("policy", "withdraw", "standard@2", "--why", "again").out == (
        "standard@2 was withdrawn already; nothing changed.\n"
    )
    rows = published("policy", "list", "--json").json
    assert [(row["policy"], row["state"], row["by"], row["why"]) for row in rows] == [
        ("standard@1", "published", "kim (km)", None),
        ("standard@2", "withdrawn", "kia (km)", "the board asked"),
    ]
    assert "withdrawn: too strict" in published("policy", "list").out
    published.project()
    told = published("history", "policy/standard").out
    assert "drafted the next version: the board asked" in told


def test_a_list_shows_drafts_beside_versions(published: Office, stricter: str) -> None:
    assert published("policy", "draft", stricter).code == 0
    assert [row["policy"] for row in published("policy", "list", "--json").json] == ["standard@1", "standard@draft"]
    assert "standard@draft" in published("policy", "list").out
    assert "draft " in published("policy", "list").out


def test_a_draft_alone_is_listed_and_shown(office: Office, stricter: str) -> None:
    assert office("policy", "draft", stricter).out == "standard@draft is kept; nobody adopts a draft.\n"
    assert [row["state"] for row in office("policy", "list", "--json").json] == ["draft"]
    assert "drafted by" in office("policy", "show", "standard@draft").err


def test_a_policy_that_comes_with_perennial_is_published_where_only_a_draft_of_it_is_known(
    office: Office, stricter: str
) -> None:
    assert office("policy", "draft", stricter).code == 0
    file = office.write("c.csv", "id,title,sponsor,started,ended,outcome\na,A,,2020-01-01,,\n")
    assert office("import", "communities", file).code == 0
    assert [row["policy"] for row in office("policy", "list", "--json").json] == ["standard@1", "standard@draft"]


def test_what_is_shown_can_be_checked_and_is_the_same_policy(published: Office) -> None:
    shown = published("policy", "show", "standard@1", "--yaml")
    assert shown.err == ""
    assert "#" not in shown.out
    file = published.write("again.yaml", shown.out)
    digest, _ = document(published, "standard@1")
    (checked,) = published("policy", "check", file, "--json").json
    assert (checked["sound"], checked["name"], checked["digest"]) == (True, "standard", digest)
    assert read_policy(Path(file)).digest() == digest
    plain = published("policy", "show", "standard")
    assert plain.out == shown.out
    assert plain.err.startswith("standard@1, published by kim (km) on ")


def test_a_policy_that_was_never_published_is_shown_as_it_comes_with_perennial(office: Office) -> None:
    assert office("policy", "show", "quick").err.startswith("quick, which was never published here; digest ")
    assert office("policy", "show", "quick", "--json").json["state"] == "file"


def test_no_command_changes_a_published_version(published: Office, stricter: str) -> None:
    before = document(published, "standard@1")
    for words in (
        ("draft", stricter),
        ("publish", stricter),
        ("publish", "standard"),
        ("draft", stricter),
        ("publish", "standard@draft"),
        ("publish", "standard@1"),
        ("withdraw", "standard@2", "--why", "a test"),
        ("withdraw", "standard@1", "--why", "a test"),
        ("publish", "standard", "--command-id", "x"),
        ("check", stricter),
        ("diff", "standard@1", stricter),
        ("list",),
    ):
        published("policy", *words)
        assert document(published, "standard@1") == before, words
    with psycopg.connect(published.database) as connection, pytest.raises(psycopg.Error):
        connection.execute("UPDATE ledger.events SET state = state WHERE topic = 'policy.published'")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["show", "own"], "no policy 'own' was published; `perennial policy list` shows"),
        (["show", "own@1"], "no policy 'own' was published; `perennial policy list` shows"),
        (["show", "standard@9"], "standard has no version 9; it has 1 to 1: see `perennial policy list`"),
        (["show", "standard@draft"], "standard has no draft; write one with `perennial policy draft FILE`"),
        (["show", "standard@one"], "'standard@one' names no policy; write FILE.yaml, NAME, NAME@3 or NAME@draft"),
        (["show", "standard@0"], "'standard@0' names no policy"),
        (["show", "missing.yaml"], "missing.yaml: there is no such file"),
        (["publish", "standard@draft"], "standard has no draft; write one with `perennial policy draft FILE`"),
        (["publish", "own@draft"], "no policy 'own' was published"),
        (["publish", "standard@1"], "standard@1 is a version; publish a file, or standard@draft"),
        (["publish", "own"], "own: there is no such file"),
        (["draft", "standard"], "this is standard@1 already; change it before you draft it"),
        (["draft", "missing.yaml"], "missing.yaml: there is no such file"),
        (["draft", "quick", "--as", "lead:lee"], "drafted, published and withdrawn by the KM team"),
        (["withdraw", "standard@9", "--why", "x"], "standard has no version 9"),
        (["withdraw", "own@1", "--why", "x"], "no policy 'own' was published"),
        (["withdraw", "standard", "--why", "x"], "'standard' names no version; write for example standard@2"),
        (["withdraw", "standard@draft", "--why", "x"], "a draft is not withdrawn"),
        (["withdraw", "standard@1", "--why", " "], "why is empty; write something"),
        (["diff", "standard@1", "own"], "no policy 'own' was published"),
        (["diff", "standard@1", "standard@2"], "standard has no version 2"),
    ],
)
def test_what_is_not_there_is_refused_with_what_to_type_next(
    published: Office, words: list[str], sentence: str
) -> None:
    before = published.events()
    said = published("policy", *words)
    assert said.code == 2
    assert sentence in said.sentence
    assert published.events() == before


def test_a_broken_draft_is_refused_before_anything_is_opened(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    file = office.write("broken.yaml", STANDARD.replace("due: 10 days", "deu: 10 days"))
    monkeypatch.delenv("PERENNIAL_DATABASE_URL")
    for verb in ("draft", "publish"):
        said = office("policy", verb, file)
        assert (said.code, said.out) == (2, "")
        assert "review.deu: is not known here; did you mean 'due'?" in said.err


def test_files_are_compared_and_checked_without_a_database(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERENNIAL_DATABASE_URL")
    file = office.write("other.yaml", STANDARD.replace("notice: 14 days", "notice: 7 days"))
    said = office("policy", "diff", "standard", file, "--json").json
    assert (said["from"]["policy"], said["to"]["policy"]) == ("standard", file)
    assert said["differences"] == [
        {
            "path": ["sunset", "notice"],
            "sentence": "sunset: notice 14 days becomes 7 days "
            "(at least this long between the announcement and the end)",
            "before": "14 days",
            "after": "7 days",
        }
    ]
    assert office("policy", "diff", "standard", "standard").out == "Nothing changes from standard to standard.\n"
    bad = office.write("bad.yaml", "name: x\n")
    checked = office("policy", "check", file, bad)
    assert checked.code == 2
    assert checked.out == f"{file}: sound (standard, digest {read_policy(Path(file)).digest()[:12]})\n"
    assert checked.err.startswith(f"{bad}:1: ")


def test_the_language_is_printed_as_a_schema(office: Office) -> None:
    schema = office("policy", "schema").json
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "silence" in schema["properties"]


def test_publishing_a_draft_twice_is_once_and_leaves_a_later_draft(published: Office, stricter: str) -> None:
    assert published("policy", "draft", stricter, "--command-id", "d").code == 0
    first = published("policy", "publish", "standard@draft", "--command-id", "p", "--json").json
    assert published("policy", "draft", "standard").code == 0
    again = published("policy", "publish", "standard@draft", "--command-id", "p", "--json").json
    assert (again["policy"], again["digest"]) == (first["policy"], first["digest"])
    assert [row["policy"] for row in published("policy", "list", "--json").json][-1] == "standard@draft"

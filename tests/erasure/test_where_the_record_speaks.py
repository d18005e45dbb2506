"""What people wrote of somebody into the record stays; who erases them is told where, and nothing of it is repeated."""

import psycopg
import pytest

from adapters.directory import cleaning
from tests.cli.conftest import office
from tests.cli.office import PROPOSAL, Office

pytestmark = pytest.mark.slow

__all__ = ["office"]

PEOPLE = """\
id,name,roles,address
kim,Kim Probe,km,kim@example.org
lin,Lin Jünger,,Lin.J@example.org
bo,"Bo ""Ace"" O\\Neill",,
al,Al,,
"""
SCOPE = "Everybody who moves data between systems."


@pytest.fixture
def staffed(office: Office) -> Office:
    assert office("import", "people", office.write("people.csv", PEOPLE), "--as", "kim").code == 0
    assert office("policy", "publish", "standard", "--as", "kim").code == 0
    return office


def speaks(office: Office, title: str, scope: str) -> None:
    """A proposal with these words."""
    text = PROPOSAL.replace("Data Engineering", title).replace(SCOPE, "|\n  " + scope)
    assert office("propose", office.write("proposal.yaml", text), "--as", "lee").code == 0


def erased(office: Office, person: str) -> list[str]:
    said = office("person", "erase", person, "--reason", "asked for it", "--as", "kim", "--json")
    assert said.code == 0, said.err
    return [f"{place['stream']} {place['version']}" for place in said.json["mentioned"]]


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("lin", "Ask Lin Jünger."),
        ("lin", "Ask LIN JüNGER, or mail her"),
        ("lin", "Write to <lin.j@EXAMPLE.org>!"),
        ("bo", 'Ask Bo "Ace" O\\Neill'),
        ("al", "Ask Al, he knows"),
    ],
)
def test_names_and_addresses_are_found_where_they_stand(staffed: Office, person: str, words: str) -> None:
    speaks(staffed, "Data Engineering", words)
    speaks(staffed, "Roses", "Whatever grows, also at night; Algae, Lina, other-lin.j@example.orgs")
    assert erased(staffed, person) == ["community/data-engineering 1"]


def test_only_the_places_are_named_and_the_record_is_left_as_it_was(staffed: Office) -> None:
    speaks(staffed, "Data Engineering", "Ask Lin Jünger.")
    speaks(staffed, "Roses", "Lin.J@example.org collects them")
    with psycopg.connect(staffed.database) as connection:
        all_of_it = "SELECT originator_id, originator_version, state FROM ledger.events ORDER BY notification_id"
        before = connection.execute(all_of_it).fetchall()
        said = staffed("person", "erase", "lin", "--reason", "asked for it", "--as", "kim")
        assert said.out.splitlines()[1].endswith(
            "stands in 2 of the record's own texts, which can't be changed: "
            "community/data-engineering 1, community/roses 1"
        )
        after = connection.execute(all_of_it).fetchall()
    assert after[: len(before)] == before
    added = b"".join(bytes(state) for _, _, state in after[len(before) :])
    assert b"person/lin" not in added
    assert "Jünger".encode() not in added
    assert b"example.org" not in added


def test_a_receipt_that_speaks_of_somebody_is_named_too(staffed: Office) -> None:
    title = "Fewer questions to Lin Jünger"
    assert staffed("objective", "set", "fewer", title, "--as", "kim", "--command-id", "c-7").code == 0
    assert erased(staffed, "lin") == ["objectives/organisation 2", "command c-7 0"]


def test_who_was_erased_before_is_erased_once_more_without_harm(staffed: Office) -> None:
    assert erased(staffed, "lin") == []
    events = staffed.events()
    said = staffed("person", "erase", "lin", "--reason", "again", "--as", "kim", "--json")
    assert said.json == {"person": "lin", "removed": 0, "cleaned": True, "mentioned": []}
    assert staffed.events() == events


@pytest.mark.parametrize("read", ["directory.people", "ledger.events"])
def test_who_reads_at_length_keeps_bytes_in_files_and_that_is_said(
    staffed: Office, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    """Whatever it is that is read: what was there when the reading began is kept for it."""
    monkeypatch.setattr(cleaning, "CLEANED_WITHIN", 0.2)
    with psycopg.connect(staffed.database) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute(f"SELECT count(*) FROM {read}".encode())
        said = staffed("person", "erase", "lin", "--reason", "asked for it", "--as", "kim")
    assert said.code == 0
    assert said.out == "Nothing personal of lin is left in the directory.\n"
    assert "VACUUM FULL directory.people" in said.err
    assert staffed("person", "erase", "lin", "--reason", "again", "--as", "kim").err == ""


def test_the_reason_of_an_erasure_does_not_name_who_is_erased(staffed: Office) -> None:
    events = staffed.events()
    for reason in ("Lin Jünger asked for it", "mail of lin.j@example.org"):
        refused = staffed("person", "erase", "lin", "--reason", reason, "--as", "kim")
        assert refused.sentence.startswith("the reason stays in the record for ever")
        assert "Jünger" not in refused.err
    assert staffed.events() == events
    assert erased(staffed, "lin") == []

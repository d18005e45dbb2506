"""Whoever looks at what is known of others is noted before anything is shown; everyday views are for everybody."""

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from projections.catalogue import ACCESS
from tests.cli.office import Office
from tests.projections.records import content
from tests.support.databases import Database

PEOPLE = "id,name,roles\nkim,Kim Probe,km\nmara,Mara Muster,management\n"


@pytest.fixture
def staffed(office: Office) -> Office:
    assert office("import", "people", office.write("people.csv", PEOPLE), "--as", "kim").code == 0
    return office


def trail(office: Office, *words: str) -> list[tuple[str, str, str]]:
    """Who did what of whom, without those who asked for the trail."""
    office.project()
    rows = office("audit", "access", *words, "--json", "--as", "auditor").json
    return [(row["reader"], row["kind"], row["subject"]) for row in rows if row["kind"] != "trail"]


def test_each_kind_of_looking_is_told_with_reader_and_subject(staffed: Office) -> None:
    staffed("person", "list", "--as", "lin")
    staffed("person", "show", "mara", "--as", "lin")
    staffed.project()
    staffed("history", "person/mara", "--as", "km:kim")
    staffed.proposed()
    staffed("history", "data-engineering", "--as", "lee")
    assert trail(staffed) == [
        ("lin", "people", "all"),
        ("lin", "person", "person/mara"),
        ("kim", "history", "person/mara"),
        ("lee", "history", "community/data-engineering"),
    ]
    assert trail(staffed, "--by", "lin") == [("lin", "people", "all"), ("lin", "person", "person/mara")]
    assert trail(staffed, "--of", "data-engineering") == [("lee", "history", "community/data-engineering")]
    assert trail(staffed, "--since", "2090-01-01") == []


def test_who_looked_at_the_whole_directory_looked_at_each_in_it(staffed: Office) -> None:
    staffed("person", "list", "--text", "Muster", "--as", "lin")
    staffed("person", "show", "kim", "--as", "lin")
    assert trail(staffed, "--of", "person/mara") == [("lin", "people", "all")]


def test_looking_at_the_trail_is_in_the_trail(staffed: Office) -> None:
    staffed("audit", "access", "--of", "person/mara", "--as", "ann")
    staffed.project()
    told = " ".join(staffed("audit", "access", "--as", "bea").out.split())
    assert "ann (member) read who looked at mara" in told


def test_the_trail_can_be_built_anew(staffed: Office) -> None:
    staffed("person", "show", "mara", "--as", "lin")
    staffed.project()
    before = content(staffed.database, ACCESS)
    assert len(before) == 1
    assert staffed("rebuild", "access").code == 0
    assert content(staffed.database, ACCESS) == before


def test_everyday_views_leave_no_trail(staffed: Office) -> None:
    for words in (["task", "list"], ["community", "list"], ["absence", "list"], ["notices"]):
        assert staffed(*words).code == 0
    assert trail(staffed) == []


def test_what_was_not_there_was_not_looked_at(staffed: Office) -> None:
    for words in (["person", "show", "nobody"], ["history", "nobody"]):
        assert staffed(*words).code == 2
    assert trail(staffed) == []


LOOKING = [["person", "list"], ["person", "show", "mara"], ["history", "person/mara"], ["audit", "access"]]


def test_what_cannot_be_recorded_is_not_shown(staffed: Office, database: Database) -> None:
    """As on a standby, which takes no facts."""
    staffed.project()
    with psycopg.connect(database.owner, autocommit=True) as connection:
        name = Identifier(connection.info.dbname)
        connection.execute(SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
    for words in LOOKING:
        for form in ([], ["--json"]):
            assert staffed(*words, *form).sentence.startswith("this database takes no facts")


def test_nobody_looks_in_a_role_that_is_not_theirs(staffed: Office) -> None:
    staffed.project()
    for words in LOOKING:
        assert staffed(*words, "--as", "km:mara").sentence.startswith("mara does not hold the role km")


def test_a_name_is_no_subject_and_is_not_recorded(staffed: Office) -> None:
    for subject in ("Mara Muster", "mara@example.org", "person/mara@example.org"):
        assert staffed("audit", "access", "--of", subject).code == 2
    staffed.project()
    assert content(staffed.database, ACCESS) == []

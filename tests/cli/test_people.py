"""People come in from a file, are looked up, and are erased; the record knows their ids and nothing else of them."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from adapters.directory import open_directory
from adapters.people_csv import COLUMNS, read_people
from aggregates.commands.command import Command
from aggregates.commands.people import erase
from bootstrap.settings import Settings
from bootstrap.wiring import open_application
from cli.entering import enter_all
from tests.cli.office import Office
from vocabulary.notices import Digest
from vocabulary.people import Actor, Role, Seniority

pytestmark = pytest.mark.slow

HEADER = "id,name,roles,unit,seniority,manager,address,language,time_zone,country\n"
MARA = "mara,Mara Muster,management,Board office,senior,,mara@example.org,de-CH,Europe/Zurich,CH\n"
KIM = "kim,Kim Probe,km;admin,Knowledge,experienced,mara,kim@example.org,en,UTC,GB\n"
LIN = "lin,Lin Junior,,Works,junior,kim,,,,\n"


@pytest.fixture
def staffed(office: Office) -> Office:
    said = office("import", "people", office.write("people.csv", HEADER + MARA + KIM + LIN), "--as", "kim")
    assert (said.code, said.out) == (0, "3 new, 0 changed, 0 unchanged\n")
    return office


def test_who_came_in_is_found_by_role_unit_and_name(staffed: Office) -> None:
    assert [person["id"] for person in staffed("person", "list", "--json").json] == ["kim", "lin", "mara"]
    assert [person["id"] for person in staffed("person", "list", "--role", "km", "--json").json] == ["kim"]
    assert [person["id"] for person in staffed("person", "list", "--unit", "works", "--json").json] == ["lin"]
    assert [person["id"] for person in staffed("person", "list", "--text", "must", "--json").json] == ["mara"]
    assert staffed("person", "list").out.splitlines()[-1] == "3 people"


def test_a_person_is_shown_with_the_line_above(staffed: Office) -> None:
    shown = staffed("person", "show", "lin")
    assert "kim → mara" in shown.out
    assert staffed("person", "show", "kim", "--json").json == {
        "id": "kim",
        "name": "Kim Probe",
        "roles": ["km", "admin"],
        "unit": "Knowledge",
        "seniority": "experienced",
        "manager": "mara",
        "address": "kim@example.org",
        "language": "en",
        "time_zone": "UTC",
        "country": "GB",
        "digest": None,
        "line": ["mara"],
        "left_at": None,
    }


def test_the_same_file_again_changes_nothing_and_another_changes_what_differs(staffed: Office) -> None:
    events = staffed.events()
    again = staffed("import", "people", staffed.write("people.csv", HEADER + MARA + KIM + LIN))
    assert again.out == "0 new, 0 changed, 3 unchanged\n"
    moved = LIN.replace("Works", "Plant 2")
    changed = staffed("import", "people", staffed.write("people.csv", HEADER + KIM + moved), "--json").json
    assert changed == {"new": 0, "changed": 1, "unchanged": 1, "refused": [], "left": [], "passed_over": []}
    assert staffed("person", "show", "lin", "--json").json["unit"] == "Plant 2"
    assert staffed.events() == events
    assert staffed("person", "show", "mara").code == 0, "whoever is missing in a file stays"


def test_the_record_holds_nothing_personal(staffed: Office) -> None:
    with psycopg.connect(staffed.database) as connection:
        states = connection.execute("SELECT convert_from(state, 'UTF8') FROM ledger.events").fetchall()
    text = "".join(state for (state,) in states)
    assert '"person":"kim"' in text
    assert not [word for word in ("Kim Probe", "example.org", "Board office", "Zurich") if word in text]


def test_who_is_erased_leaves_an_id_and_does_not_come_back(staffed: Office) -> None:
    erased = staffed("person", "erase", "lin", "--reason", "has left and asked for it", "--as", "kim")
    assert erased.out == "Nothing personal of lin is left in the directory.\n"
    assert staffed("person", "show", "lin").sentence.startswith("the directory knows no 'lin'")
    events = staffed.events()
    assert staffed("person", "erase", "lin", "--reason", "again", "--as", "kim").out == "lin was erased before.\n"
    assert staffed.events() == events
    back = staffed("import", "people", staffed.write("people.csv", HEADER + LIN), "--as", "kim")
    assert back.code == 3
    assert "line 2, id: lin was erased; whoever comes back enters under another id" in back.err
    assert staffed("person", "show", "lin").code == 2
    with psycopg.connect(staffed.database) as connection:
        assert connection.execute("SELECT count(*) FROM directory.people WHERE id = 'lin'").fetchone() == (0,)


def test_nobody_is_erased_by_somebody_who_does_not_keep_the_directory(staffed: Office) -> None:
    refused = staffed("person", "erase", "lin", "--reason", "no", "--as", "lead:lee")
    assert refused.sentence == "the directory is kept by the KM team and by administrators"
    assert staffed("person", "show", "lin").code == 0


def test_who_leaves_has_not_left_before(staffed: Office) -> None:
    assert staffed("person", "leave", "lin", "--on", "2099-12-31", "--as", "kim").code == 0
    shown = staffed("person", "show", "lin").out
    assert "Leaves      31 Dec 2099" in shown
    assert "Left" not in shown
    assert "  Leaves " in staffed("person", "list").out
    assert staffed("person", "leave", "mara", "--as", "kim").code == 0
    assert "Leaves, or left" in " ".join(staffed("person", "list").out.split())
    assert "Left " in staffed("person", "show", "mara").out


def test_whom_nobody_knows_is_not_erased(office: Office) -> None:
    assert office("person", "erase", "nobody", "--reason", "x").sentence.startswith("the directory never knew 'nobody'")


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("ada@example.org,Ada,,,,,,,,", "id: 'ada@example.org' was given; an id stays in the record for ever"),
        ("Ada L,Ada,,,,,,,,", "id: 'Ada L' was given"),
        ("clock,The Clock,km,,,,,,,", "id: 'clock' was given; 'clock' is Perennial itself"),
        ("ada,,,,,,,,,", "name: nothing was given"),
        ("ada,Ada,boss,,,,,,,", "roles: 'boss' was given; input should be 'member'"),
        ("ada,Ada,system,,,,,,,", "roles: a list was given; nobody holds the role system"),
        ("ada,Ada,,,old,,,,,", "seniority: 'old' was given; input should be 'junior'"),
        ("ada,Ada,,,,ghost,,,,", "manager: 'ghost' was given; expected the id of somebody in this file or"),
        ("ada,Ada,,,,ada,,,,", "manager: ada → ada leads back to where it began"),
        ('ada,Ada,,,,,"a@b.org, c@d.org",,,', "address: 'a@b.org, c@d.org' was given; expected one mail address"),
        ("ada,Ada,,,,,a@b.org\x0bBcc: x@y.org,,,", "address: holds a control character"),
        ("ada,Ada,,,,,,english,,", "language: 'english' was given; expected a language such as de or de-CH"),
        ("ada,Ada,,,,,,,Europe/Zurch,", "time_zone: 'Europe/Zurch' was given; there is no time zone"),
        ("ada,Ada,,,,,,,,Switzerland", "country: 'Switzerland' was given; expected two capital letters such as CH"),
        ("ada,Ada", "row: 2 values were given; expected 10"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_the_others_enter(office: Office, row: str, place: str) -> None:
    said = office("import", "people", office.write("people.csv", HEADER + MARA + row + "\n"))
    assert (said.code, said.out) == (3, "1 new, 0 changed, 0 unchanged, 1 refused\n")
    assert f"line 3, {place}" in said.err


def test_a_line_that_goes_round_is_refused_whole_and_with_it_whoever_hangs_on_it(office: Office) -> None:
    rows = "ada,Ada,b\nbob,Bob,ada\ncid,Cid,bob\ndan,Dan,\n".replace(",b\n", ",bob\n")
    said = office("import", "people", office.write("people.csv", "id,name,manager\n" + rows))
    assert (said.code, said.out) == (3, "1 new, 0 changed, 0 unchanged, 3 refused\n")
    assert "line 2, manager: ada → bob → ada leads back to where it began" in said.err
    assert "line 4, manager: 'bob' was given; expected the id of somebody" in said.err


def test_a_line_that_goes_round_through_the_directory_is_refused(staffed: Office) -> None:
    said = staffed("import", "people", staffed.write("people.csv", HEADER + MARA.replace(",senior,,", ",senior,lin,")))
    assert said.code == 3
    assert "mara → lin → kim → mara leads back to where it began" in said.err
    assert staffed("person", "show", "mara", "--json").json["manager"] is None


def test_a_file_of_another_form_is_refused_as_a_whole(office: Office) -> None:
    assert "lacks the column name" in office("import", "people", office.write("people.csv", "id,mail\n")).sentence


def test_columns_of_other_systems_are_passed_over_and_named(office: Office) -> None:
    file = office.write("people.csv", "id,name,salary\nada,Ada,much\n")
    said = office("import", "people", file)
    assert said.out == "1 new, 0 changed, 0 unchanged\n"
    assert said.err == (
        f"{file}: nothing is known of the column salary, so it is passed over; "
        "those that are known: id,name,roles,unit,seniority,manager,address,language,time_zone,country,digest\n"
    )
    assert "salary" not in office("person", "show", "ada", "--json").json
    two = office.write("people.csv", "id,name,email,address,phone,\nada,Ada,a@b.example,a@b.example,1,\n")
    again = office("import", "people", two, "--json")
    assert (again.json["changed"], again.json["passed_over"]) == (1, ["email", "phone"])
    assert "of the columns email, phone, so they are passed over" in again.err


def test_each_column_is_listed_in_the_page_and_by_help_however_narrow(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    helped = " ".join(office("import", "people", "--help").out.replace("│", " ").split())
    page = Path("docs/people.md").read_text(encoding="utf-8")
    assert ", ".join(COLUMNS) in helped
    assert [name for name in COLUMNS if f"| `{name}` |" not in page] == []
    for value in (*Seniority, *Digest, *(role for role in Role if role is not Role.SYSTEM)):
        assert f"`{value}`" in page


@pytest.mark.parametrize("known", [False, True])
def test_who_is_erased_while_a_file_comes_in_stays_erased(office: Office, *, known: bool) -> None:
    """Just after the import has looked whether somebody was erased, and before it fills the directory."""
    by = Actor(person="kim", role=Role.KM)
    rows = list(read_people(Path(office.write("people.csv", HEADER + MARA))))
    with open_application(Settings.load(None)) as app, open_directory(office.database) as directory:
        if known:
            enter_all(app, directory, rows, by, lambda: None)

        def erased_meanwhile() -> None:
            erase(app, "mara", Command(by=by, at=datetime.now(UTC)), reason="asked for it")
            directory.remove(["mara"])

        enter_all(app, directory, rows, by, erased_meanwhile)
        assert directory.get("mara") is None


def test_a_line_that_goes_round_in_the_directory_is_shown_once_round(staffed: Office) -> None:
    """No import brings it in; two at the same moment could."""
    with psycopg.connect(staffed.database) as connection:
        connection.execute("UPDATE directory.people SET manager = 'lin' WHERE id = 'mara'")
    assert staffed("person", "show", "lin", "--json").json["line"] == ["kim", "mara", "lin"]

"""Who may act in which role, as the directory says; and what happens when the directory is away."""

from collections.abc import Iterator

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from adapters.directory import DirectoryRoster, Entry, open_directory
from tests.support.databases import Database
from vocabulary.people import THE_CLOCK, Actor, Role
from vocabulary.refusals import PersonNotFound, WrongRole

KIM = Entry(id="kim", name="Kim", roles=(Role.KM,))
MARA = Entry(id="mara", name="Mara", roles=(Role.MANAGEMENT,), manager="kim")
DEE = Entry(id="dee", name="Dee", manager="mara")


@pytest.fixture
def roster(database: Database) -> Iterator[DirectoryRoster]:
    roster = DirectoryRoster(database.app)
    yield roster
    roster.close()


def staff(database: Database, *people: Entry) -> None:
    with open_directory(database.app) as directory:
        directory.add(people)


def test_without_anybody_of_the_km_team_everybody_is_taken_at_their_word(
    database: Database, roster: DirectoryRoster
) -> None:
    staff(database, DEE.model_copy(update={"manager": None}))
    roster.must_hold(Actor(person="ghost", role=Role.KM))
    roster.must_know("ghost")


def test_once_in_force_roles_are_those_of_the_directory(database: Database, roster: DirectoryRoster) -> None:
    staff(database, KIM, MARA, DEE)
    roster.must_hold(Actor(person="kim", role=Role.KM))
    roster.must_hold(THE_CLOCK)
    roster.must_hold(Actor(person="anybody", role=Role.MEMBER))
    roster.must_hold(Actor(person="dee", role=Role.MANAGEMENT, on_behalf_of="mara"))
    with pytest.raises(WrongRole, match="mara does not hold the role km"):
        roster.must_hold(Actor(person="mara", role=Role.KM))
    with pytest.raises(PersonNotFound):
        roster.must_hold(Actor(person="ghost", role=Role.MANAGEMENT, on_behalf_of="mara"))


def test_who_has_left_holds_no_role(database: Database, roster: DirectoryRoster) -> None:
    staff(database, KIM, MARA)
    with psycopg.connect(database.owner, autocommit=True) as connection:
        connection.execute("UPDATE directory.people SET left_at = now() - interval '1 day' WHERE id = 'mara'")
    with pytest.raises(WrongRole):
        roster.must_hold(Actor(person="mara", role=Role.MANAGEMENT))


def test_those_above_are_found_and_a_line_that_ends_ends_there(database: Database, roster: DirectoryRoster) -> None:
    staff(database, KIM, MARA, DEE)
    assert roster.above(["dee"], 1) == ("mara",)
    assert roster.above(["dee", "mara"], 2) == ("kim",)
    assert roster.above(["dee"], 9) == ("kim",)
    assert roster.above(["kim"], 1) == ()


def test_a_connection_that_was_lost_is_made_anew(database: Database, roster: DirectoryRoster) -> None:
    staff(database, KIM)
    roster.must_hold(Actor(person="kim", role=Role.KM))
    with psycopg.connect(database.superuser, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'perennial roster'"
        )
    assert roster.above(["kim"], 1) == ()


def test_an_outage_is_said_as_the_record_says_it() -> None:
    roster = DirectoryRoster("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(OperationalError, match="the directory is away"):
        roster.must_hold(Actor(person="kim", role=Role.KM))

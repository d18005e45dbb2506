"""What seems to be a secret is refused before it is written, whoever writes, and is not repeated in the refusal."""

from pathlib import Path

import psycopg
import pytest

from aggregates.catalogue import CATALOGUE
from aggregates.community.events import ProposalWithdrawn
from ledger.mapper import EventMapper
from tests.cli.office import PROPOSAL, Office
from tests.projections.lives import ANNA, Life
from tests.support.databases import Database
from vocabulary.people import THE_CLOCK, Actor
from vocabulary.refusals import HoldsSecret

SECRET = "Welcome" + "2024"
SAID = f"Done. The password is: {SECRET}"
MAPPER = EventMapper(CATALOGUE)


@pytest.fixture
def office(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    monkeypatch.setenv("PERENNIAL_DATABASE_URL", database.app)
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    return Office(tmp_path, database.app, capsys)


def withdrawn(actor: Actor, reason: str) -> ProposalWithdrawn:
    return ProposalWithdrawn(
        originator_id="community/alpha", originator_version=2, provenance=Life().told(actor), reason=reason
    )


def test_the_refusal_names_the_field_and_what_to_do_and_not_the_secret() -> None:
    with pytest.raises(HoldsSecret, match=r"^reason seems to hold a password or key; put that where") as refused:
        MAPPER.to_stored_event(withdrawn(ANNA, SAID))
    assert SECRET not in str(refused.value)


def test_what_people_said_before_does_not_stop_the_clock() -> None:
    assert MAPPER.to_stored_event(withdrawn(THE_CLOCK, SAID)).state.endswith(SECRET.encode() + b'"}')


def test_nothing_of_a_command_with_a_secret_is_written(office: Office) -> None:
    assert office("policy", "publish", "standard", "--as", "kim").code == 0
    events = office.events()
    proposal = PROPOSAL.replace("Everybody who moves data between systems.", f"'{SAID}'")
    refused = office("propose", office.write("proposal.yaml", proposal), "--as", "lee")
    assert refused.code == 2
    assert refused.sentence.startswith("terms.scope seems to hold a password or key")
    assert office.events() == events
    with psycopg.connect(office.database) as connection:
        digests = connection.execute("SELECT digest || result FROM ledger.commands").fetchall()
    assert SECRET not in str(digests)


def test_a_line_of_a_file_with_a_secret_is_refused_and_the_others_enter(office: Office) -> None:
    assert office("policy", "publish", "standard", "--as", "kim").code == 0
    rows = f"id,title,started,ended,outcome\nroses,Roses,2018-04-09,,\nlilies,Lilies password={SECRET},2018-04-09,,\n"
    said = office("import", "communities", office.write("communities.csv", rows), "--as", "kim")
    assert (said.code, said.out) == (3, "1 in, none closed, 1 live, 1 refused\n")
    assert "line 3, row: title seems to hold a password or key" in said.err
    assert SECRET not in said.err
    signs = (
        "source_id,kind,what,happened_at\n1,meeting,We met,2026-03-02\n"
        f"2,post,{SAID},2026-03-02\n3,post,postgres://kim:{SECRET}@db/x,2026-03-03\n4,post,Hello,2026-03-03\n"
    )
    taken = office("import", "activity", office.write("signs.csv", signs), "--community", "roses", "--as", "kim")
    assert taken.code == 3
    assert taken.out.startswith("2 new"), taken.out
    refused = Path(office.folder / "signs.csv.refused.csv").read_text()
    assert "what seems to hold a password or key" in refused
    assert "what seems to hold an address with a password in it" in refused
    with psycopg.connect(office.database) as connection:
        held = connection.execute("SELECT count(*) FROM ledger.events WHERE position(%s IN state) > 0", [b"Welcome20"])
        assert held.fetchone() == (0,)

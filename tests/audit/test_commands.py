"""What auditors type, from the first seal to a bundle that is verified where nothing of ours is."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from bootstrap.settings import Settings
from ledger.follower import Follower
from ledger.names import NOTARY
from ledger.notary.sealing import Sealing
from ledger.notary.statements import StatementsFile
from ledger.notary.verify import Head, Key, Note, leaf, root_by_inclusion
from tests.audit.sealed import signing_key
from tests.cli.office import PROPOSAL, Office
from tests.cli.test_import_scenario import SMALL
from tests.support.databases import Database
from workers.clock import now_in_utc

pytestmark = pytest.mark.slow

EXISTING = """\
id,title,sponsor,started,ended,outcome
old-garden,Old Garden,Board,2014-03-10,,
"""


def seal(office: Office) -> None:
    here = Settings.load()
    sealing = Sealing(here.notary_key, StatementsFile(here.notary_statements), now_in_utc)
    Follower(office.database, NOTARY, sealing.apply).catch_up()


@pytest.fixture
def audited(office: Office) -> Office:
    """One live community and one that was brought in, sealed."""
    office.proposed()
    said = office("import", "communities", office.write("old.csv", EXISTING), "--policy", "standard", "--as", "kim")
    assert said.code == 0, said.err
    seal(office)
    return office


def test_a_record_that_was_not_altered_is_sound(audited: Office) -> None:
    said = audited("audit", "check")
    assert said.code == 0, said.err
    assert f"{audited.events():,} events are as they were sealed" in said.out
    assert "--head FILE" in said.err, "what it can't know by itself is said"
    assert audited("audit", "check", "--json").json["sound"] is True


def test_what_gives_a_time_at_which_it_was_not_there_is_said(audited: Office) -> None:
    assert audited("audit", "check", "--json").json["dated_back"] == 0
    assert audited("import", "scenario", audited.write("small.yaml", SMALL)).code == 0
    seal(audited)
    found = audited("audit", "check", "--json").json
    assert (found["sound"], found["dated_back"] > 20) == (True, True)
    said = audited("audit", "check").out
    assert "give a time for themselves at which they were not in the record" in said
    assert "the first is event 1 of policy/founding-article, which says 20" in said


def test_one_that_was_is_not_and_where_is_said(audited: Office, database: Database) -> None:
    with psycopg.connect(database.superuser, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        connection.execute(
            "UPDATE ledger.events SET state = replace(convert_from(state, 'UTF8'), 'lee', 'leo')::bytea "
            "WHERE originator_id = 'community/data-engineering' AND originator_version = 1"
        )
    said = audited("audit", "check")
    assert said.code == 2
    assert "ALTERED: the event at position" in said.err
    assert "event 1 of community/data-engineering (community.proposed), differs" in said.err
    found = audited("audit", "check", "--json")
    assert (found.code, found.json["sound"]) == (2, False)


def test_a_head_that_was_kept_is_compared_too(audited: Office) -> None:
    kept = audited.write("kept.txt", audited("audit", "head").out)
    assert audited("audit", "check", "--head", kept).code == 0
    every = audited.write("every.txt", audited("audit", "head", "--all").out)
    assert audited("audit", "check", "--head", every).code == 0
    assert audited("audit", "new-key").code == 0
    every = audited.write("every.txt", audited("audit", "head", "--all").out)
    assert audited("audit", "check", "--head", every).code == 0
    bundle = audited.write("bundle.zip", b"")
    assert audited("audit", "export", "--all", "-o", bundle, "--as", "kim").code == 0
    assert audited("audit", "verify", bundle, "--head", every).code == 0


@pytest.mark.parametrize("scope", [["data-engineering"], ["old-garden"], ["--all"], ["old-garden", "--complete"]])
def test_what_is_exported_is_verified_where_nothing_of_ours_is(
    scope: list[str], audited: Office, tmp_path: Path
) -> None:
    key, kept = audited("audit", "key").out.strip(), audited.write("kept.txt", audited("audit", "head").out)
    bundle = str(tmp_path / "bundle.zip")
    said = audited("audit", "export", *scope, "-o", bundle, "--since", kept, "--as", "kim", "--purpose", "yearly audit")
    assert said.code == 0, said.err
    verified = audited("audit", "verify", bundle, "--key", key, "--head", kept)
    assert verified.code == 0, verified.err
    assert "It continues the head of" in verified.out

    alone = tmp_path / "elsewhere"
    (alone / "libraries").mkdir(parents=True)
    (alone / "verify.py").write_text(audited("audit", "verifier").out)
    site = Path(sysconfig.get_path("purelib"))
    for name in ("cryptography", "cffi", "pycparser", *(file.name for file in site.glob("_cffi_backend*"))):
        if (site / name).exists():
            (alone / "libraries" / name).symlink_to(site / name)
    done = subprocess.run(
        [sys.executable, "-S", "verify.py", bundle, "--key", key, "--head", kept],
        cwd=alone,
        env={"PYTHONPATH": str(alone / "libraries"), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, verified.out), done.stderr
    assert _fails(alone, bundle, key)


def _fails(alone: Path, bundle: str, key: str) -> bool:
    content = bytearray(Path(bundle).read_bytes())
    content[len(content) // 2] ^= 1
    (alone / "forged.zip").write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-S", "verify.py", "forged.zip", "--key", key],
        cwd=alone,
        env={"PYTHONPATH": str(alone / "libraries"), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 1 and done.stderr.startswith("NOT VERIFIED: it was changed after it was sealed")


def test_a_bundle_holds_the_policy_that_was_applied_and_a_page_to_read(audited: Office, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"
    assert audited("audit", "export", "data-engineering", "-o", str(bundle), "--as", "kim").code == 0
    with zipfile.ZipFile(bundle) as archive:
        events = archive.read("events.ndjson").decode()
        page = archive.read("report.html").decode()
    assert '"stream":"policy/standard","version":2,"topic":"policy.published"' in events
    assert "proposed “Data Engineering”, to be led by lee" in page
    assert "<svg" in page
    assert "standard@1" in page
    assert bundle.stat().st_mode & 0o077 == 0, "it is nobody else's to read"


def test_who_handed_it_out_is_recorded_before_it_stands_there(audited: Office, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"
    assert audited("audit", "export", "old-garden", "-o", str(bundle), "--as", "kim").code == 0
    audited.project()
    (row,) = audited("audit", "access", "--of", "old-garden", "--json").json
    assert (row["reader"], row["exported"]) == ("kim", True)
    assert row["digest"] == sha256(bundle.read_bytes()).hexdigest()


def test_where_that_can_not_be_recorded_nothing_is_handed_out(
    audited: Office, tmp_path: Path, database: Database
) -> None:
    with psycopg.connect(database.owner, autocommit=True) as connection:
        connection.execute("REVOKE INSERT ON ledger.events FROM perennial_app")
    bundle = tmp_path / "bundle.zip"
    with pytest.raises(Exception, match="permission denied"):
        audited("audit", "export", "old-garden", "-o", str(bundle), "--as", "kim")
    assert list(tmp_path.glob("*.zip*")) + list(tmp_path.glob(".*zip*")) == []


def test_what_people_wrote_can_do_nothing_on_the_page(audited: Office, tmp_path: Path) -> None:
    proposal = PROPOSAL.replace("title: Data Engineering", "title: '<script>alert(1)</script>'")
    said = audited("propose", audited.write("evil.yaml", proposal), "--id", "evil", "--as", "lee")
    assert said.code == 0, said.err
    seal(audited)
    bundle = tmp_path / "bundle.zip"
    assert audited("audit", "export", "evil", "-o", str(bundle), "--as", "kim").code == 0
    with zipfile.ZipFile(bundle) as archive:
        page = archive.read("report.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page


def test_the_stored_bytes_are_what_is_exported(audited: Office, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"
    assert audited("audit", "export", "--all", "-o", str(bundle), "--as", "kim").code == 0
    with psycopg.connect(audited.database) as connection:
        rows = connection.execute("SELECT state FROM ledger.events ORDER BY notification_id").fetchall()
    with zipfile.ZipFile(bundle) as archive:
        lines = archive.read("events.ndjson").splitlines()
    for line, (state,) in zip(lines, rows, strict=False):
        assert line.endswith(b'"state":' + bytes(state) + b"}")


def test_one_event_is_proved_by_itself(audited: Office) -> None:
    found = audited("audit", "proof", "community/data-engineering", "1").json
    head = Head.parse(Note.parse(found["head"]))
    line = found["event"].encode()
    begins, _, state = line.partition(b'"state":')
    hashed = leaf(begins + b'"state":', state[:-1])
    path = [b64decode(step) for step in found["path"]]
    assert root_by_inclusion(hashed, found["index"], head.size, path) == head.root
    assert Key.parse(audited("audit", "key").out).signed(head.note)


def test_the_way_from_one_head_to_the_next_is_proved(audited: Office) -> None:
    older = audited.write("older.txt", audited("audit", "head").out)
    assert audited("withdraw", "data-engineering", "--reason", "not now", "--as", "lee").code == 0
    seal(audited)
    newer = audited.write("newer.txt", audited("audit", "head").out)
    found = audited("audit", "link", older).json
    assert found["path"]
    assert found["to"] == Path(newer).read_text()
    said = audited("audit", "link", newer, older)
    assert (said.code, "the older head first" in said.err) == (2, True)


def test_another_key_is_begun_with_and_told(audited: Office) -> None:
    old = audited("audit", "key").out
    said = audited("audit", "new-key")
    assert said.code == 0
    assert said.out == audited("audit", "key").out != old
    assert audited("audit", "check", "--key", old.strip()).code == 0


def test_the_doctor_says_up_to_where_it_is_sealed_and_whose_key_is_here(audited: Office) -> None:
    def seals() -> list[str]:
        found = audited("doctor", "--json").json
        return [f"{one['part']}: {one['seen']}" for one in found if one["part"] in {"seals", "key of the notary"}]

    (line,) = seals()
    assert line.startswith(f"seals: up to position {audited.events():,} of {audited.events():,}, the head of ")
    Settings.load().notary_key.unlink()
    signing_key(3, "perennial/another").keep(Settings.load().notary_key)
    assert "and the record is perennial/" in seals()[1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["export", "-o", "x.zip"], "name one community, or --all"),
        (["export", "nobody", "-o", "x.zip", "--as", "kim"], "there is no community 'nobody'"),
        (["export", "../../etc", "-o", "x.zip"], "there is no community"),
        (["export", "--all", "-o", "no/such/folder/x.zip"], "there is no folder"),
        (["verify", "nothing.zip"], "NOT VERIFIED: it can't be read as a bundle"),
        (["verify", "nothing.zip", "--key", "a key"], "is no key"),
        (["check", "--head", "nothing.txt"], "can't be read as a head"),
        (["check", "--key", "perennial/x+00000000+AAAA"], "is no key"),
        (["proof", "community/nobody", "1"], "there is no event 1 of 'community/nobody'"),
        (["link", "nothing.txt"], "can't be read as a head"),
    ],
)
def test_what_can_not_be_done_is_said(words: list[str], sentence: str, audited: Office) -> None:
    said = audited("audit", *words)
    assert said.code == 2
    assert sentence in " ".join(said.err.replace("│", " ").split())


@pytest.mark.parametrize("where", ["", "x" * 300, "/dev/null"])
def test_what_is_not_written_is_not_noted_as_exported(where: str, audited: Office, tmp_path: Path) -> None:
    said = audited("audit", "export", "--all", "-o", str(tmp_path / where), "--as", "kim")
    assert said.code == 2
    assert said.sentence.startswith(str(tmp_path / where))
    assert Path("/dev/null").is_char_device()
    audited.project()
    assert "exported" not in audited("audit", "access", "--as", "kim").out


def test_before_anything_was_sealed_that_is_said(office: Office) -> None:
    office.proposed()
    assert "perennial notary" in office("audit", "head").err
    said = office("audit", "check", "--key", "perennial/a+" + _some_key())
    assert (said.code, "nothing was ever sealed" in said.err) == (2, True)
    assert "no key in" in office("audit", "key").err


def _some_key() -> str:
    return str(signing_key(1, "perennial/a").public).partition("+")[2]

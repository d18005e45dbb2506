"""Whoever is erased is nowhere: not in a table of the database, not in a file of the home folder."""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from cli.main import run
from tests.erasure.traces import in_database, in_files
from tests.notices.post_office import PostOffice, free_port, plain
from workers.embedded.part import PARTS
from workers.embedded.passwords import Passwords
from workers.embedded.stack import EmbeddedStack

pytestmark = pytest.mark.slow

NAME, ADDRESS = "Veralunde Quistorpsdóttir", "vera.quist_o+cop@letters.example.org"
WORDS = ["Quistorpsdóttir", "vera.quist_o"]
"""Parts of them that stand nowhere else."""
PEOPLE = f"""\
id,name,roles,manager,address
p7,{NAME},km,,{ADDRESS}
kim,Kim Probe,km admin,p7,kim@example.org
"""
PROPOSAL = """\
title: {title}
objectives: [One way of building pipelines]
scope: Everybody who moves data between systems.
lead: {lead}
key_members: [{lead}]
initiatives: [A handbook of patterns]
"""
WAL = "postgres/pg_wal/"
"""What was written lately, kept until it is overwritten; `docs/privacy.md` says so."""


class Desk:
    """Types commands where a whole stack runs."""

    def __init__(self, folder: Path, home: Path, capture: pytest.CaptureFixture[str]) -> None:
        self._folder, self._home, self._capture = folder, home, capture

    def __call__(self, *words: str, code: int = 0) -> str:
        self._capture.readouterr()
        found = run([*words, "--home", str(self._home)])
        said = self._capture.readouterr()
        assert found == code, said.err
        return said.out + said.err

    def write(self, name: str, text: str) -> str:
        path = self._folder / name
        path.write_text(text)
        return str(path)

    def propose(self, title: str, lead: str) -> None:
        """The KM team is asked about it, but for whoever is to lead it."""
        self("propose", self.write("proposal.yaml", PROPOSAL.format(title=title, lead=lead)), "--as", lead, "--wait")


def comes(true: Callable[[], object], within: float = 30) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_who_is_erased_is_nowhere(
    embedded_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    post = PostOffice(free_port())
    monkeypatch.setenv("PERENNIAL_MAIL_URL", post.url)
    monkeypatch.setenv("PERENNIAL_MAIL_FROM", "Perennial <perennial@example.org>")
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", "/dev/null")
    for name in ("PERENNIAL_DATABASE_URL", "PERENNIAL_DATABASE_OWNER_URL", "TEMPORAL_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    desk = Desk(tmp_path, embedded_home, capsys)
    with post.is_open(), EmbeddedStack(embedded_home, parts=PARTS) as stack:
        owner = stack.addresses.database_owner_url
        superuser = owner.replace(
            owner.partition("//")[2].partition("@")[0], f"postgres:{Passwords.of(embedded_home).superuser}"
        )
        # She comes in, leads, is told, can't be told, and is looked at.
        desk("import", "people", desk.write("people.csv", PEOPLE), "--as", "kim")
        desk("policy", "publish", "standard", "--as", "kim")
        desk.propose("Data Engineering", "p7")
        desk.propose("Data Protection", "kim")
        comes(lambda: post.to(ADDRESS))
        link = next(
            word
            for word in plain(post.to(ADDRESS)[0]).split()
            if word.startswith("perennial task open") or len(word) > 80
        )
        post.refusals[ADDRESS] = f"550 5.1.1 <{ADDRESS}>: {NAME} is not known here"
        desk.propose("Data Stewardship", "kim")
        comes(lambda: '"dead"' in desk("notices", "--person", "p7", "--json"))
        secret = desk("person", "feed", "p7").split()[0]
        assert NAME in desk("person", "show", "p7", "--as", "kim")
        desk("person", "list", "--text", "quistorps", "--as", "kim")
        desk("history", "person/p7", "--as", "kim")
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute("ANALYZE")
            connection.execute("CHECKPOINT")
        assert in_database(superuser, WORDS) == ["directory.people"], "the one place that holds names"
        assert in_files(embedded_home / "postgres" / "base", WORDS), "the search finds what is there"

        said = desk("person", "erase", "p7", "--reason", "asked for it", "--as", "kim")
        assert said == "Nothing personal of p7 is left in the directory.\n"

        assert in_database(superuser, WORDS) == []
        assert "not known any more" in desk("task", "open", link, code=2)
        assert desk("calendar", secret, code=2)
        desk("audit", "export", "--all", "-o", str(embedded_home / "evidence.zip"), "--as", "kim")
        again = str(tmp_path / "people.csv")
        assert "p7 was erased; whoever comes back" in desk("import", "people", again, "--as", "kim", code=3)
        assert in_database(superuser, WORDS) == []
    left = in_files(embedded_home, WORDS)
    assert [path for path in left if not path.startswith(WAL)] == []

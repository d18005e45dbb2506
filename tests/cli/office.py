"""An office where people type commands: a real database, with the worker's and the projector's work done on call."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from activities.lifecycle import LifecycleActivities
from activities.standing import standing_of
from bootstrap.settings import Settings
from bootstrap.wiring import open_application
from cli.main import run
from policies.document import LifecycleRules
from policies.process import next_step
from policies.reader import catalog_policy
from policies.step import Finish, Wait
from projections.projector import Projector

PROPOSAL = """\
title: Data Engineering
objectives: [One way of building pipelines]
scope: Everybody who moves data between systems.
lead: lee
key_members: [lee, lin]
initiatives: [A handbook of patterns]
"""


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one line on stderr, and nothing else anywhere."""
        assert self.out == ""
        (line,) = self.err.strip().splitlines()
        return line


@dataclass
class Office:
    """Types commands, and lets time and views do their work."""

    folder: Path
    database: str
    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> Said:
        self.capture.readouterr()
        code = run(words)
        captured = self.capture.readouterr()
        return Said(code, captured.out, captured.err)

    def write(self, name: str, text: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def events(self) -> int:
        """How many facts the ledger holds, beside who looked at what."""
        with psycopg.connect(self.database) as connection:
            row = connection.execute(
                "SELECT count(*) FROM ledger.events WHERE originator_id NOT LIKE 'access/%'"
            ).fetchone()
        assert row is not None
        return int(row[0])

    def project(self) -> None:
        projector = Projector(self.database)
        projector.prepare()
        projector.catch_up()

    def clock(self, community: str = "data-engineering", rules: LifecycleRules | None = None) -> None:
        """Records whatever is due for a community, as the workflow would, and brings the views to the present."""
        policy = rules or catalog_policy("standard")
        assert policy is not None
        with open_application(Settings.load()) as app:
            activities = LifecycleActivities(app)
            standing = standing_of(app, community)
            while not isinstance(step := next_step(policy, standing, datetime.now(UTC)), Wait | Finish):
                standing = getattr(activities, step.kind)(step)
        self.project()

    def proposed(self) -> None:
        """A published policy, and a proposal that the KM team was asked about."""
        assert self("policy", "publish", "standard", "--as", "kim").code == 0
        assert self("propose", self.write("proposal.yaml", PROPOSAL), "--as", "lee").code == 0
        self.clock()

"""How long a draft takes to be held against a million recorded facts: `python -m benchmarks.what_if`."""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from eventsourcing.persistence import StoredEvent

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import importing
from aggregates.commands.command import Command
from aggregates.event import Event
from aggregates.signs import SignsMonth
from benchmarks import people
from benchmarks.figure import Figure
from ledger.store import Ledger, open_ledger
from policies.document import LifecycleRules
from simulation.what_if import WhatIf
from simulation.what_if_record import read_lives
from simulation.what_if_retold import Draft
from vocabulary.signs import SignKind, SignOfLife

COMMUNITIES: Final = 2_000
SIGNS: Final = 410
"""Of each community, a week apart; with the beginnings of their months a million facts in all."""
ASKED_SECONDS: Final = 60.0
AT_ONCE: Final = 10_000
"""Facts in one commit."""
MODEL: Final = "the-model"
WEEK: Final = timedelta(days=7)
RULES: Final = LifecycleRules.model_validate(
    {**people.RULES.model_dump(mode="json"), "name": "bench-what-if", "levels": []}
)


def measure(url: str) -> Figure:
    """Writes the facts into an empty record, then reads and rehearses them."""
    with open_ledger(url, CATALOGUE) as ledger:
        app = Perennial(ledger)
        _write(app, ledger, datetime.now(UTC))
        facts = app.recorder.max_notification_id() or 0
        document = RULES.model_dump(mode="json")
        document["silence"] |= {"should_after": "60 days"}
        draft = Draft(LifecycleRules.model_validate(document))
        began = time.perf_counter()
        lives = read_lives(app)
        read = time.perf_counter()
        differing = sum(one.difference is not None for one in WhatIf(lives, draft, datetime.now(UTC)).compare())
        took = time.perf_counter() - began
        app.close()
    return Figure(
        f"what if over {facts:,} facts of {COMMUNITIES:,} communities, {differing:,} of which differ",
        f"{took:.1f} s ({read - began:.1f} s of it to read)",
        f"asked: {ASKED_SECONDS:.0f} s",
        f"{took / ASKED_SECONDS:.0%}",
        took < ASKED_SECONDS,
    )


def _write(app: Perennial, ledger: Ledger, now: datetime) -> None:
    people.publish(app, RULES)
    began = now - (SIGNS + 1) * WEEK
    for number in range(COMMUNITIES):
        existing = importing.ExistingCommunity(id=f"told-{number}", title=f"Told {number}", started=began)
        importing.bring_in(app, existing, RULES.name, Command(by=people.KM, at=now))
    models = [_stored(ledger, _signs(MODEL, began, now, silent=silent)) for silent in (True, False, False, False)]
    batch: list[StoredEvent] = []
    for number in range(COMMUNITIES):
        batch.extend(_told_of(f"told-{number}", models[number % len(models)]))
        if len(batch) >= AT_ONCE:
            ledger.recorder.insert_events(batch)
            batch = []
    ledger.recorder.insert_events(batch)


def _stored(ledger: Ledger, events: Iterator[Event]) -> list[StoredEvent]:
    return [ledger.mapper.to_stored_event(event) for event in events]


def _told_of(community: str, model: list[StoredEvent]) -> Iterator[StoredEvent]:
    """The model's facts, told of another community: to make a million of them one by one takes minutes."""
    for event in model:
        stream = str(event.originator_id).replace(MODEL, community)
        state = event.state.replace(MODEL.encode(), community.encode())
        yield StoredEvent(stream, event.originator_version, event.topic, state)


def _signs(community: str, began: datetime, now: datetime, *, silent: bool) -> Iterator[Event]:
    """Weekly, one fact each; every fourth community has been silent for a quarter of a year in between."""
    month: SignsMonth | None = None
    for number in range(SIGNS):
        at = began + number * WEEK + (10 * WEEK if silent and number > SIGNS * 2 // 3 else timedelta())
        if at > now:
            break
        provenance = Command(by=people.LEAD, at=now, id=uuid4().hex).provenance(effective_at=at)
        if month is None or not month.id.endswith(f"{at:%Y-%m}"):
            month = SignsMonth.begin(community, at, provenance)
        sign = SignOfLife(source_id=str(number), kind=SignKind.MEETING, what="Weekly call", happened_at=at)
        month.record((sign,), provenance)
        yield from month.collect_events()  # type: ignore[misc]


def main() -> int:
    from workers.embedded.stack import EmbeddedStack

    with tempfile.TemporaryDirectory(prefix="perennial-bench-") as folder:
        Path(folder).chmod(0o755)
        with EmbeddedStack(Path(folder) / "servers", parts=()) as servers:
            figure = measure(servers.addresses.database_url)
    sys.stdout.write(f"{figure.what}: {figure.measured}; {figure.limit}; {figure.ratio}\n")
    return 0 if figure.reached else 1


if __name__ == "__main__":
    sys.exit(main())

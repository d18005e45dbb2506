"""The history of one community with ten thousand events, loaded and replayed; against the library's defaults."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import cycle, islice
from typing import Any, Final
from uuid import UUID

import psycopg

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.community import Community
from benchmarks import people
from benchmarks.decisions import LIBRARY_SCHEMA, library_environment
from benchmarks.figure import Figure
from benchmarks.plain_library import PlainApplication
from benchmarks.plain_life import PlainLife
from ledger.mapper import EventMapper
from ledger.store import Ledger, open_ledger
from projections.replay import replayed
from projections.vantage import Vantage
from vocabulary.ids import community_stream
from vocabulary.people import Actor
from vocabulary.provenance import PolicyRef, Provenance

EVENTS: Final = 10_000
ROUNDS: Final = 9
ASKED_SECONDS: Final = 0.15
ASKED_TIMES: Final = 1.5
NAME: Final = "long-lived"
START: Final = datetime(2006, 1, 2, 9, tzinfo=UTC)
POLICY: Final = PolicyRef(name="bench", version=1, digest=sha256(b"bench").hexdigest())

Step = tuple[str, tuple[Any, ...], Actor]


def _steps() -> list[Step]:
    """What happens to it after it was proposed: its level, its lead, its core, exemptions and silences, in turn."""
    until = START + timedelta(days=30_000)
    usual: list[Step] = [
        ("place", ("incubating", "2"), people.KM),
        ("name_lead", ("ben", "knows it best"), people.KM),
        ("exempt", ("max", until, "keeps the lights on"), people.MANAGER),
        ("revoke_exemption", ("somebody else does now",), people.MANAGER),
        ("nudge_lead", (START,), people.KM),
        ("revive", (START,), people.LEAD),
        ("change_core", (("cleo", "dora"), (), "they carry it"), people.KM),
        ("place", ("graduated", "3"), people.KM),
        ("name_lead", (people.LEAD.person, "is back"), people.KM),
        ("change_core", ((), ("cleo", "dora"), "they have gone"), people.KM),
    ]
    first: list[Step] = [
        ("submit", (), people.LEAD),
        ("pass_review", (), people.KM),
        ("approve", (), people.MANAGER),
        ("open_checklist", ((), (), None), people.KM),
        ("launch", (), people.KM),
    ]
    return [*first, *islice(cycle(usual), EVENTS - 1 - len(first))]


def _tell(ledger: Ledger, steps: list[Step]) -> None:
    """By the real aggregate, an hour after the other."""

    def told(number: int, by: Actor) -> Provenance:
        at = START + timedelta(hours=number)
        return Provenance(actor=by, recorded_at=at, command_id=f"{NAME}:{number}", policy=POLICY)

    community = Community.propose(NAME, people.terms("Long lived"), POLICY, told(0, people.LEAD))
    for number, (command, arguments, by) in enumerate(steps, start=1):
        getattr(community, command)(*arguments, told(number, by))
    events = list(community.collect_events())
    if len(events) != EVENTS:
        msg = f"{len(events)} events happened; {EVENTS} were to be measured"
        raise ValueError(msg)
    mapper = EventMapper(CATALOGUE)
    ledger.recorder.insert_events([mapper.to_stored_event(event) for event in events])


def _tell_library(library: PlainApplication, steps: list[Step]) -> UUID:
    """The same, said as plainly as the library's own transcoder can write it."""

    def told(number: int, by: Actor) -> dict[str, str]:
        return {
            "person": by.person,
            "role": by.role.value,
            "command_id": f"{NAME}:{number}",
            "policy": POLICY.name,
            "policy_version": str(POLICY.version),
            "digest": POLICY.digest,
        }

    terms = people.terms("Long lived").model_dump(mode="json", exclude_defaults=True)
    life = PlainLife(terms=terms, told=told(0, people.LEAD))
    for number, (command, arguments, by) in enumerate(steps, start=1):
        getattr(life, command)(*(list(one) if isinstance(one, tuple) else one for one in arguments), told(number, by))
    library.save(life)
    return life.id


def _best(load: Callable[[], int]) -> float:
    """Seconds; the machine is shared."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        version = load()
        took.append(time.perf_counter() - began)
        if version != EVENTS:
            msg = f"it stands at version {version}, not {EVENTS}"
            raise ValueError(msg)
    return min(took)


def measure(app_url: str, owner_url: str) -> tuple[Figure, ...]:
    """Both from the same server, nothing cached; and the replay of the views as of the middle of that life."""
    steps = _steps()
    with psycopg.connect(owner_url) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {LIBRARY_SCHEMA}")
    with (
        open_ledger(app_url, CATALOGUE) as ledger,
        PlainApplication(env=library_environment(owner_url)) as library,
    ):
        _tell(ledger, steps)
        plain = _tell_library(library, steps)

        def load() -> int:
            app = Perennial(ledger)
            community = app.load(community_stream(NAME), fresh=True)
            return community.version if community is not None else 0

        def load_plain() -> int:
            life: PlainLife = library.repository.get(plain)
            return life.version

        ours, librarys = _best(load), _best(load_plain)
    views = _best(lambda: _replay(app_url))
    return (
        Figure(
            f"a community of {EVENTS:,} events loaded and replayed",
            f"{ours * 1000:.0f} ms",
            f"asked: {ASKED_SECONDS * 1000:.0f} ms",
            f"{ours / ASKED_SECONDS:.0%}",
            ours < ASKED_SECONDS,
        ),
        Figure(
            "the same by the library's default mapper",
            f"{librarys * 1000:.0f} ms",
            f"ours: {ours * 1000:.0f} ms",
            f"{librarys / ours:.1f} times (asked: {ASKED_TIMES})",
            librarys / ours >= ASKED_TIMES,
        ),
        Figure("all views of it replayed as of its middle", f"{views * 1000:.0f} ms", "", "", None),
    )


def _replay(url: str) -> int:
    """As an auditor has it, connection and all."""
    with replayed(url, Vantage(as_of=START + timedelta(hours=EVENTS // 2)), community=NAME):
        return EVENTS

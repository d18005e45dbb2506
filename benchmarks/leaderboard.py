"""Reading the leaderboard of a large organisation, held against reading as many bare rows in their order."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg

from aggregates.community.events import CommunityImported
from aggregates.lifecycle_policy.events import PolicyPublished
from aggregates.signs.events import SignsRecorded
from benchmarks.figure import Figure
from policies.reader import catalog_policy
from projections.fact import Fact, recorded
from projections.leaderboard.reading import VIEW, board
from projections.projector import Projector
from projections.view import Connected
from vocabulary.ids import community_stream, policy_stream, signs_stream
from vocabulary.people import Actor, Role
from vocabulary.provenance import PolicyRef, Provenance
from vocabulary.signs import ProductKind, ProductState, SignKind, SignOfLife

COMMUNITIES, SIGNS, AT_ONCE = 10_000, 500, 100
"""Communities, signs of each, and signs in a fact, as an import writes them."""
BATCH, TOP, TIMES = 200, 100, 40
"""Facts at a time, places that are read at once, and how often."""
ASKED_MS = 50.0
YEAR: Final = datetime(2026, 1, 1, tzinfo=UTC)
AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
KIM: Final = Actor(person="kim", role=Role.KM)


def measure(url: str) -> Figure:
    """Five million signs of ten thousand communities are brought in first; their facts never reach the record."""
    Projector(url, [VIEW]).prepare()
    with psycopg.connect(url, autocommit=True) as connection:
        _fill(connection)
        connection.execute("ANALYZE")
        top = _median_ms(lambda: board(connection, "standard", AT, AT, limit=TOP))
        whole = _median_ms(lambda: board(connection, "standard", AT, AT))
        bare = _median_ms(
            lambda: connection.execute(
                "SELECT community, points FROM views.leaderboard ORDER BY points DESC, community"
            ).fetchall()
        )
    return Figure(
        f"leaderboard of {COMMUNITIES:,} communities, {COMMUNITIES * SIGNS:,} activities, the first {TOP}",
        f"{top:.1f} ms (all of them {whole:.0f} ms)",
        f"bare rows in order: {bare:.1f} ms; asked: under {ASKED_MS:.0f} ms",
        f"{top / bare:.1f}",
        top < ASKED_MS,
    )


def _fill(connection: Connected) -> None:
    facts: list[Fact] = []
    for number, event in enumerate(_events(), start=1):
        facts.append(recorded(number, event))
        if len(facts) == BATCH:
            with connection.transaction():
                VIEW.apply(connection, VIEW.name, facts)
            facts.clear()
    VIEW.apply(connection, VIEW.name, facts)


def _events() -> Iterator[PolicyPublished | CommunityImported | SignsRecorded]:
    rules = catalog_policy("standard")
    assert rules is not None, "the standard policy comes with Perennial"
    yield PolicyPublished(
        originator_id=policy_stream(rules.name), originator_version=2, provenance=_told(YEAR), number=1,
        digest=rules.digest(), document=rules.canonical(), why=None,
    )  # fmt: skip
    ref = PolicyRef(name=rules.name, version=1, digest=rules.digest())
    told = _told(AT, effective_at=YEAR - timedelta(days=400))
    for number in range(COMMUNITIES):
        community = f"cop-{number}"
        yield CommunityImported(
            originator_id=community_stream(community), originator_version=1, provenance=told, community=community,
            title=f"Community {number}", sponsor=None, policy=ref,
        )  # fmt: skip
    pool = [_sign(number) for number in range(10 * SIGNS)]
    for part in range(SIGNS // AT_ONCE):
        for number in range(COMMUNITIES):
            first = (number * 37 + part * AT_ONCE) % (len(pool) - AT_ONCE)
            community = f"cop-{number}"
            # The signs were checked when they were made; there are five million of them.
            yield SignsRecorded.model_construct(
                originator_id=signs_stream(community, 2026, part + 1), originator_version=2, provenance=told,
                community=community, signs=tuple(pool[first : first + AT_ONCE]), total=AT_ONCE, latest=AT, latest_of={},
            )  # fmt: skip


def _sign(number: int) -> SignOfLife:
    """A meeting of five; one in fifty is an accepted guideline."""
    made = number % 50 == 0
    return SignOfLife(
        source_id=f"s-{number}",
        kind=SignKind.PRODUCT if made else SignKind.MEETING,
        what=f"Number {number}",
        happened_at=YEAR + timedelta(minutes=80 * number),
        people=tuple(f"p{(number * step) % 60}" for step in (1, 7, 11, 13, 17)),
        product=ProductKind.GUIDELINE if made else None,
        state=ProductState.ACCEPTED if made else None,
    )


def _told(at: datetime, effective_at: datetime | None = None) -> Provenance:
    return Provenance(actor=KIM, recorded_at=at, command_id="bench", effective_at=effective_at)


def _median_ms(read: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        read()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)

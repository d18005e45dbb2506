"""The log as views read it: only what they want to see, read once for all of them."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final, LiteralString

from aggregates.catalogue import CATALOGUE
from ledger.follower import FIRST_SIZE, next_size
from ledger.notification import ENTRIES, Notification
from projections.fact import Fact, as_facts, fact
from projections.partition import IN_PARTITION, WHOLE, Partition, arguments_of
from projections.stand import stand
from projections.subjects import BELONGS_TO_NONE, beginning_with, streams_of
from projections.view import Connected, View
from vocabulary.ids import CommunityId

_PIECE: Final = 10_000
_BETWEEN: Final[LiteralString] = (
    ENTRIES + " WHERE notification_id > %s AND notification_id <= %s AND topic <> ALL(%s) "
    "AND (topic = ANY(%s) OR " + IN_PARTITION + ") "
    "ORDER BY notification_id"
)
_LAST: Final[LiteralString] = (
    ENTRIES + " WHERE notification_id <= (SELECT position FROM ledger.positions WHERE follower = %s) "  # noqa: S608  literals
    "ORDER BY notification_id DESC LIMIT 1"
)

_AMONG: Final[LiteralString] = (
    ENTRIES + " JOIN unnest(%s::text[], %s::text[]) AS streams (first, behind) "
    "ON originator_id >= first AND originator_id < behind "
    "WHERE %s OR topic = ANY(%s) ORDER BY notification_id"
)


def decode(notifications: Sequence[Notification], topics: Collection[str]) -> list[Fact]:
    """The facts among them that bear one of the topics, or one that nobody knows; then see `projections.fact`."""
    return [fact(entry) for entry in notifications if entry.topic in topics or entry.topic not in CATALOGUE]


def known_until(connection: Connected, view: View) -> datetime | None:
    """When the last fact was recorded that a view has seen; None where it has seen none."""
    if stand().replayed:
        return stand().known_until
    row = connection.execute(_LAST, [view.follower], binary=True).fetchone()
    return fact(row).event.provenance.recorded_at if row else None


def facts_between(
    connection: Connected,
    views: Sequence[View],
    after: int,
    upto: int,
    *,
    most: int = _PIECE,
    beside: Collection[str] = (),
    partition: Partition = WHOLE,
) -> Iterator[tuple[list[Fact], int]]:
    """What views want to see of the log after one position and up to another, in pieces, with how far each goes.

    `beside` are topics that the caller wants to see as well. Of a `partition`, also what bears on all of them.
    """
    wanted = frozenset(beside).union(*(view.handles for view in views))
    everywhere = frozenset[str]().union(*(view.everywhere for view in views))
    # Unwanted topics are named, and not wanted ones: so those that nobody knows are seen, and refused.
    asked = [list(CATALOGUE.keys() - wanted), list(everywhere), *arguments_of(partition)]
    piece = min(most, FIRST_SIZE)
    with connection.cursor(binary=True, row_factory=as_facts) as cursor:
        while after < upto:
            reached = min(after + piece, upto)
            facts = cursor.execute(_BETWEEN, [after, reached, *asked]).fetchall()
            piece = next_size(piece, sum([len(one.state) for one in facts]), most=most)
            yield facts, reached
            after = reached


def facts_of(
    connection: Connected, views: Sequence[View], community: CommunityId, *, beside: Collection[str] = ()
) -> Iterator[tuple[list[Fact], int]]:
    """The same of one community, beside what belongs to none: policies, people, objectives, published rankings."""
    wanted = frozenset(beside).union(*(view.handles for view in views))
    streams = [*streams_of(community), *(beginning_with(f"{kind}/") for kind in BELONGS_TO_NONE)]
    with connection.cursor(binary=True, row_factory=as_facts) as cursor:
        facts = cursor.execute(
            _AMONG, [*map(list, zip(*streams, strict=True)), wanted >= CATALOGUE.keys(), list(wanted)]
        ).fetchall()
    for first in range(0, len(facts), _PIECE):
        piece = facts[first : first + _PIECE]
        yield piece, piece[-1].position


def shared_out(facts: Sequence[Fact], views: Sequence[View], partition: Partition = WHOLE) -> list[list[Fact]]:
    """To each view the facts that it handles; of those that bear on all partitions, the first shows them to every
    view, and the others to those views that ask for them everywhere."""
    shares: list[list[Fact]] = [[] for _ in views]
    elsewhere = frozenset[str]() if partition.is_first else frozenset().union(*(view.everywhere for view in views))
    handled = {view.name: view.handles - elsewhere | view.everywhere for view in views}
    takers = {
        topic: [share.append for share, view in zip(shares, views, strict=True) if topic in handled[view.name]]
        for topic in {one.topic for one in facts}
    }
    for one in facts:
        for take in takers[one.topic]:
            take(one)
    return shares

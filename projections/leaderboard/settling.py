"""Rows of the leaderboard, worked out anew from all that its tables know."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, LiteralString, NamedTuple

from policies.measures import LeaderboardRules
from projections.budget_row import BudgetRow
from projections.budgets import BUDGET_ROWS
from projections.leaderboard.book import Book
from projections.leaderboard.calendar import Calendar
from projections.leaderboard.criteria import CriteriaRow
from projections.leaderboard.members import MemberRow
from projections.leaderboard.stand import StandRow, row_id
from projections.leaderboard.tables import ANSWERS, BUDGETS, MEMBERS, PRODUCTS, SEEN, YEARS, Place, drop_rows
from projections.leaderboard.unsettled import Unsettled
from projections.leaderboard.years import in_period, parts
from projections.partition import IN_PARTITION, arguments_of
from projections.rows import Rows
from projections.view import statement
from vocabulary.ids import CommunityId, PolicyName
from vocabulary.people import PersonId
from vocabulary.periods import Period
from vocabulary.scores import score
from vocabulary.span import Span

STAND_ROWS: Final = Rows(StandRow)
AT_ONCE: Final = 1_000
"""Communities whose rows are worked out together."""
_AMONG: Final[LiteralString] = (
    "FROM {table} WHERE (community, period) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
)


_LIVES_BY: Final[LiteralString] = (
    "SELECT id FROM (SELECT id, programme, 'community/' || id AS originator_id FROM {table}) AS members "  # noqa: S608  literals
    "WHERE programme = ANY(%s) AND " + IN_PARTITION
)
_PLANS: Final[LiteralString] = (
    "SELECT community, number, attained, delivered FROM {table} WHERE community = ANY(%s) AND approved_at IS NOT NULL"
)


@dataclass(slots=True)
class _Year:
    """How far the approved plan of a year has come."""

    number: int
    attained: Decimal
    delivered: Decimal


class _Weighed(NamedTuple):
    """By which version of which rules a period is ranked."""

    period: Period
    version: CriteriaRow
    rules: LeaderboardRules


class _Counted(NamedTuple):
    accepted: int = 0
    in_time: int = 0
    late: int = 0


@lru_cache(maxsize=1_000)
def _read(name: str) -> Period:
    """There are few periods, and many communities in each."""
    return Period.read(name)


@lru_cache(maxsize=1_000)
def _before(name: str, length: Span) -> str:
    return str(_read(name).before(length))


def settle(book: Book, unsettled: Unsettled) -> None:
    """A row follows from what the tables know and from nothing else, so it does not matter how facts were batched."""
    moved = unsettled.moved | _who_lives_by(book, unsettled.reconsidered)
    communities = sorted(moved.union(community for community, periods in unsettled.dirty.items() if periods))
    for first in range(0, len(communities), AT_ONCE):
        part = communities[first : first + AT_ONCE]
        dirty = {(community, period) for community in part for period in unsettled.dirty.get(community, ())}
        _Settling(book, book.members.load(part)).settle(dirty, moved.intersection(part))


def _who_lives_by(book: Book, programmes: Collection[PolicyName]) -> set[CommunityId]:
    if not programmes:
        return set()
    asked = [sorted(programmes), *arguments_of(book.partition)]
    query = statement(_LIVES_BY, book.table + MEMBERS)
    return {community for (community,) in book.connection.execute(query, asked)}


def _following(dirty: Collection[Place], standing: Collection[Place]) -> set[Place]:
    """Rows of the period after: who was seen in one belongs to the community in the next."""
    starts = {(community, name.partition("--")[2]) for community, name in dirty}
    return {(community, name) for community, name in standing if (community, name.partition("--")[0]) in starts}


class _Settling:
    def __init__(self, book: Book, members: Mapping[CommunityId, MemberRow]) -> None:
        self._connection, self._table = book.connection, book.table
        self._calendar = Calendar(book.criteria, members)
        self._names = sorted(members)

    def settle(self, dirty: set[Place], moved: Collection[CommunityId]) -> None:
        """`moved` are communities all of whose rows are worked out anew."""
        years, money = self._years(), self._money()
        of_years = {
            (community, period)
            for community in moved
            for number in {row.number for row in years[community]} | {row.year for row in money[community]}
            for period in self._calendar.of_year(community, number)
        }
        standing = self._standing()
        theirs = {place for place in standing if place[0] in moved}
        places = sorted(dirty | of_years | theirs | _following(dirty, standing))
        if not places:
            return
        weighed = {place: self._weighed(*place) for place in places}
        seen, counted = self._seen(weighed), self._counted(places)
        rows: list[StandRow] = []
        blank: list[str] = []
        for (community, name), found in weighed.items():
            row = None
            if found is not None:
                row = self._row(found, community, name, seen, counted, years[community], money[community])
            if row is None or row.is_blank:
                blank.append(row_id(community, name))
            else:
                rows.append(row)
        drop_rows(self._connection, self._table, blank)
        STAND_ROWS.store(self._connection, self._table, rows)

    def _weighed(self, community: CommunityId, name: str) -> _Weighed | None:
        """By what a period is ranked; None where the policy that the community has come to live by has no such one."""
        period, criteria = _read(name), self._calendar.criteria
        found = criteria.at(self._calendar.members[community].programme_at(period.ends), period.starts)
        if found is None or found[0] != period or found[1].leaderboard is None:
            return None
        return _Weighed(period, found[1], found[1].leaderboard)

    def _row(
        self,
        found: _Weighed,
        community: CommunityId,
        name: str,
        seen: Mapping[Place, set[PersonId]],
        counted: Mapping[Place, _Counted],
        years: Collection[_Year],
        money: Collection[BudgetRow],
    ) -> StandRow:
        place, member, period = (community, name), self._calendar.members[community], found.period
        active = seen.get(place, set())
        before = seen.get((community, _before(name, found.rules.period)), set())
        known = counted.get(place, _Counted())
        shares = in_period(())
        every = self._calendar.criteria.every(member.version)
        if member.launched_at is not None and every is not None:
            shares = in_period(parts(period, member.launched_at, every, years, money))
        row = StandRow(
            id=row_id(*place),
            community=community,
            period=name,
            programme=found.version.programme,
            policy=found.version.id,
            active=len(active),
            size=max(len(active | before | member.core_in(period)), member.counted_in(period)),
            accepted=known.accepted,
            joined=len(member.joined_in(period)),
            in_time=known.in_time,
            late=known.late,
            attained=shares.attained,
            delivered=shares.delivered,
            used=shares.used,
        )
        row.points = score(found.rules.weights, row.figures).points
        return row

    # -- what the tables know -----------------------------------------------------------------------------------------

    def _standing(self) -> set[Place]:
        """All rows of these communities."""
        query = statement("SELECT community, period FROM {table} WHERE community = ANY(%s)", self._table)
        return set(self._connection.execute(query, [self._names]).fetchall())

    def _years(self) -> Mapping[CommunityId, list[_Year]]:
        found: Mapping[CommunityId, list[_Year]] = defaultdict(list)
        for community, number, *shares in self._connection.execute(
            statement(_PLANS, self._table + YEARS), [self._names]
        ):
            found[community].append(_Year(number, *map(Decimal, shares)))
        return found

    def _money(self) -> Mapping[CommunityId, list[BudgetRow]]:
        found: Mapping[CommunityId, list[BudgetRow]] = defaultdict(list)
        table = self._table + BUDGETS
        for row in BUDGET_ROWS.select(self._connection, table, "WHERE community = ANY(%s)", [self._names]):
            found[row.community].append(row)
        return found

    def _seen(self, weighed: Mapping[Place, _Weighed | None]) -> Mapping[Place, set[PersonId]]:
        """Also in the periods before."""
        wanted = set(weighed)
        for (community, name), found in weighed.items():
            if found is not None:
                wanted.add((community, _before(name, found.rules.period)))
        query: LiteralString = "SELECT community, period, people " + _AMONG
        return {(community, name): set(people) for community, name, people in self._read(query, SEEN, wanted)}

    def _counted(self, dirty: Collection[Place]) -> Mapping[Place, _Counted]:
        made: LiteralString = "SELECT community, period, count(*) " + _AMONG + " GROUP BY 1, 2"
        accepted = {(community, name): number for community, name, number in self._read(made, PRODUCTS, dirty)}
        asked: LiteralString = (
            "SELECT community, period, count(*) FILTER (WHERE state = 'in_time'), "
            "count(*) FILTER (WHERE state = 'late') " + _AMONG + " GROUP BY 1, 2"
        )
        answers = {(community, name): rest for community, name, *rest in self._read(asked, ANSWERS, dirty)}
        return {
            place: _Counted(accepted.get(place, 0), *answers.get(place, (0, 0)))
            for place in accepted.keys() | answers.keys()
        }

    def _read(self, query: LiteralString, part: str, places: Collection[Place]) -> Iterator[tuple[Any, ...]]:
        communities, names = zip(*sorted(places), strict=True)
        yield from self._connection.execute(
            statement(query, self._table + part), [list(communities), list(names)]
        ).fetchall()

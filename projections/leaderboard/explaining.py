"""Where each point of a community comes from, to the line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, LiteralString, TypeVar

from projections.budgets import BUDGET_ROWS
from projections.leaderboard.answers import Answered
from projections.leaderboard.book import ANSWER_ROWS, MEMBER_ROWS
from projections.leaderboard.members import MemberRow
from projections.leaderboard.reading import VIEW, Board, board, criteria
from projections.leaderboard.tables import ANSWERS, BUDGETS, MEMBERS, PRODUCTS, SEEN, YEARS
from projections.leaderboard.years import YearPart, parts
from projections.rows import Rows
from projections.view import Connected, statement
from projections.year_row import KpiRow
from projections.years import YEAR_ROWS
from vocabulary.digits import digits
from vocabulary.ids import CommunityId
from vocabulary.measures import Measure
from vocabulary.periods import Period
from vocabulary.ranking import Placed
from vocabulary.refusals import CommunityNotFound, UnknownItem
from vocabulary.scores import score
from vocabulary.span import Span

R = TypeVar("R")
_OF_ONE: Final[LiteralString] = "FROM {table} WHERE community = %s AND period = %s"


@dataclass(frozen=True, slots=True)
class Explained:
    """One measure of a score."""

    measure: Measure
    figure: Decimal
    """A share as a fraction of 1, or a count."""
    weight: Decimal
    """The points that it can bring."""
    full_at: Decimal | None
    """Of a count: with so many it brings nearly all of them."""
    points: Decimal
    lines: tuple[str, ...]
    """What was counted, one line each."""


@dataclass(frozen=True, slots=True)
class Explanation:
    board: Board
    """Without its other communities."""
    placed: Placed
    parts: tuple[Explained, ...]


def explain(connection: Connected, community: CommunityId, moment: datetime, at: datetime) -> Explanation:
    """The present score of a community in the period that `moment` lies in; `at` is when it is looked at."""
    member = MEMBER_ROWS.load(connection, VIEW.name + MEMBERS, [community]).get(community)
    if member is None:
        raise CommunityNotFound(f"there is no community {community!r}; `perennial community list` shows all")
    known = criteria(connection)
    period = known.period(member.programme_at(moment), moment)
    programme = member.programme_at(period.ends) if period is not None else member.programme
    found = board(connection, programme, moment, at, only=community)
    if not found.placed:
        raise UnknownItem(
            f"{community} is not ranked in the period from {found.period.starts:%d %B %Y} to "
            f"{found.period.ends:%d %B %Y}: it did not live, or ended before the period did"
        )
    (placed,) = found.placed
    lines = _Lines(connection, member, found.period, known.every(member.version))
    points = score(found.rules.weights, placed.figures).parts
    explained = (
        Explained(one, placed.figures[one], weight.points, weight.full_at, points[one], tuple(lines.of(one)))
        for one, weight in found.rules.weights.items()
    )
    return Explanation(found, placed, tuple(explained))


class _Lines:
    """What was counted of one community in one period."""

    def __init__(self, connection: Connected, member: MemberRow, period: Period, every: Span | None) -> None:
        self._connection, self._member, self._period = connection, member, period
        plans = self._select(YEAR_ROWS, YEARS, "WHERE community = %s AND approved IS NOT NULL")
        self._plans = {plan.number: plan for plan in plans}
        budgets = self._select(BUDGET_ROWS, BUDGETS, "WHERE community = %s")
        launched_at = member.launched_at
        self._years = list(parts(period, launched_at, every, plans, budgets)) if launched_at and every else []

    def of(self, measure: Measure) -> Iterator[str]:
        match measure:
            case Measure.KPI_ATTAINMENT:
                for part in self._years:
                    yield from self._targets(part)
            case Measure.WORKPLAN_DELIVERED:
                for part in self._years:
                    yield from self._workplan(part)
            case Measure.BUDGET_USED:
                for part in self._years:
                    if part.budget is not None:
                        paid, per_year = part.budget.paid, part.budget.per_year
                        yield f"{_year(part)}: {paid} of {per_year} paid, {part.used:.0%}"
            case Measure.ACCEPTED_PRODUCTS:
                found = self._read("SELECT day, what " + _OF_ONE + " ORDER BY day, source_id", PRODUCTS)
                yield from (f"{day:%-d %B %Y}: {what}" for day, what in found)
            case Measure.ACTIVE_SHARE:
                found = self._read("SELECT people " + _OF_ONE, SEEN)
                seen = sorted(found[0][0].items(), key=lambda one: (-one[1], one[0])) if found else []
                yield from (
                    f"{person}: seen {signs} times" if signs > 1 else f"{person}: seen once" for person, signs in seen
                )
            case Measure.ON_TIME:
                yield from self._answers()
            case Measure.NEW_IN_CORE:
                for person in self._member.joined_in(self._period):
                    yield f"{person}, since {self._member.core[person].since:%-d %B %Y}"

    def _targets(self, part: YearPart) -> Iterator[str]:
        plan = self._plans.get(part.span.number)
        if plan is None:
            yield f"{_year(part)}: no plan was approved"
            return
        yield f"{_year(part)}: {plan.attained:.0%} of the targets"
        yield from (f"  {_kpi(one)}" for one in plan.kpis)

    def _workplan(self, part: YearPart) -> Iterator[str]:
        plan = self._plans.get(part.span.number)
        if plan is None:
            yield f"{_year(part)}: no plan was approved"
            return
        yield f"{_year(part)}: {plan.delivered:.0%} of the initiatives"
        for one in plan.initiatives:
            when = f"delivered {one.delivered_on:%-d %B %Y}" if one.delivered_on else "not delivered"
            yield f"  {one.title}: {when}"

    def _answers(self) -> Iterator[str]:
        rows = self._select(
            ANSWER_ROWS, ANSWERS, "WHERE community = %s AND period = %s ORDER BY due, id", str(self._period)
        )
        for row in rows:
            if row.state in {Answered.IN_TIME, Answered.LATE}:
                yield f"{row.title}, due {row.due:%-d %B %Y}: {row.state.value.replace('_', ' ')}"

    def _select(self, rows: Rows[R], part: str, tail: LiteralString, *more: str) -> list[R]:
        return rows.select(self._connection, VIEW.name + part, tail, [self._member.id, *more])

    def _read(self, query: LiteralString, part: str) -> list[tuple[Any, ...]]:
        asked = [self._member.id, str(self._period)]
        return self._connection.execute(statement(query, VIEW.name + part), asked).fetchall()


def _year(part: YearPart) -> str:
    return f"Year {part.span.number}, which fills {part.weight:.0%} of the period"


def _kpi(kpi: KpiRow) -> str:
    value = "not measured" if kpi.value is None else digits(kpi.value)
    return f"{kpi.title}: {value} of {digits(kpi.target)} {kpi.unit}, {kpi.attained:.0%}"

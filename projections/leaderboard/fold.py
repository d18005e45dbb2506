"""A batch of facts, brought into the leaderboard's tables; tells which rows have to be worked out anew."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import singledispatchmethod
from typing import Any, Final

from aggregates.budget.events import BudgetEvent
from aggregates.community.events import CommunityEvent
from aggregates.event import Event
from aggregates.lifecycle_policy.events import PolicyPublished
from aggregates.review_task.events import TaskEvent, TaskOpened
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.year.events import YearEvent
from projections.leaderboard import answers, members
from projections.leaderboard.answers import OWN, AnswerRow, asked
from projections.leaderboard.criteria import Criteria, CriteriaRow, published
from projections.leaderboard.members import MemberRow, entered
from projections.leaderboard.seen import count_people
from projections.leaderboard.tables import (
    ANSWERS,
    CRITERIA,
    MEMBERS,
    PRODUCTS,
    SEEN,
    Place,
    note_products,
)
from projections.rows import Rows
from projections.subjects import community_of, name_of, task_of
from projections.view import Connected, Fact
from vocabulary.ids import CommunityId, PolicyName
from vocabulary.people import PersonId
from vocabulary.periods import GRID, Period
from vocabulary.signs import ProductState, SignKind, SignOfLife

MEMBER_ROWS: Final = Rows(MemberRow)
CRITERIA_ROWS: Final = Rows(CriteriaRow)
ANSWER_ROWS: Final = Rows(AnswerRow)
MOST_PERIODS: Final = 400
"""Of one year; shorter ones than a day are not ranked."""

_NO_PERIOD: Final = Period(GRID, GRID)


class Fold:
    """What a batch changes, kept in memory until `store`."""

    def __init__(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        self._connection, self._table = connection, table
        named = {name for fact in facts if (name := community_of(fact.event.originator_id)) is not None}
        tasks = {task_of(fact.event.originator_id) for fact in facts if isinstance(fact.event, TaskEvent)}
        self.members = MEMBER_ROWS.load(connection, table + MEMBERS, named)
        self.criteria = Criteria(CRITERIA_ROWS.select(connection, table + CRITERIA, "", []))
        self._answers = ANSWER_ROWS.load(connection, table + ANSWERS, tasks)
        self._new_criteria: list[CriteriaRow] = []
        self._changed_members: set[CommunityId] = set()
        self._seen: defaultdict[Place, Counter[PersonId]] = defaultdict(Counter)
        self._products: dict[tuple[str, str, str], tuple[Any, ...] | None] = {}
        self._asked: dict[str, AnswerRow] = {}
        self._names: dict[Period, str] = {}
        self.periods: dict[str, Period] = {}
        """Those that were met, by how they write themselves."""
        self.dirty: set[Place] = set()
        """Communities and periods whose row has to be worked out anew."""
        self.moved: set[CommunityId] = set()
        """Communities all of whose rows have to be."""

    def take(self, event: Event) -> None:
        """Brings one more fact in, in the order of the log."""
        self._take(event)

    # -- facts ------------------------------------------------------------------------------------------------------

    @singledispatchmethod
    def _take(self, event: Event) -> None:
        """Of most facts a ranking knows nothing."""

    @_take.register
    def _policy(self, event: PolicyPublished) -> None:
        row = published(event)
        self.criteria.add(row)
        self._new_criteria.append(row)

    @_take.register
    def _community(self, event: CommunityEvent) -> None:
        if isinstance(event, members.BEGINS):
            row = entered(event)
            self.members[row.id] = row
        else:
            row = self.members[community_of(event.originator_id) or ""]
            members.change(event, row)
        self._changed_members.add(row.id)
        if isinstance(event, members.MOVES):
            self.moved.add(row.id)
        elif isinstance(event, members.OF_THE_CORE):
            self.touch(row.id, event.provenance.true_since)

    @_take.register
    def _task(self, event: TaskEvent) -> None:
        if isinstance(event, TaskOpened):
            if event.terms.assigned_to not in OWN:
                return
            row = asked(event.terms)
        else:
            found = self._answers.get(task_of(event.originator_id))
            if found is None:
                return
            row = found
            answers.change(event, row)
        before, row.period = row.period, self.touch(row.community, row.due)
        if before is not None:
            self.dirty.add((row.community, before))
        self._answers[row.id] = self._asked[row.id] = row

    @_take.register
    def _recorded(self, event: SignsRecorded) -> None:
        self._signs(event.community, event.signs, Counter.update)

    @_take.register
    def _retracted(self, event: SignsRetracted) -> None:
        self._signs(event.community, event.signs, Counter.subtract)

    @_take.register
    def _year(self, event: YearEvent) -> None:
        self._touch_year(event)

    @_take.register
    def _money(self, event: BudgetEvent) -> None:
        self._touch_year(event)

    # -- what they touch ----------------------------------------------------------------------------------------------

    def _signs(self, community: CommunityId, signs: Iterable[SignOfLife], count: Callable[..., None]) -> None:
        """Signs are the bulk of all facts; those of one fact lie in one period mostly, and are counted at once."""
        period, name = _NO_PERIOD, ""
        people: list[PersonId] = []
        for sign in signs:
            if sign.kind is SignKind.MEMBERSHIP:
                continue
            if not period.starts <= sign.happened_at < period.ends:
                found = self.period(community, sign.happened_at)
                if found is None:
                    continue
                if people:
                    count(self._seen[community, name], people)
                period, name, people = self.periods[found], found, []
            people += sign.people
            if sign.senior is not None and sign.junior is not None:
                people += {sign.senior, sign.junior}.difference(sign.people)
            if sign.state is ProductState.ACCEPTED:
                told = (sign.what, sign.happened_at.date()) if count is Counter.update else None
                self._products[community, name, sign.source_id] = told
                self.dirty.add((community, name))
        if people:
            count(self._seen[community, name], people)

    def _touch_year(self, event: Event) -> None:
        """All periods that the year fills in part."""
        community, _, number = name_of(event.originator_id).partition("/")
        self.touch_year(community, int(number))

    def touch_year(self, community: CommunityId, number: int) -> None:
        row = self.members[community]
        every = self.criteria.every(row.version)
        if row.launched_at is None or every is None:
            return
        moment, ends = every.after(row.launched_at, number - 1), every.after(row.launched_at, number)
        for _ in range(MOST_PERIODS):
            name = self.touch(community, moment)
            if name is None or self.periods[name].ends >= ends:
                return
            moment = self.periods[name].ends

    def touch(self, community: CommunityId, moment: datetime) -> str | None:
        """Has the row of the period that a moment lies in worked out anew; returns the period."""
        period = self.period(community, moment)
        if period is not None:
            self.dirty.add((community, period))
        return period

    def period(self, community: CommunityId, moment: datetime) -> str | None:
        """In which a community is ranked for what happened at a moment; None where nothing is."""
        period = self.criteria.period(self.members[community].programme_at(moment), moment)
        if period is None:
            return None
        if period not in self._names:
            self._names[period] = str(period)
            self.periods[str(period)] = period
        return self._names[period]

    # -- storing ------------------------------------------------------------------------------------------------------

    def store(self) -> None:
        connection, table = self._connection, self._table
        CRITERIA_ROWS.store(connection, table + CRITERIA, self._new_criteria)
        MEMBER_ROWS.store(connection, table + MEMBERS, [self.members[name] for name in self._changed_members])
        ANSWER_ROWS.store(connection, table + ANSWERS, self._asked.values())
        note_products(connection, table + PRODUCTS, self._products)
        self.dirty |= count_people(connection, table + SEEN, self._seen)
        if self._new_criteria:
            self._reconsider({row.programme for row in self._new_criteria})

    def _reconsider(self, programmes: Collection[PolicyName]) -> None:
        """What reaches into periods to come is ranked there by the newest version: all who live by the policy."""
        found = MEMBER_ROWS.select(
            self._connection, self._table + MEMBERS, "WHERE programme = ANY(%s)", [sorted(programmes)]
        )
        for row in found:
            self.members.setdefault(row.id, row)
            self.moved.add(row.id)

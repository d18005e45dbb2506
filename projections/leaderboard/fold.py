"""A batch of facts, brought into the tables of a leaderboard; tells which rows have to be worked out anew."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import singledispatchmethod
from typing import Any, Final

from aggregates.budget.events import BudgetEvent
from aggregates.community.events import CommunityEvent
from aggregates.event import Event, taker
from aggregates.lifecycle_policy.events import PolicyPublished, PolicyWithdrawn
from aggregates.ranking.events import RankingEvent
from aggregates.review_task.events import TaskEvent, TaskOpened
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.year.events import YearEvent
from projections import budgets, years
from projections.fact import Fact, moment
from projections.leaderboard import answers, members
from projections.leaderboard.answers import OWN, AnswerRow, asked
from projections.leaderboard.book import Book
from projections.leaderboard.calendar import Calendar
from projections.leaderboard.criteria import published, withdrawn
from projections.leaderboard.editions import note_editions
from projections.leaderboard.members import entered
from projections.leaderboard.products import ProductKey, Told
from projections.leaderboard.seen import count_people
from projections.leaderboard.tables import Place
from projections.leaderboard.unsettled import Unsettled
from projections.subjects import community_of, name_of, task_of
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId
from vocabulary.signs import ProductState, SignKind

_SIGNS: Final[Mapping[str, Callable[..., None]]] = {
    SignsRecorded.TOPIC: Counter.update,
    SignsRetracted.TOPIC: Counter.subtract,
}
_TASKS: Final = "task/"
_TO_THE_SECOND: Final = "%Y-%m-%dT%H:%M:%S"


class Fold:
    """What a batch changes; in memory until `store`. Notes in `unsettled` what has to be worked out anew."""

    def __init__(self, book: Book, facts: Sequence[Fact], unsettled: Unsettled) -> None:
        self._book = book
        self._facts = facts
        self._unsettled = unsettled
        named = {name for fact in facts if (name := fact.community) is not None}
        self._members = book.members.load(named)
        tasks = {task_of(one.stream) for one in facts if one.stream.startswith(_TASKS)}
        new = {task_of(one.stream) for one in facts if one.topic == TaskOpened.TOPIC}
        self._answers = book.answers.load(tasks - new)
        self._calendar = Calendar(book.criteria, self._members)
        self._changed_members: set[CommunityId] = set()
        self._seen: defaultdict[Place, Counter[PersonId]] = defaultdict(Counter)
        self._products: dict[ProductKey, Told | None] = {}
        self._asked: dict[str, AnswerRow] = {}
        self._of_years: list[YearEvent] = []
        self._of_money: list[BudgetEvent] = []
        self._of_rankings: list[RankingEvent] = []

    def store(self) -> None:
        """Brings all facts in, in the order of the log, and writes what they changed."""
        for fact in self._facts:
            count = _SIGNS.get(fact.topic)
            if count is None:
                event = fact.event
                taker(Fold, type(event), "_take")(self, event)
            else:
                told = fact.fields
                self._signs(told["community"], told["signs"], count)
        book = self._book
        book.members.store([self._members[name] for name in self._changed_members])
        book.answers.store(self._asked.values())
        book.products.note(self._products)
        years.fold(book.years, self._of_years)
        budgets.fold(book.budgets, self._of_money)
        note_editions(book.connection, book.table, self._of_rankings)
        for community, period in count_people(book.seen, self._seen):
            self._unsettled.dirty[community].add(period)

    # -- facts ------------------------------------------------------------------------------------------------------

    @singledispatchmethod
    def _take(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    @_take.register
    def _policy(self, event: PolicyPublished) -> None:
        row = published(event)
        self._book.publish(row)
        self._unsettled.reconsidered.add(row.programme)

    @_take.register
    def _policy_withdrawn(self, event: PolicyWithdrawn) -> None:
        row = self._book.criteria.version(f"{name_of(event.originator_id)}@{event.number}")
        self._book.publish(withdrawn(event, row))
        self._unsettled.reconsidered.add(row.programme)

    @_take.register
    def _community(self, event: CommunityEvent) -> None:
        if isinstance(event, members.BEGINS):
            row = entered(event)
            self._members[row.id] = row
        else:
            row = self._members[community_of(event.originator_id) or ""]
            members.change(event, row)
        self._changed_members.add(row.id)
        if isinstance(event, members.MOVES):
            self._unsettled.moved.add(row.id)
        elif isinstance(event, members.OF_THE_CORE):
            self._touch(row.id, event.provenance.true_since)

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
        before, row.period = row.period, self._touch(row.community, row.due)
        if before is not None:
            self._unsettled.dirty[row.community].add(before)
        self._answers[row.id] = self._asked[row.id] = row

    @_take.register
    def _year(self, event: YearEvent) -> None:
        self._of_years.append(event)
        self._touch_year(event)

    @_take.register
    def _money(self, event: BudgetEvent) -> None:
        self._of_money.append(event)
        self._touch_year(event)

    @_take.register
    def _ranking(self, event: RankingEvent) -> None:
        self._of_rankings.append(event)

    # -- what they touch ----------------------------------------------------------------------------------------------

    def _signs(self, community: CommunityId, signs: Iterable[Mapping[str, Any]], count: Callable[..., None]) -> None:
        """Signs are the bulk of all facts; those of one fact lie in one period mostly, and are counted at once."""
        if not self._calendar.ranks(community):
            return
        name = starts = ends = ""
        steady = self._calendar.is_steady(community)
        people: list[PersonId] = []
        for sign in signs:
            if sign["kind"] == SignKind.MEMBERSHIP:
                continue
            at: str = sign["happened_at"]
            second = at[:19] if at[-1] == "Z" else f"{moment(at):{_TO_THE_SECOND}}"
            if not (steady and starts <= second < ends):
                found = self._calendar.period(community, moment(at))
                if found is None:
                    continue
                if people:
                    count(self._seen[community, name], people)
                people, name = [], found[1]
                starts, ends = (f"{one:{_TO_THE_SECOND}}" for one in found[0])
            people += sign["people"]
            if (senior := sign.get("senior")) is not None:
                people += {senior, sign["junior"]}.difference(sign["people"])
            if sign.get("state") == ProductState.ACCEPTED:
                on = moment(at).date()
                told = (sign["what"], on) if count is Counter.update else None
                self._products[community, name, sign["source_id"], f"{on:%Y-%m}"] = told
                self._unsettled.dirty[community].add(name)
        if people:
            count(self._seen[community, name], people)

    def _touch_year(self, event: Event) -> None:
        """All periods that the year fills in part."""
        community, _, number = name_of(event.originator_id).partition("/")
        self._unsettled.dirty[community].update(self._calendar.of_year(community, int(number)))

    def _touch(self, community: CommunityId, moment: datetime) -> str | None:
        """Has the row of the period that a moment lies in worked out anew; returns the period."""
        found = self._calendar.period(community, moment)
        if found is None:
            return None
        self._unsettled.dirty[community].add(found[1])
        return found[1]

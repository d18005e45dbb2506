"""Communities that are ranked: facts as the real aggregates record them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from aggregates.budget import Budget
from aggregates.community import Community
from aggregates.event import Aggregate, Event
from aggregates.lifecycle_policy import LifecyclePolicy
from aggregates.review_task import ReviewTask
from aggregates.signs import SignsMonth
from aggregates.year import CommunityYear
from policies.document import LifecycleRules
from tests.aggregates.plans import PLAN
from tests.policies.standings import changed
from vocabulary.money import Money
from vocabulary.people import THE_CLOCK, Actor, Role
from vocabulary.provenance import PolicyRef, Provenance
from vocabulary.signs import ProductKind, ProductState, SignKind, SignOfLife
from vocabulary.spending import Instalment, SpendingTerms
from vocabulary.stages import Sunsetting
from vocabulary.task_terms import Escalation, Expiry, TaskTerms
from vocabulary.tasks import Choice, TaskKind
from vocabulary.terms import TermsOfReference
from vocabulary.years import YearSpan

KIM = Actor(person="kim", role=Role.KM)
LEE = Actor(person="lee", role=Role.LEAD)
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


NOTHING: dict[str, Any] = {}


def on(month: int, day: int = 1, year: int = 2026) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def rules(name: str = "guild", leaderboard: dict[str, Any] | None = NOTHING) -> LifecycleRules:
    """The standard policy under a name, its ranking written otherwise, or without one."""
    return changed(name=name, leaderboard=leaderboard)


class Record:
    """Writes facts down in order; each command is a minute after the one before, unless it says when."""

    def __init__(self) -> None:
        self.facts: list[Event] = []
        self.refs: dict[str, PolicyRef] = {}
        """The newest version of each policy."""
        self._policies: dict[str, LifecyclePolicy] = {}
        self._commands = 0

    def told(self, at: datetime, by: Actor = KIM, effective_at: datetime | None = None) -> Provenance:
        self._commands += 1
        return Provenance(actor=by, recorded_at=at, command_id=f"c{self._commands}", effective_at=effective_at)

    def took_place(self, *aggregates: Aggregate) -> None:
        for aggregate in aggregates:
            self.facts += aggregate.collect_events()  # type: ignore[arg-type]

    def publish(self, document: LifecycleRules, at: datetime) -> None:
        name = document.name
        policy = self._policies.get(name) or LifecyclePolicy.begin(name, self.told(at))
        self._policies[name] = policy
        self.refs[name] = policy.publish(document.canonical(), None, self.told(at))
        self.took_place(policy)

    def withdraw(self, name: str, number: int, at: datetime) -> None:
        self._policies[name].withdraw(number, "a mistake", self.told(at))
        self.took_place(self._policies[name])

    def launched(self, name: str, at: datetime, policy: str = "guild", members: Iterable[str] = ("mia",)) -> "Ranked":
        return Ranked(self, name, at, policy, members)


class Ranked:
    """One community, launched at a moment."""

    def __init__(self, record: Record, name: str, at: datetime, policy: str, members: Iterable[str]) -> None:
        self.record, self.name, self.at = record, name, at
        self._months: dict[tuple[int, int], SignsMonth] = {}
        terms = TermsOfReference(
            title=f"The {name}",
            objectives=("Share",),
            scope="Practice",
            lead="lee",
            key_members=tuple(members),
            initiatives=("Meet",),
        )
        self.community = Community.propose(name, terms, record.refs[policy], record.told(at, LEE))
        self.does("submit", at, by=LEE)
        self.does("pass_review", at)
        self.does("approve", at)
        self.does("open_checklist", (), (), None, at=at, by=THE_CLOCK)
        self.does("launch", at, by=THE_CLOCK)

    def does(self, command: str, *arguments: Any, at: datetime | None = None, by: Actor = KIM) -> None:
        if at is None:
            *arguments, at = arguments
        getattr(self.community, command)(*arguments, self.record.told(at, by))
        self.record.took_place(self.community)

    def signs(self, *signs: SignOfLife, at: datetime | None = None, instead: SignOfLife | None = None) -> None:
        """Signs of one month; `instead` was told before and does not count any more."""
        month = self._month(signs[0].happened_at)
        told = self.record.told(at or signs[0].happened_at, LEE)
        if instead is not None:
            month.retract((instead,), (), told)
        month.record(signs, told)
        self.record.took_place(month)

    def takes_back(self, *signs: SignOfLife, at: datetime) -> None:
        month = self._month(signs[0].happened_at)
        month.retract(signs, (), self.record.told(at, LEE))
        self.record.took_place(month)

    def _month(self, at: datetime) -> SignsMonth:
        key = (at.year, at.month)
        if key not in self._months:
            self._months[key] = SignsMonth.begin(self.name, at, self.record.told(at, LEE))
        return self._months[key]

    def meets(self, at: datetime, *people: str) -> SignOfLife:
        name = f"{self.name} {at:%Y%m%d} {people}"
        sign = SignOfLife(source_id=name, kind=SignKind.MEETING, what="Met", happened_at=at, people=people)
        self.signs(sign)
        return sign

    def makes(self, what: str, at: datetime, state: ProductState = ProductState.ACCEPTED) -> SignOfLife:
        sign = SignOfLife(
            source_id=what,
            kind=SignKind.PRODUCT,
            what=what,
            happened_at=at,
            people=("mia",),
            product=ProductKind.GUIDELINE,
            state=state,
        )
        self.signs(sign)
        return sign

    def is_asked(
        self, item: str, opened: datetime, due: datetime, role: Role = Role.LEAD, escalates: datetime | None = None
    ) -> ReviewTask:
        terms = TaskTerms(
            id=f"{self.name}.{TaskKind.DUTY.value}.{item}",
            community=self.name,
            kind=TaskKind.DUTY,
            item=item,
            title=f"File the {item}",
            assigned_to=role,
            due=due,
            escalations=(Escalation(at=escalates, to=Role.KM),) if escalates else (),
            expiry=Expiry(at=due + timedelta(days=60), choice=Choice.DONE),
        )
        task = ReviewTask.open(terms, self.record.told(opened, THE_CLOCK))
        self.record.took_place(task)
        return task

    def answers(self, task: ReviewTask, at: datetime) -> None:
        task.decide(Choice.DONE, None, self.record.told(at, LEE))
        self.record.took_place(task)

    def year(self, number: int, corrections: int | None = None, *, delivered: Iterable[str] = ()) -> CommunityYear:
        """An approved plan; `corrections` is where the KPI of three quarters stands, from 400 to 200."""
        starts = self.at.replace(year=self.at.year + number - 1)
        span = YearSpan(number, starts, starts.replace(year=starts.year + 1))
        year = CommunityYear.open(self.name, number, self.record.told(starts, LEE))
        year.write_plan(PLAN, self.record.told(starts, LEE))
        year.submit(number, self.record.told(starts, LEE))
        year.approve(number, self.record.told(starts))
        when = starts + timedelta(days=20)
        if corrections is not None:
            year.measure("corrections", Decimal(corrections), when, "counted", span, self.record.told(when, LEE))
        for initiative in delivered:
            year.deliver(initiative, when, "minutes", span, self.record.told(when, LEE))
        self.record.took_place(year)
        return year

    def spends(self, number: int, amount: str, of: str = "1000 USD") -> None:
        starts = self.at.replace(year=self.at.year + number - 1)
        span = YearSpan(number, starts, starts.replace(year=starts.year + 1))
        parts = (Instalment(on=starts, amount=Money(of)),)
        told = self.record.told(starts, THE_CLOCK)
        budget = Budget.begin(
            self.name, span, "community", Money(of), told, instalments=parts,
            carried_over=Money("0 USD"), alerts=(),
        )  # fmt: skip
        terms = SpendingTerms(initiative="day", title="Day", amount=Money(amount), reason="It is time.")
        budget.request(1, terms, self.record.told(starts, LEE))
        budget.grant(1, "good", self.record.told(starts))
        budget.spend("day", Money(amount), "the room", self.record.told(starts + timedelta(days=9), LEE))
        self.record.took_place(budget)

    def ends(self, at: datetime) -> None:
        self.does("announce_sunset", Sunsetting.DECIDED, "nobody comes", at)
        self.does("open_checklist", (), (), None, at=at, by=THE_CLOCK)
        self.does("close", at=at, by=THE_CLOCK)

"""A record of the usual mixture: lifecycles, tasks, years, money, assessments and signs of life, by the million."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, NamedTuple

from eventsourcing.persistence import StoredEvent

from aggregates.budget import Budget
from aggregates.catalogue import CATALOGUE
from aggregates.community import Community
from aggregates.event import Aggregate, Event
from aggregates.review_task import ReviewTask
from aggregates.signs import SignsMonth
from aggregates.signs.events import SignsRecorded
from aggregates.year import CommunityYear
from benchmarks import people
from ledger.mapper import EventMapper
from ledger.store import Ledger
from vocabulary.maturity import Dimension, Evidence, LevelNeeds
from vocabulary.money import Money
from vocabulary.people import THE_CLOCK, Actor, Role
from vocabulary.plans import Direction, Initiative, Kpi, Workplan
from vocabulary.provenance import PolicyRef, Provenance
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.spending import Instalment, SpendingTerms
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, TaskKind
from vocabulary.years import YearSpan

MODEL: Final = "the-model"
YEARS: Final = 3
SINGLES: Final = 4
"""Signs told one by one, in a month."""
TOGETHER: Final = 40
"""Signs that an importer told in one fact, once a year."""
_LATEST: Final = 19
"""Of a month: signs that begin then have all happened before it ends."""
MODELS: Final = 8
AT_ONCE: Final = 10_000
"""Facts in one commit."""
START: Final = datetime(2022, 1, 3, 9, tzinfo=UTC)
POLICY: Final = PolicyRef(name="bench", version=1, digest=sha256(b"bench").hexdigest())
DIMENSIONS: Final = ("mandate", "sponsorship", "leadership", "membership", "rhythm", "products", "value", "resources")
KINDS: Final = (
    SignKind.MEETING,
    SignKind.POST,
    SignKind.QUESTION,
    SignKind.ANSWER,
    SignKind.PRODUCT,
    SignKind.MENTORING,
)


class Told(NamedTuple):
    """What a record was filled with."""

    facts: int
    signs: int


class _Life:
    """One community's three years, as the real aggregates record them."""

    def __init__(self, number: int) -> None:
        self.facts: list[Event] = []
        self._now = START + timedelta(days=number)
        self._number = number
        self._commands = 0
        self._signs = 0
        self._months: dict[str, SignsMonth] = {}

    def whole(self) -> list[Event]:
        self._found()
        for year in range(1, YEARS + 1):
            self._plan(year)
        return self.facts

    def _told(self, by: Actor = THE_CLOCK) -> Provenance:
        self._commands += 1
        self._now += timedelta(hours=1)
        policy = POLICY if by is THE_CLOCK else None
        return Provenance(actor=by, recorded_at=self._now, command_id=f"{MODEL}:{self._commands}", policy=policy)

    def _record(self, *aggregates: Aggregate) -> None:
        for aggregate in aggregates:
            self.facts += aggregate.collect_events()  # type: ignore[arg-type]

    def _ask(self, kind: TaskKind, ending: str, role: Role, choice: Choice, by: Actor, item: str | None = None) -> str:
        name = f"{MODEL}.{ending}"
        terms = TaskTerms(
            id=name,
            community=MODEL,
            kind=kind,
            item=item,
            title=f"Decide about {kind.value} of the community",
            assigned_to=role,
            due=self._now + timedelta(days=14),
            reminders=(self._now,),
        )
        task = ReviewTask.open(terms, self._told())
        if self._commands % 2:
            task.remind(1, self._told())
        task.decide(choice, "as agreed", self._told(by))
        self._record(task)
        return name

    def _found(self) -> None:
        self.community = Community.propose(MODEL, people.terms("The model"), POLICY, self._told(people.LEAD))
        self.community.submit(self._told(people.LEAD))
        self._record(self.community)
        self._ask(TaskKind.KM_REVIEW, "km_review.1", Role.KM, Choice.APPROVE, people.KM)
        self.community.pass_review(self._told(people.KM))
        self._record(self.community)
        self._ask(TaskKind.APPROVAL, "approval.1", Role.MANAGEMENT, Choice.APPROVE, people.MANAGER)
        self.community.approve(self._told(people.MANAGER))
        item = f"{MODEL}.launch_item.kick_off.1"
        self.community.open_checklist(("kick_off",), (item,), None, self._told())
        self._record(self.community)
        self._ask(TaskKind.LAUNCH_ITEM, "launch_item.kick_off.1", Role.LEAD, Choice.DONE, people.LEAD, "kick_off")
        self.community.tick("kick_off", item, None, self._told(people.LEAD))
        self.community.launch(self._told())
        self._record(self.community)

    def _plan(self, number: int) -> None:
        span = YearSpan(number, self._now, self._now + timedelta(days=365))
        year = CommunityYear.open(MODEL, number, self._told(people.LEAD))
        year.write_plan(_plan_of(span), self._told(people.LEAD))
        year.submit(1, self._told(people.LEAD))
        year.approve(1, self._told(people.MANAGER))
        year.agree_objective(people.LEAD.person, "the appraisal", self._told(people.KM))
        parts = (Instalment(on=span.starts, amount=Money("9000 USD")),)
        budget = Budget.begin(
            MODEL, span, "begun", Money("9000 USD"), self._told(), instalments=parts,
            carried_over=Money("0 USD"), alerts=(Decimal("0.8"),),
        )  # fmt: skip
        self._record(year, budget)
        for month in range(12):
            self._live(span, month)
            if month % 3 == 1:
                self._quarter(year, budget, span, month // 3 + 1)
        self._tell((self._sign(index) for index in range(TOGETHER)), TOGETHER)
        for dimension in DIMENSIONS:
            year.assess(*_shown(dimension), self._told(people.KM), own=False, level=1)
        self._record(year, budget)
        review = self._ask(
            TaskKind.ANNUAL_REVIEW, f"annual_review.{number}", Role.MANAGEMENT, Choice.RENEW, people.MANAGER
        )
        self._now = max(self._now, span.ends)
        self.community.open_annual_review(number, span.ends, review, self._told())
        self.community.renew("as agreed", self._told(people.MANAGER))
        budget.close(Decimal("0.5"), self._told())
        self._record(self.community, budget)

    def _quarter(self, year: CommunityYear, budget: Budget, span: YearSpan, number: int) -> None:
        year.measure("corrections", Decimal(400 - number), self._now, "a count", span, self._told(people.LEAD))
        terms = SpendingTerms(initiative="clinic", title="Clinic", amount=Money("900 USD"), reason="It is time.")
        budget.request(number, terms, self._told(people.LEAD))
        budget.grant(number, "a good plan", self._told(people.KM))
        order = budget.commit("clinic", Money("300 USD"), "the room", self._told(people.LEAD))
        budget.spend("clinic", Money("300 USD"), "the room", self._told(people.LEAD), order=order)
        self._record(year, budget)
        name = f"{MODEL}.duty.report.{span.number}.{number}"
        self.community.ask_duty("report", self._now, 1, name, self._told())
        self._record(self.community)
        self._ask(TaskKind.DUTY, f"duty.report.{span.number}.{number}", Role.LEAD, Choice.DONE, people.LEAD, "report")
        self.community.file_duty("report", name, None, self._told(people.LEAD))
        self._record(self.community)

    def _live(self, span: YearSpan, month: int) -> None:
        first = span.starts + timedelta(days=30 * month)
        self._now = max(self._now, first)
        self._tell((self._sign(index) for index in range(SINGLES)), 1)

    def _tell(self, signs: Iterator[SignOfLife], together: int) -> None:
        name = f"{self._now:%Y-%m}"
        month = self._months.get(name) or SignsMonth.begin(MODEL, self._now, self._told(people.LEAD))
        self._months[name] = month
        told = list(signs)
        for start in range(0, len(told), together):
            month.record(tuple(told[start : start + together]), self._told(people.LEAD))
        self._record(month)

    def _sign(self, index: int) -> SignOfLife:
        self._signs += 1
        kind = KINDS[self._signs % len(KINDS)]
        one, other = f"p{(self._number * 7 + index) % 30}", f"q{self._signs % 30}"
        mentoring = {"senior": one, "junior": other} if kind is SignKind.MENTORING else {}
        return SignOfLife(
            source_id=f"s-{self._signs}",
            kind=kind,
            what=f"About topic {self._signs % 97}",
            happened_at=self._now.replace(day=min(self._now.day, _LATEST)) + timedelta(hours=5 * index),
            people=(one, other),
            answers=f"s-{self._signs - 1}" if kind is SignKind.ANSWER else None,
            **mentoring,
        )  # type: ignore[arg-type]


def _plan_of(span: YearSpan) -> Workplan:
    starts, ends = span.starts.date(), span.ends.date()
    return Workplan(initiatives=(_initiative(starts, ends),), kpis=(_KPI,))


def _initiative(starts: date, ends: date) -> Initiative:
    return Initiative(
        id="clinic", title="A clinic every month", starts=starts, ends=ends, owner="lee", deliverables=("Ten clinics",)
    )


_KPI: Final = Kpi(
    id="corrections",
    title="Corrected invoices",
    unit="a month",
    direction=Direction.DOWN,
    baseline=Decimal(400),
    target=Decimal(200),
)


def _shown(name: str) -> tuple[Any, ...]:
    levels = tuple(LevelNeeds(title=title, needs=(f"It is {title}",)) for title in ("forming", "operating"))
    return Dimension(name=name, title=name.title(), levels=levels), (
        Evidence(need="It is forming", shown_by="the minutes"),
    )


def models() -> list[list[StoredEvent]]:
    mapper = EventMapper(CATALOGUE)
    return [[mapper.to_stored_event(event) for event in _Life(number).whole()] for number in range(MODELS)]


def tell(ledger: Ledger, communities: Sequence[int]) -> Told:
    """Records the lives of these communities, all at once, as they would go on beside each other."""
    lives = models()
    signs_of = [sum(_signs(event) for event in life) for life in lives]
    longest = max(map(len, lives))
    batch: list[StoredEvent] = []
    told = 0
    for at in range(longest):
        for number in communities:
            life = lives[number % MODELS]
            if at < len(life):
                batch.append(_of(f"told-{number:05d}", life[at]))
        while len(batch) >= AT_ONCE or (batch and at == longest - 1):
            ledger.recorder.insert_events(batch[:AT_ONCE])
            told += len(batch[:AT_ONCE])
            del batch[:AT_ONCE]
    return Told(told, sum(signs_of[number % MODELS] for number in communities))


def _of(community: str, event: StoredEvent) -> StoredEvent:
    """The model's fact, told of another community: to make a million of them one by one takes minutes."""
    stream = str(event.originator_id).replace(MODEL, community)
    state = event.state.replace(MODEL.encode(), community.encode())
    return StoredEvent(stream, event.originator_version, event.topic, state)


def _signs(event: StoredEvent) -> int:
    return event.state.count(b'"source_id"') if event.topic == SignsRecorded.TOPIC else 0

"""Lives of communities, as the real aggregates record them: the facts that views are made from."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from aggregates.access import AccessLog
from aggregates.budget import Budget
from aggregates.commands.pinned import PinnedWeight
from aggregates.community import Community
from aggregates.event import Aggregate, Event
from aggregates.lifecycle_policy import LifecyclePolicy
from aggregates.objectives import Objectives
from aggregates.person import Person
from aggregates.ranking import Ranking
from aggregates.review_task import ReviewTask
from aggregates.signs import SignsMonth
from aggregates.year import CommunityYear
from tests.aggregates.maturity import LEADERSHIP, SHOWN
from tests.aggregates.plans import PLAN, smaller
from vocabulary.affairs import ChangeTerms, FormOut
from vocabulary.ballot import Ballot, Rule
from vocabulary.measures import Measure
from vocabulary.money import Money
from vocabulary.people import THE_CLOCK, Actor, Role
from vocabulary.periods import Period
from vocabulary.provenance import PolicyRef, Provenance
from vocabulary.ranking import Placed
from vocabulary.readings import Reading
from vocabulary.scores import score
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.span import Span
from vocabulary.spending import Instalment, SpendingTerms
from vocabulary.stages import Outcome, Sunsetting
from vocabulary.task_terms import Escalation, Expiry, TaskTerms
from vocabulary.tasks import CHOICES, Choice, Priority, TaskKind
from vocabulary.terms import TermsOfReference
from vocabulary.years import YearSpan

ANNA = Actor(person="anna", role=Role.LEAD)
KIM = Actor(person="kim", role=Role.KM)
MARA = Actor(person="mara", role=Role.MANAGEMENT, on_behalf_of="max")
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
POLICY = PolicyRef(name="standard", version=3, digest=sha256(b"standard").hexdigest())


class Life:
    """Records one community's life; `facts` is what the log holds of it, in order."""

    def __init__(self, name: str = "data-engineering", start: datetime = START) -> None:
        self.name = name
        self.now = start
        self.facts: list[Event] = []
        self.tasks: dict[str, ReviewTask] = {}
        self.community: Community
        self._commands = 0

    def told(
        self, actor: Actor = THE_CLOCK, effective_at: datetime | None = None, *, policy: PolicyRef | None = None
    ) -> Provenance:
        self._commands += 1
        self.now += timedelta(hours=1)
        return Provenance(
            actor=actor,
            recorded_at=self.now,
            command_id=f"{self.name}:{self._commands}",
            effective_at=effective_at,
            policy=POLICY if actor is THE_CLOCK else policy,
        )

    def took_place(self, *aggregates: Aggregate) -> None:
        for aggregate in aggregates:
            self.facts += aggregate.collect_events()  # type: ignore[arg-type]

    def terms(self, title: str = "Data Engineering") -> TermsOfReference:
        return TermsOfReference(
            title=title,
            objectives=("share",),
            scope="pipelines",
            lead="anna",
            key_members=("ben",),
            initiatives=("guild day",),
        )

    def propose(self, title: str = "Data Engineering") -> None:
        self.community = Community.propose(self.name, self.terms(title), POLICY, self.told(ANNA))
        self.took_place(self.community)

    def bring_in(self) -> None:
        long_ago = self.now - timedelta(days=900)
        self.community = Community.bring_in(self.name, "Old Guild", "apache", POLICY, self.told(KIM, long_ago))
        self.took_place(self.community)

    def does(self, command: str, *arguments: Any, by: Actor = THE_CLOCK, **more: Any) -> None:
        getattr(self.community, command)(*arguments, self.told(by), **more)
        self.took_place(self.community)

    def asks(
        self, kind: TaskKind, ending: str, role: Role = Role.KM, item: str | None = None, ballot: Ballot | None = None
    ) -> str:
        task_id = f"{self.name}.{ending}"
        terms = TaskTerms(
            id=task_id,
            community=self.name,
            kind=kind,
            item=item,
            title=f"Decide {kind.value} of {self.name}",
            assigned_to=role,
            due=self.now + timedelta(days=14),
            reminders=(self.now,),
            escalations=(Escalation(at=self.now, to=Role.BOARD),),
            expiry=None if ballot else Expiry(at=self.now, choice=CHOICE_BY_SILENCE[kind]),
            ballot=ballot,
            edit_resets_clock=ballot is not None,
        )
        self.tasks[task_id] = ReviewTask.open(terms, self.told())
        self.took_place(self.tasks[task_id])
        return task_id

    def task(self, task_id: str, command: str, *arguments: Any, by: Actor = THE_CLOCK, **more: Any) -> None:
        getattr(self.tasks[task_id], command)(*arguments, self.told(by), **more)
        self.took_place(self.tasks[task_id])

    def lives(self, number: int = 1) -> None:
        month = SignsMonth.begin(self.name, self.now, self.told(ANNA))
        told: list[SignOfLife] = []
        for index in range(number):
            sign = SignOfLife(
                source_id=f"{self.name}-{self.now:%Y%m%d%H}-{index}",
                kind=SignKind.MEETING,
                what="Met in room “B”\\n\ttoday",
                happened_at=self.now,
                people=("anna", "ben"),
            )
            told.append(sign)
            month.record((sign,), self.told(ANNA))
        month.retract(tuple(told[-1:]), told[:-1], self.told(ANNA))
        month.record(tuple(told[-1:]), self.told(ANNA))
        self.took_place(month)


CHOICE_BY_SILENCE = {
    TaskKind.KM_REVIEW: Choice.REJECT,
    TaskKind.APPROVAL: Choice.REJECT,
    TaskKind.LAUNCH_ITEM: Choice.DONE,
    TaskKind.ANNUAL_REVIEW: Choice.RENEW,
    TaskKind.PROBATION_REVIEW: Choice.SUNSET,
    TaskKind.DORMANCY: Choice.SUNSET,
    TaskKind.SUNSET_ITEM: Choice.DONE,
    TaskKind.CONCERN: Choice.RENEW,
    TaskKind.DUTY: Choice.DONE,
    TaskKind.SIGN_OFF: Choice.RETURN,
    TaskKind.CHANGE: Choice.REJECT,
    TaskKind.SPENDING: Choice.REJECT,
}


def approved(name: str = "data-engineering") -> Life:
    """Proposed, returned once, passed, and approved."""
    life = Life(name)
    life.propose()
    life.does("submit", by=ANNA)
    review = life.asks(TaskKind.KM_REVIEW, "km_review.1")
    life.does("await_decision", review)
    life.task(review, "decide", Choice.RETURN, "scope too wide", by=KIM)
    life.does("send_back", "scope too wide", by=KIM)
    life.does("revise", life.terms("Data Engineers"), by=ANNA)
    life.does("submit", by=ANNA)
    review = life.asks(TaskKind.KM_REVIEW, "km_review.2")
    life.task(review, "decide", Choice.APPROVE, None, by=KIM)
    life.does("pass_review", by=KIM)
    approval = life.asks(TaskKind.APPROVAL, "approval.2", Role.MANAGEMENT)
    life.task(approval, "remind", 1)
    life.task(approval, "escalate", 1)
    life.task(approval, "decide", Choice.APPROVE, None, by=MARA)
    life.does("approve", by=MARA)
    return life


def launched(name: str = "data-engineering") -> Life:
    life = approved(name)
    item = life.asks(TaskKind.LAUNCH_ITEM, "launch_item.kick_off.1", Role.LEAD, "kick_off")
    life.does("open_checklist", ("kick_off",), (item,), None)
    life.task(item, "decide", Choice.DONE, "in May", by=ANNA)
    life.does("tick", "kick_off", item, "in May", by=ANNA)
    life.does("launch")
    life.lives(2)
    return life


def whole(name: str = "data-engineering") -> Life:
    """A full life, revival included, that ends by silence."""
    life = launched(name)
    life.now += timedelta(days=365)
    review = life.asks(TaskKind.ANNUAL_REVIEW, "annual_review.1", Role.MANAGEMENT)
    life.does("open_annual_review", 1, life.now, review)
    life.task(review, "expire")
    life.does("renew", None)
    life.does("put_on_probation", "few meetings", by=MARA)
    probation = life.asks(TaskKind.PROBATION_REVIEW, "probation_review.1", Role.MANAGEMENT)
    life.task(probation, "decide", Choice.RENEW, None, by=MARA)
    life.does("renew", "much better", by=MARA)
    for attempt in ("1", "2"):
        life.now += timedelta(days=90)
        quiet = life.now
        life.does("nudge_lead", quiet)
        life.does("report_silence", quiet)
        dormancy = life.asks(TaskKind.DORMANCY, f"dormancy.{attempt}", Role.MANAGEMENT)
        life.does("confirm_silence", quiet, dormancy)
        if attempt == "1":
            life.lives()
            life.task(dormancy, "cancel", "a sign of life")
            life.does("revive", life.now)
        else:
            life.task(dormancy, "expire")
    life.does("announce_sunset", Sunsetting.SILENCE, None)
    life.does("open_checklist", (), (), life.now)
    life.does("close")
    return life


def busy(name: str) -> Life:
    """Duties, a change, a concern, ballots, and all that is settled about a community; ended, and restored."""
    life = launched(name)
    _does_its_duties(life)
    _changes(life)
    life.does("raise_concern", "no_lead", by=KIM)
    concern = life.asks(TaskKind.CONCERN, "concern.no_lead.1", Role.MANAGEMENT, "no_lead")
    life.does("put_concern", "no_lead", 1, concern)
    life.task(concern, "decide", Choice.RENEW, None, by=MARA)
    life.does("settle_concern", "no_lead", None, by=MARA)
    life.does("exempt", "max", life.now + timedelta(days=90), "keeps the lights on", by=MARA)
    life.does("revoke_exemption", "somebody else does now", by=MARA)
    life.does("renew_itself", 1, life.now, life.now)
    life.does("adopt", POLICY.model_copy(update={"version": 4}), by=KIM)
    life.does("place", "incubating", "2", by=KIM)
    life.does("announce_sunset", Sunsetting.DECIDED, "its work is done", by=MARA)
    life.does("open_checklist", (), (), None)
    life.does("close", restorable_until=life.now + timedelta(days=30))
    life.does("restore", "its work was not done", by=KIM)
    return life


def _does_its_duties(life: Life) -> None:
    first, second = life.now, life.now + timedelta(days=60)
    report = life.asks(TaskKind.DUTY, "duty.report.1.1", Role.LEAD, "report")
    life.does("ask_duty", "report", first, 1, report)
    life.task(report, "postpone", life.now + timedelta(days=40), "the form came late")
    life.task(report, "cancel", "the next one is due")
    again = life.asks(TaskKind.DUTY, "duty.report.2.1", Role.LEAD, "report")
    life.does("ask_duty", "report", second, 1, again)
    life.task(again, "decide", Choice.DONE, None, by=ANNA)
    life.does("file_duty", "report", again, None, by=ANNA)
    for round_, choice in ((1, Choice.RETURN), (2, Choice.APPROVE)):
        look = life.asks(TaskKind.SIGN_OFF, f"sign_off.report.{round_}", Role.MENTOR, "report")
        life.does("ask_sign_off", "report", second, look)
        life.task(look, "decide", choice, "no figures", by=Actor(person="mo", role=Role.MENTOR))
        if choice is Choice.RETURN:
            life.does("return_duty", "report", look, "no figures")
            again = life.asks(TaskKind.DUTY, "duty.report.2.2", Role.LEAD, "report")
            life.does("ask_duty", "report", second, 2, again)
            life.task(again, "decide", Choice.DONE, "with figures", by=ANNA)
            life.does("file_duty", "report", again, "with figures", by=ANNA)
        else:
            terms = life.tasks[look].terms
            life.does("sign_off", "report", terms.model_copy(update={"yes_leads_to": 2}))
            look = life.asks(TaskKind.SIGN_OFF, "sign_off.report.3", Role.MANAGEMENT, "report")
            life.does("ask_sign_off", "report", second, look)
            life.does("sign_off", "report", life.tasks[look].terms)
    life.does("request_duty", "status", life.now + timedelta(days=20), by=KIM)


def _changes(life: Life) -> None:
    change = ChangeTerms(kind="lifecycle", title="Rise", what="We are ready.", level="incubating")
    life.does("request_change", change, by=ANNA)
    first = life.asks(TaskKind.CHANGE, "change.1.1", Role.KM, "lifecycle")
    life.does("put_change", 1, 1, first)
    life.task(first, "decide", Choice.APPROVE, None, by=KIM)
    terms = life.tasks[first].terms.model_copy(update={"yes_leads_to": 2})
    life.does("answer_change", terms, Choice.APPROVE, None, by=KIM)
    ballot = Ballot(
        choices=CHOICES[TaskKind.CHANGE],
        yes=Choice.APPROVE,
        rule=Rule.AT_LEAST,
        approvals=1,
        opens=life.now,
        stop_window=timedelta(days=2),
        on_stop=Choice.REJECT,
    )
    second = life.asks(TaskKind.CHANGE, "change.1.2", Role.MANAGEMENT, "lifecycle", ballot)
    life.does("put_change", 1, 2, second)
    life.task(second, "vote", None, None, by=MARA)
    life.does("edit_change", 1, "We are ready, and twelve.", by=ANNA)
    life.task(second, "restart", "it was edited", by=ANNA)
    life.task(second, "vote", Choice.APPROVE, None, by=MARA)
    life.task(second, "stop", "not yet", by=MARA)
    life.task(second, "settle", by=MARA)
    life.does("answer_change", life.tasks[second].terms, Choice.APPROVE, None, by=MARA)


def imported(name: str) -> Life:
    life = Life(name)
    life.bring_in()
    life.does("record_end", Outcome.GRADUATED, by=KIM)
    return life


def short(name: str, command: str) -> Life:
    """A proposal that ends early: `withdraw`, `reject` or `lapse`."""
    life = Life(name)
    life.propose()
    if command == "reject":
        life.does("submit", by=ANNA)
    arguments = {"withdraw": ("no time",), "reject": ("out of scope",), "lapse": ()}[command]
    life.does(command, *arguments, by=ANNA if command == "withdraw" else KIM)
    return life


def handed_on(name: str) -> Life:
    """A task that goes through many hands, a proposal and a change that are recalled."""
    life = Life(name)
    life.propose()
    life.does("submit", by=ANNA)
    review = life.asks(TaskKind.KM_REVIEW, "km_review.1")
    life.does("await_decision", review)
    life.task(review, "take_on", by=KIM)
    life.task(review, "release", "on holiday", by=KIM)
    life.task(review, "assign", ("kim", "kai"), "they know the field", by=KIM)
    life.task(review, "prioritise", Priority.HIGH, by=KIM)
    life.task(review, "follow_up", life.now + timedelta(days=5), by=KIM)
    life.task(review, "comment", "who pays?", by=KIM)
    life.task(review, "link", "https://example.org/charter", "The charter", by=KIM)
    life.task(review, "delegate", "dee", None, by=KIM)
    life.task(review, "delegate", "dan", None, by=KIM)
    life.task(review, "end_delegation", "dan", by=KIM)
    life.task(review, "add_approver", "eva", "she pays", by=KIM)
    life.task(review, "decide", Choice.APPROVE, None, by=Actor(person="eva", role=Role.MEMBER))
    life.task(review, "pass_on", "dee", ())
    life.does("recall", "the budget changed", by=ANNA)
    life.task(review, "cancel", "recalled")
    life.does("submit", by=ANNA)
    again = life.asks(TaskKind.KM_REVIEW, "km_review.2")
    life.does("await_decision", again)
    life.task(again, "override", Choice.APPROVE, "nobody was there", by=Actor(person="ola", role=Role.ADMIN))
    life.does("pass_review", by=Actor(person="ola", role=Role.ADMIN))
    other = launched(name + "-too")
    other.does("request_change", ChangeTerms(kind="lifecycle", title="Rise", what="We are ready."), by=ANNA)
    other.does("recall_change", 1, "not yet", by=ANNA)
    life.facts += other.facts
    return life


def person_facts() -> list[Event]:
    life = Life("people")
    person = Person.enter("lin", life.told(KIM))
    for number in (1, 2):
        starts = life.now + timedelta(days=20 * number)
        person.be_away(starts, starts + timedelta(days=9), life.told(KIM), decisions="lou", notices="lou")
    person.end_absence(1, life.told(KIM))
    person.erase("asked for it", life.told(KIM))
    life.took_place(person)
    return life.facts


def led(name: str) -> Life:
    """Its lead leaves, is followed by another, who steps down."""
    life = launched(name)
    life.does("note_that_lead_left", "anna")
    life.does("name_lead", "ben", "knows it best", by=KIM)
    life.does("release_lead", "no time", by=Actor(person="ben", role=Role.LEAD))
    life.does("change_core", ["cleo", "dora"], [], "they carry it", by=KIM)
    life.does("count_members", 40, by=KIM)
    life.does("change_core", ["emil"], ["cleo"], None, by=KIM)
    return life


def planned(name: str) -> Life:
    """Two years are planned; one is measured, and corrected."""
    life = launched(name)
    year = CommunityYear.open(name, 1, life.told(ANNA))
    span = YearSpan(1, START, START + timedelta(days=365))
    year.write_plan(PLAN, life.told(ANNA))
    year.submit(1, life.told(ANNA))
    year.send_back(1, "who pays?", life.told(KIM))
    year.write_plan(smaller(), life.told(ANNA))
    year.submit(2, life.told(ANNA))
    year.approve(2, life.told(MARA))
    year.measure("corrections", Decimal(300), life.now, "a count", span, life.told(ANNA))
    year.measure("corrections", Decimal(390), START + timedelta(hours=1), "found later", span, life.told(ANNA))
    year.correct(1, Decimal(250), "counted again", "two were counted twice", life.told(KIM))
    year.deliver("clinic", life.now, "protocols", span, life.told(ANNA))
    year.take_delivery_back("clinic", "one was cancelled", life.told(KIM))
    year.deliver("clinic", life.now, "protocols", span, life.told(ANNA))
    year.write_plan(PLAN, life.told(ANNA))
    year.agree_objective("anna", "her appraisal", life.told(KIM))
    year.assess(LEADERSHIP, (SHOWN[0],), life.told(ANNA), own=True)
    year.assess(LEADERSHIP, SHOWN[:2], life.told(KIM), own=False, level=2, reason="the other two begin in May")
    life.took_place(year)
    return life


def spending(name: str) -> Life:
    """A year's money: asked for, granted, refused, ordered, paid, given back, corrected, and closed."""
    life = launched(name)
    life.does("open_budget", 1)
    budget = funded(name, life)
    for number, amount in ((1, "600 USD"), (2, "90 USD")):
        life.does("request_spending", 1, by=ANNA)
        terms = SpendingTerms(initiative="guild-day", title="Guild day", amount=Money(amount), reason="It is time.")
        budget.request(number, terms, life.told(ANNA))
        question = life.asks(TaskKind.SPENDING, f"spending.{number}", Role.KM, "begun")
        life.does("put_spending", number, question)
        life.does("settle_spending", number, by=KIM)
    budget.grant(1, "a good plan", life.told(KIM))
    budget.refuse(2, Choice.REJECT, "not needed", life.told(KIM))
    order = budget.commit("guild-day", Money("300 USD"), "the room", life.told(ANNA))
    paid = budget.spend("guild-day", Money("250 USD"), "the room", life.told(ANNA), order=order)
    budget.release_order(order, "cheaper", life.told(ANNA))
    back = budget.refund("guild-day", Money("50 USD"), "no projector", life.told(ANNA))
    budget.correct(paid, Money("240.50 USD"), "misread", life.told(ANNA))
    budget.correct(back, Money("40 USD"), "misread", life.told(ANNA))
    budget.release("guild-day", Money("100 USD"), "smaller", life.told(ANNA))
    budget.note_nothing_requested(life.now, life.told())
    life.took_place(budget)
    life.now = budget.ends
    budget.close(Decimal("0.5"), life.told())
    life.took_place(budget)
    return life


def funded(name: str, life: Life) -> Budget:
    year = YearSpan(1, life.now, life.now + timedelta(days=365))
    parts = (Instalment(on=year.starts, amount=Money("1000 USD")),)
    return Budget.begin(
        name, year, "begun", Money("1000 USD"), life.told(), instalments=parts,
        carried_over=Money("0 USD"), alerts=(Decimal("0.2"),),
    )  # fmt: skip


WEIGHTS = {
    Measure.KPI_ATTAINMENT: PinnedWeight(points=Decimal(60)),
    Measure.ACCEPTED_PRODUCTS: PinnedWeight(points=Decimal(40), full_at=Decimal(4)),
}


def ranking_facts() -> list[Event]:
    """The ranking of a year, published and corrected."""
    life = Life("ranking", datetime(2027, 1, 5, tzinfo=UTC))
    ranking = Ranking.open("standard", Period.at(START, Span("1 year")), life.told(KIM))
    for attained, reason in (("0.5", None), ("0.75", "a KPI was misread")):
        figures = {Measure.KPI_ATTAINMENT: Decimal(attained), Measure.ACCEPTED_PRODUCTS: Decimal(0)}
        points = score(WEIGHTS, figures).points
        placed = Placed(community="alpha", title="Alpha", place=1, points=points, figures=figures)
        ranking.publish([placed], WEIGHTS, life.now, reason, life.told(KIM, policy=POLICY))
    life.took_place(ranking)
    return life.facts


def objective_facts() -> list[Event]:
    """Two objectives, one under the other, of which one is dropped."""
    life = Life("objectives")
    objectives = Objectives.begin(life.told(KIM))
    objectives.set("fewer-defects", "Fewer defects", None, "max", life.told(KIM))
    objectives.set("fewer-late-ones", "Fewer that are found late", "fewer-defects", None, life.told(KIM))
    objectives.drop("fewer-late-ones", "measured with the others", life.told(KIM))
    life.took_place(objectives)
    return life.facts


def departure_facts() -> list[Event]:
    life = Life("departures")
    person = Person.enter("anna", life.told(KIM))
    person.leave("a new post", life.told(KIM))
    person.come_back(None, life.told(KIM))
    life.took_place(person)
    return life.facts


def policy_facts() -> list[Event]:
    life = Life("policy")
    policy = LifecyclePolicy.begin("standard", life.told(KIM))
    policy.write_draft('{"durations":1}', "first", life.told(KIM))
    policy.publish('{"durations":1}', "first", life.told(KIM))
    policy.publish('{"durations":2}', None, life.told(KIM))
    policy.withdraw(1, "too short", life.told(KIM))
    life.took_place(policy)
    return life.facts


def access_facts() -> list[Event]:
    """One who looks, and takes away what they saw."""
    life = Life("access")
    log = AccessLog.begin(START.date(), life.told(KIM))
    log.read(Reading.HISTORY, "community/alpha", life.told(KIM))
    log.exported(Reading.EXPORT, "all", life.told(KIM), digest=sha256(b"bundle").hexdigest(), head=7)
    life.took_place(log)
    return life.facts


def every_class() -> list[Event]:
    """Facts of every class there is."""
    life = Life("policy")
    policy = LifecyclePolicy.begin("forms", life.told(KIM))
    policy.publish_form(FormOut(duty="report", on=START, out_at=START), life.told(KIM))
    life.took_place(policy)
    more = [
        *handed_on("theta").facts,
        *led("iota").facts,
        *planned("mu").facts,
        *departure_facts(),
        *ranking_facts(),
        *objective_facts(),
        *access_facts(),
    ]
    return [*every_kind(), *busy("eta").facts, *more, *life.facts]


def every_kind() -> list[Event]:
    """Facts of every kind that stages know, several communities interleaved."""
    lives = [
        whole("alpha").facts,
        launched("beta").facts,
        imported("gamma").facts,
        short("delta", "withdraw").facts,
        short("epsilon", "reject").facts,
        short("zeta", "lapse").facts,
        spending("kappa").facts,
        policy_facts(),
        person_facts(),
    ]
    return interleaved(lives)


def interleaved(lives: list[list[Event]]) -> list[Event]:
    longest = max(map(len, lives))
    return [life[index] for index in range(longest) for life in lives if index < len(life)]

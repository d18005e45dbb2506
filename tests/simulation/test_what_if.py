"""What another policy would have changed: recorded people, the clock under both, the first difference told."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.commands import governance, signs_of_life
from aggregates.commands.decisions import decide
from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.commands.proposals import propose
from aggregates.commands.publishing import publish
from aggregates.event import Event
from policies.document import LifecycleRules
from simulation.what_if import Compared, WhatIf
from simulation.what_if_path import Fact, Path
from simulation.what_if_record import Lives
from simulation.what_if_retold import Draft, Retold
from tests.policies.standings import STANDARD, changed
from tests.simulation import KM, Simulation
from vocabulary.people import Actor, Role
from vocabulary.refusals import Refusal
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.tasks import CHOICES, Choice, TaskKind
from vocabulary.terms import TermsOfReference

BEGINNING = datetime.fromisoformat("2024-01-01T12:00:00+00:00")
PAT = Actor(person="pat", role=Role.MEMBER)
LEE = Actor(person="lee", role=Role.LEAD)
TERMS = TermsOfReference(
    title="Gardeners", objectives=("grow",), scope="All.", lead="lee", key_members=("lin",), initiatives=("plant",)
)
SOONER = changed(silence={"should_after": "60 days"})


def day(number: float) -> datetime:
    return BEGINNING + timedelta(days=number)


class Record:
    """A community that really lived: proposed or brought in, heard of, its questions answered."""

    def __init__(self, rules: LifecycleRules = STANDARD) -> None:
        self.lived = Simulation(rules, BEGINNING)
        self.answer_after = 5.0
        """Days."""

    def propose(self) -> "Record":
        propose(self.lived.app, TERMS, self.lived.rules.name, self.lived.by(PAT))
        return self

    def bring_in(self, started: datetime, ended: datetime | None = None) -> "Record":
        outcome = "sunset" if ended else None
        existing = ExistingCommunity.model_validate(
            {"id": "gardeners", "title": "Gardeners", "started": started, "ended": ended, "outcome": outcome}
        )
        bring_in(self.lived.app, existing, self.lived.rules.name, self.lived.by(KM))
        return self

    def hear(self, happened: datetime, kind: SignKind = SignKind.MEETING) -> None:
        sign = SignOfLife(source_id=f"{kind}{happened}", kind=kind, what="met", happened_at=happened)
        signs_of_life.record_sign(self.lived.app, "gardeners", sign, self.lived.by(LEE))

    def live(
        self, until: float, signs: Iterable[float] = (), choose: Callable[[TaskKind], Choice | None] | None = None
    ) -> "Record":
        """Up to a day: heard of on some days; whatever is asked is answered after some days, with yes by default."""
        moments = sorted(signs)
        while (at := self._next(until, moments)) is not None:
            self.lived.pass_time(at - timedelta(microseconds=1), "gardeners")
            self.lived.now = at
            if moments and day(moments[0]) <= at:
                self.hear(day(moments.pop(0)))
            self._answer(choose or (lambda kind: CHOICES[kind][0]))
            self.lived.catch_up("gardeners")
        self.lived.pass_time(day(until), "gardeners")
        return self

    def _next(self, until: float, moments: list[float]) -> datetime | None:
        """Every half day, which is often enough to answer in whole days and quick enough."""
        at = self.lived.now + timedelta(hours=12)
        return at if at <= day(until) else None

    def _answer(self, choose: Callable[[TaskKind], Choice | None]) -> None:
        for task in self.lived.standing("gardeners").open_tasks:
            opened = self.lived.task(task.terms.id).opened_at
            choice = choose(task.terms.kind)
            if choice is None or self.lived.now - opened < timedelta(days=self.answer_after):
                continue
            role = task.terms.assigned_to
            by = LEE if role is Role.LEAD else Actor(person=f"some-{role.value}", role=role)
            decide(self.lived.app, task.terms.id, choice, self.lived.by(by), reason="because")

    @property
    def lives(self) -> Lives:
        lives = Lives()
        for event in self.lived.ledger.log():
            lives.hear(event)
        for moments in (moments for life in lives.lives.values() for moments in life.signs.values()):
            moments.sort()
        return lives

    def under(self, draft: LifecycleRules, since: datetime | None = None) -> Compared:
        (compared,) = WhatIf(self.lives, Draft(draft, since), self.lived.now).compare()
        return compared

    def path(self, draft: LifecycleRules | None = None) -> list[Fact]:
        """What happens in the rehearsal under a draft, or under what was adopted."""
        lives = self.lives
        documents = {
            digest: LifecycleRules.model_validate_json(document) for digest, document in lives.documents.items()
        }
        retold = Retold(list(lives.lives.values()), documents, Draft(draft) if draft else None, (), lives.departures)
        retold.tell(self.lived.now)
        return retold.paths["gardeners"].facts


def told(compared: Compared) -> tuple[str, datetime | None, datetime | None, tuple[str, ...]]:
    difference = compared.difference
    assert difference is not None
    assert difference.fact.event is not None
    return difference.fact.event.TOPIC, difference.adopted, difference.draft, compared.rules


@pytest.fixture(scope="module")
def alive() -> Record:
    """Proposed, launched, heard of every three weeks for a year and a half but for a gap, its review renewed."""
    signs = [day for day in range(30, 540, 21) if not 200 <= day <= 270]
    return Record().propose().live(540, signs)


def test_the_policy_that_was_lived_by_changes_nothing(alive: Record) -> None:
    assert alive.under(STANDARD).difference is None


def test_the_rehearsal_of_what_was_adopted_is_what_really_happened(alive: Record) -> None:
    assert said(alive.path()) == said(recorded(alive.lived.ledger.log()))


def test_a_silence_that_is_followed_up_sooner_is_found_with_both_dates_and_the_rule(alive: Record) -> None:
    topic, adopted, draft, rules = told(alive.under(SOONER))
    assert (topic, adopted, rules) == ("community.lead_nudged", None, ("silence.should_after",))
    assert draft == day(198 + 60)


def test_a_review_that_opens_earlier_is_found_by_the_part_that_differs(alive: Record) -> None:
    topic, adopted, draft, rules = told(alive.under(changed(annual_review={"opens_before": "60 days"})))
    assert topic in {"community.annual_review_opened", "task.opened"}
    assert adopted is not None
    assert draft is not None
    assert adopted - draft == timedelta(days=30)
    assert rules == ("annual_review.opens_before",)


def test_an_answer_comes_as_long_after_its_question_as_it_really_did(alive: Record) -> None:
    draft = changed(annual_review={"opens_before": "60 days"})
    times = {fact.what[:2]: fact.at for fact in alive.path(draft)}
    opened = times["task.opened", TaskKind.ANNUAL_REVIEW]
    assert times["task.decided", TaskKind.ANNUAL_REVIEW] - opened == timedelta(days=5)


def test_a_question_that_was_never_asked_is_left_to_the_policy_itself() -> None:
    record = Record().propose().live(230, range(30, 90, 20))
    assert all(fact.what[0] != "community.sunset_announced" for fact in record.path())
    stricter = changed(silence={"should_after": "40 days", "must_after": "60 days"})
    path = record.path(stricter)
    asked = next(fact.at for fact in path if fact.what[:2] == ("task.opened", TaskKind.DORMANCY))
    expired = next(fact for fact in path if fact.what[0] == "task.expired")
    assert expired.at - asked == timedelta(days=30)
    assert expired.rule == "silence.question.unanswered"
    assert any(fact.what[0] == "community.sunset_announced" for fact in path)


def test_a_proposal_that_the_draft_would_have_refused_is_found() -> None:
    insists = changed(requirements=[{"fact": "people", "at_least": 9, "sentence": "Name nine people."}])
    compared = Record().propose().live(30).under(insists)
    assert compared.difference is not None
    assert compared.difference.fact.event is None
    assert compared.difference.fact.words.startswith("the proposal would have been refused: ")
    assert (compared.difference.draft, compared.rules) == (BEGINNING, ("requirements",))


def test_somebody_else_who_is_asked_is_a_difference(alive: Record) -> None:
    review = STANDARD.review.model_dump(mode="json") | {"decided_by": "management"}
    topic, adopted, draft, rules = told(alive.under(changed(review=review)))
    assert (topic, adopted, draft, rules) == ("task.opened", None, BEGINNING, ("review.decided_by",))


def test_a_reminder_that_comes_earlier_is_found_by_the_question_it_belongs_to(alive: Record) -> None:
    review = STANDARD.review.model_dump(mode="json") | {"remind_after": ["3 days"]}
    topic, adopted, draft, rules = told(alive.under(changed(review=review)))
    assert (topic, adopted, draft, rules) == ("task.reminded", None, day(3), ("review.remind_after",))


def test_a_due_date_that_nobody_missed_is_no_difference(alive: Record) -> None:
    review = STANDARD.review.model_dump(mode="json") | {"due": "9 days"}
    assert alive.under(changed(review=review)).difference is None


def test_a_draft_may_begin_to_rule_on_a_day(alive: Record) -> None:
    assert alive.under(SOONER, since=day(300)).difference is None
    _, _, draft, _ = told(alive.under(SOONER, since=day(210)))
    assert draft == day(198 + 60)


def test_kinds_of_sign_that_no_longer_count_are_found() -> None:
    record = Record().propose().live(200, range(30, 200, 21))
    topic, _, _, rules = told(record.under(changed(silence={"signs": ["product"]})))
    assert (topic, rules) == ("community.lead_nudged", ("silence.signs",))


def test_a_version_that_was_adopted_meanwhile_is_lived_by_from_then_on() -> None:
    record = Record().propose().live(60, [30, 55])
    ref = publish(record.lived.app, "standard", SOONER.canonical(), record.lived.by(KM))
    governance.adopt(record.lived.app, "gardeners", "standard", ref.version, record.lived.by(KM))
    record.lived.rules = SOONER
    record.live(150)
    assert said(record.path()) == said(recorded(record.lived.ledger.log()))
    assert record.under(SOONER).difference is None
    compared = record.under(STANDARD)
    assert compared.lived_by.version == 2
    assert told(compared)[0] == "community.lead_nudged"


# -- brought in ------------------------------------------------------------------------------------------------------


def test_one_that_had_ended_when_it_was_brought_in_has_no_path() -> None:
    record = Record().bring_in(day(-900), ended=day(-100))
    what_if = WhatIf(record.lives, Draft(SOONER), record.lived.now)
    assert (list(what_if.compare()), what_if.total, what_if.ended_before) == ([], 0, 1)


def test_one_whose_signs_are_known_is_followed_from_its_true_start() -> None:
    record = Record().bring_in(day(-400))
    for number in (-390, -370, -350, -275, -260):
        record.hear(day(number))
    record.live(10)
    topic, adopted, draft, rules = told(record.under(SOONER))
    assert (topic, draft, rules) == ("community.lead_nudged", day(-350 + 60), ("silence.should_after",))
    assert adopted == day(-260 + 90)


def test_one_of_which_nothing_is_known_was_not_silent_before_it_was_brought_in() -> None:
    record = Record().bring_in(day(-400)).live(80)
    _, _, draft, _ = told(record.under(SOONER))
    assert draft == day(60)


def test_until_it_was_brought_in_it_went_on_whatever_a_policy_would_have_asked() -> None:
    record = Record().bring_in(day(-800))
    record.hear(day(-790))
    path = record.live(5).path(SOONER)
    ended = {"community.sunset_announced", "community.closed"}
    assert not [fact for fact in path if fact.what[0] in ended]
    reviews = [fact for fact in path if fact.what[:2] == ("task.opened", TaskKind.ANNUAL_REVIEW)]
    assert len(reviews) == 2


# -- whatever happened -----------------------------------------------------------------------------------------------


@settings(derandomize=True, max_examples=15, deadline=None)
@given(
    signs=st.lists(st.integers(1, 500), max_size=15, unique=True),
    answers=st.lists(st.sampled_from([None, *Choice]), min_size=30, max_size=30),
    after=st.integers(1, 40),
)
def test_whatever_people_did_the_rehearsal_of_what_was_adopted_is_what_happened(
    signs: list[int], answers: list[Choice | None], after: int
) -> None:
    record = Record().propose()
    record.answer_after = after
    chosen = iter(answers)

    def choose(kind: TaskKind) -> Choice | None:
        choice = next(chosen, CHOICES[kind][0])
        return choice if choice in CHOICES[kind] else None

    try:
        record.live(500, signs, choose)
    except Refusal:
        return  # a sign of life of what is not alive (any more), which nobody records
    assert said(record.path()) == said(recorded(record.lived.ledger.log()))
    assert record.under(STANDARD).difference is None


def recorded(events: Iterable[Event]) -> list[Fact]:
    """The path that is in the record."""
    path = Path()
    for event in events:
        if event.originator_id.startswith(("community/", "task/")):
            path.hear(event, "")
    return path.facts


def said(facts: list[Fact]) -> list[tuple[object, datetime]]:
    """What happened and when, without the first fact, which no rehearsal tells."""
    return [(fact.what, fact.at) for fact in facts if fact.what[0] not in {"community.proposed", "community.imported"}]

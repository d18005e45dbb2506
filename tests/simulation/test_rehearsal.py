"""A rehearsal tells the same story as the strict simulation of the tests, and hears signs of life cheaply."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.commands.decisions import decide
from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.commands.proposals import propose, withdraw
from aggregates.commands.signs_of_life import record_sign
from aggregates.event import Event
from policies.document import LifecycleRules
from policies.process.due import Due
from policies.standing import Standing
from simulation.rehearsal import Rehearsal
from simulation.signs import SignsToCome
from tests.policies.standings import STANDARD, changed
from tests.simulation import KM, Simulation
from vocabulary.people import Actor, Role
from vocabulary.refusals import CommunityNotFound, WrongStage
from vocabulary.signs import SignKind
from vocabulary.stages import Outcome, SilenceRung, Stage
from vocabulary.tasks import CHOICES, Choice
from vocabulary.terms import TermsOfReference

BEGINNING = datetime(2024, 2, 29, 12, tzinfo=UTC)
PAT = Actor(person="pat", role=Role.MEMBER)
LEE = Actor(person="lee", role=Role.LEAD)
TERMS = TermsOfReference(
    title="Gardeners", objectives=("grow",), scope="All.", lead="lee", key_members=("lin",), initiatives=("plant",)
)

MISSING = changed(
    concerns=[
        {
            "cause": "no_products",
            "title": "It makes nothing",
            "when_missing": {"signs": ["product"], "lasts": "60 days"},
            "grace": "20 days",
            "question": {"decided_by": "management", "due": "14 days"},
        }
    ]
)
GARDENERS = ExistingCommunity(id="gardeners", title="Gardeners", started=BEGINNING)


def day(number: float) -> datetime:
    return BEGINNING + timedelta(days=number)


def every(days: float, *, after: datetime = BEGINNING) -> Iterator[datetime]:
    return (after + timedelta(days=days * number) for number in count(1))


class Garden:
    """A rehearsal, under the standard policy unless another is given, and what was heard of it."""

    def __init__(self, rules: LifecycleRules = STANDARD) -> None:
        self.heard: list[Event] = []
        self.done: list[Due] = []
        """Everything that the clock did, with its rule."""
        self.rehearsal = Rehearsal(
            rules, BEGINNING, listen=self.heard.append, watch=lambda community, due: self.done.append(due)
        )

    def import_(self) -> None:
        self.rehearsal.act("gardeners", lambda app, command: bring_in(app, GARDENERS, "standard", command), KM)

    def propose(self) -> None:
        self.rehearsal.act("gardeners", lambda app, command: propose(app, TERMS, "standard", command), PAT)

    def answer(self) -> None:
        """Everything that is asked, with the first choice."""
        for task in self.rehearsal.standing("gardeners").open_tasks:
            self.answer_one(CHOICES[task.terms.kind][0])

    def answer_one(self, choice: Choice) -> None:
        for task, said, who in _answers(self.rehearsal.standing("gardeners"), choice):
            self.rehearsal.act("gardeners", partial(_decide, task=task, choice=said), who)

    @property
    def topics(self) -> list[str]:
        return [event.TOPIC for event in self.heard]

    @property
    def stage(self) -> Stage:
        return self.rehearsal.standing("gardeners").stage


def _decide(app: Perennial, command: Command, *, task: str, choice: Choice) -> str:
    return decide(app, task, choice, command, reason="because")


@pytest.fixture
def garden() -> Garden:
    return Garden()


def test_a_proposal_comes_to_life_when_everybody_answers(garden: Garden) -> None:
    garden.propose()
    for stage in (Stage.REVIEW, Stage.APPROVAL, Stage.LAUNCH):
        assert garden.stage is stage
        garden.answer()
    assert garden.stage is Stage.ACTIVE
    assert garden.topics[-1] == "community.launched"


def test_time_takes_what_is_due_at_its_own_moment_and_nothing_later(garden: Garden) -> None:
    garden.import_()
    garden.rehearsal.pass_time(day(89))
    assert "community.lead_nudged" not in garden.topics
    garden.rehearsal.pass_time(day(110))
    nudged = next(event for event in garden.heard if event.TOPIC == "community.lead_nudged")
    reported = next(event for event in garden.heard if event.TOPIC == "community.silence_reported")
    assert (nudged.provenance.recorded_at, reported.provenance.recorded_at) == (day(90), day(104))
    assert garden.rehearsal.now == day(110)


def test_silence_ends_a_community_by_consent_and_it_is_heard_in_order_of_time(garden: Garden) -> None:
    garden.import_()
    garden.rehearsal.arrange(day(215), garden.answer)
    garden.rehearsal.pass_time(day(300))
    standing = garden.rehearsal.standing("gardeners")
    assert (standing.stage, standing.outcome) == (Stage.CLOSED, Outcome.SUNSET)
    moments = [event.provenance.recorded_at for event in garden.heard]
    assert moments == sorted(moments)
    assert garden.rehearsal.next_moment is None


def test_a_community_with_weekly_signs_is_never_asked_and_no_sign_is_written(garden: Garden) -> None:
    garden.import_()
    garden.rehearsal.show_signs("gardeners", SignsToCome(every(7), LEE))
    garden.rehearsal.pass_time(day(330))
    assert garden.topics[3:] == []
    assert garden.rehearsal.standing("gardeners").last_sign == day(329)


@pytest.mark.parametrize(
    ("moment", "rung"),
    [(95, SilenceRung.LEAD_NUDGED), (110, SilenceRung.KM_TOLD), (190, SilenceRung.DECISION_ASKED)],
)
def test_a_sign_revives_a_silent_community_at_once_from_every_rung(
    garden: Garden, moment: int, rung: SilenceRung
) -> None:
    garden.import_()
    garden.rehearsal.show_signs("gardeners", SignsToCome([day(moment)], LEE))
    garden.rehearsal.pass_time(day(moment) - timedelta(seconds=1))
    assert garden.rehearsal.standing("gardeners").silence is rung
    garden.rehearsal.pass_time(day(moment) + timedelta(days=80))
    revived = next(event for event in garden.heard if event.TOPIC == "community.revived")
    assert revived.provenance.recorded_at == day(moment)
    assert revived.provenance.actor == LEE
    garden.rehearsal.pass_time(day(moment + 90))
    assert garden.rehearsal.standing("gardeners").silence is SilenceRung.LEAD_NUDGED


def test_a_sign_in_the_notice_of_a_silent_end_revives(garden: Garden) -> None:
    garden.import_()
    garden.rehearsal.show_signs("gardeners", SignsToCome([day(215)], LEE))
    garden.rehearsal.pass_time(day(216))
    assert garden.stage is Stage.ACTIVE


def test_a_sign_on_the_very_moment_of_a_deadline_is_in_time(garden: Garden) -> None:
    garden.import_()
    garden.rehearsal.show_signs("gardeners", SignsToCome([day(90)], LEE))
    garden.rehearsal.pass_time(day(179))
    assert "community.lead_nudged" not in garden.topics


def test_signs_before_the_launch_count_for_nothing(garden: Garden) -> None:
    garden.propose()
    garden.rehearsal.show_signs("gardeners", SignsToCome(every(1), LEE))
    garden.rehearsal.pass_time(day(5))
    for _ in range(3):
        garden.answer()
    assert garden.stage is Stage.ACTIVE
    assert garden.rehearsal.standing("gardeners").last_sign is None


def test_another_rhythm_does_not_make_the_last_sign_unheard(garden: Garden) -> None:
    garden.import_()
    garden.rehearsal.show_signs("gardeners", SignsToCome(every(7), LEE))
    garden.rehearsal.pass_time(day(70))
    garden.rehearsal.show_signs("gardeners", SignsToCome([], LEE))
    garden.rehearsal.act("gardeners", lambda app, command: None, KM)
    assert garden.rehearsal.standing("gardeners").last_sign == day(70)
    garden.rehearsal.pass_time(day(159))
    assert "community.lead_nudged" not in garden.topics


def test_nothing_happens_after_the_end(garden: Garden) -> None:
    garden.import_()
    heard = len(garden.heard)
    garden.rehearsal.end()
    garden.rehearsal.pass_time(day(400))
    assert len(garden.heard) == heard


def test_refusals_reach_whoever_acts_and_the_clock_goes_on(garden: Garden) -> None:
    garden.import_()
    with pytest.raises(WrongStage):
        garden.rehearsal.act("gardeners", lambda app, command: withdraw(app, "gardeners", command), KM)
    with pytest.raises(CommunityNotFound):
        garden.rehearsal.follow("nobody")
    garden.rehearsal.pass_time(day(90))
    assert garden.rehearsal.standing("gardeners").silence is SilenceRung.LEAD_NUDGED


def test_whoever_watches_is_told_by_which_rule_the_clock_does_what(garden: Garden) -> None:
    garden.import_()
    garden.rehearsal.pass_time(day(240))
    assert [(due.rule, due.at) for due in garden.done[:4]] == [
        ("silence.should_after", day(90)),
        ("silence.tell_km_after", day(104)),
        ("silence.must_after", day(180)),
        ("silence.question.remind_after", day(187)),
    ]


def test_a_concern_is_settled_on_the_very_day_on_which_what_was_missing_comes() -> None:
    garden = Garden(MISSING)
    garden.import_()
    products = SignsToCome([day(65)], LEE, SignKind.PRODUCT)
    garden.rehearsal.show_signs("gardeners", SignsToCome(every(7), LEE), products)
    garden.rehearsal.pass_time(day(70))
    told = {event.TOPIC: event.provenance.recorded_at for event in garden.heard}
    assert told["community.concern_raised"] == day(60)
    assert told["community.concern_settled"] == day(65)


hours_of_signs = st.lists(st.integers(1, 24 * 900), max_size=40, unique=True)
answers_by_hour = st.dictionaries(st.integers(1, 24 * 900), st.sampled_from(list(Choice)), max_size=8)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(hours=hours_of_signs, answers=answers_by_hour)
def test_overheard_signs_make_the_same_life_as_signs_recorded_one_by_one_in_the_strict_simulation(
    hours: list[int], answers: dict[int, Choice]
) -> None:
    signs = [BEGINNING + timedelta(hours=hour, minutes=20) for hour in sorted(hours)]
    said = {BEGINNING + timedelta(hours=hour, minutes=40): answers[hour] for hour in sorted(answers)}
    garden = Garden()
    garden.import_()
    garden.rehearsal.show_signs("gardeners", SignsToCome(signs, LEE))
    for moment, choice in said.items():
        garden.rehearsal.arrange(moment, partial(garden.answer_one, choice))
    garden.rehearsal.pass_time(day(1000))
    assert _story(garden.heard) == _story(_lived_strictly(signs, said))


@settings(derandomize=True, max_examples=40, deadline=None)
@given(meetings=hours_of_signs, products=hours_of_signs, answers=answers_by_hour)
def test_signs_of_several_kinds_make_the_same_life_where_some_kinds_alone_are_missed(
    meetings: list[int], products: list[int], answers: dict[int, Choice]
) -> None:
    met = [BEGINNING + timedelta(hours=hour, minutes=20) for hour in sorted(meetings)]
    made = [BEGINNING + timedelta(hours=hour, minutes=30) for hour in sorted(products)]
    said = {BEGINNING + timedelta(hours=hour, minutes=40): answers[hour] for hour in sorted(answers)}
    garden = Garden(MISSING)
    garden.import_()
    garden.rehearsal.show_signs("gardeners", SignsToCome(met, LEE), SignsToCome(made, LEE, SignKind.PRODUCT))
    for moment, choice in said.items():
        garden.rehearsal.arrange(moment, partial(garden.answer_one, choice))
    garden.rehearsal.pass_time(day(1000))
    assert _story(garden.heard) == _story(_lived_strictly(met, said, products=made, rules=MISSING))


def _lived_strictly(
    signs: list[datetime],
    said: dict[datetime, Choice],
    *,
    products: Iterable[datetime] = (),
    rules: LifecycleRules = STANDARD,
) -> Iterable[Event]:
    """The same life with every sign a command, through the serialising ledger."""
    strict = Simulation(rules, BEGINNING)
    bring_in(strict.app, GARDENERS, "standard", strict.by(KM, "gardeners: act 1"))
    told = dict.fromkeys(signs, SignsToCome([], LEE))
    told |= dict.fromkeys(products, SignsToCome([], LEE, SignKind.PRODUCT))
    acts = count(2)
    for moment in sorted([*told, *said]):
        strict.pass_time(moment - timedelta(microseconds=1), "gardeners")  # who acts on the very moment is in time
        strict.now = moment
        standing = strict.standing("gardeners")
        if moment in said:
            for task, choice, who in _answers(standing, said[moment]):
                command = strict.by(who, f"gardeners: act {next(acts)}")
                decide(strict.app, task, choice, command, reason="because")
        elif standing.stage is not Stage.CLOSED:
            sign = told[moment].told(moment)
            record_sign(strict.app, "gardeners", sign, told[moment].command("gardeners", moment))
        strict.catch_up("gardeners")
    strict.pass_time(day(1000), "gardeners")
    return strict.ledger.log()


def _answers(standing: Standing, choice: Choice) -> list[tuple[str, Choice, Actor]]:
    """To the first open question, if it can be answered so."""
    return [
        (task.terms.id, choice, LEE if task.terms.assigned_to is Role.LEAD else _some(task.terms.assigned_to))
        for task in standing.open_tasks[:1]
        if choice in CHOICES[task.terms.kind]
    ]


def _some(role: Role) -> Actor:
    return Actor(person=f"some-{role.value}", role=role)


def _story(events: Iterable[Event]) -> list[Event]:
    """All but the policy's own stream and those of the signs."""
    return [event for event in events if not event.originator_id.startswith(("policy/", "signs/"))]

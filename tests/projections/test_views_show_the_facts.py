"""Facts in, rows out: what each view shows after each kind of fact."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from aggregates.catalogue import CATALOGUE
from aggregates.event import Event
from aggregates.review_task.events import TaskReminded
from aggregates.signs import SignsMonth
from aggregates.signs.events import SignsBegun
from aggregates.year import CommunityYear
from projections.affairs_sentences import sentence
from projections.catalogue import COMMUNITIES, HISTORY, INBOX, MATURITY, YEARS, view_named
from projections.maturity import moved
from projections.vantage import Vantage
from projections.view import Fact, View
from projections.waiting import waiting_for
from tests.aggregates.maturity import LEADERSHIP, SHOWN
from tests.aggregates.plans import PLAN, smaller
from tests.projections import lives
from tests.projections.records import numbered, record, show
from tests.support.databases import Database
from vocabulary.people import Role
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.stages import Outcome, SilenceRung, Stage, Sunsetting
from vocabulary.tasks import Choice, TaskKind

Connected = psycopg.Connection[Any]


def keep(database: Database, connection: Connected, events: list[Event]) -> None:
    """Facts that stand in the record as well, where a history reads what they say."""
    record(database.app, events)
    show(connection, events)


def wanted(view: View, facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.event.TOPIC in view.handles]


def stage_after(connection: Connected, name: str) -> Stage:
    row = COMMUNITIES.get(connection, name)
    assert row is not None
    return row.stage


def test_views_are_found_by_their_names() -> None:
    assert view_named("inbox") is INBOX
    assert view_named("outbox") is None


# -- completeness -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=list(CATALOGUE))
def test_every_class_of_event_has_a_sentence(kind: type[Event]) -> None:
    assert sentence.dispatch(kind) is not sentence.dispatch(Event), f"add {kind.__name__} to projections/sentences.py"


def test_the_history_wants_to_see_every_topic() -> None:
    assert HISTORY.handles >= set(CATALOGUE)


def test_the_life_used_here_holds_every_class_of_event() -> None:
    assert {type(fact) for fact in lives.every_class()} == set(CATALOGUE.values())


def test_a_fact_without_a_sentence_is_refused_by_name() -> None:
    class Unheard(Event):
        pass

    provenance = lives.Life().told()
    with pytest.raises(NotImplementedError, match="Unheard"):
        sentence(Unheard(originator_id="x", originator_version=1, provenance=provenance))


# -- communities ------------------------------------------------------------------------------------------------------


def test_a_community_stands_where_its_aggregate_stands_after_every_fact(connection: Connected) -> None:
    """The view folds by itself; it must never come to another stage than the aggregate that decides."""
    for life in (lives.whole("alpha"), lives.imported("gamma"), lives.short("delta", "lapse")):
        show(connection, life.facts)
        row = COMMUNITIES.get(connection, life.name)
        community = life.community
        assert row is not None
        assert (row.stage, row.since, row.outcome, row.title, row.lead, row.proposer, row.sponsor) == (
            community.stage,
            community.since,
            community.outcome,
            community.title,
            community.lead,
            community.proposer,
            community.sponsor,
        )
        assert (row.silence, row.silence_since, row.launched_at, row.anniversary, row.version) == (
            community.silence,
            community.silence_since,
            community.anchor,
            community.anniversary,
            community.version,
        )
        assert row.policy == "standard@3"
        assert row.waiting_for == []


STEPS: dict[str, tuple[Callable[[lives.Life], None], Stage]] = {
    "submitted": (lambda life: life.does("submit", by=lives.ANNA), Stage.REVIEW),
    "passed": (lambda life: life.does("pass_review", by=lives.KIM), Stage.APPROVAL),
    "returned": (lambda life: life.does("send_back", "why", by=lives.KIM), Stage.DRAFT),
    "revised": (lambda life: life.does("revise", life.terms("Better"), by=lives.ANNA), Stage.DRAFT),
}


def test_each_fact_of_a_proposal_shows_at_once(connection: Connected) -> None:
    life = lives.Life("step")
    life.propose()
    for step, _stage in STEPS.values():
        step(life)
    facts = numbered(life.facts)
    seen = []
    for fact in facts:
        COMMUNITIES.apply(connection, "communities", [fact])
        seen.append(stage_after(connection, "step"))
    assert seen == [Stage.DRAFT, *(stage for _, stage in STEPS.values())]
    assert [row.title for row in COMMUNITIES.find(connection)] == ["Better"]


def test_a_community_shows_whom_it_waits_for(connection: Connected) -> None:
    life = lives.Life()
    life.propose()
    life.does("submit", by=lives.ANNA)
    later = life.asks(TaskKind.APPROVAL, "approval.1", Role.MANAGEMENT)
    life.facts = life.facts[:2] + life.facts[3:] + life.facts[2:3]
    sooner = life.asks(TaskKind.KM_REVIEW, "km_review.1")
    life.tasks[sooner].escalate(1, life.told())
    life.took_place(life.tasks[sooner])
    show(connection, life.facts)
    row = COMMUNITIES.get(connection, life.name)
    assert row is not None
    assert [(waiting.task, waiting.role, waiting.further_roles) for waiting in row.waiting_for] == [
        (later, Role.MANAGEMENT, []),
        (sooner, Role.KM, [Role.BOARD]),
    ]
    assert [waiting.due for waiting in row.waiting_for] == [life.tasks[name].terms.due for name in (later, sooner)]


def test_silence_and_probation_put_a_community_at_risk_and_revival_ends_it(connection: Connected) -> None:
    life = lives.launched()
    show(connection, life.facts)
    row = COMMUNITIES.get(connection, life.name)
    assert row is not None
    assert not row.at_risk
    assert row.last_sign_of_life == life.facts[-1].latest  # type: ignore[attr-defined]
    begun = len(life.facts)
    quiet = life.now
    life.does("nudge_lead", quiet)
    life.does("report_silence", quiet)
    nudged, reported = numbered(life.facts)[begun:]
    for fact, rung in ((nudged, SilenceRung.LEAD_NUDGED), (reported, SilenceRung.KM_TOLD)):
        COMMUNITIES.apply(connection, "communities", [fact])
        row = COMMUNITIES.get(connection, life.name)
        assert row is not None
        assert (row.silence, row.silence_since, row.at_risk) == (rung, fact.event.provenance.recorded_at, True)
    life.does("revive", life.now)
    COMMUNITIES.apply(connection, "communities", numbered(life.facts)[-1:])
    row = COMMUNITIES.get(connection, life.name)
    assert row is not None
    assert (row.silence, row.silence_since, row.at_risk) == (None, None, False)


def test_a_sunset_by_silence_that_is_revived_is_active_again(connection: Connected) -> None:
    life = lives.launched()
    quiet = life.now
    life.does("nudge_lead", quiet)
    life.does("report_silence", quiet)
    task = life.asks(TaskKind.DORMANCY, "dormancy.1", Role.MANAGEMENT)
    life.does("confirm_silence", quiet, task)
    life.does("announce_sunset", Sunsetting.SILENCE, None)
    life.does("revive", life.now)
    show(connection, life.facts)
    row = COMMUNITIES.get(connection, life.name)
    assert row is not None
    assert (row.stage, row.since) == (Stage.ACTIVE, life.community.since)


def test_an_old_sign_of_life_told_late_changes_nothing(connection: Connected) -> None:
    life = lives.launched()
    life.now -= timedelta(days=300)
    life.lives()
    show(connection, life.facts)
    row = COMMUNITIES.get(connection, life.name)
    assert row is not None
    assert row.last_sign_of_life == max(
        fact.latest
        for fact in life.facts
        if fact.TOPIC == "signs.recorded"  # type: ignore[attr-defined]
    )


def test_a_sign_of_life_that_was_taken_back_is_not_the_last_one(connection: Connected) -> None:
    life = lives.launched()
    before = max(fact.latest for fact in life.facts if fact.TOPIC == "signs.recorded")  # type: ignore[attr-defined]
    life.now += timedelta(days=60)
    month = SignsMonth.begin(life.name, life.now, life.told(lives.ANNA))
    sign = SignOfLife(source_id="late", kind=SignKind.MEETING, what="Met", happened_at=life.now)
    month.record((sign,), life.told(lives.ANNA))
    life.took_place(month)
    shown = len(life.facts)
    show(connection, life.facts)
    assert COMMUNITIES.get(connection, life.name).last_sign_of_life == sign.happened_at  # type: ignore[union-attr]
    month.retract((sign,), (), life.told(lives.ANNA))
    life.took_place(month)
    COMMUNITIES.apply(connection, "communities", numbered(life.facts)[shown:])
    assert COMMUNITIES.get(connection, life.name).last_sign_of_life == before  # type: ignore[union-attr]


def test_communities_are_found_by_stage_openness_lead_and_text(connection: Connected) -> None:
    show(connection, lives.every_kind())

    def names(**filters: Any) -> list[str]:
        return [row.id for row in COMMUNITIES.find(connection, **filters)]

    assert names() == ["alpha", "beta", "delta", "epsilon", "gamma", "kappa", "zeta"]
    assert names(is_open=True) == ["beta", "kappa"]
    assert names(is_open=False) == ["alpha", "delta", "epsilon", "gamma", "zeta"]
    assert names(stages=[Stage.ACTIVE, Stage.PROBATION]) == ["beta", "kappa"]
    assert names(lead="anna", text="ENGINEERS") == ["alpha", "beta", "kappa"]
    assert names(text="old guild") == ["gamma"]
    assert names(text="%") == []
    assert names(limit=2) == ["alpha", "beta"]
    assert {row.outcome for row in COMMUNITIES.find(connection, is_open=False)} == {
        Outcome.SUNSET,
        Outcome.WITHDRAWN,
        Outcome.REJECTED,
        Outcome.GRADUATED,
        Outcome.LAPSED,
    }
    assert COMMUNITIES.get(connection, "nobody") is None


def test_facts_about_a_community_that_never_began_are_passed_over(connection: Connected) -> None:
    life = lives.Life("ghost")
    life.asks(TaskKind.KM_REVIEW, "km_review.1")
    show(connection, life.facts)
    assert COMMUNITIES.find(connection) == []


# -- inbox ------------------------------------------------------------------------------------------------------------


def test_a_task_shows_its_terms_and_then_its_answer(connection: Connected) -> None:
    life = lives.approved()
    show(connection, life.facts)
    returned = INBOX.get(connection, "data-engineering.km_review.1")
    assert returned is not None
    assert (returned.state, returned.choice, returned.reason) == ("decided", Choice.RETURN, "scope too wide")
    assert (returned.decided_by, returned.decided_as, returned.on_behalf_of) == ("kim", Role.KM, None)
    assert returned.community_title == "Data Engineers"
    approval = INBOX.get(connection, "data-engineering.approval.2")
    assert approval is not None
    assert (approval.reminders, approval.escalation, approval.further_roles) == (1, 1, [Role.BOARD])
    assert (approval.decided_by, approval.on_behalf_of) == ("mara", "max")
    assert INBOX.get(connection, "data-engineering.approval.9") is None


def test_a_task_may_expire_or_be_cancelled(connection: Connected) -> None:
    show(connection, lives.whole().facts)
    expired = INBOX.get(connection, "data-engineering.dormancy.2")
    cancelled = INBOX.get(connection, "data-engineering.dormancy.1")
    assert expired is not None
    assert cancelled is not None
    assert (expired.state, expired.choice, expired.decided_by) == ("expired", Choice.SUNSET, None)
    assert (cancelled.state, cancelled.choice, cancelled.reason) == ("cancelled", None, "a sign of life")
    assert expired.ended_at is not None
    assert not expired.is_overdue(expired.due + timedelta(days=99))


def test_an_inbox_is_read_by_role_kind_community_and_what_is_overdue(connection: Connected) -> None:
    first, second = lives.Life("first"), lives.Life("second")
    for life in (first, second):
        life.propose(title=life.name.title())
        life.does("submit", by=lives.ANNA)
        life.asks(TaskKind.KM_REVIEW, "km_review.1")
        life.now += timedelta(days=10)
        life.asks(TaskKind.APPROVAL, "approval.1", Role.MANAGEMENT)
    first.task("first.km_review.1", "escalate", 1)
    second.task("second.approval.1", "decide", Choice.APPROVE, None, by=lives.MARA)
    show(connection, first.facts + second.facts)

    def ids(**filters: Any) -> list[str]:
        return [row.id for row in INBOX.find(connection, **filters)]

    assert ids() == ["first.km_review.1", "second.km_review.1", "first.approval.1"]
    assert ids(role=Role.KM) == ["first.km_review.1", "second.km_review.1"]
    assert ids(role=Role.BOARD) == ["first.km_review.1"]
    assert ids(role=Role.MANAGEMENT) == ["first.approval.1"]
    assert ids(role=Role.KM, limit=1) == ["first.km_review.1"]
    assert ids(community="second") == ["second.km_review.1"]
    assert ids(kind=TaskKind.APPROVAL) == ["first.approval.1"]
    assert ids(kind=TaskKind.APPROVAL, state=None) == ["first.approval.1", "second.approval.1"]
    assert ids(state="decided") == ["second.approval.1"]
    due = first.tasks["first.km_review.1"].terms.due
    assert ids(overdue_at=due) == []
    assert ids(overdue_at=due + timedelta(seconds=1)) == ["first.km_review.1", "second.km_review.1"]
    assert [row.is_overdue(due + timedelta(seconds=1)) for row in INBOX.find(connection)] == [True, True, False]
    assert [row.community_title for row in INBOX.find(connection, community="second")] == ["Second"]


LEAVES: dict[str, Callable[[lives.Life, str], None]] = {
    "named alone": lambda life, name: life.task(name, "assign", ("kim",), None, by=lives.KIM),
    "named with another": lambda life, name: life.task(name, "assign", ("kim", "kai"), None, by=lives.KIM),
    "claimed": lambda life, name: life.task(name, "take_on", by=lives.KIM),
    "delegated": lambda life, name: life.task(name, "delegate", "dee", None, by=lives.KIM),
    "has to agree": lambda life, name: life.task(name, "add_approver", "kim", None, by=lives.KIM),
    "above": lambda life, name: life.task(name, "escalate", 1, above=["kim"]),
}
"""How a question comes to wait for kim."""


@pytest.mark.parametrize("waits", LEAVES.values(), ids=list(LEAVES))
@pytest.mark.parametrize("to", [None, Role.KM, Role.MANAGEMENT])
def test_what_is_passed_on_shows_as_the_task_itself_remembers_it(
    connection: Connected, waits: Callable[[lives.Life, str], None], to: Role | None
) -> None:
    life = lives.Life()
    life.propose()
    name = life.asks(TaskKind.KM_REVIEW, "km_review.1")
    waits(life, name)
    life.task(name, "pass_on", "kim", ("bea",), to=to)
    show(connection, life.facts)
    row, task = INBOX.get(connection, name), life.tasks[name]
    community = COMMUNITIES.get(connection, life.name)
    assert row is not None
    assert community is not None
    (waiting,) = community.waiting_for
    assert (row.candidates, row.above, row.heirs) == (list(task.candidates), list(task.above), list(task.heirs))
    assert ([*task.lacking], task.claim, task.delegations) == (row.approvers, row.claimed_by, tuple(row.delegations))
    assert {row.assigned_to, *row.further_roles} == {waiting.role, *waiting.further_roles} == task.deciders
    assert waiting.due == row.due == task.terms.due
    assert set(row.people) == task.waits_for
    assert row.id in {one.id for one in INBOX.addressed_to(connection, "bea")}
    assert row.id not in {one.id for one in INBOX.addressed_to(connection, "kim")}
    assert row.id in {one.id for one in INBOX.addressed_to(connection, "eve", roles=[to or Role.KM])} or row.candidates


def test_a_role_that_stands_in_stays_asked_when_a_question_begins_anew(connection: Connected) -> None:
    life = lives.Life()
    life.propose()
    name = life.asks(TaskKind.KM_REVIEW, "km_review.1")
    life.task(name, "assign", ("kim",), None, by=lives.KIM)
    life.task(name, "pass_on", "kim", ("bea",), to=Role.MANAGEMENT)
    life.task(name, "pass_on", "bea", ("chris",))
    assert life.tasks[name].restarts == 2
    show(connection, life.facts)
    row, community = INBOX.get(connection, name), COMMUNITIES.get(connection, life.name)
    assert row is not None
    assert community is not None
    (waiting,) = community.waiting_for
    assert set(row.deciders) == {waiting.role, *waiting.further_roles} == {Role.KM, Role.MANAGEMENT}


# -- history ----------------------------------------------------------------------------------------------------------


def test_history_tells_of_every_stream_of_a_community_in_order(connection: Connected, database: Database) -> None:
    facts = lives.every_kind()
    keep(database, connection, facts)
    told = HISTORY.of_community(connection, "alpha")
    expected = [
        (position, fact)
        for position, fact in enumerate(facts, start=1)
        if fact.originator_id.split("/")[1].split(".")[0] == "alpha"
    ]
    assert [(row.position, row.stream, row.stream_version, row.topic, row.sentence) for row in told] == [
        (position, fact.originator_id, fact.originator_version, fact.TOPIC, sentence(fact))
        for position, fact in expected
    ]
    assert {row.stream.split("/")[0] for row in told} == {"community", "task", "signs"}
    first = told[0]
    assert (first.actor, first.role, first.command_id, first.policy) == ("anna", Role.LEAD, "alpha:1", None)
    assert first.payload["terms"]["title"] == "Data Engineering"


def test_history_is_read_as_of_a_day(connection: Connected, database: Database) -> None:
    life = lives.whole()
    keep(database, connection, life.facts)
    moment = life.facts[10].provenance.recorded_at
    told = HISTORY.of_community(connection, life.name, Vantage(as_known_on=moment))
    assert [row.position for row in told] == list(range(1, 12))


def test_history_keeps_when_a_fact_became_true_and_for_whom_it_was_done(
    connection: Connected, database: Database
) -> None:
    keep(database, connection, [*lives.imported("gamma").facts, *lives.approved("beta").facts])
    began = HISTORY.of_community(connection, "gamma")[0]
    assert began.effective_at is not None
    assert began.effective_at < began.recorded_at
    assert "alive since 20 July 2023" in began.sentence
    assert [row.on_behalf_of for row in HISTORY.of_community(connection, "beta")][-1] == "max"


def test_a_policy_has_a_history_of_its_own(connection: Connected, database: Database) -> None:
    keep(database, connection, lives.every_kind())
    assert [row.topic for row in HISTORY.of_policy(connection, "standard")] == [
        "policy.named",
        "policy.drafted",
        "policy.published",
        "policy.published",
        "policy.withdrawn",
    ]
    assert HISTORY.of_community(connection, "standard") == []


def test_views_that_show_nothing_of_a_fact_do_not_ask_for_it() -> None:
    assert TaskReminded.TOPIC not in COMMUNITIES.handles
    assert SignsBegun.TOPIC not in COMMUNITIES.handles | INBOX.handles


def test_what_all_members_are_asked_waits_for_whoever_leads_and_is_nobody_elses_list(connection: Connected) -> None:
    life = lives.Life()
    life.propose()
    name = life.asks(TaskKind.LAUNCH_ITEM, "launch_item.kick_off.1", Role.MEMBER, "kick_off")
    show(connection, life.facts)
    assert INBOX.addressed_to(connection, "eve", roles=[Role.MEMBER]) == []
    assert [row.id for row in waiting_for(connection, "anna", [Role.MEMBER])] == [name]


# -- years ----------------------------------------------------------------------------------------------------------


def test_a_year_shows_the_plan_that_holds_and_how_far_it_has_come(connection: Connected) -> None:
    life = lives.planned("kappa")
    show(connection, life.facts)
    row = YEARS.get(connection, "kappa", 1)
    assert row is not None
    assert (row.state, row.draft, row.approved, row.round) == ("drafted", PLAN, smaller(), 2)
    assert [(one.id, one.value, one.attained) for one in row.kpis] == [
        ("corrections", Decimal(250), Decimal("0.75")),
        ("answered", None, Decimal(0)),
    ]
    assert (row.attained, row.delivered) == (Decimal("0.5625"), Decimal(1))
    assert [(one.number, one.was, one.value) for one in row.measurements] == [
        (1, [Decimal(300)], Decimal(250)),
        (2, [], Decimal(390)),
    ]
    assert [one.delivered_on is not None for one in row.initiatives] == [True]
    assert row.as_of == wanted(YEARS, numbered(life.facts))[-1].event.provenance.recorded_at
    assert YEARS.get(connection, "kappa", 2) is None
    assert [found.id for found in YEARS.find(connection)] == ["kappa/1"]


def test_a_year_shows_what_its_aggregate_remembers_after_every_fact(connection: Connected) -> None:
    year: Any = None
    for fact in wanted(YEARS, numbered(lives.planned("kappa").facts)):
        YEARS.apply(connection, "years", [fact])
        year = fact.event.mutate(year)
        row = YEARS.get(connection, "kappa", 1)
        assert row is not None
        assert (row.draft, row.approved, row.attained) == (year.draft, year.approved, year.attained)
        assert {one.id: one.value for one in row.kpis if one.value is not None} == year.values
        assert {one.id for one in row.initiatives if one.delivered_on} == year.delivered
        assert set(row.objectives) == year.objectives


# -- maturity -------------------------------------------------------------------------------------------------------


def test_maturity_keeps_what_was_suggested_beside_what_a_person_chose(connection: Connected) -> None:
    show(connection, lives.planned("kappa").facts)
    (row,) = MATURITY.find(connection, community="kappa")
    (one,) = row.dimensions
    assert (one.level, one.suggested, one.own_level, one.of) == (2, 1, 1, 3)
    assert (one.level_title, one.reason, one.by) == ("Operating", "the other two begin in May", "kim")
    assert [shown.shown_by for shown in one.evidence] == ["the terms", "the minutes"]
    assert one.missing == ["There is a secretary", "A successor is ready"]
    assert (row.year, row.total, row.of) == (1, 2, 3)


def test_the_board_has_the_most_mature_first_and_says_what_moved(connection: Connected) -> None:
    facts = [*lives.planned("kappa").facts, *lives.planned("lambda").facts]
    later = lives.Life("lambda", start=lives.START + timedelta(days=400))
    year = CommunityYear.open("lambda", 2, later.told(lives.KIM))
    year.assess(LEADERSHIP, SHOWN, later.told(lives.KIM), own=False)
    later.took_place(year)
    show(connection, [*facts, *later.facts])
    board = MATURITY.board(connection)
    assert [(row.community, row.year, row.total, moved(row, before)) for row, before in board] == [
        ("lambda", 2, 3, {"leadership": 1}),
        ("kappa", 1, 2, {}),
    ]


def test_models_of_different_size_are_compared_by_share(connection: Connected) -> None:
    show(connection, lives.planned("kappa").facts)
    small = MATURITY.find(connection)[0]
    sizes = {"large": (4, 8), "larger": (5, 10), "small": (3, 3), "whole": (3, 3), "begun": (0, 0)}
    rows = [replace(small, id=f"{name}/1", community=name, total=total, of=of) for name, (total, of) in sizes.items()]
    MATURITY.rows.store(connection, "maturity", rows)
    assert [row.community for row, _ in MATURITY.board(connection)] == [
        "small", "whole", "kappa", "larger", "large", "begun",
    ]  # fmt: skip


def test_a_history_finds_whatever_a_stream_is_called(database: Database, connection: Connected) -> None:
    odd = "policy/tab\tand \\n and\nline"
    facts = [fact.model_copy(update={"originator_id": odd}) for fact in lives.policy_facts()]
    keep(database, connection, facts)
    assert [row.topic for row in HISTORY.of_stream(connection, odd)] == [fact.TOPIC for fact in facts]

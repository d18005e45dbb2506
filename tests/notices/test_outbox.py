"""What is noted in the outbox: everybody whom a fact concerns, once, whoever is killed meanwhile."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from adapters.directory import open_directory
from adapters.notices.filling import FOLLOWER, INTEREST, Filling
from adapters.notices.ways import Ways
from aggregates.commands.clockwork import Clockwork
from aggregates.commands.decisions import decide
from ledger.follower import Follower
from tests.notices.world import BEGIN, KAI, LEE, STAFF, World
from vocabulary.notices import Digest, NoticeState
from vocabulary.people import THE_CLOCK, Actor, Role
from vocabulary.task_terms import Escalation
from vocabulary.tasks import Choice


def test_whoever_may_answer_is_told_of_a_question_once(world: World) -> None:
    world.open()
    world.review()
    world.fill()
    assert world.told() == [("opened", "kai"), ("opened", "kim")]
    world.fill()
    assert len(world.notices()) == 2


def test_where_nothing_is_configured_a_notice_is_written_to_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    world.open()
    world.review()
    assert world.tell() == 2
    assert "notice to kim: Review the proposal: Gardeners (in 14 days)" in caplog.messages
    assert [one.state for one in world.notices()] == [NoticeState.SENT] * 2


def test_whoever_belongs_to_the_community_is_not_asked_to_decide_on_it(world: World) -> None:
    lee_too = LEE.model_copy(update={"roles": (Role.KM,)})
    world.open(staff=(KAI, lee_too))
    world.review()
    world.fill()
    assert world.told() == [("opened", "kai")]


def test_a_role_whose_only_holder_may_not_decide_is_noted_like_one_that_nobody_holds(world: World) -> None:
    world.open(staff=(LEE.model_copy(update={"roles": (Role.KM,)}),))
    world.review()
    world.fill()
    assert world.told() == [("opened", None)]


def test_a_role_that_nobody_holds_is_noted_too(world: World) -> None:
    world.open(staff=())
    world.ask(assigned_to=Role.BOARD)
    assert world.tell() == 1
    (one,) = world.notices()
    assert (one.person, one.role, one.state) == (None, Role.BOARD, NoticeState.SENT)


def test_the_lead_is_asked_by_name_whatever_the_directory_says_of_roles(world: World) -> None:
    world.open()
    world.ask("a.1", assigned_to=Role.LEAD)
    world.ask("b.1", assigned_to=Role.MEMBER)
    world.fill()
    assert world.told() == [("opened", "lee"), ("opened", "lee")]


def test_whoever_holds_two_roles_that_are_asked_is_told_once(world: World) -> None:
    both = KAI.model_copy(update={"roles": (Role.KM, Role.MANAGEMENT)})
    world.open(staff=(both,))
    world.ask(escalations=(Escalation(at=BEGIN, to=Role.KM),))
    world.do("gardeners.x.1", "escalate", 1)
    world.now += timedelta(days=7)
    world.do("gardeners.x.1", "remind", 1)
    world.fill()
    assert sorted(world.told()) == [("escalated", "kai"), ("opened", "kai"), ("reminded", "kai")]


def test_a_ladder_that_reaches_its_top_says_so_to_the_km_team(world: World) -> None:
    world.open()
    rungs = (Escalation(at=BEGIN, to=Role.BOARD), Escalation(at=BEGIN, to=Role.SPONSOR))
    world.ask(escalations=rungs)
    world.do("gardeners.x.1", "escalate", 1)
    world.fill()
    assert ("top_reached", "kim") not in world.told()
    world.do("gardeners.x.1", "escalate", 2)
    world.fill()
    assert {("top_reached", "kim"), ("top_reached", "kai")} <= set(world.told())


def test_facts_beside_questions_are_told_too(world: World) -> None:
    world.open()
    world.ask(edit_resets_clock=True)
    world.do("gardeners.x.1", "restart", "the budget was mended")
    world.do("gardeners.x.1", "postpone", BEGIN + timedelta(days=60), "the form came late")
    world.fill()
    assert {kind for kind, _ in world.told()} == {"opened", "restarted", "postponed"}


def test_of_a_question_that_ended_before_it_was_noted_nobody_is_told(world: World) -> None:
    world.open()
    task = world.review()
    decide(world.app, task, Choice.APPROVE, world.by(Actor(person="kim", role=Role.KM)))
    world.fill()
    assert world.told() == []


def test_whoever_was_told_hears_that_somebody_else_has_answered(world: World) -> None:
    world.open()
    task = world.review()
    world.tell()
    decide(world.app, task, Choice.APPROVE, world.by(Actor(person="kim", role=Role.KM)))
    world.fill()
    assert [(one.kind.value, one.person) for one in world.notices(NoticeState.PENDING)] == [("closed", "kai")]


def test_what_waits_is_taken_back_when_the_question_ends(world: World) -> None:
    world.open()
    task = world.review()
    world.fill()
    decide(world.app, task, Choice.APPROVE, world.by(Actor(person="kim", role=Role.KM)))
    world.fill()
    assert world.deliver() == 0
    assert {(one.state, one.problem) for one in world.notices()} == {
        (NoticeState.DROPPED, "the question had ended before it was sent")
    }


def test_an_old_history_mails_nobody_and_says_how_much_it_passed_over(world: World) -> None:
    world.open()
    world.ask("old.1")
    world.now += timedelta(days=8)
    world.ask("new.1")
    world.fill()
    assert [one.task for one in world.notices()] == ["gardeners.new.1"]
    assert world.rows("SELECT facts FROM notices.passed_over") == [(1,)]


def test_silence_is_told_to_the_lead_and_then_to_the_km_team(world: World) -> None:
    world.open()
    community = _alive(world)
    Clockwork(world.app).nudge_lead("gardeners", community.episode, BEGIN, world.now)
    world.fill()
    assert ("silence_asked", "lee") in world.told()
    Clockwork(world.app).report_silence("gardeners", community.episode, BEGIN, world.now)
    world.fill()
    assert {("silence_reported", "kim"), ("silence_reported", "kai")} <= set(world.told())


def test_whoever_wants_one_mail_a_day_waits_for_the_morning_of_their_own_clock(mailed: World) -> None:
    mailed.open()
    with open_directory(mailed.url) as directory:
        assert directory.prefer("kai", Digest.DAILY)
    mailed.review()
    mailed.fill()
    waits = {one.person: (one.daily, one.not_before.isoformat()) for one in mailed.notices()}
    assert waits["kim"] == (False, BEGIN.isoformat())
    assert waits["kai"] == (True, "2026-03-03T07:00:00+00:00")  # eight in Zurich


def test_a_follower_killed_between_two_batches_tells_nobody_twice_and_leaves_nobody_out(world: World) -> None:
    world.open()
    for number in range(20):
        world.ask(f"x.{number}")

    class Killed(BaseException):
        pass

    filling = Filling(Ways(), world.clock)
    applied = 0

    def apply_and_die(connection: psycopg.Connection[Any], batch: Any) -> None:
        nonlocal applied
        filling.apply(connection, batch)
        applied += 1
        if applied == 3:
            raise Killed

    with pytest.raises(Killed):
        Follower(world.url, FOLLOWER, apply_and_die, interest=INTEREST, batch_size=5).catch_up()
    before = {one.key for one in world.notices()}
    assert 0 < len(before) < 20
    world.fill()
    assert len(world.notices()) == 20
    assert before <= {one.key for one in world.notices()}


def test_a_position_that_was_lost_repeats_no_notice(world: World) -> None:
    world.open()
    world.review()
    world.tell()
    world.rows("UPDATE ledger.positions SET position = 0 WHERE follower = %s RETURNING 1", FOLLOWER)
    assert world.tell() == 0
    assert len(world.notices()) == len(STAFF) - 2


def test_ten_thousand_reminders_are_noted_by_a_handful_of_statements_a_batch(world: World) -> None:
    world.open()
    for number in range(200):
        world.ask(f"x.{number}")
    statements = 0

    filling = Filling(Ways(), world.clock)

    def counted(connection: psycopg.Connection[Any], batch: Any) -> None:
        nonlocal statements
        execute = connection.execute

        def execute_counted(*arguments: Any, **more: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*arguments, **more)

        connection.execute = execute_counted  # type: ignore[method-assign]
        try:
            filling.apply(connection, batch)
        finally:
            connection.execute = execute  # type: ignore[method-assign]

    Follower(world.url, FOLLOWER, counted, interest=INTEREST).catch_up()
    assert len(world.notices()) == 200
    assert statements <= 6


def _alive(world: World) -> Any:
    """Gardeners, launched."""
    from aggregates.application import Answer
    from aggregates.desk import Desk

    found: list[Any] = []

    def live(desk: Desk) -> Answer:
        community = desk.community("gardeners")
        provenance = world.by().provenance(community.policy)
        community.pass_review(world.by(Actor(person="kim", role=Role.KM)).provenance(community.policy))
        community.approve(world.by(Actor(person="mara", role=Role.MANAGEMENT)).provenance(community.policy))
        community.open_checklist((), (), None, provenance)
        community.launch(provenance)
        found.append(community)
        return Answer("")

    world.app.carry_out("live", "live", live, by=THE_CLOCK)
    return found[0]

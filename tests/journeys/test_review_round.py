"""Sixty proposals and twelve deciders over months: all are decided or come to the top, and none twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import psycopg
import pytest

from aggregates.commands.absences import note_absence
from aggregates.commands.proposals import propose, submit
from aggregates.community import events as community
from aggregates.event import Event
from aggregates.review_task import events as task
from aggregates.review_task import handing_events as handed
from cli.main import run
from policies.document import LifecycleRules
from tests.journeys.deciders import PEOPLE, Office
from tests.journeys.world import World
from tests.notices.post_office import PostOffice, free_port, plain
from tests.policies.standings import STANDARD, changed
from tests.support.databases import Database
from vocabulary.people import Actor, PersonId, Role
from vocabulary.stages import Stage
from vocabulary.tasks import TaskKind
from vocabulary.terms import TermsOfReference

pytestmark = pytest.mark.slow

START = datetime(2027, 1, 4, 9, tzinfo=UTC)
"""A Monday."""
PROPOSALS, WORKING_DAYS = 60, 150
LEE = Actor(person="lee", role=Role.LEAD)
RULES: LifecycleRules = changed(
    STANDARD,
    name="rounds",
    calendar={"country": "CH", "region": "ZH", "time_zone": "Europe/Zurich"},
    review={
        "decided_by": "km",
        "due": "5 working days",
        "remind_after": ["2 working days", "4 working days", "5 working days"],
        "escalate": [
            {"after": "8 working days", "to": "management"},
            {"after": "12 working days", "to": "board"},
        ],
    },
    approval={
        "decided_by": "management",
        "candidates": ["max", "mara", "mia"],
        "due": "10 working days",
        "remind_after": ["5 working days", "8 working days"],
        "escalate": [{"after": "12 working days", "to": "board"}],
        "ballot": {
            "rule": "2 of 3",
            "quorum": 2,
            "open_at_most": "30 working days",
            "failed_quorum": "return",
            "not_carried": "reject",
        },
    },
)
AWAY: tuple[tuple[PersonId, int, int, PersonId | None], ...] = (
    ("kim", 10, 25, "kat"),
    ("max", 20, 40, "moe"),
    ("mia", 30, 60, None),
    ("kit", 45, 60, "kai"),
    ("mara", 70, 95, "dee"),
)
"""Who is away from which day to which, and who decides meanwhile."""
GONE: dict[PersonId, int] = {"mia": 64, "kai": 80}
"""Who leaves for good, and when; mia is one of those whom the policy names."""
ASKED = (TaskKind.KM_REVIEW, TaskKind.APPROVAL)


def terms(number: int) -> TermsOfReference:
    """Every tenth has a manager among its members, who must not decide on it."""
    members = ("lee", "mara") if number % 10 == 0 else ("lee", "lin")
    return TermsOfReference(
        title=f"Guild {number}",
        objectives=("Share what works",),
        scope="All of it.",
        lead="lee",
        key_members=members,
        initiatives=("A handbook",),
    )


class Told(NamedTuple):
    """What the months left behind."""

    world: World
    office: Office
    record: list[Event]
    post: PostOffice


@pytest.fixture(scope="module")
def told(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    post = PostOffice(free_port())
    with post.is_open():
        yield from _months(module_database, tmp_path_factory, post)


def _months(database: Database, tmp_path_factory: pytest.TempPathFactory, post: PostOffice) -> Iterator[Told]:
    world = World(database, RULES, START, tmp_path_factory.mktemp("home"))
    people = tmp_path_factory.mktemp("round") / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    world.enter_people(people)
    office = Office(world, Random(7))
    for who, starts, ends, substitute in AWAY:
        by = world.by(Actor(person=who, role=Role.MEMBER))
        first, last = START + timedelta(days=starts), START + timedelta(days=ends)
        note_absence(world.app, who, first, last, by, decisions=substitute, notices=substitute)
    for number in range(WORKING_DAYS * 7 // 5):
        _one_day(world, office, number)
        world.tell(post)
    world.show()
    yield Told(world, office, world.record(), post)
    world.close()


def _one_day(world: World, office: Office, number: int) -> None:
    morning = START + timedelta(days=number)
    world.pass_time(morning)
    if number in {33, 90}:
        world.restart()
    for proposal in range(number * PROPOSALS // 75, min(PROPOSALS, (number + 1) * PROPOSALS // 75)):
        name = propose(world.app, terms(proposal), "rounds", world.by(LEE), community=f"guild-{proposal}")
        world.follow(name)
    for person, day in GONE.items():
        if day == number:
            world.lose(person)
    if RULES.calendar.is_working_day(morning.date()):
        gone = {who for who, day in GONE.items() if day <= number}
        away = gone | {who for who, starts, ends, _ in AWAY if starts <= number < ends}
        office.day(away)
        _authors_answer(world)


def _authors_answer(world: World) -> None:
    """What was returned is submitted again within the week, once; after that the authors have had enough."""
    with world.looking() as (views, connection, _):
        drafts = views.communities.find(connection, stages=[Stage.DRAFT])
    for row in drafts:
        if world.now - row.since > timedelta(days=7) and row.version < 8:
            submit(world.app, row.id, world.by(LEE))
            world.follow(row.id)


def _by_task(record: list[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for fact in record:
        if isinstance(fact, task.TaskEvent):
            found[fact.originator_id].append(fact)
    return {
        stream: facts
        for stream, facts in found.items()
        if isinstance(facts[0], task.TaskOpened) and facts[0].terms.kind in ASKED
    }


ENDINGS = (task.TaskDecided, task.TaskSettled, task.TaskExpired, task.TaskCancelled, handed.TaskOverridden)


def test_every_question_is_answered_or_has_come_to_the_top(told: Told) -> None:
    waiting = [
        stream
        for stream, facts in _by_task(told.record).items()
        if not any(isinstance(fact, ENDINGS) for fact in facts)
        and not any(isinstance(fact, task.TaskEscalated) and fact.top for fact in facts)
    ]
    assert waiting == []
    proposed = [fact for fact in told.record if isinstance(fact, community.CommunityProposed)]
    assert len(proposed) == PROPOSALS


def test_no_question_is_answered_twice(told: Told) -> None:
    for stream, facts in _by_task(told.record).items():
        endings = [fact for fact in facts if isinstance(fact, ENDINGS)]
        assert len(endings) <= 1, stream
        assert not endings or facts[-1] is endings[0], f"{stream} went on after its end"
        votes = Counter(fact.provenance.command_id for fact in facts if isinstance(fact, task.TaskVoted))
        assert max(votes.values(), default=1) == 1, f"one vote of {stream} counted twice"


def test_two_of_three_carry_an_approval_and_nobody_else_votes(told: Told) -> None:
    settled = 0
    for facts in _by_task(told.record).values():
        opened = facts[0]
        assert isinstance(opened, task.TaskOpened)
        if opened.terms.kind is not TaskKind.APPROVAL:
            continue
        higher = {fact.to for fact in facts if isinstance(fact, task.TaskEscalated)}
        named = {"max", "mara", "mia"}
        voters = set()
        for fact in facts:
            if isinstance(fact, handed.TaskPassedOn):
                named = named - {fact.person} | set(fact.people)
            if isinstance(fact, task.TaskVoted):
                who = fact.provenance.actor
                assert who.principal in named or who.role in higher
                voters.add(who.principal)
            if isinstance(fact, task.TaskSettled) and fact.voted:
                settled += 1
                assert fact.voted == len(voters)
    assert settled > 20


def test_reminders_and_escalations_come_once_in_order_and_on_working_days(told: Told) -> None:
    reminded = escalated = 0
    for stream, facts in _by_task(told.record).items():
        opened = facts[0]
        assert isinstance(opened, task.TaskOpened)
        reminders = [fact for fact in facts if isinstance(fact, task.TaskReminded)]
        rungs = [fact for fact in facts if isinstance(fact, task.TaskEscalated)]
        assert [fact.number for fact in reminders] == list(range(1, len(reminders) + 1)), stream
        assert [fact.level for fact in rungs] == list(range(1, len(rungs) + 1)), stream
        for fact, date in zip(reminders, opened.terms.reminders, strict=False):
            assert fact.provenance.recorded_at == date
            assert RULES.calendar.is_working_day(date.astimezone(RULES.calendar.zone).date())
        reminded, escalated = reminded + len(reminders), escalated + len(rungs)
    assert reminded > 60
    assert escalated > 10
    assert any(isinstance(fact, task.TaskEscalated) and fact.top for fact in told.record)


def test_substitutes_and_delegates_answered_for_others_while_they_might(told: Told) -> None:
    for_others = [
        fact
        for fact in told.record
        if isinstance(fact, task.TaskDecided | task.TaskVoted) and fact.provenance.actor.on_behalf_of
    ]
    assert told.office.answered["for another"] == len(for_others) > 5
    leave = {(who, substitute): (starts, ends) for who, starts, ends, substitute in AWAY}
    delegated = {
        (fact.originator_id, fact.principal, fact.delegate)
        for fact in told.record
        if isinstance(fact, handed.TaskDelegated)
    }
    for fact in for_others:
        who, day = fact.provenance.actor, (fact.provenance.recorded_at - START).days
        starts, ends = leave.get((who.principal, who.person), (0, 0))
        by_leave = starts <= day < ends
        assert by_leave or (fact.originator_id, who.principal, who.person) in delegated


def test_what_waited_for_whoever_left_came_to_their_manager(told: Told) -> None:
    passed_on = [fact for fact in told.record if isinstance(fact, handed.TaskPassedOn)]
    assert {(fact.person, fact.people) for fact in passed_on} <= {("mia", ("bea",)), ("kai", ("kit",))}
    assert len(passed_on) > 5
    assert len({fact.originator_id for fact in passed_on}) == len(passed_on), "each once"
    last = {person: START + timedelta(days=day) for person, day in GONE.items()}
    for fact in told.record:
        who = fact.provenance.actor
        gone_at = last.get(who.person)
        assert gone_at is None or fact.provenance.recorded_at <= gone_at, f"{who.person} went on after they had left"


# -- the mails --------------------------------------------------------------------------------------------------------


def test_every_mail_went_out_once_and_none_is_left(told: Told) -> None:
    ids = [mail["Message-ID"] for mail in told.post.mails]
    assert len(ids) == len(set(ids)) > 1_000
    with psycopg.connect(told.world.database.app) as connection:
        counted = dict(connection.execute("SELECT state, count(*) FROM notices.outbox GROUP BY 1").fetchall())
    assert counted.keys() <= {"sent", "dropped"}


def test_every_reminder_of_the_review_reached_everybody_who_might_answer(told: Told) -> None:
    """Of questions that nobody had claimed, as of then; those that ended within the day are told of no more."""
    with psycopg.connect(told.world.database.app) as connection:
        rows = connection.execute(
            "SELECT task, count(*) FILTER (WHERE state = 'sent'), count(*) FROM notices.outbox "
            "WHERE kind = 'reminded' AND on_behalf_of IS NULL GROUP BY stream, version, task"
        ).fetchall()
    reminded = sum(isinstance(fact, task.TaskReminded) for fact in told.record)
    assert 0.9 * reminded < len(rows) <= reminded
    assert all(sent in {0, noted} for _, sent, noted in rows), "all of them, or nobody because it had ended"


def test_substitutes_were_told_in_whose_place(told: Told) -> None:
    """By an absence while it lasts; by a delegation as long as the question is open."""
    assert any("in the place of Mara" in plain(mail) for mail in told.post.to("dee@example.org"))
    with psycopg.connect(told.world.database.app) as connection:
        rows = connection.execute(
            "SELECT task, person, on_behalf_of, noted_at FROM notices.outbox "
            "WHERE on_behalf_of IS NOT NULL AND kind <> 'closed'"
        ).fetchall()
    leave = {
        (substitute, who): (START + timedelta(days=starts), START + timedelta(days=ends))
        for who, starts, ends, substitute in AWAY
    }
    delegated = {
        (fact.originator_id.removeprefix("task/"), fact.delegate, fact.principal)
        for fact in told.record
        if isinstance(fact, handed.TaskDelegated)
    }
    away = [row for row in rows if row[:3] not in delegated]
    assert {(person, principal) for _, person, principal, _ in away} >= {("dee", "mara"), ("moe", "max")}, (
        "kat hears of what the KM team is asked herself"
    )
    for _, person, principal, noted_at in away:
        starts, ends = leave[person, principal]
        assert starts <= noted_at < ends


def test_nobody_who_left_was_told_anything_more(told: Told) -> None:
    for person, day in GONE.items():
        gone = START + timedelta(days=day)
        assert [mail["Subject"] for mail in told.post.to(f"{person}@example.org") if mail["Date"].datetime > gone] == []
        assert len(told.post.to(f"{person}@example.org")) > 20


def test_nobody_decided_on_their_own(told: Told) -> None:
    assert told.office.refusals["OwnCommunity"] > 0, "mara looked at her own"
    for fact in told.record:
        if isinstance(fact, task.TaskDecided | task.TaskVoted):
            number = int(fact.originator_id.split("/")[1].partition(".")[0].removeprefix("guild-"))
            people = {fact.provenance.actor.person, fact.provenance.actor.principal}
            assert number % 10 or "mara" not in people


def test_every_decision_keeps_what_was_shown(told: Told) -> None:
    for fact in told.record:
        if isinstance(fact, task.TaskDecided | task.TaskVoted):
            assert fact.shown is not None
            assert fact.shown.round >= 1


def test_the_whole_chain_can_be_read(
    told: Told, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Of the community whose question went through the most hands."""
    monkeypatch.setenv("PERENNIAL_DATABASE_URL", told.world.database.app)
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path))
    chains = _by_task(told.record)
    longest = max(chains, key=lambda stream: len(chains[stream]))
    capsys.readouterr()
    assert run(["history", longest.split("/")[1].partition(".")[0]]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    name = longest.split("/")[1]
    for fact in chains[longest]:
        match fact:
            case task.TaskReminded():
                assert f"reminded of {name} (reminder {fact.number})" in shown
            case task.TaskEscalated():
                assert f"escalated {name} to" in shown
            case handed.TaskClaimed():
                assert f"{fact.provenance.actor} claimed {name}" in shown
            case handed.TaskDelegated():
                assert f"let {fact.delegate} answer {name} instead" in shown
            case task.TaskVoted():
                assert f"{fact.provenance.actor} voted on {name}" in shown
            case task.TaskDecided():
                assert f"{fact.provenance.actor} answered {name}" in shown

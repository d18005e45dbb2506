"""Who hears of a question beside those who were asked: substitutes, delegates, those who have to agree, successors."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from adapters.directory import Entry, open_directory
from adapters.directory.roster import DirectoryRoster
from adapters.notices.notice import Notice
from aggregates.commands.absences import end_absence, note_absence
from aggregates.commands.affairs_clockwork import AffairsClockwork
from aggregates.commands.decisions import decide
from aggregates.commands.handing import add_approver, assign, claim, delegate, end_delegation
from aggregates.commands.people import enter, leave
from aggregates.desk import Desk
from tests.notices.post_office import PostOffice, plain
from tests.notices.world import BEGIN, KAI, KIM, LEE, MARA, World, token_in
from vocabulary.people import Actor, PersonId, Role
from vocabulary.refusals import LinkUnknown, NotDelegated, WrongRole
from vocabulary.tasks import Choice, TaskKind

pytestmark = pytest.mark.slow

DEE = Entry(id="dee", name="Dee Stand", address="dee@example.org")
"""Holds no role, and stands in for others."""
BEA = Entry(id="bea", name="Bea Above", roles=(Role.SPONSOR,), address="bea@example.org")
MAX = Entry(id="max", name="Max Named", roles=(Role.MANAGEMENT,), address="max@example.org", manager="bea")
STAFF = (KIM, KAI, MARA, LEE, BEA, MAX, DEE)
KIM_KM = Actor(person="kim", role=Role.KM)
REVIEW = "gardeners.km_review.1"


@pytest.fixture
def here(mailed: World) -> Iterator[World]:
    mailed.open(staff=STAFF)
    mailed.app.roster = roster = DirectoryRoster(mailed.url)
    for person in STAFF:
        enter(mailed.app, person.id, mailed.by(KIM_KM))
    yield mailed
    roster.close()


def away(here: World, person: PersonId, *, notices: PersonId | None, decisions: PersonId | None = None) -> None:
    until = here.now + timedelta(days=20)
    note_absence(here.app, person, here.now, until, here.by(KIM_KM), notices=notices, decisions=decisions)


def mails_to(here: World, person: PersonId) -> list[tuple[str, PersonId | None]]:
    """What somebody was told, and in whose place."""
    return [(one.kind.value, one.on_behalf_of) for one in here.notices(person=person)]


def notice_to(here: World, person: PersonId) -> Notice:
    return here.notices(person=person)[-1]


def link_to(post: PostOffice, person: PersonId) -> str:
    return token_in(plain(post.to(f"{person}@example.org")[-1]))


# -- substitutes ------------------------------------------------------------------------------------------------------


def test_a_substitute_is_told_and_answers_by_the_link_as_x_for_y(here: World, post: PostOffice) -> None:
    away(here, "kim", notices="dee", decisions="dee")
    here.review()
    here.tell()
    assert mails_to(here, "dee") == [("opened", "kim")]
    assert mails_to(here, "kim") == [("opened", None)], "on the day of their return nobody has missed anything"
    assert "Told to you in the place of Kim Probe." in plain(post.to("dee@example.org")[-1])
    with here.answering() as answering:
        assert answering.open(link_to(post, "dee"), here.now).actor == Actor(
            person="dee", role=Role.KM, on_behalf_of="kim"
        )
        answering.answer(link_to(post, "dee"), Choice.APPROVE, here.now)
    ending = Desk(here.app, fresh=True).task(REVIEW).ending
    assert ending == "dee (km) for kim answered 'approve' on 2026-03-02 09:00 UTC"


def test_who_is_told_and_does_not_decide_gets_no_link(here: World, post: PostOffice) -> None:
    away(here, "kim", notices="dee")
    here.review()
    here.tell()
    text = plain(post.to("dee@example.org")[-1])
    assert f"More of it: perennial task show {REVIEW}" in text
    assert "To answer" not in text


def test_who_decides_and_is_not_told_is_not_told(here: World) -> None:
    away(here, "kim", notices=None, decisions="dee")
    here.review()
    here.tell()
    assert mails_to(here, "dee") == []


def test_a_link_in_somebodys_place_ends_with_the_absence(here: World, post: PostOffice) -> None:
    away(here, "kim", notices="dee", decisions="dee")
    here.review()
    here.tell()
    link = link_to(post, "dee")
    end_absence(here.app, "kim", 1, here.by(KIM_KM))
    with here.answering() as answering:
        for attempt in (answering.open, lambda told, at: answering.answer(told, Choice.APPROVE, at)):
            with pytest.raises(NotDelegated, match=r"dee may not answer .* for kim; kim has not let anybody"):
                attempt(link, here.now)


def test_the_role_is_that_of_whoever_is_away(here: World, post: PostOffice) -> None:
    away(here, "kim", notices="dee", decisions="dee")
    here.review()
    here.tell()
    with open_directory(here.url) as directory:
        directory.change([KIM.model_copy(update={"roles": (Role.MENTOR,)})])
    with here.answering() as answering, pytest.raises(WrongRole, match=r"kim was asked about .* as km"):
        answering.open(link_to(post, "dee"), here.now)


def test_a_link_in_the_place_of_somebody_who_was_erased_is_worth_nothing(here: World, post: PostOffice) -> None:
    away(here, "kim", notices="dee", decisions="dee")
    here.review()
    here.tell()
    with here.outbox() as outbox, open_directory(here.url) as directory:
        outbox.forget("kim")
        directory.remove(["kim"])
    with here.answering() as answering, pytest.raises(LinkUnknown):
        answering.open(link_to(post, "dee"), here.now)
    assert here.rows("SELECT 1 FROM notices.links WHERE 'kim' IN (person, on_behalf_of)") == []


def test_whoever_is_asked_too_hears_of_it_once_and_answers_for_themselves(here: World) -> None:
    away(here, "kim", notices="kai", decisions="kai")
    here.review()
    here.tell()
    assert mails_to(here, "kai") == [("opened", None)]


def test_nobody_is_asked_in_a_place_where_it_is_their_own_matter(here: World) -> None:
    away(here, "mara", notices="lee", decisions="lee")
    here.ask(kind=TaskKind.APPROVAL)
    here.tell()
    assert mails_to(here, "lee") == []
    assert mails_to(here, "mara") == [("opened", None)]


def test_who_has_not_gone_yet_or_is_back_is_told_alone(here: World) -> None:
    note_absence(
        here.app,
        "kim",
        here.now + timedelta(days=3),
        here.now + timedelta(days=5),
        here.by(KIM_KM),
        notices="dee",
    )
    here.review()
    here.tell()
    assert mails_to(here, "dee") == []
    here.now += timedelta(days=7)
    here.do(REVIEW, "remind", 1)
    here.tell()
    assert mails_to(here, "dee") == []


def test_that_it_ended_is_told_to_those_in_whose_place_too(here: World) -> None:
    away(here, "kim", notices="dee", decisions="dee")
    here.review()
    here.tell()
    decide(here.app, REVIEW, Choice.APPROVE, here.by(Actor(person="kai", role=Role.KM)))
    here.tell()
    assert mails_to(here, "dee")[-1] == ("closed", "kim")


# -- delegates, and those who have to agree ---------------------------------------------------------------------------


def test_a_delegate_is_told_and_answers_by_the_link(here: World, post: PostOffice) -> None:
    here.review()
    delegate(here.app, REVIEW, "dee", here.by(KIM_KM), reason="knows it better")
    here.tell()
    assert mails_to(here, "dee") == [("delegated", "kim")]
    assert "This is for you to answer: knows it better." in plain(post.to("dee@example.org")[-1])
    with here.answering() as answering:
        answering.answer(link_to(post, "dee"), Choice.APPROVE, here.now)
    assert "dee (km) for kim answered 'approve'" in str(Desk(here.app, fresh=True).task(REVIEW).ending)


def test_a_delegation_that_was_taken_back_takes_the_link_with_it(here: World, post: PostOffice) -> None:
    here.review()
    delegate(here.app, REVIEW, "dee", here.by(KIM_KM))
    here.tell()
    end_delegation(here.app, REVIEW, "dee", here.by(KIM_KM))
    with here.answering() as answering, pytest.raises(NotDelegated):
        answering.open(link_to(post, "dee"), here.now)


def test_a_delegate_is_reminded_as_well(here: World) -> None:
    here.review()
    delegate(here.app, REVIEW, "dee", here.by(KIM_KM))
    here.now += timedelta(days=7)
    here.do(REVIEW, "remind", 1)
    here.tell()
    assert mails_to(here, "dee") == [("delegated", "kim"), ("reminded", "kim")]


def test_whoever_has_to_agree_is_asked_in_a_role_of_their_own_and_agrees_by_the_link(
    here: World, post: PostOffice
) -> None:
    here.review()
    add_approver(here.app, REVIEW, "bea", here.by(KIM_KM), reason="she pays")
    here.tell()
    assert (mails_to(here, "bea"), notice_to(here, "bea").role) == ([("agreement_asked", None)], Role.SPONSOR)
    assert "before you have agreed: she pays." in plain(post.to("bea@example.org")[-1])
    with here.answering() as answering:
        answering.answer(link_to(post, "bea"), Choice.APPROVE, here.now)
    task = Desk(here.app, fresh=True).task(REVIEW)
    assert (task.is_open, task.endorsed) == (True, ("bea",))
    here.now += timedelta(days=7)
    here.do(REVIEW, "remind", 1)
    here.tell()
    assert mails_to(here, "bea") == [("agreement_asked", None)], "who has agreed is not reminded"


def test_whoever_has_yet_to_agree_is_reminded(here: World) -> None:
    here.review()
    add_approver(here.app, REVIEW, "dee", here.by(KIM_KM))
    here.now += timedelta(days=7)
    here.do(REVIEW, "remind", 1)
    here.tell()
    assert mails_to(here, "dee") == [("agreement_asked", None), ("reminded", None)]
    assert notice_to(here, "dee").role is Role.MEMBER


# -- those above ------------------------------------------------------------------------------------------------------


def test_what_is_passed_on_tells_those_above_who_answer_by_the_link(here: World, post: PostOffice) -> None:
    task = here.ask(kind=TaskKind.APPROVAL)
    assign(here.app, task, ["max"], here.by(KIM_KM))
    here.tell()
    leave(here.app, "max", here.by(KIM_KM))
    AffairsClockwork(here.app).pass_on("gardeners", task, "max", BEGIN, here.now)
    here.tell()
    assert (mails_to(here, "bea"), notice_to(here, "bea").role) == ([("passed_on", None)], Role.SPONSOR)
    assert "This comes to you: max has left." in plain(post.to("bea@example.org")[-1])
    with here.answering() as answering:
        assert answering.open(link_to(post, "bea"), here.now).actor == Actor(person="bea", role=Role.SPONSOR)


def test_those_above_a_person_who_is_slow_answer_by_the_link_too(here: World, post: PostOffice) -> None:
    task = here.ask(kind=TaskKind.APPROVAL)
    claim(here.app, task, here.by(Actor(person="max", role=Role.MANAGEMENT)))
    here.now += timedelta(days=22)
    AffairsClockwork(here.app).escalate("gardeners", task, 1, here.now)
    here.tell()
    assert ("escalated", None) in mails_to(here, "bea")
    with here.answering() as answering:
        assert answering.open(link_to(post, "bea"), here.now).actor.role is Role.SPONSOR


def test_where_nobody_is_above_the_role_is_told(here: World) -> None:
    task = here.ask(kind=TaskKind.APPROVAL)
    assign(here.app, task, ["mara"], here.by(KIM_KM))
    here.tell()
    leave(here.app, "mara", here.by(KIM_KM))
    AffairsClockwork(here.app).pass_on("gardeners", task, "mara", BEGIN, here.now)
    here.tell()
    assert mails_to(here, "max") == [("passed_on", None)]


def test_whoever_stands_in_for_a_lead_is_told(here: World, post: PostOffice) -> None:
    here.review()
    here.tell()
    here.ask("y.1", kind=TaskKind.LAUNCH_ITEM, assigned_to=Role.LEAD, item="kick_off")
    leave(here.app, "lee", here.by(KIM_KM))
    AffairsClockwork(here.app).note_vacancy("gardeners", "lee", 1, here.now)
    lost = Desk(here.app, fresh=True).community("gardeners").without_lead_since
    assert lost is not None
    AffairsClockwork(here.app).pass_on("gardeners", "gardeners.y.1", "lee", lost, here.now, to=Role.KM)
    here.tell()
    assert mails_to(here, "kim")[-1] == ("passed_on", None)
    with here.answering() as answering:
        assert answering.open(link_to(post, "kim"), here.now).actor.role is Role.KM

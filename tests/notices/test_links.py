"""A link answers one question once, for the person to whom it was sent; whatever else is tried is refused in words."""

from datetime import timedelta

import pytest

from adapters.directory import open_directory
from adapters.notices.links import LASTS, LinkKey
from aggregates.commands.clockwork import Clockwork
from aggregates.commands.decisions import decide
from aggregates.desk import Desk
from tests.notices.post_office import PostOffice, html, plain
from tests.notices.world import KIM, World, token_in
from vocabulary.ballot import Ballot, Rule
from vocabulary.people import Actor, Role
from vocabulary.refusals import (
    LinkExpired,
    LinkForged,
    LinkOfAnother,
    LinkUnknown,
    LinkUsed,
    ReasonMissing,
    TaskAlreadyDecided,
    WrongRole,
)
from vocabulary.stages import Stage
from vocabulary.tasks import CHOICES, Choice, TaskKind


@pytest.fixture
def asked(mailed: World) -> World:
    """The KM team was asked for its review, and told so by mail."""
    mailed.open()
    mailed.review()
    mailed.tell()
    return mailed


def link_of(post: PostOffice, address: str = "kim@example.org") -> str:
    return token_in(plain(post.to(address)[-1]))


def test_a_link_shows_the_question_as_often_as_one_likes(asked: World, post: PostOffice) -> None:
    with asked.answering() as answering:
        for _ in range(2):
            opened = answering.open(link_of(post), asked.now)
            assert opened.question.terms.title == "Review the proposal: Gardeners"
            assert opened.actor == Actor(person="kim", role=Role.KM)


def test_a_link_answers_as_the_person_to_whom_it_was_sent(asked: World, post: PostOffice) -> None:
    with asked.answering() as answering:
        _, stage = answering.answer(link_of(post), Choice.APPROVE, asked.now)
    assert stage == Stage.APPROVAL.value
    ending = Desk(asked.app, fresh=True).task("gardeners.km_review.1").ending
    assert ending == "kim (km) answered 'approve' on 2026-03-02 09:00 UTC"


def test_once_somebody_has_answered_every_link_is_useless_and_says_who_and_when(asked: World, post: PostOffice) -> None:
    mine, other = link_of(post), link_of(post, "kai@example.org")
    with asked.answering() as answering:
        answering.answer(mine, Choice.APPROVE, asked.now)
        for link in (mine, other):
            with pytest.raises(TaskAlreadyDecided, match=r"kim \(km\) answered 'approve' on 2026-03-02 09:00 UTC"):
                answering.open(link, asked.now)
            with pytest.raises(TaskAlreadyDecided):
                answering.answer(link, Choice.REJECT, asked.now, reason="no")


def test_after_the_policy_itself_has_answered_a_link_says_so(asked: World, post: PostOffice) -> None:
    asked.now += timedelta(days=31)
    Clockwork(asked.app).expire("gardeners", "gardeners.km_review.1", asked.now)
    with asked.answering() as answering, pytest.raises(TaskAlreadyDecided, match="nobody answered in time, so the"):
        answering.answer(link_of(post), Choice.APPROVE, asked.now)


@pytest.mark.parametrize("change", [lambda t: t[:-3] + "abc", lambda t: "x" + t, lambda t: "", lambda t: "é\x00" * 9])
def test_a_forged_link_is_refused(asked: World, post: PostOffice, change: object) -> None:
    forged = change(link_of(post))  # type: ignore[operator]
    with asked.answering() as answering, pytest.raises(LinkForged, match="was not written here, or was changed"):
        answering.answer(forged, Choice.APPROVE, asked.now)


def test_a_link_signed_by_another_key_is_forged(asked: World, post: PostOffice) -> None:
    real = LinkKey(b"another-key-of-somebody-else-entirely")
    invitation = real.invite("n", "gardeners.km_review.1", "kim", Role.KM, asked.now)
    with asked.answering() as answering, pytest.raises(LinkForged):
        answering.open(real.token(invitation), asked.now)


def test_a_link_that_was_signed_and_never_sent_is_unknown(asked: World, post: PostOffice) -> None:
    from bootstrap.link_key import link_key

    key = LinkKey(link_key(asked.settings))
    invitation = key.invite("never noted", "gardeners.km_review.1", "kim", Role.KM, asked.now)
    with asked.answering() as answering, pytest.raises(LinkUnknown, match="open the newest notice"):
        answering.open(key.token(invitation), asked.now)


def test_somebody_else_who_reads_the_mail_and_is_known_is_refused(asked: World, post: PostOffice) -> None:
    with asked.answering() as answering, pytest.raises(LinkOfAnother, match="was sent to kim and answers for nobody"):
        answering.answer(link_of(post), Choice.APPROVE, asked.now, reader="kai")


def test_a_link_ends_by_itself(asked: World, post: PostOffice) -> None:
    asked.now += LASTS
    with asked.answering() as answering, pytest.raises(LinkExpired, match="good until 2026-04-16; open the newest"):
        answering.answer(link_of(post), Choice.APPROVE, asked.now)


def test_a_refused_answer_leaves_the_link_good(asked: World, post: PostOffice) -> None:
    with asked.answering() as answering:
        with pytest.raises(ReasonMissing):
            answering.answer(link_of(post), Choice.REJECT, asked.now)
        _, stage = answering.answer(link_of(post), Choice.REJECT, asked.now, reason="it is a project")
    assert stage == Stage.CLOSED.value


def test_a_link_that_died_between_recording_and_being_used_up_answers_nothing_a_second_time(
    asked: World, post: PostOffice
) -> None:
    with asked.answering() as answering:
        answering.answer(link_of(post), Choice.APPROVE, asked.now)
    asked.rows("UPDATE notices.links SET used_at = NULL RETURNING 1")
    events = asked.rows("SELECT count(*) FROM ledger.events")
    with asked.answering() as answering, pytest.raises(TaskAlreadyDecided):
        answering.answer(link_of(post), Choice.APPROVE, asked.now)
    assert asked.rows("SELECT count(*) FROM ledger.events") == events


def test_whoever_lost_the_role_answers_by_no_old_link(asked: World, post: PostOffice) -> None:
    with open_directory(asked.url) as directory:
        directory.change([KIM.model_copy(update={"roles": (Role.MANAGEMENT,)})])
    with asked.answering() as answering:
        with pytest.raises(WrongRole, match=r"kim was asked about .* as km, and is that no longer"):
            answering.answer(link_of(post), Choice.APPROVE, asked.now)
        with open_directory(asked.url) as directory:
            directory.remove(["kim"])
        with pytest.raises(LinkUnknown, match="does not know kim any more"):
            answering.answer(link_of(post), Choice.APPROVE, asked.now)


def test_in_a_ballot_a_link_is_one_vote(mailed: World, post: PostOffice) -> None:
    mailed.open()
    ballot = Ballot(
        choices=CHOICES[TaskKind.KM_REVIEW], yes=Choice.APPROVE, rule=Rule.AT_LEAST, approvals=2, opens=mailed.now
    )
    mailed.review(ballot=ballot, expiry=None)
    mailed.tell()
    with mailed.answering() as answering:
        answering.answer(link_of(post), Choice.APPROVE, mailed.now)
        with pytest.raises(LinkUsed, match="kim used this link on 2026-03-02 09:00 UTC"):
            answering.answer(link_of(post), Choice.REJECT, mailed.now, reason="no")
        _, stage = answering.answer(link_of(post, "kai@example.org"), Choice.APPROVE, mailed.now)
    assert stage == Stage.APPROVAL.value


def test_a_page_of_ours_is_where_links_lead_when_there_is_one(mailed: World, post: PostOffice) -> None:
    mailed.public_url = "https://perennial.example.org/"
    mailed.open()
    mailed.review()
    mailed.tell()
    (mail,) = post.to("kim@example.org")
    link = token_in(plain(mail))
    assert f'<a href="https://perennial.example.org/t/{link}"' in html(mail)
    with mailed.answering() as answering:
        assert answering.open(f"https://perennial.example.org/t/{link}", mailed.now).actor.person == "kim"


def test_nothing_secret_of_a_link_is_kept(asked: World, post: PostOffice) -> None:
    kept = str(asked.rows("SELECT * FROM notices.links")) + str(asked.rows("SELECT * FROM notices.outbox"))
    for mail in post.mails:
        token = token_in(plain(mail))
        assert token not in kept
        assert LinkKey(asked.settings.link_key.encode()).read(token).nonce not in kept  # type: ignore[union-attr]


def test_what_is_decided_elsewhere_makes_a_link_useless_too(asked: World, post: PostOffice) -> None:
    decide(asked.app, "gardeners.km_review.1", Choice.APPROVE, asked.by(Actor(person="kai", role=Role.KM)))
    with asked.answering() as answering, pytest.raises(TaskAlreadyDecided, match=r"kai \(km\)"):
        answering.open(link_of(post), asked.now)

"""What is noted goes out once: over a real mail server, whatever that answers and however long it is away."""

from datetime import timedelta
from email.message import EmailMessage

import psycopg
import pytest

from adapters.directory import open_directory
from adapters.notices.patience import GIVE_UP_AFTER, LEAST_FAILURES
from aggregates.commands.decisions import decide
from aggregates.commands.people import enter, leave
from tests.notices.post_office import PostOffice, free_port, html, plain
from tests.notices.world import KIM, MARA, STAFF, World
from tests.support.databases import Database
from vocabulary.notices import Digest, NoticeKind, NoticeState
from vocabulary.people import Actor, Role
from vocabulary.tasks import Choice

pytestmark = pytest.mark.slow


def test_a_question_arrives_as_one_mail_in_plain_text_and_in_html(mailed: World, post: PostOffice) -> None:
    mailed.open()
    mailed.ask()
    assert mailed.tell() == 1
    (mail,) = post.mails
    assert mail["To"] == "Mara Muster <mara@example.org>"
    assert mail["From"] == "Perennial <perennial@example.org>"
    assert mail["Subject"] == "Review the proposal: Gardeners (in 14 days)"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Please answer by 16 March 2026, 09:00 UTC (in 14 days)" in plain(mail)
    assert "Possible answers: approve, return, reject." in plain(mail)
    assert "<p>Dear Mara Muster,</p>" in html(mail)
    (one,) = mailed.notices()
    assert (one.state, one.attempts, one.sent_at) == (NoticeState.SENT, 1, mailed.now)


def test_each_is_told_by_their_own_clock(mailed: World, post: PostOffice) -> None:
    mailed.open()
    mailed.review()
    mailed.tell()
    (mail,) = post.to("kai@example.org")
    assert "16 March 2026, 10:00 Zurich" in plain(mail)


def test_mails_about_one_question_hang_together(mailed: World, post: PostOffice) -> None:
    mailed.open()
    mailed.ask()
    mailed.tell()
    mailed.now += timedelta(days=7)
    mailed.do("gardeners.x.1", "remind", 1)
    mailed.tell()
    first, second = post.mails
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert second["Subject"] == "Reminder: Review the proposal: Gardeners (in 7 days)"


def test_a_server_that_is_away_for_an_hour_loses_nothing_and_brings_nobody_nearer_to_giving_up(mailed: World) -> None:
    office = PostOffice(free_port())
    mailed.mail_url = office.url
    mailed.open()
    for number in range(5):
        mailed.ask(f"x.{number}")
    mailed.fill()
    began, sent = mailed.now, 0
    with mailed.delivering() as deliver:
        while mailed.now < began + timedelta(hours=1):
            sent += deliver()
            mailed.now += timedelta(seconds=20)
        assert sent == 0
        ((channel, problem),) = mailed.rows("SELECT channel, problem FROM notices.away")
        assert (channel, problem) == ("mail", "the mail server does not answer (ConnectionRefusedError)")
        with office.is_open():
            mailed.now += timedelta(minutes=1)
            assert deliver() == 5
    assert len(office.mails) == 5
    assert {(one.state, one.failures, one.attempts) for one in mailed.notices()} == {(NoticeState.SENT, 0, 1)}
    assert mailed.rows("SELECT channel FROM notices.away") == []


def test_a_mailbox_that_is_full_is_tried_again_ever_less_often(mailed: World, post: PostOffice) -> None:
    post.refusals[str(MARA.address)] = "452 4.2.2 mailbox full"
    mailed.open()
    mailed.ask()
    mailed.fill()
    pauses = []
    with mailed.delivering() as deliver:
        for _ in range(8):
            deliver()
            (one,) = mailed.notices()
            assert one.state is NoticeState.PENDING
            pauses.append(one.not_before - mailed.now)
            mailed.now = one.not_before
        post.refusals.clear()
        assert deliver() == 1
    assert one.problem == "the mail server could not take it now (452 4.2.2)"
    assert timedelta(seconds=15) <= pauses[0] <= timedelta(seconds=30)
    assert timedelta(minutes=7) <= pauses[-1] <= timedelta(minutes=15)


def test_who_cannot_be_reached_keeps_nobody_else_waiting(mailed: World, post: PostOffice) -> None:
    post.refusals[str(KIM.address)] = "450 4.2.1 try later"
    mailed.open()
    mailed.review()
    assert mailed.tell() == 1
    assert len(post.to("kai@example.org")) == 1


def test_what_fails_for_a_day_and_often_is_dead_and_may_be_tried_again_by_hand(mailed: World, post: PostOffice) -> None:
    post.refusals[str(MARA.address)] = "450 4.2.1 try later"
    mailed.open()
    mailed.ask()
    mailed.fill()
    began = mailed.now
    with mailed.delivering() as deliver:
        while (one := mailed.notices()[0]).state is NoticeState.PENDING:
            mailed.now = one.not_before
            deliver()
        assert one.state is NoticeState.DEAD
        assert one.failures >= LEAST_FAILURES
        assert GIVE_UP_AFTER <= mailed.now - began <= GIVE_UP_AFTER + timedelta(minutes=15)
        post.refusals.clear()
        assert deliver() == 0
        with mailed.outbox() as outbox:
            assert outbox.retry([one.key], mailed.now) == 1
        assert deliver() == 1


def test_an_address_that_does_not_exist_is_dead_at_once_and_its_words_are_not_kept(
    mailed: World, post: PostOffice
) -> None:
    post.refusals[str(MARA.address)] = "550 5.1.1 <mara@example.org> no such user"
    mailed.open()
    mailed.ask()
    assert mailed.tell() == 0
    (one,) = mailed.notices()
    assert (one.state, one.problem) == (NoticeState.DEAD, "the mail server refused it (550 5.1.1)")


def test_a_line_that_breaks_off_after_the_mail_was_taken_is_marked(mailed: World, post: PostOffice) -> None:
    mailed.open()
    mailed.ask()
    mailed.fill()
    with mailed.delivering() as deliver:
        post.on_mail = _breaks_off
        deliver()
        (one,) = mailed.notices()
        assert (one.state, one.perhaps_twice) == (NoticeState.PENDING, True)
        post.on_mail = None
        mailed.now += timedelta(minutes=2)
        assert deliver() == 1
    first, second = post.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def _breaks_off(mail: EmailMessage) -> str:
    # The server keeps the mail, and the line is gone before it says so.
    raise ConnectionResetError


def test_a_database_that_is_lost_before_it_is_recorded_makes_nobody_read_twice(
    mailed: World, post: PostOffice, database: Database
) -> None:
    mailed.open()
    mailed.ask()
    mailed.fill()
    delivery = mailed.notifier()

    def cut_off(_: EmailMessage) -> None:
        with psycopg.connect(database.superuser, autocommit=True) as superuser:
            superuser.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    post.on_mail = cut_off
    with pytest.raises(psycopg.OperationalError), mailed.delivering(delivery) as deliver:
        deliver()
    post.on_mail = None
    with mailed.delivering(delivery) as deliver:
        assert deliver() == 0
    (one,) = mailed.notices()
    assert (one.state, one.perhaps_twice, len(post.mails)) == (NoticeState.SENT, False, 1)


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (None, "the directory does not know the person (any more)"),
        (MARA.model_copy(update={"address": None}), "the directory has no address of the person"),
    ],
)
def test_whoever_left_or_has_no_address_is_told_nothing_and_that_is_said(
    mailed: World, post: PostOffice, person: object, why: str
) -> None:
    mailed.open()
    mailed.ask()
    mailed.fill()
    with open_directory(mailed.url) as directory:
        directory.remove(["mara"])
        if person is not None:
            directory.add([person])  # type: ignore[list-item]
    assert mailed.deliver() == 0
    (one,) = mailed.notices()
    assert (one.state, one.problem, post.mails) == (NoticeState.DROPPED, why, [])


def test_whoever_left_between_hears_nothing_and_their_colleagues_do(mailed: World, post: PostOffice) -> None:
    mailed.open()
    for person in ("kim", "kai"):
        enter(mailed.app, person, mailed.by(Actor(person="kai", role=Role.KM)))
    mailed.review()
    mailed.fill()
    leave(mailed.app, "kim", mailed.by(Actor(person="kai", role=Role.KM)))
    mailed.deliver()
    assert [(one.person, one.state, one.problem) for one in mailed.notices()] == [
        ("kai", NoticeState.SENT, None),
        ("kim", NoticeState.DROPPED, "the person has left"),
    ]
    mailed.now += timedelta(days=7)
    mailed.do("gardeners.km_review.1", "remind", 1)
    mailed.tell()
    assert [one.person for one in mailed.notices() if one.kind is NoticeKind.REMINDED] == ["kai"]


def test_one_mail_a_day_holds_everything_that_still_matters(mailed: World, post: PostOffice) -> None:
    mailed.open()
    with open_directory(mailed.url) as directory:
        directory.prefer("kai", Digest.DAILY)
    mailed.ask("a.1", title="First question", assigned_to=Role.KM)
    mailed.ask("b.1", title="Second question", assigned_to=Role.KM)
    answered = mailed.review(title="Third question")
    mailed.tell()
    assert post.to("kai@example.org") == []
    decide(mailed.app, answered, Choice.APPROVE, mailed.by(Actor(person="kim", role=Role.KM)))
    mailed.now += timedelta(days=1)
    assert mailed.tell() == 2
    (mail,) = post.to("kai@example.org")
    assert mail["Subject"] == "2 notices from your communities"
    assert "First question" in plain(mail)
    assert "Second question" in plain(mail)
    assert "Third question" not in plain(mail)
    assert plain(mail).count("perennial task open") == 2
    parcels = {one.parcel for one in mailed.notices(NoticeState.SENT, "kai")}
    assert len(parcels) == 1


def test_a_mail_of_the_day_that_failed_is_the_same_mail_when_it_goes_out_again(mailed: World, post: PostOffice) -> None:
    mailed.open()
    with open_directory(mailed.url) as directory:
        directory.prefer("mara", Digest.DAILY)
    mailed.ask("a.1")
    mailed.ask("b.1")
    mailed.fill()
    mailed.now += timedelta(days=1)
    tried: list[str] = []
    post.on_mail = lambda mail: tried.append(str(mail["Message-ID"])) or "451 4.3.0 not now"
    with mailed.delivering() as deliver:
        deliver()
        post.on_mail = None
        mailed.ask("c.1")
        mailed.fill()
        mailed.now += timedelta(hours=1)
        assert deliver() == 2
    assert post.mails[-1]["Message-ID"] == tried[0]


def test_a_notice_that_cannot_be_put_into_words_keeps_no_other_waiting(
    mailed: World, post: PostOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from adapters.notices import letters

    gaps = letters.gaps

    def breaks(notice: object, *arguments: object) -> object:
        if getattr(notice, "person", None) == "kai":
            msg = "no words for Kai Zweit"
            raise KeyError(msg)
        return gaps(notice, *arguments)  # type: ignore[arg-type]

    mailed.open()
    mailed.review()
    monkeypatch.setattr(letters, "gaps", breaks)
    assert mailed.tell() == 1
    assert len(post.to("kim@example.org")) == 1
    (waits,) = mailed.notices(NoticeState.PENDING)
    assert (waits.person, waits.problem) == ("kai", "it can't be written (KeyError)")
    assert "cannot be written: KeyError at " in caplog.text
    assert "Zweit" not in caplog.text, "a log keeps no names"


def test_many_notices_go_out_over_few_connections(mailed: World, post: PostOffice) -> None:
    mailed.open()
    for number in range(30):
        mailed.ask(f"x.{number}")
    assert mailed.tell() == 30
    assert len({str(mail["Message-ID"]) for mail in post.mails}) == 30


def test_two_that_deliver_do_not_meet(world: World) -> None:
    world.open(STAFF)
    with world.delivering(), psycopg.connect(world.url, autocommit=True) as second:
        assert not world.notifier().take_post(second)

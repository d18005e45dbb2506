"""Chats and webhooks hear what a role is told: over a real HTTP receiver, and without anybody's link."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from adapters.notices.patience import LEAST_FAILURES
from tests.notices.post_office import PostOffice
from tests.notices.world import World
from tests.support.receiver import Receiver, receiver_at_work
from vocabulary.notices import NoticeState
from vocabulary.people import Role


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiver_at_work() as found:
        yield found


def posted(receiver: Receiver) -> list[dict[str, str]]:
    return [json.loads(body) for body in receiver.bodies]


def hook(receiver: Receiver) -> str:
    """As apprise writes it."""
    return f"json://{receiver.address}"


def test_a_chat_hears_once_what_several_people_are_told(mailed: World, post: PostOffice, receiver: Receiver) -> None:
    mailed.chats = (hook(receiver),)
    mailed.open()
    mailed.review(title="Review it, @everyone <!channel>")
    assert mailed.tell() == 3
    (told,) = posted(receiver)
    assert told["title"].startswith("Review it, @\u200beveryone <\u200b!channel>")
    assert "perennial task show gardeners.km_review.1" in told["message"]
    assert "task open" not in told["message"]
    assert len(post.mails) == 2


def test_a_chat_of_one_role_hears_nothing_else(world: World, receiver: Receiver) -> None:
    world.chats = (f"management={hook(receiver)}",)
    world.open()
    world.review()
    assert world.tell() == 2
    assert posted(receiver) == []
    world.ask(assigned_to=Role.MANAGEMENT, title="Approve it")
    assert world.tell() == 2
    assert [told["title"] for told in posted(receiver)] == ["Approve it (in 14 days)"]


def test_a_chat_that_does_not_take_it_is_tried_again_and_given_up_in_the_end(world: World, receiver: Receiver) -> None:
    world.chats = (f"km={hook(receiver)}",)
    world.open(staff=())
    world.review()
    receiver.answer = 503
    world.fill()
    with world.delivering() as deliver:
        deliver()
        (one,) = (one for one in world.notices() if one.channel != "log")
        assert (one.state, one.problem) == (NoticeState.PENDING, "the chat or webhook did not take it")
        while one.state is NoticeState.PENDING:
            world.now = one.not_before
            deliver()
            (one,) = (one for one in world.notices() if one.channel != "log")
    assert one.state is NoticeState.DEAD
    assert one.failures >= LEAST_FAILURES


def test_a_chat_that_fails_is_tried_once_a_round_so_that_nobody_waits_for_it(
    mailed: World, post: PostOffice, receiver: Receiver
) -> None:
    mailed.chats = (hook(receiver),)
    receiver.answer = 503
    mailed.open()
    for number in range(5):
        mailed.ask(f"x.{number}")
    mailed.fill()
    with mailed.delivering() as deliver:
        assert deliver() == 5  # the mails
        tried = [one.attempts for one in mailed.notices() if one.channel != "mail"]
        assert sorted(tried) == [0, 0, 0, 0, 1]
        receiver.answer = 200
        mailed.now += timedelta(minutes=1)
        assert deliver() == 5
    assert mailed.rows("SELECT channel FROM notices.away") == []


def test_the_addresses_of_chats_stand_nowhere(
    world: World, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    world.chats = (hook(receiver),)
    world.open()
    world.review()
    world.tell()
    kept = str(world.rows("SELECT * FROM notices.outbox"))
    assert "secret-of-the-hook" not in kept
    assert "secret-of-the-hook" not in "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("adapters")
    )
    assert "secret-of-the-hook" not in repr(world.settings)


def test_what_waits_for_an_address_that_was_taken_out_is_dropped(world: World, receiver: Receiver) -> None:
    world.chats = (hook(receiver),)
    world.open(staff=())
    world.review()
    world.fill()
    world.chats = ()
    world.deliver()
    assert {one.state for one in world.notices() if one.channel != "log"} == {NoticeState.DROPPED}
    assert posted(receiver) == []

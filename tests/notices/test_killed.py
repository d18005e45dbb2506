"""The process that delivers is killed between sending and recording: seen, sent again once, and said."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from bootstrap.settings import child_environment
from tests.notices.post_office import PostOffice
from tests.notices.world import KEY, World
from vocabulary.notices import NoticeState

ROOT = Path(__file__).resolve().parents[2]


def notifier(world: World) -> subprocess.Popen[bytes]:
    """`perennial notifier`, as it runs in production."""
    environment = child_environment(
        {
            "PERENNIAL_DATABASE_URL": world.url,
            "PERENNIAL_HOME": str(world.home),
            "PERENNIAL_MAIL_URL": str(world.mail_url),
            "PERENNIAL_MAIL_FROM": "Perennial <perennial@example.org>",
            "PERENNIAL_LINK_KEY": KEY,
            "TEMPORAL_CONFIG_FILE": "/dev/null",
        }
    )
    return subprocess.Popen([sys.executable, "-m", "cli", "notifier"], cwd=ROOT, env=environment)


@pytest.mark.slow
def test_killed_between_sending_and_recording_it_sends_one_mail_again_and_says_that_it_did(
    world: World, post: PostOffice
) -> None:
    world.mail_url = post.url
    world.now = _present()
    world.open()
    for number in range(10):
        world.ask(f"x.{number}")
    everything = threading.Event()
    running = notifier(world)

    def kill_on_the_fourth(mail: EmailMessage) -> None:
        # The server has the mail, and nobody was told so yet.
        if len(post.mails) == 4:
            os.kill(running.pid, signal.SIGKILL)
            running.wait(10)
        if len({str(mail["Message-ID"]) for mail in post.mails}) == 10:
            everything.set()

    post.on_mail = kill_on_the_fourth
    assert running.wait(60) == -signal.SIGKILL
    in_hand = world.notices(NoticeState.SENDING)
    assert len(in_hand) == 1
    assert not any(one.perhaps_twice for one in world.notices())

    running = notifier(world)
    try:
        assert everything.wait(60)
    finally:
        running.terminate()
        assert running.wait(30) == 0

    assert {one.state for one in world.notices()} == {NoticeState.SENT}
    assert [one.key for one in world.notices() if one.perhaps_twice] == [in_hand[0].key]
    ids = [str(mail["Message-ID"]) for mail in post.mails]
    twice = [one for one in set(ids) if ids.count(one) > 1]
    assert (len(ids), twice) == (11, [ids[3]])


@pytest.mark.slow
def test_the_process_tells_at_once_and_ends_when_it_is_asked_to(world: World, post: PostOffice) -> None:
    world.mail_url = post.url
    world.now = _present()
    world.open()
    arrived = threading.Event()
    post.on_mail = lambda mail: arrived.set()
    running = notifier(world)
    try:
        world.ask()
        assert arrived.wait(60)
    finally:
        running.terminate()
        assert running.wait(30) == 0
    assert [one.state for one in world.notices()] == [NoticeState.SENT]


def _present() -> datetime:
    return datetime.now(UTC)

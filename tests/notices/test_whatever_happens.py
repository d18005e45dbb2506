"""Whatever goes wrong, and in whatever order: everybody is told, and nobody twice without its being said."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest

from adapters.notices.channel import Away, Failed, Send
from adapters.notices.delivery import Delivery
from adapters.notices.letter import Letter
from adapters.notices.notice import MAIL
from bootstrap.notices import letters_of
from tests.notices.world import World
from vocabulary.notices import NoticeState

QUESTIONS = 12


class Killed(BaseException):
    """The process is gone."""


class Unreliable:
    """A channel that takes a letter, or does not, or takes it while the sender dies or the line breaks."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.reliable = False
        self.taken: Counter[str] = Counter()

    @contextmanager
    def open(self) -> Iterator[Send]:
        if not self.reliable and self.chance.random() < 0.2:
            raise Away("nobody answers")
        yield self.send

    def send(self, letter: Letter) -> None:
        lot = 1.0 if self.reliable else self.chance.random()
        if lot < 0.1:
            raise Killed
        if lot < 0.2:
            raise Failed("not now")
        if lot < 0.25:
            raise Away("the line broke before it was taken")
        self.taken[letter.key] += 1
        if lot < 0.35:
            raise Killed
        if lot < 0.45:
            raise Away("the line broke after it was taken", perhaps=True)


@pytest.mark.parametrize("seed", range(8))
def test_everybody_is_told_and_nobody_twice_without_its_being_said(world: World, seed: int) -> None:
    chance = random.Random(seed)
    channel = Unreliable(chance)
    world.mail_url = "smtp://127.0.0.1:1"  # never asked: the channel stands in for it
    world.open()
    for number in range(QUESTIONS):
        world.ask(f"x.{number}")
    world.fill()

    for round_ in range(200):
        channel.reliable = round_ > 100
        delivery = Delivery({MAIL: channel}, letters_of(world.settings, world.clock), world.clock, chance=chance.random)
        try:
            with psycopg.connect(world.url, autocommit=True) as connection:
                assert delivery.take_post(connection)
                for _ in range(chance.randint(1, 3)):
                    delivery.deliver(connection)
                    world.now += timedelta(minutes=chance.randint(0, 5))
        except Killed:
            pass
        if not world.notices(NoticeState.PENDING) and not world.notices(NoticeState.SENDING):
            break

    told = world.notices()
    assert {one.state for one in told} == {NoticeState.SENT}
    assert set(channel.taken) == {one.key for one in told}
    assert {key for key, times in channel.taken.items() if times > 1} <= {one.key for one in told if one.perhaps_twice}
    assert {one.key for one in told if one.perhaps_twice} != set()

"""Signs of life as people tell of them: who came, who asked and who answered, what was written, who taught whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count, cycle
from random import Random
from typing import Any, Final

from simulation.cast import Invented
from simulation.circle import Circle
from simulation.heard import Signs
from simulation.hours import at_work
from simulation.rehearsal import Rehearsal
from simulation.signs import Moments
from vocabulary.people import Actor, Role
from vocabulary.signs import ProductKind, ProductState, SignKind, SignOfLife
from vocabulary.stages import LIVING, Stage

WORDS: Final = {
    SignKind.MEETING: "Meeting on <topic>",
    SignKind.EVENT: "Open day on <topic>",
    SignKind.POST: "News from <topic>",
    SignKind.QUESTION: "Who has done this before in <topic>?",
    SignKind.ANSWER: "We have, and this is how",
    SignKind.PRODUCT: "Guideline on <topic>",
    SignKind.MENTORING: "An hour of practice in <topic>",
    SignKind.ADVICE: "Advice to the strategy team on <topic>",
    SignKind.MEMBERSHIP: "Somebody joined <topic>",
}
"""Where the scenario has none."""
TELLS_IN: Final = LIVING | {Stage.SUNSET}


class SignsTold:
    """One rhythm of one community, each sign a fact when its day comes."""

    def __init__(
        self,
        there: Rehearsal,
        community: Invented,
        circle: Circle,
        signs: Signs,
        moments: Moments,
        name: str,
        story_ends: datetime,
    ) -> None:
        self._there = there
        self._community = community
        self._circle = circle
        self._signs = signs
        self._moments = moments
        self._name = name
        self._chance = Random(f"{community.seed}/{name}")  # noqa: S311  no secret hangs on it
        self._words = cycle([community.about(words) for words in signs.what or (WORDS[signs.kind],)])
        self._numbers = count(1)
        self._entered = there.now
        self._ends = signs.until.after(there.now) if signs.until else story_ends

    def go_on(self) -> None:
        """Arranges the next."""
        moment = self._moments.next
        if moment is not None:
            self._moments.latest_until(moment)
            self._there.arrange(at_work(moment, self._chance), self._tell)

    def _tell(self) -> None:
        stage = self._there.community(self._community.id).stage
        if stage is Stage.CLOSED:
            return
        if stage in TELLS_IN:
            self._record(self._sign())
        self.go_on()

    def _record(self, sign: SignOfLife) -> None:
        self._there.tell(self._community.id, sign, Actor(person=self._circle.lead, role=Role.LEAD))

    def _sign(self) -> SignOfLife:
        kind, chance, circle, more = self._signs.kind, self._chance, self._circle, dict[str, Any]()
        people: Sequence[str] = (chance.choice(circle.everybody),)
        if kind in (SignKind.MEETING, SignKind.EVENT):
            number = self._attendance()
            people = circle.present(number or max(1, len(circle.everybody) // 2), chance)
            more["attendance"] = number
        elif kind is SignKind.PRODUCT:
            people = (chance.choice(circle.core),)
            more |= {"product": self._signs.product or ProductKind.GUIDELINE, "state": ProductState.DRAFT}
        elif kind is SignKind.MENTORING:
            senior, junior = chance.choice(circle.core), chance.choice(circle.others)
            people, more = (), {"senior": senior, "junior": junior}
        sign = self._named(kind, next(self._words), people, more)
        self._follow_up(sign)
        return sign

    def _named(self, kind: SignKind, what: str, people: Sequence[str], more: dict[str, Any]) -> SignOfLife:
        source = f"{self._name}-{next(self._numbers)}"
        return SignOfLife(
            source_id=source, kind=kind, what=what, happened_at=self._there.now, people=tuple(people), **more
        )

    def _attendance(self) -> int | None:
        """Between how many came at first and how many at last, by the time that has passed."""
        if not self._signs.attendance:
            return None
        first, final = self._signs.attendance[0], self._signs.attendance[-1]
        passed = (self._there.now - self._entered) / (self._ends - self._entered)
        usual = first + (final - first) * min(1.0, passed)
        return max(1, min(round(usual * self._chance.uniform(0.85, 1.15)), len(self._circle.everybody)))

    def _follow_up(self, sign: SignOfLife) -> None:
        """A draft may be accepted, a question may be answered."""
        chance = self._chance
        if sign.kind is SignKind.PRODUCT and chance.random() < self._signs.accepted:
            more: dict[str, Any] = {"product": sign.product, "state": ProductState.ACCEPTED}
            self._later(chance.uniform(14, 60), SignKind.PRODUCT, sign.what, sign.people, more)
        elif sign.kind is SignKind.QUESTION and chance.random() < self._signs.answered:
            by, more = (chance.choice(self._circle.core),), {"answers": sign.source_id}
            self._later(chance.uniform(1, 6), SignKind.ANSWER, WORDS[SignKind.ANSWER], by, more)

    def _later(self, days: float, kind: SignKind, what: str, people: Sequence[str], more: dict[str, Any]) -> None:
        def tell() -> None:
            if self._there.community(self._community.id).stage in TELLS_IN:
                self._record(self._named(kind, what, people, more))

        self._there.arrange(at_work(self._there.now + timedelta(days=days), self._chance), tell)

"""Lives lived once more under a policy: people do what they did, and answer nothing that they were never asked."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.commands.importing import Entry, ExistingCommunity, bring_in
from policies.document import Checklist, ChecklistLine, LifecycleRules
from simulation.backtest.course import Chronicle, Course
from simulation.backtest.life import Fate, Life
from simulation.rehearsal import Rehearsal
from simulation.signs import SignsToCome
from vocabulary.people import Actor, Role
from vocabulary.signs import SignKind
from vocabulary.span import Span

REGISTRAR: Final = Actor(person="registrar", role=Role.KM)
MEMBERS: Final = Actor(person="members", role=Role.MEMBER)
NEVER: Final = Span("100 years")


def live(rules: LifecycleRules, lives: Sequence[Life], tell: Callable[[], None] = lambda: None) -> tuple[Course, ...]:
    """Lets every life pass from its beginning to its end; `tell` hears of each that is over.

    Each is brought in on the day since which it is known, shows the signs that it showed, and ends when it ended.
    Nobody answers a question, so that what is seen is what the rules do alone. A sunset by consent is announced, and
    the life goes on to its real end all the same.
    """
    if not lives:
        return ()
    chronicle = Chronicle(lives)
    rehearsal = Rehearsal(silence_alone(rules), min(life.since for life in lives), listen=chronicle.hear)
    for life in lives:
        rehearsal.arrange(life.since, partial(_begin, rehearsal, rules.name, life))
        rehearsal.arrange(life.until, partial(_end, rehearsal, rules.name, life, tell))
    rehearsal.pass_time(max(life.until for life in lives))
    return chronicle.courses


def silence_alone(rules: LifecycleRules) -> LifecycleRules:
    """The same rules where only silence is ever noticed, and where no end comes before the real one.

    Annual reviews are out of reach: each would begin the count anew, and one that nobody answers would end it. A
    sunset always has something left to do, since nobody does it.
    """
    review = rules.annual_review.model_copy(update={"every": NEVER, "opens_before": Span("0 days")})
    sunset = rules.sunset.model_copy(update={"checklist": _never_done(rules.sunset.checklist)})
    changed = rules.model_copy(update={"annual_review": review, "sunset": sunset})
    return LifecycleRules.model_validate_json(changed.canonical())


def _never_done(checklist: Checklist) -> Checklist:
    if checklist.items:
        return checklist
    line = ChecklistLine(item="real_end", title="Wait for the real end", by=Role.KM)
    return checklist.model_copy(update={"items": (line,)})


def _begin(rehearsal: Rehearsal, policy: str, life: Life) -> None:
    alive = life.community.model_copy(update={"ended": None, "outcome": None})
    rehearsal.act(life.id, partial(_entered, existing=alive, policy=policy), REGISTRAR)
    rehearsal.show_signs(life.id, SignsToCome(life.signs, by=MEMBERS, kind=SignKind.PRODUCT, what="worked on it"))


def _end(rehearsal: Rehearsal, policy: str, life: Life, tell: Callable[[], None]) -> None:
    if life.fate is not Fate.LIVING:
        rehearsal.act(life.id, partial(_entered, existing=life.community, policy=policy), REGISTRAR)
    tell()


def _entered(app: Perennial, command: Command, *, existing: ExistingCommunity, policy: str) -> Entry:
    return bring_in(app, existing, policy, command)

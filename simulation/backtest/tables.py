"""A backtest as tables of words, for a terminal or a page alike."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from simulation.backtest.figures import Share, Spread
from simulation.backtest.finding import Finding, Score, Tier
from simulation.backtest.life import Fate
from simulation.backtest.tuning import Lived
from vocabulary.ids import CommunityId
from vocabulary.people import Role

NOTHING: Final = "-"


class Sheet(NamedTuple):
    """A table: its title, its columns, and cells of one or two lines."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def found(lives: Sequence[Lived], title: str) -> Sheet:
    """Whom each tier caught, in time or in vain."""
    rows = [(label, *_score(score)) for label, score in _labelled(lives)]
    columns = ("Asked", "Caught", "False alarms", "Right when asked", "Months ahead", "Stood", "Living")
    return Sheet(title, columns, rows)


def cost(lives: Sequence[Lived], title: str) -> Sheet:
    """What it asks of people, and what consent by silence would have ended."""
    findings = [(lived.variant.name, lived.finding) for lived in lives]
    roles = [role for role in Role if any(role in finding.asked for _, finding in findings)]
    heads = ("KM" if role is Role.KM else role.value.capitalize() for role in roles)
    columns = ("Lead, then Management", *heads, "Heard again", "Would have ended")
    rows = [
        (name, *(_a_year(finding, role) for role in roles), _heard_again(finding), _would_have_ended(finding))
        for name, finding in findings
    ]
    return Sheet(title, columns, rows)


def names(lives: Sequence[Lived], title: str) -> Sheet:
    """Who was not caught, and who was disturbed, by id."""
    columns = ("Asked", "Retired, and never asked about", "Graduated, and asked about")
    rows = [(label, _listed(score.missed), _listed(score.false_alarms)) for label, score in _labelled(lives)]
    return Sheet(title, columns, rows)


def share(value: Share) -> str:
    """`22 of 40`, and on a second line what such a count may well have come from."""
    if value.rate is None or value.interval is None:
        return NOTHING
    low, high = value.interval
    return f"{value.count} of {value.of}\n{value.rate:.0%} ({100 * low:.0f} to {high:.0%})"


def asked_by(lives: Sequence[Lived], tier: Tier) -> Iterator[tuple[str, str, Lived]]:
    """Who asks at a tier: its policy, when it asks, and what became of it; what asks alike is there once.

    At the second tier the first is named too where it makes the difference.
    """
    whole = [(lived, *_thresholds(lived, tier)) for lived in lives]
    shared = Counter((lived.variant.rules.name, own) for lived, own, _ in whole)
    given: set[tuple[str, str]] = set()
    for lived, own, other in whole:
        policy = lived.variant.rules.name
        alike = shared[policy, own] > 1
        if alike and tier is Tier.SHOULD and (policy, own) in given:
            continue
        given.add((policy, own))
        yield policy, f"{own} (lead: {other})" if alike and tier is Tier.MUST else own, lived


def _thresholds(lived: Lived, tier: Tier) -> tuple[str, str]:
    """The tier's own, and the other's."""
    silence = lived.variant.rules.silence
    should, must = str(silence.should_after), str(silence.must_after)
    return (should, must) if tier is Tier.SHOULD else (must, should)


def _labelled(lives: Sequence[Lived]) -> Iterator[tuple[str, Score]]:
    for tier, whom in ((Tier.SHOULD, "lead"), (Tier.MUST, "Management")):
        for policy, when, lived in asked_by(lives, tier):
            yield f"{policy}: {whom} after {when}", lived.finding.score(tier)


def _score(score: Score) -> tuple[str, ...]:
    return (
        share(score.recall),
        share(score.disturbed),
        share(score.precision),
        _spread(score.ahead),
        f"{len(score.stood)}\n{_spread(score.ahead_stood)}",
        f"{len(score.living_asked)} of {score.living}" if score.living else NOTHING,
    )


def _spread(spread: Spread | None) -> str:
    return f"{spread.median:.1f} ({spread.lower:.1f} to {spread.upper:.1f})" if spread else NOTHING


def _a_year(finding: Finding, role: Role) -> str:
    rate = finding.a_year(role)
    return NOTHING if rate is None else f"{rate:.2f}"


def _heard_again(finding: Finding) -> str:
    should, must = finding.should, finding.must
    return f"{should.heard_again} of {should.questions}\n{must.heard_again} of {must.questions}"


def _would_have_ended(finding: Finding) -> str:
    return ", ".join(f"{len(finding.would_have_ended[fate])} {fate.value}" for fate in Fate)


def _listed(communities: Iterable[CommunityId]) -> str:
    return ", ".join(communities) or NOTHING

"""What votes amount to: as they stand, and whatever those who have not voted may still do."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from vocabulary.ballot.procedure import Rule
from vocabulary.ballot.terms import Ballot
from vocabulary.ballot.votes import Tally
from vocabulary.tasks import Choice


class Ending(StrEnum):
    """How a ballot ended."""

    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    FAILED_QUORUM = "failed_quorum"
    OBJECTION = "objection"
    SILENCE = "silence"
    STOPPED = "stopped"


class Verdict(NamedTuple):
    """How it ends, and what that means; no choice means that it does not end."""

    ending: Ending
    choice: Choice | None


def count(ballot: Ballot, choices: Iterable[Choice | None], *, closed: bool) -> Tally:
    """Counts the last choice of each person."""
    found = Counter(choices)
    blanks = found.pop(None, 0)
    counts = {choice: found[choice] for choice in ballot.choices if choice in found}
    cast = sum(counts.values())
    everybody = cast if closed or ballot.of is None else max(cast, ballot.of - blanks)
    return Tally(counts, blanks, ballot.of, _needed(ballot, everybody))


def _needed(ballot: Ballot, cast: int) -> int:
    least = 2 if ballot.seconded else 1
    match ballot.rule:
        case Rule.AT_LEAST:
            return max(least, ballot.approvals or 0)
        case Rule.MAJORITY:
            return max(least, cast // 2 + 1)
        case Rule.TWO_THIRDS:
            return max(least, math.ceil(2 * cast / 3))
        case Rule.UNANIMOUS:
            return max(least, ballot.of or 0)
        case Rule.LAZY_CONSENSUS:
            return 2 if ballot.seconded else 0


def as_it_stands(ballot: Ballot, tally: Tally) -> Verdict:
    """How the ballot ends if nobody else votes."""
    if ballot.quorum and tally.voted < ballot.quorum:
        return _means(ballot, Ending.FAILED_QUORUM)
    if ballot.silence and not tally.cast:
        return _means(ballot, Ending.SILENCE)
    for choice in ballot.choices:
        if _carries(ballot, choice, tally.counts, more=0):
            return Verdict(Ending.CARRIED, choice)
    if ballot.rule is Rule.LAZY_CONSENSUS and tally.cast > tally.counts.get(ballot.yes, 0):
        return _means(ballot, Ending.OBJECTION)
    return _means(ballot, Ending.NOT_CARRIED)


def before_closing(ballot: Ballot, tally: Tally) -> Verdict | None:
    """How the ballot ends already: because it has what it needs, or because no vote to come can change it."""
    if ballot.rule is Rule.LAZY_CONSENSUS:
        return None
    stands = as_it_stands(ballot, tally)
    if ballot.rule is Rule.AT_LEAST and stands.ending is Ending.CARRIED:
        return stands
    if ballot.of is None or stands.choice is None:
        return None
    return stands if _still_possible(ballot, tally) == {stands.choice} else None


def _still_possible(ballot: Ballot, tally: Tally) -> set[Choice | None]:
    """Every outcome that the people who have not voted can bring about, by voting or by staying away."""
    possible = {as_it_stands(ballot, tally).choice}
    possible |= {choice for choice in ballot.choices if _carries(ballot, choice, tally.counts, more=tally.missing)}
    if _may_fail(ballot, tally):
        possible.add(_means(ballot, Ending.NOT_CARRIED).choice)
    return possible


def _carries(ballot: Ballot, choice: Choice, counts: Mapping[Choice, int], *, more: int) -> bool:
    """Whether `choice` is carried if `more` people are for it; where that is not enough, nothing is."""
    votes = counts.get(choice, 0) + more
    rival = max((others for other, others in counts.items() if other is not choice), default=0)
    if votes < _needed(ballot, sum(counts.values()) + more):
        return False
    if ballot.rule is Rule.LAZY_CONSENSUS:
        return choice is ballot.yes and not rival
    return votes > rival


def _may_fail(ballot: Ballot, tally: Tally) -> bool:
    """Whether votes to come may leave it at nothing carried, with the quorum met.

    It is enough to look at the strongest choice when everybody still to come turns against it. If they would be so
    many as to carry another one, fewer of them do, and the rest are blank: at the first vote that takes the
    strongest choice below what it needs, no other is stronger than it.
    """
    if ballot.silence and not tally.cast:  # one vote that is not blank is enough, or every choice is within reach
        return tally.missing > 0
    first, second = sorted((0, 0, *tally.counts.values()), reverse=True)[:2]
    against = tally.missing if len(ballot.choices) > 1 else 0
    if first < _needed(ballot, tally.cast + against):
        return True
    return ballot.rule is Rule.AT_LEAST and second + against >= first


def _means(ballot: Ballot, ending: Ending) -> Verdict:
    match ending:
        case Ending.SILENCE:
            choice = ballot.silence
        case Ending.FAILED_QUORUM:  # that is known at closing only
            choice = (ballot.failed_quorum or ballot.not_carried) if ballot.closes else None
        case Ending.OBJECTION:
            choice = ballot.on_objection or ballot.not_carried
        case _:
            choice = ballot.not_carried
    return Verdict(ending, choice)

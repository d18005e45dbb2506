"""What a ballot has come to, in a sentence."""

from collections.abc import Iterator
from datetime import datetime

from vocabulary.ballot.counting import Ending, Verdict
from vocabulary.ballot.procedure import Rule
from vocabulary.ballot.terms import Ballot
from vocabulary.ballot.votes import Stop, Tally


def while_open(ballot: Ballot, tally: Tally, now: datetime) -> str:
    """How the votes stand, and what is waited for."""
    if now < ballot.opens:
        return f"it opens on {day(ballot.opens)}"
    return "; ".join([_votes(tally), *_waits_for(ballot, tally, now)])


def when_settled(ballot: Ballot, verdict: Verdict, tally: Tally) -> str:
    """How it ended, and why."""
    ending, choice = verdict
    if choice is None:
        msg = "what is settled has an outcome"
        raise ValueError(msg)
    if ending is Ending.CARRIED:
        if ballot.rule is Rule.LAZY_CONSENSUS:
            return f"{choice.value} is carried: nobody objected"
        votes = "vote" if tally.cast == 1 else "votes"
        body = f" (body of {tally.of})" if tally.of else ""
        return f"{choice.value} is carried by {tally.counts[choice]} of {tally.cast} {votes}{body}"
    return f"{_found(ballot, ending, tally)}; that means {choice.value}"


def while_stoppable(why: str, until: datetime) -> str:
    return f"{why}; it may be stopped until {day(until)}"


def when_stopped(why: str, stop: Stop) -> str:
    return f"{why}; {stop.person} stopped it on {day(stop.at)}: {stop.reason}"


def day(moment: datetime) -> str:
    """A moment as people write it, in UTC."""
    return f"{moment:%-d %B %Y %H:%M}"


def _votes(tally: Tally) -> str:
    """For example `3 of 5 are for approve, 1 for reject, 1 blank`."""
    if not tally.voted:
        return "nobody has voted yet"
    of = f" of {tally.of}" if tally.of else ""
    parts = [f"{number} for {choice.value}" for choice, number in tally.counts.items()]
    if not parts:
        return f"{tally.blanks}{of} {_be(tally.blanks)} blank"
    first = next(iter(tally.counts.values()))
    parts[0] = parts[0].replace(" for", f"{of} {_be(first)} for", 1)
    return ", ".join([*parts, f"{tally.blanks} blank"] if tally.blanks else parts)


def _waits_for(ballot: Ballot, tally: Tally, now: datetime) -> Iterator[str]:
    lacking = tally.needed - tally.strongest
    closing = f"on {day(ballot.closes)}" if ballot.closes else ""
    if ballot.quorum and tally.voted < ballot.quorum:
        more = ballot.quorum - tally.voted
        yield f"{more} more {_have(more)} to vote for the quorum of {ballot.quorum}"
    if ballot.rule is Rule.LAZY_CONSENSUS:
        objected = tally.cast > tally.counts.get(ballot.yes, 0)
        yield f"that is an objection; it closes {closing}" if objected else f"carried {closing} unless somebody objects"
    elif ballot.of is None and ballot.rule is not Rule.AT_LEAST:
        yield f"it is counted {closing}"
    elif lacking > 0:
        yield f"{lacking} {'more' if tally.strongest else 'for one choice'} {_be(lacking)} needed"
    elif ballot.not_before and now < ballot.not_before:
        yield f"it stays open until {day(ballot.not_before)}"
    elif list(tally.counts.values()).count(tally.strongest) > 1:
        yield "none is ahead"


def _found(ballot: Ballot, ending: Ending, tally: Tally) -> str:
    match ending:
        case Ending.FAILED_QUORUM:
            return f"the quorum of {ballot.quorum} was not met: {tally.voted} voted"
        case Ending.OBJECTION:
            return f"there was an objection: {_votes(tally)}"
        case Ending.SILENCE:
            return "everybody who voted was blank" if tally.voted else "nobody answered"
        case _:
            return f"nothing is carried: {_votes(tally) if tally.voted else 'nobody voted'}, {_short(tally)}"


def _short(tally: Tally) -> str:
    were = "was" if tally.needed == 1 else "were"
    return f"and {tally.needed} {were} needed" if tally.strongest < tally.needed else "and none is ahead"


def _be(number: int) -> str:
    return "is" if number == 1 else "are"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"

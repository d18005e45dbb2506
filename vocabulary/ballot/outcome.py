"""How a ballot ends: its votes are told over in the order of their time, up to the first moment that settles it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from vocabulary.ballot import wording
from vocabulary.ballot.counting import Ending, Verdict, as_it_stands, before_closing, count
from vocabulary.ballot.terms import Ballot
from vocabulary.ballot.votes import Stop, Tally, Vote
from vocabulary.people import PersonId
from vocabulary.refusals import ChoiceNotOffered
from vocabulary.tasks import Choice


class Result(NamedTuple):
    """What a ballot has come to at one moment."""

    choice: Choice | None
    """The outcome; None while it is open, and while what was carried may still be stopped. Once given it stays."""
    ending: Ending | None
    """How it came about; None as long as `choice` is."""
    settled_at: datetime | None
    """Since when the outcome holds; None as long as `choice` is."""
    pending: Choice | None
    """What was carried and takes effect at `settles_at`, unless it is stopped before."""
    settles_at: datetime | None
    """The next moment that changes this result if nobody does anything; None if only a person can."""
    tally: Tally
    """The votes that counted: none that came after it was settled."""
    why: str
    """One sentence for people."""


class _Settled(NamedTuple):
    at: datetime
    verdict: Verdict
    tally: Tally


def result(ballot: Ballot, votes: Iterable[Vote], now: datetime, stop: Stop | None = None) -> Result:
    """The result as of `now`, an aware moment; votes and a stop after `now` are not known yet.

    Votes count from the opening until just before the closing. Of one person's votes the latest counts, and of those
    at the same moment the one that is given last. A stop counts from the moment it was carried until just before
    it takes effect. Raises `ChoiceNotOffered` when a vote is for something that the question does not offer.
    """
    counted = _that_count(ballot, votes, now)
    settled, tally = _first_settled(ballot, counted, now)
    if settled is None:
        at = _next_look(ballot, tally, now)
        return Result(None, None, None, None, at, tally, wording.while_open(ballot, tally, now))
    return _in_effect(ballot, settled, now, stop)


def _that_count(ballot: Ballot, votes: Iterable[Vote], now: datetime) -> list[Vote]:
    counted = [
        vote for vote in votes if ballot.opens <= vote.at <= now and (not ballot.closes or vote.at < ballot.closes)
    ]
    for vote in counted:
        if vote.choice is not None and vote.choice not in ballot.choices:
            offered = " or ".join(choice.value for choice in ballot.choices)
            raise ChoiceNotOffered(f"{vote.person} can't vote {vote.choice.value!r}; choose {offered}")
    return counted


def _first_settled(ballot: Ballot, votes: list[Vote], now: datetime) -> tuple[_Settled | None, Tally]:
    """The first moment until `now` that settles the ballot, and the votes as counted there or at `now`."""
    standing: dict[PersonId, Choice | None] = {}
    tally = count(ballot, (), closed=False)
    for moment, new in _moments(ballot, votes, now):
        standing.update((vote.person, vote.choice) for vote in new)
        tally = count(ballot, standing.values(), closed=_is_closed(ballot, moment))
        verdict = _verdict(ballot, tally, moment)
        if verdict is not None:
            return _Settled(moment, verdict, tally), tally
    return None, tally


def _moments(ballot: Ballot, votes: list[Vote], now: datetime) -> Iterator[tuple[datetime, list[Vote]]]:
    """Every moment until `now` at which something may settle it, with the votes of that moment."""
    agenda: dict[datetime, list[Vote]] = {date: [] for date in _dates(ballot) if date <= now}
    for vote in votes:
        agenda.setdefault(vote.at, []).append(vote)
    yield from sorted(agenda.items(), key=lambda entry: entry[0])


def _dates(ballot: Ballot) -> Iterator[datetime]:
    yield ballot.opens
    if ballot.not_before:
        yield ballot.not_before
    if ballot.closes:
        yield ballot.closes


def _is_closed(ballot: Ballot, moment: datetime) -> bool:
    return ballot.closes is not None and ballot.closes <= moment


def _verdict(ballot: Ballot, tally: Tally, moment: datetime) -> Verdict | None:
    if _is_closed(ballot, moment):
        return as_it_stands(ballot, tally)
    if moment < (ballot.not_before or ballot.opens):
        return None
    return before_closing(ballot, tally)


def _next_look(ballot: Ballot, tally: Tally, now: datetime) -> datetime | None:
    """The first date of the ballot that settles it if nobody else votes."""
    ahead = sorted(date for date in _dates(ballot) if date > now)
    return next((date for date in ahead if _verdict(ballot, tally, date)), None)


def _in_effect(ballot: Ballot, settled: _Settled, now: datetime, stop: Stop | None) -> Result:
    at, verdict, tally = settled
    ending, choice = verdict
    why = wording.when_settled(ballot, verdict, tally)
    if ending not in {Ending.CARRIED, Ending.SILENCE}:
        return Result(choice, ending, at, None, None, tally, why)
    effect = at + ballot.stop_window
    if stop and at <= stop.at < effect and stop.at <= now:
        return Result(ballot.on_stop, Ending.STOPPED, stop.at, None, None, tally, wording.when_stopped(why, stop))
    if now < effect:
        return Result(None, None, None, choice, effect, tally, wording.while_stoppable(why, effect))
    return Result(choice, ending, effect, None, None, tally, why)

"""Ballots: `task abstain`, `task stop`, and how the votes stand."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from cli.options import For, Home, Json, Key, Task, command, speaker
from cli.session import application
from cli.shown import clock, plain, say, show_json
from vocabulary.ids import TaskId
from vocabulary.people import Actor

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from vocabulary.ballot import Result, Vote

By = Annotated[str, typer.Option("--as", metavar="ROLE:PERSON", help="Who votes, for example board:bea.")]


class Polled(NamedTuple):
    """A question that several people decide, and how their votes stand."""

    result: "Result"
    votes: "tuple[Vote, ...]"
    is_open: bool

    @property
    def goes_on(self) -> bool:
        """Whether it still waits, for votes or for the time in which it may be stopped."""
        return self.is_open and self.result.choice is None

    @property
    def carried(self) -> bool:
        """Whether it only waits for somebody to stop it."""
        return self.goes_on and self.result.pending is not None

    def facts(self) -> Iterator[tuple[str, str]]:
        """What a reader is shown of it."""
        votes = ((vote.person, vote.choice.value if vote.choice else "blank") for vote in self.votes)
        yield "Votes", ", ".join(f"{person}: {choice}" for person, choice in votes)
        yield "Tally", self.result.why
        if self.goes_on and self.result.settles_at:
            yield "Settles", f"{clock(self.result.settles_at)} UTC, unless somebody acts before"

    def as_json(self) -> dict[str, Any]:
        tally = self.result.tally
        return {
            "open": self.goes_on,
            "why": self.result.why,
            "carried": self.result.pending,
            "settles_at": self.result.settles_at if self.is_open else None,
            "counts": {choice.value: number for choice, number in tally.counts.items()},
            "blanks": tally.blanks,
            "of": tally.of,
            "needed": tally.needed,
            "votes": [vote.model_dump() for vote in self.votes],
        }


def polled(app: "Perennial", task: TaskId, at: datetime) -> Polled | None:
    """How the ballot on a task stands; None where the first answer decides."""
    from aggregates.desk import Desk

    question = Desk(app, fresh=True).task(task)
    result = question.result(at)
    return Polled(result, question.votes, question.is_open) if result else None


def abstain(
    task: Task,
    by: By,
    reason: Annotated[str | None, typer.Option(help="Why, if you like.")] = None,
    whom: For = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Votes blank: it counts to the quorum and to nothing else."""
    from aggregates.commands.decisions import abstain as vote_blank

    said = command(speaker(by, None, whom), key)
    with application(home) as perennial:
        stage = vote_blank(perennial, task, said, reason=reason)
        ballot = polled(perennial, task, said.at)
    answer(task, stage, None, said.by, ballot, as_json=as_json)


def stop(
    task: Task,
    by: By,
    why: Annotated[str, typer.Option(help="Why, for the record.")],
    whom: For = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Stops what a ballot has carried, before it takes effect."""
    from aggregates.commands.decisions import stop as stop_task

    said = command(speaker(by, None, whom), key)
    with application(home) as perennial:
        stage = stop_task(perennial, task, said, reason=why)
        ballot = polled(perennial, task, said.at)
    if as_json:
        told = {"task": task, "community": task.partition(".")[0], "stage": stage}
        show_json(told | {"ballot": ballot.as_json() if ballot else None})
    elif ballot is not None:
        say(f"{task} is stopped by {said.by}: {ballot.result.why}.")


def answer(task: TaskId, stage: str, choice: str | None, by: Actor, ballot: Polled | None, *, as_json: bool) -> None:
    """Says what came of an answer or a vote; of a ballot that goes on also why, and until when."""
    community = task.partition(".")[0]
    if as_json:
        told = {"task": task, "choice": choice, "by": by.model_dump(), "community": community, "stage": stage}
        show_json(told | {"ballot": ballot.as_json() if ballot else None})
        return
    if ballot is None:
        say(f"{task}: {choice}, answered by {by}. {community} is in stage {plain(stage)}.")
        return
    say(f"{task}: {choice or 'a blank vote'}, voted by {by}.")
    if not ballot.goes_on:
        say(f"The ballot is over: {ballot.result.why}. {community} is in stage {plain(stage)}.")
        return
    until = ballot.result.settles_at
    say(f"The ballot goes on{f' until {clock(until)} UTC' if until else ''}: {ballot.result.why}.")

"""What makes a decision of many votes, and which ways of writing it contradict themselves."""

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from vocabulary.tasks import Choice

People = Annotated[int, Field(ge=1, le=10_000)]


class Rule(StrEnum):
    """How many votes carry a choice. Blanks are left out everywhere."""

    AT_LEAST = "at_least"
    """So many people for it, and more than for any other; carried as soon as they are."""
    MAJORITY = "majority"
    """More than half of the votes cast."""
    TWO_THIRDS = "two_thirds"
    """At least two thirds of the votes cast."""
    LAZY_CONSENSUS = "lazy_consensus"
    """The plain yes is carried at closing, if nobody voted for anything else."""
    UNANIMOUS = "unanimous"
    """Everybody in the body."""


class Procedure(NamedTuple):
    """What a ballot, with its dates, has in common with what a policy says of ballots, with spans."""

    rule: Rule
    approvals: int | None
    of: int | None
    quorum: int | None
    seconded: bool
    silence: Choice | None
    failed_quorum: Choice | None
    on_objection: Choice | None
    not_carried: Choice | None
    on_stop: Choice | None


def contradictions(
    procedure: Procedure, yes: Collection[Choice], *, closing: str | None, window: bool
) -> Iterator[str]:
    """Everything in a procedure that can't be meant, a sentence each that says what to do.

    `yes` are the choices that are the plain yes; `closing` is how the writer calls the closing time where there is
    none, and None where there is one; `window` says whether there is a stop window.
    """
    yield from _of_numbers(procedure)
    yield from _of_closing(procedure, closing)
    yield from _of_second(procedure, yes)
    yield from _of_exceptions(procedure, yes)
    if window and procedure.on_stop is None:
        yield "say what it means when somebody stops it (on_stop), or leave the stop window out"
    if procedure.on_stop and not window:
        yield "nothing can be stopped without a stop window; add stop_window, or leave on_stop out"


def _of_numbers(procedure: Procedure) -> Iterator[str]:
    rule, of, approvals, quorum = procedure.rule, procedure.of, procedure.approvals, procedure.quorum
    if rule is Rule.AT_LEAST and approvals is None:
        yield "say how many have to agree (approvals)"
    if rule is not Rule.AT_LEAST and approvals is not None:
        yield f"{said(rule)} counts no approvals; leave them out"
    if rule is Rule.UNANIMOUS and of is None:
        yield "unanimous needs the size of the body; say of how many"
    if of and approvals and approvals > of:
        yield f"{approvals} of {of} can't agree; ask for {of} at most"
    if of and quorum and quorum > of:
        yield f"a quorum of {quorum} can't be met by a body of {of}; ask for {of} at most"


def _of_closing(procedure: Procedure, closing: str | None) -> Iterator[str]:
    rule = procedure.rule
    if closing is None:
        if procedure.not_carried is None and (rule is not Rule.LAZY_CONSENSUS or procedure.seconded):
            yield "say what it means when it closes and nothing is carried (not_carried)"
        elif procedure.not_carried is None and procedure.on_objection is None:
            yield "say what an objection means (on_objection)"
        elif procedure.not_carried is None and procedure.quorum and procedure.failed_quorum is None:
            yield "say what it means when the quorum is not met (failed_quorum)"
        return
    if rule is Rule.LAZY_CONSENSUS:
        yield f"lazy consensus is reached by closing; say when that is ({closing})"
    elif rule in {Rule.MAJORITY, Rule.TWO_THIRDS} and procedure.of is None:
        yield f"{said(rule)} could never be settled; say of how many, or when it closes ({closing})"
    for name in ("silence", "failed_quorum"):
        if getattr(procedure, name):
            yield f"{name} is found at closing; say when that is ({closing}), or leave {name} out"
    if procedure.not_carried and procedure.of is None and rule is Rule.AT_LEAST:
        yield f"more can always agree; say of how many, or when it closes ({closing}), or leave not_carried out"


def _of_second(procedure: Procedure, yes: Collection[Choice]) -> Iterator[str]:
    if not procedure.seconded:
        return
    if procedure.of == 1:
        yield "nobody can second in a body of one; leave seconded out"
    if procedure.approvals == 1:
        yield "one approval is not seconded; ask for 2, or leave seconded out"
    if procedure.silence in yes:
        yield "silence seconds nothing; leave seconded out, or give silence another meaning"


def _of_exceptions(procedure: Procedure, yes: Collection[Choice]) -> Iterator[str]:
    lazy = procedure.rule is Rule.LAZY_CONSENSUS
    if procedure.failed_quorum and procedure.quorum is None:
        yield "no quorum can fail where none is asked for; add quorum, or leave failed_quorum out"
    if procedure.silence and procedure.quorum:
        yield "silence meets no quorum; leave one of them out"
    if procedure.on_objection and not lazy:
        yield "only lazy consensus knows objections; leave on_objection out"
    for name in ("silence", "failed_quorum", "on_objection"):
        choice = getattr(procedure, name)
        if choice and choice == procedure.not_carried:
            yield f"{name} is {choice.value}, as not_carried is; leave one of them out"
    for name in ("failed_quorum", "on_objection", "not_carried", "on_stop"):
        choice = getattr(procedure, name)
        if lazy and choice and choice in yes:
            yield f"{name} can't be {choice.value}: that is what nobody has to object to; choose another"


def said(rule: Rule) -> str:
    """The rule as people say it."""
    return rule.value.replace("_", " ")

"""How facts are told: who, for whom, why, and which words stand for which answer."""

from functools import singledispatch

from aggregates.event import Event
from vocabulary.people import Actor, Role
from vocabulary.tasks import Choice

_ROLES = {Role.LEAD: "the lead", Role.KM: "the KM team", Role.MANAGEMENT: "Management", Role.BOARD: "the board"}
ANSWERS = {
    Choice.APPROVE: "approve it",
    Choice.RETURN: "return it",
    Choice.REJECT: "reject it",
    Choice.RENEW: "renew it",
    Choice.PROBATION: "put it on probation",
    Choice.SUNSET: "sunset it",
    Choice.DONE: "it is done",
}


@singledispatch
def sentence(event: Event) -> str:
    """Says what happened, who did it, and why where a reason was given; every class of event has its own words."""
    msg = f"nobody wrote a sentence for {type(event).__name__}; add one to projections/sentences.py or its sibling"
    raise NotImplementedError(msg)


def who(event: Event) -> str:
    actor: Actor = event.provenance.actor
    return "Perennial" if actor.role is Role.SYSTEM else str(actor)


def role(role: Role) -> str:
    return _ROLES.get(role, role.value)


def why(reason: str | None) -> str:
    return f": {reason}" if reason else ""


def linked(title: str, url: str) -> str:
    """Something to read: its title and where it lies, once where nobody gave it a title."""
    return url if url.startswith(title) else f"{title} {url}"


def plain(name: str) -> str:
    return name.replace("_", " ")

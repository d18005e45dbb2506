"""Organisations whose policies have more than the standard one, with Gardeners alive in them since new year's day."""

from typing import Any

from aggregates.event import Event
from tests.aggregates.examples import day
from tests.aggregates.organisation import Organisation, catalog
from tests.policies.standings import changed
from vocabulary.people import Actor, Role
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.stages import Stage

MENTOR = Actor(person="mo", role=Role.MENTOR)


def manager(person: str) -> Actor:
    return Actor(person=person, role=Role.MANAGEMENT)


def quiet(**sections: Any) -> Organisation:
    """With nothing in the way: no silence for years, and a review every ten."""
    calm: dict[str, Any] = {
        "silence": {"should_after": "3 years", "must_after": "4 years"},
        "annual_review": {"every": "10 years"},
    }
    return alive(**calm | sections)


def alive(**sections: Any) -> Organisation:
    """The standard policy with sections written otherwise."""
    office = Organisation(changed(catalog("standard"), **sections))
    office.come_to(Stage.ACTIVE)
    return office


def told(office: Organisation, kind: type[Event]) -> list[Any]:
    """Every fact of one kind, in order."""
    return [fact for fact in office.ledger.log() if type(fact) is kind]


def sign_of(kind: SignKind, on: float) -> SignOfLife:
    return SignOfLife(source_id=f"{kind.value}-{on}", kind=kind, what="as it happened", happened_at=day(on))

"""How a community stands: stage, lead, policy, and what is settled about it."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from aggregates.community.affairs_events import ChangeDecided
from aggregates.community.events import (
    CommunityPlaced,
    CommunityProposed,
    PolicyAdopted,
    TermsRevised,
)
from aggregates.community.leading_events import LeadLeft, LeadNamed
from aggregates.event import Event
from projections.community_row import CommunityRow
from projections.differences.change import Change, day, or_none, since
from projections.differences.picture import Picture


class _Trait(NamedTuple):
    """One thing that is to be said of a community."""

    what: str
    label: str
    value: Callable[[CommunityRow], Any]
    facts: Collection[type[Event]] = ()
    """The last of them is what made it so."""


_TRAITS: Final = (
    _Trait("title", "Title", lambda row: row.title, (TermsRevised,)),
    _Trait("policy", "Policy", lambda row: row.policy, (PolicyAdopted,)),
    _Trait("level", "Level", lambda row: row.level, (CommunityPlaced, ChangeDecided)),
    _Trait("group", "Group", lambda row: row.calendar_group, (CommunityPlaced,)),
    _Trait("silence", "Silence", lambda row: row.silence and row.silence.value),
    _Trait("outcome", "Outcome", lambda row: row.outcome and row.outcome.value),
    _Trait("sponsor", "Sponsor", lambda row: row.sponsor),
)


def of_standing(before: Picture, after: Picture) -> Iterator[Change]:
    old, new = before.row, after.row
    if new is None:
        return
    if old is None or (old.stage, old.since) != (new.stage, new.since):
        yield _stage(old, new)
    if old is None or old.lead != new.lead:
        yield _lead(old, new, _last(after, (CommunityProposed, TermsRevised, LeadNamed, LeadLeft)))
    for trait in _TRAITS:
        was, value = old and trait.value(old), trait.value(new)
        if was != value and (old is not None or trait.what not in {"title", "level", "group"}):
            yield Change(trait.what, was, value, _said(trait, was, value, _last(after, trait.facts)))
    for what, label in (("exempt_until", "Exempt until"), ("last_sign_of_life", "Last sign of life")):
        was, at = getattr(old, what) if old is not None else None, getattr(new, what)
        if was != at:
            was_so = f", was {_day(was)}" if old is not None else ""
            yield Change(what, was, at, f"{label}: {_day(at)}{was_so}.")


def _stage(old: CommunityRow | None, new: CommunityRow) -> Change:
    stage, was = new.stage.value, old.stage.value if old is not None else None
    if was == stage and old is not None:
        sentence = f"Stage: {or_none(stage)} anew{since(new.since)}; it was so since {day(old.since)}."
    else:
        before = f", was {or_none(was)}" if was is not None else ""
        sentence = f"Stage: {or_none(stage)}{since(new.since)}{before}."
    return Change("stage", was, stage, sentence)


def _lead(old: CommunityRow | None, new: CommunityRow, on: datetime | None) -> Change:
    was = old.lead if old is not None else None
    before = f"The lead was {was}; " if was else "Nobody led it; " if old is not None else ""
    now = f"it is {new.lead}" if was else f"{new.lead} does" if old is not None else f"{new.lead} leads it"
    sentence = f"{before}{now if new.lead else 'nobody leads it'}{since(on)}."
    return Change("lead", was, new.lead, sentence)


def _said(trait: _Trait, was: Any, value: Any, on: datetime | None) -> str:
    before = f", was {or_none(was)}" if was is not None else ""
    return f"{trait.label}: {or_none(value)}{since(on)}{before}."


def _last(picture: Picture, kinds: Collection[type[Event]]) -> datetime | None:
    """When the last such fact became true."""
    topics = {kind.TOPIC for kind in kinds}
    return next((row.true_since for row in reversed(picture.history) if row.topic in topics), None)


def _day(moment: datetime | None) -> str:
    return day(moment) if moment is not None else "none"

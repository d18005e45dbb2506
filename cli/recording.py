"""Writes a scenario's history into the record: lived through in memory, then appended as a whole."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from aggregates.event import Event
from vocabulary.digits import some
from vocabulary.ids import CommunityId, community_stream, policy_stream
from vocabulary.refusals import CommunityAlreadyExists, Conflict, Forbidden, InPast, PolicyAlreadyPublished

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from policies.document import LifecycleRules
    from simulation.scenario import Scenario

Watch = Callable[[float], object]
SHOWN = 3
"""Ids that a refusal names."""


class Entered(NamedTuple):
    """What came into the record."""

    title: str
    policy: str
    begins: date
    ends: datetime
    facts: int
    signs: int
    communities: int
    launched: int
    alive: int
    ended: int
    """After they lived."""
    not_taken_up: int

    def __str__(self) -> str:
        parts = [f"{self.launched} launched, {self.alive} alive, {self.ended} ended"]
        if self.not_taken_up:
            parts.append(f"{self.not_taken_up} not taken up")
        return (
            f"{self.title}: {self.communities} proposed since {self.begins:%-d %b %Y} under {self.policy}; "
            f"{', '.join(parts)}. {some(self.facts, 'fact')}, {some(self.signs, 'sign')} of life among them."
        )


def moved(scenario: "Scenario", ending: date, now: datetime) -> tuple["Scenario", datetime]:
    """The scenario with its last day on `ending`, and the moment up to which it is history."""
    from simulation.cast import midnight
    from simulation.chronicle import ending_on

    over = midnight(ending) + timedelta(days=1)
    story = ending_on(scenario, midnight(ending))
    if midnight(story.begins) >= now:
        raise InPast(f"none of it has happened yet: with its last day on {ending} it begins on {story.begins}")
    return story, min(over, now)


def present_in(app: "Perennial", scenario: "Scenario") -> list[CommunityId]:
    """Which of its communities are in the record already."""
    ids = scenario.ids
    app.bring_up_to_date(list(map(community_stream, ids)))
    return [one for one in ids if app.recall(community_stream(one)) is not None]


def must_be_new(app: "Perennial", scenario: "Scenario") -> None:
    """Refuses where any of its communities is in the record already."""
    if found := present_in(app, scenario):
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        verb = "is" if len(found) == 1 else "are"
        raise CommunityAlreadyExists(
            f"{', '.join(found[:SHOWN])}{more} {verb} in the record already, and a history is recorded once; "
            "record it in another place with `--home DIR`, or give its communities other titles"
        )


def _must_be_nobodys_record(app: "Perennial") -> None:
    if app.roster.is_in_force:
        raise Forbidden(
            "the directory says who holds which role here, so this is the record of a real organisation, and decisions "
            "that nobody took don't belong into it; record an invented history in another place: `--home DIR`"
        )


def record(
    app: "Perennial",
    url: str,
    scenario: "Scenario",
    rules: "LifecycleRules",
    until: datetime,
    *,
    living: Watch = lambda _: None,
    writing: Watch = lambda _: None,
) -> Entered:
    """Writes all of it, or nothing; refuses as `must_be_new`, where other rules of that name are published, and where
    real people decide."""
    from eventsourcing.persistence import IntegrityError

    from ledger.whole import append_whole
    from simulation.chronicle import chronicle

    _must_be_nobodys_record(app)
    must_be_new(app, scenario)
    known = _policy_facts(app, rules)
    history = chronicle(scenario, rules, until, known=known, watch=living)
    facts = [*history.policy, *history.facts]
    stored = [app.mapper.to_stored_event(fact) for fact in facts]
    try:
        append_whole(url, stored, history.receipts, history.told, watch=writing)
    except IntegrityError as meanwhile:
        raise Conflict(
            "somebody recorded part of this meanwhile, so nothing was written; look, and repeat"
        ) from meanwhile
    return _entered(scenario, rules, until, facts)


def _policy_facts(app: "Perennial", rules: "LifecycleRules") -> list[Any]:
    from cli.policy_shelf import known_policy

    known = known_policy(app, rules.name)
    if known is None:
        return []
    if known.versions and known.latest.ref.digest != rules.digest():
        raise PolicyAlreadyPublished(
            f"{known.latest.ref} is published here with other rules than the history's; publish those first, as the "
            f"next version: `perennial policy publish {rules.name}`, or name another policy: `--policy`"
        )
    return list(app.events.get(policy_stream(rules.name)))


def _entered(scenario: "Scenario", rules: "LifecycleRules", until: datetime, facts: list[Event]) -> Entered:
    from aggregates.community import events as happened
    from aggregates.signs.events import SignsRecorded

    def number(*kinds: type[Event]) -> int:
        return sum(isinstance(fact, kinds) for fact in facts)

    launched = number(happened.CommunityLaunched, happened.CommunityImported)
    ended = number(happened.CommunityClosed) - number(happened.CommunityRestored)
    begun_as = [fact for fact in facts if isinstance(fact, happened.CommunityProposed | happened.CommunityImported)]
    return Entered(
        title=scenario.title,
        policy=str(begun_as[0].policy) if begun_as else rules.name,
        begins=scenario.begins,
        ends=until,
        facts=len(facts),
        signs=number(SignsRecorded),
        communities=len(begun_as),
        launched=launched,
        alive=launched - ended,
        ended=ended,
        not_taken_up=number(happened.ProposalRejected, happened.ProposalLapsed, happened.ProposalWithdrawn),
    )

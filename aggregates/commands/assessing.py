"""Somebody assesses how mature a community is, dimension by dimension, by the model of its policy."""

from collections.abc import Mapping
from typing import Final

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.pinned import pinned
from aggregates.commands.plans import must_plan, opened
from aggregates.commands.years import its_year_at
from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.ids import CommunityId
from vocabulary.maturity import Dimension, Evidence
from vocabulary.people import Actor, Role
from vocabulary.refusals import UnknownItem
from vocabulary.tasks import ItemName

ASSESSES: Final = frozenset({Role.KM, Role.MANAGEMENT, Role.ADMIN})
"""Whose assessment counts; a community's own stands beside it."""
Place = tuple[int, int]
"""Of a need in a dimension: its level, and its number there, both from 1."""


def assess(
    app: Perennial,
    community: CommunityId,
    dimension: ItemName,
    shown: Mapping[Place, str],
    command: Command,
    *,
    level: int | None = None,
    reason: str | None = None,
) -> int:
    """`shown` says of each need that is met what shows it. Answers the level, which the evidence suggests unless
    another is given with a reason."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        must_plan(subject, command.by, also=ASSESSES)
        year = its_year_at(desk, subject, command.at, before_launch="maturity is assessed in its years")
        model = pinned(desk, subject.policy).dimension(dimension, subject.policy)
        provenance = command.provenance(subject.policy)
        one = opened(desk, subject, year.number, provenance)
        own = is_own(subject, command.by)
        found = one.assess(model, _evidence(model, shown), provenance, own=own, level=level, reason=reason)
        return Answer(str(found))

    said = f"assess {community} {dimension} {sorted(shown.items())} {level} {reason}"
    return int(app.carry_out(command.id, said, decide, by=command.by))


def is_own(community: Community, actor: Actor) -> bool:
    """Nobody's assessment of their own community counts as anything but their own."""
    return actor.role not in ASSESSES or actor.principal in community.insiders


def model_of(app: Perennial, community: CommunityId) -> tuple[Dimension, ...]:
    """The maturity model that a community lives by; refuses where its policy has none."""
    desk = Desk(app, fresh=True)
    subject = desk.community(community)
    maturity = pinned(desk, subject.policy).maturity
    if maturity is None:
        raise UnknownItem(f"{subject.policy} has no maturity model; a policy with a part `maturity` has one")
    return maturity.dimensions


def _evidence(model: Dimension, shown: Mapping[Place, str]) -> list[Evidence]:
    return [Evidence(need=_need(model, place), shown_by=by) for place, by in sorted(shown.items())]


def _need(model: Dimension, place: Place) -> str:
    level, number = place
    if not 1 <= level <= len(model.levels) or not 1 <= number <= len(model.levels[level - 1].needs):
        known = ", ".join(f"{at}.{n}" for at, one in enumerate(model.levels, 1) for n in range(1, len(one.needs) + 1))
        raise UnknownItem(f"{model.title} has no need {level}.{number}; it has {known}")
    return model.levels[level - 1].needs[number - 1]

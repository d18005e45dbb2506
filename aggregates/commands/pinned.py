"""The parts of a community's pinned policy that commands themselves must obey; the rest is the clock's."""

from decimal import Decimal
from functools import lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from aggregates.desk import Desk
from vocabulary.limits import who_approves
from vocabulary.maturity import Dimension
from vocabulary.measures import Measure, Share
from vocabulary.money import Money
from vocabulary.people import Role
from vocabulary.plans import PLAN
from vocabulary.provenance import PolicyRef
from vocabulary.refusals import NoBudget, RequirementsUnmet, UnknownItem
from vocabulary.requirements import Requirements, Strength, measures, unmet
from vocabulary.signs import ACTIVITY, SignKind
from vocabulary.span import Span
from vocabulary.tasks import Choice, ItemName
from vocabulary.terms import TermsOfReference


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PinnedExemption(_Part):
    approved_by: Role
    at_most: Span


class PinnedSilence(_Part):
    signs: tuple[SignKind, ...] = ACTIVITY
    exemption: PinnedExemption | None = None


class PinnedChange(_Part):
    kind: ItemName
    asked_by: tuple[Role, ...]
    effect: str = "none"


DECIDES_ON_PLANS: Final = PinnedChange(kind=PLAN, asked_by=(Role.LEAD, Role.KM))
"""Where the policy has no chain of its own for them, plans go the way of proposals: review, then approval."""


class PinnedVerdict(_Part):
    suggest: Choice
    when: dict[Measure, Share] = {}


class PinnedReview(_Part):
    every: Span = Span("1 year")
    verdicts: tuple[PinnedVerdict, ...] = ()


class PinnedMissing(_Part):
    signs: tuple[SignKind, ...]


class PinnedConcern(_Part):
    cause: ItemName
    when_missing: PinnedMissing | None = None
    when_without_lead: bool = False

    def put_right_by(self, kind: SignKind) -> bool:
        """Whether a sign of this kind is what was missing."""
        return self.when_missing is not None and kind in self.when_missing.signs


class PinnedSignOff(_Part):
    steps: tuple[_Part, ...]


class PinnedDuty(_Part):
    name: ItemName
    on_request: Span | None = None
    sign_off: PinnedSignOff | None = None

    @property
    def sign_offs(self) -> int:
        """How many steps have to look at one that was filed."""
        return len(self.sign_off.steps) if self.sign_off else 0


class PinnedLimit(_Part):
    up_to: Money | None = None
    by: Role


class PinnedBudget(_Part):
    per_year: Money
    instalments: int = 1
    limits: tuple[PinnedLimit, ...] = ()
    alerts: tuple[Share, ...] = ()
    carry_over: Share = Decimal(0)

    def approvers(self, amount: Money) -> tuple[Role, ...]:
        """Who approves so much at once, whoever is asked first; perhaps nobody."""
        return who_approves(self.limits, amount)


class PinnedLevel(_Part):
    name: ItemName
    budget: PinnedBudget | None = None
    requirements: Requirements = ()
    reached_by: ItemName | None = None


class PinnedSunset(_Part):
    restored_by: Role = Role.KM


class PinnedWeight(_Part):
    points: Decimal
    full_at: Decimal | None = None


class PinnedLeaderboard(_Part):
    period: Span
    weights: dict[Measure, PinnedWeight]


class PinnedMaturity(_Part):
    dimensions: tuple[Dimension, ...]


class PinnedRules(_Part):
    """Read from the published document, so that a command obeys what the community adopted and nothing else."""

    requirements: Requirements = ()
    levels: tuple[PinnedLevel, ...] = ()
    silence: PinnedSilence = PinnedSilence()
    concerns: tuple[PinnedConcern, ...] = ()
    duties: tuple[PinnedDuty, ...] = ()
    changes: tuple[PinnedChange, ...] = ()
    sunset: PinnedSunset = PinnedSunset()
    annual_review: PinnedReview = PinnedReview()
    maturity: PinnedMaturity | None = None
    leaderboard: PinnedLeaderboard | None = None

    def change(self, kind: ItemName, policy: PolicyRef) -> PinnedChange:
        found = next((change for change in self.changes if change.kind == kind), None)
        if found is None and kind == PLAN:
            return DECIDES_ON_PLANS
        if found is None:
            raise UnknownItem(_no(policy, "kind of change", kind, [change.kind for change in self.changes]))
        return found

    def concern(self, cause: ItemName, policy: PolicyRef) -> PinnedConcern:
        found = next((concern for concern in self.concerns if concern.cause == cause), None)
        if found is None:
            raise UnknownItem(_no(policy, "cause of concern", cause, [concern.cause for concern in self.concerns]))
        return found

    def duty(self, name: ItemName, policy: PolicyRef) -> PinnedDuty:
        found = next((duty for duty in self.duties if duty.name == name), None)
        if found is None:
            raise UnknownItem(_no(policy, "duty", name, [duty.name for duty in self.duties]))
        return found

    def dimension(self, name: ItemName, policy: PolicyRef) -> Dimension:
        dimensions = self.maturity.dimensions if self.maturity else ()
        found = next((one for one in dimensions if one.name == name), None)
        if found is None:
            raise UnknownItem(_no(policy, "dimension of maturity", name, [one.name for one in dimensions]))
        return found

    def level(self, name: ItemName, policy: PolicyRef) -> PinnedLevel:
        found = next((level for level in self.levels if level.name == name), None)
        if found is None:
            raise UnknownItem(_no(policy, "level", name, [level.name for level in self.levels]))
        return found

    def budget(self, level: ItemName | None, policy: PolicyRef) -> tuple[ItemName, PinnedBudget]:
        """The level, the first where the community was not placed, and what it may spend in a year."""
        found = next((one for one in self.levels if level in {None, one.name}), None)
        if found is None or found.budget is None:
            whose = f"level {found.name}" if found else f"level {level}" if level else "anybody"
            raise NoBudget(
                f"{policy} has no budget for {whose}; write `budget` under the level, publish that as a new version, "
                f"and let the community adopt it"
            )
        return found.name, found.budget


def _no(policy: PolicyRef, what: str, name: str, known: list[str]) -> str:
    return f"{policy} has no {what} {name!r}; it has {', '.join(known) or 'none'}"


def pinned(desk: Desk, ref: PolicyRef) -> PinnedRules:
    """What a command has to obey of the policy version that a community adopted."""
    return read(desk.policy(ref.name).published(ref.version).document)


@lru_cache(maxsize=256)
def read(document: str) -> PinnedRules:
    """The same of a version's document, whoever adopted it."""
    return PinnedRules.model_validate_json(document)


def must_meet(requirements: Requirements, terms: TermsOfReference) -> tuple[str, ...]:
    """Refuses what the policy insists on (MUST) and is not there; returns what it asks for (SHOULD) and is not."""
    unmet_ = unmet(requirements, measures(terms))
    insists = [one.sentence for one in unmet_ if one.strength is Strength.MUST]
    if insists:
        raise RequirementsUnmet(*insists)
    return tuple(one.sentence for one in unmet_)

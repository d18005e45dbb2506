"""A lifecycle policy as data: thresholds, cadences, roles, wording. No conditions, no loops."""

from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from policies.calendar import Calendar
from policies.change_rules import ChangeRules, ChangeStep
from policies.consistency import disagreements
from policies.duty_rules import DutyRules
from policies.each_once import in_order_of
from policies.level_rules import LevelRules, MembershipRules
from policies.measures import LeaderboardRules, MaturityRules
from policies.notice_rules import NoticeRules
from policies.question import Checklist, ChecklistLine, EscalationRule, Question, Unanswered
from policies.section import Contradiction, Section, Wording
from policies.silence_rules import ConcernRules, SilenceRules
from policies.stage_rules import AnnualReviewRules, LaunchRules, ProbationRules, ProposalRules, SunsetRules
from vocabulary.ids import PolicyName
from vocabulary.people import Role
from vocabulary.plans import PLAN
from vocabulary.requirements import Requirements
from vocabulary.tasks import ItemName

__all__ = ["Body", "Checklist", "ChecklistLine", "EscalationRule", "LifecycleRules", "Question", "Unanswered"]


class Body(Section):
    """Who acts in a role, as far as the rules have to know."""

    title: Wording
    """What the organisation calls them, for example Technical Advisory Council."""
    people: int | None = Field(default=None, ge=0, le=10_000)
    """How many there are; left out where it differs from community to community."""


class LifecycleRules(Section):
    """One lifecycle policy; its published versions are values that communities carry with them."""

    name: PolicyName
    title: Wording
    calendar: Calendar = Calendar()
    """Working days, holidays, and times in which clocks stand still; left out: every day counts, in UTC."""
    roles: Annotated[dict[Role, Body], in_order_of(Role)] = Field(default={})
    """Who acts; where it is written, every role that the policy asks has to be in it."""
    requirements: Requirements = ()
    """What a proposal has to bring."""
    levels: tuple[LevelRules, ...] = Field(default=(), max_length=10)
    membership: MembershipRules | None = None
    proposal: ProposalRules
    review: Question
    approval: Question
    launch: LaunchRules
    annual_review: AnnualReviewRules
    probation: ProbationRules
    silence: SilenceRules
    concerns: tuple[ConcernRules, ...] = Field(default=(), max_length=20)
    duties: tuple[DutyRules, ...] = Field(default=(), max_length=50)
    changes: tuple[ChangeRules, ...] = Field(default=(), max_length=20)
    sunset: SunsetRules
    leaderboard: LeaderboardRules | None = None
    maturity: MaturityRules | None = None
    notices: NoticeRules | None = None
    """In which words people are told; left out, in those that come with Perennial."""

    def contradictions(self) -> Iterator[Contradiction]:
        yield from disagreements(self, type(self).model_fields)

    @classmethod
    def contradictions_of_the_rest(cls, written: Mapping[str, Any], wrong: Collection[str]) -> Iterator[Contradiction]:
        fields = {name: field for name, field in cls.model_fields.items() if name not in wrong}
        read: dict[str, Any] = {}
        for name in fields.keys() & written.keys():
            kind: TypeAdapter[Any] = TypeAdapter(fields[name].rebuild_annotation())
            read[name] = kind.validate_python(written[name])
        left_out = {name for name, field in fields.items() if not field.is_required()}
        yield from disagreements(cls.model_construct(**read), read.keys() | left_out)

    def canonical(self) -> str:
        """The document as JSON with one spelling for one meaning; its digest proves it."""
        return self.model_dump_json()

    def digest(self) -> str:
        """SHA-256 of `canonical()`, hexadecimal."""
        return sha256(self.canonical().encode()).hexdigest()

    def duty(self, name: ItemName) -> DutyRules | None:
        """The duty of that name, if the policy has one."""
        return next((duty for duty in self.duties if duty.name == name), None)

    def level(self, name: ItemName) -> LevelRules | None:
        return next((level for level in self.levels if level.name == name), None)

    def level_of(self, placed: ItemName | None) -> LevelRules | None:
        """The level where a community was placed; the first where it was not."""
        return self.level(placed) if placed else next(iter(self.levels), None)

    def change(self, kind: ItemName) -> ChangeRules | None:
        """Plans go the way of proposals, where the policy has no chain of its own for them."""
        found = next((change for change in self.changes if change.kind == kind), None)
        return self._decides_on_plans() if found is None and kind == PLAN else found

    def _decides_on_plans(self) -> ChangeRules:
        steps = tuple(ChangeStep(**dict(question) | {"title": None}) for question in (self.review, self.approval))
        return ChangeRules(kind=PLAN, title="Approve the plan", steps=steps)

    def concern(self, cause: ItemName) -> ConcernRules | None:
        return next((concern for concern in self.concerns if concern.cause == cause), None)

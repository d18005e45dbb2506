"""Levels that communities rise through, each with what it asks for and what it may spend."""

from collections.abc import Iterator
from decimal import Decimal

from pydantic import Field

from policies.section import Contradiction, Section, Wording
from vocabulary.measures import Share
from vocabulary.money import Money
from vocabulary.people import Role
from vocabulary.requirements import Requirements
from vocabulary.span import Span
from vocabulary.tasks import ItemName


class ApprovalLimit(Section):
    """Who may approve spending up to an amount."""

    up_to: Money | None = None
    """Left out in the last one: whatever is more."""
    by: Role


class BudgetRules(Section):
    """What a community of a level may spend in a year, who approves it, and when somebody is told."""

    per_year: Money
    instalments: int = Field(default=1, ge=1, le=52)
    """In so many equal parts over the year."""
    limits: tuple[ApprovalLimit, ...] = ()
    alerts: tuple[Share, ...] = ()
    """Shares of the year's budget at which somebody is told."""
    unrequested_after: Span | None = None
    """Somebody is told when nothing was asked for so long: a budget that nobody wants is an early sign of fading."""

    def contradictions(self) -> Iterator[Contradiction]:
        amounts = [limit.up_to for limit in self.limits]
        for number, amount in enumerate(amounts):
            if amount is None and number < len(amounts) - 1:
                yield Contradiction("only the last limit is open upwards", at=("limits", number))
            if amount is not None and amount.currency != self.per_year.currency:
                yield Contradiction(f"is not in {self.per_year.currency}, as the budget is", at=("limits", number))
            before = amounts[number - 1] if number else None
            if amount is not None and before is not None and amount.amount <= before.amount:
                yield Contradiction("limits rise; put the smallest first", at=("limits", number))
        if list(self.alerts) != sorted(set(self.alerts), key=Decimal):
            yield Contradiction("alerts rise, each once; put the smallest first", at=("alerts",))

    def approver(self, amount: Money) -> Role | None:
        """Who approves spending this much at once; None when the policy gives it to nobody."""
        for limit in self.limits:
            if limit.up_to is None or amount.amount <= limit.up_to.amount:
                return limit.by
        return None

    def instalment(self) -> Money:
        """One of the year's equal parts, rounded down to a hundredth: parts never add up to more than the year."""
        return self.per_year.shared(self.instalments)

    def reached(self, spent: Money) -> tuple[Decimal, ...]:
        """The alerts that spending this much has reached."""
        return tuple(share for share in self.alerts if spent.amount >= share * self.per_year.amount)


class MembershipRules(Section):
    """When a member counts as active."""

    inactive_after: Span
    """Counted from a member's last sign of life."""


class LevelRules(Section):
    """One level; the first in the list is where a community begins."""

    name: ItemName
    title: Wording
    requirements: Requirements = ()
    reached_by: ItemName | None = None
    """The kind of change that lifts a community to this level; the first level needs none."""
    budget: BudgetRules | None = None

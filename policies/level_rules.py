"""Levels that communities rise through, each with what it asks for and what it may spend."""

from collections.abc import Iterator
from decimal import Decimal

from pydantic import Field

from policies.section import Contradiction, Section, Wording
from vocabulary.limits import who_approves
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
    """Left out, the KM team approves whatever is asked for."""
    decided_within: Span = Span("14 days")
    """How long whoever is asked for money has; then those are asked too who approve more."""
    alerts: tuple[Share, ...] = ()
    """Shares of the year's budget at which somebody is told."""
    carry_over: Share = Decimal(0)
    """How much of what is left at the end of a year the next one has beside its own."""
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
        if self.unrequested_after is not None and not self.unrequested_after.seconds():
            yield Contradiction(
                "nobody asks for money all the time; write a span, or take it out", at=("unrequested_after",)
            )
        if self.carry_over > 1:
            yield Contradiction("no more than 100% of what is left goes over to the next year", at=("carry_over",))
        if list(self.alerts) != sorted(set(self.alerts), key=Decimal):
            yield Contradiction("alerts rise, each once; put the smallest first", at=("alerts",))

    def approvers(self, amount: Money) -> tuple[Role, ...]:
        """Who approves spending this much at once, and after them whoever approves still more; perhaps nobody."""
        return who_approves(self.limits, amount)

    def approver(self, amount: Money) -> Role | None:
        """Who is asked about spending this much at once; None when the policy gives it to nobody."""
        return next(iter(self.approvers(amount)), None)

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

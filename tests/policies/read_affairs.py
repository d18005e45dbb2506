"""What a reader of the record notes down of changes, concerns and duties, and what must never have happened to them."""

from datetime import datetime
from typing import Any

from aggregates.community import affairs_events as affairs
from aggregates.community import spending_events as spending
from policies.document import LifecycleRules


class ReadAffairs:
    """By name, cause or number: what is open, and the task that waits for it."""

    def __init__(self, at: datetime) -> None:
        self.living_since = at
        self.changes: dict[int, str | None] = {}
        self.passed: dict[int, int] = {}
        self.concerns: dict[str, affairs.ConcernRaised] = {}
        self.put: dict[str, str] = {}
        self.wanted: dict[str, datetime] = {}
        """Extra duties that somebody asked for, and nobody was asked for yet."""
        self.asked: dict[str, affairs.DutyAsked] = {}
        """Duties that were not filed yet."""
        self.scheduled: dict[str, datetime] = {}
        self.looked_at: dict[str, str] = {}
        self.spendings: dict[int, str | None] = {}
        self.budget_year = 0

    @property
    def waiting(self) -> set[str]:
        """Every task that something beside the stage waits for."""
        changes = {task for task in self.changes.values() if task}
        money = {task for task in self.spendings.values() if task}
        return (
            changes | money | {*self.put.values(), *self.looked_at.values()} | {one.task for one in self.asked.values()}
        )

    def enter(self, *, living: tuple[bool, bool], at: datetime) -> None:
        """It came from a stage, and to one, in which it lives or not."""
        before, after = living
        if after and not before:
            self.living_since = at
        if not after:
            for open_ones in (
                self.changes,
                self.concerns,
                self.put,
                self.wanted,
                self.asked,
                self.looked_at,
                self.spendings,
            ):
                open_ones.clear()

    def read(self, fact: Any, rules: LifecycleRules) -> None:
        getattr(self, f"_{fact.TOPIC.partition('.')[2]}")(fact, rules)

    def read_money(self, fact: Any) -> None:
        """Requests are numbered on, put once, and settled once; years go on."""
        match fact:
            case spending.BudgetOpened():
                assert fact.year > self.budget_year, "each year has one budget"
                self.budget_year = fact.year
            case spending.SpendingRequested():
                assert fact.year == self.budget_year
                assert fact.number not in self.spendings
                self.spendings[fact.number] = None
            case spending.SpendingPut():
                assert self.spendings[fact.number] is None, "put once"
                self.spendings[fact.number] = fact.task
            case spending.SpendingSettled():
                del self.spendings[fact.number]

    # -- changes ----------------------------------------------------------------------------------------------------

    def _change_requested(self, fact: affairs.ChangeRequested, rules: LifecycleRules) -> None:
        kind = rules.change(fact.terms.kind)
        assert kind is not None, "the policy knows the kind"
        assert fact.provenance.actor.role in kind.asked_by
        assert fact.number == len(self.passed) + 1
        self.changes[fact.number], self.passed[fact.number] = None, 0

    def _change_edited(self, fact: affairs.ChangeEdited, _: LifecycleRules) -> None:
        assert fact.number in self.changes

    def _change_put(self, fact: affairs.ChangePut, _: LifecycleRules) -> None:
        assert self.changes[fact.number] is None, "one step at a time"
        assert fact.step == self.passed[fact.number] + 1
        self.changes[fact.number] = fact.task

    def _change_passed(self, fact: affairs.ChangePassed, _: LifecycleRules) -> None:
        assert self.changes[fact.number] is not None
        assert fact.step > self.passed[fact.number], "a chain goes forward"
        self.changes[fact.number], self.passed[fact.number] = None, fact.step

    def _change_decided(self, fact: affairs.ChangeDecided, _: LifecycleRules) -> None:
        del self.changes[fact.number]

    def _change_recalled(self, fact: affairs.ChangeRecalled, _: LifecycleRules) -> None:
        del self.changes[fact.number]

    # -- concerns ---------------------------------------------------------------------------------------------------

    def _concern_raised(self, fact: affairs.ConcernRaised, rules: LifecycleRules) -> None:
        assert fact.cause not in self.concerns
        assert rules.concern(fact.cause) is not None
        self.concerns[fact.cause] = fact

    def _concern_settled(self, fact: affairs.ConcernSettled, _: LifecycleRules) -> None:
        del self.concerns[fact.cause]
        self.put.pop(fact.cause, None)

    def _concern_put(self, fact: affairs.ConcernPut, rules: LifecycleRules) -> None:
        assert fact.cause not in self.put
        raised, rule = self.concerns[fact.cause].provenance.recorded_at, rules.concern(fact.cause)
        assert rule is not None
        assert fact.provenance.recorded_at >= rule.grace.after(raised), "there was no time to put it right"
        self.put[fact.cause] = fact.task

    # -- duties -----------------------------------------------------------------------------------------------------

    def _duty_requested(self, fact: affairs.DutyRequested, _: LifecycleRules) -> None:
        assert fact.name not in self.asked
        assert fact.name not in self.looked_at
        assert fact.on > fact.provenance.recorded_at
        self.wanted[fact.name] = fact.on

    def _duty_asked(self, fact: affairs.DutyAsked, _: LifecycleRules) -> None:
        if fact.round == 1 and self.wanted.get(fact.name) != fact.on:
            assert fact.on > self.living_since, "a date from before it lived"
            assert fact.name not in self.scheduled or fact.on > self.scheduled[fact.name], "each date once"
            self.scheduled[fact.name] = fact.on
        self.wanted.pop(fact.name, None)
        self.looked_at.pop(fact.name, None)
        self.asked[fact.name] = fact

    def _duty_missed(self, fact: affairs.DutyMissed, _: LifecycleRules) -> None:
        asked = self.asked.pop(fact.name, None)
        assert asked is None or asked.on == fact.on
        assert fact.on <= fact.provenance.recorded_at, "nothing is missed before its date"
        self.wanted.pop(fact.name, None)

    def _duty_filed(self, fact: affairs.DutyFiled, _: LifecycleRules) -> None:
        assert self.asked.pop(fact.name).on == fact.on

    def _sign_off_asked(self, fact: affairs.SignOffAsked, _: LifecycleRules) -> None:
        assert fact.name not in self.looked_at
        self.looked_at[fact.name] = fact.task

    def _duty_passed(self, fact: Any, _: LifecycleRules) -> None:
        del self.looked_at[fact.name]

    _duty_signed_off = _duty_passed
    _duty_returned = _duty_passed

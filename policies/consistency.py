"""What a policy's sections must agree on: roles that somebody holds, names that are defined, answers that exist."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from policies.expected import closest
from policies.question import Checklist, EscalationRule, Question
from policies.section import Contradiction
from vocabulary.people import Role
from vocabulary.tasks import CHOICES, TaskKind

if TYPE_CHECKING:
    from policies.document import LifecycleRules

Place = tuple[str | int, ...]


def disagreements(rules: "LifecycleRules", readable: Collection[str]) -> Iterator[Contradiction]:
    """Everything on which two sections disagree; those that are not `readable` are not looked at."""
    yield from _names_that_stand_twice(rules, readable)
    yield from _names_that_nobody_defined(rules, readable)
    for place, question, kind in questions(rules, readable):
        yield from _answers_that_do_not_exist(place, question, kind)
    yield from _roles_that_nobody_holds(rules, readable)
    if "roles" in readable:
        for place, question, _ in questions(rules, readable):
            yield from _bodies_that_are_too_small(rules, place, question)


def questions(rules: "LifecycleRules", readable: Collection[str]) -> Iterator[tuple[Place, Question, TaskKind]]:
    """Every question that the policy puts, with its place and the kind of task it becomes."""
    for section, found in _QUESTIONS.items():
        if section in readable:
            for place, question, kind in found(rules):
                yield (section, *place), question, kind


def asked(rules: "LifecycleRules", readable: Collection[str]) -> Iterator[tuple[Place, Role]]:
    """Every role that the policy gives something to do."""
    for place, question, _ in questions(rules, readable):
        yield (*place, "decided_by"), question.decided_by
        if question.without_lead:
            yield (*place, "without_lead"), question.without_lead
        yield from _told(place, question.escalate)
    for section, found in _ASKED.items():
        if section in readable:
            for place, role in found(rules):
                yield (section, *place), role


Put = Iterator[tuple[Place, Question, TaskKind]]
Named = Iterator[tuple[Place, Role]]


def _of_concerns(rules: "LifecycleRules") -> Put:
    for number, concern in enumerate(rules.concerns):
        yield (number, "question"), concern.question, TaskKind.CONCERN


def _of_duties(rules: "LifecycleRules") -> Put:
    for number, duty in enumerate(rules.duties):
        for step, question in enumerate(duty.sign_off.steps if duty.sign_off else ()):
            yield (number, "sign_off", "steps", step), question, TaskKind.SIGN_OFF


def _of_changes(rules: "LifecycleRules") -> Put:
    for number, change in enumerate(rules.changes):
        for step, question in enumerate(change.steps):
            yield (number, "steps", step), question, TaskKind.CHANGE


_QUESTIONS: Final[dict[str, Callable[["LifecycleRules"], Put]]] = {
    "review": lambda rules: iter([((), rules.review, TaskKind.KM_REVIEW)]),
    "approval": lambda rules: iter([((), rules.approval, TaskKind.APPROVAL)]),
    "annual_review": lambda rules: iter([(("question",), rules.annual_review.question, TaskKind.ANNUAL_REVIEW)]),
    "probation": lambda rules: iter([(("question",), rules.probation.question, TaskKind.PROBATION_REVIEW)]),
    "silence": lambda rules: iter([(("question",), rules.silence.question, TaskKind.DORMANCY)]),
    "concerns": _of_concerns,
    "duties": _of_duties,
    "changes": _of_changes,
}
"""By section."""


def _by_duties(rules: "LifecycleRules") -> Named:
    for number, duty in enumerate(rules.duties):
        yield (number, "by"), duty.by
        yield from _told((number,), duty.escalate)


def _by_exemption(rules: "LifecycleRules") -> Named:
    if rules.silence.exemption:
        yield ("exemption", "approved_by"), rules.silence.exemption.approved_by


def _by_changes(rules: "LifecycleRules") -> Named:
    for number, change in enumerate(rules.changes):
        for nth, role in enumerate(change.asked_by):
            yield (number, "asked_by", nth), role


def _by_levels(rules: "LifecycleRules") -> Named:
    for number, level in enumerate(rules.levels):
        for nth, limit in enumerate(level.budget.limits if level.budget else ()):
            yield (number, "budget", "limits", nth, "by"), limit.by


def _by_sunset(rules: "LifecycleRules") -> Named:
    yield from _by_list(rules.sunset.checklist)
    if rules.sunset.restore_within:
        yield ("restored_by",), rules.sunset.restored_by


def _by_list(checklist: Checklist) -> Named:
    for number, line in enumerate(checklist.items):
        yield ("checklist", "items", number, "by"), line.by
    yield from _told(("checklist",), checklist.escalate)


def _told(place: Place, escalate: Iterable[EscalationRule]) -> Named:
    for number, rule in enumerate(escalate):
        yield (*place, "escalate", number, "to"), rule.to


_ASKED: Final[dict[str, Callable[["LifecycleRules"], Named]]] = {
    "launch": lambda rules: _by_list(rules.launch.checklist),
    "duties": _by_duties,
    "silence": _by_exemption,
    "changes": _by_changes,
    "levels": _by_levels,
    "sunset": _by_sunset,
}
"""Beside those who answer the questions, by section."""


def _roles_that_nobody_holds(rules: "LifecycleRules", readable: Collection[str]) -> Iterator[Contradiction]:
    said: set[Role] = set()
    for place, role in asked(rules, readable):
        if role is Role.SYSTEM:
            msg = "nobody holds the role system: it is Perennial itself; write a role of people"
            yield Contradiction(msg, at=place)
        elif "roles" in readable and rules.roles and role not in said:
            why = _why_nobody(rules, role)
            if why:
                said.add(role)  # in one place: `roles` is mended once for all of them
                yield Contradiction(f"nobody holds the role {role.value}: {why}", at=place)


def _why_nobody(rules: "LifecycleRules", role: Role) -> str | None:
    body = rules.roles.get(role)
    if body is None:
        return f"`roles` has {', '.join(one.value for one in rules.roles)}; add it there"
    return "`roles` says that there are 0 people" if body.people == 0 else None


def _bodies_that_are_too_small(rules: "LifecycleRules", place: Place, question: Question) -> Iterator[Contradiction]:
    body, ballot = rules.roles.get(question.decided_by), question.ballot
    if ballot is None:
        return
    needed = max(ballot.rule.of or 0, ballot.rule.approvals or 0, ballot.quorum or 0, 2 if ballot.seconded else 1)
    if question.candidates and needed > len(question.candidates):
        msg = f"asks for {needed} people, and {len(question.candidates)} are named; ask fewer, or name more"
        yield Contradiction(msg, at=(*place, "candidates"))
    if body is not None and body.people and needed > body.people:
        msg = f"asks for {needed} people, and {question.decided_by.value} are {body.people}; ask fewer, or mend `roles`"
        yield Contradiction(msg, at=(*place, "ballot"))


def _answers_that_do_not_exist(place: Place, question: Question, kind: TaskKind) -> Iterator[Contradiction]:
    choices = CHOICES[kind]
    if question.confirmation and kind is not TaskKind.ANNUAL_REVIEW:
        msg = "a lead confirms at the annual review that the community is still wanted, and nothing else; take it out"
        yield Contradiction(msg, at=(*place, "confirmation"))
    if question.unanswered and question.unanswered.answer not in choices:
        allowed = " or ".join(choice.value for choice in choices)
        msg = f"{kind.value} can't be answered {question.unanswered.answer.value!r}; choose {allowed}"
        yield Contradiction(msg, at=(*place, "unanswered", "answer"))
    if question.ballot and (found := list(question.ballot.not_offered(choices))):
        yield Contradiction("; ".join(found), at=(*place, "ballot"))


def _names_that_stand_twice(rules: "LifecycleRules", readable: Collection[str]) -> Iterator[Contradiction]:
    for section, key in (("duties", "name"), ("changes", "kind"), ("concerns", "cause"), ("levels", "name")):
        names = [getattr(one, key) for one in getattr(rules, section)] if section in readable else []
        for number, name in enumerate(names):
            if name in names[:number]:
                yield Contradiction(f"{name!r} stands here twice; keep one", at=(section, number, key))


def _names_that_nobody_defined(rules: "LifecycleRules", readable: Collection[str]) -> Iterator[Contradiction]:
    if {"duties", "silence"} <= set(readable):
        on_request = [duty.name for duty in rules.duties if duty.on_request]
        for tier, names in (("should_starts", rules.silence.should_starts), ("must_starts", rules.silence.must_starts)):
            for number, name in enumerate(names):
                yield from _undefined(name, on_request, "a duty with `on_request`", ("silence", tier, number))
    if {"changes", "levels"} <= set(readable):
        kinds = [change.kind for change in rules.changes]
        for number, level in enumerate(rules.levels):
            if level.reached_by is not None:
                yield from _undefined(level.reached_by, kinds, "a kind of change", ("levels", number, "reached_by"))


def _undefined(name: str, known: Sequence[str], what: str, place: Place) -> Iterator[Contradiction]:
    if name not in known:
        has, near = ", ".join(known) or "none", closest(name, known)
        meant = f"did you mean {near!r}? The" if near else "the"
        yield Contradiction(f"{name!r} is not {what}; {meant} policy has {has}", at=place)

"""What a policy's sections must agree on: roles that somebody holds, names that are defined, answers that exist."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from policies.expected import closest
from policies.question import Checklist, Question
from policies.section import Contradiction
from vocabulary.people import Role
from vocabulary.tasks import CHOICES, TaskKind

if TYPE_CHECKING:
    from policies.document import LifecycleRules

Place = tuple[str | int, ...]


def must_agree(rules: "LifecycleRules") -> None:
    """Raises `Contradiction` for the first thing on which two sections disagree."""
    _names_stand_once(rules)
    _names_are_defined(rules)
    for place, question, kind in questions(rules):
        _answers_exist(place, question, kind)
    for place, role in asked(rules):
        _somebody_holds(rules, place, role)
    for place, question, _ in questions(rules):
        _body_is_large_enough(rules, place, question)


def questions(rules: "LifecycleRules") -> Iterator[tuple[Place, Question, TaskKind]]:
    """Every question that the policy puts, with its place and the kind of task it becomes."""
    yield ("review",), rules.review, TaskKind.KM_REVIEW
    yield ("approval",), rules.approval, TaskKind.APPROVAL
    yield ("annual_review", "question"), rules.annual_review.question, TaskKind.ANNUAL_REVIEW
    yield ("probation", "question"), rules.probation.question, TaskKind.PROBATION_REVIEW
    yield ("silence", "question"), rules.silence.question, TaskKind.DORMANCY
    for number, concern in enumerate(rules.concerns):
        yield ("concerns", number, "question"), concern.question, TaskKind.CONCERN
    for number, duty in enumerate(rules.duties):
        for step, question in enumerate(duty.sign_off.steps if duty.sign_off else ()):
            yield ("duties", number, "sign_off", "steps", step), question, TaskKind.SIGN_OFF
    for number, change in enumerate(rules.changes):
        for step, question in enumerate(change.steps):
            yield ("changes", number, "steps", step), question, TaskKind.CHANGE


def asked(rules: "LifecycleRules") -> Iterator[tuple[Place, Role]]:
    """Every role that the policy gives something to do."""
    for place, question, _ in questions(rules):
        yield (*place, "decided_by"), question.decided_by
        if question.without_lead:
            yield (*place, "without_lead"), question.without_lead
        for number, rule in enumerate(question.escalate):
            yield (*place, "escalate", number, "to"), rule.to
    for section, checklist in (("launch", rules.launch.checklist), ("sunset", rules.sunset.checklist)):
        yield from _asked_by_list((section, "checklist"), checklist)
    for number, duty in enumerate(rules.duties):
        yield ("duties", number, "by"), duty.by
        for rung, rule in enumerate(duty.escalate):
            yield ("duties", number, "escalate", rung, "to"), rule.to
    if rules.silence.exemption:
        yield ("silence", "exemption", "approved_by"), rules.silence.exemption.approved_by
    for number, change in enumerate(rules.changes):
        for nth, role in enumerate(change.asked_by):
            yield ("changes", number, "asked_by", nth), role
    for number, level in enumerate(rules.levels):
        for nth, limit in enumerate(level.budget.limits if level.budget else ()):
            yield ("levels", number, "budget", "limits", nth, "by"), limit.by
    if rules.sunset.restore_within:
        yield ("sunset", "restored_by"), rules.sunset.restored_by


def _asked_by_list(place: Place, checklist: Checklist) -> Iterator[tuple[Place, Role]]:
    for number, line in enumerate(checklist.items):
        yield (*place, "items", number, "by"), line.by
    for number, rule in enumerate(checklist.escalate):
        yield (*place, "escalate", number, "to"), rule.to


def _somebody_holds(rules: "LifecycleRules", place: Place, role: Role) -> None:
    if role is Role.SYSTEM:
        raise Contradiction("nobody holds the role system: it is Perennial itself; write a role of people", at=place)
    if not rules.roles:
        return
    body = rules.roles.get(role)
    if body is None:
        known = ", ".join(one.value for one in rules.roles)
        raise Contradiction(f"nobody holds the role {role.value}: `roles` has {known}; add it there", at=place)
    if body.people == 0:
        raise Contradiction(f"nobody holds the role {role.value}: `roles` says that there are 0 people", at=place)


def _body_is_large_enough(rules: "LifecycleRules", place: Place, question: Question) -> None:
    body, ballot = rules.roles.get(question.decided_by), question.ballot
    if ballot is None or body is None or body.people is None:
        return
    needed = max(ballot.rule.of or 0, ballot.rule.approvals or 0, ballot.quorum or 0, 2 if ballot.seconded else 1)
    if needed > body.people:
        msg = f"asks for {needed} people, and {question.decided_by.value} are {body.people}; ask fewer, or mend `roles`"
        raise Contradiction(msg, at=(*place, "ballot"))


def _answers_exist(place: Place, question: Question, kind: TaskKind) -> None:
    choices = CHOICES[kind]
    if question.confirmation and kind is not TaskKind.ANNUAL_REVIEW:
        msg = "a lead confirms at the annual review that the community is still wanted, and nothing else; take it out"
        raise Contradiction(msg, at=(*place, "confirmation"))
    if question.unanswered and question.unanswered.answer not in choices:
        allowed = " or ".join(choice.value for choice in choices)
        msg = f"{kind.value} can't be answered {question.unanswered.answer.value!r}; choose {allowed}"
        raise Contradiction(msg, at=(*place, "unanswered", "answer"))
    if question.ballot and (found := list(question.ballot.not_offered(choices))):
        raise Contradiction("; ".join(found), at=(*place, "ballot"))


def _names_stand_once(rules: "LifecycleRules") -> None:
    _once(("duties",), "name", [duty.name for duty in rules.duties])
    _once(("changes",), "kind", [change.kind for change in rules.changes])
    _once(("concerns",), "cause", [concern.cause for concern in rules.concerns])
    _once(("levels",), "name", [level.name for level in rules.levels])


def _once(place: Place, key: str, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise Contradiction(f"{name!r} stands here twice; keep one", at=(*place, number, key))


def _names_are_defined(rules: "LifecycleRules") -> None:
    on_request = [duty.name for duty in rules.duties if duty.on_request]
    for tier, names in (("should_starts", rules.silence.should_starts), ("must_starts", rules.silence.must_starts)):
        for number, name in enumerate(names):
            _defined(name, on_request, "a duty with `on_request`", ("silence", tier, number))
    kinds = [change.kind for change in rules.changes]
    for number, level in enumerate(rules.levels):
        if level.reached_by is not None:
            _defined(level.reached_by, kinds, "a kind of change", ("levels", number, "reached_by"))


def _defined(name: str, known: Iterable[str], what: str, place: Place) -> None:
    known = list(known)
    if name not in known:
        has, near = ", ".join(known) or "none", closest(name, known)
        meant = f"did you mean {near!r}? The" if near else "the"
        raise Contradiction(f"{name!r} is not {what}; {meant} policy has {has}", at=place)

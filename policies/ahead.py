"""What lies ahead of a community in words that a KM team uses, and which parts of a policy say when it comes."""

from typing import Any, Final

from policies.document import LifecycleRules
from vocabulary.people import Role

_ROLES: Final = {Role.KM: "the KM team", Role.MANAGEMENT: "Management", Role.LEAD: "the lead", Role.BOARD: "the board"}
_WORDS: Final = {
    "proposal.resubmit_within": "the returned proposal lapses",
    "launch.checklist": "the launch goes on",
    "launch.within": "the approval lapses for want of a launch",
    "annual_review.every": "the annual review opens",
    "annual_review.renews_itself": "it is renewed without anybody being asked",
    "probation.lasts": "probation ends",
    "silence.signs": "it counts as alive again",
    "silence.should_after": "without a sign of life the lead is asked",
    "silence.tell_km_after": "without a sign of life the KM team is told",
    "sunset.checklist": "the sunset checklist is opened",
    "sunset.notice": "its notice ends and it is closed",
    "changes": "a change that is being decided is dropped",
}
"""Each goes before "on 3 May 2027"; those with a name or a role in them are put together below."""
_SAID_BY: Final = {
    "annual_review.every": ("every", "opens_before"),
    "annual_review.renews_itself": ("renews_itself", "every", "opens_before"),
    "silence.should_after": ("should_after", "signs"),
    "silence.must_after": ("must_after", "tell_km_after"),
}
"""What a date hangs on, where that is more than the rule it is named after."""
_OF_A_DUTY: Final = ("schedule", "opens_before", "form_out_before")
_NAMES: Final = {"duties": "name", "concerns": "cause", "changes": "kind"}


def words(rules: LifecycleRules, rule: str) -> str:
    """What happens when a rule (a path as in `Due.rule`) falls due."""
    if rule in _WORDS:
        return _WORDS[rule]
    section, _, name = rule.partition(".")
    match section:
        case "review" | "approval":
            question = rules.review if section == "review" else rules.approval
            return f"{_role(question.decided_by)} is asked about the proposal"
        case "silence":
            return f"without a sign of life {_role(rules.silence.question.decided_by)} is asked what becomes of it"
        case "duties" | "concerns" | "changes":
            return _of_an_entry(rules, section, *name.partition(".")[::2])
        case _:
            return rule.replace("_", " ").replace(".", ", ")


def said_by(old: LifecycleRules, new: LifecycleRules, rule: str) -> tuple[str, ...]:
    """The parts in which two policies differ about when a rule falls due; the rule itself where none is found."""
    head, _, last = rule.rpartition(".")
    parts = _OF_A_DUTY if rule.startswith("duties.") and last == "schedule" else _SAID_BY.get(rule, (last,))
    paths = [f"{head}.{part}" if head else part for part in parts]
    differing = tuple(path for path in [*paths, "calendar"] if _at(old, path) != _at(new, path))
    return differing or (rule,)


def _of_an_entry(rules: LifecycleRules, section: str, name: str, what: str) -> str:
    entry = _at(rules, f"{section}.{name}")
    title = entry.title if entry else name.replace("_", " ")
    match section, what:
        case "changes", _:
            return f"somebody is asked about a change ({title})"
        case "concerns", "when_missing" | "when_without_lead":
            return f"a concern is raised or settled ({title})"
        case "concerns", _:
            return f"somebody is asked about a concern ({title})"
        case "duties", "sign_off":
            return f"{title} is put to whoever signs it off"
        case "duties", "sign_off.file_again_after":
            return f"{title} is asked for again"
        case "duties", "form_out_before":
            return f"{title} is postponed, since its form came late"
        case _:
            return f"{title} is asked for"


def _role(role: Role) -> str:
    return _ROLES.get(role, f"the {role.value}")


def _at(rules: LifecycleRules, path: str) -> Any:
    """What a policy says at a path; None where it says nothing."""
    found: Any = rules
    for part in path.split("."):
        if isinstance(found, tuple):
            found = next((entry for entry in found if getattr(entry, _name_of(path)) == part), None)
        elif found is not None:
            found = getattr(found, part, None)
    return found


def _name_of(path: str) -> str:
    return _NAMES[path.partition(".")[0]]

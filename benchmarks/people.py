"""People for benchmarks: who they are, what they propose, under which policy."""

from datetime import UTC, datetime
from typing import Final

from aggregates.application import Perennial
from aggregates.commands import publishing
from aggregates.commands.command import Command
from policies.document import LifecycleRules
from vocabulary.people import Actor, Role
from vocabulary.terms import TermsOfReference

LEAD: Final = Actor(person="lee", role=Role.LEAD)
KM: Final = Actor(person="kim", role=Role.KM)
MANAGER: Final = Actor(person="mara", role=Role.MANAGEMENT)

_QUESTION: Final = {"decided_by": "management", "due": "10 days", "remind_after": ["5 days"]}

RULES: Final = LifecycleRules.model_validate(
    {
        "name": "bench",
        "title": "Two approvals, and an end that comes by itself",
        "proposal": {"resubmit_within": "60 days"},
        "review": {**_QUESTION, "decided_by": "km"},
        "approval": _QUESTION,
        # No time to launch: an approved proposal lapses at once, so that a whole life ends without waiting.
        "launch": {
            "within": "0 days",
            "checklist": {"due": "1 day", "items": [{"item": "kick_off", "title": "Kick-off", "by": "lead"}]},
        },
        "annual_review": {"every": "1 year", "question": _QUESTION},
        "probation": {"lasts": "90 days", "question": _QUESTION},
        "silence": {
            "should_after": "90 days",
            "tell_km_after": "14 days",
            "must_after": "180 days",
            "question": _QUESTION,
        },
        "sunset": {"notice": "14 days", "checklist": {"due": "30 days"}},
    }
)


def now(by: Actor) -> Command:
    return Command(by=by, at=datetime.now(UTC))


def terms(title: str) -> TermsOfReference:
    return TermsOfReference(
        title=title,
        objectives=("Halve the number of corrected invoices",),
        scope="Master data of all plants",
        lead=LEAD.person,
        key_members=(LEAD.person, "ada"),
        initiatives=("A guideline for naming materials",),
    )


def publish(app: Perennial, rules: LifecycleRules = RULES) -> None:
    publishing.publish(app, rules.name, rules.canonical(), now(KM))

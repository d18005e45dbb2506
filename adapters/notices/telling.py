"""What stands in the gaps: who is told of what, by when, in the person's own time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from adapters.directory import Entry
from adapters.notices.notice import Notice
from adapters.notices.policy_words import PolicyWords
from aggregates.budget import events as budget
from aggregates.community import Community
from aggregates.community import events as happened
from aggregates.event import Event
from aggregates.review_task import ReviewTask
from aggregates.review_task import events as task
from aggregates.review_task import handing_events as handed
from policies.time_zone import zone_named
from projections.budget_sentences import sentence
from projections.telling import role
from vocabulary.digits import some
from vocabulary.plain_text import without_controls
from vocabulary.tasks import CHOICES

_SHORTEST: Final = timedelta(minutes=1)
_UNITS: Final = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (_SHORTEST, "minute"))


def gaps(
    notice: Notice,
    fact: Event,
    community: Community,
    question: ReviewTask | None,
    entry: Entry | None,
    words: PolicyWords,
    at: datetime,
) -> Mapping[str, str]:
    """Every gap that has something in it."""
    zone = entry.time_zone if entry else "UTC"
    found = {
        "name": entry.name if entry else notice.person or "all",
        "role": _capital(role(notice.role)),
        "community": community.title,
        **_of_fact(fact, words, zone),
    }
    if question is not None:
        terms = question.terms
        found |= {
            "title": terms.title,
            "due": clock(terms.due, zone),
            "left": ahead(terms.due, at),
            "answers": ", ".join(choice.value for choice in CHOICES[terms.kind]),
            "outcome": _capital(question.ending or ""),
            **_of_terms(fact, question),
        }
    return {gap: without_controls(said) for gap, said in found.items()}


def _of_fact(fact: Event, words: PolicyWords, zone: str) -> dict[str, str]:
    match fact:
        case happened.LeadNudged() | happened.SilenceReported():
            return {"words": words.silence.words or "", "silent_since": day(fact.silent_since, zone)}
        case budget.MarkReached() | budget.NothingRequested():
            return {"because": sentence(fact)}
        case task.TaskRestarted() | task.TaskPostponed() | task.TaskCancelled():
            return {"because": fact.because}
        case task.TaskDecided():
            return {"because": fact.reason or ""}
        case handed.TaskPassedOn():
            return {"because": f"{fact.person} has left" if fact.person else "nobody leads the community"}
        case handed.TaskDelegated():
            return {"because": fact.because or f"{fact.principal} lets you answer"}
        case handed.ApproverAdded():
            return {"because": fact.because or f"{fact.provenance.actor.person} asks for it"}
        case task.TaskSettled():
            return {"because": fact.why}
        case _:
            return {}


def _of_terms(fact: Event, question: ReviewTask) -> dict[str, str]:
    match fact:
        case task.TaskReminded():
            return {"number": str(fact.number), "words": question.terms.reminder_words or ""}
        case task.TaskEscalated() if fact.level <= len(question.terms.escalations):
            return {"number": str(fact.level), "words": question.terms.escalations[fact.level - 1].words or ""}
        case _:
            return {}


def clock(moment: datetime, zone: str) -> str:
    local = moment.astimezone(zone_named(zone))
    return f"{local:%-d %B %Y, %H:%M} {zone.rpartition('/')[2].replace('_', ' ')}"


def day(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(zone_named(zone)):%-d %B %Y}"


def ahead(moment: datetime, now: datetime) -> str:
    """How far it is, in the largest unit of which there are two: `in 3 days`, `36 hours overdue`, `now`."""
    span = abs(moment - now)
    for unit, name in _UNITS:
        number = (span + unit / 2) // unit
        if number >= 2 or (number and unit == _SHORTEST):
            length = some(number, name)
            return f"in {length}" if moment > now else f"{length} overdue"
    return "now"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

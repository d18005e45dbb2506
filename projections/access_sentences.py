"""Who looked at what, as sentences."""

from typing import Final

from aggregates.access.events import AccessExported, AccessLogBegun, AccessRead
from projections.subjects import name_of
from projections.telling import sentence, who
from vocabulary.readings import EVERYTHING, Reading, Subject

__all__ = ["sentence"]

_WHAT: Final = {
    Reading.HISTORY: "the history of",
    Reading.DIFF: "what changed in",
    Reading.PROGRAMME: "the programme of",
    Reading.PERSON: "what the directory knows of",
    Reading.PEOPLE: "the directory of",
    Reading.DOSSIER: "what deciders are shown of",
    Reading.EXPORT: "the record of",
    Reading.TRAIL: "who looked at",
}


_ALL: Final = {
    Reading.PROGRAMME: "the whole programme",
    Reading.PEOPLE: "the directory",
    Reading.EXPORT: "the whole record",
    Reading.TRAIL: "the whole access trail",
}


@sentence.register
def _begun(event: AccessLogBegun) -> str:
    return f"{who(event)} looked at something for the first time this month"


@sentence.register
def _read(event: AccessRead) -> str:
    return f"{who(event)} read {what(event.kind, event.subject)}"


@sentence.register
def _exported(event: AccessExported) -> str:
    digest = f", SHA-256 {event.digest}" if event.digest else ""
    size = f", proved among {event.head:,} events" if event.head is not None else ""
    return f"{who(event)} exported {what(event.kind, event.subject)}{size}{digest}"


def what(kind: Reading, subject: Subject) -> str:
    """What was looked at, in words: `the history of data-engineering`."""
    if subject == EVERYTHING:
        return _ALL.get(kind, f"{_WHAT[kind]} everything")
    return f"{_WHAT[kind]} {_whom(subject)}"


def _whom(subject: Subject) -> str:
    """A community or a person by the id, and else the stream."""
    return name_of(subject) if subject.startswith(("community/", "person/")) else subject

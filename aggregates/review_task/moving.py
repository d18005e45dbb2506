"""The dates of a question, moved together."""

from datetime import datetime, timedelta

from vocabulary.ballot import reopened
from vocabulary.task_terms import TaskTerms


def moved(terms: TaskTerms, by: timedelta) -> TaskTerms:
    """All dates later by the same length; a ballot keeps its own."""
    return terms.model_copy(
        update={
            "due": terms.due + by,
            "reminders": tuple(at + by for at in terms.reminders),
            "escalations": tuple(rung.model_copy(update={"at": rung.at + by}) for rung in terms.escalations),
            "expiry": terms.expiry.model_copy(update={"at": terms.expiry.at + by}) if terms.expiry else None,
        }
    )


def restarted(terms: TaskTerms, opened_at: datetime, now: datetime) -> TaskTerms:
    """As if the question had been put now."""
    again = moved(terms, now - opened_at)
    if terms.ballot is None:
        return again
    return again.model_copy(update={"ballot": reopened(terms.ballot, now)})

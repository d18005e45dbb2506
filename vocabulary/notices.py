"""What people are told, how often they want to hear, and how far a notice has come."""

from enum import StrEnum


class NoticeKind(StrEnum):
    OPENED = "opened"
    """A question was put."""
    REMINDED = "reminded"
    ESCALATED = "escalated"
    """It goes to somebody higher up as well; they are told."""
    TOP_REACHED = "top_reached"
    """It went as far up as its policy goes; the KM team is told."""
    PASSED_ON = "passed_on"
    """Whoever was asked is gone, so it comes to those above them, or to whoever stands in for a lead."""
    DELEGATED = "delegated"
    """Somebody lets them answer instead."""
    AGREEMENT_ASKED = "agreement_asked"
    """A yes waits until they have agreed too."""
    RESTARTED = "restarted"
    """What is asked about was edited, and all dates began anew."""
    POSTPONED = "postponed"
    CLOSED = "closed"
    """Whoever was told of it need not answer any more."""
    SILENCE_ASKED = "silence_asked"
    """The lead is asked whether the community is alive."""
    SILENCE_REPORTED = "silence_reported"
    """The KM team hears that the lead did not answer."""
    BUDGET_MARK = "budget_mark"
    """So much of the year's money is spent; the lead and the KM team hear of it."""
    BUDGET_UNREQUESTED = "budget_unrequested"
    """Nobody asks for money; the lead and the KM team hear of it."""


class NoticeState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    """Handed to its channel; what became of it is not recorded yet."""
    SENT = "sent"
    DEAD = "dead"
    """Refused for good, or failed too often; somebody has to look at it."""
    DROPPED = "dropped"
    """Nobody needs it any more, or nobody can get it."""


class Digest(StrEnum):
    """How often a person wants to hear."""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    """One mail in the morning with all that happened."""

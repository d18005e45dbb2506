"""Where a community stands in its life, and how a life can end."""

from enum import StrEnum


class Stage(StrEnum):
    """The one stage a community is in at any time."""

    DRAFT = "draft"
    """Being written, or returned to its authors for changes."""
    REVIEW = "review"
    """Submitted; the KM team looks at it."""
    APPROVAL = "approval"
    """Passed by the KM team; Management decides."""
    LAUNCH = "launch"
    """Approved; kick-off, platform and training are being done."""
    ACTIVE = "active"
    """Alive, with its year running."""
    ANNUAL_REVIEW = "annual_review"
    """Its anniversary has come; Management decides on the next year."""
    PROBATION = "probation"
    """Alive, with a date by which it has to show results."""
    SUNSET = "sunset"
    """Its end has been announced; notice runs and the checklist is worked off."""
    CLOSED = "closed"
    """Ended; the record stays."""


LIVING = frozenset({Stage.ACTIVE, Stage.ANNUAL_REVIEW, Stage.PROBATION})
"""Stages in which members work together and signs of life are expected."""

PROPOSED = frozenset({Stage.DRAFT, Stage.REVIEW, Stage.APPROVAL})
"""Stages in which a proposal may still be withdrawn by its authors."""


class Outcome(StrEnum):
    """How a community's life ended."""

    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    """Approved but never launched, or returned and never resubmitted."""
    SUNSET = "sunset"
    GRADUATED = "graduated"
    """Left for a larger home (imported histories)."""


class SilenceRung(StrEnum):
    """How far up the ladder a quiet community has come; the ladder is climbed one rung at a time."""

    LEAD_NUDGED = "lead_nudged"
    """First tier (SHOULD): the lead was asked."""
    KM_TOLD = "km_told"
    """The lead did not answer in time: the KM team knows."""
    DECISION_ASKED = "decision_asked"
    """Second tier (MUST): Management has a task."""


class Sunsetting(StrEnum):
    """Why a community's end was announced."""

    DECIDED = "decided"
    """A person decided it."""
    SILENCE = "silence"
    """A deadline that people were told about passed unanswered, and the policy says that silence is consent."""

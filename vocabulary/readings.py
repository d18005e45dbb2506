"""Looking at what is known of others: what was read, and of whom."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import StringConstraints


class Reading(StrEnum):
    """What was looked at, or handed out."""

    HISTORY = "history"
    """Everything that happened to a community, a person, a policy."""
    DIFF = "diff"
    """What differed between two days."""
    PROGRAMME = "programme"
    """All communities as of a day."""
    PERSON = "person"
    """What the directory knows of somebody."""
    PEOPLE = "people"
    """The directory, or a search in it."""
    DOSSIER = "dossier"
    """Everything that lies before a decider."""
    EXPORT = "export"
    """The record itself, with its proofs."""
    TRAIL = "trail"
    """Who looked at what."""


EVERYTHING: Final = "all"
"""The subject of whoever looks at all there is, or searches in it: what was searched for may be a name."""

SUBJECT: Final = r"^(all|[a-z]+/[a-z0-9][a-zA-Z0-9._:/-]{0,140})$"
"""Ids alone: an address has not this form."""
Subject = Annotated[str, StringConstraints(pattern=SUBJECT)]
"""Of whom it was: `community/<id>`, `person/<id>`, another stream of the record, or `all`."""

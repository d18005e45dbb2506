"""Identifiers, and how they are built; nowhere else are they put together."""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import StringConstraints

from vocabulary.people import PersonId

CommunityId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""A community's id: a short slug, for example `data-engineering`."""

TaskId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}(\.[a-z0-9_-]{1,40}){1,4}$")]
"""A review task's id: community, kind, perhaps item, round; for example `data-engineering.approval.1`."""

CommandId = Annotated[str, StringConstraints(min_length=1, max_length=300)]
"""Given by the caller, or built from community and step; never from a workflow run or an attempt."""

PolicyName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


def slug(title: str) -> CommunityId:
    """Turns a title into an id: ASCII, lower case, words joined by hyphens; empty when nothing is left."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:63].rstrip("-")


def community_stream(community: CommunityId) -> str:
    return f"community/{community}"


def task_stream(task: TaskId) -> str:
    return f"task/{task}"


def policy_stream(name: PolicyName) -> str:
    return f"policy/{name}"


def person_stream(person: PersonId) -> str:
    return f"person/{person}"


def budget_stream(community: CommunityId, year: int) -> str:
    """A community's money is kept by its years, counted from 1."""
    return f"budget/{community}/{year}"


def signs_stream(community: CommunityId, year: int, month: int) -> str:
    """Signs of life are kept by community and month, so that no stream grows for ever."""
    return f"{signs_prefix(community)}{year:04d}-{month:02d}"


def signs_prefix(community: CommunityId) -> str:
    """The beginning that all streams of a community's signs of life share; they sort by month."""
    return f"signs/{community}/"


def year_stream(community: CommunityId, number: int) -> str:
    """A year of a community, counted from 1 from its launch."""
    return f"year/{community}/{number}"


OBJECTIVES_STREAM: Final = "objectives/organisation"
"""There is one organisation."""


def ranking_stream(programme: PolicyName, period: str) -> str:
    """The published rankings of one period of a programme."""
    return f"ranking/{programme}/{period}"


def access_stream(reader: PersonId, year: int, month: int) -> str:
    """What somebody looked at is kept by month, as signs of life are."""
    return f"access/{reader}/{year:04d}-{month:02d}"


def lifecycle_workflow(community: CommunityId) -> str:
    """The id of the one workflow that a community has."""
    return f"cop/{community}"

"""Whose history is asked for: a ranking by a day of its period, and what there is where nothing is recorded of it."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from cli.moments import moment
from vocabulary.ids import OBJECTIVES_STREAM, ranking_stream
from vocabulary.refusals import CommunityNotFound, NotFound, PersonNotFound, PolicyNotFound

if TYPE_CHECKING:
    from projections.leaderboard.reading import PublishedPeriod
    from projections.view import Connected

POLICY, PERSON, OBJECTIVES, RANKING = "policy/", "person/", "objectives/", "ranking/"
OTHERS: Final = (POLICY, PERSON, OBJECTIVES, RANKING)
"""What a subject begins with that is no community."""
_PART_OF_A_DAY: Final = re.compile(r"\d{4}(-\d{2})?")


class Named(NamedTuple):
    """A ranking as people name it."""

    programme: str
    when: str


def stream_of(connection: "Connected", subject: str) -> str:
    """The stream of a subject that is no community; a ranking may be named by a day, a month or a year of its period.

    Refuses a ranking that was not published, or one of several.
    """
    named = Named(*subject.split("/")[1:]) if subject.count("/") == 2 and subject.startswith(RANKING) else None
    if named is None or "--" in named.when:
        return subject
    from projections.leaderboard.reading import published_periods

    published = [one for one in published_periods(connection) if one.programme == named.programme]
    found = [one for one in published if _meant(one, named.when)]
    if len(found) == 1:
        return ranking_stream(named.programme, str(found[0].period))
    if found:
        raise NotFound(f"{named.when} has several rankings of {named.programme}; name one of {_listed(found)}")
    raise nothing_of(connection, subject, "")


def nothing_of(connection: "Connected", subject: str, seen: str) -> NotFound:
    """Says that nothing is recorded, and where such subjects are listed; `seen` says from when it was looked at."""
    nothing = f"nothing is recorded of {subject!r}{seen}"
    if subject.startswith(POLICY):
        return PolicyNotFound(f"{nothing}; `perennial policy list` shows all policies")
    if subject.startswith(PERSON):
        return PersonNotFound(f"{nothing}; `perennial person list` shows whom the directory knows")
    if subject == OBJECTIVES_STREAM:
        return NotFound(f"{nothing}; `perennial objective set` names the first objective")
    if subject.startswith(OBJECTIVES):
        return NotFound(f"{nothing}; there is one organisation: {OBJECTIVES_STREAM}")
    if subject.startswith(RANKING):
        from projections.leaderboard.reading import published_periods

        listed = _listed(published_periods(connection)) or "none; `perennial leaderboard publish` publishes one"
        return NotFound(f"{nothing}; rankings that were published: {listed}")
    return CommunityNotFound(f"{nothing}; `perennial community list` shows all communities")


def _meant(one: "PublishedPeriod", when: str) -> bool:
    """Whether the period holds the day, or begins in the month or year."""
    if _PART_OF_A_DAY.fullmatch(when):
        begins = moment(f"{when}-01-01"[: len("2025-01-01")], "ranking/NAME/DATE")
        return one.period.covers(begins) or f"{one.period.starts:%Y-%m-%d}".startswith(when)
    return one.period.covers(moment(when, "ranking/NAME/DATE"))


def _listed(published: "list[PublishedPeriod]") -> str:
    """As they can be typed."""
    return ", ".join(f"{RANKING}{one.programme}/{_day(one.period.starts)}" for one in published)


def _day(starts: datetime) -> str:
    return f"{starts:%Y-%m-%d}" if starts.time() == datetime.min.time() else f"{starts:%Y-%m-%dT%H:%M:%S}"

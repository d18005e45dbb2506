"""To whom comes what waited for somebody who is gone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from aggregates.commands.entitled import may_answer
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.person import Person
from aggregates.review_task import ReviewTask
from aggregates.roster import Roster
from vocabulary.ids import person_stream
from vocabulary.people import PersonId, Role

HIGHEST: Final = 20
"""So many steps up a line are looked at; no organisation has more."""


def successors(
    desk: Desk, roster: Roster, community: Community, question: ReviewTask, gone: PersonId, at: datetime
) -> Sequence[PersonId]:
    """The nearest above somebody who are there and may answer; nobody where the directory knows of none."""
    before: Sequence[PersonId] = ()
    for height in range(1, HIGHEST + 1):
        above = roster.above([gone], height)
        if above == before:  # the line has ended
            return ()
        able = [person for person in above if person != gone and _may_take_over(desk, community, question, person, at)]
        if able:
            return able
        before = above
    return ()


def _may_take_over(desk: Desk, community: Community, question: ReviewTask, person: PersonId, at: datetime) -> bool:
    found = desk.find(Person, person_stream(person), fresh=True)
    if found is not None and found.left_at is not None and found.left_at <= at:
        return False
    return may_answer(community, question.terms, person, Role.MEMBER)

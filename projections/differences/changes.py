"""Holds two pictures of a community against each other."""

from itertools import chain

from projections.differences.change import Change, day
from projections.differences.maturity import of_maturity
from projections.differences.money import of_money
from projections.differences.picture import Picture
from projections.differences.plans import of_plans
from projections.differences.published import of_published
from projections.differences.standing import of_standing
from projections.differences.tasks import of_tasks

__all__ = ["Change", "changes"]


def changes(before: Picture, after: Picture) -> list[Change]:
    """From the earlier to the later one; nothing where all is as it was."""
    return list(
        chain(
            _begun(before, after),
            of_standing(before, after),
            of_tasks(before.tasks, after.tasks),
            of_plans(before.years, after.years),
            of_maturity(before.maturity, after.maturity),
            of_money(before.money, after.money),
            of_published(before.published, after.published),
        )
    )


def _begun(before: Picture, after: Picture) -> list[Change]:
    row = after.row
    if before.row is not None or row is None:
        return []
    since = day(after.history[0].true_since)
    sentence = f"It was not there yet; it is “{row.title}” since {since}."
    return [Change("community", None, row.title, sentence)]

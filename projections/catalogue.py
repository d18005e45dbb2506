"""All views that there are."""

from typing import Final

from projections.absences import Absences
from projections.access import Access
from projections.budgets import Budgets
from projections.communities import Communities
from projections.history import History
from projections.inbox import Inbox
from projections.leaderboard import Leaderboard
from projections.maturity import Maturity
from projections.objectives import ObjectivesView
from projections.view import View
from projections.vital_signs import VitalSignsView
from projections.years import Years

COMMUNITIES: Final = Communities()
INBOX: Final = Inbox()
HISTORY: Final = History()
ABSENCES: Final = Absences()
YEARS: Final = Years()
MATURITY: Final = Maturity()
BUDGETS: Final = Budgets()
VITAL_SIGNS: Final = VitalSignsView()
LEADERBOARD: Final = Leaderboard()
OBJECTIVES: Final = ObjectivesView()
ACCESS: Final = Access()

VIEWS: Final[tuple[View, ...]] = (
    *(COMMUNITIES, INBOX, HISTORY, ABSENCES),
    *(YEARS, MATURITY, BUDGETS, VITAL_SIGNS, LEADERBOARD, OBJECTIVES, ACCESS),
)


def view_named(name: str) -> View | None:
    return next((view for view in VIEWS if view.name == name), None)

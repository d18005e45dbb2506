"""Communities with money of which some is paid, some ordered, and 85 USD of 90 are gone for good."""

from tests.projections import lives
from vocabulary.money import Money
from vocabulary.spending import SpendingTerms
from vocabulary.stages import Sunsetting


def is_quiet(name: str) -> lives.Life:
    """In the first of its years, which goes on; nobody asks for more."""
    life = lives.launched(name)
    life.does("open_budget", 1)
    budget = lives.funded(name, life)
    life.does("request_spending", 1, by=lives.ANNA)
    terms = SpendingTerms(initiative="tree", title="Tree", amount=Money("300 USD"), reason="Shade.")
    budget.request(1, terms, life.told(lives.ANNA))
    life.does("settle_spending", 1, by=lives.KIM)
    budget.grant(1, None, life.told(lives.KIM))
    budget.commit("tree", Money("40 USD"), "a spade", life.told(lives.ANNA))
    budget.spend("tree", Money("90 USD"), "a tree", life.told(lives.ANNA))
    budget.refund("tree", Money("5 USD"), "too many", life.told(lives.ANNA))
    budget.note_nothing_requested(life.now, life.told())
    life.took_place(budget)
    return life


def announces_its_end(name: str) -> lives.Life:
    life = is_quiet(name)
    life.does("announce_sunset", Sunsetting.DECIDED, "its work is done", by=lives.MARA)
    return life


def ends(name: str) -> lives.Life:
    """Within the year, which stays as it is."""
    life = announces_its_end(name)
    life.does("open_checklist", (), (), None)
    life.does("close")
    return life

"""Which years of money are present: what is over is never in a sum, and no year is taken for another."""

from datetime import timedelta
from typing import Any, Final

import psycopg
import pytest

from projections.burn import By, burn
from projections.catalogue import BUDGETS, COMMUNITIES
from projections.health import health
from projections.present_money import present_years, years_of
from projections.programme import programme
from projections.warnings import Cause
from tests.projections import lives, moneyed
from tests.projections.records import show
from vocabulary.money import Money

Connected = psycopg.Connection[Any]
BY_THEN: Final = lives.START + timedelta(days=300)


@pytest.fixture
def full(connection: Connected) -> Connected:
    """Iota spends; kappa's year was closed; lambda's end is announced; theta has ended, its year was never closed."""
    iota = moneyed.is_quiet("iota")
    lambda_ = moneyed.announces_its_end("lambda")
    lived = (iota, lives.spending("kappa"), lambda_, moneyed.ends("theta"))
    show(connection, [fact for life in lived for fact in life.facts])
    return connection


def test_years_are_present_until_they_or_their_communities_are_closed(full: Connected) -> None:
    assert [row.id for row in BUDGETS.find(full)] == ["iota/1", "kappa/1", "lambda/1", "theta/1"]
    assert [row.id for row in present_years(full)] == ["iota/1", "lambda/1"]


@pytest.mark.parametrize("by", By)
def test_what_is_over_is_in_no_sum(full: Connected, by: By) -> None:
    sums = burn(present_years(full), BUDGETS.whose(full), by, BY_THEN)
    assert Money.total((one.spent for one in sums), "USD") == Money("180 USD")
    assert Money.total((one.per_year for one in sums), "USD") == Money("2000 USD")
    assert not any(one.over for one in sums)


def test_a_year_whose_end_has_passed_is_present_until_somebody_closes_it(full: Connected) -> None:
    """Its orders and requests stand until then; what it will have cost is what is paid and ordered."""
    iota, _ = burn(present_years(full), {}, By.COMMUNITY, lives.START + timedelta(days=500))
    assert (iota.name, iota.year, str(iota.committed), str(iota.forecast)) == ("iota", 1, "40 USD", "125 USD")


def test_of_one_community_all_years_are_told_with_whether_they_are_over(full: Connected) -> None:
    told = {}
    for name in ("iota", "kappa", "lambda", "theta"):
        years, over = years_of(full, name)
        (one,) = burn(years, {}, By.COMMUNITY, BY_THEN, over=over)
        told[name] = (one.over, str(one.forecast))
    assert told["kappa"] == (True, "200.50 USD")
    assert told["theta"] == (True, "85 USD")
    assert (told["iota"][0], told["lambda"][0]) == (False, False)


def test_nobody_is_warned_that_money_is_not_asked_for_which_is_over(full: Connected) -> None:
    """Nor of money that nobody may ask for any more, since the end is announced."""
    assert {row.id for row in BUDGETS.find(full) if row.unrequested_since} == {
        "iota/1",
        "kappa/1",
        "lambda/1",
        "theta/1",
    }
    found = health(full, BY_THEN)
    assert [one.community.id for one in found if Cause.MONEY_UNREQUESTED in {w.cause for w in one.warnings}] == ["iota"]


def test_the_programme_says_of_which_year_the_money_is_and_whether_that_is_over(full: Connected) -> None:
    found = {one.row.id: one for one in programme(full, BY_THEN)}
    assert {name: one.money_is_over for name, one in found.items()} == {
        "iota": False,
        "kappa": True,
        "lambda": False,
        "theta": True,
    }
    assert {row.id: row.stage.value for row in COMMUNITIES.find(full)}["theta"] == "closed"

"""Money by commands: asked for, granted, spent, shown, and refused with a sentence."""

import re
import shlex
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from policies.yaml_text import parse
from policies.yaml_writing import as_yaml
from tests.cli.office import Office
from tests.policies.standings import changed
from tests.projections import lives, moneyed
from tests.projections.records import record

pytestmark = pytest.mark.slow

SECTIONS = """
levels:
  - name: begun
    title: Begun
    budget:
      per_year: 1000 USD
      limits: [{up_to: 400 USD, by: km}, {by: management}]
      alerts: [50%]
"""
RULES = changed(**parse(SECTIONS, "sections").value)
TODAY = datetime.now(UTC)
MONEY = ("--as", "lead:ada")
TREE = ("tree", "300 USD", "--title", "Plant a tree", "--why", "Shade", *MONEY)


@pytest.fixture
def garden(office: Office) -> Office:
    """Gardeners live under a policy with a budget, since sixty days."""
    assert office("policy", "publish", office.write("rules.yaml", as_yaml(RULES)), "--as", "kim").code == 0
    began = TODAY - timedelta(days=60)
    file = office.write(
        "c.csv", f"id,title,sponsor,started,ended,outcome\ngardeners,Gardeners,Works,{began:%Y-%m-%d},,\n"
    )
    assert office("import", "communities", file, "--policy", "standard", "--as", "kim").code == 0
    assert office("community", "lead", "gardeners", "ada", "--as", "kim").code == 0
    return office


def budget(office: Office, act: str, *words: str) -> str:
    said = office("budget", act, "gardeners", *words)
    assert (said.code, said.err) == (0, "")
    return said.out


def test_money_is_asked_for_granted_ordered_spent_refunded_released_and_corrected(garden: Office) -> None:
    assert budget(garden, "request", *TREE) == "Request 1 of gardeners for 300 USD waits for an answer.\n"
    garden.clock("gardeners", RULES)
    assert "300 USD for Plant a tree" in " ".join(garden("task", "list").out.split())
    assert "Request 1 waits: 300 USD for Plant a tree: Shade\n" in budget(garden, "show")
    assert budget(garden, "grant", "1", "--as", "km:kim") == "Request 1 of gardeners is granted.\n"
    assert budget(garden, "commit", "tree", "120 USD", "--what", "A spade", *MONEY) == (
        "Order 1 of gardeners for 120 USD is noted.\n"
    )
    assert "Order 1: 120 USD of tree still to be paid\n" in budget(garden, "show")
    assert budget(garden, "spend", "tree", "100.50 USD", "--what", "A spade", "--order", "1", *MONEY) == (
        "Entry 2 of gardeners: 100.50 USD spent.\n"
    )
    assert budget(garden, "release-order", "1", "--why", "cheaper", *MONEY) == "Order 1 of gardeners is ended.\n"
    assert budget(garden, "refund", "tree", "10 USD", "--why", "broken", *MONEY) == (
        "Entry 3 of gardeners: 10 USD came back.\n"
    )
    assert budget(garden, "correct", "2", "100 USD", "--why", "misread", *MONEY) == (
        "Entry 2 of gardeners is 100 USD; it had been 100.50 USD.\n"
    )
    assert budget(garden, "release", "tree", "50 USD", "--why", "smaller", *MONEY) == (
        "50 USD of tree goes back to the year of gardeners.\n"
    )
    shown = garden("budget", "show", "gardeners", "--json").json
    assert shown["total"] == {
        "initiative": "total",
        "title": "Total",
        "requested": "300 USD",
        "granted": "300 USD",
        "released": "50 USD",
        "committed": "0 USD",
        "spent": "100 USD",
        "refunded": "10 USD",
        "free": "160 USD",
    }
    assert (shown["available"], shown["to_grant"], shown["year"]) == ("910 USD", "750 USD", 1)
    garden.project()
    (row,) = garden("budget", "burn", "--json").json
    assert (row["name"], row["planned"], row["allocated"], row["spent"]) == (
        "gardeners",
        "300 USD",
        "250 USD",
        "100 USD",
    )
    assert row["as_of"].startswith(f"{TODAY.year}")
    assert " 250 " in garden("budget", "burn", "--by", "unit").out
    assert "standard" in garden("budget", "burn", "--by", "programme").out
    told = " ".join(garden("history", "gardeners").out.split())
    assert "ada (lead) asked for 300 USD for “Plant a tree” (request 1): Shade" in told
    assert "corrected entry 2 from 100.50 USD to 100 USD: misread" in told


def test_an_order_follows_the_corrections_of_its_payment(garden: Office) -> None:
    budget(garden, "request", *TREE)
    budget(garden, "grant", "1", "--as", "km:kim")
    budget(garden, "commit", "tree", "300 USD", "--what", "A tree", *MONEY)
    budget(garden, "spend", "tree", "30 USD", "--what", "A tree", "--order", "1", *MONEY)
    budget(garden, "correct", "2", "300 USD", "--why", "a digit was missing", *MONEY)
    assert "Order" not in budget(garden, "show")
    budget(garden, "correct", "2", "280 USD", "--why", "a rebate", *MONEY)
    shown = budget(garden, "show")
    assert "Order 1: 20 USD of tree still to be paid\nEntry 2: 280 USD of tree spent, order 1\n" in shown
    (order,) = garden("budget", "show", "gardeners", "--json").json["orders"]
    assert order == {"number": 1, "initiative": "tree", "amount": "300 USD", "paid": "280 USD", "left": "20 USD"}
    garden.project()
    (row,) = garden("budget", "burn", "--json").json
    assert (row["committed"], row["spent"]) == ("20 USD", "280 USD")
    told = " ".join(garden("history", "gardeners").out.split())
    assert "corrected entry 2 from 30 USD to 300 USD, which leaves 0 USD of order 1 to be paid: a digit" in told


def test_spending_what_was_not_granted_asks_for_it_and_says_so(garden: Office) -> None:
    assert budget(garden, "spend", "tree", "90 USD", "--what", "A spade", *MONEY) == (
        "Nothing is spent: tree lacks 90 USD, which request 1 of gardeners asks for; spend once it is granted.\n"
    )
    assert budget(garden, "refuse", "1", "--why", "no", "--as", "km:kim") == "Request 1 of gardeners is refused.\n"
    again = garden("budget", "spend", "gardeners", "tree", "90 USD", "--what", "A spade", *MONEY, "--json").json
    assert again == {"community": "gardeners", "entry": None, "request": 2, "amount": "90 USD"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("request", "tree", "-5 USD", *TREE[2:]), "-5 USD is less than nothing; no amount of money is"),
        (("request", "tree", "5", *TREE[2:]), "'5' is no amount of money; expected an amount with its currency"),
        (("request", "tree", "5.123456 USD", *TREE[2:]), "'5.123456 USD' is no amount of money"),
        (("request", "tree", "5 CHF", *TREE[2:]), "5 CHF is not in USD; amounts of two currencies are neither"),
        (("request", "tree", "0 USD", *TREE[2:]), "0 USD is nothing; write how much it is"),
        (("request", "tree", "1001 USD", *TREE[2:]), "1001 USD is more than year 1 of gardeners has left to grant"),
        (("request", "a tree!", "5 USD", *TREE[2:]), "initiative"),
        (("grant", "7", "--as", "km:kim"), "request 7 of gardeners does not wait for an answer (any more)"),
        (("refund", "tree", "5 USD", "--why", "x", *MONEY), "gardeners has no budget yet; it begins when money is"),
        (("show",), "gardeners has no budget yet; it begins when money is asked for"),
        (("commit", "tree", "5 USD", "--what", "x", *MONEY), "'tree' has no line in year 1 of gardeners; it has none"),
        (("spend", "tree", "5 USD", "--what", "x", "--as", "board:bo"), "a community spends by its lead, a member or"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(garden: Office, words: tuple[str, ...], sentence: str) -> None:
    events = garden.events()
    act, *more = words
    said = garden("budget", act, "gardeners", *more)
    assert said.code == 2
    assert sentence in said.sentence
    assert garden.events() == events


def test_nobody_grants_what_they_asked_for(garden: Office) -> None:
    budget(garden, "request", "tree", "300 USD", "--title", "T", "--why", "x", "--as", "km:kim")
    said = garden("budget", "grant", "gardeners", "1", "--as", "km:kim")
    assert (said.code, said.sentence) == (2, "kim asked for it; somebody else has to decide")


@pytest.fixture
def over(office: Office) -> Office:
    """Iota spends; kappa's only year was closed; theta has ended within its year."""
    lived = (moneyed.is_quiet("iota"), lives.spending("kappa"), moneyed.ends("theta"))
    record(office.database, [fact for life in lived for fact in life.facts])
    office.project()
    return office


@pytest.mark.parametrize(("by", "name"), [("community", "iota"), ("unit", "no unit"), ("programme", "standard")])
def test_burn_is_of_present_years(over: Office, by: str, name: str) -> None:
    (row,) = over("budget", "burn", "--by", by, "--json").json
    assert (row["name"], row["spent"], row["refunded"], row["communities"]) == (name, "90 USD", "5 USD", 1)
    (line,) = [line for line in over("budget", "burn", "--by", by).out.splitlines() if "1000 USD" in line]
    assert " 85 " in line


def test_years_of_one_community_are_told_one_by_one_with_what_is_over(over: Office) -> None:
    (row,) = over("budget", "burn", "--community", "kappa", "--json").json
    assert (row["year"], row["over"], row["forecast"]) == (1, True, "200.50 USD")
    assert " 1, over " in over("budget", "burn", "--community", "theta").out
    said = over("budget", "burn", "--community", "theta", "--by", "unit")
    assert (said.code, said.sentence) == (2, "the years of one community are shown one by one; leave out `--by unit`")


@pytest.mark.parametrize(
    ("community", "sentence", "left"),
    [
        ("kappa", "nothing: the year is closed", "799.50 USD"),
        ("theta", "nothing: theta is closed; what comes", "915 USD"),
    ],
)
def test_what_is_closed_has_nothing_to_grant(over: Office, community: str, sentence: str, left: str) -> None:
    shown = " ".join(over("budget", "show", community).out.split())
    assert f"To grant {sentence}" in shown
    assert f"Not spent {left}" in shown
    assert "Available" not in shown
    told = over("budget", "show", community, "--json").json
    assert (told["available"], told["to_grant"], told["unspent"]) == ("0 USD", "0 USD", left)


def test_nor_has_what_is_about_to_end_nor_a_year_that_nobody_has_closed_yet(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(office.database, [*moneyed.announces_its_end("lambda").facts, *moneyed.is_quiet("iota").facts])
    assert "To grant nothing: lambda is about to end; what comes back" in " ".join(budget_of(office, "lambda").split())
    monkeypatch.setattr("cli.budgets.now", lambda: lives.START + timedelta(days=400))
    assert "To grant nothing: the year has ended, and is closed by" in " ".join(budget_of(office, "iota").split())


def test_a_year_that_has_no_budget_is_told_apart_from_a_community_without(over: Office) -> None:
    said = over("budget", "show", "kappa", "--year", "9")
    assert (said.code, said.sentence) == (2, "kappa has no budget for year 9; it has one for year 1")


def test_the_page_about_money_can_be_typed_as_it_stands(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[2] / "docs" / "budget.md").read_text(encoding="utf-8")
    (rows,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(Path(office.write("gardeners.csv", rows)).parent)
    typed = re.findall(r"^    \$ perennial (.+)\n((?:    [^$\n].*\n)*)", page, re.MULTILINE)
    assert len(typed) >= 8
    for command, answer in typed:
        said = office(*shlex.split(command))
        assert (said.code, said.err) == (0, ""), f"perennial {command}"
        assert said.out == textwrap.dedent(answer) or not answer
        office.project()
    (row,) = said.json
    assert (row["name"], row["allocated"], row["committed"], row["spent"]) == (
        "gardeners",
        "300 USD",
        "10 USD",
        "110 USD",
    )


def test_links_of_the_page_about_money_lead_somewhere() -> None:
    folder = Path(__file__).parents[2] / "docs"
    links = re.findall(r"\]\(([^)#:]+)(?:#([^)]+))?\)", (folder / "budget.md").read_text(encoding="utf-8"))
    assert links
    for file, part in links:
        headings = re.findall(r"^#+ (.+)$", (folder / file).read_text(encoding="utf-8"), re.MULTILINE)
        assert not part or part in {heading.lower().replace(",", "").replace(" ", "-") for heading in headings}


def budget_of(office: Office, community: str) -> str:
    said = office("budget", "show", community)
    assert (said.code, said.err) == (0, "")
    return said.out


def test_what_goes_on_has(over: Office) -> None:
    shown = " ".join(over("budget", "show", "iota").out.split())
    assert "Available 875 USD To grant 700 USD" in shown
    assert "Not spent" not in shown
    told = over("budget", "show", "iota", "--json").json
    assert (told["available"], told["to_grant"], told["unspent"], told["stage"]) == (
        "875 USD",
        "700 USD",
        "915 USD",
        "active",
    )


def test_where_nobody_has_asked_for_money_there_is_nothing_to_show(garden: Office) -> None:
    assert garden("budget", "burn").out == "There are none: a year's budget begins when money is asked for.\n"

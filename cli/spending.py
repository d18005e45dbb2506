"""Money asked for, granted, ordered, spent, given back and corrected: `budget request`, `grant`, `spend` …"""

import re
from typing import Annotated

import typer

from cli.options import As, Community, Home, Json, Key, command, speaker
from cli.session import application
from cli.shown import say, show_json
from vocabulary.money import EXAMPLE, Money
from vocabulary.people import Role
from vocabulary.refusals import Malformed, NegativeAmount
from vocabulary.tasks import Choice

TAKES_MINUS = {"ignore_unknown_options": True}
"""So that "-5 USD" is an amount, and refused as one."""


def _amount(said: str) -> Money:
    if re.fullmatch(r"-\d+(\.\d+)? [A-Z]{3}", said):
        raise NegativeAmount(f"{said} is less than nothing; no amount of money is")
    try:
        return Money(said)
    except ValueError:
        raise Malformed(f"{said[:100]!r} is no amount of money; expected {EXAMPLE}") from None


Initiative = Annotated[str, typer.Argument(metavar="INITIATIVE", help="A short name for what the money is for.")]
Amount = Annotated[
    Money, typer.Argument(parser=_amount, metavar="AMOUNT", help='With its currency, for example "1250.50 CHF".')
]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The request's number, as `budget show` says.")]
Why = Annotated[str, typer.Option(help="Why, for the record.")]
What = Annotated[str, typer.Option(help="What it is for.")]


def register(app: typer.Typer) -> None:
    """Adds these commands to those that begin with `budget`."""
    for act in (request, commit, spend, refund, release, correct):
        app.command(context_settings=TAKES_MINUS)(act)
    app.command()(grant)
    app.command()(refuse)
    app.command("release-order")(release_order)


def request(
    community: Community,
    initiative: Initiative,
    amount: Amount,
    title: Annotated[str, typer.Option(help="The initiative in a line.")],
    why: Why,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Asks for money of the present year; whoever approves so much by the policy is asked."""
    from aggregates.commands.budgets import request_money
    from vocabulary.spending import SpendingTerms

    said = command(speaker(by, Role.LEAD), key)
    terms = SpendingTerms(initiative=initiative, title=title, amount=amount, reason=why)
    with application(home) as perennial:
        number = request_money(perennial, community, terms, said)
    sentence = f"Request {number} of {community} for {amount} waits for an answer."
    _answer(sentence, as_json=as_json, community=community, request=number, initiative=initiative, amount=amount)


def grant(
    community: Community,
    number: Number,
    why: Annotated[str | None, typer.Option(help="Why, for the record.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Grants what was asked for; nobody grants what they asked for themselves, or in their own community."""
    from aggregates.commands.budgets import answer_request

    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        answer_request(perennial, community, number, Choice.APPROVE, said, reason=why)
    _answer(f"Request {number} of {community} is granted.", as_json=as_json, community=community, request=number)


def refuse(
    community: Community,
    number: Number,
    why: Why,
    to_return: Annotated[bool, typer.Option("--return", help="May be asked for again, in another way.")] = False,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Refuses what was asked for."""
    from aggregates.commands.budgets import answer_request

    choice = Choice.RETURN if to_return else Choice.REJECT
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        answer_request(perennial, community, number, choice, said, reason=why)
    done = "returned" if to_return else "refused"
    _answer(f"Request {number} of {community} is {done}.", as_json=as_json, community=community, request=number)


def commit(
    community: Community,
    initiative: Initiative,
    amount: Amount,
    what: What,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Notes that something was ordered."""
    from aggregates.commands.spending import commit_money

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        order = commit_money(perennial, community, initiative, amount, what, said)
    sentence = f"Order {order} of {community} for {amount} is noted."
    _answer(sentence, as_json=as_json, community=community, order=order, initiative=initiative, amount=amount)


def spend(
    community: Community,
    initiative: Initiative,
    amount: Amount,
    what: What,
    order: Annotated[int | None, typer.Option(metavar="NUMBER", help="Which order is paid by it.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Notes a payment. Where the initiative has less, nothing is paid and what is missing is asked for."""
    from aggregates.commands.spending import spend_money

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        spent = spend_money(perennial, community, initiative, amount, what, said, order=order)
    if spent.requested is None:
        sentence = f"Entry {spent.number} of {community}: {amount} spent."
        _answer(sentence, as_json=as_json, community=community, entry=spent.number, request=None, amount=amount)
    else:
        sentence = (
            f"Nothing is spent: {initiative} lacks {spent.requested}, which request {spent.number} of {community} "
            f"asks for; spend once it is granted."
        )
        asked = {"request": spent.number, "amount": spent.requested}
        _answer(sentence, as_json=as_json, community=community, entry=None, **asked)


def refund(
    community: Community,
    initiative: Initiative,
    amount: Amount,
    why: Why,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Notes money that came back."""
    from aggregates.commands.spending import refund_money

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        entry = refund_money(perennial, community, initiative, amount, why, said)
    sentence = f"Entry {entry} of {community}: {amount} came back."
    _answer(sentence, as_json=as_json, community=community, entry=entry, initiative=initiative, amount=amount)


def release(
    community: Community,
    initiative: Initiative,
    amount: Amount,
    why: Why,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Gives back to the year what an initiative does not need."""
    from aggregates.commands.spending import release_money

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        release_money(perennial, community, initiative, amount, why, said)
    sentence = f"{amount} of {initiative} goes back to the year of {community}."
    _answer(sentence, as_json=as_json, community=community, initiative=initiative, amount=amount)


def release_order(
    community: Community,
    order: Annotated[int, typer.Argument(metavar="NUMBER", help="The order's number, as `budget show` says.")],
    why: Why,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Ends an order: what is left of it will not be paid."""
    from aggregates.commands.spending import release_order as release_it

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        release_it(perennial, community, order, why, said)
    _answer(f"Order {order} of {community} is ended.", as_json=as_json, community=community, order=order)


def correct(
    community: Community,
    entry: Annotated[int, typer.Argument(metavar="NUMBER", help="The entry's number, as `budget show` says.")],
    amount: Amount,
    why: Why,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Puts right how much a payment or a refund was; the old figure stays in the record."""
    from aggregates.commands.spending import correct_money

    said = command(speaker(by, Role.LEAD), key)
    with application(home) as perennial:
        was = correct_money(perennial, community, entry, amount, why, said)
    sentence = f"Entry {entry} of {community} is {amount}; it had been {was}."
    _answer(sentence, as_json=as_json, community=community, entry=entry, was=was, amount=amount)


def _answer(sentence: str, *, as_json: bool, **facts: object) -> None:
    if as_json:
        show_json(facts)
    else:
        say(sentence)

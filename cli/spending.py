"""Money ordered, spent, given back and corrected: `budget commit`, `spend`, `refund`, `release`, `correct`."""

from typing import Annotated

import typer

from cli.amounts import TAKES_MINUS, Amount, Initiative, What, Why, answer
from cli.options import As, Community, Home, Json, Key, command, speaker
from cli.session import application
from vocabulary.people import Role


def register(app: typer.Typer) -> None:
    """Adds these commands to those that begin with `budget`."""
    for act in (commit, spend, refund, release, correct):
        app.command(context_settings=TAKES_MINUS)(act)
    app.command("release-order")(release_order)


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
    answer(sentence, as_json=as_json, community=community, order=order, initiative=initiative, amount=amount)


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
        answer(sentence, as_json=as_json, community=community, entry=spent.number, request=None, amount=amount)
    else:
        sentence = (
            f"Nothing is spent: {initiative} lacks {spent.requested}, which request {spent.number} of {community} "
            f"asks for; spend once it is granted."
        )
        asked = {"request": spent.number, "amount": spent.requested}
        answer(sentence, as_json=as_json, community=community, entry=None, **asked)


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
    answer(sentence, as_json=as_json, community=community, entry=entry, initiative=initiative, amount=amount)


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
    answer(sentence, as_json=as_json, community=community, initiative=initiative, amount=amount)


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
    answer(f"Order {order} of {community} is ended.", as_json=as_json, community=community, order=order)


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
    answer(sentence, as_json=as_json, community=community, entry=entry, was=was, amount=amount)

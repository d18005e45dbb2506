"""Money asked for, granted and refused: `budget request`, `grant`, `refuse`."""

from typing import Annotated

import typer

from cli.amounts import TAKES_MINUS, Amount, Initiative, Number, Why, answer
from cli.options import As, Community, Home, Json, Key, command, speaker
from cli.session import application
from vocabulary.people import Role
from vocabulary.tasks import Choice


def register(app: typer.Typer) -> None:
    """Adds these commands to those that begin with `budget`."""
    app.command(context_settings=TAKES_MINUS)(request)
    app.command()(grant)
    app.command()(refuse)


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
    answer(sentence, as_json=as_json, community=community, request=number, initiative=initiative, amount=amount)


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
    answer(f"Request {number} of {community} is granted.", as_json=as_json, community=community, request=number)


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
    answer(f"Request {number} of {community} is {done}.", as_json=as_json, community=community, request=number)

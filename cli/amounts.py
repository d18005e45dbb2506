"""Options that the commands about money share, and how they answer."""

import re
from typing import Annotated

import typer

from cli.shown import say, show_json
from vocabulary.money import EXAMPLE, Money
from vocabulary.refusals import Malformed, NegativeAmount

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


def answer(sentence: str, *, as_json: bool, **facts: object) -> None:
    """A line for people, or what is in it for programs."""
    if as_json:
        show_json(facts)
    else:
        say(sentence)

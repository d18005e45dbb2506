"""Numbers as people read them; equal numbers are written alike, whatever they were computed from."""

import re
from decimal import Decimal
from typing import Final

_ENDS_IN_IES: Final = re.compile(r"[^aeiou]y$")


def some(number: int, thing: str) -> str:
    """So many of it: "1 day", "2 days", "0 communities"."""
    if number == 1:
        return f"1 {thing}"
    return f"{number:,} {thing[:-1]}ies" if _ENDS_IN_IES.search(thing) else f"{number:,} {thing}s"


def one(thing: str) -> str:
    """One of it, not counted: "a meeting", "an event"."""
    return f"an {thing}" if thing[:1] in "aeiou" else f"a {thing}"


def digits(number: Decimal) -> str:
    """In plain digits: no exponent, and no noughts that say nothing."""
    return f"{number.normalize():f}"


def percent(share: Decimal) -> str:
    """A share of a whole, of which 1 is all."""
    return f"{digits(share * 100)}%"

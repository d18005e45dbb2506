"""Numbers as people read them; equal numbers are written alike, whatever they were computed from."""

from decimal import Decimal


def some(number: int, thing: str) -> str:
    """So many of it: "1 day", "2 days"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def digits(number: Decimal) -> str:
    """In plain digits: no exponent, and no noughts that say nothing."""
    return f"{number.normalize():f}"


def percent(share: Decimal) -> str:
    """A share of a whole, of which 1 is all."""
    return f"{digits(share * 100)}%"

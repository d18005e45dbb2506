"""Numbers as people read them; equal numbers are written alike, whatever they were computed from."""

from decimal import Decimal


def digits(number: Decimal) -> str:
    """In plain digits: no exponent, and no noughts that say nothing."""
    return f"{number.normalize():f}"


def percent(share: Decimal) -> str:
    """A share of a whole, of which 1 is all."""
    return f"{digits(share * 100)}%"

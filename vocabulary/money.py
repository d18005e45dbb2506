"""Amounts of money: decimal, with their currency, never a binary fraction."""

import re
from decimal import ROUND_DOWN, Decimal
from typing import Any, ClassVar, Final

from vocabulary.spoken import Spoken

EXAMPLE: Final = 'an amount with its currency such as "30000 USD" or "1250.50 CHF"'
_WRITTEN: Final = re.compile(r"(\d{1,15}(?:\.\d{1,4})?) ([A-Z]{3})")
_CENT: Final = Decimal("0.01")


class Money(Spoken):
    """An amount of one currency (ISO 4217 code); written "30000 USD"."""

    __slots__ = ("amount", "currency")

    SCHEMA: ClassVar[dict[str, Any]] = {
        "description": EXAMPLE,
        "pattern": f"^{_WRITTEN.pattern}$",
        "examples": ["30000 USD"],
    }

    def __init__(self, text: str) -> None:
        written = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
        if written is None:
            msg = f"expected {EXAMPLE}"
            raise ValueError(msg)
        self.amount = Decimal(written[1])
        self.currency = written[2]

    def shared(self, parts: int) -> "Money":
        """One of so many equal parts, rounded down to a hundredth."""
        part = (self.amount / parts).quantize(_CENT, rounding=ROUND_DOWN)
        return Money(f"{part} {self.currency}")

    def __str__(self) -> str:
        # Equal amounts are written alike: none, two or, where they matter, more digits after the point.
        whole, cents = self.amount.to_integral_value(), self.amount.quantize(_CENT)
        exact = whole if whole == self.amount else cents if cents == self.amount else self.amount.normalize()
        return f"{exact:f} {self.currency}"

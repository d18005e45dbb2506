"""Amounts of money: decimal, with their currency, never a binary fraction."""

import re
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from typing import Any, ClassVar, Final

from vocabulary.refusals import Malformed, NegativeAmount, WrongCurrency
from vocabulary.spoken import Spoken

EXAMPLE: Final = 'an amount with its currency such as "30000 USD" or "1250.50 CHF"'
_WRITTEN: Final = re.compile(r"(\d{1,15}(?:\.\d{1,4})?) ([A-Z]{3})")
_CENT: Final = Decimal("0.01")
_TOO_MUCH: Final = Decimal(10) ** 15


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

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """So much of a currency; less than nothing, and what takes more than 15 digits, is refused."""
        if amount < 0:
            raise NegativeAmount(f"{amount:f} {currency} is less than nothing; no amount of money is")
        _must_fit(amount, currency)
        return cls(f"{amount:f} {currency}")

    @classmethod
    def none_of(cls, currency: str) -> "Money":
        return cls(f"0 {currency}")

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> "Money":
        """All of them together; nothing where there are none."""
        return sum(amounts, cls.none_of(currency))

    def part(self, share: Decimal) -> "Money":
        """A share of it (1 is all), rounded down to a hundredth."""
        return Money.of((self.amount * share).quantize(_CENT, rounding=ROUND_DOWN), self.currency)

    def must_be_of(self, currency: str) -> None:
        """Refuses what is counted in another currency."""
        if self.currency != currency:
            raise WrongCurrency(
                f"{self} is not in {currency}; amounts of two currencies are neither added nor compared"
            )

    def __add__(self, other: "Money") -> "Money":
        other.must_be_of(self.currency)
        amount = self.amount + other.amount
        _must_fit(amount, self.currency)
        return self._with(amount)

    def __sub__(self, other: "Money") -> "Money":
        """Refuses to take away more than there is."""
        other.must_be_of(self.currency)
        if other.amount > self.amount:
            raise NegativeAmount(f"{other} is more than {self}; less than nothing can't be left")
        return self._with(self.amount - other.amount)

    def _with(self, amount: Decimal) -> "Money":
        """Of the same currency; what two amounts come to needs no reading, and budgets are sums of very many."""
        made = Money.__new__(Money)
        made.amount, made.currency = amount, self.currency
        return made

    def less(self, other: "Money") -> "Money":
        """What is left after taking away as much as there is."""
        return self - min(self, other)

    def __lt__(self, other: "Money") -> bool:
        other.must_be_of(self.currency)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        other.must_be_of(self.currency)
        return self.amount <= other.amount

    def __bool__(self) -> bool:
        """Whether it is more than nothing."""
        return self.amount > 0

    def __str__(self) -> str:
        # Equal amounts are written alike: none, two or, where they matter, more digits after the point.
        whole, cents = self.amount.to_integral_value(), self.amount.quantize(_CENT)
        exact = whole if whole == self.amount else cents if cents == self.amount else self.amount.normalize()
        return f"{exact:f} {self.currency}"


def _must_fit(amount: Decimal, currency: str) -> None:
    if amount >= _TOO_MUCH:
        raise Malformed(f"{amount:f} {currency} is more than can be written down; amounts have 15 digits at most")

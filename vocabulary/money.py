"""Amounts of money: decimal, with their currency, never a binary fraction."""

import re
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

EXAMPLE: Final = 'an amount with its currency such as "30000 USD" or "1250.50 CHF"'
_WRITTEN: Final = re.compile(r"(\d{1,15}(?:\.\d{1,4})?) ([A-Z]{3})")
_CENT: Final = Decimal("0.01")


class Money:
    """An amount of one currency (ISO 4217 code); written "30000 USD"."""

    __slots__ = ("amount", "currency")

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
        whole = self.amount.to_integral_value()
        return f"{whole if whole == self.amount else self.amount} {self.currency}"

    def __repr__(self) -> str:
        return f"Money({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and (self.amount, self.currency) == (other.amount, other.currency)

    def __hash__(self) -> int:
        return hash((self.amount, self.currency))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from_text = core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls(value)
        )
        return core_schema.json_or_python_schema(
            from_text, from_text, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "description": EXAMPLE, "examples": ["30000 USD"]}

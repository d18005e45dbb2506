"""What people wrote, as one line that can stand in a header, a log, or a table."""

import unicodedata
from typing import Final

LONGEST: Final = 150
_TURNS_ROUND: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
"""Marks that make what follows read backwards."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """Line ends, control characters and marks of direction become blanks; too long ones end in an ellipsis."""
    plain = "".join(" " if _is_layout(letter) else letter for letter in text)
    words = " ".join(plain.split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def without_controls(text: str) -> str:
    """Lines stay lines; nothing in them can move a cursor or turn a text round."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(" " if _is_layout(letter) else letter for letter in line).rstrip() for line in lines)


def _is_layout(letter: str) -> bool:
    return letter in _TURNS_ROUND or unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}

"""What people wrote, as text alone: no part of it ends a line, moves a cursor, or turns round what follows."""

import re
from typing import Final

LONGEST: Final = 150
UNWANTED: Final = "\x7f-\x9f\u202a-\u202e\u2066-\u2069"
"""What terminals obey and ASCII does not have, and what makes all that follows read backwards: within the brackets of
an expression. Nobody writes it on purpose in honest text."""
_UNSEEN: Final = f"{UNWANTED}\u061c\u200e\u200f\u2028\u2029"
"""Beside it marks that languages need which are written from right to left, and ends of lines and paragraphs."""
_LAYOUT: Final = re.compile(f"[\x00-\x1f{_UNSEEN}\ud800-\udfff]")
_UNSEEN_IN_JSON: Final = re.compile(f"[{_UNSEEN}]")


def one_line(text: str, longest: int = LONGEST) -> str:
    """Line ends, control characters and marks of direction become blanks; too long ones end in an ellipsis."""
    words = " ".join(flat(text).split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def flat(text: str) -> str:
    """The same on one line, however long it is, and with all its blanks."""
    return _LAYOUT.sub(" ", text.replace("\r\n", "\n"))


def without_controls(text: str) -> str:
    """Lines stay lines; nothing in them can move a cursor or turn a text round."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(flat(line).rstrip() for line in lines)


def seen_in_json(written: str) -> str:
    """JSON that says the same, with what a terminal would obey written as `\\u009b`."""
    return _UNSEEN_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", written)

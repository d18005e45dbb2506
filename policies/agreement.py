"""How much agreement it takes, as people say it: `2 of 3`, `majority of 9`, `lazy consensus`."""

import re
from difflib import get_close_matches
from typing import Final

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from vocabulary.ballot import Rule
from vocabulary.spoken import Spoken

EXAMPLE: Final = (
    '"2 of 3", "2" (of however many), "majority of 9", "two thirds of 9", "unanimous of 3" or "lazy consensus"'
)
_SPOKEN: Final = {
    "majority": Rule.MAJORITY,
    "two thirds": Rule.TWO_THIRDS,
    "unanimous": Rule.UNANIMOUS,
    "lazy consensus": Rule.LAZY_CONSENSUS,
}
_MEANT: Final = {
    "simple majority": "majority",
    "more than half": "majority",
    "half": "majority",
    "two third": "two thirds",
    "supermajority": "two thirds",
    "all": "unanimous",
    "everybody": "unanimous",
    "unanimity": "unanimous",
    "consensus": "lazy consensus",
    "nobody objects": "lazy consensus",
    "silence": "lazy consensus",
}
"""What else is said for a rule; suggested, not understood, so that one meaning has one spelling."""
_NUMBER: Final = r"[1-9]\d{0,3}"
_COUNTED: Final = re.compile(rf"({_NUMBER})(?: of ({_NUMBER}))?")
_NAMED: Final = re.compile(rf"({'|'.join(_SPOKEN)})(?: of ({_NUMBER}))?")
_LONGEST: Final = 60


class Agreement(Spoken):
    """A rule with its figures: how many have to agree, of how many."""

    __slots__ = ("approvals", "of", "rule")

    rule: Rule
    approvals: int | None
    """For `at_least` only."""
    of: int | None
    """The size of the body; None when it is not said."""

    def __init__(self, text: str | int) -> None:
        said = " ".join(str(text).lower().split()) if _is_said(text) else ""
        if counted := _COUNTED.fullmatch(said):
            self.rule, self.approvals = Rule.AT_LEAST, int(counted[1])
            self.of = int(counted[2]) if counted[2] else None
        elif named := _NAMED.fullmatch(said):
            self.rule, self.approvals = _SPOKEN[named[1]], None
            self.of = int(named[2]) if named[2] else None
        else:
            raise ValueError(_unknown(said))

    def __str__(self) -> str:
        whom = str(self.approvals) if self.approvals else next(w for w, rule in _SPOKEN.items() if rule is self.rule)
        return f"{whom} of {self.of}" if self.of else whom

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 1}], "description": EXAMPLE}


def _is_said(text: object) -> bool:
    return (isinstance(text, str) and len(text) <= _LONGEST) or (isinstance(text, int) and not isinstance(text, bool))


def _unknown(said: str) -> str:
    nearest = _nearest(said)
    return f"is no rule; did you mean {nearest!r}?" if nearest else f"is no rule; write {EXAMPLE}"


def _nearest(said: str) -> str | None:
    """What was probably meant, with its figures in their places."""
    said = said.replace("2/3", "two thirds").replace("⅔", "two thirds")
    numbers = re.findall(r"\d+", said)
    words = " ".join(
        word for word in re.findall(r"[a-z]+", said) if word not in {"a", "of", "out", "from", "the", "in"}
    )
    close = get_close_matches(words, [*_SPOKEN, *_MEANT], n=1, cutoff=0.6) if words else []
    if close:
        guess = _MEANT.get(close[0], close[0])
        guess = f"{guess} of {numbers[-1]}" if numbers else guess
    elif len(numbers) in {1, 2} and re.fullmatch(r"[a-z0-9 /]+", said):
        guess = " of ".join(numbers)
    else:
        return None
    return guess if _COUNTED.fullmatch(guess) or _NAMED.fullmatch(guess) else None

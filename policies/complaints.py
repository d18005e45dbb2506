"""What is wrong with a value, in words for whoever wrote it."""

from typing import Any, Final

from pydantic_core import ErrorDetails

from policies.yaml_text import shortened

_BOUNDS: Final = {
    "greater_than_equal": ("ge", "is too small; at least {}"),
    "greater_than": ("gt", "is too small; more than {}"),
    "less_than_equal": ("le", "is too large; at most {}"),
    "less_than": ("lt", "is too large; less than {}"),
}
_ID_PATTERN: Final = "^[a-z0-9]"
_LINK_PATTERN: Final = "^https?://"


def complaint(mistake: ErrorDetails) -> str:
    """What is wrong with a value; a text that begins with "expected" says only what would be right."""
    context: dict[str, Any] = mistake.get("ctx", {})
    match mistake["type"]:
        case "value_error":
            return str(context["error"])
        case "string_too_long":
            return f"is too long: {len(mistake['input']):,} characters, at most {context['max_length']:,}"
        case "string_too_short":
            return "is empty; write something"
        case "too_short":
            return f"holds too little; at least {context['min_length']} of them"
        case "too_long":
            return f"holds too much; at most {context['max_length']} of them"
        case "string_pattern_mismatch" if context["pattern"].startswith(_ID_PATTERN):
            return "is not an id: lower-case letters and digits, and hyphens within"
        case "string_pattern_mismatch" if context["pattern"].startswith(_LINK_PATTERN):
            return "is no whole address of a page; write it with https:// (or http://) before, without blanks"
        case "string_pattern_mismatch":
            return "is not written in the expected form"
        case kind if kind in _BOUNDS:
            name, words = _BOUNDS[kind]
            return words.format(context[name])
        case _:
            return mistake["msg"][:1].lower() + mistake["msg"][1:]


def given(value: object) -> str:
    """What was written, short enough for a sentence."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a section with keys"
    if isinstance(value, list):
        return "a list"
    return shortened(repr(value) if isinstance(value, str) else str(value).lower())

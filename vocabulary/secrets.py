"""What looks like a secret in a text: keys, tokens, passwords. The record is never changed, so none may enter it."""

from collections.abc import Callable
from typing import Final

from pydantic_core import SchemaValidator, core_schema

# The patterns are matched against texts as people wrote them, and against facts as they are stored, where a line end is
# two characters (`\n`) and a quote is escaped. Rust's engine, pydantic's own, reads them: many times faster than
# Python's, where a pattern begins with letters that it can leap to.
_EDGE: Final = r"(?-u:\b)"
"""Where a word begins; left out where speed counts, because nothing can be leapt to across it."""
_GAP: Final = r"(?:\s|\\[nrt])"
_QUOTES: Final = "\"'`“”„\u2018\u2019«»"
_QUOTE: Final = rf"(?:\\?[{_QUOTES}])"
_LETTER: Final = rf"[^\s/:;,=<>(){{}}\[\]\\|{_QUOTES}]"
"""Of a password; what is written with slashes, colons or brackets is rather the name of a place."""
_ODD: Final = r"[0-9#$%&+^_~]"
"""What words have not."""
_SHORTEST: Final = 6
_ODD_WORD: Final = "(?:{})".format(
    "|".join(
        [
            *(f"{_LETTER}{{{before}}}{_ODD}{_LETTER}{{{_SHORTEST - 1 - before}}}" for before in range(_SHORTEST)),
            f"{_LETTER}{{{_SHORTEST},60}}{_ODD}",
        ]
    )
)
"""Something of six letters or more that is hardly a word: `Welcome2024`, not `forgotten`."""
_ANY_WORD: Final = f"{_LETTER}{{{_SHORTEST}}}"

_HINT: Final = "(?i-u:pass|pwd|kennwort|contrase|key|ssel|secret|token)"
"""One of these stands in each of the words below; looked for first, because that takes a third of the time."""
_PASSWORD: Final = "|".join(
    [
        "passwords?|passwd|passphrase|passcode|pwd|passwort|kennwort|mot de passe|contraseña",
        "(?:api|access|secret|account|encryption|signing|shared)[ _-]?key|api[ _-]?schlüssel",
        "(?:client|app|api|shared)[ _-]?secret|(?:access|api|auth|oauth|refresh|session)[ _-]?token",
    ]
)
_ASSIGNED: Final = rf"{_QUOTE}?{_GAP}*"
_SAID: Final = rf"(?::|(?i:is|ist|lautet)(?:{_GAP}|{_GAP}*:))"

KINDS: Final[dict[str, str]] = {
    "a private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY|PuTTY-User-Key-File-[0-9]|AGE-SECRET-KEY-1[0-9A-Z]{20}",
    "a key of a cloud service": (
        rf"{_EDGE}(?:(?:AKIA|ASIA)[0-9A-Z]{{16}}|AIza[0-9A-Za-z_-]{{35}}|GOCSPX-[0-9A-Za-z_-]{{20}}|ya29\.[0-9A-Za-z_-]{{20}})"
        r"|(?:AccountKey|SharedAccessKey)=[0-9A-Za-z+/]{40}|[?&]sig=[0-9A-Za-z%+/]{40}"
        r"|[0-9]Q~[0-9A-Za-z_~.-]{31}"
    ),
    "a token": (
        rf"{_EDGE}(?:gh[opsur]_[0-9A-Za-z]{{36}}|github_pat_[0-9A-Za-z_]{{40}}|glpat-[0-9A-Za-z_-]{{20}}"
        r"|xox[abeoprs]-[0-9A-Za-z-]{10}|xapp-[0-9A-Za-z-]{20}|sk-[0-9A-Za-z]{32}"
        r"|sk-(?:proj|ant|svcacct|admin|or)-[0-9A-Za-z_-]{20}|[rs]k_(?:live|test)_[0-9A-Za-z]{16}|npm_[0-9A-Za-z]{36}"
        r"|pypi-AgE[0-9A-Za-z_-]{20}|hf_[0-9A-Za-z]{30}|SG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{40})"
    ),
    "a secret address": (
        r"hooks\.slack\.com/services/T[0-9A-Z]+/|webhook\.office\.com/webhookb2/|api/webhooks/[0-9]{8,}/"
    ),
    "a signed token": rf"{_EDGE}eyJ[0-9A-Za-z_-]{{10,}}\.eyJ[0-9A-Za-z_-]{{10,}}\.",
    "a bearer token": rf"(?i:bearer){_GAP}+[A-Za-z._~+/-]{{0,60}}[0-9][0-9A-Za-z._~+/-]{{8}}",
    "an address with a password in it": r"""://[^\s/@:"\\]*:[^\s/@"\\]+@[^\s"\\]""",
}
"""Patterns by what they find, each on its own."""
A_PASSWORD: Final = "a password or key"  # noqa: S105  what it is called
_ASSIGNMENT: Final = (
    rf"(?i:{_PASSWORD}){_ASSIGNED}(?:(?:{_SAID}|=>|->){_GAP}*{_QUOTE}?{_ODD_WORD}|{_SAID}{_GAP}*{_QUOTE}{_ANY_WORD})"
    rf"|(?i:{_PASSWORD}|secret|token){_ASSIGNED}={_GAP}*{_QUOTE}?{_ANY_WORD}"
)


def _finder(pattern: str) -> Callable[[str | bytes], bool]:
    return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex")).isinstance_python


_any_of_them: Final = _finder("|".join(KINDS.values()).replace(_EDGE, ""))
_hint: Final = _finder(_HINT)
_assignment: Final = _finder(_ASSIGNMENT)
_FINDERS: Final = {kind: _finder(pattern) for kind, pattern in KINDS.items()} | {A_PASSWORD: _assignment}


def may_hold_secret(text: str | bytes) -> bool:
    """Whether a closer look pays: at a text, or at a whole fact as it is stored (JSON in UTF-8)."""
    return _any_of_them(text) or (_hint(text) and _assignment(text))


def kind_of_secret(text: str) -> str | None:
    """What a text seems to hold, in words such as `a private key`; None where it holds nothing of the kind."""
    return next((kind for kind, found in _FINDERS.items() if found(text)), None) if may_hold_secret(text) else None

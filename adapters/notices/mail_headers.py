"""Headers of a mail that read back as what was written, whatever it is and however long.

Python folds long ones itself, and loses quotes in doing so: each comma in a name then begins another address.
"""

import re
from email.header import Header
from email.headerregistry import HeaderRegistry, UniqueSingleAddressHeader, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from typing import Any, Final

_SHORT: Final = 76
"""Characters of a line: of one with encoded words at most (RFC 2047, 2), and every program shows so many."""
_WORDS: Final = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_PRINTABLE: Final = re.compile(r"[ -~]*")


class _Mailbox(UniqueSingleAddressHeader):
    """One name with one address."""

    name: str
    """Of the header; the registry puts each class before one that has it."""

    def fold(self, *, policy: Policy) -> str:
        """Lines up to `_SHORT`, but for an address that is longer."""
        name, address, end = self.address.display_name, self.address.addr_spec, policy.linesep
        if not name:
            return f"{self.name}: {address}{end}"
        whole = f"{self.name}: {_phrase(name)} <{address}>"
        if _is_plain(whole) and len(whole) <= _SHORT:
            return f"{whole}{end}"
        return f"{self.name}: {_encoded(name, self.name, end)}{end} <{address}>{end}"


class _Text(UniqueUnstructuredHeader):
    name: str

    def fold(self, *, policy: Policy) -> str:
        """Lines up to `_SHORT`, ended between words where those are short enough."""
        text, end = str(self), policy.linesep
        room = _SHORT - len(f"{self.name}: ")
        if not _is_plain(text) or any(len(word) > room for word in text.split(" ")):
            return f"{self.name}: {_encoded(text, self.name, end)}{end}"
        return f"{self.name}: {Header(text, 'us-ascii', _SHORT, self.name).encode(linesep=end)}{end}"


def _is_plain(text: str) -> bool:
    """Nothing in it needs to be encoded, or would be taken for encoded already."""
    return _PRINTABLE.fullmatch(text) is not None and "=?" not in text


def _phrase(name: str) -> str:
    """As it is where it is made of words, else in quotes."""
    if _WORDS.fullmatch(name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _encoded(text: str, header: str, end: str) -> str:
    """In encoded words, in which nothing has a meaning to whoever reads addresses."""
    return Header(text, "utf-8", _SHORT, header).encode(linesep=end)


def _registry() -> HeaderRegistry:
    kinds: dict[str, Any] = {"from": _Mailbox, "to": _Mailbox, "subject": _Text}
    registry = HeaderRegistry()
    for name, kind in kinds.items():
        registry.map_to_type(name, kind)
    return registry


PLAIN: Final["EmailPolicy[EmailMessage]"] = SMTP.clone(cte_type="7bit", header_factory=_registry())
"""For mail in ASCII alone, from one mailbox and for one."""

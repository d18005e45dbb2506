"""A letter: what goes out at once over one channel, one notice or a day's."""

from dataclasses import dataclass, field
from hashlib import sha256

from adapters.notices.links import Invitation
from vocabulary.people import PersonId


@dataclass(frozen=True, slots=True)
class Item:
    """One notice in words."""

    subject: str
    text: str
    after: str
    """What the policy's words do not say: how to answer, or where to look."""
    invitation: Invitation | None = None
    url: str | None = None
    """The invitation, where there is a page for it."""


@dataclass(frozen=True, slots=True)
class Letter:
    key: str
    """The same for every attempt; what the mail's Message-ID is made from."""
    subject: str
    items: tuple[Item, ...]
    signature: str
    footer: str
    person: PersonId | None = None
    name: str = ""
    address: str | None = field(default=None, repr=False)
    thread: str | None = None
    """What all letters about the same question share."""

    @property
    def text(self) -> str:
        """Everything, as plain text."""
        return self._text([f"{item.text}\n\n{item.after}" for item in self.items])

    @property
    def text_without_links(self) -> str:
        """For whoever it is not addressed to."""
        return self._text([item.text if item.invitation else f"{item.text}\n\n{item.after}" for item in self.items])

    def _text(self, parts: list[str]) -> str:
        body = "\n\n".join(parts) if len(parts) == 1 else "\n\n".join(f"{_RULE}\n{part}" for part in parts)
        return f"{body}\n\n{self.signature}\n\n{_RULE}\n{self.footer}\n"

    @property
    def invitations(self) -> list[Invitation]:
        return [item.invitation for item in self.items if item.invitation]


_RULE = "-" * 40


def token_of(key: str) -> str:
    """A key that says nothing of whom it is about: it travels through other people's servers."""
    return sha256(key.encode()).hexdigest()[:32]

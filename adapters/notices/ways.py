"""By which ways people are told, as the settings have it."""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from adapters.notices.notice import CHAT, LOG, MAIL
from vocabulary.people import Role


class Chat(NamedTuple):
    """An address that many read, and of which role's notices it hears; of all where none is said."""

    url: str
    role: Role | None = None

    @property
    def channel(self) -> str:
        """Its name in the outbox: a hash, because addresses hold secrets."""
        return f"{CHAT}:{sha256(self.url.encode()).hexdigest()[:8]}"


class Ways(NamedTuple):
    mail: bool = False
    chats: Sequence[Chat] = ()

    @property
    def person(self) -> str:
        """How one person is told."""
        return MAIL if self.mail else LOG

    def chats_of(self, role: Role) -> list[str]:
        """The channels that hear of what a role is told."""
        return [chat.channel for chat in self.chats if chat.role in {None, role}]

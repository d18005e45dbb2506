"""Puts notices together: by which ways people are told, as the settings say."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from adapters.notices.channel import Channel
from adapters.notices.chat import Chat as ChatChannel
from adapters.notices.chat import is_known
from adapters.notices.delivery import Delivery
from adapters.notices.letters import Letters
from adapters.notices.links import LinkKey
from adapters.notices.log_channel import LogChannel
from adapters.notices.mail import Mail, sender
from adapters.notices.mail_server import MailServer
from adapters.notices.notice import LOG, MAIL
from adapters.notices.ways import Chat, Ways
from bootstrap.link_key import link_key
from bootstrap.settings import BadSetting, Settings
from vocabulary.people import Role


def ways_of(settings: Settings) -> Ways:
    """Raises `BadSetting` where an address can't be read; its message never holds the address."""
    return Ways(mail=settings.mail_url is not None, chats=_chats(settings))


def channels_of(settings: Settings, now: Callable[[], datetime]) -> dict[str, Channel]:
    """By their names in the outbox. Raises `BadSetting` likewise."""
    channels: dict[str, Channel] = {LOG: LogChannel()}
    if settings.mail_url is not None:
        channels[MAIL] = _mail(settings, settings.mail_url, now)
    for chat in _chats(settings):
        if not is_known(chat.url):
            scheme = urlsplit(chat.url).scheme
            raise BadSetting(f"PERENNIAL_NOTICE_URLS: apprise does not understand one that begins with {scheme!r}")
        channels[chat.channel] = ChatChannel(chat.url)
    return channels


def letters_of(settings: Settings, now: Callable[[], datetime]) -> Letters:
    return Letters(LinkKey(link_key(settings)), now, public_url=settings.public_url)


def delivery_of(settings: Settings, now: Callable[[], datetime], *, ended: Callable[[], bool] = bool) -> Delivery:
    return Delivery(channels_of(settings, now), letters_of(settings, now), now, ended=ended)


def _mail(settings: Settings, url: str, now: Callable[[], datetime]) -> Mail:
    try:
        server = MailServer.at(url)
    except ValueError as wrong:
        raise BadSetting(f"PERENNIAL_MAIL_URL can't be read: {wrong}") from None
    if settings.mail_from is None:
        raise BadSetting("PERENNIAL_MAIL_URL is set and PERENNIAL_MAIL_FROM is not; say from which address mail comes")
    try:
        return Mail(server, sender(settings.mail_from), now)
    except ValueError as wrong:
        raise BadSetting(f"PERENNIAL_MAIL_FROM can't be read: {wrong}") from None


def _chats(settings: Settings) -> list[Chat]:
    return [_chat(said) for said in settings.notice_urls]


def _chat(said: str) -> Chat:
    """`km=slack://…` for what one role is told, or an address alone for everything."""
    before, separator, url = said.partition("=")
    if not separator or "://" in before:
        return Chat(said)
    try:
        return Chat(url, Role(before))
    except ValueError:
        known = ", ".join(role.value for role in Role if role is not Role.SYSTEM)
        raise BadSetting(f"PERENNIAL_NOTICE_URLS: {before[:40]!r} is no role; write one of {known}") from None

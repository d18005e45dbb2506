"""Mail: a letter as plain text and HTML, handed in by SMTP under a Message-ID that a repeat has too."""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import Final

from adapters.notices.channel import Away, Failed, Refused, Send
from adapters.notices.letter import Letter, token_of
from adapters.notices.letter_html import html_of
from adapters.notices.mail_headers import PLAIN
from adapters.notices.mail_server import MailServer
from vocabulary.plain_text import one_line

_ENHANCED: Final = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
_SHUTTING_DOWN: Final = 421


def sender(said: str) -> Address:
    """Reads `Name <address>`; raises `ValueError` with what was expected."""
    name, address = parseaddr(said)
    local, _, domain = address.rpartition("@")
    if not local or not domain or not address.isascii() or said != one_line(said):
        msg = "expected an address such as Perennial <perennial@example.org>"
        raise ValueError(msg)
    return Address(display_name=name, username=local, domain=domain)


class Mail:
    """Many letters may go out over what `open` gives."""

    def __init__(self, server: MailServer, sender: Address, now: Callable[[], datetime]) -> None:
        self._server = server
        self._sender = sender
        self._now = now

    @contextmanager
    def open(self) -> Iterator[Send]:
        smtp = self._server.connect()
        try:
            yield partial(self._send, smtp)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def message(self, letter: Letter) -> EmailMessage:
        """Headers hold one line each, whatever people wrote; raises `Refused` for an address that is none."""
        local, _, domain = (letter.address or "").rpartition("@")
        message = EmailMessage(policy=PLAIN)
        try:
            to = Address(display_name=_in_header(letter.name), username=local, domain=domain)
            message["From"] = self._sender
            message["To"] = to
        except (ValueError, MessageError, IndexError):
            problem = "the address in the directory is none that mail can be sent to"
            raise Refused(problem) from None
        message["Subject"] = _in_header(letter.subject)
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = self._id(letter.key)
        if letter.thread:
            message["References"] = self._id(f"thread {letter.thread}")
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(letter.text)
        message.add_alternative(html_of(letter), subtype="html")
        return message

    def _id(self, key: str) -> str:
        return f"<{token_of(key)}@{self._sender.domain}>"

    def _send(self, smtp: smtplib.SMTP, letter: Letter) -> None:
        if not (letter.address or "").isascii():
            problem = "mail is sent to addresses in ASCII letters only"
            raise Refused(problem)
        content = self.message(letter).as_bytes()
        try:
            code, answer = smtp.mail(self._sender.addr_spec)
            if code != _OK:  # it is we who are not wanted, whoever the letter is for
                raise Away(f"the mail server takes nothing from our address ({_said(code, answer)})")
            code, answer = smtp.rcpt(letter.address or "")
        except (OSError, smtplib.SMTPException) as fault:
            raise Away(f"the mail server broke off ({type(fault).__name__})") from None
        if code not in {_OK, _WILL_FORWARD}:
            _start_afresh(smtp)
            raise _trouble(code, answer)
        try:
            code, answer = smtp.data(content)
        except smtplib.SMTPDataError as refused:
            raise _trouble(refused.smtp_code, refused.smtp_error) from None
        except (OSError, smtplib.SMTPException) as fault:
            problem = f"the mail server broke off before it said whether it took the mail ({type(fault).__name__})"
            raise Away(problem, perhaps=True) from None
        if code != _OK:
            raise _trouble(code, answer)


_OK: Final = 250
_WILL_FORWARD: Final = 251


def _in_header(text: str) -> str:
    """One line, in which nothing looks encoded (`=?utf-8?…`): mail programs would decode it."""
    return one_line(text).replace("=?", "= ?")


def _trouble(code: int, answer: bytes | str) -> Away | Failed | Refused:
    said = _said(code, answer)
    if code == _SHUTTING_DOWN:
        return Away(f"the mail server is shutting down ({said})")
    if code >= 500:
        return Refused(f"the mail server refused it ({said})")
    return Failed(f"the mail server could not take it now ({said})")


def _said(code: int, answer: bytes | str) -> str:
    """The server's numbers, without its words: those repeat addresses."""
    text = answer.encode(errors="replace") if isinstance(answer, str) else answer
    enhanced = _ENHANCED.search(text)
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def _start_afresh(smtp: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):
        smtp.rset()

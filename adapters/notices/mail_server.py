"""Where mail is handed in, and how it is talked to: STARTTLS wherever it is offered, and no password without TLS."""

import smtplib
import ssl
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from adapters.notices.channel import Away

SECONDS: Final = 20.0
"""How long any answer of the server is waited for."""
_PORTS: Final = {"smtp": 25, "smtps": 465}
_SUBMISSION: Final = 587
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_EXPECTED: Final = "expected smtp://user:password@host:port, or smtps:// for TLS from the beginning"


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int
    tls: bool = False
    """From the beginning, not by STARTTLS."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str) -> Self:
        """Reads an address; raises `ValueError`, whose message never holds what was given."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError(_EXPECTED) from None
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError(_EXPECTED)
        usual = _SUBMISSION if parts.scheme == "smtp" and parts.username else _PORTS[parts.scheme]
        return cls(
            host=parts.hostname,
            port=port or usual,
            tls=parts.scheme == "smtps",
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )

    def connect(self) -> smtplib.SMTP:
        """A session, logged in; raises `Away`."""
        try:
            return self._connect()
        except smtplib.SMTPAuthenticationError as refused:
            raise Away(f"the mail server refused the log-in ({refused.smtp_code})") from None
        except smtplib.SMTPResponseException as answer:
            raise Away(f"the mail server does not take part ({answer.smtp_code})") from None
        except (OSError, smtplib.SMTPException) as fault:
            raise Away(f"the mail server does not answer ({type(fault).__name__})") from None

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            smtp.ehlo_or_helo_if_needed()
            secure = self.tls
            if not secure and smtp.has_extn("starttls"):
                smtp.starttls(context=context)
                smtp.ehlo()
                secure = True
            if self.user is not None:
                if not secure and self.host not in _LOOPBACK:
                    problem = "the mail server offers no TLS, so it is not told the password; use smtps://"
                    raise Away(problem)  # noqa: TRY301
                smtp.login(self.user, self.password or "")
        except BaseException:
            smtp.close()
            raise
        return smtp

"""Chat and webhooks: everything that apprise knows by an address, told to many at once, without links of anybody's."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from adapters.notices.channel import Away, Refused, Send
from adapters.notices.letter import Letter

if TYPE_CHECKING:
    from apprise import Apprise

_CALLS_PEOPLE: Final = str.maketrans({"@": "@\u200b", "<": "<\u200b"})
"""What people wrote calls nobody: `@everyone` and `<!channel>` are broken by a blank of no width."""


class Chat:
    """One address."""

    def __init__(self, url: str) -> None:
        self._url = url

    @contextmanager
    def open(self) -> Iterator[Send]:
        yield self._send

    def _send(self, letter: Letter) -> None:
        service = _service(self._url)
        if service is None:
            problem = "this address in PERENNIAL_NOTICE_URLS is none that apprise understands"
            raise Refused(problem)
        subject, text = letter.subject.translate(_CALLS_PEOPLE), letter.text.translate(_CALLS_PEOPLE)
        if not service.notify(body=text, title=subject, body_format="text"):
            # apprise tells yes or no, not why. The others are not tried at once, since each may take as long to fail.
            problem = "the chat or webhook did not take it"
            raise Away(problem, doubtful=True)


def is_known(url: str) -> bool:
    """Whether apprise understands an address."""
    return _service(url) is not None


@lru_cache(maxsize=64)
def _service(url: str) -> "Apprise | None":
    with warnings.catch_warnings():
        # It loads what this Python still has and the next one has not.
        warnings.simplefilter("ignore", DeprecationWarning)
        from apprise import Apprise, AppriseAsset

        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # names addresses that it does not understand
        asset = AppriseAsset(app_id="Perennial", app_desc="Perennial", async_mode=False, secure_logging=True)
        found = Apprise(asset=asset)
        return found if found.add(url) else None

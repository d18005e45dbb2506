"""The channel that is always there: the log of the process that delivers."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from adapters.notices.channel import Send
from adapters.notices.letter import Letter

log = logging.getLogger(__name__)


class LogChannel:
    """Writes who is told of what, by id; the whole text is shown by `perennial notices show`."""

    @contextmanager
    def open(self) -> Iterator[Send]:
        yield self._send

    def _send(self, letter: Letter) -> None:
        log.info("notice to %s: %s", letter.person or letter.footer, letter.subject)

"""Outside witnesses: whoever is sent each new head, and can show later what was sealed then."""

import http.client
import logging
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from ledger.notary.verify import Note

log = logging.getLogger(__name__)

ANSWER_SECONDS: Final = 10.0


class Witnesses:
    """Addresses that the newest head is posted to, as text; one that does not answer is asked again with the next look.

    Those in between are passed over: a head includes all before it. Not for two threads.
    """

    def __init__(self, urls: Sequence[str]) -> None:
        self._told: dict[str, str] = dict.fromkeys(urls, "")
        self._away: set[str] = set()

    def tell(self, note: Note) -> None:
        for url, told in self._told.items():
            if told != str(note) and self._post(url, note):
                self._told[url] = str(note)

    def _post(self, url: str, note: Note) -> bool:
        # An address may hold a secret: the log shows the host alone.
        request = urllib.request.Request(  # noqa: S310  its scheme was looked at when the settings were read
            url, data=str(note).encode(), headers={"Content-Type": "text/plain; charset=utf-8"}, method="POST"
        )
        host = urlsplit(url).hostname
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):  # noqa: S310  likewise
                pass
        except (urllib.error.URLError, http.client.HTTPException, OSError) as outage:
            if url not in self._away:
                self._away.add(url)
                log.warning("the witness %s does not take heads (%s); it is asked again", host, outage)
            return False
        if url in self._away:
            self._away.discard(url)
            log.info("the witness %s takes heads again", host)
        return True

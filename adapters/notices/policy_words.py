"""The words that a policy has for notices, as the community had adopted it when something happened."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from adapters.notices.own_words import OWN_WORDS
from policies.notice_rules import NoticeRules, NoticeWords
from policies.section import Wording
from policies.words_with_gaps import filled
from vocabulary.notices import NoticeKind


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Silence(_Part):
    words: Wording | None = None


class PolicyWords(_Part):
    """Read from the published document; nothing else of it matters here."""

    notices: NoticeRules | None = None
    silence: Silence = Silence()

    @property
    def signature(self) -> str:
        """Who writes."""
        return (self.notices and self.notices.signature) or "Perennial"

    def subject(self, kind: NoticeKind, values: Mapping[str, str]) -> str:
        words = self._words(kind)
        return filled((words and words.subject) or _own(kind, "subject"), values)

    def text(self, kind: NoticeKind, values: Mapping[str, str]) -> str:
        words = self._words(kind)
        return filled((words and words.text) or _own(kind, "text"), values)

    def _words(self, kind: NoticeKind) -> NoticeWords | None:
        return self.notices.words(kind) if self.notices else None


NO_WORDS: Final = PolicyWords()


@lru_cache(maxsize=256)
def words_of(document: str) -> PolicyWords:
    """Of a policy as it was published."""
    return PolicyWords.model_validate_json(document)


def _own(kind: NoticeKind, part: str) -> str:
    words: str = getattr(OWN_WORDS[kind], part)
    return words

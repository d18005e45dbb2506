"""How a policy puts its notices to people; what it leaves out is put in words that come with Perennial."""

from collections.abc import Iterator

from policies.section import Contradiction, Section, Wording
from policies.words_with_gaps import SubjectWords, TextWords
from vocabulary.notices import NoticeKind


class NoticeWords(Section):
    """One kind of notice; gaps such as `{{ title }}` are filled in."""

    subject: SubjectWords | None = None
    text: TextWords | None = None

    def contradictions(self) -> Iterator[Contradiction]:
        if self.subject is None and self.text is None:
            yield Contradiction("says nothing; write `subject`, `text` or both, or take it out")


class NoticeRules(Section):
    """By kind: what happened."""

    signature: Wording | None = None
    """Who writes, under every notice."""
    opened: NoticeWords | None = None
    """Something is asked."""
    reminded: NoticeWords | None = None
    escalated: NoticeWords | None = None
    """To somebody higher up, who may answer now."""
    top_reached: NoticeWords | None = None
    """To the KM team: it went as far up as it goes."""
    passed_on: NoticeWords | None = None
    """To whoever is asked in the place of somebody who is gone."""
    delegated: NoticeWords | None = None
    """To whoever may answer for somebody else now."""
    agreement_asked: NoticeWords | None = None
    """To whoever has to agree as well."""
    restarted: NoticeWords | None = None
    """What is asked about was edited."""
    postponed: NoticeWords | None = None
    closed: NoticeWords | None = None
    """Whoever was told of it need not answer any more."""
    silence_asked: NoticeWords | None = None
    """To the lead: is the community alive?"""
    silence_reported: NoticeWords | None = None
    """To the KM team: the lead did not answer."""
    budget_mark: NoticeWords | None = None
    """To the lead and the KM team: so much of the year's money is spent."""
    budget_unrequested: NoticeWords | None = None
    """To the lead and the KM team: nobody asks for money."""

    def words(self, kind: NoticeKind) -> NoticeWords | None:
        words: NoticeWords | None = getattr(self, kind.value)
        return words

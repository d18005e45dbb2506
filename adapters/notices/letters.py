"""Writes letters: looks up what notices are about, a batch at a time, and puts it in the policy's words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from adapters.directory import Entry
from adapters.notices.letter import Item, Letter
from adapters.notices.links import LinkKey
from adapters.notices.notice import MAIL, Notice
from adapters.notices.occasions import ASKING
from adapters.notices.people import People
from adapters.notices.policy_words import NO_WORDS, PolicyWords, words_of
from adapters.notices.record import Place, Standing, facts_at
from adapters.notices.telling import day, gaps
from aggregates.community import Community
from aggregates.event import Event
from aggregates.lifecycle_policy import LifecyclePolicy
from aggregates.person import Person
from aggregates.review_task import ReviewTask
from policies.words_with_gaps import LONGEST
from projections.telling import role
from vocabulary.ids import community_stream, person_stream, policy_stream, task_stream
from vocabulary.notices import NoticeKind
from vocabulary.people import PersonId
from vocabulary.plain_text import one_line


class Letters:
    """Not for several threads. `look` at a batch first; then `write` what goes out together."""

    def __init__(self, key: LinkKey, now: Callable[[], datetime], *, public_url: str | None = None) -> None:
        self._key = key
        self._now = now
        self._public_url = public_url.rstrip("/") if public_url else None
        self._standing = Standing()
        self._facts: dict[Place, Event] = {}
        self._people: People | None = None

    def look(self, connection: Connection[Any], notices: Sequence[Notice]) -> None:
        """Reads all that these notices are about: record and directory, as they are now."""
        self._facts = facts_at(connection, [(notice.stream, notice.version) for notice in notices])
        self._standing.look(connection, [stream for notice in notices for stream in notice.subject_streams])
        policies = {ref.name for fact in self._facts.values() if (ref := fact.provenance.policy)}
        self._standing.look(connection, [policy_stream(name) for name in policies])
        self._people = People(connection)
        self._people.look(person for notice in notices for person in (notice.person, notice.on_behalf_of))

    def obstacle(self, notice: Notice) -> str | None:
        """Why it can't or need not be sent; None where it can."""
        question = self._question(notice)
        if notice.kind is not NoticeKind.CLOSED and question is not None and not question.is_open:
            return "the question had ended before it was sent"
        person = self._standing.get(Person, person_stream(notice.person)) if notice.person else None
        if person is not None and person.left_at is not None and person.left_at <= self._now():
            return "the person has left"
        if notice.channel != MAIL:
            return None
        entry = self._entry(notice)
        if entry is None:
            return "the directory does not know the person (any more)"
        return None if entry.address else "the directory has no address of the person"

    def write(self, notices: Sequence[Notice], parcel: str) -> Letter:
        """One letter with all of them, to one person or into one channel."""
        first, at = notices[0], self._now()
        entry = self._entry(first)
        items = tuple(self._item(notice, at) for notice in notices)
        subject = items[0].subject if len(items) == 1 else f"{len(items)} notices from your communities"
        return Letter(
            key=parcel,
            subject=subject,
            items=items,
            signature=one_line(self._words(first).signature),
            footer=_footer(first),
            person=first.person,
            name=one_line(entry.name if entry else first.person or ""),
            address=entry.address if entry else None,
            thread=first.task if len(items) == 1 else None,
        )

    def _item(self, notice: Notice, at: datetime) -> Item:
        community = self._standing.get(Community, community_stream(notice.community))
        if community is None:
            msg = f"the record holds no community {notice.community}"
            raise LookupError(msg)
        entry, words = self._entry(notice), self._words(notice)
        question = self._question(notice)
        values = gaps(notice, self._fact(notice), community, question, entry, words, at)
        subject, text = one_line(words.subject(notice.kind, values)), words.text(notice.kind, values)[:LONGEST]
        principal = notice.on_behalf_of
        if principal is not None:
            text = f"Told to you in the place of {self._name(principal)}.\n\n{text}"
        if notice.channel == MAIL and notice.kind in ASKING and self._may_answer(notice, question, at):
            return self._inviting(notice, subject, text, entry)
        return Item(subject, text, after=_where_to_look(notice))

    def _inviting(self, notice: Notice, subject: str, text: str, entry: Entry | None) -> Item:
        assert notice.task is not None
        assert notice.person is not None
        invitation = self._key.invite(
            *(notice.key, notice.task, notice.person, notice.role, notice.noted_at), on_behalf_of=notice.on_behalf_of
        )
        token = self._key.token(invitation)
        url = f"{self._public_url}/t/{token}" if self._public_url else None
        until = day(invitation.expires, entry.time_zone if entry else "UTC")
        open_it = url or f"perennial task open {token}"
        after = f"To answer, for you alone, once, until {until}:\n{open_it}"
        return Item(subject, text, after=after, invitation=invitation, url=url)

    def _may_answer(self, notice: Notice, question: ReviewTask | None, at: datetime) -> bool:
        """Whoever hears of it in somebody's place decides on it only where that was said as well."""
        if question is None or notice.person is None:
            return False
        principal = notice.on_behalf_of
        if principal is None or question.is_delegated(principal, notice.person):
            return True
        away = self._standing.get(Person, person_stream(principal))
        absence = away.away(at) if away else None
        return absence is not None and absence.decisions == notice.person

    def _name(self, person: PersonId) -> str:
        entry = self._people.get(person) if self._people else None
        return one_line(entry.name if entry else person)

    def _fact(self, notice: Notice) -> Event:
        return self._facts[notice.stream, notice.version]

    def _question(self, notice: Notice) -> ReviewTask | None:
        return self._standing.get(ReviewTask, task_stream(notice.task)) if notice.task else None

    def _entry(self, notice: Notice) -> Entry | None:
        return self._people.get(notice.person) if self._people else None

    def _words(self, notice: Notice) -> PolicyWords:
        """Of the policy that was applied when it happened."""
        ref = self._fact(notice).provenance.policy
        policy = self._standing.get(LifecyclePolicy, policy_stream(ref.name)) if ref else None
        return words_of(policy.published(ref.version).document) if policy and ref else NO_WORDS


def _where_to_look(notice: Notice) -> str:
    match notice.kind:
        case NoticeKind.SILENCE_ASKED:
            return f'A sign of life: perennial activity add {notice.community} --what "..."'
        case NoticeKind.SILENCE_REPORTED:
            return f"More of it: perennial community show {notice.community}"
        case NoticeKind.BUDGET_MARK | NoticeKind.BUDGET_UNREQUESTED:
            return f"More of it: perennial budget show {notice.community}"
        case _:
            return f"More of it: perennial task show {notice.task}"


def _footer(notice: Notice) -> str:
    if notice.person is None:
        return f"Told to {role(notice.role)} by Perennial."
    often = f"perennial person prefer {notice.person} --digest {'immediate' if notice.daily else 'daily'}"
    return f"Told to you as {role(notice.role)} by Perennial. To hear {_other(notice)}: {often}"


def _other(notice: Notice) -> str:
    return "at once" if notice.daily else "once a day"

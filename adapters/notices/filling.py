"""Fills the outbox from the log: a batch of facts becomes the notices that they give rise to, by a few statements."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from adapters.directory import Entry
from adapters.notices.morning import next_morning
from adapters.notices.notice import LOG, MAIL, Notice, key_of
from adapters.notices.occasions import ASKING, CLOSINGS, TOLD_OF, occasions
from adapters.notices.outbox import Outbox
from adapters.notices.people import People
from adapters.notices.recipients import Recipient, recipients
from adapters.notices.record import Standing, read
from adapters.notices.ways import Ways
from aggregates.budget.events import BudgetEvent
from aggregates.commands.entitled import may_answer
from aggregates.community import Community
from aggregates.event import Event
from aggregates.person import Person
from aggregates.review_task import ReviewTask
from ledger.notification import Interest, Notification
from vocabulary.ids import TaskId, community_stream, person_stream, task_stream
from vocabulary.notices import Digest, NoticeKind
from vocabulary.people import PersonId, Role

FOLLOWER: Final = "notices"
"""The name under which the position in the log is kept."""
INTEREST: Final = Interest(topics=[kind.TOPIC for kind in (*TOLD_OF, *CLOSINGS)])
OLDEST: Final = timedelta(days=7)
"""A fact that is older when it is first met is not told: a history that comes in, or a notifier that is started after
a year, must not mail what everybody knows."""

_TASKS: Final = task_stream("")


class Concerned(NamedTuple):
    """Somebody whom a fact concerns."""

    fact: Event
    kind: NoticeKind
    recipient: Recipient


class Told(NamedTuple):
    """Somebody, or a channel, is told of something."""

    fact: Event
    kind: NoticeKind
    recipient: Recipient
    channel: str


class Filling:
    """What a follower of the log applies; reads directory and record in the same transaction."""

    def __init__(self, ways: Ways, now: Callable[[], datetime]) -> None:
        self._ways = ways
        self._now = now
        self._standing = Standing()

    def apply(self, connection: Connection[TupleRow], batch: Sequence[Notification]) -> None:
        """One batch; commits nothing itself."""
        now = self._now()
        facts = [read(entry) for entry in batch]
        news = [fact for fact in facts if now - fact.provenance.recorded_at <= OLDEST]
        outbox = Outbox(connection)
        if len(news) < len(facts):
            outbox.pass_over(now.date(), len(facts) - len(news))
        if not news:
            return
        self._standing.look(connection, [stream for fact in news for stream in subjects(fact)])
        people = People(connection)
        there = Present(connection, self._standing, people, now)
        asked = [one for fact in news for one in self._of(fact, there)]
        there.look(one.recipient.person for one in asked)
        asked = [one for one in asked if there.is_there(one.recipient.person)]
        told = [*self._each_once(asked), *self._of_endings(news, outbox)]
        people.look(one.recipient.person for one in told)
        outbox.add([_notice(self._as_they_may(one, people), people.get(one.recipient.person), now) for one in told])

    def _of(self, fact: Event, there: "Present") -> Iterator[Concerned]:
        """Of one fact; of a question that has ended, nobody hears any more."""
        community, question = self._about(fact)
        if community is None or (question is not None and not question.is_open):
            return

        def who_may(role: Role) -> list[PersonId]:
            """Of those who hold a role, whoever may answer this question."""
            found = there.holders(role)
            return [one for one in found if question is None or may_answer(community, question.terms, one, role)]

        for kind, asked in occasions(fact, community, question):
            for recipient in recipients(asked, who_may if kind in ASKING else there.holders):
                yield Concerned(fact, kind, recipient)

    def _each_once(self, asked: Sequence[Concerned]) -> Iterator[Told]:
        """Of one fact nobody hears twice; substitutes come last: whoever is asked themselves is told as themselves."""
        heard = set[tuple[str, int, str]]()
        for fact, kind, recipient in (*asked, *self._in_their_place(asked)):
            channels = [(_name(recipient), recipient, self._ways.person if recipient.person else LOG)]
            channels += [(chat, Recipient(None, recipient.role), chat) for chat in self._ways.chats_of(recipient.role)]
            for name, to, channel in channels:
                once = (fact.originator_id, fact.originator_version, name)
                if once not in heard:
                    heard.add(once)
                    yield Told(fact, kind, to, channel)

    def _in_their_place(self, asked: Iterable[Concerned]) -> Iterator[Concerned]:
        """Whoever is told while others are away; not where they could not answer what is asked."""
        now = self._now()
        for fact, kind, recipient in asked:
            person = self._standing.get(Person, person_stream(recipient.person or ""))
            absence = person.away(now) if person and recipient.on_behalf_of is None else None
            if absence is None or absence.notices is None:
                continue
            community, question = self._about(fact)
            role = recipient.role
            if (
                kind not in ASKING
                or community is None
                or question is None
                or may_answer(community, question.terms, absence.notices, role)
            ):
                yield Concerned(fact, kind, Recipient(absence.notices, role, recipient.person))

    def _about(self, fact: Event) -> tuple[Community | None, ReviewTask | None]:
        *asked_in, about = subjects(fact)
        question = self._standing.get(ReviewTask, asked_in[0]) if asked_in else None
        return self._standing.get(Community, about), question

    def _of_endings(self, news: Sequence[Event], outbox: Outbox) -> list[Told]:
        """Takes back what still waits about questions that ended; whoever heard of them hears of that, but the doer."""
        endings = {task: fact for fact in news if isinstance(fact, CLOSINGS) and (task := _task_of(fact))}
        if not endings:
            return []
        outbox.drop_closed(endings)
        found: dict[tuple[TaskId, str, str], Told] = {}
        for heard in outbox.told_of(endings):
            ending = endings[heard.task or ""]
            recipient = Recipient(heard.person, heard.role, heard.on_behalf_of)
            channel = self._ways.person if heard.person else heard.channel
            nobody = heard.person is None and heard.channel == LOG
            if not nobody and heard.person != ending.provenance.actor.person:
                found[heard.task or "", _name(recipient), channel] = Told(ending, NoticeKind.CLOSED, recipient, channel)
        return list(found.values())

    def _as_they_may(self, told: Told, people: People) -> Told:
        """Whoever was named, or is above those who were, is told in a role of their own: in it they may answer."""
        person, role, principal = told.recipient
        entry = people.get(person)
        if entry is None or principal is not None or role is Role.MEMBER:
            return told
        community = self._standing.get(Community, subjects(told.fact)[-1])
        holds = role in entry.roles or (role is Role.LEAD and community is not None and community.lead == person)
        own = role if holds else next(iter(entry.roles), Role.MEMBER)
        return told._replace(recipient=Recipient(person, own))


class Present:
    """Who has not left, by the record; the directory keeps those who did until they are erased. For one batch."""

    def __init__(self, connection: Connection[TupleRow], standing: Standing, people: People, now: datetime) -> None:
        self._connection = connection
        self._standing = standing
        self._people = people
        self._now = now
        self._looked_at = set[PersonId]()

    def look(self, people: Iterable[PersonId | None]) -> None:
        """Brings up to date, by one statement, whoever was not looked at yet."""
        news = {person for person in people if person is not None} - self._looked_at
        if news:
            self._standing.look(self._connection, [person_stream(person) for person in sorted(news)])
            self._looked_at |= news

    def is_there(self, person: PersonId | None) -> bool:
        """Of somebody who was looked at; a channel is always there."""
        known = self._standing.get(Person, person_stream(person)) if person else None
        return known is None or known.left_at is None or known.left_at > self._now

    def holders(self, role: Role) -> list[PersonId]:
        found = self._people.holders(role)
        self.look(found)
        return [person for person in found if self.is_there(person)]


def subjects(fact: Event) -> tuple[str, ...]:
    """The streams of what a fact is about: its task where there is one, and its community."""
    task = _task_of(fact)
    if task is None and isinstance(fact, BudgetEvent):
        return (community_stream(fact.originator_id.split("/")[1]),)
    if task is None:
        return (fact.originator_id,)
    return (fact.originator_id, community_stream(task.partition(".")[0]))


def _task_of(fact: Event) -> TaskId | None:
    stream = fact.originator_id
    return stream.removeprefix(_TASKS) if stream.startswith(_TASKS) else None


def _name(recipient: Recipient) -> str:
    return recipient.person or f"@{recipient.role.value}"


def _notice(told: Told, entry: Entry | None, now: datetime) -> Notice:
    fact = told.fact
    daily = told.channel == MAIL and entry is not None and entry.digest is Digest.DAILY
    return Notice(
        key=key_of(fact.originator_id, fact.originator_version, told.kind, _name(told.recipient), told.channel),
        stream=fact.originator_id,
        version=fact.originator_version,
        kind=told.kind,
        community=subjects(fact)[-1].removeprefix(community_stream("")),
        task=_task_of(fact),
        person=told.recipient.person,
        role=told.recipient.role,
        channel=told.channel,
        daily=daily,
        noted_at=now,
        not_before=next_morning(now, entry.time_zone) if daily and entry else now,
        on_behalf_of=told.recipient.on_behalf_of,
    )

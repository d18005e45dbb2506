"""Fills the outbox from the log: a batch of facts becomes the notices that they give rise to, by a few statements."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from adapters.directory import Entry
from adapters.notices.morning import next_morning
from adapters.notices.notice import LOG, MAIL, Notice, key_of
from adapters.notices.occasions import ASKING, CLOSINGS, TOLD_OF, may_answer, occasions
from adapters.notices.outbox import Outbox
from adapters.notices.people import People
from adapters.notices.recipients import Recipient, recipients
from adapters.notices.record import Standing, read
from adapters.notices.ways import Ways
from aggregates.community import Community
from aggregates.event import Event
from aggregates.review_task import ReviewTask
from ledger.notification import Interest, Notification
from vocabulary.ids import TaskId, community_stream, task_stream
from vocabulary.notices import Digest, NoticeKind
from vocabulary.people import PersonId, Role

FOLLOWER: Final = "notices"
"""The name under which the position in the log is kept."""
INTEREST: Final = Interest(topics=[kind.TOPIC for kind in (*TOLD_OF, *CLOSINGS)])
OLDEST: Final = timedelta(days=7)
"""A fact that is older when it is first met is not told: a history that comes in, or a notifier that is started after
a year, must not mail what everybody knows."""

_TASKS: Final = task_stream("")


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
        told = [one for fact in news for one in self._of(fact, people)] + self._of_endings(news, outbox)
        people.look(one.recipient.person for one in told)
        outbox.add([_notice(one, people.get(one.recipient.person), now) for one in told])

    def _of(self, fact: Event, people: People) -> Iterator[Told]:
        """Of one fact nobody hears twice, whatever else it means; of a question that has ended, nobody."""
        *asked_in, about = subjects(fact)
        community = self._standing.get(Community, about)
        question = self._standing.get(ReviewTask, asked_in[0]) if asked_in else None
        if community is None or (question is not None and not question.is_open):
            return
        heard = set[str]()

        def who_may(role: Role) -> list[PersonId]:
            """Of those who hold a role, whoever may answer this question."""
            found = people.holders(role)
            return [one for one in found if question is None or may_answer(question, community, one, role)]

        for kind, asked in occasions(fact, community, question):
            for recipient in recipients(asked, who_may if kind in ASKING else people.holders):
                if _name(recipient) in heard:
                    continue
                heard.add(_name(recipient))
                yield Told(fact, kind, recipient, self._ways.person if recipient.person else LOG)
                for channel in self._ways.chats_of(recipient.role):
                    if channel not in heard:
                        heard.add(channel)
                        yield Told(fact, kind, Recipient(None, recipient.role), channel)

    def _of_endings(self, news: Sequence[Event], outbox: Outbox) -> list[Told]:
        """Takes back what still waits about questions that ended; whoever heard of them hears of that, but the doer."""
        endings = {task: fact for fact in news if isinstance(fact, CLOSINGS) and (task := _task_of(fact))}
        if not endings:
            return []
        outbox.drop_closed(endings)
        found: dict[tuple[TaskId, str, str], Told] = {}
        for heard in outbox.told_of(endings):
            ending = endings[heard.task or ""]
            recipient = Recipient(heard.person, heard.role)
            channel = self._ways.person if heard.person else heard.channel
            nobody = heard.person is None and heard.channel == LOG
            if not nobody and heard.person != ending.provenance.actor.person:
                found[heard.task or "", _name(recipient), channel] = Told(ending, NoticeKind.CLOSED, recipient, channel)
        return list(found.values())


def subjects(fact: Event) -> tuple[str, ...]:
    """The streams of what a fact is about: its task where there is one, and its community."""
    task = _task_of(fact)
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
    )

"""An organisation on a real database whose people are told of what happens; the clock stands where a test puts it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg

from adapters.directory import Entry, open_directory
from adapters.notices.answering import Answering
from adapters.notices.delivery import Delivery
from adapters.notices.filling import FOLLOWER, INTEREST, Filling
from adapters.notices.links import LinkKey
from adapters.notices.notice import Notice
from adapters.notices.outbox import Outbox
from aggregates.application import Answer, Perennial
from aggregates.commands.clockwork import Clockwork
from aggregates.commands.command import Command
from aggregates.commands.proposals import propose
from aggregates.commands.publishing import publish
from aggregates.desk import Desk
from aggregates.review_task import ReviewTask
from bootstrap.link_key import link_key
from bootstrap.notices import delivery_of, ways_of
from bootstrap.settings import Settings
from ledger.follower import Follower
from policies.document import LifecycleRules
from policies.reader import catalog_policy
from vocabulary.notices import NoticeState
from vocabulary.people import THE_CLOCK, Actor, PersonId, Role
from vocabulary.task_terms import Escalation, Expiry, TaskTerms
from vocabulary.tasks import Choice, TaskKind
from vocabulary.terms import TermsOfReference

BEGIN: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY: Final = "a-key-of-tests-that-is-long-enough-for-anybody"
KIM = Entry(id="kim", name="Kim Probe", roles=(Role.KM,), address="kim@example.org")
KAI = Entry(id="kai", name="Kai Zweit", roles=(Role.KM,), address="kai@example.org", time_zone="Europe/Zurich")
MARA = Entry(id="mara", name="Mara Muster", roles=(Role.MANAGEMENT,), address="mara@example.org")
LEE = Entry(id="lee", name="Lee Lead", address="lee@example.org")
STAFF = (KIM, KAI, MARA, LEE)
TERMS = TermsOfReference(
    title="Gardeners",
    objectives=("grow",),
    scope="Whatever grows.",
    lead="lee",
    key_members=("lee",),
    initiatives=("plant a tree",),
)


def rules(**changes: Any) -> LifecycleRules:
    found = catalog_policy("standard")
    assert found is not None
    return LifecycleRules.model_validate(found.model_dump() | changes)


@dataclass
class World:
    url: str
    app: Perennial
    home: Path
    mail_url: str | None = None
    chats: tuple[str, ...] = ()
    public_url: str | None = None
    now: datetime = BEGIN
    deliveries: list[Delivery] = field(default_factory=list)

    # -- facts --------------------------------------------------------------------------------------------------

    def open(self, staff: Sequence[Entry] = STAFF, policy: LifecycleRules | None = None) -> None:
        """Publishes a policy, enters people, and has a community proposed; nobody is told anything yet."""
        document = policy or rules()
        with open_directory(self.url) as directory:
            directory.add(staff)
        self.publish(document)
        propose(self.app, TERMS, document.name, self.by(Actor(person="pat", role=Role.MEMBER)))

    def publish(self, document: LifecycleRules) -> None:
        publish(self.app, document.name, document.canonical(), self.by(Actor(person="kim", role=Role.KM)))

    def by(self, actor: Actor = THE_CLOCK, **said: Any) -> Command:
        return Command(by=actor, at=self.now, **said)

    def review(self, **changes: Any) -> str:
        """The real question to the KM team, in the stage that it belongs to."""
        terms = question("gardeners.km_review.1", **({"assigned_to": Role.KM} | changes), at=self.now)
        Clockwork(self.app).open_task(terms, self.now)
        return terms.id

    def ask(self, name: str = "x.1", **changes: Any) -> str:
        """Any question, beside what the stage asks; to Management unless said otherwise."""
        terms = question(f"gardeners.{name}", **changes, at=self.now)

        def begin(desk: Desk) -> Answer:
            community = desk.community("gardeners")
            desk.add(ReviewTask.open(terms, self.by().provenance(community.policy)))
            return Answer("")

        self.app.carry_out(f"ask {name}", "ask", begin, by=THE_CLOCK)
        return terms.id

    def do(self, task: str, what: str, *arguments: Any) -> None:
        """Something that happens to a question alone, by the clock."""

        def change(desk: Desk) -> Answer:
            provenance = self.by().provenance(desk.community("gardeners").policy)
            getattr(desk.task(task), what)(*arguments, provenance)
            return Answer("")

        self.app.carry_out(f"{what} {task} {arguments}", what, change, by=THE_CLOCK)

    # -- telling ------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        return Settings(
            home=self.home,
            database_url=self.url,
            mail_url=self.mail_url,
            mail_from="Perennial <perennial@example.org>",
            notice_urls=self.chats,
            public_url=self.public_url,
            link_key=KEY,
        )

    def clock(self) -> datetime:
        return self.now

    def fill(self) -> None:
        """Brings the outbox up to the present, as a notifier that begins anew would."""
        filling = Filling(ways_of(self.settings), self.clock)
        Follower(self.url, FOLLOWER, filling.apply, interest=INTEREST).catch_up()

    def notifier(self) -> Delivery:
        """One process that delivers."""
        return delivery_of(self.settings, self.clock)

    @contextmanager
    def delivering(self, delivery: Delivery | None = None) -> Iterator["Delivering"]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = delivery or self.notifier()
            assert found.take_post(connection)
            yield Delivering(found, connection)

    def deliver(self) -> int:
        """A notifier begins, sends whatever may be sent now, and ends."""
        with self.delivering() as delivering:
            return delivering()

    def tell(self) -> int:
        self.fill()
        return self.deliver()

    # -- seeing -------------------------------------------------------------------------------------------------

    @contextmanager
    def outbox(self) -> Iterator[Outbox]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            yield Outbox(connection)

    def notices(self, state: NoticeState | None = None, person: PersonId | None = None) -> list[Notice]:
        """The oldest first."""
        with self.outbox() as outbox:
            found = outbox.find(state=state, person=person, limit=100_000)
        return sorted(found, key=lambda one: (one.noted_at, one.key))

    def told(self, state: NoticeState | None = None) -> list[tuple[str, str | None]]:
        return [(one.kind.value, one.person) for one in self.notices(state)]

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            yield connection

    def rows(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query.encode(), arguments).fetchall()

    @contextmanager
    def answering(self) -> Iterator[Answering]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            yield Answering(self.app, connection, LinkKey(link_key(self.settings)))


@dataclass
class Delivering:
    delivery: Delivery
    connection: psycopg.Connection[Any]

    def __call__(self) -> int:
        """Until nothing more can be sent at this moment; how many were sent."""
        sent = 0
        while more := self.delivery.deliver(self.connection):
            sent += more
        return sent


def question(name: str, *, at: datetime, **changes: Any) -> TaskTerms:
    """Due in 14 days, with a reminder after 7; goes up to the board after 21."""
    return TaskTerms.model_validate(
        {
            "id": name,
            "community": "gardeners",
            "kind": TaskKind.KM_REVIEW,
            "title": "Review the proposal: Gardeners",
            "assigned_to": Role.MANAGEMENT,
            "due": at + timedelta(days=14),
            "reminders": (at + timedelta(days=7),),
            "escalations": (Escalation(at=at + timedelta(days=21), to=Role.BOARD),),
            "expiry": Expiry(at=at + timedelta(days=30), choice=Choice.RETURN),
        }
        | changes
    )


def token_in(text: str) -> str:
    """The link of a mail, as somebody copies it."""
    found = re.search(r"^(?:perennial task open |http\S+/t/)(\S+)\s*$", text, re.MULTILINE)
    assert found is not None, text
    return found[1]

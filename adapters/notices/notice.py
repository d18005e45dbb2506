"""One notice: what somebody is told, by id alone, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from vocabulary.ids import CommunityId, TaskId, community_stream, person_stream, task_stream
from vocabulary.notices import NoticeKind, NoticeState
from vocabulary.people import PersonId, Role

MAIL: Final = "mail"
LOG: Final = "log"
CHAT: Final = "chat"
"""What the names of chat channels begin with; each address is a channel of its own."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of the outbox."""

    key: str
    """The fact, the kind, the person and the channel: a repeat finds it."""
    stream: str
    version: int
    """With `stream`, the fact that it tells of."""
    kind: NoticeKind
    community: CommunityId
    task: TaskId | None
    person: PersonId | None
    """None for a channel that many read, and where nobody holds the role."""
    role: Role
    channel: str
    daily: bool
    """Waits for the person's one mail of the day."""
    noted_at: datetime
    not_before: datetime
    on_behalf_of: PersonId | None = None
    """In whose place the person is told: of somebody who is away, or who lets them answer."""
    state: NoticeState = NoticeState.PENDING
    parcel: str | None = None
    """What it is sent in: its own key, or that of a digest; known since the first attempt."""
    attempts: int = 0
    failures: int = 0
    """Attempts that count towards giving up: an answer that was no outage of the whole channel."""
    first_failed_at: datetime | None = None
    attempted_at: datetime | None = None
    sent_at: datetime | None = None
    perhaps_twice: bool = False
    """Its sender was gone, or its channel broke off, before anybody knew whether it had arrived; it was sent again."""
    problem: str | None = None

    @property
    def subject_streams(self) -> tuple[str, ...]:
        """The streams of what it is about, and of whom it is for."""
        about = (community_stream(self.community),)
        task = (task_stream(self.task),) if self.task else ()
        people = (person_stream(person) for person in (self.person, self.on_behalf_of) if person)
        return (*about, *task, *people)


def key_of(stream: str, version: int, kind: NoticeKind, told: str, channel: str) -> str:
    return f"{stream}@{version}:{kind.value}:{told}:{channel}"

"""What the record says of people, community by community: what they did, how they answered, when they were heard of."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import orjson

from aggregates.application import Perennial
from aggregates.community import events as community
from aggregates.community.affairs_events import ConcernSettled
from aggregates.community.leading_events import LeadNamed
from aggregates.event import Beginning, Event
from aggregates.lifecycle_policy.events import FormPublished, PolicyPublished
from aggregates.person.events import PersonEvent
from aggregates.review_task import events as task
from aggregates.signs.events import SignsBegun, SignsRecorded, SignsRetracted
from simulation.what_if_acts import Act, act, subject
from vocabulary.affairs import FormOut
from vocabulary.ids import CommunityId, TaskId, policy_stream
from vocabulary.people import Actor
from vocabulary.provenance import PolicyRef
from vocabulary.signs import SignKind
from vocabulary.tasks import Choice, ItemName, TaskKind
from vocabulary.terms import TermsOfReference

PAGE: Final = 5_000
"""Facts that are read at a time."""
_AS_IT_IS: Final = b'{"v":%d,' % SignsRecorded.VERSION


class Question(NamedTuple):
    """What tells a question from the others of one community, whatever its dates are."""

    kind: TaskKind
    item: ItemName | None
    number: int
    """Which of its kind and item, counted from 1."""


class Given(NamedTuple):
    """An answer, a vote (blank without a choice), or a stop; and how long after the question it came."""

    after: timedelta
    by: Actor
    choice: Choice | None
    reason: str | None
    stops: bool = False


class Adoption(NamedTuple):
    at: datetime
    by: Actor
    policy: PolicyRef


@dataclass
class Life:
    """One community, as far as people made it."""

    community: CommunityId
    beginning: Event
    acts: list[Act] = field(default_factory=list)
    adoptions: list[Adoption] = field(default_factory=list)
    """The first is of the policy that it began with."""
    answers: dict[Question, list[Given]] = field(default_factory=lambda: defaultdict(list))
    signs: dict[SignKind, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[tuple[TaskKind, ItemName | None], int] = field(default_factory=lambda: defaultdict(int))
    ended_before: bool = False
    """It had ended when it was brought in: there is no path that could differ."""
    revised: tuple[str, TermsOfReference] | None = None
    """The command that last changed its terms, and to what."""
    answered_by: str = ""
    """The command that last answered a question about it, or named its lead."""

    @property
    def entered(self) -> datetime:
        """When its record begins: it was proposed, or brought in (UTC)."""
        return self.beginning.provenance.recorded_at

    @property
    def began(self) -> datetime:
        """From when on it is rehearsed (UTC): where signs of life are known from before it was brought in, its true
        start. Without them nothing is known of that time, which is not the same as silence."""
        true_start = self.beginning.provenance.true_since
        known = any(min(moments) < self.entered for moments in self.signs.values() if moments)
        return true_start if known and true_start < self.entered else self.entered

    def policy(self, at: datetime) -> PolicyRef:
        """What it really lived by."""
        return next((one.policy for one in reversed(self.adoptions) if one.at <= at), self.adoptions[0].policy)


class Lives:
    """Fed with every fact of the record, in order."""

    def __init__(self) -> None:
        self.lives: dict[CommunityId, Life] = {}
        self.documents: dict[str, str] = {}
        """Published policies by digest."""
        self.forms: list[tuple[datetime, Actor, str, FormOut]] = []
        """When, by whom and under which policy a form was noted."""
        self.people: dict[str, list[Event]] = defaultdict(list)
        """What is recorded of each person, by stream: they come and go under any policy."""
        self._asked: dict[TaskId, tuple[Life, Question, datetime]] = {}

    def hear(self, event: Event) -> None:
        if isinstance(event, community.CommunityEvent):
            self._hear_community(event)
        elif isinstance(event, task.TaskEvent):
            self._hear_task(event)
        elif isinstance(event, SignsRecorded):
            for sign in event.signs:
                self.lives[event.community].signs[sign.kind].append(sign.happened_at)
        elif isinstance(event, SignsRetracted):
            for sign in event.signs:
                self.lives[event.community].signs[sign.kind].remove(sign.happened_at)
        elif isinstance(event, PersonEvent):
            self.people[event.originator_id].append(event)
        elif isinstance(event, PolicyPublished):
            self.documents[event.digest] = event.document
        elif isinstance(event, FormPublished):
            said, name = event.provenance, event.originator_id.removeprefix(policy_stream(""))
            self.forms.append((said.recorded_at, said.actor, name, event.form))

    @property
    def departures(self) -> list[Event]:
        """All that is recorded of those who left at some time, in the order of time."""
        left = [event for events in self.people.values() if len(events) > 1 for event in events]
        return sorted(left, key=lambda event: event.provenance.recorded_at)

    def hear_signs(self, state: bytes) -> None:
        """The stored form of signs of life in its present version: by far the most of any record, so the bytes of what
        is not needed are never made into values."""
        fields = orjson.loads(state)
        signs = self.lives[fields["community"]].signs
        for sign in fields["signs"]:
            signs[SignKind(sign["kind"])].append(datetime.fromisoformat(sign["happened_at"]).astimezone(UTC))

    def _hear_community(self, event: Event) -> None:
        said, name = event.provenance, subject(event)
        if isinstance(event, Beginning):
            self.lives[name] = life = Life(name, event)
            life.adoptions.append(Adoption(said.recorded_at, said.actor, event.policy))  # type: ignore[attr-defined]
            return
        life = self.lives[name]
        if said.actor.is_the_clock:
            return
        if isinstance(event, community.PolicyAdopted):
            life.adoptions.append(Adoption(said.recorded_at, said.actor, event.policy))
        elif isinstance(event, community.TermsRevised):
            life.revised = (said.command_id, event.terms)
        elif isinstance(event, community.CommunityClosed) and said.command_id == life.beginning.provenance.command_id:
            life.ended_before = True
        elif isinstance(event, ConcernSettled) and said.command_id == life.answered_by:
            return  # it follows from the answer to a question, or from a lead who was named
        else:
            revised = life.revised[1] if life.revised and life.revised[0] == said.command_id else None
            if isinstance(event, LeadNamed):
                life.answered_by = said.command_id
            if (done := act(event, revised)) is not None:
                life.acts.append(done)

    def _hear_task(self, event: task.TaskEvent) -> None:
        said, name = event.provenance, event.originator_id
        if isinstance(event, task.TaskOpened):
            terms = event.terms
            life = self.lives[terms.community]
            life.asked[terms.kind, terms.item] += 1
            question = Question(terms.kind, terms.item, life.asked[terms.kind, terms.item])
            self._asked[name] = (life, question, said.recorded_at)
            return
        life, question, asked_at = self._asked[name]
        if isinstance(event, task.TaskDecided | task.TaskVoted | task.TaskStopped):
            life.answered_by = said.command_id
            choice = None if isinstance(event, task.TaskStopped) else event.choice
            stops = isinstance(event, task.TaskStopped)
            given = Given(said.recorded_at - asked_at, said.actor, choice, event.reason, stops)
            life.answers[question].append(given)


def read_lives(app: Perennial, watch: Callable[[int], object] = lambda _: None) -> Lives:
    """Reads the whole record once; `watch` is told how many facts were read since it was last told."""
    lives = Lives()
    position, signs, begun = 0, SignsRecorded.TOPIC, SignsBegun.TOPIC
    while page := app.recorder.select_notifications(position + 1, PAGE):
        for entry in page:
            if entry.topic == signs and entry.state.startswith(_AS_IT_IS):
                lives.hear_signs(entry.state)
            elif entry.topic != begun:
                lives.hear(app.mapper.to_domain_event(entry))  # type: ignore[arg-type]
        position = page[-1].id
        watch(len(page))
    for life in lives.lives.values():
        for moments in life.signs.values():
            moments.sort()
    return lives


def in_order(lives: Lives) -> Iterator[Life]:
    """Those that have a path, the earliest first."""
    yield from sorted((life for life in lives.lives.values() if not life.ended_before), key=lambda life: life.began)

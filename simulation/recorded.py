"""What the record tells about a simulation's beginning: open communities, their rhythm, and how people answered."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from aggregates.application import Perennial
from aggregates.budget.events import BudgetEvent
from aggregates.community.events import (
    CommunityClosed,
    CommunityEvent,
    CommunityRestored,
    ProposalLapsed,
    ProposalRejected,
    ProposalWithdrawn,
)
from aggregates.event import Event
from aggregates.person.events import PersonEvent
from aggregates.review_task.events import TaskDecided, TaskEvent, TaskExpired, TaskOpened
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.year.events import YearEvent
from vocabulary.ids import CommunityId, TaskId, community_stream, task_stream
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, TaskKind

PAGE: Final = 2_000
"""Facts that are read at a time."""
SIGNS_KEPT: Final = 200
"""Of the latest signs of life of each community; enough to know its rhythm by."""
ENDINGS: Final = (CommunityClosed, ProposalWithdrawn, ProposalRejected, ProposalLapsed)
_COMMUNITY: Final = community_stream("")
_TASK: Final = task_stream("")


class Answered(NamedTuple):
    """One question that was answered, or that nobody answered until the policy did."""

    after: timedelta
    choice: Choice | None


class Recorded:
    """Fed with every fact of the record, in order; keeps what a simulation goes on from."""

    def __init__(self) -> None:
        self._facts: dict[CommunityId, list[Event]] = {}
        """Of the open ones, and of those that may be brought back."""
        self._heard: dict[CommunityId, list[datetime]] = defaultdict(list)
        self.answered: dict[TaskKind, list[Answered]] = defaultdict(list)
        self.people: dict[str, list[Event]] = defaultdict(list)
        """What is recorded of each person, by stream."""
        self._closed: set[CommunityId] = set()
        """Those that may be brought back."""
        self._ended: set[CommunityId] = set()
        """For good."""
        self._asked: dict[TaskId, tuple[TaskTerms, datetime]] = {}

    @property
    def communities(self) -> dict[CommunityId, list[Event]]:
        """The open ones, in the order in which they began: each with its own facts, those of its tasks, of its years
        and of their money."""
        return {name: facts for name, facts in self._facts.items() if name not in self._closed}

    @property
    def signs(self) -> dict[CommunityId, list[datetime]]:
        """When each of them was heard of: the latest moments, in order, whenever they were told."""
        return {name: sorted(heard)[-SIGNS_KEPT:] for name, heard in self._heard.items() if name not in self._closed}

    def hear(self, event: Event) -> None:
        if isinstance(event, CommunityEvent):
            community = event.originator_id.removeprefix(_COMMUNITY)
            self._keep(community, event)
            if isinstance(event, CommunityClosed) and event.restorable_until is not None:
                self._closed.add(community)
            elif isinstance(event, CommunityRestored):
                self._closed.remove(community)
            elif isinstance(event, ENDINGS):
                self._ended.add(community)
                self._facts.pop(community, None)
                self._heard.pop(community, None)
        elif isinstance(event, TaskEvent):
            self._hear_task(event)
        elif isinstance(event, PersonEvent):
            self.people[event.originator_id].append(event)
        elif isinstance(event, YearEvent | BudgetEvent):
            self._keep(event.originator_id.split("/")[1], event)
        elif isinstance(event, SignsRecorded | SignsRetracted) and event.community not in self._ended:
            self._hear_signs(event)

    def _hear_signs(self, event: SignsRecorded | SignsRetracted) -> None:
        heard = self._heard[event.community]
        if isinstance(event, SignsRecorded):
            heard.extend(sign.happened_at for sign in event.signs)
            if len(heard) > 2 * SIGNS_KEPT:
                heard.sort()
                del heard[:-SIGNS_KEPT]
            return
        for sign in event.signs:
            if sign.happened_at in heard:  # it may be too long ago to be kept
                heard.remove(sign.happened_at)

    def _hear_task(self, event: TaskEvent) -> None:
        task = event.originator_id.removeprefix(_TASK)
        if isinstance(event, TaskOpened):
            self._asked[task] = (event.terms, event.provenance.recorded_at)
        terms, asked = self._asked[task]
        self._keep(terms.community, event)  # also what is said of it after its end
        if isinstance(event, TaskDecided | TaskExpired):
            choice = event.choice if isinstance(event, TaskDecided) else None
            self.answered[terms.kind].append(Answered(event.provenance.recorded_at - asked, choice))

    def _keep(self, community: CommunityId, event: Event) -> None:
        if community not in self._ended:
            self._facts.setdefault(community, []).append(event)


def read_record(app: Perennial, watch: Callable[[int], object] = lambda _: None) -> Recorded:
    """Reads the whole record once; `watch` is told how many facts were read since it was last told."""
    recorded = Recorded()
    for event in _facts(app, watch):
        recorded.hear(event)
    return recorded


def _facts(app: Perennial, watch: Callable[[int], object]) -> Iterator[Event]:
    position = 0
    while page := app.recorder.select_notifications(position + 1, PAGE):
        for entry in page:
            yield app.mapper.to_domain_event(entry)  # type: ignore[misc]
        position = page[-1].id
        watch(len(page))

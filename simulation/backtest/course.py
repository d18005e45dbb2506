"""What was asked in one rehearsed life, read from the facts that the rehearsal recorded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod
from typing import Final

from aggregates.community.events import (
    ChecklistOpened,
    CommunityEvent,
    CommunityPutOnProbation,
    CommunityRevived,
    LeadNudged,
    SilenceConfirmed,
    SilenceReported,
    SunsetAnnounced,
)
from aggregates.event import Event
from aggregates.review_task.events import TaskEscalated, TaskEvent, TaskOpened
from simulation.backtest.life import Life
from vocabulary.ids import CommunityId, community_stream
from vocabulary.people import Role
from vocabulary.stages import Stage, Sunsetting
from vocabulary.tasks import TaskKind

ABOUT_SILENCE: Final = frozenset({TaskKind.DORMANCY, TaskKind.PROBATION_REVIEW})
"""Questions that silence leads to; what a sunset's checklist asks comes of nobody answering in a backtest."""


@dataclass
class Silence:
    """One silence that somebody was asked about, with the moments (UTC) at which things happened."""

    lead_asked: datetime
    management_asked: datetime | None = None
    sunset_announced: datetime | None = None
    notice_until: datetime | None = None
    heard_again: datetime | None = None
    answered_by_policy: datetime | None = None
    """Nobody answered, and the policy's own answer was to keep the community, or to put it on probation."""

    @property
    def stands(self) -> bool:
        """Nothing has ended it."""
        return self.heard_again is None and self.answered_by_policy is None

    @property
    def would_have_ended(self) -> bool:
        """The end was announced, and the notice ran out before anything was heard."""
        return self.notice_until is not None and (self.heard_again is None or self.heard_again > self.notice_until)


@dataclass
class Course:
    """What the rules did in one life."""

    life: Life
    silences: list[Silence] = field(default_factory=list)
    asked: Counter[Role] = field(default_factory=Counter)
    """Questions about silence, by whom they were put to; an escalation is one more question to somebody higher up."""

    @property
    def would_have_ended(self) -> bool:
        return any(one.would_have_ended and _before(one.notice_until, self.life.until) for one in self.silences)


def _before(moment: datetime | None, end: datetime) -> bool:
    return moment is not None and moment < end


class Chronicle:
    """Hears the facts of a rehearsal, each life's as long as it is known."""

    def __init__(self, lives: Iterable[Life]) -> None:
        self._courses = {life.id: Course(life) for life in lives}
        self._streams = {community_stream(name): course for name, course in self._courses.items()}
        self._tasks: dict[str, CommunityId] = {}

    @property
    def courses(self) -> tuple[Course, ...]:
        return tuple(self._courses.values())

    def hear(self, event: Event) -> None:
        course = self._course(event)
        if course is not None and event.timestamp < course.life.until:
            self._heard(event, course)

    def _course(self, event: Event) -> Course | None:
        if isinstance(event, CommunityEvent):
            return self._streams.get(event.originator_id)
        if isinstance(event, TaskOpened) and event.terms.kind in ABOUT_SILENCE:
            self._tasks[event.originator_id] = event.terms.community
        if isinstance(event, TaskEvent) and (community := self._tasks.get(event.originator_id)):
            return self._courses.get(community)
        return None

    @singledispatchmethod
    def _heard(self, event: Event, course: Course) -> None:
        """Whatever else happens says nothing about silence."""

    @_heard.register
    def _lead(self, event: LeadNudged, course: Course) -> None:
        course.silences.append(Silence(lead_asked=event.timestamp))
        course.asked[Role.LEAD] += 1

    @_heard.register
    def _km(self, _: SilenceReported, course: Course) -> None:
        course.asked[Role.KM] += 1

    @_heard.register
    def _management(self, event: SilenceConfirmed, course: Course) -> None:
        course.silences[-1].management_asked = event.timestamp

    @_heard.register
    def _task(self, event: TaskOpened, course: Course) -> None:
        course.asked[event.terms.assigned_to] += 1

    @_heard.register
    def _escalated(self, event: TaskEscalated, course: Course) -> None:
        course.asked[event.to] += 1

    @_heard.register
    def _announced(self, event: SunsetAnnounced, course: Course) -> None:
        if event.cause is Sunsetting.SILENCE:
            course.silences[-1].sunset_announced = event.timestamp

    @_heard.register
    def _notice(self, event: ChecklistOpened, course: Course) -> None:
        if event.stage is Stage.SUNSET:
            course.silences[-1].notice_until = event.not_before

    @_heard.register
    def _revived(self, event: CommunityRevived, course: Course) -> None:
        if event.sign_at in course.life.signs:
            course.silences[-1].heard_again = event.timestamp
        else:
            course.silences[-1].answered_by_policy = event.timestamp

    @_heard.register
    def _probation(self, event: CommunityPutOnProbation, course: Course) -> None:
        course.silences[-1].answered_by_policy = event.timestamp

"""The line of a life: in which stage a community was from when to when, by the aggregate itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aggregates.community import Community
from aggregates.event import Event
from vocabulary.stages import Stage


@dataclass(frozen=True)
class Span:
    """A time in one stage; without an end where it still lasts."""

    stage: Stage
    since: datetime
    until: datetime | None = None


@dataclass
class Lifeline:
    """Takes the facts of one community's own stream, in order."""

    community: Community | None = None
    _changes: list[tuple[Stage, datetime]] = field(default_factory=list)

    def take(self, event: Event) -> None:
        self.community = event.mutate(self.community)
        if self.community is not None and (not self._changes or self._changes[-1][0] != self.community.stage):
            # What was taken over from elsewhere became true before it was recorded; time still goes one way.
            since = event.provenance.true_since
            self._changes.append((self.community.stage, max(since, self._changes[-1][1]) if self._changes else since))

    @property
    def spans(self) -> list[Span]:
        ends: list[datetime | None] = [since for _, since in self._changes[1:]]
        return [Span(stage, since, until) for (stage, since), until in zip(self._changes, [*ends, None], strict=True)]


def lifelines(events: Iterable[tuple[str, Event]]) -> Mapping[str, Lifeline]:
    """By stream; of events of communities' own streams."""
    found: dict[str, Lifeline] = {}
    for stream, event in events:
        found.setdefault(stream, Lifeline()).take(event)
    return found

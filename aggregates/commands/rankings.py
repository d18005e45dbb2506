"""The KM team publishes the ranking of a period, which locks it."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.pinned import PinnedLeaderboard, read
from aggregates.desk import Desk
from aggregates.lifecycle_policy import PublishedVersion
from aggregates.ranking import Ranking
from vocabulary.ids import PolicyName
from vocabulary.periods import Period, in_force
from vocabulary.provenance import PolicyRef
from vocabulary.ranking import Placed
from vocabulary.refusals import UnknownItem
from vocabulary.span import Span


class _Version(NamedTuple):
    ref: PolicyRef
    published_at: datetime
    withdrawn_at: datetime | None
    criteria: PinnedLeaderboard | None

    @property
    def period(self) -> Span | None:
        return self.criteria.period if self.criteria else None


def publish_ranking(
    app: Perennial,
    programme: PolicyName,
    moment: datetime,
    placed: Sequence[Placed],
    command: Command,
    *,
    as_of: datetime,
    reason: str | None = None,
) -> int:
    """Publishes what was seen of the period that `moment` lies in, and answers its edition, counted from 1.

    `placed` is checked against the weights that hold in the period: those that were published before it began.
    """

    def decide(desk: Desk) -> Answer:
        version = in_force([_read(one) for one in desk.policy(programme).versions], moment)
        if version is None or version.criteria is None:
            raise UnknownItem(f"{programme} has no ranking there; a policy with a part `leaderboard` has one")
        period = Period.at(moment, version.criteria.period)
        provenance = command.provenance(version.ref)
        ranking = desk.ranking(programme, period)
        if ranking is None:
            ranking = Ranking.open(programme, period, provenance)
            desk.add(ranking)
        return Answer(str(ranking.publish(placed, version.criteria.weights, as_of, reason, provenance)))

    content = sha256("\n".join(one.model_dump_json() for one in placed).encode()).hexdigest()
    said = f"publish ranking {programme} {moment.isoformat()} {content} {reason}"
    return int(app.carry_out(command.id, said, decide, by=command.by))


def _read(version: PublishedVersion) -> _Version:
    return _Version(version.ref, version.at, version.withdrawn_at, read(version.document).leaderboard)

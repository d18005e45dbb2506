"""A community shows that it is alive."""

from datetime import datetime
from typing import Protocol

from aggregates.application import Answer, Desk, Perennial
from aggregates.commands.command import Command
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.community import Community
from aggregates.signs import SignsMonth
from aggregates.signs.events import SignsRecorded
from vocabulary.ids import CommunityId, signs_prefix, signs_stream
from vocabulary.provenance import Provenance
from vocabulary.refusals import InFuture, InPast, WrongStage
from vocabulary.signs import SignOfLife
from vocabulary.stages import LIVING, SilenceRung, Stage, Sunsetting

WELCOME = LIVING | {Stage.LAUNCH, Stage.SUNSET}
"""Stages in which people may be seen to work together."""


def record_sign(app: Perennial, community: CommunityId, sign: SignOfLife, command: Command) -> str:
    """Records a sign of life, once per source id; a silent community is revived by it. Answers the stage."""

    def decide(desk: Desk) -> Answer:
        lively = desk.community(community, fresh=True)
        _must_be_plausible(lively, sign, command.at)
        provenance = command.provenance(effective_at=sign.happened_at)
        month = desk.find(SignsMonth, signs_stream(community, sign.happened_at.year, sign.happened_at.month))
        if month is None:
            month = SignsMonth.begin(community, sign.happened_at, provenance)
            desk.add(month)
        month.record((sign,), provenance)
        if revives(lively, sign.happened_at):
            _revive(desk, lively, sign.happened_at, command.provenance(lively.policy))
        return Answer(lively.stage.value)

    return app.carry_out(f"sign/{community}/{sign.source_id}", f"sign {sign.model_dump_json()}", decide)


def last_sign(app: Perennial, community: CommunityId) -> datetime | None:
    """When the latest sign of life happened (UTC), if there was one."""
    event = app.last_event(signs_prefix(community))
    return event.latest if isinstance(event, SignsRecorded) else None


class Listening(Protocol):
    """What a sign of life is held against: a community, or where it stands."""

    @property
    def stage(self) -> Stage: ...

    @property
    def silence(self) -> SilenceRung | None: ...

    @property
    def quiet_since(self) -> datetime | None: ...

    @property
    def sunsetting(self) -> Sunsetting | None: ...


def revives(community: Listening, sign_at: datetime) -> bool:
    """A sign ends a silence if it happened after what the silence was counted from."""
    silent = community.silence is not None or community.sunsetting is Sunsetting.SILENCE
    if not silent or community.stage is Stage.CLOSED or community.quiet_since is None:
        return False
    return sign_at > community.quiet_since


def _revive(desk: Desk, community: Community, sign_at: datetime, provenance: Provenance) -> None:
    asked = community.open_tasks
    community.revive(sign_at, provenance)
    cancel_dropped(desk, asked, community, "the community shows signs of life again", provenance)


def _must_be_plausible(community: Community, sign: SignOfLife, now: datetime) -> None:
    if community.stage not in WELCOME:
        raise WrongStage(f"{community.community} is in stage {community.stage.value!r}; it has no activity to record")
    if sign.happened_at > now:
        raise InFuture(f"{sign.happened_at:%Y-%m-%d %H:%M} UTC has not come yet; record what has happened")
    if sign.happened_at < community.known_since:
        raise InPast(f"{sign.happened_at:%Y-%m-%d %H:%M} UTC is before {community.community} began")

"""A community shows that it is alive."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, Protocol

from aggregates.application import Answer, Desk, Perennial
from aggregates.commands.command import Command
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.pinned import PinnedConcern, pinned
from aggregates.community import Community
from aggregates.signs import SignsMonth
from aggregates.signs.events import SignsRecorded
from vocabulary.affairs import Concern
from vocabulary.ids import CommunityId, signs_prefix, signs_stream
from vocabulary.provenance import Provenance
from vocabulary.refusals import InFuture, InPast, WrongStage
from vocabulary.signs import ACTIVITY, SignKind, SignOfLife
from vocabulary.stages import LIVING, SilenceRung, Stage, Sunsetting

COME: Final = "what was missing has come"
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
        if revives(lively, sign.happened_at) and sign.kind in pinned(desk, lively.policy).silence.signs:
            _revive(desk, lively, sign.happened_at, command.provenance(lively.policy))
        if lively.affairs.concerns:
            _put_right(desk, lively, sign, command.provenance(lively.policy))
        return Answer(lively.stage.value)

    return app.carry_out(f"sign/{community}/{sign.source_id}", f"sign {sign.model_dump_json()}", decide, by=command.by)


def last_sign(app: Perennial, community: CommunityId, kinds: Collection[SignKind] = ACTIVITY) -> datetime | None:
    """When the latest sign of one of these kinds happened (UTC), if there was one."""
    prefix, below = signs_prefix(community), None
    while (event := app.last_event(prefix, below=below)) is not None:
        if isinstance(event, SignsRecorded):
            found = [at for kind, at in event.latest_of.items() if kind in kinds]
            if found:
                return max(found)
        below = event.originator_id
    return None


def last_signs(
    app: Perennial, community: CommunityId, kinds: Collection[SignKind], *, months: int = 24
) -> dict[SignKind, datetime]:
    """When the latest sign of each of these kinds happened (UTC), looking back over so many months with signs."""
    found: dict[SignKind, datetime] = {}
    prefix, below = signs_prefix(community), None
    for _ in range(months):
        event = app.last_event(prefix, below=below)
        if event is None or len(found) == len(kinds):
            break
        if isinstance(event, SignsRecorded):
            found = {kind: at for kind, at in event.latest_of.items() if kind in kinds} | found
        below = event.originator_id
    return found


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


def puts_right(concern: Concern, rule: PinnedConcern, kind: SignKind, sign_at: datetime) -> bool:
    """A sign settles the concern that it was missing, if it happened after the concern was raised."""
    return rule.cause == concern.cause and rule.put_right_by(kind) and sign_at > concern.since


def _put_right(desk: Desk, community: Community, sign: SignOfLife, provenance: Provenance) -> None:
    asked, rules = community.open_tasks, pinned(desk, community.policy).concerns
    for concern in community.affairs.concerns:
        if any(puts_right(concern, rule, sign.kind, sign.happened_at) for rule in rules):
            community.settle_concern(concern.cause, COME, provenance)
    cancel_dropped(desk, asked, community, "it was put right", provenance)


def _must_be_plausible(community: Community, sign: SignOfLife, now: datetime) -> None:
    if community.stage not in WELCOME:
        raise WrongStage(f"{community.community} is in stage {community.stage.value!r}; it has no activity to record")
    if sign.happened_at > now:
        raise InFuture(f"{sign.happened_at:%Y-%m-%d %H:%M} UTC has not come yet; record what has happened")
    if sign.happened_at < community.known_since:
        raise InPast(f"{sign.happened_at:%Y-%m-%d %H:%M} UTC is before {community.community} began")

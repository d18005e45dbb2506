"""A community shows that it is alive."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Final, Protocol

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.pinned import PinnedConcern, pinned
from aggregates.commands.taking_in import Heard, Outcome, TakingIn
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.signs.sources import Told, told
from vocabulary.affairs import Concern
from vocabulary.ids import CommunityId, community_stream, signs_prefix, signs_stream
from vocabulary.people import PersonId
from vocabulary.provenance import Provenance
from vocabulary.refusals import CommunityNotFound, Refusal
from vocabulary.signs import ACTIVITY, SignKind, SignOfLife
from vocabulary.sources import Source
from vocabulary.stages import SilenceRung, Stage, Sunsetting

COME: Final = "what was missing has come"
_HAPPENED: Final = attrgetter("happened_at")
_NEWS: Final = (Heard.NEW, Heard.CORRECTED)


def record_sign(app: Perennial, community: CommunityId, sign: SignOfLife, command: Command) -> str:
    """Records a sign of life, once per source id; a silent community is revived by it. Answers the stage."""
    one = told(community, sign)

    def decide(desk: Desk) -> Answer:
        desk.look([community_stream(community), signs_stream(community, sign.happened_at.year, sign.happened_at.month)])
        lively = _known_community(desk, community)
        (outcome,) = hear(desk, lively, [one], desk.sources([one.key]), command)
        if isinstance(outcome, Refusal):
            raise outcome
        return Answer(lively.stage.value)

    # A correction may lead back to what was said before: its name is its own, and what stands already changes nothing.
    name = f"sign/{community}/{sign.source_id}" + (f"/{command.id}" if sign.corrects else "")
    return app.carry_out(name, f"sign {sign.model_dump_json()}", decide, by=command.by)


def record_signs(
    app: Perennial,
    batch: Mapping[CommunityId, Sequence[Told]],
    command: Command,
    *,
    dry: bool = False,
    all_new: bool = False,
    by_address: Mapping[PersonId, PersonId] | None = None,
) -> dict[CommunityId, list[Outcome]]:
    """Records many signs in one transaction, each once per source id, and says of each what came of it.

    Who is silent is revived, what was missing has come: by the same rules as for one sign. What is refused leaves the
    others as they are; `dry` writes nothing. `all_new` is a guess: it spares a look where it is right, and costs a
    second attempt where it is wrong. `by_address` as `TakingIn` takes it.
    """
    guess = all_new
    months = {
        signs_stream(community, month // 100, month % 100)
        for community, signs in batch.items()
        for month in {one.month for one in signs}
    }
    outcomes: dict[CommunityId, list[Outcome]] = {}

    def decide(desk: Desk) -> Answer:
        nonlocal guess
        outcomes.clear()
        desk.look([*map(community_stream, batch), *sorted(months)])
        known = {} if guess else desk.sources([one.key for signs in batch.values() for one in signs])
        guess = False
        for community, signs in batch.items():
            try:
                lively = _known_community(desk, community)
                outcomes[community] = hear(desk, lively, signs, known, command, by_address)
            except CommunityNotFound as unknown:
                outcomes[community] = [unknown] * len(signs)
        return Answer("taken in")

    if dry:
        decide(Desk(app, fresh=True))
    else:
        content = blake2b(b"".join(one.content for signs in batch.values() for one in signs), digest_size=16)
        app.carry_out(command.id, f"signs {content.hexdigest()}", decide, by=command.by, fresh=True)
    return outcomes


def hear(
    desk: Desk,
    lively: Community,
    signs: Sequence[Told],
    known: Mapping[bytes, Source],
    command: Command,
    by_address: Mapping[PersonId, PersonId] | None = None,
) -> list[Outcome]:
    """Takes signs of a community in, and does what follows from those that are news."""
    outcomes = TakingIn(desk, lively, known, command, by_address).take(signs)
    news = [one.sign for one, outcome in zip(signs, outcomes, strict=True) if outcome in _NEWS]
    if not news:
        return outcomes
    desk.follows(lively)
    provenance = command.provenance(lively.policy)
    if revives(lively, max(map(_HAPPENED, news))):
        counted = pinned(desk, lively.policy).silence.signs
        if found := [sign.happened_at for sign in news if sign.kind in counted and revives(lively, sign.happened_at)]:
            _revive(desk, lively, max(found), provenance)
    if lively.affairs.concerns:
        _put_right(desk, lively, news, provenance)
    return outcomes


def _known_community(desk: Desk, community: CommunityId) -> Community:
    lively = desk.recall(Community, community_stream(community))
    if lively is None:
        raise CommunityNotFound(f"there is no community {community!r}; `perennial community list` shows all")
    return lively


def last_sign(app: Perennial | Desk, community: CommunityId, kinds: Collection[SignKind] = ACTIVITY) -> datetime | None:
    """When the latest sign of one of these kinds happened (UTC), if there was one."""
    prefix, below = signs_prefix(community), None
    while (event := app.last_event(prefix, below=below)) is not None:
        if isinstance(event, SignsRecorded | SignsRetracted):
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
        if isinstance(event, SignsRecorded | SignsRetracted):
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


def _put_right(desk: Desk, community: Community, signs: Sequence[SignOfLife], provenance: Provenance) -> None:
    asked, rules = community.open_tasks, pinned(desk, community.policy).concerns
    for concern in community.affairs.concerns:
        if any(puts_right(concern, rule, sign.kind, sign.happened_at) for rule in rules for sign in signs):
            community.settle_concern(concern.cause, COME, provenance)
    cancel_dropped(desk, asked, community, "it was put right", provenance)

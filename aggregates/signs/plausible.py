"""Which signs of life can't be true."""

from collections.abc import Callable
from datetime import datetime

from aggregates.community import Community
from vocabulary.refusals import HoldsSecret, InFuture, InPast, MoreThanMembers, Refusal, WrongStage
from vocabulary.secrets import kind_of_secret, may_hold_secret
from vocabulary.signs import SignOfLife
from vocabulary.stages import LIVING, Stage

WELCOME = LIVING | {Stage.LAUNCH, Stage.SUNSET}
"""Stages in which people may be seen to work together."""


def doubts(community: Community, now: datetime) -> Callable[[SignOfLife], Refusal | None]:
    """What speaks against a sign, where something does."""
    name, since = community.community, community.known_since
    if community.stage not in WELCOME:
        wrong = WrongStage(f"{name} is in stage {community.stage.value!r}; it has no activity to record")
        return lambda _: wrong

    def doubt(sign: SignOfLife) -> Refusal | None:
        happened = sign.happened_at
        if happened > now:
            return InFuture(f"{happened:%Y-%m-%d %H:%M} UTC has not come yet; record what has happened")
        if happened < since:
            return InPast(f"{happened:%Y-%m-%d %H:%M} UTC is before {name} began")
        if sign.attendance is not None and community.counted:
            members = community.members_at(happened)
            if members is not None and sign.attendance > members:
                return MoreThanMembers(
                    f"{sign.attendance} can't have been there: {name} has {members} members; "
                    f"if there are more, say so first: `perennial community members {name} NUMBER`"
                )
        if may_hold_secret(f"{sign.what} {sign.source_id}") or sign.reused_in:
            return _secret_in(sign)
        return None

    return doubt


def _secret_in(sign: SignOfLife) -> Refusal | None:
    """Refused by itself here, and not with all that is recorded together with it."""
    texts = {"what": sign.what, "source_id": sign.source_id, "reused_in": sign.reused_in or ""}
    found = ((field, kind_of_secret(text)) for field, text in texts.items())
    return next((HoldsSecret(field, kind) for field, kind in found if kind is not None), None)

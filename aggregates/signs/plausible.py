"""Which signs of life can't be true."""

from collections.abc import Callable, Sequence
from datetime import datetime

from aggregates.community import Community
from vocabulary.refusals import HoldsSecret, InFuture, InPast, MoreThanMembers, Refusal, WrongStage
from vocabulary.secrets import kind_of_secret, may_hold_secret
from vocabulary.signs import SignOfLife
from vocabulary.stages import LIVING, Stage

WELCOME = LIVING | {Stage.LAUNCH, Stage.SUNSET}
"""Stages in which people may be seen to work together."""


def doubted(community: Community, now: datetime, signs: Sequence[SignOfLife]) -> dict[int, Refusal]:
    """What speaks against which of these signs, by their places; nothing in most files, which is seen at one look."""
    moments = [sign.happened_at for sign in signs]
    if (
        community.stage in WELCOME
        and community.known_since <= min(moments, default=now)
        and max(moments, default=now) <= now
        and not community.counted
        and not _may_hold_secrets(signs)
    ):
        return {}
    doubt = doubts(community, now)
    return {place: why for place, sign in enumerate(signs) if (why := doubt(sign)) is not None}


def _may_hold_secrets(signs: Sequence[SignOfLife]) -> bool:
    """What is found in one text is found in all of them together, too: no pattern asks what stands around it."""
    texts = [text for sign in signs for text in (sign.what, sign.source_id, sign.reused_in) if text is not None]
    return may_hold_secret("\n".join(texts))


def doubts(community: Community, now: datetime) -> Callable[[SignOfLife], Refusal | None]:
    """What speaks against a sign, where something does; `doubted` has to see at its one look whether any of it may."""
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

"""Communities that lived before Perennial knew of them."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.signs_of_life import last_sign
from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.ids import CommunityId, PolicyName, community_stream
from vocabulary.provenance import Moment
from vocabulary.refusals import CommunityAlreadyExists, InFuture, InPast
from vocabulary.signs import SignKind
from vocabulary.stages import Outcome, Stage
from vocabulary.terms import Line


class ExistingCommunity(BaseModel):
    """What is known of a community from elsewhere; `ended` and `outcome` come together or not at all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: CommunityId
    title: Line
    sponsor: Line | None = None
    started: Moment
    ended: Moment | None = None
    outcome: Outcome | None = None


class Entry(StrEnum):
    """What bringing one community in came to."""

    LIVE = "live"
    CLOSED = "closed"
    ENDED = "ended"
    """It was live here; the end that happened elsewhere was added."""
    UNCHANGED = "unchanged"


def bring_in(app: Perennial, existing: ExistingCommunity, policy: PolicyName, command: Command) -> Entry:
    """Enters a community's history with the dates on which it happened; the same again changes nothing."""
    if existing.started > command.at:
        raise InFuture(f"{existing.id} can't have started on {existing.started:%Y-%m-%d}; that day has not come yet")
    if existing.ended and existing.ended > command.at:
        raise InFuture(f"{existing.id} can't have ended on {existing.ended:%Y-%m-%d}; that day has not come yet")
    if existing.ended and existing.ended < existing.started:
        raise InPast(f"{existing.id} can't have ended on {existing.ended:%Y-%m-%d}, before it started")

    def decide(desk: Desk) -> Answer:
        known = desk.find(Community, community_stream(existing.id))
        if known is not None:
            return Answer(_add_what_is_new(desk, known, existing, command).value)
        ref = desk.policy(policy).latest.ref
        community = Community.bring_in(
            existing.id, existing.title, existing.sponsor, ref, command.provenance(ref, effective_at=existing.started)
        )
        desk.add(community)
        if existing.ended is None:
            return Answer(Entry.LIVE.value)
        _record_end(community, existing, command)
        return Answer(Entry.CLOSED.value)

    return Entry(app.carry_out(command.id, f"bring in {existing.model_dump_json()}", decide, by=command.by))


def _add_what_is_new(desk: Desk, known: Community, existing: ExistingCommunity, command: Command) -> Entry:
    if known.anchor != existing.started or known.title != existing.title:
        raise CommunityAlreadyExists(
            f"{existing.id} is here already as {known.title!r}; correct the row or give it another id"
        )
    if existing.ended is None or (known.stage is Stage.CLOSED and known.since == existing.ended):
        return Entry.UNCHANGED
    heard = last_sign(desk, existing.id, frozenset(SignKind))
    if heard is not None and existing.ended < heard:
        raise InPast(
            f"{existing.id} can't have ended on {existing.ended:%Y-%m-%d}: it was heard of on {heard:%Y-%m-%d}; "
            "correct the row, or take back what was told of the time after it"
        )
    asked = known.open_tasks
    _record_end(known, existing, command)
    cancel_dropped(desk, asked, known, "the community ended elsewhere", command.provenance(known.policy))
    return Entry.ENDED


def _record_end(community: Community, existing: ExistingCommunity, command: Command) -> None:
    community.record_end(
        existing.outcome or Outcome.SUNSET, command.provenance(community.policy, effective_at=existing.ended)
    )

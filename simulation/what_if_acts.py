"""What people did to a community, as commands that can be carried out again in a rehearsal."""

from collections.abc import Callable
from datetime import datetime
from functools import partial, singledispatch
from typing import Any, Final, NamedTuple

from aggregates.application import Perennial
from aggregates.commands import changes, concerns, duties, governance, leads, proposals
from aggregates.commands.command import Command
from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.community import affairs_events as affairs
from aggregates.community import events as community
from aggregates.community import leading_events as leading
from aggregates.desk import Desk
from aggregates.event import Event
from vocabulary.ids import CommunityId, community_stream
from vocabulary.people import Actor
from vocabulary.terms import TermsOfReference

Carry = Callable[[Perennial, Command], object]
_STREAM: Final = community_stream("")


class Act(NamedTuple):
    """Something that somebody did to a community."""

    at: datetime
    by: Actor
    what: str
    """In words, for whoever reads that it would have been refused."""
    rule: str
    """The part of a policy that may refuse it."""
    carry_out: Carry


class Said(NamedTuple):
    """How an act is told, before it is known when and by whom."""

    what: str
    rule: str
    carry_out: Carry


def act(event: Event, revised: TermsOfReference | None = None) -> Act | None:
    """The act that a fact of a community's own stream came from; None for what follows from something else.

    `revised` are the terms that were changed by the same command.
    """
    said = _said(event, subject(event))
    if isinstance(event, community.ProposalSubmitted):
        said = Said("the proposal would have been refused", "requirements", partial(_submit, subject(event), revised))
    if said is None:
        return None
    at = event.provenance.true_since if isinstance(event, community.CommunityClosed) else event.provenance.recorded_at
    return Act(at, event.provenance.actor, *said)


def subject(event: Event) -> CommunityId:
    """The community whose stream a fact is in."""
    return event.originator_id.removeprefix(_STREAM)


@singledispatch
def _said(_event: Any, _name: CommunityId) -> Said | None:
    return None


def _submit(name: CommunityId, terms: TermsOfReference | None, app: Perennial, command: Command) -> str:
    return proposals.submit(app, name, command, terms=terms)


@_said.register
def _withdrawn(event: community.ProposalWithdrawn, name: CommunityId) -> Said:
    return Said(
        "its withdrawal would have been refused",
        "proposal",
        lambda app, command: proposals.withdraw(app, name, command, reason=event.reason),
    )


@_said.register
def _placed(event: community.CommunityPlaced, name: CommunityId) -> Said:
    return Said(
        "its place would have been refused",
        "levels",
        lambda app, command: governance.place(app, name, command, level=event.level, group=event.group),
    )


@_said.register
def _exempted(event: community.SilenceExempted, name: CommunityId) -> Said:
    return Said(
        "its exemption would have been refused",
        "silence.exemption",
        lambda app, command: governance.exempt(
            app, name, command, owner=event.owner, until=event.until, reason=event.reason
        ),
    )


@_said.register
def _exemption_revoked(event: community.ExemptionRevoked, name: CommunityId) -> Said:
    return Said(
        "the end of its exemption would have been refused",
        "silence.exemption",
        lambda app, command: governance.revoke_exemption(app, name, command, reason=event.reason),
    )


@_said.register
def _lead_named(event: leading.LeadNamed, name: CommunityId) -> Said:
    return Said(
        f"{event.lead} could not have been named to lead it",
        "",
        lambda app, command: leads.name_lead(app, name, event.lead, command, reason=event.reason),
    )


@_said.register
def _lead_left(event: leading.LeadLeft, name: CommunityId) -> Said:
    return Said(
        "its lead could not have stepped down",
        "",
        lambda app, command: leads.release_lead(app, name, command, reason=event.reason or "stepped down"),
    )


@_said.register
def _restored(event: community.CommunityRestored, name: CommunityId) -> Said:
    return Said(
        "its restoration would have been refused",
        "sunset.restore_within",
        lambda app, command: governance.restore(app, name, command, reason=event.reason),
    )


@_said.register
def _ended_elsewhere(event: community.CommunityClosed, name: CommunityId) -> Said:
    return Said("its end elsewhere would have come after its end here", "sunset", partial(_end, name, event))


def _end(name: CommunityId, event: community.CommunityClosed, app: Perennial, command: Command) -> str:
    known = Desk(app, fresh=False).community(name)
    ended = ExistingCommunity(
        id=name, title=known.title, started=known.anchor or known.since, ended=command.at, outcome=event.outcome
    )
    return bring_in(app, ended, known.policy.name, command).value


@_said.register
def _change_requested(event: affairs.ChangeRequested, name: CommunityId) -> Said:
    return Said(
        f"its request for a change ({event.terms.title}) would have been refused",
        f"changes.{event.terms.kind}",
        lambda app, command: changes.request_change(app, name, event.terms, command),
    )


@_said.register
def _change_edited(event: affairs.ChangeEdited, name: CommunityId) -> Said:
    return Said(
        "an edit of what it asked for would have been refused",
        "changes",
        lambda app, command: changes.edit_change(app, name, event.number, event.what, command),
    )


@_said.register
def _raised(event: affairs.ConcernRaised, name: CommunityId) -> Said:
    return Said(
        f"a concern ({event.cause}) would have been refused",
        f"concerns.{event.cause}",
        lambda app, command: concerns.raise_concern(app, name, event.cause, command),
    )


@_said.register
def _settled(event: affairs.ConcernSettled, name: CommunityId) -> Said:
    return Said(
        f"there would have been no concern ({event.cause}) to settle",
        f"concerns.{event.cause}",
        lambda app, command: concerns.settle_concern(app, name, event.cause, command, reason=event.reason or "settled"),
    )


@_said.register
def _requested(event: affairs.DutyRequested, name: CommunityId) -> Said:
    return Said(
        f"an extra {event.name} would have been refused",
        f"duties.{event.name}.on_request",
        lambda app, command: duties.request_duty(app, name, event.name, command, by=event.on),
    )

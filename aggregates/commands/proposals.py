"""What the authors of a proposal do."""

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.pinned import must_meet, pinned
from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.ids import CommunityId, PolicyName, community_stream, slug
from vocabulary.refusals import CommunityAlreadyExists, Malformed
from vocabulary.terms import TermsOfReference


def propose(
    app: Perennial,
    terms: TermsOfReference,
    policy: PolicyName,
    command: Command,
    *,
    community: CommunityId | None = None,
    submit: bool = True,
) -> CommunityId:
    """Writes a proposal down under the policy's newest version, and submits it unless it stays a draft."""
    community_id = community or slug(terms.title)
    if not community_id:
        raise Malformed(f"no id can be made from the title {terms.title!r}; give one of letters and digits")

    def decide(desk: Desk) -> Answer:
        if desk.find(Community, community_stream(community_id)):
            raise CommunityAlreadyExists(
                f"there is a community {community_id!r} already; give yours another title or id"
            )
        desk.must_be_there(terms.lead, command.at)
        ref = desk.policy(policy).latest.ref
        provenance = command.provenance(ref)
        proposed = Community.propose(community_id, terms, ref, provenance)
        if submit:
            proposed.submit(provenance, asks=must_meet(pinned(desk, ref).requirements, terms))
        desk.add(proposed)
        return Answer(community_id)

    return app.carry_out(command.id, f"propose {community_id}", decide, by=command.by)


def submit(app: Perennial, community: CommunityId, command: Command, *, terms: TermsOfReference | None = None) -> str:
    """Submits a draft, or what was returned, with changed terms if there are any; answers the new stage."""

    def decide(desk: Desk) -> Answer:
        draft = desk.community(community)
        provenance = command.provenance(draft.policy)
        if terms is not None:
            desk.must_be_there(terms.lead, command.at)
            draft.revise(terms, provenance)
        asks = must_meet(pinned(desk, draft.policy).requirements, draft.terms) if draft.terms else ()
        draft.submit(provenance, asks=asks)
        return Answer(draft.stage.value)

    return app.carry_out(command.id, f"submit {community}", decide, by=command.by)


def withdraw(app: Perennial, community: CommunityId, command: Command, *, reason: str | None = None) -> str:
    """Takes a proposal back; whoever had to decide on it is told that the question no longer stands."""

    def decide(desk: Desk) -> Answer:
        proposal = desk.community(community)
        provenance = command.provenance(proposal.policy)
        asked = proposal.open_tasks
        proposal.withdraw(reason, provenance)
        cancel_dropped(desk, asked, proposal, "the proposal was withdrawn", provenance)
        return Answer(proposal.stage.value)

    return app.carry_out(command.id, f"withdraw {community}", decide, by=command.by)

"""Every fact as one sentence that a person understands."""

from aggregates.community import events as community
from aggregates.lifecycle_policy import events as policy
from aggregates.person import events as person
from aggregates.review_task import events as task
from aggregates.signs import events as signs
from projections.access_sentences import sentence
from projections.subjects import task_of
from projections.telling import ANSWERS, plain, role, who, why
from vocabulary.digits import one, some
from vocabulary.stages import Stage, Sunsetting

__all__ = ["sentence"]


# -- a community ----------------------------------------------------------------------------------------------------


@sentence.register
def _proposed(event: community.CommunityProposed) -> str:
    return f"{who(event)} proposed “{event.terms.title}”, to be led by {event.terms.lead}"


@sentence.register
def _imported(event: community.CommunityImported) -> str:
    sponsor = f", sponsored by {event.sponsor}" if event.sponsor else ""
    return f"{who(event)} brought in “{event.title}”, alive since {event.provenance.true_since:%d %B %Y}{sponsor}"


@sentence.register
def _revised(event: community.TermsRevised) -> str:
    return f"{who(event)} revised the terms of reference of “{event.terms.title}”"


@sentence.register
def _submitted(event: community.ProposalSubmitted) -> str:
    again = "" if event.round == 1 else f" again (round {event.round})"
    return f"{who(event)} submitted it for review{again}"


@sentence.register
def _withdrawn(event: community.ProposalWithdrawn) -> str:
    return f"{who(event)} withdrew the proposal{why(event.reason)}"


@sentence.register
def _passed_review(event: community.ProposalPassedReview) -> str:
    return f"{who(event)} passed it on to Management"


@sentence.register
def _returned(event: community.ProposalReturned) -> str:
    return f"{who(event)} returned it{why(event.reason)}"


@sentence.register
def _rejected(event: community.ProposalRejected) -> str:
    return f"{who(event)} rejected it{why(event.reason)}"


@sentence.register
def _approved(event: community.ProposalApproved) -> str:
    return f"{who(event)} approved it"


@sentence.register
def _lapsed(event: community.ProposalLapsed) -> str:
    missed = "never launched" if event.stage is Stage.LAUNCH else "never resubmitted"
    return f"It lapsed: {missed} in time"


@sentence.register
def _checklist_opened(event: community.ChecklistOpened) -> str:
    notice = f"; notice runs until {event.not_before:%d %B %Y %H:%M} UTC" if event.not_before else ""
    items = ", ".join(map(plain, event.items)) or "nothing to do"
    return f"{who(event)} opened the {event.stage.value} checklist: {items}{notice}"


@sentence.register
def _item_done(event: community.ChecklistItemDone) -> str:
    return f"{who(event)} ticked off “{plain(event.item)}” of the {event.stage.value} checklist{why(event.note)}"


@sentence.register
def _launched(event: community.CommunityLaunched) -> str:
    return f"{who(event)} launched it: everything on the checklist is done"


@sentence.register
def _awaited(event: community.TaskAwaited) -> str:
    return f"It waits for an answer to task {event.task}"


@sentence.register
def _review_opened(event: community.AnnualReviewOpened) -> str:
    return f"{who(event)} opened annual review {event.anniversary} (anniversary of {event.on:%d %B %Y})"


@sentence.register
def _renewed(event: community.CommunityRenewed) -> str:
    return f"{who(event)} renewed it{why(event.reason)}"


@sentence.register
def _put_on_probation(event: community.CommunityPutOnProbation) -> str:
    return f"{who(event)} put it on probation{why(event.reason)}"


@sentence.register
def _lead_nudged(event: community.LeadNudged) -> str:
    return f"{who(event)} asked the lead whether it is alive: silent since {event.silent_since:%d %B %Y}"


@sentence.register
def _silence_reported(event: community.SilenceReported) -> str:
    return f"{who(event)} told the KM team: the lead did not answer, silent since {event.silent_since:%d %B %Y}"


@sentence.register
def _silence_confirmed(event: community.SilenceConfirmed) -> str:
    return f"{who(event)} asked Management to decide: silent since {event.silent_since:%d %B %Y}"


@sentence.register
def _revived(event: community.CommunityRevived) -> str:
    return f"It was revived: a sign of life on {event.sign_at:%d %B %Y}"


@sentence.register
def _sunset_announced(event: community.SunsetAnnounced) -> str:
    consent = "; the policy takes silence for consent" if event.cause is Sunsetting.SILENCE else ""
    return f"{who(event)} announced its end{why(event.reason)}{consent}"


@sentence.register
def _closed(event: community.CommunityClosed) -> str:
    return f"{who(event)} closed it: {event.outcome.value}"


# -- a task ---------------------------------------------------------------------------------------------------------


@sentence.register
def _asked(event: task.TaskOpened) -> str:
    terms = event.terms
    return f"{who(event)} asked {role(terms.assigned_to)}: “{terms.title}”, by {terms.due:%d %B %Y %H:%M} UTC"


@sentence.register
def _reminded(event: task.TaskReminded) -> str:
    return f"{who(event)} reminded of {task_of(event.originator_id)} (reminder {event.number})"


@sentence.register
def _escalated(event: task.TaskEscalated) -> str:
    named = f" ({', '.join(event.people)})" if event.people else ""
    top = "; there is nobody above, and the KM team is told so" if event.top else ""
    return f"{who(event)} escalated {task_of(event.originator_id)} to {role(event.to)}{named}{top}"


@sentence.register
def _decided(event: task.TaskDecided) -> str:
    return f"{who(event)} answered {task_of(event.originator_id)}: {ANSWERS[event.choice]}{why(event.reason)}"


@sentence.register
def _expired(event: task.TaskExpired) -> str:
    return f"Nobody answered {task_of(event.originator_id)} in time; the policy's answer holds: {ANSWERS[event.choice]}"


@sentence.register
def _cancelled(event: task.TaskCancelled) -> str:
    return f"{who(event)} cancelled {task_of(event.originator_id)}: {event.because}"


# -- signs of life, and policies ------------------------------------------------------------------------------------


@sentence.register
def _signs_begun(event: signs.SignsBegun) -> str:
    return f"The record of its signs of life in {event.originator_id.rpartition('/')[2]} was begun"


@sentence.register
def _lived(event: signs.SignsRecorded) -> str:
    first = event.signs[0]
    more = f" and {some(len(event.signs) - 1, 'more sign')} of life" if len(event.signs) > 1 else ""
    return f"{who(event)} recorded {one(first.kind.value)} of {first.happened_at:%d %B %Y}, “{first.what}”{more}"


@sentence.register
def _named(event: policy.PolicyNamed) -> str:
    return f"{who(event)} began the policy {event.name}"


@sentence.register
def _drafted(event: policy.PolicyDrafted) -> str:
    return f"{who(event)} drafted the next version{why(event.why)}"


@sentence.register
def _published(event: policy.PolicyPublished) -> str:
    return f"{who(event)} published version {event.number}{why(event.why)}"


@sentence.register
def _policy_withdrawn(event: policy.PolicyWithdrawn) -> str:
    return f"{who(event)} withdrew version {event.number}{why(event.why)}"


@sentence.register
def _retracted(event: signs.SignsRetracted) -> str:
    told = ", ".join(f"“{sign.what}”" for sign in event.signs[:3]) + (" …" if len(event.signs) > 3 else "")
    return f"{who(event)} took {some(len(event.signs), 'sign')} of life back, to be corrected: {told}"


# -- people -----------------------------------------------------------------------------------------------------------


@sentence.register
def _entered(event: person.PersonEntered) -> str:
    return f"{who(event)} entered {event.person} in the directory"


@sentence.register
def _person_left(event: person.PersonLeft) -> str:
    said, at = event.provenance, event.provenance.true_since
    when = "leaves" if at > said.recorded_at else "left"
    return f"{who(event)} noted that the person {when} on {at:%d %B %Y}{why(event.reason)}"


@sentence.register
def _person_returned(event: person.PersonReturned) -> str:
    return f"{who(event)} noted that the person is back{why(event.reason)}"


@sentence.register
def _erased(event: person.PersonErased) -> str:
    return f"{who(event)} had everything personal erased{why(event.reason)}"

"""What happens beside a community's stage, and in ballots, as sentences."""

from aggregates.community import affairs_events as affairs
from aggregates.community import events as community
from aggregates.community import leading_events as leading
from aggregates.lifecycle_policy import events as policy
from aggregates.review_task import events as task
from projections.sentences import sentence
from projections.subjects import task_of
from projections.telling import ANSWERS, plain, who, why
from vocabulary.tasks import Choice

__all__ = ["sentence"]


# -- what is settled about a community --------------------------------------------------------------------------------


@sentence.register
def _adopted(event: community.PolicyAdopted) -> str:
    return f"{who(event)} let it live by {event.policy} from now on"


@sentence.register
def _placed(event: community.CommunityPlaced) -> str:
    level = f"level {plain(event.level)}" if event.level else "no level"
    group = f"group {event.group}" if event.group else "no group"
    return f"{who(event)} placed it: {level}, {group}"


@sentence.register
def _exempted(event: community.SilenceExempted) -> str:
    return f"{who(event)} exempted it until {event.until:%d %B %Y}; {event.owner} answers for it: {event.reason}"


@sentence.register
def _exemption_revoked(event: community.ExemptionRevoked) -> str:
    return f"{who(event)} revoked its exemption: {event.reason}"


@sentence.register
def _renewed_itself(event: community.CommunityRenewedItself) -> str:
    return f"It was renewed without asking anybody: it is alive (last sign on {event.sign_at:%d %B %Y})"


@sentence.register
def _restored(event: community.CommunityRestored) -> str:
    return f"{who(event)} restored it: {event.reason}"


# -- who leads it -----------------------------------------------------------------------------------------------------


@sentence.register
def _lead_named(event: leading.LeadNamed) -> str:
    return f"{who(event)} named {event.lead} to lead it{why(event.reason)}"


@sentence.register
def _lead_left(event: leading.LeadLeft) -> str:
    gone = f"{event.lead} leads it no more" if event.lead else "nobody leads it"
    return f"{who(event)} noted that {gone}{why(event.reason)}"


@sentence.register
def _core_changed(event: leading.CoreChanged) -> str:
    parts = [
        f"{verb} {', '.join(people)}" for verb, people in (("took in", event.joined), ("let go", event.left)) if people
    ]
    return f"{who(event)} changed its core: {' and '.join(parts)}{why(event.reason)}"


@sentence.register
def _members_counted(event: leading.MembersCounted) -> str:
    return f"{who(event)} noted how many members it has: {event.members:,}"


# -- changes ----------------------------------------------------------------------------------------------------------


@sentence.register
def _change_requested(event: affairs.ChangeRequested) -> str:
    terms = event.terms
    level = f", to rise to level {plain(terms.level)}" if terms.level else ""
    return f"{who(event)} asked for change {event.number} ({plain(terms.kind)}{level}): “{terms.title}”"


@sentence.register
def _change_edited(event: affairs.ChangeEdited) -> str:
    return f"{who(event)} edited what change {event.number} asks for"


@sentence.register
def _change_put(event: affairs.ChangePut) -> str:
    return f"{who(event)} put change {event.number} to step {event.step} of its chain"


@sentence.register
def _change_passed(event: affairs.ChangePassed) -> str:
    return f"Change {event.number} goes on to step {event.step + 1} of its chain"


@sentence.register
def _change_decided(event: affairs.ChangeDecided) -> str:
    ended = {Choice.APPROVE: "was carried", Choice.RETURN: "was returned", Choice.REJECT: "was rejected"}
    return f"Change {event.number} {ended.get(event.choice, event.choice.value)}{why(event.reason)}"


# -- causes of concern ------------------------------------------------------------------------------------------------


@sentence.register
def _raised(event: affairs.ConcernRaised) -> str:
    return f"{who(event)} raised a concern: {plain(event.cause)}"


@sentence.register
def _settled_concern(event: affairs.ConcernSettled) -> str:
    return f"{who(event)} settled the concern {plain(event.cause)}{why(event.reason)}"


@sentence.register
def _concern_put(event: affairs.ConcernPut) -> str:
    return f"{who(event)} asked what becomes of it: the grace for {plain(event.cause)} ran out"


# -- duties -----------------------------------------------------------------------------------------------------------


@sentence.register
def _duty_requested(event: affairs.DutyRequested) -> str:
    return f"{who(event)} wants an extra {plain(event.name)} by {event.on:%d %B %Y}"


@sentence.register
def _duty_asked(event: affairs.DutyAsked) -> str:
    again = f" again (round {event.round})" if event.round > 1 else ""
    return f"{who(event)} asked{again} for the {plain(event.name)} of {event.on:%d %B %Y}"


@sentence.register
def _duty_missed(event: affairs.DutyMissed) -> str:
    return f"The {plain(event.name)} of {event.on:%d %B %Y} was missed: the next one is due"


@sentence.register
def _duty_filed(event: affairs.DutyFiled) -> str:
    return f"{who(event)} filed the {plain(event.name)} of {event.on:%d %B %Y}{why(event.note)}"


@sentence.register
def _sign_off_asked(event: affairs.SignOffAsked) -> str:
    return f"{who(event)} asked for the {plain(event.name)} of {event.on:%d %B %Y} to be signed off"


@sentence.register
def _duty_passed(event: affairs.DutyPassed) -> str:
    return f"The {plain(event.name)} of {event.on:%d %B %Y} passed step {event.passed} of its sign-off"


@sentence.register
def _signed_off(event: affairs.DutySignedOff) -> str:
    return f"{who(event)} signed the {plain(event.name)} of {event.on:%d %B %Y} off"


@sentence.register
def _duty_returned(event: affairs.DutyReturned) -> str:
    return f"{who(event)} returned the {plain(event.name)} of {event.on:%d %B %Y}{why(event.reason)}"


@sentence.register
def _form_published(event: policy.FormPublished) -> str:
    form = event.form
    return (
        f"{who(event)} noted that the form for {plain(form.duty)} of {form.on:%d %B %Y} came out {form.out_at:%d %B %Y}"
    )


# -- ballots ----------------------------------------------------------------------------------------------------------


@sentence.register
def _voted(event: task.TaskVoted) -> str:
    answer = ANSWERS[event.choice] if event.choice else "blank"
    return f"{who(event)} voted on {task_of(event.originator_id)}: {answer}{why(event.reason)}"


@sentence.register
def _stopped(event: task.TaskStopped) -> str:
    return f"{who(event)} stopped what {task_of(event.originator_id)} had carried: {event.reason}"


@sentence.register
def _settled(event: task.TaskSettled) -> str:
    return f"{task_of(event.originator_id)} is settled, {ANSWERS[event.choice]}: {event.why}"


@sentence.register
def _restarted(event: task.TaskRestarted) -> str:
    return f"{task_of(event.originator_id)} begins anew, by {event.terms.due:%d %B %Y %H:%M} UTC: {event.because}"


@sentence.register
def _postponed(event: task.TaskPostponed) -> str:
    return f"{task_of(event.originator_id)} is due on {event.terms.due:%d %B %Y}: {event.because}"

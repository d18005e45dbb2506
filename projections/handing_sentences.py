"""What happens to a task on its way to the right person, and absences, as sentences."""

from aggregates.community import affairs_events as affairs
from aggregates.community import events as community
from aggregates.person import absences
from aggregates.review_task import handing_events as task
from projections.affairs_sentences import sentence
from projections.subjects import task_of
from projections.telling import ANSWERS, role, who, why

__all__ = ["sentence"]


@sentence.register
def _claimed(event: task.TaskClaimed) -> str:
    return f"{who(event)} claimed {task_of(event.originator_id)}"


@sentence.register
def _released(event: task.TaskReleased) -> str:
    whose = "" if event.person == event.provenance.actor.principal else f" (claimed by {event.person})"
    return f"{who(event)} released {task_of(event.originator_id)}{whose}{why(event.because)}"


@sentence.register
def _assigned(event: task.TaskAssigned) -> str:
    named = ", ".join(event.people) or "everybody in the role"
    return f"{who(event)} put {task_of(event.originator_id)} to {named}{why(event.because)}"


@sentence.register
def _passed_on(event: task.TaskPassedOn) -> str:
    gone = f"{event.person} is gone" if event.person else "nobody leads it"
    asked = [*event.people, *([role(event.to)] if event.to else [])]
    comes = f"comes to {' and '.join(asked)}" if asked else "waits for the others who were asked"
    anew = f"; it is due by {event.terms.due:%d %B %Y} now" if event.terms else ""
    return f"{gone}: {task_of(event.originator_id)} {comes}{anew}"


@sentence.register
def _delegated(event: task.TaskDelegated) -> str:
    return f"{who(event)} let {event.delegate} answer {task_of(event.originator_id)} instead{why(event.because)}"


@sentence.register
def _delegation_ended(event: task.DelegationEnded) -> str:
    return f"{who(event)} took back that {event.delegate} may answer {task_of(event.originator_id)}"


@sentence.register
def _approver_added(event: task.ApproverAdded) -> str:
    return f"{who(event)} asked {event.person} to agree to {task_of(event.originator_id)} as well{why(event.because)}"


@sentence.register
def _endorsed(event: task.TaskEndorsed) -> str:
    return f"{who(event)} agreed to {task_of(event.originator_id)}{why(event.reason)}"


@sentence.register
def _overridden(event: task.TaskOverridden) -> str:
    name = task_of(event.originator_id)
    return f"{who(event)} answered {name} in the place of those asked: {ANSWERS[event.choice]}: {event.reason}"


@sentence.register
def _prioritised(event: task.TaskPrioritised) -> str:
    return f"{who(event)} set the priority of {task_of(event.originator_id)} to {event.priority.value}"


@sentence.register
def _follow_up_set(event: task.FollowUpSet) -> str:
    name = task_of(event.originator_id)
    if event.on is None:
        return f"{who(event)} will not look at {name} again on a day of their own"
    return f"{who(event)} will look at {name} again on {event.on:%d %B %Y}"


@sentence.register
def _commented(event: task.TaskCommented) -> str:
    return f"{who(event)} said of {task_of(event.originator_id)}: {event.text}"


@sentence.register
def _linked(event: task.TaskLinked) -> str:
    title = "" if event.url.startswith(event.title) else f"“{event.title}”, "
    return f"{who(event)} put something to read beside {task_of(event.originator_id)}: {title}{event.url}"


@sentence.register
def _proposal_recalled(event: community.ProposalRecalled) -> str:
    return f"{who(event)} recalled it; it is a draft again{why(event.reason)}"


@sentence.register
def _change_recalled(event: affairs.ChangeRecalled) -> str:
    return f"{who(event)} recalled change {event.number}{why(event.reason)}"


@sentence.register
def _absence_noted(event: absences.AbsenceNoted) -> str:
    away = event.absence
    decides = f"{away.decisions} decides meanwhile" if away.decisions else "nobody decides meanwhile"
    told = f", {away.notices} is told" if away.notices else ""
    return f"{who(event)} noted absence {away.number}, {away.starts:%d %B %Y} to {away.ends:%d %B %Y}: {decides}{told}"


@sentence.register
def _absence_ended(event: absences.AbsenceEnded) -> str:
    return f"{who(event)} ended absence {event.number}"

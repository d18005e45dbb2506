"""What happens in a community's year, and to rankings, as sentences."""

from aggregates.objectives import events as objectives
from aggregates.ranking import events as ranking
from aggregates.year import events as year
from aggregates.year.maturity_events import MaturityAssessed
from projections.budget_sentences import sentence
from projections.telling import who, why
from vocabulary.digits import digits, some

__all__ = ["sentence"]


@sentence.register
def _ranking_opened(event: ranking.RankingOpened) -> str:
    return (
        f"{who(event)} took up the ranking of {event.programme} from {event.starts:%d %B %Y} to {event.ends:%d %B %Y}"
    )


@sentence.register
def _ranking_published(event: ranking.RankingPublished) -> str:
    places = some(event.communities, "place")
    return f"{who(event)} published edition {event.edition} of it, of {places}{why(event.reason)}"


@sentence.register
def _ranking_listed(event: ranking.RankingListed) -> str:
    last = event.first + len(event.placed) - 1
    return f"Edition {event.edition} lists numbers {event.first} to {last}, from {event.placed[0].title}"


@sentence.register
def _objectives_begun(event: objectives.ObjectivesBegun) -> str:
    return f"{who(event)} began to keep the objectives of the organisation here"


@sentence.register
def _objective_set(event: objectives.ObjectiveSet) -> str:
    under = f", under {event.under}" if event.under else ""
    owner = f"; {event.owner} answers for it" if event.owner else ""
    return f"{who(event)} set the objective {event.objective}, “{event.title}”{under}{owner}"


@sentence.register
def _objective_dropped(event: objectives.ObjectiveDropped) -> str:
    return f"{who(event)} dropped the objective {event.objective}: {event.reason}"


def _year(event: year.YearEvent) -> str:
    return f"year {event.originator_id.rpartition('/')[2]}"


@sentence.register
def _opened(event: year.YearOpened) -> str:
    return f"{who(event)} opened {_year(event)}, for a plan or an assessment"


@sentence.register
def _drafted(event: year.PlanDrafted) -> str:
    parts = f"{some(len(event.plan.initiatives), 'initiative')} and {some(len(event.plan.kpis), 'KPI')}"
    return f"{who(event)} wrote the plan of {_year(event)}: {parts}"


@sentence.register
def _submitted(event: year.PlanSubmitted) -> str:
    return f"{who(event)} submitted the plan of {_year(event)} (round {event.round})"


@sentence.register
def _returned(event: year.PlanReturned) -> str:
    return f"the plan of {_year(event)} came back to its authors, by {who(event)}{why(event.reason)}"


@sentence.register
def _approved(event: year.PlanApproved) -> str:
    return f"the plan of {_year(event)} holds, by {who(event)}"


@sentence.register
def _measured(event: year.KpiMeasured) -> str:
    at = f"{digits(event.value)} on {event.on:%d %B %Y}"
    return f"{who(event)} measured {event.kpi} in {_year(event)}: {at} ({event.evidence}); measurement {event.number}"


@sentence.register
def _corrected(event: year.MeasurementCorrected) -> str:
    values = f"{digits(event.was)} was {digits(event.value)}"
    return f"{who(event)} corrected measurement {event.number} of {_year(event)}, {event.kpi}: {values}: {event.reason}"


@sentence.register
def _delivered(event: year.InitiativeDelivered) -> str:
    on = f"on {event.on:%d %B %Y}"
    return f"{who(event)} noted that {event.initiative} of {_year(event)} was delivered {on} ({event.evidence})"


@sentence.register
def _taken_back(event: year.DeliveryTakenBack) -> str:
    return f"{who(event)} took back that {event.initiative} of {_year(event)} was delivered: {event.reason}"


@sentence.register
def _objective_agreed(event: year.ObjectiveAgreed) -> str:
    whose = f"{event.person}'s own objectives of {_year(event)}"
    return f"{who(event)} noted that it counts among {whose} what {event.person} does here ({event.evidence})"


@sentence.register
def _assessed(event: MaturityAssessed) -> str:
    found = f"found {event.title} at level {event.level} of {event.of} in {_year(event)}"
    whose = " (its own view)" if event.own else ""
    chosen = f"; the evidence suggests {event.suggested}{why(event.reason)}" if event.level != event.suggested else ""
    return f"{who(event)} {found}{whose}{chosen}"

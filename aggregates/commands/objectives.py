"""Management and the KM team say what the organisation wants to reach."""

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.desk import Desk
from aggregates.objectives import Objectives
from vocabulary.ids import OBJECTIVES_STREAM
from vocabulary.people import PersonId
from vocabulary.plans import Workplan
from vocabulary.refusals import UnknownItem
from vocabulary.tasks import ItemName


def set_objective(
    app: Perennial,
    objective: ItemName,
    title: str,
    command: Command,
    *,
    under: ItemName | None = None,
    owner: PersonId | None = None,
) -> str:
    """Adds an objective, or says it otherwise: whatever is left out, it has no more. Answers its id."""

    def decide(desk: Desk) -> Answer:
        if owner is not None:
            desk.must_be_there(owner, command.at)
        objectives = _kept(desk)
        if objectives is None:
            objectives = Objectives.begin(command.provenance())
            desk.add(objectives)
        objectives.set(objective, title, under, owner, command.provenance())
        return Answer(objective)

    return app.carry_out(command.id, f"set objective {objective} {title} {under} {owner}", decide, by=command.by)


def drop_objective(app: Perennial, objective: ItemName, command: Command, *, reason: str) -> str:
    """The organisation pursues it no more; KPIs that served it stay as they are. Answers its id."""

    def decide(desk: Desk) -> Answer:
        objectives = _kept(desk)
        if objectives is None:
            raise UnknownItem("no objective was ever set; set one: `perennial objective set ID TITLE`")
        objectives.drop(objective, reason, command.provenance())
        return Answer(objective)

    return app.carry_out(command.id, f"drop objective {objective} {reason}", decide, by=command.by)


def must_serve_what_is_pursued(desk: Desk, plan: Workplan) -> None:
    """Where the organisation keeps its objectives here, the KPIs of a plan name them by id, and nothing else."""
    objectives = _kept(desk)
    if objectives is None or not objectives.known:
        return
    for kpi in plan.kpis:
        if kpi.objective is not None:
            objectives.must_know(kpi.objective)


def _kept(desk: Desk) -> Objectives | None:
    return desk.find(Objectives, OBJECTIVES_STREAM, fresh=True)

"""What lies before whoever decides, written down with the decision."""

from collections.abc import Iterator

from aggregates.application import Perennial
from aggregates.commands.dossier import REVIEWS, dossier
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.review_task import ReviewTask
from vocabulary.ids import TaskId
from vocabulary.refusals import Malformed, SeenBefore
from vocabulary.shown import MOST_FIGURES, Shown

LONGEST_VALUE = 200


def shown(desk: Desk, community: Community, question: ReviewTask, seen: int | None) -> Shown:
    """What stands now. `seen` is the version that was looked at: refused when what is asked about changed after it."""
    task: TaskId = question.terms.id
    if seen is not None and not 0 < seen <= community.version:
        raise Malformed(f"{community.community} has no version {seen}; `perennial task show {task}` says which one")
    if seen is not None and seen < community.matter_version:
        raise SeenBefore(f"what {task} is about has changed since you looked; `perennial task show {task}` shows it")
    figures = {name: value[:LONGEST_VALUE] for name, value in _figures(desk, community, question)}
    kept = dict(list(figures.items())[:MOST_FIGURES])
    return Shown(version=community.version, seen=seen, round=community.round, asks=question.terms.asks, figures=kept)


def lies_before(app: Perennial, task: TaskId) -> Shown:
    """What whoever decides on a task now has before them, as it would be recorded."""
    desk = Desk(app, fresh=True)
    question = desk.task(task)
    return shown(desk, desk.community(question.terms.community), question, None)


def _figures(desk: Desk, community: Community, question: ReviewTask) -> Iterator[tuple[str, str]]:
    yield "stage", f"{community.stage.value} since {community.since:%Y-%m-%d}"
    if community.anniversary:
        yield "anniversary", str(community.anniversary)
    if community.level:
        yield "level", community.level
    if community.silence and community.quiet_since:
        yield "silence", f"{community.silence.value}, quiet since {community.quiet_since:%Y-%m-%d}"
    for concern in community.affairs.concerns:
        yield f"concern {concern.cause}", f"since {concern.since:%Y-%m-%d}"
    for duty in community.affairs.duties:
        yield f"duty {duty.name}", f"{duty.state.value} for {duty.on:%Y-%m-%d}"
    if question.terms.kind in REVIEWS:
        yield from dossier(desk, community)

"""Scripts of lives: what people do, and how long they wait in between."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, NamedTuple

from aggregates.application import Perennial
from aggregates.commands import budgets, decisions, importing, leads, people, proposals, signs_of_life, spending
from aggregates.commands.command import Command
from policies.standing import Standing
from tests.workflows.timeline import KM, LEAD, MANAGER, TERMS
from vocabulary.ids import CommunityId, TaskId
from vocabulary.money import Money
from vocabulary.people import Actor, Role
from vocabulary.refusals import TaskNotFound
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.spending import SpendingTerms
from vocabulary.stages import Outcome
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, TaskKind

BOARD: Final = Actor(person="bo", role=Role.BOARD)
BY_ROLE: Final = {actor.role: actor for actor in (LEAD, KM, MANAGER, BOARD)}
POLICY: Final = "standard"


class Scene(NamedTuple):
    """On which record somebody acts, and where the community stands (nowhere before its first act)."""

    app: Perennial
    community: CommunityId
    standing: Standing | None


class Act(NamedTuple):
    by: Actor
    deed: Callable[[Scene, Command], object]


class Pass(NamedTuple):
    """Time goes by; a few odd minutes are added, so that nobody acts at the very moment of a deadline."""

    days: float


Step = Act | Pass
Script = tuple[Step, ...]


def propose(*, submit: bool = True) -> Act:
    def deed(scene: Scene, command: Command) -> object:
        return proposals.propose(scene.app, TERMS, POLICY, command, community=scene.community, submit=submit)

    return Act(LEAD, deed)


def bring_in(*, days_ago: float, ended: bool = False) -> Act:
    """A community that lived before; or, told again, that has ended."""

    def deed(scene: Scene, command: Command) -> object:
        known = scene.standing.anchor if scene.standing else None
        started = known or command.at - _days(days_ago)
        existing = importing.ExistingCommunity(
            id=scene.community,
            title="Roses",
            started=started,
            ended=command.at if ended else None,
            outcome=Outcome.GRADUATED if ended else None,
        )
        return importing.bring_in(scene.app, existing, POLICY, command)

    return Act(KM, deed)


def submit() -> Act:
    return Act(LEAD, lambda scene, command: proposals.submit(scene.app, scene.community, command))


def withdraw() -> Act:
    return Act(LEAD, lambda scene, command: proposals.withdraw(scene.app, scene.community, command, reason="no time"))


def answer(kind: TaskKind, choice: Choice, by: Actor) -> Act:
    """The open question of a kind is answered."""

    def deed(scene: Scene, command: Command) -> object:
        task = _open(scene, lambda terms: terms.kind is kind)
        return decisions.decide(scene.app, task, choice, command, reason="because")

    return Act(by, deed)


def tick(kind: TaskKind, item: str) -> Act:
    """By the KM team, but for the kick-off, which is the lead's."""

    def deed(scene: Scene, command: Command) -> object:
        task = _open(scene, lambda terms: (terms.kind, terms.item) == (kind, item))
        return decisions.decide(scene.app, task, Choice.DONE, command)

    return Act(LEAD if item == "kick_off" else KM, deed)


def _open(scene: Scene, fits: Callable[[TaskTerms], bool]) -> TaskId:
    found = [task.terms.id for task in scene.standing.open_tasks if fits(task.terms)] if scene.standing else []
    if not found:
        raise TaskNotFound("nobody is asked this now")
    return found[0]


def meet() -> Act:
    def deed(scene: Scene, command: Command) -> object:
        sign = SignOfLife(source_id=command.id, kind=SignKind.MEETING, what="met", happened_at=command.at)
        return signs_of_life.record_sign(scene.app, scene.community, sign, command)

    return Act(LEAD, deed)


def ask_for(amount: str) -> Act:
    """Money for one initiative."""

    def deed(scene: Scene, command: Command) -> object:
        terms = SpendingTerms(initiative="tree", title="Plant a tree", amount=Money(amount), reason="Shade.")
        return budgets.request_money(scene.app, scene.community, terms, command)

    return Act(LEAD, deed)


def spend(amount: str) -> Act:
    def deed(scene: Scene, command: Command) -> object:
        return spending.spend_money(scene.app, scene.community, "tree", Money(amount), "a tree", command)

    return Act(LEAD, deed)


def money(choice: Choice, by: Actor = KM) -> Act:
    """The answer to what was asked for."""
    return answer(TaskKind.SPENDING, choice, by)


def enter_a_lead() -> Act:
    """Somebody of this community alone, whom the directory knows."""
    return Act(KM, lambda scene, command: people.enter(scene.app, _own_lead(scene), command))


def name_a_lead() -> Act:
    return Act(KM, lambda scene, command: leads.name_lead(scene.app, scene.community, _own_lead(scene), command))


def release_the_lead() -> Act:
    return Act(KM, lambda scene, command: leads.release_lead(scene.app, scene.community, command, reason="no time"))


def leave(*, days: float | None = None) -> Act:
    """Now, or so many days from now."""

    def deed(scene: Scene, command: Command) -> object:
        on = None if days is None else command.at + _days(days)
        people.leave(scene.app, _own_lead(scene), command, on=on)
        return None

    return Act(KM, deed)


def come_back() -> Act:
    return Act(KM, lambda scene, command: people.come_back(scene.app, _own_lead(scene), command))


def _own_lead(scene: Scene) -> str:
    return f"lead-of-{scene.community}"


def _days(number: float) -> timedelta:
    return timedelta(days=number)


def review(choice: Choice) -> Act:
    return answer(TaskKind.KM_REVIEW, choice, KM)


def approve(choice: Choice = Choice.APPROVE) -> Act:
    return answer(TaskKind.APPROVAL, choice, MANAGER)


def annual(choice: Choice, by: Actor = MANAGER) -> Act:
    return answer(TaskKind.ANNUAL_REVIEW, choice, by)


def dormancy(choice: Choice) -> Act:
    return answer(TaskKind.DORMANCY, choice, MANAGER)


LAUNCH: Final = tuple(tick(TaskKind.LAUNCH_ITEM, item) for item in ("kick_off", "platform", "training"))
ENDED_WELL: Final = tuple(tick(TaskKind.SUNSET_ITEM, item) for item in ("hand_over", "budget", "channels"))
ALIVE: Final = (propose(), Pass(1), review(Choice.APPROVE), Pass(1), approve(), Pass(1), *LAUNCH)


def lively(days: int) -> Script:
    """A meeting every 60 days."""
    return tuple(step for _ in range(days // 60) for step in (meet(), Pass(60)))

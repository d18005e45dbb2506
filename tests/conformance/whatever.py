"""Answers to whatever is asked, for lives that nobody wrote."""

from hypothesis import strategies as st

from aggregates.commands import decisions
from aggregates.commands.command import Command
from tests.conformance.script import BY_ROLE, Act, Scene
from vocabulary.people import Role
from vocabulary.refusals import TaskNotFound
from vocabulary.tasks import CHOICES


def any_answer() -> st.SearchStrategy[Act]:
    """To the first open question, by one of four people, who may well not be entitled; with one of its choices."""
    return st.builds(_answer, st.sampled_from(sorted(BY_ROLE)), st.integers(0, 2))


def _answer(role: Role, number: int) -> Act:
    def deed(scene: Scene, command: Command) -> object:
        if scene.standing is None or not scene.standing.open_tasks:
            raise TaskNotFound("nothing is asked")
        terms = scene.standing.open_tasks[0].terms
        choices = CHOICES[terms.kind]
        return decisions.decide(scene.app, terms.id, choices[number % len(choices)], command, reason="because")

    return Act(BY_ROLE[role], deed)

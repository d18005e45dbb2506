"""The documents on policies: every example in them can be written so."""

import re
from pathlib import Path
from typing import Final

import pytest
from pydantic import BaseModel, ConfigDict

from policies.deciding import BallotRules
from policies.reader import read_yaml
from vocabulary.requirements import MOST, Fact, Requirements
from vocabulary.tasks import CHOICES, TaskKind

DOCUMENTS: Final = Path(__file__).parents[2] / "docs" / "policies"
EXAMPLE: Final = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
QUESTIONS: Final = (CHOICES[TaskKind.APPROVAL], CHOICES[TaskKind.DORMANCY])


class Level(BaseModel):
    """A section of a policy that holds requirements."""

    model_config = ConfigDict(extra="forbid")

    requirements: Requirements


def examples(name: str) -> list[str]:
    found = EXAMPLE.findall((DOCUMENTS / name).read_text(encoding="utf-8"))
    assert len(found) > 3
    return found


@pytest.mark.parametrize("example", examples("decisions.md"))
def test_every_example_of_a_decision_is_sound_for_a_question_that_there_is(example: str) -> None:
    rules = read_yaml(example, BallotRules, source="decisions.md")

    assert any(not list(rules.not_offered(choices)) for choices in QUESTIONS)


def test_every_key_of_a_ballot_is_explained() -> None:
    text = (DOCUMENTS / "decisions.md").read_text(encoding="utf-8")

    assert [name for name in BallotRules.model_fields if f"`{name}" not in text] == []


@pytest.mark.parametrize("example", examples("requirements.md"))
def test_every_example_of_requirements_is_sound(example: str) -> None:
    assert read_yaml(example, Level, source="requirements.md").requirements


def test_every_fact_that_can_be_counted_is_listed_with_how_much_there_can_be() -> None:
    text = (DOCUMENTS / "requirements.md").read_text(encoding="utf-8")

    for fact in Fact:
        row = next(line for line in text.splitlines() if line.startswith("|") and f"`{fact.value}`" in line)
        assert row.endswith(f"| {MOST.get(fact, 100)} |")

"""The documents on policies: every example in them can be written so."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from pydantic import BaseModel, ConfigDict

from policies.deciding import BallotRules
from policies.document import LifecycleRules
from policies.json_schema import json_schema
from policies.reader import catalog_names, read_yaml
from policies.words_with_gaps import FILTERS, GAPS
from policies.yaml_text import parse
from tests.policies.standings import STANDARD
from vocabulary.measures import Measure
from vocabulary.notices import NoticeKind
from vocabulary.people import Role
from vocabulary.requirements import MOST, Fact, Requirements
from vocabulary.scores import score
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


REFERENCE: Final = (DOCUMENTS.parent / "policies.md").read_text(encoding="utf-8")
EVERYWHERE: Final = "\n".join([REFERENCE, *(file.read_text(encoding="utf-8") for file in DOCUMENTS.glob("*.md"))])
PARTS: Final = {name: part for name, part in STANDARD.model_dump(mode="json").items() if name != "roles"}


@pytest.mark.parametrize("example", EXAMPLE.findall(REFERENCE))
def test_every_example_of_a_part_fits_into_a_policy(example: str) -> None:
    parts = parse(example, "policies.md").value

    assert read_yaml(json.dumps(PARTS | parts), LifecycleRules, source="policies.md")


def test_every_part_of_a_policy_has_an_example() -> None:
    shown = {part for example in EXAMPLE.findall(REFERENCE) for part in parse(example, "policies.md").value}

    assert shown == set(LifecycleRules.model_fields) - {"name", "title"}


def test_every_part_of_a_policy_stands_in_the_table_and_is_left_out_as_it_says() -> None:
    rows = [line.split("|")[1:4] for line in REFERENCE.splitlines() if line.startswith(("| `", "| [`"))]
    told = {name: last.strip() for first, _, last in rows for name in re.findall(r"`(\w+)`", first)}

    assert {name: may != "no" for name, may in told.items()} == {
        name: not field.is_required() for name, field in LifecycleRules.model_fields.items()
    }


def test_every_key_of_the_language_is_written_or_explained_somewhere() -> None:
    keys = {key for section in json_schema()["$defs"].values() for key in section.get("properties", ())}
    written = {key for example in EXAMPLE.findall(EVERYWHERE) for key in re.findall(r"(\w+):", example)}

    assert keys - written - set(re.findall(r"`(\w+)[`:]", EVERYWHERE)) == set()


def test_every_measure_and_every_role_of_people_is_listed() -> None:
    assert [measure.value for measure in Measure if f"`{measure.value}`" not in REFERENCE] == []
    assert [role.value for role in Role if f"`{role.value}`" not in REFERENCE] == [Role.SYSTEM.value]


def test_every_kind_of_notice_and_every_gap_in_its_words_is_listed() -> None:
    assert [kind.value for kind in NoticeKind if f"| `{kind.value}` |" not in REFERENCE] == []
    assert [gap for gap in GAPS if f"`{{{{ {gap} }}}}`" not in REFERENCE] == []
    assert [name for name in FILTERS if f"`|{name}`" not in REFERENCE] == []


def test_every_policy_of_the_catalog_is_named() -> None:
    assert {name for name in catalog_names() if f"`{name}`" not in REFERENCE} == {"quick"}


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+\.md)", REFERENCE))
def test_every_page_that_is_named_is_there(link: str) -> None:
    assert (DOCUMENTS.parent / link).is_file()


@pytest.mark.parametrize("link", re.findall(r"\]\(#([\w-]+)\)", REFERENCE))
def test_every_heading_that_is_named_is_there(link: str) -> None:
    headings = re.findall(r"^#+ (.+)$", REFERENCE, re.MULTILINE)

    assert link in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_points_that_are_told_of_a_leaderboard_are_right() -> None:
    example = next(example for example in EXAMPLE.findall(REFERENCE) if example.startswith("leaderboard:"))
    rules = LifecycleRules.model_validate(PARTS | parse(example, "policies.md").value).leaderboard
    assert rules is not None

    def points(products: int) -> float:
        return score(rules.weights, {Measure.ACCEPTED_PRODUCTS: Decimal(products)}).points

    assert score(rules.weights, {Measure.KPI_ATTAINMENT: Decimal("0.5")}).points == 20
    assert round(points(1)) == 7
    assert round((points(6) - points(5)) * 2) / 2 == 1.5

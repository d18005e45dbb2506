"""The schema of the policy language, held against the reader by a validator that is not ours."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from policies.document import LifecycleRules
from policies.json_schema import DIALECT, json_schema
from policies.reader import catalog_names
from policies.yaml_text import parse
from tests.policies.random_rules import rules
from tests.policies.standings import STANDARD, WHOLE

CATALOG = Path(__file__).parents[2] / "policies" / "catalog"
SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == DIALECT
    assert SCHEMA["title"] == "Lifecycle rules"


@pytest.mark.parametrize("name", catalog_names())
def test_every_policy_of_the_catalog_is_of_the_schema(name: str) -> None:
    document = parse((CATALOG / f"{name}.yaml").read_text(), name).value
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


def test_the_whole_language_is_of_the_schema_as_it_is_written_and_as_it_is_kept() -> None:
    written = parse((Path(__file__).with_name("whole_language.yaml")).read_text(), "whole").value
    for document in (written, WHOLE.model_dump(mode="json", by_alias=True)):
        assert [error.message for error in VALIDATOR.iter_errors(document)] == []


@settings(derandomize=True, deadline=None, max_examples=50)
@given(rules())
def test_every_policy_is_of_the_schema(document: LifecycleRules) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(document.model_dump(mode="json"))] == []


@pytest.mark.parametrize(
    ("section", "parts"),
    [
        ("review", {"deu": "10 days"}),
        ("review", {"due": 10}),
        ("review", {"due": "ten days"}),
        ("review", {"due": "10 fortnights"}),
        ("review", {"decided_by": "boss"}),
        ("review", {"remind_after": "5 days"}),
        ("silence", {"question": None}),
        ("name", "No Name!"),
        ("title", ""),
        ("surprise", {}),
    ],
)
def test_a_broken_policy_is_not_of_the_schema(section: str, parts: Any) -> None:
    document = STANDARD.model_dump(mode="json")
    document[section] = document[section] | parts if isinstance(document.get(section), dict) else parts
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize(
    "missing", [name for name, field in LifecycleRules.model_fields.items() if field.is_required()]
)
def test_a_policy_without_a_section_that_is_needed_is_not_of_the_schema(missing: str) -> None:
    document = STANDARD.model_dump(mode="json")
    del document[missing]
    assert not VALIDATOR.is_valid(document)


def test_a_field_is_explained_by_the_words_under_it_with_its_unit() -> None:
    field = SCHEMA["$defs"]["EscalationRule"]["properties"]["after"]
    assert field["title"] == "After"
    assert field["description"].startswith("Counted from the opening of the task; for a duty from its date. Written")
    assert "10 days" in field["examples"]


def test_sections_and_roles_are_explained() -> None:
    kinds = SCHEMA["$defs"]
    assert kinds["SilenceRules"]["title"] == "Silence rules"
    assert kinds["SilenceRules"]["description"].startswith("Two tiers: SHOULD asks the lead")
    roles = dict(zip(kinds["Role"]["enum"], kinds["Role"]["enumDescriptions"], strict=True))
    assert roles["km"] == "The knowledge-management team."


def test_whatever_is_written_as_text_says_how() -> None:
    """A length of time, an amount or a day looks like text to an editor: it needs an example, a form, or a choice."""
    for name, kind in SCHEMA["$defs"].items():
        for key, field in kind.get("properties", {}).items():
            if field.get("type") == "string":
                assert field.keys() & {"examples", "pattern", "format", "enum", "const"}, f"{name}.{key}"

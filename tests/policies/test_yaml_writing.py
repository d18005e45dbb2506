"""A policy that was written out reads back as the same policy."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from policies.document import LifecycleRules
from policies.reader import catalog_names, read_yaml
from policies.section import Section, Wording
from policies.yaml_text import parse
from policies.yaml_writing import as_yaml
from tests.policies.random_rules import rules
from tests.policies.standings import WHOLE, catalog, changed

pytestmark = pytest.mark.slow

TURNS_ROUND = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that are refused in what is read."""


@pytest.mark.parametrize("name", catalog_names())
def test_every_policy_of_the_catalog_comes_back(name: str) -> None:
    written = as_yaml(catalog(name))
    assert read_yaml(written, LifecycleRules).digest() == catalog(name).digest()
    assert "#" not in written


def test_the_whole_language_comes_back() -> None:
    written = as_yaml(WHOLE)
    assert read_yaml(written, LifecycleRules).digest() == WHOLE.digest()
    for as_people_write_it in ("due: 10 working days", "rule: 2 of 9", "up_to: 500 USD", "alerts: [80%, 100%]"):
        assert as_people_write_it in written


@settings(derandomize=True, deadline=None, max_examples=50)
@given(rules())
def test_every_policy_comes_back(document: LifecycleRules) -> None:
    assert read_yaml(as_yaml(document), LifecycleRules) == document


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters=TURNS_ROUND),
        min_size=1,
        max_size=150,
    )
)
def test_whatever_it_is_called_it_comes_back(title: str) -> None:
    if title.strip():
        document = changed(title=title)
        assert read_yaml(as_yaml(document), LifecycleRules) == document


@pytest.mark.parametrize("mark", [*TURNS_ROUND, "\x85", "\x9b", "\u2028"], ids=ascii)
def test_what_nobody_sees_is_written_so_that_it_is_seen(mark: str) -> None:
    written = as_yaml(changed(title=f"a{mark}b"))
    assert mark not in written
    assert parse(written, "text").value["title"] == f"a{mark}b"


class Anything(Section):
    words: tuple[Wording, ...] = ()
    by_name: dict[str, tuple[Wording, ...]] = Field(default={})
    rows: tuple[dict[str, Any], ...] = ()
    amount: float | None = 1.5
    sent_by: bool = Field(default=True, alias="from")


@pytest.mark.parametrize(
    "content",
    [
        {"words": ["yes", "no", "null", "~", "true", "TRUE", "1", "1.5", "- a", "a: b", "a #b", "a,b", "[a]", "{a}"]},
        {"words": ["'", '"', "\\", "&a", "*a", "!a", "%a", "@a", "`a", "|", ">", "?", "a:", ":a", "a\tb", "é", "…"]},
        {"words": ["10 days", "1 year, 6 months", "1,000", "2026-01-01", "x" * 150, "0x1", ".5", "1e5"]},
        {"by_name": {"a": [], "b c": ["d"], "true": ["x"], "1": ["y"], "": ["z"]}},
        {"rows": [{"a": 1, "b": [1, 2], "c": {"d": None, "e": [{"f": []}]}}, {}, {"a": {"b": {"c": "d"}}}]},
        {"amount": None, "from": False},
        {},
    ],
)
def test_values_of_every_make_come_back(content: dict[str, Any]) -> None:
    document = Anything.model_validate(content)
    written = as_yaml(document)
    assert (read_yaml(written, Anything) if content else Anything()) == document, written

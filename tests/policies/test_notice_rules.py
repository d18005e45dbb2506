"""A policy's words for notices: what may stand in them, and what is refused with what to write instead."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.document import LifecycleRules
from policies.notice_rules import NoticeRules, NoticeWords
from policies.reader import catalog_policy, read_yaml
from policies.words_with_gaps import GAPS, LONGEST, filled
from policies.yaml_writing import as_yaml
from vocabulary.notices import NoticeKind
from vocabulary.refusals import Malformed


def test_every_kind_of_notice_may_have_words() -> None:
    assert {kind.value for kind in NoticeKind} | {"signature"} == set(NoticeRules.model_fields)


def test_gaps_are_filled_and_parts_left_out() -> None:
    words = "{{ title|upper }}{% if because %}: {{ because }}{% else %}.{% endif %} {{ words or 'Please' }}"
    assert filled(words, {"title": "Approve it"}) == "APPROVE IT. Please"
    assert filled(words, {"title": "A", "because": "B", "words": "C"}) == "A: B C"


def test_what_stands_in_a_gap_is_never_read_as_a_template() -> None:
    assert filled("{{ title }}", {"title": "{{ name }} {% if %}"}) == "{{ name }} {% if %}"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("{{ titel }}", "there is no gap 'titel'; did you mean 'title'?"),
        ("{{ title", "is no sound template, line 1 of it"),
        ("a\n{% if title %}b", "is no sound template, line 2 of it"),
        ("{{ title.__class__ }}", "holds an attribute"),
        ("{{ title['x'] }}", "holds an item"),
        ("{{ title() }}", "holds a call"),
        ("{{ range(9) }}", "holds a call"),
        ("{% for x in title %}{{ x }}{% endfor %}", "holds a loop"),
        ("{% set title = 'x' %}", "holds a set"),
        ("{% macro title() %}{% endmacro %}", "holds a macro"),
        ("{% include 'secret' %}", "holds an include"),
        ("{% import 'os' as title %}", "holds an import"),
        ("{% extends 'x' %}", "holds an extends"),
        ("{{ 'x' * 1000000000 }}", "holds 'mul'"),
        ("{{ 2 ** 99999999 }}", "holds 'pow'"),
        ("{{ title ~ title }}", "holds 'concat'"),
        ("{{ title|attr('x') }}", "there is no filter 'attr'"),
        ("{{ title|upper|replace('a', 'b') }}", "there is no filter 'replace'"),
        ("{{ title|frobnicate }}", "no filter"),
        ("{{ title is defined }}", "holds a test"),
        ("{{ " + "(" * 1500 + "title" + ")" * 1500 + " }}", "is nested too deeply"),
        ("{% if title %}" * 99 + "{% endif %}" * 99, "is nested too deeply"),
        ("{{ title }}" * 101, "has 101 gaps; write at most 100"),
    ],
)
def test_whatever_could_reach_compute_or_grow_is_refused(words: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"opened\.text") as refused:
        NoticeRules.model_validate({"opened": {"text": words}})
    assert why in str(refused.value)


def test_a_bad_template_is_named_by_its_line_with_what_to_write_instead() -> None:
    rules = catalog_policy("standard")
    assert rules is not None
    text = as_yaml(rules) + "\nnotices:\n  opened:\n    subject: '{{ titel }}'\n"
    line = len(text.splitlines())
    with pytest.raises(Malformed) as refused:
        read_yaml(text, LifecycleRules, source="ours.yaml")
    assert str(refused.value).startswith(f"ours.yaml:{line}: notices.opened.subject: ")
    assert "did you mean 'title'? Write one of name, role" in str(refused.value)


def test_words_that_say_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="write `subject`, `text` or both"):
        NoticeWords()


@given(st.text(max_size=200), st.dictionaries(st.sampled_from(list(GAPS)), st.text(max_size=50)))
def test_any_text_is_refused_or_filled_and_never_grows_without_bound(words: str, values: dict[str, Any]) -> None:
    try:
        found = filled(words, values)
    except ValueError:
        return
    assert len(found) <= LONGEST

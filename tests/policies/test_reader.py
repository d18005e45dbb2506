"""A mistake in a policy is named with its line, and with what to write instead."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.reader import catalog_policy, read_policy, read_yaml
from policies.text_file import LARGEST
from policies.yaml_text import parse
from vocabulary.refusals import Malformed
from vocabulary.terms import TermsOfReference

CATALOG = Path(__file__).parents[2] / "policies" / "catalog"


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], list[str]]:
    """Reads the standard policy with one thing changed; the mistakes found, without the file's name."""

    def read(before: str, after: str) -> list[str]:
        text = (CATALOG / "standard.yaml").read_text()
        assert before in text
        file = tmp_path / "p.yaml"
        file.write_text(text.replace(before, after, 1))
        with pytest.raises(Malformed) as refused:
            read_policy(file)
        return [line.removeprefix(f"{file}:") for line in str(refused.value).splitlines()]

    return read


@pytest.mark.parametrize("name", ["standard", "quick"])
def test_the_catalog_is_sound(name: str) -> None:
    rules = catalog_policy(name)
    assert rules == read_policy(CATALOG / f"{name}.yaml")
    assert rules.name == name


def test_what_is_not_in_the_catalog_is_not_found() -> None:
    assert catalog_policy("../catalog/standard") is None


@pytest.mark.parametrize(
    ("before", "after", "mistake"),
    [
        ("due: 10 days", "deu: 10 days", "11: review.deu: is not known here; did you mean 'due'?"),
        ("decided_by: km", "decided_by: boss", "10: review.decided_by: 'boss' was given; write member or lead or km"),
        (
            "decided_by: management",
            "decided_by: mangement",
            "17: approval.decided_by: 'mangement' was given; did you mean 'management'? Write member",
        ),
        (
            "due: 10 days",
            "due: 10 dyas",
            "11: review.due: '10 dyas' was given; did you mean '10 days'? Write a length of",
        ),
        (
            "answer: sunset",
            "answer: sunnset",
            "68: silence.question.unanswered.answer: 'sunnset' was given; did you mean 'sunset'?",
        ),
        ("due: 10 days", "due: ten days", "11: review.due: 'ten days' was given; write a length of time such as"),
        ("due: 10 days", "due: 10", "11: review.due: 10 was given; write a length of time such as"),
        ("due: 10 days", "due:", "11: review.due: nothing was given; write a length of time such as"),
        (
            "[5 days, 9 days]",
            "[5 days, 99 days]",
            "12: review.remind_after.2: a reminder later than the due date (10 days) reminds nobody; remind earlier",
        ),
        ("[5 days, 9 days]", "5 days", "12: review.remind_after: '5 days' was given; write a list"),
        (
            "to: management",
            "to: manager",
            "14: review.escalate.1.to: 'manager' was given; did you mean 'management'? Write member or lead or km",
        ),
        ("name: standard", "name: Standard!", "3: name: is not an id: lower-case letters and digits"),
        (
            "answer: sunset",
            "answer: approve",
            "68: silence.question.unanswered.answer: dormancy can't be answered 'approve'; choose renew or probation",
        ),
        ("title: Communities", "title: &a Communities", "4: anchors and aliases (& and *) are not used here"),
        ("title: Communities", "title: !!str Communities", "4: tags (tag:yaml.org,2002:str) are not used here"),
        ("title: ", "title: x\ntitle: ", "5: 'title' stands here twice (first on line 4); keep one"),
        ("proposal:", "proposal: {", "9: is not YAML: expected"),
        ("title: Communities", 'title: "\\0"', "4: holds a control character; remove it"),
        ("title: Communities", "title: Com\x01munities", "4: holds a control character; remove it"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    changed: Callable[[str, str], list[str]], before: str, after: str, mistake: str
) -> None:
    found = changed(before, after)
    assert any(line.startswith(mistake) for line in found), found


def test_all_mistakes_are_named_at_once_in_the_order_of_their_lines() -> None:
    text = "titel: A\nobjectives: [a]\nscope: 5\nlead: A B\nkey_members: []\ninitiatives: [1, b]\n"
    with pytest.raises(Malformed) as refused:
        read_yaml(text, TermsOfReference, source="p.yaml")
    assert str(refused.value).splitlines() == [
        "p.yaml:1: title: is missing; write text, in quotes where it looks like a number",
        "p.yaml:1: titel: is not known here; did you mean 'title'?",
        "p.yaml:3: scope: 5 was given; write text, in quotes where it looks like a number",
        "p.yaml:4: lead: is not an id: lower-case letters and digits, and hyphens within; 'A B' was given",
        "p.yaml:5: key_members: holds too little; at least 1 of them; a list was given",
        "p.yaml:6: initiatives.1: 1 was given; write text, in quotes where it looks like a number",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "p.yaml: is empty"),
        ("- a\n", "p.yaml:1: holds no keys; it needs title, objectives"),
        ("just text", "p.yaml:1: holds no keys"),
        ("a: 1\n---\nb: 2\n", "p.yaml:2: a second document begins here"),
        ("[" * 5_000, "p.yaml:1: is nested more than 30 deep"),
        ("? [a]\n: 1\n", "p.yaml:1: a key is a plain word"),
        ("a: " + "x" * LARGEST, "p.yaml: is larger than 256,000 characters"),
    ],
)
def test_what_is_no_such_document_is_refused(text: str, why: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_yaml(text, TermsOfReference, source="p.yaml")
    assert str(refused.value).startswith(why)


def test_what_can_not_be_read_is_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"a: b\ntitle: caf\xe9\n")
    for path, why in (
        (latin, ":2: holds bytes that are not UTF-8; save the file as UTF-8"),
        (tmp_path, ": can't be read (Is a directory)"),
        (tmp_path / "nowhere.yaml", ": there is no such file"),
        (Path("/dev/zero"), ": is larger than 256,000 bytes"),
    ):
        with pytest.raises(Malformed) as refused:
            read_policy(path)
        assert str(refused.value).startswith(f"{path}{why}")


def test_every_kind_of_mistake_is_named_in_one_reading() -> None:
    text = (
        "title: &a One\ntitle: Two\nobjectives: [a]\nscope: *a\nlead: A B\n"
        "key_members: [1]\ninitiatives: !!str x\nnumber: 12345678901234567890\n"
    )
    with pytest.raises(Malformed) as refused:
        read_yaml(text, TermsOfReference, source="p.yaml")
    assert str(refused.value).splitlines() == [
        "p.yaml:1: anchors and aliases (& and *) are not used here; write the value out",
        "p.yaml:2: 'title' stands here twice (first on line 1); keep one",
        "p.yaml:4: anchors and aliases (& and *) are not used here; write the value out",
        "p.yaml:5: lead: is not an id: lower-case letters and digits, and hyphens within; 'A B' was given",
        "p.yaml:6: key_members.1: 1 was given; write text, in quotes where it looks like a number",
        "p.yaml:7: tags (tag:yaml.org,2002:str) are not used here; write the value alone",
        "p.yaml:8: is a number of 20 digits; at most 18 are read; write text in quotes",
    ]


def test_numbers_and_yes_and_no_are_what_they_look_like() -> None:
    document = parse('a: 1\nb: "1"\nc: true\nd: no\ne: ~\nf: 1.5\ng: 2026-01-01\nh: 0123\n', "p.yaml")
    expected = {"a": 1, "b": "1", "c": True, "d": "no", "e": None, "f": 1.5, "g": "2026-01-01", "h": 123}
    assert document.value == expected
    assert document.slips == ()


@given(st.text(max_size=300))
def test_whatever_is_written_is_refused_with_its_place_and_never_fails(text: str) -> None:
    with pytest.raises(Malformed, match=r"^p\.yaml"):
        read_yaml(text, TermsOfReference, source="p.yaml")

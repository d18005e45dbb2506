"""Text stays text: on its line, and with nothing in it that a terminal would obey."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.plain_text import flat, one_line, seen_in_json, without_controls

OBEYED = [
    *map(chr, (*range(0x20), *range(0x7F, 0xA0))),
    *"\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\udc80",
]


def test_a_line_stays_a_line_and_ends_somewhere() -> None:
    assert one_line("a\r\nb\x00c\u2028d\te") == "a b c d e"
    assert one_line("x" * 500) == "x" * 149 + "…"


@pytest.mark.parametrize("mark", OBEYED, ids=ascii)
def test_whatever_a_terminal_would_obey_becomes_a_blank(mark: str) -> None:
    assert flat(f"a{mark}b") == one_line(f"a{mark}b") == "a b"
    assert without_controls(f"a{mark}b") == ("a\nb" if mark in "\r\n" else "a b")


def test_a_text_on_its_line_keeps_its_length_and_its_blanks() -> None:
    assert flat("  under  standard@1 ") == "  under  standard@1 "
    assert flat("a\r\nb") == "a b"
    assert flat("x" * 5_000) == "x" * 5_000
    assert flat(":key: [red]\\ Ü 漢字 👩‍🌾 نص") == ":key: [red]\\ Ü 漢字 👩‍🌾 نص"


@given(st.text())
def test_json_says_the_same_and_nothing_in_it_is_obeyed(text: str) -> None:
    written = json.dumps({"title": text}, ensure_ascii=False, indent=2)
    seen = seen_in_json(written)
    assert json.loads(seen) == {"title": text}
    assert not [letter for letter in seen if letter in OBEYED and letter != "\n" and letter < "\ud800"]

"""A file that nobody wrote in good faith is refused by a limit, before it costs anything."""

import io
from pathlib import Path
from typing import Any

import pytest

from policies.document import LifecycleRules
from policies.reader import MOST, read_policy, read_yaml
from policies.text_file import LARGEST
from policies.yaml_text import DEEPEST, MOST_SLIPS, MOST_VALUES
from vocabulary.refusals import Malformed


def refusal(text: str) -> list[str]:
    with pytest.raises(Malformed) as refused:
        read_yaml(text, LifecycleRules, source="p.yaml")
    return str(refused.value).splitlines()


class Counted(io.BytesIO):
    """A file that remembers how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self.taken += len(content)
        return content


class Counting(type(Path())):  # type: ignore[misc]
    """The path of a file that is `size` bytes of the same line."""

    def counted(self, line: bytes, size: int) -> "Counting":
        self.file = Counted(line * (size // len(line)))
        return self

    def open(self, *arguments: Any, **options: Any) -> Any:
        return self.file


@pytest.mark.parametrize("line", [b"title: again\n", b"- &a [*a, *a]\n", b"\x00", b"#" * 79 + b"\n"])
def test_of_ten_megabytes_no_more_is_read_than_a_policy_may_have(line: bytes) -> None:
    path = Counting("large.yaml").counted(line, 10_000_000)
    with pytest.raises(
        Malformed, match=r"^large\.yaml: is larger than 256,000 bytes; that is not a file of this kind$"
    ):
        read_policy(path)
    assert path.file.taken == LARGEST + 1


def test_of_a_million_keys_no_more_are_read_than_a_policy_may_have() -> None:
    text = "".join(f"k{number}: 1\n" for number in range(1_000_000))
    assert refusal(text) == ["p.yaml: is larger than 256,000 characters; that is not a file of this kind"]
    (line,) = refusal(text[: LARGEST - 10])
    assert line.startswith(f"p.yaml:{MOST_VALUES}: more than {MOST_VALUES:,} values stand before this")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[" * 100_000, 1),
        ("{a: " * 60_000, 1),
        ("- " * 100_000, 1),
        ("".join(f"{' ' * depth}a:\n" for depth in range(600)), DEEPEST + 2),
    ],
    ids=["lists", "sections", "items", "keys"],
)
def test_what_nests_deep_is_left_where_it_is_too_deep(text: str, line: int) -> None:
    assert refusal(text) == [f"p.yaml:{line}: is nested more than {DEEPEST} deep"]


def test_anchors_that_would_explode_are_never_unfolded() -> None:
    levels = ["a: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    levels += [f"{chr(97 + n)}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    found = refusal("\n".join(levels))
    assert len(found) == MOST_SLIPS + 1
    assert set(found[:-1]) == {
        f"p.yaml:{line}: anchors and aliases (& and *) are not used here; write the value out" for line in range(1, 7)
    }
    assert found[-1] == "p.yaml:6: so much is wrong up to here that the rest was not read"


def test_a_huge_text_is_refused_in_a_few_words() -> None:
    (line,) = [line for line in refusal(f"name: a\ntitle: {'x' * 200_000}\n") if ": title:" in line]
    assert line == f"p.yaml:2: title: is too long: 200,000 characters, at most 150; '{'x' * 58}… was given"


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_huge_key_is_refused_in_a_few_words(quote: str) -> None:
    found = refusal(f"? {quote}{'k' * 200_000}{quote}\n: 1\n")
    assert max(map(len, found)) < 400
    assert f"p.yaml:1: {'k' * 59}…: is not known here; write one of name, title" in "\n".join(found)


def test_unknown_keys_are_counted_when_they_are_too_many_to_list() -> None:
    found = refusal("".join(f"k{number}: 1\n" for number in range(1_000)))
    assert len(found) == MOST + 1
    missing = len([field for field in LifecycleRules.model_fields.values() if field.is_required()])
    assert found[-1] == f"p.yaml: and {1_000 + missing - MOST:,} more mistakes"


def test_a_number_with_a_thousand_digits_is_no_number() -> None:
    assert "p.yaml:1: is a number of 1,000 digits; at most 18 are read; write text in quotes" in refusal(
        f"title: {'9' * 1_000}\n"
    )
    assert "p.yaml:1: is a number of 1,001 digits; at most 18 are read; write text in quotes" in refusal(
        f"title: -0.{'9' * 1_000}\n"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title: a\n\tname: b\n", "p.yaml:2: is not YAML"),
        ("\tname: b\n", "p.yaml:1: is not YAML"),
        ("review:\n\tdue: 1 day\n", "p.yaml:2: is not YAML"),
    ],
)
def test_a_tab_is_named(text: str, line: str) -> None:
    (found,) = refusal(text)
    assert found.startswith(line)
    assert "a tab stands where spaces belong; indent with spaces" in found


@pytest.mark.parametrize("text", ['title: "a\\0b"\n', 'title: "a\\x07b"\n', '"ti\\0tle": a\n'])
def test_a_control_character_in_disguise_is_named(text: str) -> None:
    assert "holds a control character; remove it" in refusal(text)[0]
    assert "\0" not in "".join(refusal(text))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"title: a\n\x00", ":2: holds a control character; remove it"),
        (b"title: a\nname: \xff\xfe\n", ":2: holds bytes that are not UTF-8; save the file as UTF-8"),
        ("title: a\n".encode("utf-16"), ":1: holds bytes that are not UTF-8; save the file as UTF-8"),
        (b"title: \xed\xa0\x80\n", ":1: holds bytes that are not UTF-8; save the file as UTF-8"),
    ],
    ids=["NUL", "not UTF-8", "UTF-16", "half a character"],
)
def test_bytes_that_are_no_text_are_named_with_their_line(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(content)
    with pytest.raises(Malformed) as refused:
        read_policy(path)
    assert str(refused.value) == f"{path}{sentence}"


def test_a_mark_of_byte_order_before_the_text_is_passed_over(tmp_path: Path) -> None:
    standard = (Path(__file__).parents[2] / "policies" / "catalog" / "standard.yaml").read_text()
    path = tmp_path / "p.yaml"
    path.write_text(standard, encoding="utf-8-sig")
    assert read_policy(path).name == "standard"
    assert read_yaml("\ufeff" + standard, LifecycleRules) == read_policy(path)

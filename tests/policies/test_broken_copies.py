"""A typical mistake in each policy of the catalog is named with its file, its line and what to write."""

from pathlib import Path

import pytest

from policies.reader import catalog_names, read_policy
from tests.policies.broken_copies import BROKEN
from vocabulary.refusals import Malformed


def test_there_is_a_broken_copy_of_every_policy() -> None:
    assert sorted(BROKEN) == catalog_names()


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_named_with_its_file_its_line_and_what_to_write(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.yaml"
    file.write_text(BROKEN[name].copy(name), encoding="utf-8")
    with pytest.raises(Malformed) as refused:
        read_policy(file)
    assert str(refused.value).splitlines() == [f"{file}:{said}" for said in BROKEN[name].said]


def test_a_list_is_not_called_too_short_for_what_is_wrong_deep_inside_it(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    text = BROKEN["openssf"].copy("openssf").replace("- decided_by: management\n        due: 7 days", "- due: 7 days")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Malformed) as refused:
        read_policy(file)
    mistakes = str(refused.value).splitlines()
    assert len(mistakes) == 2
    assert not any("too little" in mistake for mistake in mistakes)

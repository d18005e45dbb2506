"""Whatever is done to the record, with every right there is but without the key, is found, and where is said."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from ledger.notary.check import Source
from tests.audit.attacks import OF_THE_DATABASE, Attack
from tests.audit.page import in_the_page, row
from tests.audit.sealed import sealed_record
from tests.support.databases import Database, PostgresForTests

Found = Callable[[Attack], list[str]]


@pytest.fixture(scope="module")
def found(postgres: PostgresForTests, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What a check says after an attack, made once for all tests that ask."""

    @cache
    def find(attack: Attack) -> list[str]:
        database = postgres.fresh_database()
        try:
            return _found(attack, database, tmp_path_factory.mktemp("notary"))
        finally:
            postgres.drop(database)

    return find


def _found(attack: Attack, database: Database, folder: Path) -> list[str]:
    notary = sealed_record(database, folder)
    kept = [Source("a head kept outside", [notary.heads()[-1].note])] if attack.held else []
    assert notary.check(*kept).sound
    attack.does(notary)
    if attack.held:
        assert notary.check().sound, "this one is found by nobody but an outside witness"
    return [fault.replace(str(folder), "") for fault in notary.check(*kept).faults]


@pytest.mark.parametrize("attack", OF_THE_DATABASE, ids=[attack.name for attack in OF_THE_DATABASE])
def test_it_is_found_and_where_is_said(attack: Attack, found: Found) -> None:
    faults = found(attack)
    assert any(attack.says in fault for fault in faults), faults


def test_the_page_tells_what_each_is_found_by(found: Found) -> None:
    """`make audit-page` writes it anew."""
    rows = [row(attack.name, attack.found_by, _said(attack, found(attack))) for attack in OF_THE_DATABASE]
    assert in_the_page("attacks", rows) == rows


def test_the_record_as_it_was_sealed_is_sound(database: Database, tmp_path: Path) -> None:
    checked = sealed_record(database, tmp_path).check()
    assert checked.sound, checked.faults
    assert (checked.events, checked.sealed, checked.heads) == (156, 156, 8)


def _said(attack: Attack, faults: list[str]) -> str:
    said = next(fault for fault in faults if attack.says in fault)
    return re.sub(r"(perennial/[a-z-]+)\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+", r"\1+…", said)

"""Whatever is done to the record, with every right there is but without the key, is found, and where is said."""

from pathlib import Path

import pytest

from ledger.notary.check import Source
from tests.audit.attacks import OF_THE_DATABASE, Attack
from tests.audit.sealed import sealed_record
from tests.support.databases import Database


def found(attack: Attack, database: Database, folder: Path) -> list[str]:
    notary = sealed_record(database, folder)
    kept = [Source("a head kept outside", [notary.heads()[-1].note])] if attack.held else []
    assert notary.check(*kept).sound
    attack.does(notary)
    if attack.held:
        assert notary.check().sound, "this one is found by nobody but an outside witness"
    return notary.check(*kept).faults


@pytest.mark.parametrize("attack", OF_THE_DATABASE, ids=[attack.name for attack in OF_THE_DATABASE])
def test_it_is_found_and_where_is_said(attack: Attack, database: Database, tmp_path: Path) -> None:
    faults = found(attack, database, tmp_path)
    assert any(attack.says in fault for fault in faults), faults


def test_the_record_as_it_was_sealed_is_sound(database: Database, tmp_path: Path) -> None:
    checked = sealed_record(database, tmp_path).check()
    assert checked.sound, checked.faults
    assert (checked.events, checked.sealed, checked.heads) == (156, 156, 8)

"""Sealing: whatever falls between file, database and key, nothing is signed twice in two ways, and nothing is lost."""

import itertools
import os
import stat
from datetime import timedelta
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree  # type: ignore[import-untyped]

from ledger.faults import RecordAltered
from ledger.notary import tiles
from ledger.notary.check import Source
from ledger.notary.keys import KeyFault, SigningKey
from ledger.notary.rotation import begin_with_another_key, key_in_use
from ledger.notary.tree import Tiles, TileTree
from ledger.notary.verify import (
    Head,
    Key,
    Note,
    NotVerified,
    Range,
    Statements,
    logged,
    must_be_consistent,
    prefix,
    root_by_inclusion,
    verify,
)
from ledger.notification import Notification
from tests.audit.attacks import puts_back
from tests.audit.forgeries import forged
from tests.audit.sealed import NOON, Notary, lives, sealed_record, signing_key
from tests.projections.lives import short
from tests.projections.records import record
from tests.support.databases import Database

pytestmark = pytest.mark.slow


@pytest.fixture
def notary(database: Database, tmp_path: Path) -> Notary:
    return sealed_record(database, tmp_path)


def more(notary: Notary, name: str = "later") -> None:
    record(notary.database.app, short(name, "withdraw").facts)


# -- the tree -------------------------------------------------------------------------------------------------------


@settings(derandomize=True, deadline=None, max_examples=60, database=None)
@given(st.lists(st.integers(1, 600), min_size=1, max_size=6), st.data())
def test_however_leaves_come_the_tree_is_that_of_the_standard(batches: list[int], data: st.DataObject) -> None:
    """Against pymerkle's own tree in memory, and the verifier's own arithmetic."""
    kept: dict[tuple[int, int], bytes] = {}

    def read(level: int, number: int) -> bytes:
        return kept.get((level, number), b"")

    numbers = itertools.count()
    known, range_, roots = InmemoryTree(), Range(), [Range().root]
    leaves: list[bytes] = []
    for batch in batches:
        fresh = []
        for number in itertools.islice(numbers, batch):
            known.append_entry(str(number).encode())
            fresh.append(known.get_leaf(number + 1))
            range_.add(fresh[-1])
            roots.append(range_.root)
        kept |= Tiles(len(leaves), read).add(fresh)
        leaves += fresh
    tree = TileTree(len(leaves), read)
    size = data.draw(st.integers(1, len(leaves)))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert tree.get_root(size) == known.get_root(size) == roots[size]
    assert root_by_inclusion(leaves[index], index, size, tree.inclusion(index, size)) == roots[size]
    must_be_consistent(_head(old, roots[old]), _head(size, roots[size]), tree.consistency(old, size))
    if old < size:
        with pytest.raises(NotVerified):
            must_be_consistent(_head(old, roots[old - 1]), _head(size, roots[size]), tree.consistency(old, size))


def _head(size: int, root: bytes) -> Head:
    return Head("a/record", size, root, size, "2026-11-02", Note("", ()))


def test_each_event_is_the_leaf_that_its_line_says(notary: Notary) -> None:
    with notary.connected() as connection:
        rows = connection.execute(
            "SELECT notification_id, originator_id, originator_version, topic, state FROM ledger.events ORDER BY 1"
        ).fetchall()
        root = tiles.tree(connection).get_root()
        assert tiles.indexes(connection, [row[0] for row in rows]) == list(range(len(rows)))
    known = InmemoryTree()
    for row in rows:
        known.append_entry(logged(prefix(*row[:4]), bytes(row[4])))
    assert root == known.get_root() == notary.heads()[-1].root


def test_tiles_that_were_lost_are_made_anew_from_the_events(notary: Notary) -> None:
    with notary.connected() as connection:
        before = connection.execute("SELECT * FROM notary.tiles ORDER BY 1, 2").fetchall()
        connection.execute("DELETE FROM notary.tiles")
        with connection.transaction():
            assert tiles.make_anew(connection) == 156
        assert connection.execute("SELECT * FROM notary.tiles ORDER BY 1, 2").fetchall() == before


def test_they_are_not_made_of_events_that_were_altered(notary: Notary) -> None:
    with psycopg.connect(notary.database.superuser, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        connection.execute("UPDATE ledger.events SET state = set_byte(state, 20, 65) WHERE notification_id = 33")
    with (
        notary.connected() as connection,
        pytest.raises(RecordAltered, match="the tiles stay"),
        connection.transaction(),
    ):
        tiles.make_anew(connection)
    assert any("position 33" in fault for fault in notary.check().faults), "what tells where is still there"


# -- statements and their file --------------------------------------------------------------------------------------


def test_what_is_new_is_sealed_and_continues_what_was(notary: Notary) -> None:
    old = notary.heads()
    more(notary)
    notary.seal()
    heads = notary.heads()
    assert heads[: len(old)] == old
    assert heads[-1].size == old[-1].size + len(short("later", "withdraw").facts)
    with notary.connected() as connection:
        tree = tiles.tree(connection)
        for head in old:
            must_be_consistent(head, heads[-1], tree.consistency(head.size, heads[-1].size))


def test_the_file_holds_what_the_database_holds(notary: Notary) -> None:
    assert [Head.parse(note) for note in notary.file.read()] == notary.heads()
    assert Statements.verified(notary.file.read(), notary.key).heads == notary.heads()


def test_a_head_that_was_written_before_a_crash_is_taken_from_the_file(notary: Notary) -> None:
    more(notary)
    crash(notary)
    written = notary.file.last_head()
    assert written is not None
    assert written.size > notary.heads()[-1].size, "the file is ahead of the database"
    notary.seal()
    assert notary.heads()[-1] == written, "not a second one over the same events"
    assert notary.check().sound


def test_where_more_has_come_meanwhile_it_is_followed_by_another(notary: Notary) -> None:
    more(notary)
    crash(notary)
    more(notary, "still-later")
    notary.seal()
    assert [head.size for head in notary.heads()[-2:]] == sorted({head.size for head in notary.heads()[-2:]})
    assert notary.check().sound


def crash(notary: Notary) -> None:
    """Seals what is new, and ends before the database has it."""
    with notary.connected() as connection, connection.transaction(force_rollback=True):
        notary.sealing().apply(connection, _news(notary))


def _news(notary: Notary) -> list[Notification]:
    with notary.connected() as connection:
        rows = connection.execute(
            "SELECT notification_id, originator_id, originator_version, topic, state FROM ledger.events "
            "WHERE notification_id > (SELECT position FROM ledger.positions WHERE follower = 'notary') ORDER BY 1"
        ).fetchall()
    return [Notification(*row) for row in rows]


def test_a_line_that_a_crash_cut_off_is_passed_over(notary: Notary) -> None:
    with notary.file.path.open("ab") as file:
        file.write(b"perennial/record-of-tests\n9999\nVyxV")
    more(notary)
    notary.seal()
    assert [Head.parse(note) for note in notary.file.read()] == notary.heads()


def test_a_file_that_is_gone_is_written_anew_from_the_database(notary: Notary) -> None:
    notary.file.path.unlink()
    more(notary)
    notary.seal()
    assert [Head.parse(note) for note in notary.file.read()] == notary.heads()


def test_nothing_is_signed_over_a_record_that_was_put_back(notary: Notary) -> None:
    signed = len(notary.file.read())
    puts_back(statements=True)(notary)
    more(notary)
    notary.seal()
    assert len(notary.file.read()) == signed, "it stays silent until it is again where the last head was"


def test_whoever_owns_up_to_a_loss_may_go_on_and_it_stays_visible(notary: Notary) -> None:
    lost = notary.heads()[-1].note
    puts_back(statements=True)(notary)
    notary.file.path.rename(notary.folder / "statements-before-the-loss.txt")
    more(notary)
    notary.seal()
    assert notary.check().sound
    held = notary.check(Source("a head that was kept", [lost]))
    assert any("the database lacks 1 heads that a head that was kept has" in fault for fault in held.faults)


def test_nor_when_another_history_has_grown_past_the_old_end(notary: Notary) -> None:
    signed = len(notary.file.read())
    puts_back(statements=True, grows=True)(notary)
    with pytest.raises(RecordAltered, match="does not fit the record"):
        notary.seal()
    assert len(notary.file.read()) == signed


def test_a_database_with_the_files_of_another_is_not_sealed(notary: Notary) -> None:
    notary.key_path.unlink()
    signing_key(3, "perennial/another").keep(notary.key_path)
    more(notary)
    with pytest.raises(RecordAltered, match="put the key and the file of statements back"):
        notary.seal()


def test_after_a_quiet_hour_it_is_signed_again(notary: Notary) -> None:
    sealing = notary.sealing()
    last = notary.heads()[-1]
    with notary.connected() as connection, connection.transaction():
        assert not sealing.seal_again(connection, notary.now - timedelta(hours=1))
        assert sealing.seal_again(connection, notary.now + timedelta(hours=1))
    again = notary.heads()[-1]
    assert (again.size, again.root) == (last.size, last.root)
    assert again.at > last.at
    assert notary.check().sound


def test_the_application_may_not_change_what_was_signed(notary: Notary) -> None:
    for statement in ("DELETE FROM notary.statements", "UPDATE notary.statements SET size = 1"):
        for url in (notary.database.app, notary.database.owner):
            with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)  # type: ignore[arg-type]


# -- keys -----------------------------------------------------------------------------------------------------------


def test_the_first_key_is_made_where_nobody_else_reads_it(database: Database, tmp_path: Path) -> None:
    notary = Notary(database, tmp_path / "new")
    record(database.app, lives(["garden"]))
    notary.seal()
    assert stat.S_IMODE(notary.key_path.stat().st_mode) == 0o600
    assert notary.key.name.startswith("perennial/")
    assert str(Key.parse(str(notary.key))) == str(notary.key)
    assert str(notary.signing) not in repr(notary.signing)


def test_two_that_start_together_make_one_key(tmp_path: Path) -> None:
    found: list[SigningKey] = []
    threads = [Thread(target=lambda: found.append(SigningKey.fresh().keep(tmp_path / "key"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({str(key.public) for key in found}) == 1
    assert os.listdir(tmp_path) == ["key"]


@pytest.mark.parametrize("written", ["", "a key", "PRIVATE+KEY+a/b+00000000+AAAA", "\xff\xfe", "PRIVATE+KEY+a+b"])
def test_what_is_no_key_is_not_used(written: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(written, encoding="latin-1")
    with pytest.raises(KeyFault, match="key"):
        SigningKey.read(tmp_path / "key")


def test_a_key_that_is_gone_is_not_replaced_in_silence(notary: Notary) -> None:
    notary.key_path.unlink()
    more(notary)
    with pytest.raises(KeyFault, match="put it back"):
        notary.seal()


def renewed(notary: Notary, *, lost: bool = False) -> SigningKey:
    with notary.connected() as connection, connection.transaction():
        return begin_with_another_key(connection, notary.key_path, notary.file, NOON, lost=lost)


def test_another_key_follows_and_whoever_knows_one_knows_the_other(notary: Notary) -> None:
    old = notary.key
    renewed(notary)
    more(notary)
    sealing = notary.sealing()
    notary.seal(sealing=sealing)
    new = notary.key
    assert new != old
    assert new.name == old.name
    notary.export(notary.folder / "all.zip")
    for key in (old, new):
        assert notary.check(trusted=key).sound
        assert verify(notary.folder / "all.zip", key).head == notary.heads()[-1]
    with pytest.raises(NotVerified):
        verify(notary.folder / "all.zip", signing_key(2).public)


def test_a_notary_that_runs_uses_the_new_key_from_its_next_head_on(notary: Notary) -> None:
    sealing = notary.sealing()
    more(notary)
    notary.seal(sealing=sealing)
    new = renewed(notary).public
    more(notary, "still-later")
    notary.seal(sealing=sealing)
    assert new.signed(notary.heads()[-1].note)
    assert notary.check().sound


def test_the_old_key_signs_nothing_any_more_that_counts(notary: Notary) -> None:
    old = notary.signing
    renewed(notary)
    more(notary)
    notary.seal()
    last = notary.heads()[-1]
    forged = old.sign(last.note.text.replace(f"\n{last.size}\n", f"\n{last.size + 1}\n"))
    with pytest.raises(NotVerified, match="not in use then"):
        Statements.verified([*notary.file.read(), forged], notary.key)


def test_nor_seals_it_a_bundle(notary: Notary) -> None:
    old = notary.signing
    renewed(notary)
    more(notary)
    notary.seal()
    notary.export(notary.folder / "all.zip")
    assert verify(notary.folder / "all.zip", old.public).events == notary.heads()[-1].size
    with pytest.raises(NotVerified, match="its seal is not signed by the key"):
        verify(forged(notary.folder / "all.zip", {}, old), old.public)


def test_a_crash_while_keys_change_leaves_one_that_signs(notary: Notary) -> None:
    old = notary.signing
    new = renewed(notary)
    # As if it had ended after the change was stated, and before the new key had taken the place of the old one.
    notary.key_path.replace(notary.key_path.with_name("key.next"))
    old.keep(notary.key_path)
    used = key_in_use(notary.key_path, notary.file)
    assert used is not None
    assert used.public == new.public
    assert sorted(os.listdir(notary.folder)) == ["key", "statements.txt"]


def test_or_the_old_one_where_nothing_was_stated_yet(notary: Notary) -> None:
    signing_key(5).keep(notary.key_path.with_name("key.next"))
    used = key_in_use(notary.key_path, notary.file)
    assert used is not None
    assert used.public == signing_key(1).public


def test_where_the_key_was_lost_another_begins_and_vouches_for_what_it_signs(notary: Notary) -> None:
    notary.key_path.unlink()
    with pytest.raises(KeyFault, match="--lost"):
        renewed(notary)
    renewed(notary, lost=True)
    more(notary)
    notary.seal()
    notary.export(notary.folder / "all.zip")
    assert verify(notary.folder / "all.zip", notary.key).heads == 1
    assert notary.check().sound
    with pytest.raises(KeyFault, match="leave out --lost"):
        renewed(notary, lost=True)


def test_a_change_of_keys_that_the_old_one_did_not_sign_counts_for_nothing(notary: Notary) -> None:
    their = signing_key(9)
    text = f"{their.name} key change\nfrom 10\nold {notary.key}\nnew {their.public}\nat 2026-11-02T12:00:00.000Z\n"
    checked = notary.check(Source("a stranger", [their.sign(text)]))
    assert not checked.sound
    assert any("is not signed by both keys" in fault for fault in checked.faults)
    assert checked.sealed == 156, "and what is signed by the right key is still looked at"

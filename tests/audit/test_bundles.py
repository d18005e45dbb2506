"""A bundle proves what it holds, to whoever has nothing but it and the key; whatever was done to it is found."""

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.notary.verify import Key, NotVerified, verify
from tests.audit.attacks import rewrites, with_the_key
from tests.audit.forgeries import FORGERIES, OURS, Forgery, contents, forged
from tests.audit.page import in_the_page, row
from tests.audit.sealed import GARDEN, Notary, sealed_record
from tests.projections.lives import short
from tests.projections.records import record
from tests.support.databases import Database, PostgresForTests

KEY: Key = OURS.public
SETTINGS = settings(derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def notary(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Notary:
    notary = sealed_record(module_database, tmp_path_factory.mktemp("notary"))
    notary.export(notary.folder / "whole.zip")
    notary.export(notary.folder / "garden.zip", GARDEN)
    notary.export(notary.folder / "complete.zip", GARDEN, complete=True)
    return notary


@pytest.fixture(scope="module")
def garden(notary: Notary) -> Path:
    return notary.folder / "garden.zip"


@pytest.fixture(scope="module")
def whole(notary: Notary) -> Path:
    return notary.folder / "whole.zip"


def test_the_whole_record_is_verified_with_every_head_on_its_way(whole: Path, notary: Notary) -> None:
    found = verify(whole, KEY)
    assert (found.scope, found.events, found.heads, found.anchored) == ("all", 156, 8, True)
    assert found.head == notary.heads()[-1]


def test_one_life_is_verified_event_by_event(garden: Path) -> None:
    found = verify(garden, KEY)
    assert (found.scope, found.events) == ("community/garden", 52)
    assert all(stream.split("/")[1].startswith("garden") for stream in found.streams)


def test_one_life_is_complete_where_it_is_shown_where_every_other_event_stands(notary: Notary) -> None:
    found = verify(notary.folder / "complete.zip", KEY)
    assert (found.scope, found.events, found.complete) == ("community/garden", 52, True)
    assert not verify(notary.folder / "garden.zip", KEY).complete


def test_without_the_key_it_says_that_nobody_vouches_for_it(garden: Path) -> None:
    assert not verify(garden).anchored


def test_every_head_that_was_held_is_continued(notary: Notary) -> None:
    for number, head in enumerate(notary.heads()):
        path = notary.folder / f"since-{number}.zip"
        notary.export(path, GARDEN, held=[head.note])
        assert verify(path, KEY, [head.note]).held == [head]
        assert verify(notary.folder / "whole.zip", KEY, [head.note]).held == [head]


def test_a_bundle_that_is_older_than_the_head_that_is_held_says_so(postgres: PostgresForTests, tmp_path: Path) -> None:
    database = postgres.fresh_database()
    try:
        fresh = sealed_record(database, tmp_path)
        fresh.export(tmp_path / "older.zip", GARDEN)
        record(database.app, short("later", "withdraw").facts)
        fresh.seal()
        with pytest.raises(NotVerified, match="it is older than your head, or the record was rolled back"):
            verify(tmp_path / "older.zip", KEY, [fresh.heads()[-1].note])
    finally:
        postgres.drop(database)


def test_not_a_byte_of_it_can_be_changed(garden: Path, tmp_path: Path) -> None:
    original = garden.read_bytes()
    for at in range(0, len(original), 97):
        (tmp_path / "changed.zip").write_bytes(original[:at] + bytes([original[at] ^ 1]) + original[at + 1 :])
        with pytest.raises(NotVerified):
            verify(tmp_path / "changed.zip", KEY)


@pytest.mark.parametrize("forgery", FORGERIES, ids=[forgery.name for forgery in FORGERIES])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_forged_bundle_fails(forgery: Forgery, notary: Notary) -> None:
    path = forged(notary.folder / f"{forgery.of}.zip", forgery.changes, forgery.key, forgery.more)
    with pytest.raises(NotVerified) as wrong:
        verify(path, KEY)
    assert forgery.says in str(wrong.value)


def test_the_page_tells_what_each_forgery_is_found_by(notary: Notary) -> None:
    """`make audit-page` writes it anew."""
    rows = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the name that is there twice
        for forgery in FORGERIES:
            path = forged(notary.folder / f"{forgery.of}.zip", forgery.changes, forgery.key, forgery.more)
            with pytest.raises(NotVerified) as wrong:
                verify(path, KEY)
            rows.append(row(forgery.name, "`audit verify`", str(wrong.value)))
    assert in_the_page("forgeries", rows) == rows


def test_a_bundle_of_a_record_that_was_put_back_does_not_continue_the_head_that_is_held(
    postgres: PostgresForTests, tmp_path: Path
) -> None:
    database = postgres.fresh_database()
    try:
        fresh = sealed_record(database, tmp_path)
        earlier, kept = fresh.heads()[3].note, fresh.heads()[-1].note
        rewrites(with_the_key, file=True)(fresh)
        for scope, complete in ((None, False), (GARDEN, True)):
            fresh.export(tmp_path / "forged.zip", scope, complete=complete)
            assert verify(tmp_path / "forged.zip", KEY).anchored, "whoever has the key can forge what nobody holds"
            with pytest.raises(NotVerified, match="is not what the head of"):
                verify(tmp_path / "forged.zip", KEY, [kept])
        fresh.export(tmp_path / "linked.zip", GARDEN, held=[earlier, kept])
        for held in (earlier, kept):
            with pytest.raises(NotVerified, match="is not a continuation of"):
                verify(tmp_path / "linked.zip", KEY, [held])
    finally:
        postgres.drop(database)


@st.composite
def mutations(draw: st.DrawFn, length: int) -> Callable[[bytes], bytes]:
    """A byte changed, some put in or taken out, the end cut off, a piece twice, two pieces in each other's place."""
    at = draw(st.integers(0, length - 1))
    size = draw(st.integers(1, 64))
    some = draw(st.binary(min_size=1, max_size=16))
    return draw(
        st.sampled_from(
            [
                lambda text: text[:at] + bytes([text[at] ^ (some[0] or 1)]) + text[at + 1 :],
                lambda text: text[:at] + some + text[at:],
                lambda text: text[:at] + text[at + size :],
                lambda text: text[:at],
                lambda text: text + some,
                lambda text: text[:at] + text[at : at + size] * 2 + text[at + size :],
                lambda text: text[:at] + text[at + size : at + 2 * size] + text[at : at + size] + text[at + 2 * size :],
            ]
        )
    )


@pytest.mark.slow
def test_of_ten_thousand_mutations_none_is_verified_and_none_breaks_the_verifier(garden: Path, tmp_path: Path) -> None:
    original = garden.read_bytes()
    path = tmp_path / "mutated.zip"

    @settings(SETTINGS, max_examples=10_000)
    @given(mutations(len(original)))
    def none_is_verified(mutate: Callable[[bytes], bytes]) -> None:
        mutated = mutate(original)
        if mutated != original:
            path.write_bytes(mutated)
            with pytest.raises(NotVerified):
                verify(path, KEY)

    none_is_verified()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["events.ndjson", "proofs.ndjson", "links.ndjson", "statements.txt"])
def test_nor_where_whoever_mutates_it_can_seal_it_anew(name: str, garden: Path) -> None:
    original = contents(garden)[name]

    @settings(SETTINGS, max_examples=1_000)
    @given(mutations(len(original)))
    def none_is_verified(mutate: Callable[[bytes], bytes]) -> None:
        if mutate(original) != original:
            with pytest.raises(NotVerified):
                verify(forged(garden, {name: mutate}), KEY)

    none_is_verified()

"""What the verifier reads, piece by piece: one spelling of everything, and nothing signed that was not."""

import hashlib
from collections.abc import Callable

import pytest

from ledger.notary.keys import head_text, key_change_text, key_lost_text, signed
from ledger.notary.verify import (
    Head,
    Key,
    KeyChange,
    KeyLost,
    Note,
    NotVerified,
    Range,
    Statements,
    belongs,
    decoded,
    must_be_consistent,
    node,
    notes,
    root_by_inclusion,
)
from tests.audit.sealed import NOON, signing_key

OURS, NEXT, THEIRS = signing_key(1), signing_key(4), signing_key(2)
NAME = OURS.name
ROOT = hashlib.sha256(b"a root").digest()


def head(size: int, root: bytes = ROOT, key: object = OURS, name: str = NAME) -> Note:
    return key.sign(head_text(name, size, root, size, NOON))  # type: ignore[attr-defined,no-any-return]


def change(size: int) -> Note:
    return signed(key_change_text(size, OURS.public, NEXT.public, NOON), [OURS, NEXT])


# -- keys and notes -------------------------------------------------------------------------------------------------


def test_a_key_is_read_as_it_is_written() -> None:
    assert Key.parse(str(OURS.public)) == OURS.public
    assert Key.parse(f" {OURS.public}\n") == OURS.public


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key[:-4],
        lambda key: key + "AAAA",
        lambda key: key.replace(f"+{OURS.public.id.hex()}+", "+00000000+"),
        lambda key: key.replace("+AY", "+Ao"),  # another kind of key than Ed25519
        lambda key: key.replace(NAME, ""),
        lambda key: key.replace(NAME, "a name"),
        lambda _: "",
        lambda _: "++",
    ],
)
def test_what_is_no_key_is_refused(spoil: Callable[[str], str]) -> None:
    written = spoil(str(OURS.public))
    assert written != str(OURS.public)
    with pytest.raises(NotVerified):
        Key.parse(written)


def test_another_kind_of_key_is_refused_even_with_its_own_id() -> None:
    raw = b"\x02" + OURS.public.public
    number = hashlib.sha256(NAME.encode() + b"\n\x01" + OURS.public.public).digest()[:4].hex()
    from base64 import b64encode

    with pytest.raises(NotVerified):
        Key.parse(f"{NAME}+{number}+{b64encode(raw).decode()}")


def test_text_in_base64_has_one_spelling() -> None:
    assert decoded("AAE=", "it") == b"\0\1"
    for other in ("AAF=", "AAE", "AAE=\n", " AAE=", "AA E=", "-_8="):
        with pytest.raises(NotVerified):
            decoded(other, "it")


def test_a_note_is_read_as_it_is_written() -> None:
    for note in (head(5), change(5)):
        assert Note.parse(str(note)) == note
        assert str(Note.parse(str(note))) == str(note)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note.removesuffix("\n"),
        lambda note: note + "\n",
        lambda note: note.replace("\n\n— ", "\n— "),
        lambda note: note.replace("— ", "- "),
        lambda note: note.replace("— ", "—  "),
        lambda note: note.replace(f"— {NAME} ", "— "),
        lambda note: note.removesuffix("\n") + " more\n",
        lambda note: note.removesuffix("\n") + "  \n",
        lambda note: note.rpartition(" ")[0] + " AAAA\n",
        lambda note: note.partition("\n\n")[0] + "\n",
        lambda _: "",
    ],
)
def test_a_note_has_one_spelling(spoil: Callable[[str], str]) -> None:
    assert spoil(str(head(5))) != str(head(5))
    with pytest.raises(NotVerified):
        Note.parse(spoil(str(head(5))))


def test_several_notes_stand_in_one_file() -> None:
    several = [head(5), change(6), head(7, key=NEXT)]
    assert notes("\n".join(map(str, several))) == several
    assert notes("") == []
    with pytest.raises(NotVerified, match="cut off"):
        notes(str(head(5)) + "\n" + NAME + "\n6\n")


def test_a_key_has_signed_what_bears_its_name_and_id_and_no_more() -> None:
    note = head(5)
    assert OURS.public.signed(note)
    assert not THEIRS.public.signed(note)
    assert not signing_key(1, "perennial/another").public.signed(note), "the same key, for another record"
    renamed = Note(note.text, tuple(("perennial/another", signature) for _, signature in note.signatures))
    assert not OURS.public.signed(renamed)
    with pytest.raises(NotVerified, match="changed after it was signed"):
        OURS.public.signed(Note(note.text.replace("\n5\n", "\n6\n"), note.signatures))


# -- statements -----------------------------------------------------------------------------------------------------


def test_a_head_is_read_as_it_is_written() -> None:
    found = Head.parse(head(5))
    assert (found.origin, found.size, found.root, found.position) == (NAME, 5, ROOT, 5)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n5\n", "\n05\n"),
        ("\n5\n", "\n-5\n"),
        ("\n5\n", "\n5.0\n"),
        ("\n5\n", "\n9999999999999999\n"),
        ("position 5", "position 05"),
        ("position 5", "position x"),
        ("position 5\n", ""),
        ("at 2026-", "at "),
        (f"{NAME}\n", f"{NAME} more\n"),
    ],
)
def test_what_is_no_head_is_refused(old: str, new: str) -> None:
    text = head(5).text
    assert old in text
    with pytest.raises(NotVerified, match="is no head"):
        Head.parse(OURS.sign(text.replace(old, new)))


@pytest.mark.parametrize("root", [ROOT[:-1], ROOT + b"\0", b""])
def test_a_root_of_another_length_is_refused(root: bytes) -> None:
    with pytest.raises(NotVerified):
        Head.parse(head(5, root))


def test_a_change_of_keys_is_signed_by_both() -> None:
    assert KeyChange.parse(change(5)).new == NEXT.public
    text = change(5).text
    for signers in ([OURS], [NEXT], [NEXT, THEIRS], [OURS, THEIRS]):
        with pytest.raises(NotVerified, match="not signed by both"):
            KeyChange.parse(signed(text, signers))
    with pytest.raises(NotVerified, match="no change of keys"):
        KeyChange.parse(signed(text.replace("from 5", "from five"), [OURS, NEXT]))


def test_that_a_key_was_lost_is_signed_by_the_new_one() -> None:
    text = key_lost_text(5, NEXT.public, NOON)
    assert KeyLost.parse(NEXT.sign(text)).size == 5
    with pytest.raises(NotVerified, match="not signed by the new key"):
        KeyLost.parse(THEIRS.sign(text))
    with pytest.raises(NotVerified):
        KeyLost.parse(NEXT.sign(text.replace("upto", "up to")))


def test_keys_lead_to_each_other_both_ways_and_to_no_stranger() -> None:
    told = [head(3), head(5), change(5), head(8, key=NEXT)]
    for trusted in (OURS.public, NEXT.public):
        found = Statements.verified(told, trusted)
        assert found.keys == [OURS.public, NEXT.public]
        assert [one.size for one in found.heads] == [3, 5, 8]
    with pytest.raises(NotVerified, match="is not signed by the key"):
        Statements.verified(told, THEIRS.public)


def test_each_key_signs_in_its_own_time() -> None:
    for early, late in ((head(3), head(4, key=NEXT)), (head(6), head(8, key=NEXT))):
        with pytest.raises(NotVerified, match="not in use then"):
            Statements.verified([early, change(5), late], OURS.public)


def test_a_head_of_another_record_is_refused() -> None:
    with pytest.raises(NotVerified, match="is not signed by the key"):
        Statements.verified([OURS.sign(head_text("perennial/another", 5, ROOT, 5, NOON))], OURS.public)


def test_what_a_lost_key_signed_is_set_aside_up_to_where_it_was_lost() -> None:
    lost = NEXT.sign(key_lost_text(5, NEXT.public, NOON))
    found = Statements.verified([head(3), head(5), lost, head(8, key=NEXT)], NEXT.public)
    assert [one.size for one in found.heads] == [8]
    with pytest.raises(NotVerified, match="is not signed by the key"):
        Statements.verified([head(6), lost, head(8, key=NEXT)], NEXT.public)
    stranger = THEIRS.sign(key_lost_text(9, THEIRS.public, NOON))
    with pytest.raises(NotVerified, match="is not signed by the key"):
        Statements.verified([head(3, key=THEIRS), stranger, head(8, key=NEXT)], NEXT.public)


# -- proofs ---------------------------------------------------------------------------------------------------------

LEAVES = [hashlib.sha256(bytes([0, number])).digest() for number in range(7)]


def root(count: int) -> bytes:
    tree = Range()
    for leaf in LEAVES[:count]:
        tree.add(leaf)
    return tree.root


def test_a_root_is_that_of_the_standard() -> None:
    """RFC 9162, 2.1.1, written out for a few leaves."""
    a, b, c = LEAVES[:3]
    assert root(0) == hashlib.sha256(b"").digest()
    assert root(1) == a
    assert root(2) == node(a, b) == hashlib.sha256(b"\1" + a + b).digest()
    assert root(3) == node(node(a, b), c)
    assert root(7) == node(node(node(a, b), node(c, LEAVES[3])), node(node(LEAVES[4], LEAVES[5]), LEAVES[6]))


def test_a_path_has_the_length_that_its_place_asks_for() -> None:
    path = [LEAVES[5], LEAVES[6], node(node(LEAVES[0], LEAVES[1]), node(LEAVES[2], LEAVES[3]))]
    assert root_by_inclusion(LEAVES[4], 4, 7, path) == root(7)
    for wrong in (path[:-1], path[:1], [], [*path, LEAVES[0]]):
        with pytest.raises(NotVerified, match=r"too (short|long)"):
            root_by_inclusion(LEAVES[4], 4, 7, wrong)
    assert root_by_inclusion(LEAVES[4], 4, 7, path[::-1]) != root(7)
    for index, size in ((7, 7), (-1, 7), (0, 0), (4, 3)):
        with pytest.raises(NotVerified, match="of a tree of"):
            root_by_inclusion(LEAVES[4], index, size, path)


def _as_head(size: int, at: bytes) -> Head:
    return Head(NAME, size, at, size, "2026-11-02", head(1))


def test_a_link_proves_that_nothing_before_was_changed() -> None:
    """From three leaves to seven, as RFC 9162 has it: the third, the fourth, and both sides above them."""
    path = [LEAVES[2], LEAVES[3], root(2), node(node(LEAVES[4], LEAVES[5]), LEAVES[6])]
    must_be_consistent(_as_head(3, root(3)), _as_head(7, root(7)), path)
    wrong = hashlib.sha256(b"another").digest()
    for old, new, way in (
        (_as_head(3, wrong), _as_head(7, root(7)), path),
        (_as_head(3, root(3)), _as_head(7, wrong), path),
        (_as_head(3, root(3)), _as_head(7, root(7)), path[:-1]),
        (_as_head(3, root(3)), _as_head(7, root(7)), [*path, wrong]),
        (_as_head(3, root(3)), _as_head(7, root(7)), []),
        (_as_head(3, root(3)), _as_head(7, root(7)), path[::-1]),
        (_as_head(7, root(7)), _as_head(3, root(3)), path),
        (_as_head(3, root(3)), _as_head(3, wrong), []),
        (_as_head(3, root(3)), _as_head(3, root(3)), path),
        (_as_head(4, root(4)), _as_head(7, root(7)), path),
    ):
        with pytest.raises(NotVerified):
            must_be_consistent(old, new, way)
    must_be_consistent(_as_head(3, root(3)), _as_head(3, root(3)), [])
    must_be_consistent(_as_head(4, root(4)), _as_head(7, root(7)), path[3:])


@pytest.mark.parametrize(
    ("stream", "is_its_own"),
    [
        ("community/garden", True),
        ("task/garden.km_review.1", True),
        ("year/garden/1", True),
        ("signs/garden/2026-01", True),
        ("budget/garden/2", True),
        ("community/garden-two", False),
        ("task/garden-two.km_review.1", False),
        ("year/garden-two/1", False),
        ("policy/garden", False),
        ("person/garden", False),
        ("ranking/garden/2026", False),
        ("garden", False),
    ],
)
def test_which_streams_belong_to_a_community(stream: str, is_its_own: bool) -> None:
    assert belongs(stream, "community/garden") is is_its_own

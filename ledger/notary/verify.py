"""Verifies a bundle of evidence, offline: this one file, Python and `cryptography` are all that it takes.

    python verify.py BUNDLE.zip --key 'perennial/…+1a2b3c4d+AQ…' [--head HEAD.txt]

Formats, all of them public: leaves, tree and proofs of RFC 9162 (SHA-256); heads as checkpoints of C2SP
(tlog-checkpoint), keys and signatures as its signed notes (Ed25519). Nothing is unpacked to disk, and nothing of a
bundle is believed before it is verified.
"""

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT: Final = "perennial-evidence/1"
ALWAYS: Final = frozenset({"manifest.json", "statements.txt", "events.ndjson", "report.html"})
PROOFS: Final = frozenset({"proofs.ndjson", "links.ndjson"})
LOG: Final = "log.ndjson"
"""What a bundle holds. That of one community has either a proof of each event, or where every event of the whole
record stands, with the hash of what it says: so it is seen that none was left out. The report is for people, and
vouched for by nothing but the seal of the bundle."""
MOST: Final = {"manifest.json": 1 << 20, "statements.txt": 1 << 22, "report.html": 1 << 30}
"""Bytes that a file may unpack to; of the others `EXPANSION` times what they take packed."""
EXPANSION: Final = 200
OF_COMMUNITIES: Final = frozenset({"community", "task", "year", "signs", "budget"})
"""What the names of streams begin with that tell of one community."""
FIRST: Final = frozenset({0, 1})
"""The number of the first event in a stream."""
LONGEST_LINE: Final = 1 << 24
LARGEST: Final = 1 << 48
"""Events; more than any record will hold, so that no number of a forger's costs time."""

Progress = Callable[[int, int], object]
"""Told how many events were verified so far, and how many there are."""


class NotVerified(Exception):  # noqa: N818  it is the verdict
    """What was verified is not what was sealed; the message says where."""


def refuse(why: str) -> NoReturn:
    raise NotVerified(why)


# -- signed notes: a text, and who signed it ------------------------------------------------------------------------

_DASH: Final = "— "


@dataclass(frozen=True)
class Key:
    """A public key with the name of the record that it signs for, written `name+id+key`."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, written: str) -> "Key":
        name, _, rest = written.strip().partition("+")
        number, _, encoded = rest.partition("+")
        kind_and_key = decoded(encoded, "the key")
        key = cls(name, kind_and_key[1:])
        if len(kind_and_key) != 33 or kind_and_key[0] != 1 or number != key.id.hex() or not name or " " in name:
            refuse(f"{written[:100]!r} is no key; it reads NAME+ID+KEY, as `perennial audit key` shows it")
        return key

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n\x01" + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([1]) + self.public).decode()}"

    def signed(self, note: "Note") -> bool:
        """Whether this key signed the note; refuses what claims to be its signature and is not."""
        for name, signature in note.signatures:
            if name == self.name and signature[:4] == self.id:
                try:
                    Ed25519PublicKey.from_public_bytes(self.public).verify(signature[4:], note.text.encode())
                except InvalidSignature:
                    refuse(f"the signature of {note.title} does not match: it was changed after it was signed")
                return True
        return False


@dataclass(frozen=True)
class Note:
    """A text, and signatures of it: by whose name, and the first bytes of the key's id before the signature."""

    text: str
    """Lines, each with its end."""
    signatures: Sequence[tuple[str, bytes]]

    @classmethod
    def parse(cls, written: str) -> "Note":
        text, found, signed = written.rpartition("\n\n" + _DASH)
        if not found:
            refuse("a note without a signature")
        text, signed = text + "\n", _DASH + signed
        signatures = []
        for line in signed.removesuffix("\n").split("\n"):
            dash, name, encoded, *more = [*line.split(" "), "", ""][:4]
            signature = decoded(encoded, "a signature")
            if dash != _DASH.strip() or any(more) or not name or len(signature) != 68:
                refuse(f"{line[:60]!r} is no signature")
            signatures.append((name, signature))
        note = cls(text, tuple(signatures))
        if str(note) != written:
            refuse("a note is not written as notes are")
        return note

    @property
    def title(self) -> str:
        lines = self.text.split("\n")
        return f"{lines[0][:80]!r}, {lines[1][:80]!r}" if len(lines) > 1 else repr(lines[0][:80])

    def __str__(self) -> str:
        lines = [f"{_DASH}{name} {base64.b64encode(signature).decode()}\n" for name, signature in self.signatures]
        return self.text + "\n" + "".join(lines)


def decoded(written: str, what: str) -> bytes:
    """From base64, of which only one spelling counts."""
    try:
        found = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        refuse(f"{what} is not written in base64")
    if base64.b64encode(found).decode() != written:
        refuse(f"{what} is not written in base64 as it should be")
    return found


def notes(written: str) -> list[Note]:
    """Those of a file: one after the other, an empty line between them."""
    blocks = [block for block in written.split("\n\n") if block]
    if len(blocks) % 2 or (written and not written.endswith("\n")):
        refuse("the statements are cut off, or not written as they are")
    pairs = zip(blocks[::2], blocks[1::2], strict=True)
    return [Note.parse(f"{text}\n\n{signed.removesuffix(chr(10))}\n") for text, signed in pairs]


# -- what the notary states -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    """So many events had this root at that time; the last of them stands at `position` in the log."""

    origin: str
    size: int
    root: bytes
    position: int
    at: str
    note: Note

    @classmethod
    def parse(cls, note: Note) -> "Head":
        found = re.fullmatch(
            r"([^\n ]+)\n(0|[1-9]\d{0,14})\n([^\n]+)\nposition (0|[1-9]\d{0,18})\nat (\d{4}-[^\n]{1,40})\n", note.text
        )
        if found is None:
            refuse(f"{note.title} is no head")
        origin, size, root, position, at = found.groups()
        head = cls(origin, int(size), decoded(root, "a root"), int(position), at, note)
        if len(head.root) != 32 or head.size > LARGEST:
            refuse(f"{note.title} is no head")
        return head

    def __str__(self) -> str:
        return f"the head of {self.at} over {self.size:,} events"


CHANGE: Final = " key change\n"
LOSS: Final = " key lost\n"


def is_head(note: Note) -> bool:
    return CHANGE not in note.text and LOSS not in note.text


@dataclass(frozen=True)
class KeyChange:
    """From this size on another key signs; signed by both."""

    origin: str
    size: int
    old: Key
    new: Key
    note: Note

    @classmethod
    def parse(cls, note: Note) -> "KeyChange":
        found = re.fullmatch(
            r"([^\n ]+) key change\nfrom (0|[1-9]\d{0,14})\nold ([^\n]+)\nnew ([^\n]+)\nat [^\n]+\n", note.text
        )
        if found is None:
            refuse(f"{note.title} is no change of keys")
        origin, size, old, new = found.groups()
        change = cls(origin, int(size), Key.parse(old), Key.parse(new), note)
        if not (change.old.signed(note) and change.new.signed(note)):
            refuse(f"{note.title} is not signed by both keys")
        return change


@dataclass(frozen=True)
class KeyLost:
    """The key before was lost: what it signed, up to this size, is vouched for by nobody; signed by the new one."""

    size: int
    new: Key

    @classmethod
    def parse(cls, note: Note) -> "KeyLost":
        found = re.fullmatch(r"([^\n ]+) key lost\nupto (0|[1-9]\d{0,14})\nnew ([^\n]+)\nat [^\n]+\n", note.text)
        if found is None:
            refuse(f"{note.title} says of no key that it was lost")
        lost = cls(int(found[2]), Key.parse(found[3]))
        if not lost.new.signed(note):
            refuse(f"{note.title} is not signed by the new key")
        return lost


@dataclass
class Statements:
    """Heads and changes of keys, each verified, under keys that follow from one that is trusted."""

    keys: list[Key]
    """In the order in which they signed."""
    heads: list[Head]
    """By size."""
    changes: list[KeyChange]

    @classmethod
    def verified(cls, found: Sequence[Note], trusted: Key) -> "Statements":
        """Refuses what no key signed that `trusted` leads to, forwards or backwards, or that it signed out of turn."""
        changes = sorted((KeyChange.parse(note) for note in found if CHANGE in note.text), key=lambda one: one.size)
        keys = [trusted]
        for change in changes:
            if change.old == keys[-1]:
                keys.append(change.new)
        for change in reversed(changes):
            if change.new == keys[0] and change.old not in keys:
                keys.insert(0, change.old)
        used = [change for change in changes if change.old in keys and change.new in keys]
        losses = [KeyLost.parse(note) for note in found if LOSS in note.text]
        forgotten = max((loss.size for loss in losses if loss.new in keys), default=-1)
        heads = []
        for head in (Head.parse(note) for note in found if is_head(note)):
            signer = next((key for key in keys if key.signed(head.note)), None)
            if signer is None and head.size <= forgotten:
                continue
            if signer is None or head.origin != signer.name:
                refuse(f"{head} is not signed by the key {trusted}, nor by one that follows from it")
            begins = max((change.size for change in used if change.new == signer), default=0)
            ends = min((change.size for change in used if change.old == signer), default=LARGEST)
            if not begins <= head.size <= ends:
                refuse(f"{head} is signed by a key that was not in use then ({signer})")
            heads.append(head)
        return cls(keys, sorted(heads, key=lambda head: (head.size, head.at)), changes)


# -- leaves, tree and proofs ----------------------------------------------------------------------------------------


def prefix(position: int, stream: str, version: int, topic: str) -> bytes:
    """How the line of an event begins, up to what is stored of it."""
    return b'{"position":%d,"stream":%b,"version":%d,"topic":%b,"state":' % (
        position,
        json.dumps(stream).encode(),
        version,
        json.dumps(topic).encode(),
    )


def logged(begins: bytes, state: bytes) -> bytes:
    """What a leaf is made of: the beginning of an event's line, and the hash of the bytes that are stored of it.

    In two steps, so that where an event stands can be shown without what it says.
    """
    return b'%b"%b"}' % (begins, hashlib.sha256(state).hexdigest().encode())


def leaf(begins: bytes, state: bytes) -> bytes:
    """The hash of an event."""
    return hashlib.sha256(b"\0" + logged(begins, state)).digest()


def leaf_of(position: int, stream: str, version: int, topic: str, state: bytes) -> bytes:
    """The same, of an entry of the log."""
    return leaf(prefix(position, stream, version, topic), state)


def belongs(stream: str, scope: str) -> bool:
    """Whether a stream tells of a community: its own, or one whose name goes on from its id."""
    kind, _, rest = stream.partition("/")
    _, _, community = scope.partition("/")
    return kind in OF_COMMUNITIES and (rest == community or rest.startswith((f"{community}/", f"{community}.")))


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Range:
    """The tree over the first leaves, by the roots of its full parts alone: takes one leaf after the other."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []

    def add(self, leaf_hash: bytes) -> None:
        full = self.size
        while full & 1:
            leaf_hash = node(self._parts.pop(), leaf_hash)
            full >>= 1
        self._parts.append(leaf_hash)
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self._parts:
            return hashlib.sha256(b"").digest()
        found = self._parts[-1]
        for part in reversed(self._parts[:-1]):
            found = node(part, found)
        return found


def root_by_inclusion(leaf_hash: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a leaf leads to (RFC 9162, 2.1.3.2); refuses a path of the wrong length."""
    if not 0 <= index < size:
        refuse(f"leaf {index} of a tree of {size}")
    at, last, found = index, size - 1, leaf_hash
    for one in path:
        if last == 0:
            refuse("a path that is too long")
        if at & 1 or at == last:
            found = node(one, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, one)
        at, last = at >> 1, last >> 1
    if last:
        refuse("a path that is too short")
    return found


def must_be_consistent(old: Head, new: Head, path: Sequence[bytes]) -> None:
    """Refuses where the events under one head are not the first of those under another (RFC 9162, 2.1.4.2)."""
    if old.size > new.size or (old.size == new.size and (path or old.root != new.root)):
        refuse(f"{new} is not a continuation of {old}: what was sealed then is not what is sealed now")
    if old.size in {0, new.size}:
        return
    steps = list(path)
    if not old.size & (old.size - 1):
        steps.insert(0, old.root)
    at, last = old.size - 1, new.size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not steps:
        refuse("a link that is too short")
    before = after = steps[0]
    for one in steps[1:]:
        if last == 0:
            refuse("a link that is too long")
        if at & 1 or at == last:
            before, after = node(one, before), node(one, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node(after, one)
        at, last = at >> 1, last >> 1
    if last or before != old.root or after != new.root:
        refuse(f"{new} is not a continuation of {old}: what was sealed then is not what is sealed now")


# -- a bundle -------------------------------------------------------------------------------------------------------

_SEAL: Final = re.compile(r"([^\n ]+) export\nsha256 ([0-9a-f]{64})\n")
_EVENT: Final = re.compile(
    rb'\{"position":(\d{1,18}),"stream":("(?:[^"\\]|\\.)*"),"version":(\d{1,18}),"topic":("(?:[^"\\]|\\.)*"),'
    rb'"state":(.*)\}\n',
    re.DOTALL,
)
_LOGGED: Final = re.compile(
    rb'\{"position":\d{1,18},"stream":("(?:[^"\\]|\\.)*"),"version":(\d{1,18}),"topic":"(?:[^"\\]|\\.)*",'
    rb'"state":"[0-9a-f]{64}"\}\n'
)
_PIECE: Final = 1 << 20
_ALL: Final = "all"


@dataclass
class Verified:
    """What a bundle proves."""

    scope: str
    """`all`, or the community whose life it tells."""
    events: int
    head: Head
    key: Key
    anchored: bool
    """Whether the key was given by whoever verifies; a bundle alone can't say whose key it is."""
    held: Sequence[Head] = ()
    """Heads of those given that it continues."""
    heads: int = 0
    complete: bool = True
    """Whether it is certain that nothing was left out at the end of a stream."""
    streams: dict[str, int] = field(default_factory=dict)
    """With the number of the last event in each."""


def verify(
    bundle: Path,
    trusted: Key | None = None,
    held: Sequence[Note] = (),
    progress: Progress = lambda _done, _of: None,
) -> Verified:
    """Raises `NotVerified` where anything at all in a bundle is not as it was sealed.

    `held` are heads that whoever verifies was given before: what they sealed must be in this bundle, unchanged.
    """
    try:
        with bundle.open("rb") as file:
            return _verify(file, trusted, held, progress)
    except RecursionError as wrong:
        raise NotVerified("it can't be read as a bundle: something in it is nested without end") from wrong
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, LookupError) as wrong:
        # NotImplementedError, an unknown way of packing, is a RuntimeError.
        raise NotVerified(f"it can't be read as a bundle: {wrong}") from wrong


def _verify(file: BinaryIO, trusted: Key | None, held: Sequence[Note], progress: Progress) -> Verified:
    seal = _seal(file)
    with zipfile.ZipFile(file) as archive:
        manifest = _manifest(archive)
        key = trusted or Key.parse(manifest["key"])
        written = _text(archive, "statements.txt")
        stated = notes(written)
        if "\n".join(map(str, stated)) != written:
            refuse("its statements are not written as they are")
        known, given = set(stated), set(held)
        statements = Statements.verified([*stated, *given - known], key)
        heads = [head for head in statements.heads if head.note in known]
        found = _Bundle(archive, manifest, heads, [head for head in statements.heads if head.note in given])
        _must_be_sealed(seal, found.head, statements.keys)
        found.verify(progress)
        return Verified(
            scope=found.scope,
            events=found.count,
            head=found.head,
            key=key,
            anchored=trusted is not None,
            held=found.held,
            heads=len(found.heads),
            complete=found.complete,
            streams=found.streams,
        )


def _seal(file: BinaryIO) -> Note:
    """The note in the comment of the archive, over every byte before it; refuses where one of those was changed."""
    length = file.seek(0, 2)
    tail_at = max(0, length - 22 - 0xFFFF)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < 22 or int.from_bytes(tail[at + 20 : at + 22], "little") != len(tail) - at - 22:
        refuse("it is no bundle, or a part of it is missing")
    seal = Note.parse(tail[at + 22 :].decode())
    found = _SEAL.fullmatch(seal.text)
    digest = hashlib.sha256()
    file.seek(0)
    left = tail_at + at + 22
    while left:
        piece = file.read(min(left, _PIECE))
        if not piece:
            refuse("it grew shorter while it was read")
        digest.update(piece)
        left -= len(piece)
    if found is None or digest.hexdigest() != found[2]:
        refuse("it was changed after it was sealed: its bytes are not those that the seal names")
    return seal


def _must_be_sealed(seal: Note, head: Head, keys: Sequence[Key]) -> None:
    """By the key of the last head, or one that came after it: an old one is perhaps in other hands."""
    since = next(place for place, key in enumerate(keys) if key.signed(head.note))
    if not any(key.signed(seal) for key in keys[since:]):
        refuse("its seal is not signed by the key of the record, nor by one that follows from it")


def _manifest(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    for entry in archive.infolist():
        _must_be_bounded(entry)
    names = [entry.filename for entry in archive.infolist()]
    if len(set(names)) != len(names) or {*names} - ALWAYS not in (frozenset(), PROOFS, {LOG}) or not {*names} >= ALWAYS:
        known = sorted(ALWAYS | PROOFS | {LOG})
        refuse(f"it holds {', '.join(map(repr, names[:10]))}; a bundle holds some of {', '.join(known)}, each once")
    manifest = json.loads(_text(archive, "manifest.json"))
    asked = {"format": str, "scope": str, "key": str, "events": int, "head": int}
    if not isinstance(manifest, dict) or any(type(manifest.get(name)) is not kind for name, kind in asked.items()):
        refuse("its manifest says too little")
    if manifest["format"] != FORMAT:
        refuse(f"it is written as {manifest['format'][:40]!r}; this program reads {FORMAT}: take a newer one")
    if (manifest["scope"] == _ALL) != ({*names} == ALWAYS):
        refuse("it holds proofs of single events where it tells of the whole record, or none where it does not")
    return manifest


def _text(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as packed:
        return b"".join(_bounded(packed, archive.getinfo(name))).decode()


def _bounded(packed: Any, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a file unpacks to, in pieces, up to what it says: whoever packs a bomb is told so."""
    left = entry.file_size
    while piece := packed.read(min(_PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            refuse(f"{entry.filename} holds more than it says")
        yield piece
    if left:
        refuse(f"{entry.filename} holds less than it says")


def _must_be_bounded(entry: zipfile.ZipInfo) -> None:
    most = MOST.get(entry.filename, entry.compress_size * EXPANSION + _PIECE)
    if entry.file_size > most or entry.flag_bits & 1 or entry.compress_type not in {0, 8}:
        refuse(f"{entry.filename} unpacks to {entry.file_size:,} bytes, or is packed in a way that bundles are not")


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    rest: list[bytes] = []
    held = 0
    with archive.open(name) as packed:
        for piece in _bounded(packed, archive.getinfo(name)):
            first, *more = piece.splitlines(keepends=True) if b"\n" in piece else [piece]
            for part in (first, *more):
                rest.append(part)
                held += len(part)
                if part.endswith(b"\n"):
                    yield b"".join(rest)
                    rest, held = [], 0
            if held > LONGEST_LINE:
                refuse(f"{name} has a line of more than {LONGEST_LINE:,} bytes")
    if rest:
        refuse(f"{name} ends within a line")


class _Bundle:
    """The contents of a bundle, against the heads that its statements hold."""

    def __init__(
        self, archive: zipfile.ZipFile, manifest: Mapping[str, Any], heads: Sequence[Head], held: Sequence[Head]
    ) -> None:
        self._archive = archive
        self.scope: str = manifest["scope"]
        self._told: int = manifest["events"]
        self.heads = list(heads)
        self.held = list(held)
        self.streams: dict[str, int] = {}
        self.count = self._position = 0
        if not self.heads or self.heads[-1].size != manifest["head"]:
            refuse("its manifest names another head than its statements end with")
        self.head = self.heads[-1]
        for one in held:
            if one.size > self.head.size:
                refuse(
                    f"you hold {one}, and this bundle ends at {self.head.size:,}: "
                    "it is older than your head, or the record was rolled back"
                )

    def verify(self, progress: Progress) -> None:
        self.complete = self.scope == _ALL or LOG in self._archive.namelist()
        if self.complete:
            self._verify_all(progress)
        else:
            self._verify_some(progress)
        if self.count != self._told:
            refuse(f"it holds {self.count:,} events, and its manifest tells of {self._told:,}")

    def _verify_all(self, progress: Progress) -> None:
        """Every event there is: the tree is built anew, and has to have the root of each head on its way."""
        tree = Range()
        waiting = sorted([*self.heads, *self.held], key=lambda head: head.size, reverse=True)
        for hashed in self._events() if self.scope == _ALL else self._logged():
            self._compare(waiting, tree)
            tree.add(hashed)
            if not tree.size % 1_000:
                progress(tree.size, self.head.size)
        self._compare(waiting, tree)
        if tree.size > self.head.size:
            refuse(f"it holds {tree.size:,} events, and {self.head} tells of fewer: the last were added")
        if tree.size < self.head.size:
            refuse(f"it holds {tree.size:,} events, and {self.head} tells of more: the rest is missing")
        progress(tree.size, self.head.size)

    def _compare(self, waiting: list[Head], tree: Range) -> None:
        while waiting and waiting[-1].size == tree.size:
            head = waiting.pop()
            if head.root != tree.root:
                refuse(f"what it holds is not what {head} sealed; the events before are sound up to the head before")

    def _verify_some(self, progress: Progress) -> None:
        """The life of one community: each event by a proof, and every head by a link to the last."""
        proofs = _lines(self._archive, "proofs.ndjson")
        last = -1
        for hashed in self._events():
            index, path = _path(next(proofs, b""), "index")
            if index <= last or root_by_inclusion(hashed, index, self.head.size, path) != self.head.root:
                refuse(f"the event at position {self._position:,} is not what {self.head} sealed")
            last = index
            if not self.count % 1_000:
                progress(self.count, self._told)
        if next(proofs, None) is not None:
            refuse("it holds more proofs than events")
        links = dict(_path(line, "from") for line in _lines(self._archive, "links.ndjson"))
        for head in [*self.heads, *self.held]:
            if 0 < head.size < self.head.size and head.size not in links:
                refuse(f"it has no link from {head}; ask for one that was exported with `--since` and that head")
            must_be_consistent(head, self.head, links.get(head.size, ()))
        progress(self.count, self._told)

    def _logged(self) -> Iterator[bytes]:
        """The hash of each event of the whole record; refuses where one of those that belong here is not here."""
        events = self._events()
        awaited = next(events, None)
        for line in _lines(self._archive, LOG):
            found = _LOGGED.fullmatch(line)
            if found is None:
                refuse("its log is not written as they are")
            hashed = hashlib.sha256(b"\0" + line[:-1]).digest()
            if hashed == awaited:
                awaited = next(events, None)
            elif belongs(json.loads(found[1]), self.scope):
                refuse(f"event {int(found[2])} of {json.loads(found[1])} is left out of this bundle, or told otherwise")
            yield hashed
        if awaited is not None:
            refuse(f"the event at position {self._position:,} is not what {self.head} sealed")

    def _events(self) -> Iterator[bytes]:
        """The hash of each; refuses what is not in order."""
        for line in _lines(self._archive, "events.ndjson"):
            found = _EVENT.fullmatch(line)
            if found is None:
                refuse(f"line {self.count + 1:,} of its events is not written as they are")
            stream, topic = json.loads(found[2]), json.loads(found[4])
            position, version = int(found[1]), int(found[3])
            begins = prefix(position, stream, version, topic)
            if not line.startswith(begins):
                refuse(f"line {self.count + 1:,} of its events is not written as they are")
            if position <= self._position:
                refuse(f"the event at position {position:,} stands out of order")
            before = self.streams.get(stream)
            if version != before + 1 if before is not None else version not in FIRST:
                refuse(f"event {version} of {stream} follows {before or 0}: there is one missing")
            self._position, self.streams[stream] = position, version
            self.count += 1
            yield leaf(begins, found[5])


def spelt(path: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(step).decode() for step in path]


def path_line(name: str, number: int, path: Sequence[bytes]) -> bytes:
    """A proof, as a line."""
    return json.dumps({name: number, "path": spelt(path)}).encode() + b"\n"


def _path(line: bytes, number: str) -> tuple[int, list[bytes]]:
    told = json.loads(line or b"null")
    if not isinstance(told, dict) or type(told.get(number)) is not int or not isinstance(told.get("path"), list):
        refuse("a proof is missing, or not written as they are")
    path = [decoded(step, "a proof") if isinstance(step, str) else b"" for step in told["path"]]
    if any(len(step) != 32 for step in path) or len(path) > 128 or path_line(number, told[number], path) != line:
        refuse("a proof is not written as they are")
    return told[number], path


# -- as a program ---------------------------------------------------------------------------------------------------


def report(found: Verified) -> str:
    """What was verified, in sentences."""
    what = "the whole record" if found.scope == _ALL else found.scope
    lines = [
        f"Verified: {found.events:,} events of {what}, in {len(found.streams):,} streams, as sealed by {found.head}.",
        *(
            f"It continues {head}, which you hold: nothing that was sealed then was changed since."
            for head in found.held
        ),
    ]
    if not found.anchored:
        lines += [
            f"It is signed by the key {found.key}.",
            "Whose key that is, no bundle can say: compare it with the one you were given, or verify with --key.",
        ]
    if not found.complete:
        lines.append("That nothing is left out at the end of a stream, one exported with --complete can prove.")
    return "\n".join(map(_line, lines))


def _line(text: str) -> str:
    """Whatever a bundle says of itself stays on its line, and moves no cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 where everything in the bundle is as it was sealed, 1 where anything is not."""
    parser = argparse.ArgumentParser(description="Verifies a bundle of evidence, offline.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--key", help="the record's public key, which you got another way than with the bundle")
    parser.add_argument("--head", type=Path, action="append", default=[], help="a head that you were given before")
    asked = parser.parse_args(arguments)

    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done:>12,} of {of:,} events" + ("\n" if done == of else ""))

    try:
        trusted = Key.parse(asked.key) if asked.key else None
        held = [note for file in asked.head for note in notes(file.read_text(encoding="utf-8"))]
        found = verify(asked.bundle, trusted, held, progress)
    except (NotVerified, OSError, ValueError) as wrong:
        sys.stderr.write(f"NOT VERIFIED: {_line(str(wrong))}\n")
        return 1
    sys.stdout.write(report(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

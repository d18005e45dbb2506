"""Bundles that somebody changed, or made up."""

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ledger.notary.bundle import seal
from ledger.notary.keys import SigningKey
from ledger.notary.verify import prefix
from tests.audit.sealed import signing_key

Change = Callable[[bytes], bytes]
OURS: Final = signing_key(1)
THEIRS: Final = signing_key(2)


@dataclass(frozen=True)
class Forgery:
    """What is done to which file of a bundle, who seals it, and what the verifier has to say."""

    name: str
    says: str
    changes: Mapping[str, Change] = field(default_factory=dict)
    key: SigningKey = OURS
    """Ours, where whoever exports is the one who forges."""
    of: str = "garden"
    """To which bundle it is done: `garden` has one life with proofs, `complete` with the log, `whole` everything."""
    more: Callable[[zipfile.ZipFile], object] = lambda _: None


def contents(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forged(
    bundle: Path,
    changes: Mapping[str, Change],
    key: SigningKey = OURS,
    more: Callable[[zipfile.ZipFile], object] = lambda _: None,
) -> Path:
    """The same bundle with other contents, sealed with a key, beside it."""
    path = bundle.with_name("forged.zip")
    files = contents(bundle)
    with path.open("w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name, changes.get(name, lambda same: same)(text))
            more(archive)
        seal(file, key)
    return path


def line(number: int, change: Change) -> Change:
    def does(text: bytes) -> bytes:
        lines = text.splitlines(keepends=True)
        lines[number] = change(lines[number])
        return b"".join(lines)

    return does


def replaced(old: bytes, new: bytes) -> Change:
    def does(text: bytes) -> bytes:
        assert old in text, text[:300]
        return text.replace(old, new)

    return does


def without(_: bytes) -> bytes:
    return b""


def swapped(text: bytes) -> bytes:
    first, second, *rest = text.splitlines(keepends=True)
    return b"".join([second, first, *rest])


def manifest(**changes: object) -> Change:
    return lambda text: json.dumps(json.loads(text) | changes).encode()


def one_less(text: bytes) -> bytes:
    told = json.loads(text)
    return json.dumps(told | {"events": told["events"] - 1}).encode()


def last_of_the_garden_left_out(text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    lines.pop(max(number for number, one in enumerate(lines) if b"/garden" in one))
    return b"".join(lines)


def with_one_more(text: bytes) -> bytes:
    """A policy's, which nobody would miss."""
    return text + prefix(900, "policy/made-up", 1, "policy.named") + b'{"v":1}}\n'


def one_more(text: bytes) -> bytes:
    told = json.loads(text)
    return json.dumps(told | {"events": told["events"] + 1}).encode()


def last_twice(text: bytes) -> bytes:
    return text + text.splitlines(keepends=True)[-1]


def last_left_out(text: bytes) -> bytes:
    return b"".join(text.splitlines(keepends=True)[:-1])


def signed_by_them(text: bytes) -> bytes:
    """The last head anew, over a root of their own."""
    notes = text.decode().split("\n\n")
    told = notes[-2].replace(notes[-2].split("\n")[2], "A" * 43 + "=")
    return ("\n\n".join(notes[:-2]) + "\n\n" + str(THEIRS.sign(told + "\n"))).encode()


def _bomb(archive: zipfile.ZipFile) -> None:
    """Never made, only promised."""
    archive.infolist()[-1].file_size = 1 << 34


def _really_a_bomb(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("links.ndjson")
    entry.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(entry, "w") as packed:
        for _ in range(300):
            packed.write(bytes(1 << 20))


def _many(archive: zipfile.ZipFile) -> None:
    archive.writestr("events.ndjson", b"")


FORGERIES: Final = (
    Forgery(
        "an event is changed, and sealed by another key",
        "its seal is not signed by the key of the record",
        {"events.ndjson": line(0, replaced(b"anna", b"bert"))},
        THEIRS,
    ),
    Forgery(
        "an event is changed by whoever exports",
        "is not what the head of",
        {"events.ndjson": line(0, replaced(b"anna", b"bert"))},
    ),
    Forgery(
        "the same in the whole record",
        "is not what the head of",
        {"events.ndjson": line(0, replaced(b"anna", b"bert"))},
        of="whole",
    ),
    Forgery(
        "an event is left out of a life",
        "there is one missing",
        {"events.ndjson": line(1, without), "proofs.ndjson": line(1, without), "manifest.json": one_less},
    ),
    Forgery(
        "the last event of a stream is left out of a life that is complete",
        "is left out of this bundle",
        {"events.ndjson": line(-1, without), "manifest.json": one_less},
        of="complete",
    ),
    Forgery(
        "it is left out of the log too",
        "the rest is missing",
        {"events.ndjson": line(-1, without), "log.ndjson": last_of_the_garden_left_out, "manifest.json": one_less},
        of="complete",
    ),
    Forgery(
        "the log tells another hash",
        "is not what the head of",
        {"log.ndjson": line(100, lambda one: one[:-4] + (b"0" if one[-4:-3] == b"1" else b"1") + one[-3:])},
        of="complete",
    ),
    Forgery(
        "an event is added to a life that is complete",
        "is not what the head of",
        {"events.ndjson": with_one_more, "manifest.json": one_more},
        of="complete",
    ),
    Forgery(
        "an event is added at the end of the whole record",
        "tells of fewer",
        {"events.ndjson": with_one_more, "manifest.json": one_more},
        of="whole",
    ),
    Forgery("there are more proofs than events", "more proofs than events", {"proofs.ndjson": last_twice}),
    Forgery(
        "an event is left out of the whole record",
        "the rest is missing",
        {"events.ndjson": line(155, without), "manifest.json": one_less},
        of="whole",
    ),
    Forgery(
        "the last event is left out, and the head of before is the last",
        "its manifest names another head",
        {
            "events.ndjson": last_left_out,
            "manifest.json": one_less,
            "statements.txt": lambda text: b"\n\n".join(text.split(b"\n\n")[:-2]) + b"\n",
        },
        of="whole",
    ),
    Forgery("two events change places", "there is one missing", {"events.ndjson": swapped, "proofs.ndjson": swapped}),
    Forgery(
        "an event is told twice",
        "stands out of order",
        {"events.ndjson": line(0, lambda one: one * 2), "proofs.ndjson": line(0, lambda one: one * 2)},
    ),
    Forgery(
        "an event is said to be another's",
        "is not what the head of",
        {"events.ndjson": line(0, replaced(b"community/garden", b"community/kitchen"))},
    ),
    Forgery("proofs change places", "is not what the head of", {"proofs.ndjson": swapped}),
    Forgery("proofs are missing", "a proof is missing", {"proofs.ndjson": without}),
    Forgery(
        "a proof is longer than the tree is high",
        "a path that is too long",
        {"proofs.ndjson": line(0, replaced(b'"]}', b'", "' + b"A" * 43 + b'="]}'))},
    ),
    Forgery("a head is another's", "is not signed by the key", {"statements.txt": signed_by_them}),
    Forgery(
        "a head is changed",
        "was changed after it was signed",
        {"statements.txt": replaced(b"position 20\n", b"position 21\n")},
    ),
    Forgery("links are missing", "it has no link from the head of", {"links.ndjson": without}),
    Forgery(
        "the key is another's, and everything is signed by it",
        "its seal is not signed",
        {"manifest.json": manifest(key=str(THEIRS.public))},
        THEIRS,
    ),
    Forgery(
        "one community's life is said to be the whole record",
        "proofs of single events where it tells of the whole record",
        {"manifest.json": manifest(scope="all")},
    ),
    Forgery("the manifest tells of another number", "its manifest tells of 7", {"manifest.json": manifest(events=7)}),
    Forgery("the manifest is no object", "its manifest says too little", {"manifest.json": lambda _: b"[[]]"}),
    Forgery("the manifest is nested without end", "can't be read", {"manifest.json": lambda _: b"[" * 100_000}),
    Forgery("it is written in another form", "take a newer one", {"manifest.json": manifest(format="perennial/9")}),
    Forgery("a file is to be unpacked elsewhere", "it holds ", more=lambda archive: archive.writestr("../../x", b"")),
    Forgery("a file has the name of a root", "it holds ", more=lambda archive: archive.writestr("/etc/passwd", b"")),
    Forgery("a file is there twice", "each once", more=_many),
    Forgery("a file says that it unpacks to sixteen gigabytes", "unpacks to 17,179,869,184 bytes", more=_bomb),
    Forgery(
        "a file unpacks to three hundred megabytes from a few kilobytes",
        "unpacks to 314,572,800 bytes",
        of="whole",
        more=_really_a_bomb,
    ),
)

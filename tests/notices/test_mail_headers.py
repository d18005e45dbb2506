"""A letter reads back as one from us, for one person, with its subject: whatever a name or a title is made of."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.notices.letter import Item, Letter
from adapters.notices.mail import Mail, sender
from adapters.notices.mail_server import MailServer
from vocabulary.plain_text import one_line

LONGEST_LINE = 998
"""Bytes, without its end (RFC 5322, 2.1.1)."""
PIECES = (
    *('"', "\\", "<", ">", "(", ")", ",", ";", ":", "@", ".", "[", "]", "=?", "?=", "=", "_", "%", " ", "\t", "\n"),
    *(", boss@evil.example, ", "<boss@evil.example>", "=?utf-8?q?a=2C_?=", "a", "word", "x" * 70, "ä" * 40, "née"),
    *("漢字", "😀", "\u200b", "\xad", "\ufeff", "\xa0", "\u3000", "\u0301", "\uffff", "\x85", "\u202e", "\u2028"),
)
WRITTEN = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=60).map(lambda pieces: "".join(pieces)[:200]),
    st.text(alphabet=' ab,"\\<>@.()äé=?', max_size=200),
)
LONG_NAMES = (
    "Lovelace, Ada (Department of Mathematics and Engineering, Second Floor, Building Twelve)",
    "Countess of Lovelace, Ada Augusta King-Noel, née Byron, Department of Analytical Engines",
    "boss@evil.example" + ", q" * 30,
    "x" * 70 + ", boss@evil.example, y",
    'a\\", boss@evil.example, "' + "b " * 60,
)


def sent(name: str, subject: str = "S", by: str = "Perennial <perennial@example.org>") -> bytes:
    item = Item("S", "text", "after")
    letter = Letter(
        key="k",
        subject=subject,
        items=(item,),
        signature="sig",
        footer="f",
        person="ada",
        name=name,
        address="ada@example.org",
    )
    mail = Mail(MailServer("127.0.0.1", 25), sender(by), lambda: datetime(2026, 3, 2, tzinfo=UTC))
    return mail.message(letter).as_bytes()


def shown(written: str) -> str:
    """What a header is to say: one line, in which nothing looks encoded."""
    return one_line(written).replace("=?", "= ?")


@given(name=WRITTEN)
@example(name=LONG_NAMES[0])
@example(name=LONG_NAMES[1])
@example(name=LONG_NAMES[2])
@example(name=LONG_NAMES[3])
@example(name=LONG_NAMES[4])
def test_a_letter_is_for_one_person_whatever_their_name(name: str) -> None:
    raw = sent(name)
    (to,) = message_from_bytes(raw, policy=default)["To"].addresses
    assert to.addr_spec == "ada@example.org"
    # Python 3.11 reads a blank between two encoded words, where RFC 2047 has none.
    assert to.display_name.replace(" ", "") == shown(name).replace(" ", "")
    old = message_from_bytes(raw)["To"]
    ((encoded, address),) = getaddresses([old])
    assert address == "ada@example.org"
    assert str(make_header(decode_header(encoded))) == shown(name)


@given(title=WRITTEN)
def test_a_title_reads_back_as_it_is(title: str) -> None:
    raw = sent("Ada", title)
    assert str(message_from_bytes(raw, policy=default)["Subject"]) == shown(title)


@given(name=WRITTEN, title=WRITTEN)
def test_no_line_is_too_long_and_no_header_is_added(name: str, title: str) -> None:
    raw = sent(name, title)
    assert max(map(len, raw.split(b"\r\n"))) <= LONGEST_LINE
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert sorted(message_from_bytes(raw).keys()) == sorted(message_from_bytes(sent("Ada")).keys())


@pytest.mark.parametrize("name", LONG_NAMES[:4])
def test_so_it_is_with_whoever_sends_it(name: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    raw = sent("Ada", by=f'"{quoted}" <perennial@example.org>')
    (by,) = message_from_bytes(raw, policy=default)["From"].addresses
    assert by.addr_spec == "perennial@example.org"


def test_a_name_of_words_stands_there_as_it_is() -> None:
    assert b"\r\nTo: Ada Lovelace <ada@example.org>\r\n" in sent("Ada Lovelace")
    assert b'\r\nTo: "Lovelace, Ada" <ada@example.org>\r\n' in sent("Lovelace, Ada")
    assert b"\r\nTo: ada@example.org\r\n" in sent("")
    assert b"\r\nSubject: Review the proposal: Gardeners\r\n" in sent("Ada", "Review the proposal: Gardeners")

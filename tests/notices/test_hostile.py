"""What people write stays text: it never becomes a header, markup, or a template."""

from email.message import EmailMessage

import pytest

from adapters.directory import Entry
from tests.notices.post_office import PostOffice, html, plain
from tests.notices.world import MARA, World, rules
from vocabulary.plain_text import one_line

EVIL = "Budget\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script> {{ name }} {% for x in y %} \u202etxt.exe"
NAMES = (
    "Mara\r\nBcc: all@example.org",
    'Mara" <evil@example.org>, "x',
    "Mara, Director <evil@example.org>",
    "<img src=x onerror=alert(1)>",
    "{{ ''.__class__.__mro__ }}",
    "=?utf-8?q?Bcc:_all@example.org?=",
    "Mára Müstër 🌱",
    "\x85Bcc: all@example.org\u2028Bcc: all@example.org",
)


def headers(mail: EmailMessage) -> set[str]:
    return {name.lower() for name in mail}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_changes_neither_headers_nor_recipients(mailed: World, post: PostOffice, name: str) -> None:
    mailed.open(staff=(Entry.model_construct(**MARA.model_dump() | {"name": name}),))
    mailed.ask()
    assert mailed.tell() == 1
    (mail,) = post.mails
    assert post.envelopes == [("perennial@example.org", ["mara@example.org"])]
    assert "bcc" not in headers(mail)
    assert [one.addr_spec for one in mail["To"].addresses] == ["mara@example.org"]
    assert mail["To"].addresses[0].display_name == one_line(name).replace("=?", "= ?")
    assert "<img" not in html(mail)
    assert "Dear " + one_line(name) in " ".join(plain(mail).split())


def test_a_title_changes_neither_headers_nor_markup_nor_is_it_a_template(mailed: World, post: PostOffice) -> None:
    mailed.open()
    mailed.ask(title=EVIL)
    assert mailed.tell() == 1
    (mail,) = post.mails
    assert headers(mail) == headers_of_ours()
    assert "<script>" not in html(mail)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ name }} {% for x in y %}" in html(mail)
    assert "{{ name }} {% for x in y %}" in plain(mail)
    assert "\u202e" not in plain(mail) + html(mail) + str(mail["Subject"])
    assert str(mail["Subject"]).startswith("Budget Bcc: all@example.org <script>")
    assert len(str(mail["Subject"]).splitlines()) == 1


def test_a_reason_that_somebody_gave_stays_text(mailed: World, post: PostOffice) -> None:
    mailed.open()
    mailed.ask(edit_resets_clock=True)
    mailed.tell()
    mailed.do("gardeners.x.1", "restart", EVIL)
    mailed.tell()
    mail = post.mails[-1]
    assert headers(mail) == headers_of_ours()
    assert "<script>" not in html(mail)
    assert "{{ name }}" in plain(mail)


def test_a_policy_puts_it_in_its_own_words(mailed: World, post: PostOffice) -> None:
    words = {
        "signature": "The <b>knowledge</b> team",
        "opened": {"subject": "{{ title|upper }}\n by {{ due }}", "text": "Liebe {{ name }}: <b>{{ title }}</b>"},
    }
    mailed.open(policy=rules(notices=words))
    mailed.ask(title="Approve <it>")
    mailed.tell()
    (mail,) = post.mails
    assert mail["Subject"] == "APPROVE <IT> by 16 March 2026, 09:00 UTC"
    assert "Liebe Mara Muster: <b>Approve <it></b>" in plain(mail)
    assert "&lt;b&gt;Approve &lt;it&gt;&lt;/b&gt;" in html(mail)
    assert "The &lt;b&gt;knowledge&lt;/b&gt; team" in html(mail)
    assert "perennial task open" in plain(mail)  # whatever the words are, the link comes with them


def test_the_words_are_those_that_were_adopted_when_it_happened(mailed: World, post: PostOffice) -> None:
    mailed.open()
    mailed.ask("a.1")
    mailed.fill()
    mailed.publish(rules(notices={"opened": {"subject": "Later words"}}))
    mailed.ask("b.1")  # the community lives by the first version still
    mailed.tell()
    assert {str(mail["Subject"]) for mail in post.mails} == {"Review the proposal: Gardeners (in 14 days)"}


def headers_of_ours() -> set[str]:
    return {
        *("from", "to", "subject", "date", "message-id", "references", "auto-submitted", "x-auto-response-suppress"),
        *("mime-version", "content-type"),
    }

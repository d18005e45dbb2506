"""The commands around notices: what was told, links, calendars, preferences, and what is left of the erased."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from icalendar import Calendar

from adapters.notices.links import LinkKey
from adapters.notices.outbox import Outbox
from bootstrap.link_key import link_key
from bootstrap.notices import delivery_of, ways_of
from bootstrap.settings import BadSetting, Settings
from tests.cli.conftest import office as office
from tests.cli.office import Office
from tests.notices.post_office import PostOffice, plain
from tests.notices.world import token_in

pytestmark = pytest.mark.slow

PEOPLE = """\
id,name,roles,address,time_zone
kim,Kim Probe,km,kim@example.org,Europe/Zurich
mara,Mara Muster,management,mara@example.org,
"""
TASK = "data-engineering.km_review.1"


class Told(Office):
    def tell(self) -> None:
        """What the notifier does."""
        from adapters.notices.filling import FOLLOWER, INTEREST, Filling
        from ledger.follower import Follower

        settings = Settings.load()

        def now() -> datetime:
            return datetime.now(UTC)

        Follower(self.database, FOLLOWER, Filling(ways_of(settings), now).apply, interest=INTEREST).catch_up()
        with psycopg.connect(self.database, autocommit=True) as connection:
            delivery = delivery_of(settings, now)
            assert delivery.take_post(connection)
            while delivery.deliver(connection):
                pass


@pytest.fixture
def told(office: Office, post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> Told:
    """The KM team was asked, and told by mail."""
    monkeypatch.setenv("PERENNIAL_MAIL_URL", post.url)
    monkeypatch.setenv("PERENNIAL_MAIL_FROM", "perennial@example.org")
    for name in ("PERENNIAL_LINK_KEY", "PERENNIAL_PUBLIC_URL", "PERENNIAL_NOTICE_URLS"):
        monkeypatch.delenv(name, raising=False)
    found = Told(office.folder, office.database, office.capture)
    assert found("import", "people", found.write("people.csv", PEOPLE), "--as", "kim").code == 0
    found.proposed()
    found.tell()
    return found


def test_what_was_told_is_listed_and_shown(told: Told) -> None:
    listed = told("notices", "--json").json
    assert [(one["kind"], one["person"], one["state"]) for one in listed["notices"]] == [("opened", "kim", "sent")]
    assert told("notices").out.splitlines()[-1] == "0 waiting, 0 dead, 0 perhaps sent twice"
    shown = told("notices", "show", listed["notices"][0]["key"])
    assert "Review the proposal: Data Engineering" in shown.out
    assert "task open" not in shown.out
    assert told("notices", "--state", "dead", "--json").json["notices"] == []
    assert told("notices", "--person", "mara", "--json").json["notices"] == []


def test_a_notice_that_does_not_exist_or_is_not_dead_is_refused(told: Told) -> None:
    assert told("notices", "show", "nothing").sentence == "there is no notice 'nothing'; `perennial notices` lists them"
    (one,) = told("notices", "--json").json["notices"]
    refused = told("notices", "retry", one["key"])
    assert (refused.code, "only dead notices are tried again" in refused.sentence) == (2, True)
    assert told("notices", "retry").code == 2
    assert told("notices", "retry", "--dead").out == "There is nothing dead.\n"


def test_dead_letters_are_seen_and_tried_again(told: Told, post: PostOffice) -> None:
    post.refusals["mara@example.org"] = "550 5.1.1 no"
    assert told("task", "decide", TASK, "approve", "--as", "km:kim").code == 0
    told.clock()
    told.tell()
    assert told("notices").out.splitlines()[-1] == "0 waiting, 1 dead, 0 perhaps sent twice"
    findings = {one["part"]: one for one in told("doctor", "--json").json}
    assert findings["notices"]["sound"] is False
    assert "perennial notices --state dead" in findings["notices"]["mend"]
    post.refusals.clear()
    assert told("notices", "retry", "--dead").out == "1 will be tried again.\n"
    told.tell()
    assert len(post.to("mara@example.org")) == 1


def test_a_link_is_opened_and_answers(told: Told, post: PostOffice) -> None:
    (mail,) = post.mails
    link = token_in(plain(mail))
    opened = told("task", "open", link)
    assert "kim (km)" in opened.out
    assert f"perennial task open {link} --decide approve" in opened.out
    assert told("task", "open", link, "--json").json["task"] == TASK
    answered = told("task", "open", link, "--decide", "approve")
    assert answered.out == f"{TASK}: approve, answered by kim (km). data-engineering is in stage approval.\n"
    again = told("task", "open", link, "--decide", "approve")
    assert again.code == 2
    assert f"{TASK} is closed: kim (km) answered 'approve'" in again.sentence


def test_a_link_that_is_none_is_refused_in_a_sentence(told: Told, post: PostOffice) -> None:
    refused = told("task", "open", "https://perennial.example.org/t/forged")
    assert (refused.code, refused.sentence.split(";")[0]) == (
        2,
        "this link was not written here, or was changed on its way",
    )
    link = token_in(plain(post.mails[0]))
    assert "was sent to kim and answers for nobody else" in told("task", "open", link, "--as", "mara").sentence


def test_the_key_of_links_is_made_once_and_is_its_owners_alone(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(Settings.load().home) / "link.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert link_key(Settings.load()) == link_key(Settings.load())
    monkeypatch.setenv("PERENNIAL_LINK_KEY", "short")
    with pytest.raises(BadSetting, match="PERENNIAL_LINK_KEY is too short for a key"):
        link_key(Settings.load())


def test_a_person_says_how_often_to_hear_and_an_import_leaves_that_alone(told: Told) -> None:
    assert told("person", "prefer", "kim", "--digest", "daily").out.startswith("kim hears once a day")
    assert told("import", "people", told.write("people.csv", PEOPLE), "--as", "kim").out.startswith("0 new, 0 changed")
    assert told("person", "show", "kim", "--json").json["digest"] == "daily"
    with_digest = PEOPLE.replace("time_zone", "time_zone,digest").replace("Zurich", "Zurich,immediate")
    assert "1 changed" in told("import", "people", told.write("p.csv", with_digest), "--as", "kim").out
    assert told("person", "show", "kim", "--json").json["digest"] == "immediate"
    assert "knows no 'nobody'" in told("person", "prefer", "nobody", "--digest", "daily").sentence


def test_a_calendar_is_fetched_by_what_was_shown_once(told: Told, tmp_path: Path) -> None:
    secret = told("person", "feed", "kim", "--json").json["secret"]
    written = told("calendar", secret, "-o", str(tmp_path / "due.ics"))
    assert written.out.endswith("due.ics holds 1 due dates.\n")
    (event,) = Calendar.from_ical((tmp_path / "due.ics").read_bytes()).walk("VEVENT")
    assert event["UID"] == f"{TASK}@perennial"
    assert "--renew" in told("person", "feed", "kim").sentence
    assert told("person", "feed", "kim", "--renew").code == 0
    assert told("calendar", secret).code == 2


def test_of_the_erased_nothing_is_left_but_an_id(told: Told, post: PostOffice) -> None:
    link = token_in(plain(post.mails[0]))
    secret = told("person", "feed", "kim", "--json").json["secret"]
    with psycopg.connect(told.database, autocommit=True) as connection:
        connection.execute("UPDATE notices.outbox SET state = 'pending'")
    assert told("person", "erase", "kim", "--reason", "left", "--as", "km:kim").code == 0
    told.tell()
    assert len(post.mails) == 1
    (one,) = told("notices", "--json").json["notices"]
    assert (one["state"], one["problem"]) == ("dropped", "the person was erased")
    shown = told("notices", "show", one["key"]).out
    assert "Kim Probe" not in shown
    assert "kim@example.org" not in shown
    assert told("calendar", secret).code == 2
    assert "not known any more" in told("task", "open", link).sentence
    with psycopg.connect(told.database) as connection:
        for table in ("outbox", "links", "feeds", "away", "passed_over"):
            rows = str(connection.execute(f"SELECT * FROM notices.{table}").fetchall())
            assert "Probe" not in rows
            assert "example.org" not in rows


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PERENNIAL_MAIL_URL", "http://user:hush@host", "PERENNIAL_MAIL_URL can't be read: expected smtp://"),
        ("PERENNIAL_MAIL_URL", "smtp://user:hush@host:port", "PERENNIAL_MAIL_URL can't be read: expected smtp://"),
        ("PERENNIAL_MAIL_FROM", "nobody", "PERENNIAL_MAIL_FROM can't be read: expected an address"),
        ("PERENNIAL_MAIL_FROM", "", "PERENNIAL_MAIL_URL is set and PERENNIAL_MAIL_FROM is not"),
        ("PERENNIAL_NOTICE_URLS", "hush://secret", "apprise does not understand one that begins with 'hush'"),
        ("PERENNIAL_NOTICE_URLS", "boss=json://host", "'boss' is no role; write one of"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named_without_what_is_secret_in_it(
    told: Told, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting) as refused:
        delivery_of(Settings.load(), lambda: datetime.now(UTC))
    assert says in str(refused.value)
    assert "hush@" not in str(refused.value)


def test_a_link_of_another_installation_is_not_ours(told: Told, post: PostOffice) -> None:
    with psycopg.connect(told.database) as connection:
        assert Outbox(connection).get("x") is None
    assert LinkKey(link_key(Settings.load())).read(token_in(plain(post.mails[0]))).person == "kim"

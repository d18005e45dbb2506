"""Due dates by a secret address: whoever has it sees what waits for one person, and nobody else's name."""

import pytest
from icalendar import Calendar

from adapters.directory import open_directory
from adapters.notices.calendar import calendar_of
from adapters.notices.feeds import Feeds
from projections.projector import Projector
from tests.notices.world import LEE, World
from vocabulary.people import Role
from vocabulary.refusals import FeedExists, FeedNotFound


@pytest.fixture
def busy(world: World) -> World:
    """Something waits for the KM team, for Management, and for the lead."""
    world.open()
    world.review(title="Review,\r\nBEGIN:VALARM; it")
    world.ask("m.1", title="Management's own")
    world.ask("l.1", title="The lead's own", assigned_to=Role.LEAD)
    projector = Projector(world.url)
    projector.prepare()
    projector.catch_up()
    return world


def calendar(world: World, person: str) -> Calendar:
    with world.connected() as connection:
        found: Calendar = Calendar.from_ical(calendar_of(connection, person))
    return found


def test_it_holds_what_the_person_may_answer_with_ids_that_stay(busy: World) -> None:
    for person, task in (("kim", "km_review.1"), ("mara", "m.1"), ("lee", "l.1")):
        (event,) = calendar(busy, person).walk("VEVENT")
        assert event["UID"] == f"gardeners.{task}@perennial"
        assert event.decoded("DTSTART").isoformat() == "2026-03-16T09:00:00+00:00"
    assert calendar(busy, "kim").to_ical() == calendar(busy, "kim").to_ical()


def test_it_leaves_out_what_waits_for_somebody_else_by_name(busy: World) -> None:
    busy.do("gardeners.km_review.1", "assign", ("kai",), None)
    busy.do("gardeners.m.1", "assign", ("kim",), None)
    Projector(busy.url).catch_up()
    assert [str(event["UID"]) for event in calendar(busy, "kim").walk("VEVENT")] == ["gardeners.m.1@perennial"]
    assert calendar(busy, "mara").walk("VEVENT") == []


def test_a_title_stays_one_line_of_text(busy: World) -> None:
    (event,) = calendar(busy, "kim").walk("VEVENT")
    assert str(event["SUMMARY"]) == "Review, BEGIN:VALARM; it (Gardeners)"
    assert calendar(busy, "kim").walk("VALARM") == []


def test_a_secret_opens_one_persons_calendar_until_it_is_renewed(busy: World) -> None:
    with busy.connected() as connection:
        feeds = Feeds(connection)
        first = feeds.make("kim", busy.now)
        assert feeds.whose(first) == "kim"
        assert feeds.whose(f"https://perennial.example.org/calendar/{first}.ics") == "kim"
        with pytest.raises(FeedExists, match="shown once; --renew"):
            feeds.make("kim", busy.now)
        second = feeds.make("kim", busy.now, renew=True)
        assert feeds.whose(second) == "kim"
        for wrong in (first, first[:-1], "", "kim", "' OR true --", "é\ud800"):
            with pytest.raises(FeedNotFound, match="no calendar at this address"):
                feeds.whose(wrong)
    assert second not in str(busy.rows("SELECT * FROM notices.feeds"))


def test_whoever_left_the_directory_has_no_calendar(busy: World) -> None:
    with open_directory(busy.url) as directory:
        directory.remove([LEE.id])
    with pytest.raises(FeedNotFound, match="does not know lee any more"):
        calendar(busy, "lee")

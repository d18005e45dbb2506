"""The leaderboard: figures of a period, their points, places, and where each point comes from."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from aggregates.ranking import Ranking
from aggregates.review_task import ReviewTask
from projections.catalogue import LEADERBOARD
from projections.leaderboard.explaining import explain
from projections.leaderboard.reading import Board, board, last_edition, programmes
from projections.partition import Partition
from projections.view import SCHEMA, Fact
from tests.projections.ranked import JANUARY, KIM, Ranked, Record, on, rules
from tests.projections.records import falls_to, numbered
from tests.support.databases import Database
from vocabulary.measures import COUNTS, Measure
from vocabulary.people import THE_CLOCK, Role
from vocabulary.periods import Period
from vocabulary.ranking import Placed
from vocabulary.refusals import CommunityNotFound, UnknownItem
from vocabulary.signs import ProductState

Connected = psycopg.Connection[Any]
LONG_AGO = on(3, 10, 2025)
SEEN_AT = on(11, 20)
TABLE = "leaderboard"


@pytest.fixture
def connection(database: Database) -> Iterator[Connected]:
    with psycopg.connect(database.app, autocommit=True) as connection:
        LEADERBOARD.create(connection, TABLE)
        LEADERBOARD.index(connection, TABLE)
        yield connection


@pytest.fixture
def record() -> Record:
    record = Record()
    record.publish(rules(), LONG_AGO - timedelta(days=30))
    return record


def wanted(record: Record) -> list[Fact]:
    return [fact for fact in numbered(record.facts) if fact.event.TOPIC in LEADERBOARD.handles]


def show(connection: Connected, record: Record, batches: Sequence[int] = ()) -> None:
    """All facts, cut into batches after these."""
    facts, begin = wanted(record), 0
    for end in [*batches, len(facts)]:
        if facts[begin:end]:
            LEADERBOARD.apply(connection, TABLE, facts[begin:end])
        begin = end


def ranking(connection: Connected, moment: datetime = SEEN_AT, at: datetime = SEEN_AT) -> Board:
    return board(connection, "guild", moment, at)


def only(connection: Connected, moment: datetime = SEEN_AT, at: datetime = SEEN_AT) -> Placed:
    (placed,) = ranking(connection, moment, at).placed
    return placed


def content(connection: Connected) -> dict[str, list[tuple[str]]]:
    """Every row, as text."""
    return {
        table: connection.execute(
            SQL("SELECT found::text FROM {} found ORDER BY 1").format(Identifier(SCHEMA, table))
        ).fetchall()
        for table in LEADERBOARD.tables()
    }


# -- figures --------------------------------------------------------------------------------------------------------


def test_a_community_of_which_nothing_is_known_is_ranked_without_points(connection: Connected, record: Record) -> None:
    record.launched("data", LONG_AGO)
    show(connection, record)
    placed = only(connection)
    assert (placed.community, placed.title, placed.place, placed.points) == ("data", "The data", 1, 0)
    assert set(placed.figures.values()) == {Decimal(0)}


def test_accepted_products_of_the_period_are_counted_and_drafts_are_not(connection: Connected, record: Record) -> None:
    data = record.launched("data", LONG_AGO)
    data.makes("Guideline", on(3))
    data.makes("Draft", on(3, 2), ProductState.DRAFT)
    data.makes("Old one", on(12, 30, 2025))
    show(connection, record)
    placed = only(connection)
    assert placed.figures[Measure.ACCEPTED_PRODUCTS] == 1
    assert placed.points - _active(placed) == Decimal("7.12")  # 20 * log 2 / log 7
    assert only(connection, on(6, 1, 2025)).figures[Measure.ACCEPTED_PRODUCTS] == 1


def _active(placed: Placed) -> Decimal:
    return (placed.figures[Measure.ACTIVE_SHARE] * 15).quantize(Decimal("0.01"))


def test_what_was_told_wrongly_counts_no_more(connection: Connected, record: Record) -> None:
    data = record.launched("data", LONG_AGO)
    guide = data.makes("Guideline", on(3))
    met = data.meets(on(3, 2), "ann", "bob")
    draft = guide.model_copy(update={"state": ProductState.DRAFT, "corrects": True})
    data.signs(draft, instead=guide, at=on(5))
    data.signs(met.model_copy(update={"people": ("ann",), "corrects": True}), instead=met, at=on(5))
    show(connection, record)
    placed = only(connection)
    assert placed.figures[Measure.ACCEPTED_PRODUCTS] == 0
    assert placed.figures[Measure.ACTIVE_SHARE] == Decimal("0.6667")  # ann and mia, of these and lee


@pytest.mark.parametrize("told_again_first", [True, False])
def test_a_product_that_is_moved_to_another_month_counts_there(
    connection: Connected, record: Record, told_again_first: bool
) -> None:
    """In one command the facts stand month by month: that it was told again may come before that it was taken back."""
    data = record.launched("data", LONG_AGO)
    guide = data.makes("Guideline", on(3))
    moved = guide.model_copy(update={"happened_at": on(2), "corrects": True})
    if told_again_first:
        data.signs(moved, at=on(5))
        data.takes_back(guide, at=on(5))
    else:
        data.takes_back(guide, at=on(5))
        data.signs(moved, at=on(5))
    show(connection, record)
    assert only(connection).figures[Measure.ACCEPTED_PRODUCTS] == 1


def test_a_lead_who_is_followed_by_another_carries_the_community_no_more(connection: Connected, record: Record) -> None:
    data = record.launched("data", LONG_AGO, members=("mia", "noa"))
    data.does("name_lead", "noa", "lee moved on", on(1, 5))
    data.does("change_core", (), ("noa",), None, on(1, 6))
    data.meets(on(6), "noa")
    show(connection, record)
    assert only(connection, on(6, 1, 2027)).figures[Measure.ACTIVE_SHARE] == 0
    assert only(connection).figures[Measure.ACTIVE_SHARE] == Decimal("0.3333")  # noa of lee (until 5 January), mia, noa


def test_the_active_share_is_who_was_seen_of_all_who_belong_to_it(connection: Connected, record: Record) -> None:
    data = record.launched("data", LONG_AGO, members=("mia", "max"))  # and lee, who leads it
    data.meets(on(11, 5, 2025), "old", "mia")
    data.meets(on(2), "mia", "new")
    data.meets(on(3), "mia")
    show(connection, record)
    assert only(connection).figures[Measure.ACTIVE_SHARE] == Decimal("0.4")  # mia, new of lee, mia, max, old, new
    assert only(connection, on(11, 5, 2025)).figures[Measure.ACTIVE_SHARE] == Decimal("0.5")  # of lee, mia, max, old


def test_the_active_share_is_of_as_many_as_were_counted(connection: Connected, record: Record) -> None:
    data = record.launched("data", LONG_AGO)
    data.meets(on(2), "mia", "ann")
    data.does("count_members", 8, on(3))
    data.does("count_members", 20, on(3, 1, 2027))
    show(connection, record)
    assert only(connection).figures[Measure.ACTIVE_SHARE] == Decimal("0.25")


def test_targets_count_by_how_much_of_the_period_each_year_fills(connection: Connected, record: Record) -> None:
    data = record.launched("data", on(7, 2, 2025))  # its second year fills the second half of 2026
    data.year(1, 200, delivered=["clinic", "guide"])
    data.year(2, 300, delivered=["clinic"])
    show(connection, record)
    figures = only(connection).figures
    assert figures[Measure.KPI_ATTAINMENT] == Decimal("0.5625")  # 0.75 in one half, 0.375 in the other
    assert figures[Measure.WORKPLAN_DELIVERED] == Decimal("0.75")
    assert only(connection, on(9, 1, 2025)).figures[Measure.KPI_ATTAINMENT] == Decimal("0.75")


def test_a_year_without_an_approved_plan_fills_its_part_with_nothing(connection: Connected, record: Record) -> None:
    data = record.launched("data", on(7, 2, 2025))
    data.year(2, 200)
    show(connection, record)
    assert only(connection).figures[Measure.KPI_ATTAINMENT] == Decimal("0.375")


def test_money_counts_where_it_has_a_weight(connection: Connected) -> None:
    record = Record()
    weights = {"kpi_attainment": {"points": 50}, "budget_used": {"points": 50}}
    record.publish(rules(leaderboard={"weights": weights}), LONG_AGO)
    data = record.launched("data", on(1, 1, 2026).replace(hour=0))
    data.spends(1, "250 USD")
    show(connection, record)
    placed = only(connection)
    assert placed.figures == {Measure.KPI_ATTAINMENT: 0, Measure.BUDGET_USED: Decimal("0.25")}
    assert placed.points == Decimal("12.5")


def test_answers_of_its_own_people_count_by_their_date(connection: Connected, record: Record) -> None:
    data = record.launched("data", LONG_AGO)
    data.answers(data.is_asked("one", on(1), on(2)), on(1, 20))
    data.answers(data.is_asked("two", on(2), on(3)), on(3, 5))
    escalated = data.is_asked("three", on(3), on(4), escalates=on(4, 5))
    data.is_asked("four", on(3), on(4), Role.MANAGEMENT).expire(record.told(on(6), THE_CLOCK))  # not of the community
    data.is_asked("five", on(10), on(12))  # still open
    _escalate(record, escalated, on(4, 5))
    data.answers(data.is_asked("six", on(12, 1, 2025), on(12, 20, 2025)), on(12, 2, 2025))
    show(connection, record)
    assert only(connection).figures[Measure.ON_TIME] == Decimal("0.3333")
    assert only(connection, on(8, 1, 2025)).figures[Measure.ON_TIME] == 1


def _escalate(record: Record, task: ReviewTask, at: datetime) -> None:
    task.escalate(1, record.told(at))
    record.took_place(task)


def test_people_new_in_the_core_are_counted_once(connection: Connected, record: Record) -> None:
    data = record.launched("data", LONG_AGO)
    data.does("change_core", ["ann", "bob"], [], None, on(2))
    data.does("change_core", [], ["ann"], None, on(3))
    data.does("change_core", ["ann", "mia"], [], None, on(4))  # one comes back, one was there from the first day
    data.does("name_lead", "zoe", None, on(5))
    show(connection, record)
    assert only(connection).figures[Measure.NEW_IN_CORE] == 3
    lines = {part.measure: part.lines for part in explain(connection, "data", SEEN_AT, SEEN_AT).parts}
    assert lines[Measure.NEW_IN_CORE] == (
        "ann, since 1 February 2026",
        "bob, since 1 February 2026",
        "zoe, since 1 May 2026",
    )


# -- places ---------------------------------------------------------------------------------------------------------


def test_equal_points_share_a_place_and_the_next_ones_stay_empty(connection: Connected, record: Record) -> None:
    for name, products in (("a", 1), ("b", 2), ("c", 1), ("d", 0)):
        community = record.launched(name, LONG_AGO)
        for number in range(products):
            community.makes(f"{name}{number}", on(3))
    show(connection, record)
    assert [(one.community, one.place) for one in ranking(connection).placed] == [
        ("b", 1),
        ("a", 2),
        ("c", 2),
        ("d", 4),
    ]


def test_communities_under_six_months_are_ranked_apart(connection: Connected, record: Record) -> None:
    old, young = record.launched("old", LONG_AGO), record.launched("young", on(6))
    young.makes("Guideline", on(7))
    old.meets(on(7), "mia")
    show(connection, record)
    found = [(one.community, one.apart, one.place) for one in ranking(connection).placed]
    assert found == [("old", False, 1), ("young", True, 1)]
    later = [(one.community, one.apart) for one in ranking(connection, at=on(12, 2)).placed]
    assert later == [("young", False), ("old", False)]


def test_who_did_not_live_to_the_end_of_the_period_is_not_ranked_in_it(connection: Connected, record: Record) -> None:
    record.launched("lives", LONG_AGO)
    gone = record.launched("gone", LONG_AGO)
    gone.makes("Guideline", on(2, 1, 2026))
    gone.ends(on(5))
    record.launched("later", on(2, 1, 2027))
    show(connection, record)
    assert [one.community for one in ranking(connection, at=on(3, 1, 2027)).placed] == ["lives"]
    in_2025 = ranking(connection, on(6, 1, 2025), on(3, 1, 2027)).placed
    assert {one.community for one in in_2025} == {"gone", "lives"}
    with pytest.raises(UnknownItem, match="not ranked in the period from 01 January 2026"):
        explain(connection, "gone", SEEN_AT, SEEN_AT)


# -- criteria -------------------------------------------------------------------------------------------------------


def test_new_weights_count_from_the_next_period_on(connection: Connected, record: Record) -> None:
    data = record.launched("data", LONG_AGO)
    data.makes("Guideline", on(3))
    record.publish(rules(leaderboard={"weights": {"accepted_products": {"points": 100, "full_at": 1}}}), on(4))
    data.makes("Another", on(2, 1, 2027))
    show(connection, record)
    now, next_year = ranking(connection), ranking(connection, on(3, 1, 2027), on(3, 1, 2027))
    assert (now.policy, now.placed[0].figures.keys() >= {Measure.KPI_ATTAINMENT}) == ("guild@1", True)
    assert (next_year.policy, next_year.placed[0].points) == ("guild@2", 100)


def test_weights_that_were_withdrawn_before_the_period_do_not_count(connection: Connected, record: Record) -> None:
    data = record.launched("data", on(7, 2, 2025))
    data.year(2, 200)  # reaches into 2027
    record.publish(rules(leaderboard={"weights": {"kpi_attainment": {"points": 100}}}), on(4))
    record.withdraw("guild", 2, on(5))
    show(connection, record)
    found = ranking(connection, on(3, 1, 2027), on(3, 1, 2027))
    assert (found.policy, found.placed[0].points) == ("guild@1", Decimal("11.25"))


def test_whoever_comes_under_another_policy_is_ranked_there_with_the_whole_period(
    connection: Connected, record: Record
) -> None:
    record.publish(rules("club", {"weights": {"accepted_products": {"points": 100, "full_at": 2}}}), LONG_AGO)
    data = record.launched("data", LONG_AGO)
    data.makes("Last year", on(4, 1, 2025))
    data.makes("Guideline", on(3))
    data.does("adopt", record.refs["club"], on(6))
    data.makes("Another", on(7))
    show(connection, record)
    assert ranking(connection).placed == []
    (moved,) = board(connection, "club", SEEN_AT, SEEN_AT).placed
    assert (moved.points, moved.figures) == (100, {Measure.ACCEPTED_PRODUCTS: 2})
    assert only(connection, on(6, 1, 2025)).figures[Measure.ACCEPTED_PRODUCTS] == 1


def test_signs_of_one_fact_count_each_in_its_period_where_the_length_has_changed(
    connection: Connected, record: Record
) -> None:
    record.publish(rules(leaderboard={"period": "1 week"}), on(3, 2))  # its first week begins on a day of that week
    data = record.launched("data", LONG_AGO)
    signs = [data.meets(on(3), "early"), data.meets(on(3, 25), "late")]
    together = [one.model_copy(update={"source_id": f"{one.source_id} again"}) for one in signs]
    data.signs(*together)
    show(connection, record)
    lines = explain(connection, "data", on(3, 25), SEEN_AT).parts[2].lines
    assert lines == ("late: seen 2 times",)


def test_a_policy_without_a_ranking_ranks_nobody(connection: Connected, record: Record) -> None:
    record.publish(rules("loose", None), LONG_AGO)
    data = record.launched("data", LONG_AGO, policy="loose")
    data.makes("Guideline", on(3))
    data.year(1, 200)
    show(connection, record)
    assert programmes(connection) == ["guild"]
    with pytest.raises(UnknownItem, match="loose ranks nothing"):
        board(connection, "loose", SEEN_AT, SEEN_AT)
    with pytest.raises(UnknownItem, match="loose ranks nothing"):
        explain(connection, "data", SEEN_AT, SEEN_AT)
    with pytest.raises(CommunityNotFound):
        explain(connection, "nobody", SEEN_AT, SEEN_AT)


# -- exactness ------------------------------------------------------------------------------------------------------


def everything() -> Record:
    """Three communities with all that can be counted, and corrected."""
    record = Record()
    record.publish(rules(), LONG_AGO)
    record.publish(rules("club", {"period": "3 months"}), LONG_AGO)
    lives: list[Ranked] = []
    for name, start in (("a", on(3, 10, 2025)), ("b", on(8, 3, 2025)), ("c", on(2, 7))):
        one = record.launched(name, start)
        lives.append(one)
        for number in range(1, 3):
            one.year(number, 260 - 20 * number, delivered=["clinic"])
        one.spends(1, "300 USD")
        for month in range(3, 11):
            one.meets(on(month), "mia", f"p{month % 4}")
            guide = one.makes(f"{name} {month}", on(month, 3))
            if month % 3 == 0:
                again = guide.model_copy(update={"state": ProductState.DRAFT, "corrects": True})
                one.signs(again, instead=guide, at=on(month, 9))
        one.answers(one.is_asked("report", on(5), on(6)), on(6, 1 if name == "a" else 8))
        one.does("change_core", [f"{name}-new"], [], None, on(9))
    lives[1].does("adopt", record.refs["club"], on(10))
    lives[2].ends(on(11))
    record.publish(rules(leaderboard={"apart_under": "1 year"}), on(11, 2))
    record.withdraw("guild", 2, on(11, 3))
    return record


@pytest.mark.parametrize("seed", range(6))
def test_rows_are_the_same_however_facts_come_in_batches_and_when_rebuilt(database: Database, seed: int) -> None:
    record = everything()
    cuts = sorted(Random(seed).sample(range(1, len(wanted(record))), 3 + 9 * seed))
    with psycopg.connect(database.app, autocommit=True) as connection:
        found = []
        for batches in ([], cuts):
            LEADERBOARD.create(connection, TABLE)
            show(connection, record, batches)
            found.append(content(connection))
            LEADERBOARD.drop(connection)
        LEADERBOARD.create(connection, TABLE)
        building, facts = LEADERBOARD.building(connection, TABLE), wanted(record)
        for begin, end in pairwise([0, *cuts, len(facts)]):
            building.take(facts[begin:end])
        building.finish()
        LEADERBOARD.index(connection, TABLE)
        found.append(content(connection))
    for table, rows in found[0].items():
        assert set(rows) == set(found[1][table]) == set(found[2][table])
    assert all(found[0][TABLE + part] for part in ("", "__seen", "__products", "__answers", "__years", "__budgets"))


def test_rows_are_the_same_when_two_who_rebuild_it_share_the_communities(database: Database) -> None:
    record = everything()
    facts = wanted(record)
    whose = {stream: falls_to(database.app, stream) for stream in {fact.stream for fact in facts}}
    assert {whose[fact.stream] for fact in facts if fact.topic not in LEADERBOARD.everywhere} == {0, 1}
    with psycopg.connect(database.app, autocommit=True) as connection:
        LEADERBOARD.create(connection, TABLE)
        show(connection, record)
        live = content(connection)
        LEADERBOARD.drop(connection)
        LEADERBOARD.create(connection, TABLE)
        buildings = [LEADERBOARD.building(connection, TABLE, Partition(number, 2)) for number in range(2)]
        for number, building in enumerate(buildings):
            building.take([one for one in facts if whose[one.stream] == number or one.topic in LEADERBOARD.everywhere])
        for building in buildings:
            building.finish()
        LEADERBOARD.index(connection, TABLE)
        assert content(connection) == live


def test_each_figure_is_what_its_lines_say(connection: Connected) -> None:
    record = everything()
    show(connection, record)
    for found in (board(connection, "guild", SEEN_AT, SEEN_AT), board(connection, "club", on(10, 9), on(10, 20))):
        assert found.placed
        for placed in found.placed:
            why = explain(connection, placed.community, found.period.starts, SEEN_AT)
            assert sum(part.points for part in why.parts) == why.placed.points
            for part in why.parts:
                if part.measure in COUNTS:
                    assert part.figure == len(part.lines)
                elif part.measure is Measure.ON_TIME and part.lines:
                    in_time = sum(line.endswith(": in time") for line in part.lines)
                    assert part.figure == Decimal(in_time) / len(part.lines)


def test_a_score_explains_itself_to_the_line(connection: Connected, record: Record) -> None:
    data = record.launched("data", on(1, 1, 2026).replace(hour=0))
    data.year(1, 300, delivered=["clinic"])
    data.meets(on(2), "ann")
    data.meets(on(3), "ann")
    data.makes("Guideline on joins", on(4))
    data.answers(data.is_asked("report", on(5), on(6)), on(6, 8))
    show(connection, record)
    found = explain(connection, "data", SEEN_AT, SEEN_AT)
    lines = {part.measure: part.lines for part in found.parts}
    assert lines == {
        Measure.KPI_ATTAINMENT: (
            "Year 1, which fills 100% of the period: 38% of the targets",
            "  Corrected invoices: 300 of 200 a month, 50%",
            "  Questions answered in a day: not measured of 90 %, 0%",
        ),
        Measure.ACCEPTED_PRODUCTS: ("1 April 2026: Guideline on joins",),
        Measure.ACTIVE_SHARE: ("ann: seen 2 times", "mia: seen once"),
        Measure.WORKPLAN_DELIVERED: (
            "Year 1, which fills 100% of the period: 50% of the initiatives",
            "  A clinic every month: delivered 21 January 2026",
            "  A guideline: not delivered",
        ),
        Measure.ON_TIME: ("File the report, due 1 June 2026: late",),
        Measure.NEW_IN_CORE: (),
    }


# -- editions -------------------------------------------------------------------------------------------------------


def test_a_published_ranking_stays_as_it_was_and_a_corrected_one_stands_beside_it(
    connection: Connected, record: Record
) -> None:
    data = record.launched("data", LONG_AGO)
    data.makes("Guideline", on(3))
    show(connection, record)
    begun = len(wanted(record))
    moment = on(1, 10, 2027)
    seen = ranking(connection, at=moment)
    weights = seen.rules.weights
    published = Ranking.open("guild", Period(JANUARY, JANUARY.replace(year=2027)), record.told(moment))
    told = record.told(moment).model_copy(update={"policy": record.refs["guild"]})
    published.publish(seen.placed, weights, on(11), None, told)
    record.took_place(published)
    data.makes("Told late", on(4))
    LEADERBOARD.apply(connection, TABLE, wanted(record)[begun:])
    first = last_edition(connection, "guild", SEEN_AT)
    assert first is not None
    assert first.edition is not None
    assert (first.edition.edition, first.edition.by, first.placed) == (1, KIM.person, seen.placed)
    live = ranking(connection, at=moment)
    assert live.placed[0].points > first.placed[0].points
    begun = len(wanted(record))
    published.publish(live.placed, weights, on(12), "one was told late", told)
    record.took_place(published)
    LEADERBOARD.apply(connection, TABLE, wanted(record)[begun:])
    second = last_edition(connection, "guild", SEEN_AT)
    assert second is not None
    assert second.edition is not None
    assert (second.edition.edition, second.edition.reason) == (2, "one was told late")
    assert second.placed == live.placed
    assert last_edition(connection, "guild", on(3, 1, 2025)) is None

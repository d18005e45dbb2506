"""Signs of life by the thousand are taken in once each, corrected in the open, and refused one by one."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.commands.leads import count_members
from aggregates.commands.signs_of_life import last_sign, record_sign, record_signs
from aggregates.commands.taking_in import MOST_AT_ONCE, Heard, Outcome, told_of_month
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.signs.plausible import doubted, doubts
from aggregates.signs.sources import told, told_together
from tests.aggregates.examples import KM, LEAD, day
from tests.aggregates.organisation import Organisation
from vocabulary.refusals import CommandReused, CommunityNotFound, InFuture, InPast, MoreThanMembers, ToldDifferently
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.sources import Source
from vocabulary.stages import SilenceRung, Stage


def met(number: int, on: float, **more: Any) -> SignOfLife:
    fields = {"kind": SignKind.MEETING, "what": "met", "happened_at": day(on)} | more
    return SignOfLife(source_id=f"m-{number}", **fields)


@pytest.fixture
def office() -> Organisation:
    office = Organisation()
    office.come_to(Stage.ACTIVE)
    office.until(day(400))
    return office


def tells(office: Organisation, signs: Sequence[SignOfLife], community: str = "gardeners") -> list[Outcome]:
    named = [told(community, sign) for sign in signs]
    return record_signs(office.app, {community: named}, office.by(LEAD))[community]


def recorded(office: Organisation) -> list[SignsRecorded]:
    return [fact for fact in office.ledger.log() if isinstance(fact, SignsRecorded)]


def standing(office: Organisation) -> dict[str, SignOfLife]:
    """Every sign that counts, by source id."""
    return told_of_month(office.ledger.log())


def test_many_signs_are_few_facts_and_each_fact_lies_in_one_month(office: Organisation) -> None:
    before = len(recorded(office))
    assert tells(office, [met(n, 300 + n % 40) for n in range(1200)]) == [Heard.NEW] * 1200
    facts = recorded(office)[before:]
    assert sum(len(fact.signs) for fact in facts) == 1200
    assert max(len(fact.signs) for fact in facts) <= MOST_AT_ONCE
    assert all({f"{sign.happened_at:%Y-%m}" for sign in fact.signs} == {fact.originator_id[-7:]} for fact in facts)


def test_told_again_nothing_is_new_by_whichever_way_it_came(office: Organisation) -> None:
    record_sign(office.app, "gardeners", met(1, 350), office.by(LEAD))
    assert tells(office, [met(1, 350), met(2, 351), met(2, 351)]) == [Heard.KNOWN, Heard.NEW, Heard.KNOWN]
    before = len(office.ledger)
    assert tells(office, [met(1, 350), met(2, 351)]) == [Heard.KNOWN] * 2
    record_sign(office.app, "gardeners", met(2, 351), office.by(LEAD))
    assert len(office.ledger) == before


def test_one_name_for_two_things_is_refused(office: Organisation) -> None:
    (_, refused) = tells(office, [met(1, 350), met(1, 352)])
    assert isinstance(refused, ToldDifferently)
    assert "mark it as a correction" in str(refused)
    with pytest.raises(ToldDifferently):
        record_sign(office.app, "gardeners", met(1, 353), office.by(LEAD))
    record_sign(office.app, "gardeners", met(2, 353), office.by(LEAD))
    with pytest.raises(CommandReused):
        record_sign(office.app, "gardeners", met(2, 354), office.by(LEAD))


def test_a_correction_takes_back_what_was_told_and_history_keeps_both(office: Organisation) -> None:
    tells(office, [met(1, 350), met(2, 390)])
    assert tells(office, [met(2, 355, corrects=True)]) == [Heard.CORRECTED]
    taken_back = [fact for fact in office.ledger.log() if isinstance(fact, SignsRetracted)]
    assert [sign for fact in taken_back for sign in fact.signs] == [met(2, 390)]
    assert standing(office)["m-2"].happened_at == day(355)
    assert last_sign(office.app, "gardeners") == day(355)
    assert tells(office, [met(2, 355, corrects=True), met(2, 355)]) == [Heard.KNOWN] * 2


def test_a_file_with_a_row_and_its_correction_may_be_told_again(office: Organisation) -> None:
    """In whatever order: what was corrected since is known, and does not come back."""
    file = [met(1, 350), met(2, 351), met(1, 390, corrects=True)]
    assert tells(office, file) == [Heard.NEW, Heard.NEW, Heard.CORRECTED]
    before = len(office.ledger)
    assert tells(office, file) == tells(office, file[::-1]) == [Heard.KNOWN] * 3
    assert tells(office, file[:1]) == [Heard.KNOWN]
    assert len(office.ledger) == before
    assert isinstance(tells(office, [met(1, 352)])[0], ToldDifferently)


def test_a_correction_counts_wherever_in_a_file_it_stands(office: Organisation) -> None:
    corrected = met(1, 351, corrects=True)
    assert tells(office, [corrected, met(1, 350)]) == [Heard.CORRECTED, Heard.NEW]
    assert tells(office, [met(1, 352, corrects=True), met(1, 353, corrects=True)]) == [Heard.CORRECTED] * 2
    assert standing(office)["m-1"].happened_at == day(353)
    totals = [fact.total for fact in office.ledger.log() if isinstance(fact, SignsRecorded | SignsRetracted)]
    assert totals[-1] == 1
    assert tells(office, [met(7, 354, corrects=True)]) == [Heard.NEW]


def test_what_can_not_be_true_is_refused_and_the_others_are_taken(office: Organisation) -> None:
    future, past, good = tells(office, [met(1, 401), met(2, -4000), met(3, 399)])
    assert (type(future), type(past), good) == (InFuture, InPast, Heard.NEW)
    (nobody,) = tells(office, [met(1, 399)], community="weavers")
    assert isinstance(nobody, CommunityNotFound)


def test_more_than_there_are_members_can_not_have_been_there(office: Organisation) -> None:
    sign = met(1, 399, attendance=12)
    assert doubts(office.gardeners, office.now)(sign) is None, "unless nobody knows how many there are"
    count_members(office.app, "gardeners", 11, office.by(KM))
    assert isinstance(doubts(office.gardeners, office.now)(sign), MoreThanMembers)
    with pytest.raises(MoreThanMembers, match="12 can't have been there: gardeners has 11 members"):
        record_sign(office.app, "gardeners", sign, office.by(KM))
    count_members(office.app, "gardeners", 12, office.by(KM), on=day(398))
    assert doubts(office.gardeners, office.now)(sign) is None, "there were more on that day"
    assert isinstance(doubts(office.gardeners, office.now)(met(2, 400, attendance=12)), MoreThanMembers)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"happened_at": day(401)},
        {"happened_at": day(-4000)},
        {"what": "Done. The password is: " + "Welcome" + "2024"},
        {"kind": SignKind.PRODUCT, "state": "reused", "reused_in": "postgres://kim:" + "Welcome" + "2024@db/x"},
    ],
)
def test_what_speaks_against_a_sign_is_found_among_others_as_alone(office: Organisation, wrong: dict[str, Any]) -> None:
    signs = [met(1, 350), SignOfLife(**(met(2, 351).model_dump(exclude_defaults=True) | wrong)), met(3, 352)]
    alone = [doubts(office.gardeners, office.now)(sign) for sign in signs]
    found = doubted(office.gardeners, office.now, signs)
    assert {place: str(why) for place, why in found.items()} == {
        place: str(why) for place, why in enumerate(alone) if why is not None
    }
    assert list(found) == ([1] if wrong else [])
    assert doubted(office.gardeners, office.now, []) == {}


def test_names_and_contents_of_many_are_those_of_each() -> None:
    signs = [met(1, 350), met(2, 351, what="Café, über", people=("ada",)), met(3, 352, attendance=4)]
    assert told_together("kew", signs) == [told("kew", sign) for sign in signs]
    (one,) = told_together("kew", signs[:1])
    assert one.key == sha256(b"kew\0m-1").digest()[:16], "as the migration makes it in SQL"


def test_what_is_known_is_decided_upon_once(office: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    tells(office, [met(1, 350)])
    looked: list[int] = []
    sources = office.app.sources

    def looking(keys: Collection[bytes]) -> Mapping[bytes, Source]:
        looked.append(len(keys))
        return sources(keys)

    monkeypatch.setattr(office.app, "sources", looking)
    assert tells(office, [met(1, 350)]) == [Heard.KNOWN]
    assert looked == [1]


def test_a_silent_community_is_revived_by_a_batch_as_by_one_sign() -> None:
    office = Organisation()
    office.come_to(Stage.ACTIVE)
    office.until(day(30))
    record_sign(office.app, "gardeners", met(0, 30), office.by(LEAD))
    office.until(day(150))
    tells(office, [met(1, 10), met(2, 20)])
    assert office.gardeners.silence is SilenceRung.KM_TOLD, "late entries from before the silence end none"
    tells(office, [met(3, 140), met(4, 149), met(5, 11)])
    assert office.gardeners.silence is None
    recorded = [entry.topic for entry in office.app.recorder.select_notifications(None, 1_000)]
    assert recorded[-1] == "community.revived", "what showed that it lives comes before"


def test_a_wrong_guess_that_all_is_new_costs_time_and_nothing_else(office: Organisation) -> None:
    tells(office, [met(1, 350)])
    named = [told("gardeners", sign) for sign in (met(1, 350), met(1, 351), met(2, 352), met(3, 353, corrects=True))]
    outcomes = record_signs(office.app, {"gardeners": named}, office.by(LEAD), all_new=True)["gardeners"]
    assert [outcomes[0], type(outcomes[1]), *outcomes[2:]] == [Heard.KNOWN, ToldDifferently, Heard.NEW, Heard.NEW]
    assert len([source for source in standing(office) if source.startswith("m-")]) == 3


def test_a_look_writes_nothing(office: Organisation) -> None:
    before = len(office.ledger)
    named = [told("gardeners", sign) for sign in (met(1, 399), met(2, 401))]
    outcomes = record_signs(office.app, {"gardeners": named}, office.by(LEAD), dry=True)
    assert [type(outcome) for outcome in outcomes["gardeners"]] == [Heard, InFuture]
    assert len(office.ledger) == before


OFFICE = Organisation()
OFFICE.come_to(Stage.ACTIVE)
OFFICE.until(day(400))
RUNS = count()
SIGNS = [met(number, 340 + number * 3) for number in range(20)]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.sampled_from(SIGNS), max_size=30), max_size=5))
def test_any_order_and_any_repetition_comes_to_the_same_totals(batches: list[list[SignOfLife]]) -> None:
    """Each run under names of its own, in one organisation."""
    run = next(RUNS)
    batches = [
        [sign.model_copy(update={"source_id": f"{run}/{sign.source_id}"}) for sign in batch] for batch in batches
    ]
    before = {source for source in standing(OFFICE) if not source.startswith(f"{run}/")}
    for batch in [*batches, *batches]:
        tells(OFFICE, batch)
    expected = {sign.source_id for batch in batches for sign in batch}
    stands = standing(OFFICE)
    assert {source for source in stands if source.startswith(f"{run}/")} == expected
    assert before <= set(stands)
    last = {fact.originator_id: fact.total for fact in recorded(OFFICE)}
    assert sum(last.values()) == len(stands)

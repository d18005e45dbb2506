"""What is told of people by their addresses is known again whomever the directory knows by then."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from aggregates.commands.signs_of_life import record_signs
from aggregates.commands.taking_in import Heard, Outcome
from aggregates.signs.by_address import id_of, says_the_same
from aggregates.signs.sources import told
from tests.aggregates.examples import LEAD, day
from tests.aggregates.organisation import Organisation
from vocabulary.people import PersonId
from vocabulary.refusals import ToldDifferently
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.stages import Stage

ADA, BEN = id_of("Ada@example.org "), id_of("ben@example.org")
KNOWN = {"ada": ADA}


def met(*people: PersonId, on: float = 350, **more: Any) -> SignOfLife:
    fields = {"source_id": "m-1", "kind": SignKind.MEETING, "what": "met", "happened_at": day(on), "people": people}
    return SignOfLife(**(fields | more))


@pytest.fixture
def office() -> Organisation:
    office = Organisation()
    office.come_to(Stage.ACTIVE)
    office.until(day(400))
    return office


def tells(
    office: Organisation, signs: Sequence[SignOfLife], by_address: Mapping[PersonId, PersonId] | None
) -> list[Outcome]:
    named = [told("gardeners", sign) for sign in signs]
    return record_signs(office.app, {"gardeners": named}, office.by(LEAD), by_address=by_address)["gardeners"]


def test_an_id_is_that_of_the_address_and_does_not_show_it() -> None:
    assert id_of("ada@example.org") == ADA != BEN
    assert "ada" not in ADA


@pytest.mark.parametrize(
    ("before", "now", "known"),
    [
        (met(ADA, BEN), met("ada", BEN), KNOWN),
        (met("ada", BEN), met(ADA, BEN), {}),
        (met("ada", BEN), met(ADA, "ben"), {"ben": BEN}),
        (met("ada"), met("ada-2"), {"ada-2": ADA}),
        (met("u1"), met("ada"), KNOWN),
    ],
    ids=["learned", "forgotten", "both", "entered again", "by Slack's own id"],
)
@pytest.mark.parametrize("corrects", [False, True])
def test_what_differs_in_whom_the_directory_knows_is_known(
    office: Organisation, before: SignOfLife, now: SignOfLife, known: Mapping[PersonId, PersonId], *, corrects: bool
) -> None:
    assert tells(office, [before], {}) == [Heard.NEW]
    facts = len(office.ledger)
    again = now.model_copy(update={"corrects": corrects})
    assert tells(office, [again, again], known) == [Heard.KNOWN] * 2
    assert len(office.ledger) == facts


@pytest.mark.parametrize(
    ("before", "now", "known"),
    [
        (met(ADA), met(BEN), KNOWN),
        (met(BEN), met("ada"), KNOWN),
        (met("ada"), met(ADA, BEN), {}),
        (met(ADA), met("ada", on=351), KNOWN),
        (met(ADA), met("ada", on=370), KNOWN),
        (met(ADA), met("ada", what="sat"), KNOWN),
        (met(ADA), met("ada", attendance=2), KNOWN),
        (met("ada"), met("ben"), None),
        (met(ADA), met("ada"), None),
    ],
    ids=["other", "known other", "more", "day", "month", "what", "attendance", "by ids", "by ids, of an address"],
)
def test_what_differs_in_anything_else_is_refused_and_can_be_corrected(
    office: Organisation, before: SignOfLife, now: SignOfLife, known: Mapping[PersonId, PersonId] | None
) -> None:
    assert tells(office, [before], known) == [Heard.NEW]
    (refused,) = tells(office, [now], known)
    assert isinstance(refused, ToldDifferently)
    assert tells(office, [now.model_copy(update={"corrects": True})], known) == [Heard.CORRECTED]
    assert tells(office, [now], known) == [Heard.KNOWN]


def test_what_was_corrected_within_a_batch_is_compared_with_that(office: Organisation) -> None:
    tells(office, [met(ADA)], {})
    other = met(BEN, corrects=True)
    assert tells(office, [other, met("ada", corrects=True)], KNOWN) == [Heard.CORRECTED] * 2
    assert tells(office, [met(ADA, corrects=True)], {}) == [Heard.KNOWN]


def test_people_are_compared_in_their_order() -> None:
    assert says_the_same(met(ADA, BEN), met("ada", BEN), KNOWN)
    assert not says_the_same(met(BEN, ADA), met("ada", BEN), KNOWN)

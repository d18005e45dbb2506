"""Somebody enters, leaves, returns, and is erased: by id, with a day, and no word more."""

from collections.abc import Callable
from datetime import datetime

import pytest

from aggregates.commands.people import come_back, leave
from aggregates.person import Person
from aggregates.person.events import PersonErased, PersonLeft, PersonReturned
from tests.aggregates.examples import KM, LEAD, by, day
from tests.aggregates.organisation import Organisation
from tests.aggregates.specification import given
from vocabulary.refusals import PersonHasLeft, PersonNotFound, PersonWasErased, WrongRole


def entered() -> Person:
    return Person.enter("ada", by(KM, 0))


def left(person: Person) -> None:
    person.leave(None, by(KM, 5))


def will_leave(person: Person) -> None:
    person.leave("a new post", by(KM, 5, true_since=day(30)))


def erased(person: Person) -> None:
    person.erase("asked for it", by(KM, 9))


def test_who_leaves_is_gone_from_now_or_from_a_day() -> None:
    assert given(entered).when(left).then(PersonLeft).left_at == day(5)
    assert given(entered).when(will_leave).then(PersonLeft).left_at == day(30)


def left_again(person: Person) -> None:
    person.leave(None, by(KM, 7))


def left_that_day(person: Person) -> None:
    person.leave(None, by(KM, 7, true_since=day(5)))


def is_back(person: Person) -> None:
    person.come_back(None, by(KM, 9))


@pytest.mark.parametrize("again", [left, left_again, left_that_day])
def test_leaving_twice_is_the_same_as_once(again: Callable[[Person], None]) -> None:
    given(entered, left).when(again).then_nothing()


def test_another_day_corrects_the_first() -> None:
    assert given(entered, left).when(will_leave).then(PersonLeft).left_at == day(30)
    assert given(entered, will_leave).when(left_again).then(PersonLeft).left_at == day(7)


@pytest.mark.parametrize("gone", [left, will_leave])
def test_who_left_or_will_comes_back(gone: Callable[[Person], None]) -> None:
    assert given(entered, gone).when(is_back).then(PersonReturned).left_at is None


def test_who_is_there_does_not_come_back() -> None:
    given(entered).when(is_back).then_nothing()


def test_who_was_erased_neither_leaves_nor_returns_and_is_gone() -> None:
    given(entered, erased).when(left).then_refused(PersonWasErased, "ada was erased")
    given(entered, erased).when(lambda person: person.come_back(None, by(KM, 10))).then_refused(PersonWasErased, "ada")
    assert given(entered).when(erased).then(PersonErased).left_at == day(9)
    assert given(entered, left).when(erased).then(PersonErased).left_at == day(5)
    assert given(entered, will_leave).when(erased).then(PersonErased).left_at == day(9)


def test_only_who_keeps_the_directory_says_who_left() -> None:
    sentence = "the directory is kept by the KM team"
    given(entered).when(lambda person: person.leave(None, by(LEAD, 5))).then_refused(WrongRole, sentence)
    given(entered, left).when(lambda person: person.come_back(None, by(LEAD, 5))).then_refused(WrongRole, sentence)


@pytest.mark.parametrize(("moment", "there"), [(day(29.9), True), (day(30), False), (day(31), False)])
def test_who_has_yet_to_go_is_there_until_that_day(moment: datetime, *, there: bool) -> None:
    person = entered()
    will_leave(person)
    if there:
        person.must_be_there(moment)
    else:
        with pytest.raises(PersonHasLeft, match="ada left on 2026-01-31; name somebody else"):
            person.must_be_there(moment)


def test_whom_the_directory_never_knew_neither_leaves_nor_returns() -> None:
    office = Organisation()
    with pytest.raises(PersonNotFound, match="the directory never knew 'nobody'"):
        leave(office.app, "nobody", office.by(KM))
    with pytest.raises(PersonNotFound, match="the directory never knew 'nobody'"):
        come_back(office.app, "nobody", office.by(KM))

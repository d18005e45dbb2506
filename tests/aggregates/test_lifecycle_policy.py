"""Policies are published, never changed, and perhaps withdrawn."""

from hashlib import sha256

import pytest

from aggregates.lifecycle_policy import LifecyclePolicy
from aggregates.lifecycle_policy import events as happened
from tests.aggregates.examples import KM, LEAD, MANAGEMENT, STRANGER, by
from tests.aggregates.specification import fact, given, nothing_yet
from vocabulary.people import THE_CLOCK, Actor, Role
from vocabulary.refusals import PolicyNotFound, PolicyWithdrawn, WrongRole


def named() -> LifecyclePolicy:
    return LifecyclePolicy.begin("standard", by(KM))


def first(policy: LifecyclePolicy) -> None:
    policy.publish('{"first":1}', None, by(KM, 1))


def second(policy: LifecyclePolicy) -> None:
    policy.publish('{"second":2}', "more time", by(KM, 2))


def second_withdrawn(policy: LifecyclePolicy) -> None:
    policy.withdraw(2, "too generous", by(KM, 3))


def first_withdrawn(policy: LifecyclePolicy) -> None:
    policy.withdraw(1, "too strict", by(KM, 3))


def test_a_policy_has_no_version_before_one_is_published() -> None:
    assert nothing_yet(named).versions == ()


def test_versions_are_numbered_from_one_and_proved_by_their_digest() -> None:
    given(named).when(first).then(
        fact(happened.PolicyPublished, number=1, document='{"first":1}', digest=sha256(b'{"first":1}').hexdigest())
    )
    policy = given(named, first).when(second).then(fact(happened.PolicyPublished, number=2, why="more time"))

    assert str(policy.latest.ref) == "standard@2"
    assert policy.published(1).document == '{"first":1}'


def test_the_newest_document_again_is_the_version_it_already_is() -> None:
    given(named, first).when(first).then_nothing()


def test_an_older_document_again_is_a_new_version() -> None:
    given(named, first, second).when(first).then(fact(happened.PolicyPublished, number=3))


def test_a_withdrawn_document_again_is_a_new_version() -> None:
    given(named, first, first_withdrawn).when(first).then(fact(happened.PolicyPublished, number=2))


def test_a_withdrawn_version_is_the_newest_no_more_but_stays_readable() -> None:
    policy = (
        given(named, first, second)
        .when(second_withdrawn)
        .then(fact(happened.PolicyWithdrawn, number=2, why="too generous"))
    )

    assert policy.latest.ref.version == 1
    assert policy.published(2).document == '{"second":2}'


def test_what_is_withdrawn_is_not_withdrawn_again() -> None:
    given(named, first, second, second_withdrawn).when(second_withdrawn).then_nothing()


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_a_version_that_was_never_published_is_not_found(number: int) -> None:
    given(named, first, second).when(lambda p: p.published(number)).then_refused(
        PolicyNotFound, f"standard has no version {number}; it has 1 to 2"
    )
    given(named, first, second).when(lambda p: p.withdraw(number, "oops", by(KM))).then_refused(
        PolicyNotFound, f"no version {number}"
    )


def test_when_every_version_was_withdrawn_none_is_the_newest() -> None:
    given(named, first, first_withdrawn).when(lambda p: p.latest).then_refused(
        PolicyWithdrawn, "every version of standard was withdrawn"
    )


@pytest.mark.parametrize("actor", [STRANGER, LEAD, MANAGEMENT], ids=str)
def test_policies_are_the_km_teams(actor: Actor) -> None:
    sentence = "by the KM team"

    given(named, first).when(lambda p: p.publish("{}", None, by(actor))).then_refused(WrongRole, sentence)
    given(named, first).when(lambda p: p.withdraw(1, "no", by(actor))).then_refused(WrongRole, sentence)


@pytest.mark.parametrize("actor", [KM, Actor(person="root", role=Role.ADMIN), THE_CLOCK], ids=str)
def test_the_km_team_and_perennial_itself_publish(actor: Actor) -> None:
    given(named).when(lambda p: p.publish("{}", None, by(actor))).then(happened.PolicyPublished)

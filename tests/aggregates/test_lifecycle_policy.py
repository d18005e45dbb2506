"""Policies are drafted, published, never changed, and perhaps withdrawn."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from aggregates.lifecycle_policy import LifecyclePolicy
from aggregates.lifecycle_policy import events as happened
from tests.aggregates.examples import KM, LEAD, MANAGEMENT, STRANGER, by, day
from tests.aggregates.specification import fact, given, nothing_yet
from vocabulary.affairs import FormOut
from vocabulary.people import THE_CLOCK, Actor, Role
from vocabulary.refusals import Conflict, PolicyAlreadyPublished, PolicyNotFound, PolicyWithdrawn, Refusal, WrongRole


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


def drafted(policy: LifecyclePolicy) -> None:
    policy.write_draft('{"next":1}', "as the board asked", by(KM, 4))


def drafted_otherwise(policy: LifecyclePolicy) -> None:
    policy.write_draft('{"other":1}', None, by(KM, 5))


def draft_published(policy: LifecyclePolicy) -> None:
    policy.publish_draft(None, by(KM, 6))


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


def test_what_was_withdrawn_is_not_adopted_and_says_why() -> None:
    given(named, first, second, second_withdrawn).when(lambda p: p.adoptable(2)).then_refused(
        PolicyWithdrawn, "standard@2 was withdrawn: too generous"
    )
    policy = given(named, first, second, second_withdrawn).when(lambda p: p.adoptable(1)).then_nothing()
    assert policy.adoptable(1) == policy.published(1)


def test_when_every_version_was_withdrawn_none_is_the_newest() -> None:
    given(named, first, first_withdrawn).when(lambda p: p.latest).then_refused(
        PolicyWithdrawn, "every version of standard was withdrawn"
    )


# -- drafts -------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_with_its_digest_and_why_and_is_no_version() -> None:
    policy = (
        given(named, first)
        .when(drafted)
        .then(
            fact(
                happened.PolicyDrafted,
                document='{"next":1}',
                digest=sha256(b'{"next":1}').hexdigest(),
                why="as the board asked",
            )
        )
    )

    assert policy.latest.ref.version == 1
    assert (policy.drafted.by, policy.drafted.at) == (KM, by(KM, 4).recorded_at)


def test_the_newest_draft_takes_the_place_of_the_one_before() -> None:
    policy = given(named, drafted).when(drafted_otherwise).then(happened.PolicyDrafted)

    assert policy.drafted.document == '{"other":1}'


def test_the_same_draft_again_changes_nothing() -> None:
    given(named, drafted).when(drafted).then_nothing()
    given(named, drafted, drafted_otherwise).when(drafted).then(happened.PolicyDrafted)


def test_a_published_draft_is_the_next_version_for_the_reason_it_was_written() -> None:
    policy = (
        given(named, first, drafted)
        .when(draft_published)
        .then(fact(happened.PolicyPublished, number=2, document='{"next":1}', why="as the board asked"))
    )

    assert policy.draft is None
    given(named, drafted).when(lambda p: p.publish_draft("at last", by(KM))).then(
        fact(happened.PolicyPublished, number=1, why="at last")
    )


def test_a_draft_is_published_once() -> None:
    given(named, drafted, draft_published).when(draft_published).then_refused(
        PolicyNotFound, "standard has no draft; write one with `perennial policy draft FILE`"
    )


def test_a_draft_becomes_the_version_however_its_document_is_published() -> None:
    published = given(named, drafted).when(lambda p: p.publish('{"next":1}', None, by(KM)))

    assert published.then(happened.PolicyPublished).draft is None


def test_publishing_another_document_leaves_the_draft() -> None:
    policy = given(named, drafted).when(first).then(happened.PolicyPublished)

    assert policy.drafted.document == '{"next":1}'


def test_only_the_draft_that_was_looked_at_is_published() -> None:
    seen = sha256(b'{"next":1}').hexdigest()

    given(named, drafted).when(lambda p: p.publish_draft(None, by(KM), seen=seen)).then(happened.PolicyPublished)
    given(named, drafted, drafted_otherwise).when(lambda p: p.publish_draft(None, by(KM), seen=seen)).then_refused(
        Conflict, "wrote another draft of standard meanwhile; look at it with `perennial policy show standard@draft`"
    )


def test_what_is_the_newest_version_is_no_draft() -> None:
    same = given(named, first).when(lambda p: p.write_draft('{"first":1}', None, by(KM)))
    same.then_refused(PolicyAlreadyPublished, "this is standard@1 already; change it before you draft it")
    given(named, first, first_withdrawn).when(lambda p: p.write_draft('{"first":1}', None, by(KM))).then(
        happened.PolicyDrafted
    )


def test_what_is_only_a_draft_was_never_published() -> None:
    sentence = "never published; publish it with `perennial policy publish standard@draft`"

    given(named, drafted).when(lambda p: p.latest).then_refused(PolicyNotFound, sentence)
    given(named, drafted).when(lambda p: p.published(1)).then_refused(PolicyNotFound, sentence)
    given(named, drafted).when(first_withdrawn).then_refused(PolicyNotFound, sentence)


# -- nothing changes what was published -----------------------------------------------------------------------------


def form_published(policy: LifecyclePolicy) -> None:
    policy.publish_form(FormOut(duty="report", on=day(60), out_at=day(30)), by(KM))


COMMANDS: dict[str, Callable[[LifecyclePolicy], object]] = {
    "write_draft": drafted,
    "publish": second,
    "publish_draft": draft_published,
    "withdraw": first_withdrawn,
    "publish_form": form_published,
}
"""Every command there is."""


def test_every_command_is_tried_on_a_published_version() -> None:
    public = {name for name, what in vars(LifecyclePolicy).items() if callable(what) and not name.startswith("_")}

    assert public - {"published", "adoptable", "remember"} == set(COMMANDS)


@settings(derandomize=True, deadline=None)
@given_any(st.lists(st.sampled_from(sorted(COMMANDS)), max_size=8))
def test_no_command_changes_a_version_once_it_is_published(names: list[str]) -> None:
    policy = named()
    first(policy)
    before = policy.published(1)
    for name in names:
        with suppress(Refusal):
            COMMANDS[name](policy)
        after = policy.published(1)
        assert (after.ref, after.document, after.by, after.at, after.why) == before[:5]
        assert [version.ref.version for version in policy.versions] == list(range(1, len(policy.versions) + 1))


# -- who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", [STRANGER, LEAD, MANAGEMENT], ids=str)
def test_policies_are_the_km_teams(actor: Actor) -> None:
    sentence = "by the KM team"

    given(named, first).when(lambda p: p.publish("{}", None, by(actor))).then_refused(WrongRole, sentence)
    given(named, first).when(lambda p: p.withdraw(1, "no", by(actor))).then_refused(WrongRole, sentence)
    given(named, first).when(lambda p: p.write_draft("{}", None, by(actor))).then_refused(WrongRole, sentence)
    given(named, drafted).when(lambda p: p.publish_draft(None, by(actor))).then_refused(WrongRole, sentence)


@pytest.mark.parametrize("actor", [KM, Actor(person="root", role=Role.ADMIN), THE_CLOCK], ids=str)
def test_the_km_team_and_perennial_itself_publish(actor: Actor) -> None:
    given(named).when(lambda p: p.publish("{}", None, by(actor))).then(happened.PolicyPublished)

"""What people ask for is decided once, answered, and carried through every fact that it touches."""

import pytest

from aggregates.commands.decisions import EFFECTS, decide
from aggregates.commands.importing import Entry, ExistingCommunity, bring_in
from aggregates.commands.proposals import propose, submit, withdraw
from aggregates.commands.publishing import publish
from aggregates.commands.publishing import withdraw as withdraw_policy
from aggregates.commands.signs_of_life import last_sign, record_sign
from tests.aggregates.examples import AUTHOR, KM, LEAD, MANAGEMENT, MEMBER, STRANGER, TERMS, day
from tests.aggregates.organisation import Organisation, catalog, command, sign
from vocabulary.people import Actor, Role
from vocabulary.refusals import (
    CommunityAlreadyExists,
    CommunityNotFound,
    Forbidden,
    InFuture,
    InPast,
    Malformed,
    OwnCommunity,
    PolicyNotFound,
    PolicyWithdrawn,
    TaskAlreadyDecided,
    TaskNotFound,
    WrongRole,
    WrongStage,
)
from vocabulary.stages import LIVING, Outcome, Stage, Sunsetting
from vocabulary.tasks import CHOICES, Choice, TaskKind

RUNGS = {"asked": 91, "reported": 110, "confirmed": 185}
"""Days after the launch on which a silent community stands on each rung."""


@pytest.fixture
def here() -> Organisation:
    return Organisation()


def test_a_sign_may_be_corrected_back_to_what_was_said_before(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)
    here.until(day(60))
    for on in (40, 50, 55, 50):
        again = sign(day(on)).model_copy(update={"corrects": on != 40})
        record_sign(here.app, "gardeners", again, here.by(KM))
    assert last_sign(here.app, "gardeners") == day(50)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_nobody_is_called_as_the_clock(here: Organisation, role: Role) -> None:
    """What the clock does is no news to the workflow; a person of that name would never be heard."""
    with pytest.raises(Forbidden, match="'clock' is Perennial itself"):
        propose(here.app, TERMS, "standard", command(Actor(person="clock", role=role)))


# -- proposals ----------------------------------------------------------------------------------------------------


def test_a_proposal_is_submitted_unless_it_stays_a_draft(here: Organisation) -> None:
    assert propose(here.app, TERMS, "standard", command(AUTHOR)) == "gardeners"
    assert here.stage is Stage.REVIEW

    propose(here.app, TERMS, "standard", command(AUTHOR), community="weeds", submit=False)
    assert here.community("weeds").stage is Stage.DRAFT


def test_a_proposal_pins_the_newest_version_that_was_not_withdrawn(here: Organisation) -> None:
    publish(here.app, "standard", '{"second":2}', command())
    publish(here.app, "standard", '{"third":3}', command())
    withdraw_policy(here.app, "standard", 3, command(), why="a mistake")

    propose(here.app, TERMS, "standard", command(AUTHOR))

    assert str(here.gardeners.policy) == "standard@2"


def test_two_communities_have_not_one_name(here: Organisation) -> None:
    propose(here.app, TERMS, "standard", command(AUTHOR))

    with pytest.raises(CommunityAlreadyExists, match="there is a community 'gardeners' already"):
        propose(here.app, TERMS, "standard", command(STRANGER))


def test_a_title_without_letters_and_digits_names_nothing(here: Organisation) -> None:
    with pytest.raises(Malformed, match="no id can be made from the title '---'"):
        propose(here.app, TERMS.model_copy(update={"title": "---"}), "standard", command(AUTHOR))


def test_a_policy_that_was_never_published_is_not_adopted(here: Organisation) -> None:
    with pytest.raises(PolicyNotFound, match="no policy 'own' was published"):
        propose(here.app, TERMS, "own", command(AUTHOR))


def test_a_policy_that_was_withdrawn_is_not_adopted(here: Organisation) -> None:
    withdraw_policy(here.app, "standard", 1, command(), why="a mistake")

    with pytest.raises(PolicyWithdrawn, match="every version of standard was withdrawn"):
        propose(here.app, TERMS, "standard", command(AUTHOR))


def test_what_is_not_there_is_not_found(here: Organisation) -> None:
    with pytest.raises(CommunityNotFound, match="there is no community 'weeds'"):
        submit(here.app, "weeds", command(AUTHOR))
    with pytest.raises(TaskNotFound, match=r"there is no task 'weeds\.approval\.1'"):
        decide(here.app, "weeds.approval.1", Choice.APPROVE, command(MANAGEMENT))


def test_what_was_returned_is_submitted_with_better_terms(here: Organisation) -> None:
    here.propose()
    here.answer(here.asked(), Choice.RETURN, reason="say more of the scope")
    better = TERMS.model_copy(update={"scope": "Trees, and nothing else."})

    assert submit(here.app, "gardeners", command(LEAD, 3), terms=better) == "review"

    assert here.gardeners.terms == better
    here.catch_up("gardeners")
    assert here.asked().id == "gardeners.km_review.2"


@pytest.mark.parametrize("stage", [Stage.REVIEW, Stage.APPROVAL])
def test_who_had_to_decide_on_a_withdrawn_proposal_hears_that_the_question_no_longer_stands(
    here: Organisation, stage: Stage
) -> None:
    here.come_to(stage)
    question = here.asked()

    assert withdraw(here.app, "gardeners", command(LEAD, 2), reason="no time") == "closed"

    with pytest.raises(TaskAlreadyDecided, match=r"cancelled by ada .lead. on 2026-01-03 00:00 UTC: the pro"):
        decide(here.app, question.id, Choice.APPROVE, command(Actor(person="zoe", role=question.assigned_to), 3))


# -- decisions ----------------------------------------------------------------------------------------------------


def test_every_answer_that_is_offered_has_an_effect_and_no_other() -> None:
    assert set(EFFECTS) == {(kind, choice) for kind in TaskKind for choice in CHOICES[kind]}


@pytest.mark.parametrize(
    ("stage", "choice", "then"),
    [
        (Stage.REVIEW, Choice.APPROVE, Stage.APPROVAL),
        (Stage.REVIEW, Choice.RETURN, Stage.DRAFT),
        (Stage.REVIEW, Choice.REJECT, Stage.CLOSED),
        (Stage.APPROVAL, Choice.APPROVE, Stage.LAUNCH),
        (Stage.APPROVAL, Choice.RETURN, Stage.DRAFT),
        (Stage.APPROVAL, Choice.REJECT, Stage.CLOSED),
        (Stage.ANNUAL_REVIEW, Choice.RENEW, Stage.ACTIVE),
        (Stage.ANNUAL_REVIEW, Choice.PROBATION, Stage.PROBATION),
        (Stage.ANNUAL_REVIEW, Choice.SUNSET, Stage.SUNSET),
    ],
)
def test_an_answer_leads_to_its_stage(here: Organisation, stage: Stage, choice: Choice, then: Stage) -> None:
    here.come_to(stage)
    question = here.asked()
    who = Actor(person="zoe", role=question.assigned_to)

    assert decide(here.app, question.id, choice, here.by(who), reason="because") == then.value

    assert here.stage is then
    assert not here.task_is_open(question.id)
    assert here.gardeners.open_tasks == ()


@pytest.mark.parametrize(("choice", "then"), [(Choice.RENEW, Stage.ACTIVE), (Choice.SUNSET, Stage.SUNSET)])
def test_probation_ends_with_an_answer(here: Organisation, choice: Choice, then: Stage) -> None:
    here.come_to(Stage.PROBATION)
    here.until(day(430))

    here.answer(here.asked(), choice, reason="because")

    assert here.stage is then


@pytest.mark.parametrize(
    ("choice", "then", "rung"),
    [
        (Choice.RENEW, Stage.ACTIVE, None),
        (Choice.PROBATION, Stage.PROBATION, None),
        (Choice.SUNSET, Stage.SUNSET, None),
    ],
)
def test_silence_is_ended_by_an_answer(here: Organisation, choice: Choice, then: Stage, rung: None) -> None:
    here.fall_silent(until=RUNGS["confirmed"])

    here.answer(here.asked(), choice, reason="because")

    assert (here.stage, here.gardeners.silence) == (then, rung)


@pytest.mark.parametrize("person", ["pat", "ada", "mia"])
def test_nobody_decides_on_their_own_community(here: Organisation, person: str) -> None:
    here.come_to(Stage.APPROVAL)

    with pytest.raises(OwnCommunity, match=f"{person} belongs to gardeners"):
        decide(here.app, here.asked().id, Choice.APPROVE, command(Actor(person=person, role=Role.MANAGEMENT)))


def test_members_do_their_own_chores(here: Organisation) -> None:
    here.come_to(Stage.LAUNCH)

    for terms in here.open_tasks("gardeners"):
        decide(here.app, terms.id, Choice.DONE, here.by(Actor(person="ada", role=terms.assigned_to)))

    assert here.gardeners.checklist == ()


def test_the_leads_role_is_the_leads_alone(here: Organisation) -> None:
    here.come_to(Stage.LAUNCH)
    (kick_off,) = (terms for terms in here.open_tasks("gardeners") if terms.assigned_to is Role.LEAD)

    with pytest.raises(WrongRole, match="sam does not lead gardeners; ada does"):
        decide(here.app, kick_off.id, Choice.DONE, here.by(Actor(person="sam", role=Role.LEAD)))

    assert decide(here.app, kick_off.id, Choice.DONE, here.by(LEAD)) == "launch"


def test_an_answer_that_nobody_gave_is_the_policys(here: Organisation) -> None:
    here.fall_silent(until=RUNGS["confirmed"])
    question = here.asked()

    here.until(day(215))

    assert (here.stage, here.gardeners.sunsetting) == (Stage.SUNSET, Sunsetting.SILENCE)
    with pytest.raises(TaskAlreadyDecided, match="nobody answered in time, so the policy's 'sunset' holds"):
        decide(here.app, question.id, Choice.RENEW, here.by(MANAGEMENT))
    recorded = [entry.topic for entry in here.app.recorder.select_notifications(None, 1_000)]
    assert recorded.index("task.expired") + 1 == recorded.index("community.sunset_announced")


def test_the_annual_review_takes_the_place_of_the_question_about_silence(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)
    record_sign(here.app, "gardeners", sign(day(150)), command(MEMBER, 150))
    here.until(day(334))
    dormancy = here.asked()
    assert dormancy.kind is TaskKind.DORMANCY

    here.until(day(336))

    assert here.asked().kind is TaskKind.ANNUAL_REVIEW
    with pytest.raises(TaskAlreadyDecided, match="the annual review takes its place"):
        decide(here.app, dormancy.id, Choice.RENEW, here.by(MANAGEMENT))


# -- signs of life ------------------------------------------------------------------------------------------------


def test_a_sign_of_life_is_kept_and_the_latest_is_known(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)

    assert last_sign(here.app, "gardeners") is None
    assert record_sign(here.app, "gardeners", sign(day(40)), command(MEMBER, 45)) == "active"
    record_sign(here.app, "gardeners", sign(day(20), "m-2"), command(MEMBER, 46))

    assert last_sign(here.app, "gardeners") == day(40)


def test_a_sign_is_counted_once_however_often_it_is_told(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)
    record_sign(here.app, "gardeners", sign(day(40)), command(MEMBER, 45))
    before = len(here.ledger)

    assert record_sign(here.app, "gardeners", sign(day(40)), command(MEMBER, 46)) == "active"
    assert record_sign(here.colleague, "gardeners", sign(day(40)), command(STRANGER, 47)) == "active"

    assert len(here.ledger) == before


def test_a_sign_with_the_longest_source_there_is_is_kept(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)

    assert record_sign(here.app, "gardeners", sign(day(1), "x" * 200), command(MEMBER, 1)) == "active"


@pytest.mark.parametrize("stage", sorted(set(Stage) - LIVING - {Stage.LAUNCH, Stage.SUNSET}))
def test_what_does_not_live_shows_no_sign_of_life(here: Organisation, stage: Stage) -> None:
    if stage is Stage.DRAFT:
        propose(here.app, TERMS, "standard", here.by(AUTHOR), submit=False)
    else:
        here.come_to(stage)

    with pytest.raises(WrongStage, match=f"in stage '{stage.value}'; it has no activity to record"):
        record_sign(here.app, "gardeners", sign(here.now), here.by(MEMBER))


def test_a_sign_of_life_has_happened_and_not_before_the_community_began(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)

    with pytest.raises(InFuture, match="2026-01-06 00:00 UTC has not come yet"):
        record_sign(here.app, "gardeners", sign(day(5)), command(MEMBER, 4))
    with pytest.raises(InPast, match="2025-12-31 00:00 UTC is before gardeners began"):
        record_sign(here.app, "gardeners", sign(day(-1)), command(MEMBER, 4))


@pytest.mark.parametrize("rung", RUNGS)
def test_a_sign_of_life_ends_the_silence_at_every_rung(here: Organisation, rung: str) -> None:
    here.fall_silent(until=RUNGS[rung])
    assert here.gardeners.silence is not None
    questions = here.open_tasks("gardeners")

    assert record_sign(here.app, "gardeners", sign(here.now), here.by(MEMBER)) == "active"

    assert here.gardeners.silence is None
    assert not any(here.task_is_open(terms.id) for terms in questions)


def test_a_sign_of_life_in_the_notice_of_a_sunset_by_silence_brings_it_back(here: Organisation) -> None:
    here.fall_silent(until=215)
    chores = here.open_tasks("gardeners")
    assert (here.stage, len(chores)) == (Stage.SUNSET, 3)

    assert record_sign(here.app, "gardeners", sign(day(214)), here.by(MEMBER)) == "active"

    assert not any(here.task_is_open(terms.id) for terms in chores)
    here.until(day(215) + (day(80) - day(0)))
    assert (here.stage, here.gardeners.silence) == (Stage.ACTIVE, None)


def test_a_sign_from_before_the_silence_ends_it_not(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)
    record_sign(here.app, "gardeners", sign(day(20)), command(MEMBER, 20))
    here.until(day(111))
    rung = here.gardeners.silence
    assert rung is not None

    record_sign(here.app, "gardeners", sign(day(19), "m-2"), here.by(MEMBER))

    assert here.gardeners.silence is rung


def test_what_a_person_decided_no_sign_of_life_undoes(here: Organisation) -> None:
    here.come_to(Stage.SUNSET)

    assert record_sign(here.app, "gardeners", sign(here.now), here.by(MEMBER)) == "sunset"


# -- brought in from elsewhere ------------------------------------------------------------------------------------

OLD = ExistingCommunity(id="gardeners", title="Gardeners", sponsor="Kew", started=day(-4000))
GONE = OLD.model_copy(update={"ended": day(-100), "outcome": Outcome.GRADUATED})


def test_what_lives_elsewhere_lives_here(here: Organisation) -> None:
    assert bring_in(here.app, OLD, "standard", command()) is Entry.LIVE

    assert (here.stage, here.gardeners.known_since) == (Stage.ACTIVE, day(-4000))


def test_what_ended_elsewhere_is_history_here(here: Organisation) -> None:
    assert bring_in(here.app, GONE, "standard", command()) is Entry.CLOSED

    assert (here.stage, here.gardeners.since) == (Stage.CLOSED, day(-100))
    assert here.gardeners.outcome is Outcome.GRADUATED


def test_an_end_that_came_later_is_added(here: Organisation) -> None:
    bring_in(here.app, OLD, "standard", command())
    ended = OLD.model_copy(update={"ended": day(5), "outcome": Outcome.GRADUATED})

    assert bring_in(here.app, ended, "standard", command(on=6)) is Entry.ENDED
    assert here.stage is Stage.CLOSED


@pytest.mark.parametrize("existing", [OLD, GONE], ids=["live", "closed"])
def test_the_same_again_changes_nothing(here: Organisation, existing: ExistingCommunity) -> None:
    bring_in(here.app, existing, "standard", command())
    before = len(here.ledger)

    assert bring_in(here.app, existing, "standard", command(on=1)) is Entry.UNCHANGED

    assert len(here.ledger) == before


@pytest.mark.parametrize(
    "other", [{"title": "Gardens"}, {"started": day(-4001)}, {"title": "Weeds", "ended": day(-1)}], ids=str
)
def test_another_community_under_a_taken_id_is_refused(here: Organisation, other: dict[str, object]) -> None:
    bring_in(here.app, OLD, "standard", command())

    with pytest.raises(CommunityAlreadyExists, match="gardeners is here already as 'Gardeners'"):
        bring_in(here.app, OLD.model_copy(update=other), "standard", command(on=1))


def test_what_was_proposed_here_is_not_brought_in(here: Organisation) -> None:
    here.propose()

    with pytest.raises(CommunityAlreadyExists, match="correct the row or give it another id"):
        bring_in(here.app, OLD, "standard", command(on=1))


def test_an_end_that_contradicts_the_record_is_refused(here: Organisation) -> None:
    bring_in(here.app, GONE, "standard", command())

    with pytest.raises(WrongStage, match="is closed already"):
        bring_in(here.app, GONE.model_copy(update={"ended": day(-50)}), "standard", command(on=1))


@pytest.mark.parametrize(
    ("existing", "refusal", "sentence"),
    [
        (OLD.model_copy(update={"started": day(1)}), InFuture, "can't have started on 2026-01-02"),
        (GONE.model_copy(update={"ended": day(1)}), InFuture, "can't have ended on 2026-01-02"),
        (GONE.model_copy(update={"ended": day(-4001)}), InPast, "before it started"),
    ],
)
def test_dates_that_cannot_be_are_refused(
    here: Organisation, existing: ExistingCommunity, refusal: type[Exception], sentence: str
) -> None:
    before = len(here.ledger)

    with pytest.raises(refusal, match=sentence):
        bring_in(here.app, existing, "standard", command())

    assert len(here.ledger) == before


def test_nothing_ends_before_it_was_last_heard_of(here: Organisation) -> None:
    """A mistyped year would close a living community, with signs of life after its end."""
    bring_in(here.app, OLD, "standard", command())
    record_sign(here.app, "gardeners", sign(day(-20)), command())
    before = len(here.ledger)

    with pytest.raises(InPast, match=r"can't have ended on .*: it was heard of on 2025-12-12"):
        bring_in(here.app, GONE, "standard", command(on=1))

    assert len(here.ledger) == before
    assert bring_in(here.app, GONE.model_copy(update={"ended": day(-20)}), "standard", command(on=1)) is Entry.ENDED


def test_whoever_had_a_question_about_what_ended_elsewhere_hears_that_it_no_longer_stands(here: Organisation) -> None:
    bring_in(here.app, OLD, "standard", command())
    here.until(day(300))
    question = here.asked()

    ended = OLD.model_copy(update={"ended": here.now, "outcome": Outcome.GRADUATED})
    assert bring_in(here.app, ended, "standard", here.by(KM)) is Entry.ENDED

    assert not here.task_is_open(question.id)


def test_catalogs_differ_from_each_other() -> None:
    assert catalog("standard").digest() != catalog("quick").digest()

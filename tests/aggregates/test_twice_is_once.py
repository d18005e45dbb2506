"""A command may be repeated, and others may act meanwhile: twice is the same as once, and nothing is lost."""

import threading
from collections.abc import Callable

import pytest

from activities.lifecycle import LifecycleActivities
from aggregates.application import Perennial
from aggregates.commands.decisions import decide
from aggregates.commands.importing import Entry, ExistingCommunity, bring_in
from aggregates.commands.proposals import propose, submit, withdraw
from aggregates.commands.publishing import draft, publish, publish_draft
from aggregates.commands.publishing import withdraw as withdraw_policy
from aggregates.commands.signs_of_life import record_sign
from policies.briefing import Inquiry
from policies.step import SuspectSilence
from tests.aggregates.examples import AUTHOR, LEAD, MANAGEMENT, MEMBER, TERMS, day
from tests.aggregates.organisation import Organisation, catalog, command, sign
from vocabulary.people import Actor, Role
from vocabulary.refusals import CommandReused, PolicyWithdrawn, Refusal, TaskAlreadyDecided, WrongStage
from vocabulary.stages import SilenceRung, Stage
from vocabulary.tasks import Choice


@pytest.fixture
def here() -> Organisation:
    return Organisation()


# -- the same command again ---------------------------------------------------------------------------------------

EXISTING = ExistingCommunity(id="weeds", title="Weeds", started=day(-900))

COMMANDS: dict[str, tuple[Stage | None, Callable[[Perennial], object]]] = {
    "propose": (None, lambda app: propose(app, TERMS, "standard", command(AUTHOR, id="x"))),
    "submit": (Stage.DRAFT, lambda app: submit(app, "gardeners", command(LEAD, 2, id="x"))),
    "withdraw": (Stage.REVIEW, lambda app: withdraw(app, "gardeners", command(LEAD, 2, id="x"))),
    "decide": (
        Stage.APPROVAL,
        lambda app: decide(app, "gardeners.approval.1", Choice.APPROVE, command(MANAGEMENT, 2, id="x")),
    ),
    "draft": (None, lambda app: draft(app, "standard", '{"second":2}', command(id="x"))),
    "publish": (None, lambda app: publish(app, "standard", '{"second":2}', command(id="x"))),
    "withdraw policy": (None, lambda app: withdraw_policy(app, "standard", 1, command(id="x"), why="a mistake")),
    "bring in": (None, lambda app: bring_in(app, EXISTING, "standard", command(id="x"))),
    "record sign": (Stage.ACTIVE, lambda app: record_sign(app, "gardeners", sign(day(1)), command(MEMBER, 2))),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("other_process", [False, True], ids=["same process", "another process"])
def test_twice_is_the_same_as_once(here: Organisation, name: str, other_process: bool) -> None:
    stage, ask = COMMANDS[name]
    if stage is Stage.DRAFT:
        propose(here.app, TERMS, "standard", command(AUTHOR), submit=False)
    elif stage is not None:
        here.come_to(stage)
    answer = ask(here.app)
    before = len(here.ledger)

    again = ask(here.colleague if other_process else here.app)

    assert again == answer
    assert len(here.ledger) == before


def test_the_first_answer_is_given_again_however_much_happened_since(here: Organisation) -> None:
    here.come_to(Stage.APPROVAL)
    approve = command(MANAGEMENT, 1, id="x")
    assert decide(here.app, "gardeners.approval.1", Choice.APPROVE, approve) == "launch"
    here.catch_up("gardeners")
    here.answer_everything()
    assert here.stage is Stage.ACTIVE

    assert decide(here.app, "gardeners.approval.1", Choice.APPROVE, approve) == "launch"


def test_a_draft_that_was_published_is_not_asked_for_again(here: Organisation) -> None:
    draft(here.app, "standard", '{"second":2}', command())
    answer = publish_draft(here.app, "standard", command(id="x"))
    draft(here.app, "standard", '{"third":3}', command())
    before = len(here.ledger)

    assert publish_draft(here.colleague, "standard", command(id="x")) == answer

    assert str(answer) == "standard@2"
    assert len(here.ledger) == before


def test_one_id_is_not_used_for_two_commands(here: Organisation) -> None:
    here.come_to(Stage.APPROVAL)
    decide(here.app, "gardeners.approval.1", Choice.APPROVE, command(MANAGEMENT, 1, id="x"))
    before = len(here.ledger)

    with pytest.raises(CommandReused, match=r"'x' was used before, for 'decide gardeners\.approval\.1 approve'"):
        decide(here.app, "gardeners.approval.1", Choice.REJECT, command(MANAGEMENT, 1, id="x"), reason="no")
    with pytest.raises(CommandReused, match="'x' was used before"):
        propose(here.app, TERMS.model_copy(update={"title": "Weeds"}), "standard", command(AUTHOR, id="x"))

    assert len(here.ledger) == before


def test_one_id_is_not_used_for_a_second_command_that_changes_nothing(here: Organisation) -> None:
    publish(here.app, "standard", '{"second":2}', command(id="x"))
    bring_in(here.app, EXISTING, "standard", command())

    with pytest.raises(CommandReused, match="'x' was used before"):
        bring_in(here.app, EXISTING, "standard", command(id="x"))


def test_a_refused_command_may_be_repeated_when_it_has_become_right(here: Organisation) -> None:
    here.propose()
    with pytest.raises(Refusal, match="only a draft is submitted"):
        submit(here.app, "gardeners", command(LEAD, 1, id="x"))
    here.answer(here.asked(), Choice.RETURN, reason="more")

    assert submit(here.app, "gardeners", command(LEAD, 2, id="x")) == "review"


def test_a_step_of_the_clock_may_be_repeated(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)
    here.clockwork.nudge_lead("gardeners", here.gardeners.episode, day(0), day(91))
    before = len(here.ledger)

    here.clockwork.nudge_lead("gardeners", here.gardeners.episode, day(0), day(92))

    assert len(here.ledger) == before


# -- others acted meanwhile ---------------------------------------------------------------------------------------


def test_a_refusal_is_never_given_on_old_news(here: Organisation) -> None:
    here.come_to(Stage.REVIEW)
    with pytest.raises(Refusal, match="only a draft is submitted"):
        submit(here.colleague, "gardeners", command(LEAD))  # now the colleague remembers it under review
    here.answer(here.asked(), Choice.RETURN, reason="more")

    assert submit(here.colleague, "gardeners", command(LEAD, 2)) == "review"


def test_no_decision_is_lost_to_one_made_on_old_news(here: Organisation) -> None:
    here.come_to(Stage.APPROVAL)
    with pytest.raises(Refusal, match="only a draft is submitted"):
        submit(here.colleague, "gardeners", command(LEAD))
    decide(here.app, "gardeners.approval.1", Choice.APPROVE, command(MANAGEMENT, 1))

    with pytest.raises(WrongStage, match="is in stage 'launch'"):
        withdraw(here.colleague, "gardeners", command(LEAD, 2))

    assert here.stage is Stage.LAUNCH


def test_the_second_to_decide_in_another_process_hears_who_was_first(here: Organisation) -> None:
    here.come_to(Stage.APPROVAL)
    with pytest.raises(Refusal, match="needs a reason"):
        decide(here.colleague, "gardeners.approval.1", Choice.REJECT, command(MANAGEMENT, 1))
    decide(here.app, "gardeners.approval.1", Choice.APPROVE, command(MANAGEMENT, 1))

    with pytest.raises(TaskAlreadyDecided, match=r"max \(management\) answered 'approve' on 2026-01-02"):
        decide(
            here.colleague,
            "gardeners.approval.1",
            Choice.REJECT,
            command(Actor(person="zoe", role=Role.MANAGEMENT), 2),
            reason="too many",
        )


def test_a_sign_of_life_told_to_a_process_that_has_not_heard_of_the_silence_ends_it(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)
    record_sign(here.colleague, "gardeners", sign(day(1)), command(MEMBER, 1))
    here.until(day(100))
    assert here.gardeners.silence is SilenceRung.LEAD_NUDGED

    record_sign(here.colleague, "gardeners", sign(day(100), "m-2"), here.by(MEMBER))
    here.catch_up("gardeners")

    assert here.gardeners.silence is None


def test_a_sign_of_life_told_to_a_process_that_has_not_heard_of_the_sunset_ends_it(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)
    record_sign(here.colleague, "gardeners", sign(day(1)), command(MEMBER, 1))
    here.until(day(216))
    assert here.stage is Stage.SUNSET

    record_sign(here.colleague, "gardeners", sign(day(216), "m-2"), here.by(MEMBER))
    here.catch_up("gardeners")

    assert here.stage is Stage.ACTIVE


def test_a_closed_community_shows_no_sign_of_life_to_a_process_that_has_not_heard_of_its_end(
    here: Organisation,
) -> None:
    here.come_to(Stage.ACTIVE)
    record_sign(here.colleague, "gardeners", sign(day(1)), command(MEMBER, 1))
    here.until(day(216))
    here.answer_everything()
    here.until(day(260))
    assert here.stage is Stage.CLOSED

    with pytest.raises(WrongStage, match="in stage 'closed'"):
        record_sign(here.colleague, "gardeners", sign(day(260), "m-2"), here.by(MEMBER))


def test_the_newest_policy_is_adopted_wherever_it_was_published(here: Organisation) -> None:
    propose(here.colleague, TERMS, "standard", command(AUTHOR), community="weeds")
    publish(here.app, "standard", '{"second":2}', command())

    propose(here.colleague, TERMS, "standard", command(AUTHOR))

    assert str(here.gardeners.policy) == "standard@2"


def test_a_withdrawn_policy_is_not_adopted_wherever_it_was_withdrawn(here: Organisation) -> None:
    propose(here.colleague, TERMS, "standard", command(AUTHOR), community="weeds")
    withdraw_policy(here.app, "standard", 1, command(), why="a mistake")

    with pytest.raises(PolicyWithdrawn, match="every version of standard was withdrawn"):
        propose(here.colleague, TERMS, "standard", command(AUTHOR))


def test_nothing_is_called_unchanged_on_old_news(here: Organisation) -> None:
    """Back to the first document: a process that has not heard of the second must not think it is the newest."""
    first = catalog("standard").canonical()
    assert publish(here.colleague, "standard", first, command()).version == 1
    publish(here.app, "standard", '{"second":2}', command())

    assert publish(here.colleague, "standard", first, command()).version == 3


def test_a_step_that_another_worker_recorded_and_could_not_report_is_reported_as_it_stands(here: Organisation) -> None:
    here.come_to(Stage.ACTIVE)
    here.now = day(91)
    second = LifecycleActivities(here.colleague)
    assert second.take_standing(Inquiry(community="gardeners")).standing.silence is None
    step = here.next("gardeners")
    assert isinstance(step, SuspectSilence)
    here.take(step)

    reported = second.suspect_silence(step)

    assert reported.silence is SilenceRung.LEAD_NUDGED, "or it would find the same step due, again and again"


# -- the clock is held up -----------------------------------------------------------------------------------------


def test_a_proposal_is_not_lapsed_by_a_step_that_belongs_to_an_earlier_return(here: Organisation) -> None:
    here.propose()
    here.answer(here.asked(), Choice.RETURN, reason="more")
    episode = here.gardeners.episode
    submit(here.app, "gardeners", command(LEAD, 59))
    here.now = day(60)
    here.catch_up("gardeners")
    here.answer(here.asked(), Choice.RETURN, reason="still more")

    with pytest.raises(WrongStage):
        here.clockwork.lapse("gardeners", episode, day(61))

    assert here.stage is Stage.DRAFT


# -- at the same moment -------------------------------------------------------------------------------------------


def together(*acts: Callable[[], object]) -> list[object]:
    """All at once, each in a thread; what each was answered, or refused with."""
    start = threading.Barrier(len(acts))
    answers: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            answers[number] = act()
        except Refusal as refusal:
            answers[number] = refusal

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("time", range(10))
def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told_who_and_what(processes: int, time: int) -> None:
    here = Organisation()
    here.come_to(Stage.APPROVAL)
    apps = [here.app, here.colleague if processes == 2 else here.app]
    yes = Actor(person="yan", role=Role.MANAGEMENT)
    no = Actor(person="nia", role=Role.MANAGEMENT)

    answers = together(
        lambda: decide(apps[0], "gardeners.approval.1", Choice.APPROVE, here.by(yes)),
        lambda: decide(apps[1], "gardeners.approval.1", Choice.REJECT, here.by(no), reason="too many"),
    )

    (refusal,) = [answer for answer in answers if isinstance(answer, Refusal)]
    assert isinstance(refusal, TaskAlreadyDecided)
    won = answers.index(next(answer for answer in answers if answer is not refusal))
    assert ("yan (management) answered 'approve'", "nia (management) answered 'reject'")[won] in str(refusal)
    assert here.stage is (Stage.LAUNCH, Stage.CLOSED)[won]
    assert here.facts().count("task.decided") == 2, "the review, and the approval once"
    assert not here.task_is_open("gardeners.approval.1")


def test_one_command_sent_many_times_at_once_is_carried_out_once() -> None:
    here = Organisation()
    here.come_to(Stage.APPROVAL)
    approve = command(MANAGEMENT, 1, id="x")

    answers = together(
        *[
            lambda app=app: decide(app, "gardeners.approval.1", Choice.APPROVE, approve)
            for app in [here.app, here.colleague] * 4
        ]
    )

    assert answers == ["launch"] * 8
    assert here.facts().count("community.proposal_approved") == 1


def test_many_signs_at_once_are_all_counted() -> None:
    here = Organisation()
    here.come_to(Stage.ACTIVE)

    answers = together(
        *[
            lambda app=app, number=number: record_sign(
                app, "gardeners", sign(day(1), f"m-{number}"), command(MEMBER, 2)
            )
            for number, app in enumerate([here.app, here.colleague] * 4)
        ]
    )

    assert answers == ["active"] * 8
    assert here.ledger.log()[-1].total == 8


def test_a_first_import_told_twice_at_once_enters_once() -> None:
    here = Organisation()

    answers = together(
        lambda: bring_in(here.app, EXISTING, "standard", command()),
        lambda: bring_in(here.colleague, EXISTING, "standard", command()),
    )

    assert sorted(str(answer) for answer in answers) == sorted([Entry.LIVE.value, Entry.UNCHANGED.value])
    assert here.facts().count("community.imported") == 1

"""What may happen to a community, and what may not."""

from collections.abc import Callable

import pytest

from aggregates.community import Community
from aggregates.community import events as happened
from tests.aggregates.examples import (
    ALIVE,
    AUTHOR,
    HISTORIES,
    IN_LAUNCH,
    IN_REVIEW,
    KM,
    LEAD,
    MANAGEMENT,
    MEMBER,
    SILENT,
    STRANGER,
    TERMS,
    brought_in,
    by,
    closed,
    day,
    ended_elsewhere,
    handed_over,
    kicked_off,
    list_opened,
    notice_given,
    nudged,
    platform_opened,
    proposed,
    put_on_probation,
    returned,
    review_opened,
    silence_confirmed,
    silence_reported,
    submitted,
    sunset_by_silence,
    sunset_decided,
)
from tests.aggregates.specification import fact, given, nothing_yet
from vocabulary.people import Actor, Role
from vocabulary.refusals import (
    ChecklistOpen,
    InPast,
    LeadNotTold,
    NoticeRunning,
    OwnCommunity,
    SilenceNotClimbed,
    UnknownItem,
    WrongRole,
    WrongStage,
)
from vocabulary.stages import LIVING, PROPOSED, Outcome, SilenceRung, Stage, Sunsetting

OTHER_TERMS = TERMS.model_copy(update={"title": "Gardeners of the north", "lead": "jo"})

Command = Callable[[Community], object]

COMMANDS: dict[str, tuple[Command, frozenset[Stage]]] = {
    "revise": (lambda c: c.revise(OTHER_TERMS, by(AUTHOR)), frozenset({Stage.DRAFT})),
    "submit": (lambda c: c.submit(by(AUTHOR)), frozenset({Stage.DRAFT})),
    "withdraw": (lambda c: c.withdraw(None, by(AUTHOR)), PROPOSED),
    "pass_review": (lambda c: c.pass_review(by(KM)), frozenset({Stage.REVIEW})),
    "approve": (lambda c: c.approve(by(MANAGEMENT)), frozenset({Stage.APPROVAL})),
    "send_back": (lambda c: c.send_back("too short", by(KM)), frozenset({Stage.REVIEW, Stage.APPROVAL})),
    "reject": (lambda c: c.reject("not ours", by(KM)), frozenset({Stage.REVIEW, Stage.APPROVAL})),
    "lapse": (lambda c: c.lapse(by()), frozenset({Stage.DRAFT, Stage.LAUNCH})),
    "open_checklist": (
        lambda c: c.open_checklist(("one",), ("gardeners.x.one.1",), None, by()),
        frozenset({Stage.LAUNCH, Stage.SUNSET}),
    ),
    "await_decision": (
        lambda c: c.await_decision("gardeners.x.1", by()),
        frozenset({Stage.REVIEW, Stage.APPROVAL, Stage.PROBATION}),
    ),
    "open_annual_review": (
        lambda c: c.open_annual_review(2, day(740), "gardeners.annual_review.2", by()),
        frozenset({Stage.ACTIVE}),
    ),
    "renew": (lambda c: c.renew(None, by(MANAGEMENT)), frozenset({Stage.ANNUAL_REVIEW, Stage.PROBATION})),
    "put_on_probation": (
        lambda c: c.put_on_probation("few results", by(MANAGEMENT)),
        frozenset({Stage.ANNUAL_REVIEW, Stage.ACTIVE}),
    ),
    "nudge_lead": (lambda c: c.nudge_lead(day(10), by()), frozenset({Stage.ACTIVE})),
    "announce_sunset": (lambda c: c.announce_sunset(Sunsetting.DECIDED, "merged", by(MANAGEMENT)), LIVING),
    "record_end": (
        lambda c: c.record_end(Outcome.GRADUATED, by(KM, true_since=day(500))),
        frozenset(Stage) - {Stage.CLOSED},
    ),
}
"""Commands that a stage alone allows or forbids, with the stages that allow them."""

WHAT_HAPPENS: dict[str, type[happened.CommunityEvent]] = {
    "revise": happened.TermsRevised,
    "submit": happened.ProposalSubmitted,
    "withdraw": happened.ProposalWithdrawn,
    "pass_review": happened.ProposalPassedReview,
    "approve": happened.ProposalApproved,
    "send_back": happened.ProposalReturned,
    "reject": happened.ProposalRejected,
    "lapse": happened.ProposalLapsed,
    "open_checklist": happened.ChecklistOpened,
    "await_decision": happened.TaskAwaited,
    "open_annual_review": happened.AnnualReviewOpened,
    "renew": happened.CommunityRenewed,
    "put_on_probation": happened.CommunityPutOnProbation,
    "nudge_lead": happened.LeadNudged,
    "announce_sunset": happened.SunsetAnnounced,
    "record_end": happened.CommunityClosed,
}

NEEDING_MORE: dict[str, tuple[Command, frozenset[Stage]]] = {
    "tick": (lambda c: c.tick("one", "gardeners.x.one.1", None, by(KM)), frozenset({Stage.LAUNCH, Stage.SUNSET})),
    "launch": (lambda c: c.launch(by()), frozenset({Stage.LAUNCH})),
    "report_silence": (lambda c: c.report_silence(day(10), by()), frozenset({Stage.ACTIVE})),
    "confirm_silence": (
        lambda c: c.confirm_silence(day(10), "gardeners.dormancy.6", by()),
        frozenset({Stage.ACTIVE}),
    ),
    "revive": (lambda c: c.revive(day(150), by()), frozenset()),
    "close": (lambda c: c.close(by()), frozenset({Stage.SUNSET})),
}
"""Commands that ask for more than a stage; each has its own tests below."""


@pytest.mark.parametrize(
    ("name", "stage"), [(name, stage) for name, (_, allowed) in COMMANDS.items() for stage in Stage if stage in allowed]
)
def test_a_command_is_accepted_in_its_stages(name: str, stage: Stage) -> None:
    command, _ = COMMANDS[name]

    given(proposed, *HISTORIES[stage]).when(command).then(WHAT_HAPPENS[name])


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        (name, stage)
        for name, (_, allowed) in (COMMANDS | NEEDING_MORE).items()
        for stage in Stage
        if stage not in allowed
    ],
)
def test_a_command_is_refused_in_every_other_stage(name: str, stage: Stage) -> None:
    command, _ = (COMMANDS | NEEDING_MORE)[name]

    given(proposed, *HISTORIES[stage]).when(command).then_refused(WrongStage, "gardeners is ")


@pytest.mark.parametrize("stage", Stage)
def test_a_history_leads_to_the_stage_it_is_named_after(stage: Stage) -> None:
    assert given(proposed, *HISTORIES[stage]).when(lambda c: None).then_nothing().stage is stage


# -- the proposal -------------------------------------------------------------------------------------------------


def test_a_proposal_begins_as_a_draft_of_its_proposer() -> None:
    community = nothing_yet(proposed)

    assert community.stage is Stage.DRAFT
    assert (community.title, community.lead, community.proposer) == ("Gardeners", "ada", "pat")
    assert community.since == community.known_since == day(0)


def test_revised_terms_bring_their_title_and_lead() -> None:
    community = (
        given(proposed)
        .when(lambda c: c.revise(OTHER_TERMS, by(AUTHOR)))
        .then(fact(happened.TermsRevised, terms=OTHER_TERMS))
    )

    assert (community.title, community.lead) == ("Gardeners of the north", "jo")


def test_the_same_terms_again_are_no_revision() -> None:
    given(proposed).when(lambda c: c.revise(TERMS, by(AUTHOR))).then_nothing()


@pytest.mark.parametrize("name", ["revise", "submit", "withdraw"])
@pytest.mark.parametrize("actor", [STRANGER, MEMBER, MANAGEMENT], ids=str)
def test_a_proposal_is_its_authors(name: str, actor: Actor) -> None:
    commands: dict[str, Command] = {
        "revise": lambda c: c.revise(OTHER_TERMS, by(actor)),
        "submit": lambda c: c.submit(by(actor)),
        "withdraw": lambda c: c.withdraw("no time", by(actor)),
    }

    given(proposed).when(commands[name]).then_refused(WrongRole, "only the proposer, the lead or the KM team")


@pytest.mark.parametrize("actor", [AUTHOR, LEAD, KM, Actor(person="root", role=Role.ADMIN)], ids=str)
def test_proposer_lead_and_km_team_submit(actor: Actor) -> None:
    given(proposed).when(lambda c: c.submit(by(actor))).then(fact(happened.ProposalSubmitted, round=1))


def test_what_was_returned_is_submitted_in_the_next_round() -> None:
    community = (
        given(proposed, submitted, returned)
        .when(lambda c: c.submit(by(AUTHOR, 4)))
        .then(fact(happened.ProposalSubmitted, round=2))
    )

    assert community.stage is Stage.REVIEW
    assert not community.returned


@pytest.mark.parametrize(
    ("history", "command", "kind", "outcome"),
    [
        ((), lambda c: c.withdraw("no time", by(LEAD)), happened.ProposalWithdrawn, Outcome.WITHDRAWN),
        (IN_REVIEW, lambda c: c.reject("not ours", by(KM)), happened.ProposalRejected, Outcome.REJECTED),
        ((submitted, returned), lambda c: c.lapse(by()), happened.ProposalLapsed, Outcome.LAPSED),
        (IN_LAUNCH, lambda c: c.lapse(by()), happened.ProposalLapsed, Outcome.LAPSED),
    ],
    ids=["withdrawn", "rejected", "never resubmitted", "never launched"],
)
def test_a_proposal_can_end_in_four_ways(
    history: tuple[Callable[[Community], None], ...],
    command: Command,
    kind: type[happened.CommunityEvent],
    outcome: Outcome,
) -> None:
    community = given(proposed, *history).when(command).then(kind)

    assert (community.stage, community.outcome) == (Stage.CLOSED, outcome)
    assert community.open_tasks == ()


# -- launch -------------------------------------------------------------------------------------------------------


def test_a_checklist_is_opened_once_a_stage() -> None:
    given(proposed, *IN_LAUNCH, list_opened).when(list_opened).then_refused(
        ChecklistOpen, "already has its checklist for launch"
    )


def test_an_item_that_is_not_on_the_list_cannot_be_ticked() -> None:
    given(proposed, *IN_LAUNCH, list_opened).when(
        lambda c: c.tick("party", "gardeners.x.party.1", None, by())
    ).then_refused(UnknownItem, "'party' is not open on the checklist of gardeners")


def test_an_item_is_ticked_once() -> None:
    given(proposed, *IN_LAUNCH, list_opened, kicked_off).when(kicked_off).then_refused(UnknownItem, "'kick_off'")


def test_nothing_is_ticked_before_the_list_was_opened() -> None:
    given(proposed, *IN_LAUNCH).when(kicked_off).then_refused(UnknownItem, "'kick_off'")


def test_a_done_item_leaves_the_list_and_its_task_is_no_longer_open() -> None:
    community = given(proposed, *IN_LAUNCH, list_opened).when(kicked_off).then(happened.ChecklistItemDone)

    assert community.checklist == ("platform",)
    assert community.open_tasks == ("gardeners.x.platform.1",)


@pytest.mark.parametrize(
    ("history", "sentence"),
    [
        ((), "the launch checklist of gardeners was not opened yet"),
        ((list_opened,), "still has to do: kick_off, platform"),
        ((list_opened, kicked_off), "still has to do: platform"),
    ],
)
def test_a_community_is_not_launched_before_everything_is_done(
    history: tuple[Callable[[Community], None], ...], sentence: str
) -> None:
    given(proposed, *IN_LAUNCH, *history).when(lambda c: c.launch(by(on=9))).then_refused(ChecklistOpen, sentence)


def test_the_year_is_counted_from_the_launch() -> None:
    community = (
        given(proposed, *IN_LAUNCH, list_opened, kicked_off, platform_opened)
        .when(lambda c: c.launch(by(on=10)))
        .then(happened.CommunityLaunched)
    )

    assert community.stage is Stage.ACTIVE
    assert community.anchor == community.year_began == community.heard_since == community.since == day(10)
    assert community.checklist is None


# -- its years ----------------------------------------------------------------------------------------------------


def test_an_anniversary_is_reviewed_once() -> None:
    given(proposed, *ALIVE, review_opened, lambda c: c.renew(None, by(MANAGEMENT, 350))).when(
        review_opened
    ).then_refused(WrongStage, "anniversary 1 of gardeners was reviewed before")


def test_an_annual_review_ends_the_ladder_of_silence_and_takes_the_place_of_its_question() -> None:
    community = given(proposed, *SILENT).when(review_opened).then(happened.AnnualReviewOpened)

    assert community.silence is None
    assert community.open_tasks == ("gardeners.annual_review.1",)


def test_a_renewal_begins_a_year_but_moves_no_anniversary() -> None:
    community = (
        given(proposed, *ALIVE, review_opened)
        .when(lambda c: c.renew("good work", by(MANAGEMENT, 500)))
        .then(happened.CommunityRenewed)
    )

    assert (community.stage, community.open_tasks) == (Stage.ACTIVE, ())
    assert community.anchor == day(10)
    assert community.year_began == community.heard_since == day(500)


def test_probation_is_left_by_renewal() -> None:
    community = (
        given(proposed, *ALIVE, review_opened, put_on_probation)
        .when(lambda c: c.renew(None, by(MANAGEMENT, 450)))
        .then(happened.CommunityRenewed)
    )

    assert community.stage is Stage.ACTIVE


# -- silence ------------------------------------------------------------------------------------------------------


def test_the_ladder_is_climbed_rung_by_rung() -> None:
    community = given(proposed, *ALIVE).when(nudged).then(fact(happened.LeadNudged, silent_since=day(10)))
    assert (community.silence, community.silence_since) == (SilenceRung.LEAD_NUDGED, day(100))

    community = given(proposed, *ALIVE, nudged).when(silence_reported).then(happened.SilenceReported)
    assert (community.silence, community.silence_since) == (SilenceRung.KM_TOLD, day(114))

    community = (
        given(proposed, *ALIVE, nudged, silence_reported).when(silence_confirmed).then(happened.SilenceConfirmed)
    )
    assert (community.silence, community.open_tasks) == (SilenceRung.DECISION_ASKED, ("gardeners.dormancy.6",))


@pytest.mark.parametrize(
    ("history", "rung", "stands"),
    [
        ((), silence_reported, "the ground"),
        ((), silence_confirmed, "the ground"),
        ((nudged,), nudged, "lead_nudged"),
        ((nudged,), silence_confirmed, "lead_nudged"),
        ((nudged, silence_reported), nudged, "km_told"),
        ((nudged, silence_reported), silence_reported, "km_told"),
        ((nudged, silence_reported, silence_confirmed), silence_confirmed, "decision_asked"),
    ],
)
def test_no_rung_is_left_out_or_climbed_twice(
    history: tuple[Callable[[Community], None], ...], rung: Callable[[Community], None], stands: str
) -> None:
    given(proposed, *ALIVE, *history).when(rung).then_refused(SilenceNotClimbed, f"gardeners is at {stands}")


@pytest.mark.parametrize(
    ("history", "rung"),
    [
        ((nudged,), lambda c: c.report_silence(day(50), by(on=120))),
        ((nudged, silence_reported), lambda c: c.confirm_silence(day(50), "gardeners.dormancy.6", by(on=200))),
    ],
    ids=["report", "confirm"],
)
def test_a_rung_belongs_to_the_silence_that_it_was_climbed_in(
    history: tuple[Callable[[Community], None], ...], rung: Command
) -> None:
    """A step that was found due in an earlier silence, and comes late, shortens no waiting time of this one."""
    given(proposed, *ALIVE, *history).when(rung).then_refused(SilenceNotClimbed, "gardeners")


@pytest.mark.parametrize(
    "history", [(nudged,), (nudged, silence_reported), (nudged, silence_reported, silence_confirmed)]
)
def test_a_sign_of_life_ends_the_ladder_at_every_rung(history: tuple[Callable[[Community], None], ...]) -> None:
    community = (
        given(proposed, *ALIVE, *history)
        .when(lambda c: c.revive(day(195), by(on=196)))
        .then(fact(happened.CommunityRevived, sign_at=day(195)))
    )

    assert (community.stage, community.silence, community.open_tasks) == (Stage.ACTIVE, None, ())
    assert community.heard_since == day(195)


def test_each_silence_is_an_episode_of_its_own() -> None:
    before = given(proposed, *SILENT).when(lambda c: None).then_nothing().episode
    after = given(proposed, *SILENT).when(lambda c: c.revive(day(195), by())).then(happened.CommunityRevived).episode

    assert after > before


def test_a_sign_of_life_in_the_notice_of_a_sunset_by_silence_brings_it_back() -> None:
    community = (
        given(proposed, *SILENT, sunset_by_silence, notice_given)
        .when(lambda c: c.revive(day(225), by(on=226)))
        .then(happened.CommunityRevived)
    )

    assert (community.stage, community.sunsetting) == (Stage.ACTIVE, None)
    assert (community.checklist, community.not_before, community.open_tasks) == (None, None, ())


def test_what_a_person_decided_no_sign_of_life_undoes() -> None:
    given(proposed, *SILENT, sunset_decided).when(lambda c: c.revive(day(225), by())).then_refused(
        WrongStage, "is not silent"
    )


def test_what_is_closed_stays_closed() -> None:
    given(proposed, *SILENT, sunset_by_silence, notice_given, handed_over, closed).when(
        lambda c: c.revive(day(300), by())
    ).then_refused(WrongStage, "is not silent")


# -- the end ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("history", [(), (nudged,), (nudged, silence_reported), (review_opened,)])
def test_a_community_cannot_end_by_silence_before_its_lead_the_km_team_and_management_were_told(
    history: tuple[Callable[[Community], None], ...],
) -> None:
    given(proposed, *ALIVE, *history).when(sunset_by_silence).then_refused(
        LeadNotTold, "its lead, the KM team and Management are told first"
    )


def test_after_the_whole_ladder_silence_is_consent() -> None:
    community = (
        given(proposed, *SILENT).when(sunset_by_silence).then(fact(happened.SunsetAnnounced, cause=Sunsetting.SILENCE))
    )

    assert (community.stage, community.open_tasks) == (Stage.SUNSET, ())


def test_no_end_while_the_notice_runs() -> None:
    given(proposed, *ALIVE, sunset_decided, notice_given, handed_over).when(
        lambda c: c.close(by(on=233.99))
    ).then_refused(NoticeRunning, "runs until 2026-08-23 00:00 UTC")


@pytest.mark.parametrize(
    ("history", "sentence"), [((), "was not opened yet"), ((notice_given,), "still has to do: hand_over")]
)
def test_no_end_before_the_checklist_is_done(history: tuple[Callable[[Community], None], ...], sentence: str) -> None:
    given(proposed, *ALIVE, sunset_decided, *history).when(lambda c: c.close(by(on=300))).then_refused(
        ChecklistOpen, sentence
    )


def test_when_the_notice_ran_and_everything_is_done_it_is_over() -> None:
    community = (
        given(proposed, *ALIVE, sunset_decided, notice_given, handed_over)
        .when(closed)
        .then(fact(happened.CommunityClosed, outcome=Outcome.SUNSET))
    )

    assert (community.stage, community.outcome) == (Stage.CLOSED, Outcome.SUNSET)


# -- brought in from elsewhere ------------------------------------------------------------------------------------


def test_what_is_brought_in_lives_since_it_began_elsewhere() -> None:
    community = nothing_yet(brought_in)

    assert community.stage is Stage.ACTIVE
    assert community.since == community.anchor == community.known_since == day(-4000)
    assert community.heard_since == community.year_began == day(0), "it is not silent before it was known"


def test_an_end_elsewhere_is_dated_when_it_happened() -> None:
    community = given(brought_in).when(ended_elsewhere).then(fact(happened.CommunityClosed, outcome=Outcome.GRADUATED))

    assert (community.stage, community.since) == (Stage.CLOSED, day(390))


def test_nothing_ends_before_it_began() -> None:
    given(brought_in).when(lambda c: c.record_end(Outcome.GRADUATED, by(KM, true_since=day(-4001)))).then_refused(
        InPast, "before it began"
    )


def test_what_is_closed_does_not_end_again() -> None:
    given(brought_in, ended_elsewhere).when(ended_elsewhere).then_refused(WrongStage, "is closed already (graduated)")


def test_an_end_elsewhere_may_be_older_than_the_stage_that_the_clock_entered_since() -> None:
    """It left in autumn, and we are told in winter, when its annual review has opened by itself."""
    given(brought_in, review_opened).when(
        lambda c: c.record_end(Outcome.GRADUATED, by(KM, 360, true_since=day(300)))
    ).then(happened.CommunityClosed)


# -- whose it is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["pat", "ada", "mia", "jo"], ids=["proposer", "lead", "member", "other member"])
def test_nobody_decides_on_their_own_community(person: str) -> None:
    given(proposed).when(lambda c: c.must_not_concern(Actor(person=person, role=Role.MANAGEMENT))).then_refused(
        OwnCommunity, f"{person} belongs to gardeners"
    )


def test_nor_does_somebody_on_their_behalf() -> None:
    given(proposed).when(
        lambda c: c.must_not_concern(Actor(person="max", role=Role.MANAGEMENT, on_behalf_of="mia"))
    ).then_refused(OwnCommunity, "somebody else has to decide")


def test_somebody_else_may() -> None:
    given(proposed).when(lambda c: c.must_not_concern(MANAGEMENT)).then_nothing()

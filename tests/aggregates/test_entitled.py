"""Who may answer: whoever was asked, or stands in for them with leave; never in their own matter, through no chain."""

import pytest

from aggregates.commands.absences import end_absence, note_absence
from aggregates.commands.changes import request_change
from aggregates.commands.decisions import decide, override
from aggregates.commands.handing import add_approver, assign, claim, comment, delegate
from aggregates.commands.people import enter, erase
from aggregates.commands.recalling import recall
from aggregates.review_task import events as happened
from tests.aggregates.affairs import quiet, told
from tests.aggregates.examples import AUTHOR, KM, LEAD, MANAGEMENT, day
from tests.aggregates.organisation import Organisation, command
from vocabulary.affairs import ChangeTerms
from vocabulary.people import Actor, Role
from vocabulary.refusals import (
    AlreadyAway,
    ClaimedByAnother,
    CommandReused,
    InFuture,
    InPast,
    Malformed,
    NotDelegated,
    NothingAsked,
    OwnCommunity,
    OwnRequest,
    PersonNotFound,
    PersonWasErased,
    SeenBefore,
    TaskAlreadyDecided,
    WrongRole,
)
from vocabulary.stages import Stage
from vocabulary.tasks import Choice

DEE_FOR_MAX = Actor(person="dee", role=Role.MANAGEMENT, on_behalf_of="max")
EVA = Actor(person="eva", role=Role.MEMBER)
ADMIN = Actor(person="ola", role=Role.ADMIN)
APPROVAL = "gardeners.approval.1"
REVIEW = "gardeners.km_review.1"


@pytest.fixture
def here() -> Organisation:
    office = Organisation()
    for person in ("max", "dee", "dan", "eva"):
        enter(office.app, person, command(KM))
    office.come_to(Stage.APPROVAL)
    return office


def away(here: Organisation, starts: float, ends: float, person: str = "max", decisions: str | None = "dee") -> int:
    by = command(Actor(person=person, role=Role.MANAGEMENT), 1)
    return note_absence(here.app, person, day(starts), day(ends), by, decisions=decisions)


def approve(here: Organisation, by: Actor, on: float = 2, seen: int | None = None) -> str:
    return decide(here.app, APPROVAL, Choice.APPROVE, command(by, on), seen=seen)


# -- in somebody's place ----------------------------------------------------------------------------------------------


def test_nobody_answers_for_somebody_who_did_not_let_them(here: Organisation) -> None:
    with pytest.raises(NotDelegated, match=r"dee may not answer .* for max; max has not let anybody"):
        approve(here, DEE_FOR_MAX)


def test_a_substitute_answers_while_the_other_is_away_and_is_recorded_as_x_for_y(here: Organisation) -> None:
    away(here, 1, 10)
    assert approve(here, DEE_FOR_MAX, 2) == "launch"
    (*_, decided) = told(here, happened.TaskDecided)
    assert str(decided.provenance.actor) == "dee (management) for max"


@pytest.mark.parametrize("on", [2.99, 10, 11])
def test_before_and_after_the_absence_the_substitute_is_nobody(here: Organisation, on: float) -> None:
    away(here, 3, 10)
    with pytest.raises(NotDelegated, match="max has not let anybody"):
        approve(here, DEE_FOR_MAX, on)


def test_who_came_back_early_answers_alone(here: Organisation) -> None:
    number = away(here, 1, 10)
    end_absence(here.colleague, "max", number, command(MANAGEMENT, 2))
    with pytest.raises(NotDelegated):
        approve(here, DEE_FOR_MAX, 3)


def test_a_substitute_of_a_substitute_is_nobody(here: Organisation) -> None:
    away(here, 1, 10)
    away(here, 1, 10, "dee", "dan")
    dan = Actor(person="dan", role=Role.MANAGEMENT, on_behalf_of="max")
    with pytest.raises(NotDelegated, match="dee does, while max is away"):
        approve(here, dan)


def test_a_delegate_answers_one_task_for_one_person(here: Organisation) -> None:
    delegate(here.app, APPROVAL, "dee", command(MANAGEMENT, 1))
    with pytest.raises(NotDelegated):
        approve(here, Actor(person="dee", role=Role.MANAGEMENT, on_behalf_of="eva"))
    with pytest.raises(NotDelegated, match="as management only"):
        approve(here, Actor(person="dee", role=Role.KM, on_behalf_of="max"))
    assert approve(here, DEE_FOR_MAX) == "launch"


def test_nobody_stands_in_for_themselves(here: Organisation) -> None:
    with pytest.raises(NotDelegated, match="answers for themselves"):
        approve(here, Actor(person="max", role=Role.MANAGEMENT, on_behalf_of="max"))


def test_a_substitute_may_claim_and_comment_for_the_other(here: Organisation) -> None:
    away(here, 1, 10)
    claim(here.app, APPROVAL, command(DEE_FOR_MAX, 2))
    comment(here.app, APPROVAL, "who pays?", command(DEE_FOR_MAX, 2))
    with pytest.raises(ClaimedByAnother, match="claimed by max"):
        approve(here, Actor(person="mara", role=Role.MANAGEMENT))
    assert approve(here, MANAGEMENT, 3) == "launch"


# -- one's own matter -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("insider", ["ada", "mia", "pat"])
def test_nobody_decides_on_their_own_community_through_no_chain(here: Organisation, insider: str) -> None:
    as_manager = Actor(person=insider, role=Role.MANAGEMENT)
    with pytest.raises(OwnCommunity, match=f"{insider} belongs to gardeners"):
        approve(here, as_manager)
    with pytest.raises(OwnCommunity, match=f"{insider} belongs to gardeners"):
        claim(here.app, APPROVAL, command(as_manager, 2))
    with pytest.raises(OwnCommunity):  # for somebody else
        approve(here, Actor(person=insider, role=Role.MANAGEMENT, on_behalf_of="max"))
    with pytest.raises(OwnCommunity):  # by somebody else
        approve(here, Actor(person="dee", role=Role.MANAGEMENT, on_behalf_of=insider))
    for hand_it in (
        lambda: delegate(here.app, APPROVAL, insider, command(MANAGEMENT, 2)),
        lambda: assign(here.app, APPROVAL, [insider], command(KM, 2)),
        lambda: add_approver(here.app, APPROVAL, insider, command(MANAGEMENT, 2)),
    ):
        with pytest.raises(OwnCommunity):
            hand_it()
    with pytest.raises(OwnCommunity):
        override(here.app, APPROVAL, Choice.APPROVE, command(Actor(person=insider, role=Role.ADMIN), 2), reason="no")


def test_nobody_decides_on_what_they_asked_for(here: Organisation) -> None:
    office = quiet(changes=[{"kind": "scope", "title": "Scope", "steps": [{"decided_by": "km", "due": "7 days"}]}])
    request_change(office.app, "gardeners", ChangeTerms(kind="scope", title="Wider", what="Trees."), office.by(KM))
    office.catch_up("gardeners")
    task = office.asked().id
    with pytest.raises(OwnRequest, match="kim stands behind"):
        decide(office.app, task, Choice.APPROVE, office.by(KM))
    with pytest.raises(OwnRequest):
        override(office.app, task, Choice.APPROVE, office.by(Actor(person="kim", role=Role.ADMIN)), reason="so")
    decide(office.app, task, Choice.APPROVE, office.by(Actor(person="kai", role=Role.KM)))


# -- absences ---------------------------------------------------------------------------------------------------------


def test_absences_do_not_overlap_and_lie_ahead(here: Organisation) -> None:
    away(here, 3, 10)
    with pytest.raises(AlreadyAway, match=r"2026-01-04 00:00 UTC to 2026-01-11 00:00 UTC already \(absence 1\)"):
        away(here, 9, 12)
    assert away(here, 10, 12) == 2
    with pytest.raises(InPast, match="nobody can answer for max in the past"):
        away(here, -5, 0.5)
    with pytest.raises(Malformed, match="ends after it starts"):
        away(here, 20, 20)
    with pytest.raises(InFuture, match="731 days at most"):
        away(here, 20, 800)


def test_a_substitute_exists_and_is_somebody_else(here: Organisation) -> None:
    with pytest.raises(Malformed, match="max can't stand in for max"):
        away(here, 3, 10, decisions="max")
    with pytest.raises(PersonNotFound, match="knows no 'ghost'"):
        away(here, 3, 10, decisions="ghost")
    erase(here.app, "dan", command(KM, 1), reason="asked for it")
    with pytest.raises(PersonWasErased):
        away(here, 3, 10, decisions="dan")
    with pytest.raises(PersonWasErased):
        delegate(here.app, APPROVAL, "dan", command(MANAGEMENT, 2))


def test_absences_are_noted_by_the_person_and_the_km_team(here: Organisation) -> None:
    def note(by: Actor) -> int:
        return note_absence(here.app, "max", day(3), day(10), command(by, 1), decisions="dee")

    with pytest.raises(WrongRole, match="absences of max are noted by max, the KM team"):
        note(Actor(person="dee", role=Role.MANAGEMENT))
    with pytest.raises(WrongRole, match="settles no absences"):
        note(DEE_FOR_MAX)
    assert note(KM) == 1
    with pytest.raises(NothingAsked, match="no absence 7"):
        end_absence(here.app, "max", 7, command(KM, 2))


def test_an_absence_noted_twice_is_noted_once(here: Organisation) -> None:
    said = command(MANAGEMENT, 1, id="holiday")
    first = note_absence(here.app, "max", day(3), day(10), said, decisions="dee")
    assert note_absence(here.colleague, "max", day(3), day(10), said, decisions="dee") == first
    with pytest.raises(CommandReused):
        note_absence(here.app, "max", day(3), day(11), said, decisions="dee")


# -- what was shown ---------------------------------------------------------------------------------------------------


def test_a_decision_records_what_lay_before_the_decider(here: Organisation) -> None:
    version = here.gardeners.version
    approve(here, MANAGEMENT, seen=version)
    (*_, decided) = told(here, happened.TaskDecided)
    assert decided.shown is not None
    assert (decided.shown.version, decided.shown.seen, decided.shown.round) == (version, version, 1)
    assert decided.shown.figures["stage"].startswith("approval since ")


def test_who_looked_at_something_else_looks_again(here: Organisation) -> None:
    office = quiet(changes=[{"kind": "scope", "title": "Scope", "steps": [{"decided_by": "km", "due": "7 days"}]}])
    request_change(office.app, "gardeners", ChangeTerms(kind="scope", title="Wider", what="Trees."), office.by(LEAD))
    office.catch_up("gardeners")
    task, seen = office.asked().id, office.gardeners.version
    from aggregates.commands.changes import edit_change

    edit_change(office.app, "gardeners", 1, "Trees and shrubs.", office.by(LEAD))
    with pytest.raises(SeenBefore, match="has changed since you looked"):
        decide(office.app, task, Choice.APPROVE, office.by(KM), seen=seen)
    with pytest.raises(Malformed, match="has no version 999"):
        decide(office.app, task, Choice.APPROVE, office.by(KM), seen=999)
    decide(office.app, task, Choice.APPROVE, office.by(KM), seen=office.gardeners.version)


# -- recall and override ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [AUTHOR, LEAD, KM])
def test_whoever_asked_recalls_a_proposal_before_it_is_decided(here: Organisation, by: Actor) -> None:
    assert recall(here.app, APPROVAL, command(by, 2), reason="the budget changed") == "draft"
    assert not here.task_is_open(APPROVAL)
    here.until(day(300))
    assert here.stage is Stage.DRAFT, "no clock runs for a draft that its authors took back"
    with pytest.raises(TaskAlreadyDecided, match=r"cancelled .* recalled by"):
        approve(here, MANAGEMENT, 301)
    with pytest.raises(TaskAlreadyDecided):
        recall(here.app, APPROVAL, command(by, 302))


def test_nobody_else_recalls_it(here: Organisation) -> None:
    with pytest.raises(WrongRole, match="only the proposer, the lead or the KM team"):
        recall(here.app, APPROVAL, command(EVA, 2))


def test_a_change_is_recalled_by_whoever_asked_for_it() -> None:
    office = quiet(changes=[{"kind": "scope", "title": "Scope", "steps": [{"decided_by": "km", "due": "7 days"}]}])
    request_change(office.app, "gardeners", ChangeTerms(kind="scope", title="Wider", what="Trees."), office.by(LEAD))
    office.catch_up("gardeners")
    task = office.asked().id
    with pytest.raises(WrongRole, match="was asked for by ada, who may recall it"):
        recall(office.app, task, office.by(MANAGEMENT))
    assert recall(office.app, task, office.by(LEAD)) == "active"
    assert not office.task_is_open(task)
    assert office.gardeners.affairs.changes == ()


def test_what_the_policy_asks_is_recalled_by_nobody(here: Organisation) -> None:
    office = Organisation()
    office.come_to(Stage.ANNUAL_REVIEW)
    with pytest.raises(NothingAsked, match=r"nobody asked for .*, its policy did"):
        recall(office.app, office.asked().id, office.by(KM))


def test_an_administrator_overrides_and_the_life_goes_on(here: Organisation) -> None:
    claim(here.app, APPROVAL, command(MANAGEMENT, 2))
    assert override(here.app, APPROVAL, Choice.APPROVE, command(ADMIN, 3), reason="max has left") == "launch"
    with pytest.raises(TaskAlreadyDecided, match=r"ola .admin. answered 'approve' in the place of those asked"):
        approve(here, MANAGEMENT, 4)


# -- the directory ----------------------------------------------------------------------------------------------------


class OneManager:
    """Max is the only manager there is; bea is above everybody."""

    def must_hold(self, actor: Actor) -> None:
        if actor.role is Role.MANAGEMENT and actor.principal != "max":
            raise WrongRole(f"{actor.principal} does not hold the role management in the directory; ask max")

    def must_know(self, person: str) -> None:
        if person == "ghost":
            raise PersonNotFound("the directory knows no 'ghost'; ask who is meant")

    def above(self, people: object, height: int) -> tuple[str, ...]:
        return ("bea",)


def test_who_does_not_hold_the_role_is_refused_before_anything_else(here: Organisation) -> None:
    here.app.roster = OneManager()
    with pytest.raises(WrongRole, match="mara does not hold the role management"):
        approve(here, Actor(person="mara", role=Role.MANAGEMENT))
    with pytest.raises(PersonNotFound):
        delegate(here.app, APPROVAL, "ghost", command(MANAGEMENT, 2))
    assert approve(here, MANAGEMENT) == "launch"


def test_a_command_that_was_carried_out_keeps_its_answer_when_the_role_is_gone(here: Organisation) -> None:
    said = command(MANAGEMENT, 2, id="once")
    first = decide(here.app, APPROVAL, Choice.APPROVE, said)

    class Nobody(OneManager):
        def must_hold(self, actor: Actor) -> None:
            raise WrongRole("nobody holds any role in the directory any more")

    here.app.roster = Nobody()
    assert decide(here.app, APPROVAL, Choice.APPROVE, said) == first


def test_what_somebody_has_claimed_is_escalated_to_those_above_them(here: Organisation) -> None:
    here.app.roster = OneManager()
    claim(here.app, APPROVAL, command(MANAGEMENT, 1))
    rungs = here.asked().escalations
    assert rungs, "the standard policy escalates approvals"
    here.until(max(moment.at for moment in rungs))
    escalated = told(here, happened.TaskEscalated)
    assert [fact.people for fact in escalated] == [("bea",)] * len(rungs)
    assert [fact.top for fact in escalated] == [False] * (len(rungs) - 1) + [True]
    bea = Actor(person="bea", role=Role.MEMBER)
    assert decide(here.app, APPROVAL, Choice.APPROVE, here.by(bea)) == "launch"

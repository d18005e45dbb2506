"""The people, days and facts that the aggregates' tests speak of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from aggregates.community import Community
from aggregates.review_task import ReviewTask
from vocabulary.people import THE_CLOCK, Actor, Role
from vocabulary.provenance import PolicyRef, Provenance
from vocabulary.stages import Outcome, Stage, Sunsetting
from vocabulary.task_terms import Escalation, Expiry, TaskTerms
from vocabulary.tasks import Choice, TaskKind
from vocabulary.terms import TermsOfReference

AUTHOR = Actor(person="pat", role=Role.MEMBER)
LEAD = Actor(person="ada", role=Role.LEAD)
MEMBER = Actor(person="mia", role=Role.MEMBER)
STRANGER = Actor(person="sam", role=Role.MEMBER)
KM = Actor(person="kim", role=Role.KM)
MANAGEMENT = Actor(person="max", role=Role.MANAGEMENT)
BOARD = Actor(person="bo", role=Role.BOARD)

POLICY = PolicyRef(name="standard", version=1, digest="0" * 64)
TERMS = TermsOfReference(
    title="Gardeners",
    objectives=("grow",),
    scope="Whatever grows.",
    lead="ada",
    key_members=("mia", "jo"),
    initiatives=("plant a tree",),
)


def day(number: float) -> datetime:
    """Counted from new year's day of 2026."""
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)


def by(actor: Actor = THE_CLOCK, on: float = 0, *, true_since: datetime | None = None) -> Provenance:
    return Provenance(actor=actor, recorded_at=day(on), command_id=f"c-{on}", effective_at=true_since, policy=POLICY)


# -- what happens to a community ------------------------------------------------------------------------------------


def proposed() -> Community:
    return Community.propose("gardeners", TERMS, POLICY, by(AUTHOR, 0))


def brought_in() -> Community:
    return Community.bring_in("gardeners", "Gardeners", "Kew", POLICY, by(KM, 0, true_since=day(-4000)))


def submitted(community: Community) -> None:
    community.submit(by(AUTHOR, 1))


def passed_review(community: Community) -> None:
    community.pass_review(by(KM, 2))


def returned(community: Community) -> None:
    community.send_back("say more of the scope", by(KM, 3))


def approved(community: Community) -> None:
    community.approve(by(MANAGEMENT, 3))


def list_opened(community: Community) -> None:
    community.open_checklist(("kick_off", "platform"), ("gardeners.x.kick_off.1", "gardeners.x.platform.1"), None, by())


def kicked_off(community: Community) -> None:
    community.tick("kick_off", "gardeners.x.kick_off.1", None, by(LEAD, 5))


def platform_opened(community: Community) -> None:
    community.tick("platform", "gardeners.x.platform.1", "at https://garden.example", by(KM, 6))


def launched(community: Community) -> None:
    community.launch(by(on=10))


def review_opened(community: Community) -> None:
    community.open_annual_review(1, day(375), "gardeners.annual_review.1", by(on=345))


def renewed(community: Community) -> None:
    community.renew(None, by(MANAGEMENT, 350))


def put_on_probation(community: Community) -> None:
    community.put_on_probation("few results", by(MANAGEMENT, 360))


def nudged(community: Community) -> None:
    community.nudge_lead(day(10), by(on=100))


def silence_reported(community: Community) -> None:
    community.report_silence(day(10), by(on=114))


def silence_confirmed(community: Community) -> None:
    community.confirm_silence(day(10), "gardeners.dormancy.6", by(on=190))


def sunset_by_silence(community: Community) -> None:
    community.announce_sunset(Sunsetting.SILENCE, "nobody answered in time", by(on=220))


def sunset_decided(community: Community) -> None:
    community.announce_sunset(Sunsetting.DECIDED, "merged into botany", by(MANAGEMENT, 220))


def notice_given(community: Community) -> None:
    community.open_checklist(("hand_over",), ("gardeners.sunset_item.hand_over.7",), day(234), by(on=220))


def handed_over(community: Community) -> None:
    community.tick("hand_over", "gardeners.sunset_item.hand_over.7", None, by(KM, 225))


def closed(community: Community) -> None:
    community.close(by(on=234))


def ended_elsewhere(community: Community) -> None:
    community.record_end(Outcome.GRADUATED, by(KM, 400, true_since=day(390)))


Fact = Callable[[Community], None]
IN_REVIEW: tuple[Fact, ...] = (submitted,)
IN_APPROVAL = (*IN_REVIEW, passed_review)
IN_LAUNCH = (*IN_APPROVAL, approved)
ALIVE = (*IN_LAUNCH, list_opened, kicked_off, platform_opened, launched)
SILENT = (*ALIVE, nudged, silence_reported, silence_confirmed)

HISTORIES: dict[Stage, tuple[Fact, ...]] = {
    Stage.DRAFT: (),
    Stage.REVIEW: IN_REVIEW,
    Stage.APPROVAL: IN_APPROVAL,
    Stage.LAUNCH: IN_LAUNCH,
    Stage.ACTIVE: ALIVE,
    Stage.ANNUAL_REVIEW: (*ALIVE, review_opened),
    Stage.PROBATION: (*ALIVE, review_opened, put_on_probation),
    Stage.SUNSET: (*ALIVE, sunset_decided),
    Stage.CLOSED: (*ALIVE, sunset_decided, notice_given, handed_over, closed),
}
"""For each stage, how a proposal came there."""


# -- what happens to a task -----------------------------------------------------------------------------------------

QUESTION = TaskTerms(
    id="gardeners.dormancy.6",
    community="gardeners",
    kind=TaskKind.DORMANCY,
    title="Silent: keep, put on probation or end: Gardeners",
    assigned_to=Role.MANAGEMENT,
    due=day(14),
    reminders=(day(7), day(12)),
    escalations=(Escalation(at=day(21), to=Role.BOARD),),
    expiry=Expiry(at=day(30), choice=Choice.SUNSET),
)


def asked(terms: TaskTerms = QUESTION) -> ReviewTask:
    return ReviewTask.open(terms, by(on=0))


def reminded(task: ReviewTask) -> None:
    task.remind(1, by(on=7))


def escalated(task: ReviewTask) -> None:
    task.escalate(1, by(on=21))


def answered(task: ReviewTask) -> None:
    task.decide(Choice.RENEW, None, by(MANAGEMENT, 9))


def expired(task: ReviewTask) -> None:
    task.expire(by(on=30))


def cancelled(task: ReviewTask) -> None:
    task.cancel("it shows signs of life again", by(on=8))

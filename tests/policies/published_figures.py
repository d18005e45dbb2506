"""Where each figure that an organisation publishes stands in its policy."""

import re
from collections.abc import Callable
from typing import Any, Final

from policies.year_day import YearDay
from tests.policies.published import Figure, at
from vocabulary.span import Span
from vocabulary.terms import TermsOfReference


def spans(unit: str) -> Callable[[int], str]:
    return lambda number: str(Span(f"{number} {unit}"))


def _of_nine(approvals: int) -> str:
    return f"{approvals} of 9"


def _dollars(amount: int) -> str:
    return f"{amount} USD"


def _on(day: str) -> list[str]:
    return [str(YearDay(day))]


def _first_days(groups: dict[int, list[int]]) -> dict[str, list[str]]:
    return {str(group): [str(YearDay(f"{month:02}-01")) for month in months] for group, months in groups.items()}


def _rhythm(days: list[str]) -> str:
    months = sorted({YearDay(day).month for day in days})
    steps = {later - earlier for earlier, later in zip(months, [*months[1:], months[0] + 12], strict=True)}
    return {1: "monthly", 3: "quarterly", 12: "yearly"}[steps.pop()] if len(steps) == 1 else "irregular"


def _months(pause: dict[str, Any]) -> list[int]:
    return list(range(YearDay(pause["from"]).month, YearDay(pause["until"]).month + 1))


def _number(pattern: str) -> Callable[[str], int | None]:
    def read(wording: str) -> int | None:
        found = re.search(pattern, wording)
        return int(found[1]) if found else None

    return read


def _deciders(questions: list[dict[str, Any]]) -> list[str]:
    return [question["decided_by"] for question in questions]


def _strength_of_step(step: dict[str, Any]) -> str:
    """A step that a change passes without an answer asks; any other insists."""
    return "should" if (step["unanswered"] or {}).get("answer") == "approve" else "must"


def _who_decides(document: Any) -> str:
    return str(document["roles"][document["approval"]["decided_by"]]["title"]).lower()


def _terms_that_must_be_there(_: Any) -> list[str]:
    return sorted(name for name, field in TermsOfReference.model_fields.items() if field.is_required())


def _terms(names: list[str]) -> list[str]:
    """The article's, and the initiatives, which it tells of in another line."""
    return sorted([name.replace(" ", "_") for name in names] + ["initiatives"])


def _is_beforehand(duties: list[Any]) -> str:
    criteria, ranking = (YearDay(at(duties, name)["schedule"]["on"][0]) for name in ("criteria", "ranking"))
    return "published beforehand" if criteria < ranking else "published afterwards"


def _at_least(published: str, found: str) -> bool:
    return not Span(found) < Span(published)


ASF: Final = (
    Figure("entry.decided_by", "asf-incubator", "", read=_who_decides),
    Figure("entry.rule", "asf-incubator", "approval.ballot.rule"),
    Figure("entry.open_at_least_hours", "asf-incubator", "approval.ballot.open_at_least", spans("hours")),
    Figure("reporting.first_months", "asf-incubator", "duties.report.schedule.first.lasts", spans("months")),
    Figure(
        "reporting.cadence_first", "asf-incubator", "duties.report.schedule.first.every", {"monthly": "1 month"}.get
    ),
    Figure("reporting.cadence_after", "asf-incubator", "duties.report.schedule.by_group.2", read=_rhythm),
    Figure("reporting.anchored_to", "asf-incubator", "duties.report.schedule.by_group", _first_days),
    Figure("reporting.extra_reports_on_request", "asf-incubator", "duties.report.on_request", read=bool),
    Figure("report_sign_off.by", "asf-incubator", "duties.report.sign_off.steps.1.decided_by"),
    Figure("report_sign_off.at_least", "asf-incubator", "duties.report.sign_off.steps.1.ballot.rule", str),
    Figure(
        "report_sign_off.if_none",
        "asf-incubator",
        "duties.report.sign_off.steps.1.ballot.not_carried",
        {"refused": "return"}.get,
    ),
    Figure(
        "report_sign_off.file_again",
        "asf-incubator",
        "duties.report.sign_off.file_again_after",
        {"next month": "1 month"}.get,
    ),
    Figure("retirement.local_discussion", "asf-incubator", "changes.retirement.steps.1", read=_strength_of_step),
    Figure("retirement.final", "asf-incubator", "changes.retirement.steps.2.ballot.rule"),
    Figure("retirement.final", "asf-incubator", "silence.question.ballot.rule"),
    Figure("retirement.checklist_steps", "asf-incubator", "sunset.checklist.items", read=len),
)
KUBERNETES: Final = (
    Figure("meeting.at_least_every_weeks", "kubernetes", "concerns.no_meeting.when_missing.lasts", spans("weeks")),
    Figure("meeting.paused_in_months", "kubernetes", "calendar.pauses.1", read=_months),
    Figure("meeting.paused_in_months", "kubernetes-working-group", "calendar.pauses.1", read=_months),
    Figure("meeting.minutes_at_least", "kubernetes", "concerns.no_meeting.title", read=_number(r"(\d+) minutes")),
    Figure("lead.absence_planned_over_months", "kubernetes", "concerns.lead_away.grace", spans("months")),
    Figure("lead.unreachable_over_months", "kubernetes", "concerns.lead_unreachable.grace", spans("months")),
    Figure(
        "lead.removal_vote", "kubernetes", "changes.lead_removal.steps.1.ballot.rule", {"2/3": "two thirds of 7"}.get
    ),
    Figure("lead.training_within_days", "kubernetes", "launch.checklist.due", spans("days")),
    Figure("retire.should_after_months", "kubernetes", "silence.should_after", spans("months")),
    Figure("retire.must_after_months", "kubernetes", "silence.must_after", spans("months")),
    Figure("working_group.no_chair_grace_weeks", "kubernetes-working-group", "concerns.no_chair.grace", spans("weeks")),
    Figure(
        "working_group.channels_unused_grace_months",
        "kubernetes-working-group",
        "concerns.channels_unused.when_missing.lasts",
        spans("months"),
    ),
    Figure(
        "working_group.creation.rule",
        "kubernetes-working-group",
        "approval.ballot.rule",
        {"simple majority": "majority of 7"}.get,
    ),
    Figure(
        "working_group.creation.sponsors",
        "kubernetes-working-group",
        "requirements.sponsor.strength",
        {"required": "must"}.get,
    ),
    Figure("annual_report.draft_by", "kubernetes", "duties.annual_report_draft.schedule.on", _on),
    Figure(
        "annual_report.comment_hours",
        "kubernetes",
        "duties.annual_report_draft.sign_off.steps.1.ballot.open_at_most",
        spans("hours"),
    ),
    Figure("annual_report.due", "kubernetes", "duties.annual_report.schedule.on", _on),
    Figure("annual_report.due", "kubernetes-working-group", "duties.annual_report.schedule.on", _on),
    Figure("member_inactive_months", "kubernetes", "membership.inactive_after", spans("months")),
    Figure("member_inactive_months", "kubernetes-working-group", "membership.inactive_after", spans("months")),
)
OPENSSF: Final = (
    Figure("levels.sandbox.people", "openssf", "requirements.people.at_least"),
    Figure("levels.sandbox.organisations", "openssf", "requirements.units.at_least"),
    Figure("levels.sandbox.sponsor", "openssf", "requirements.sponsor.at_least"),
    Figure(
        "levels.incubating.meetings_in_quarter",
        "openssf",
        "changes.lifecycle.steps.1.title",
        read=_number(r"(\d+) meetings in the quarter"),
    ),
    Figure("levels.incubating.people", "openssf", "levels.incubating.requirements.people.at_least"),
    Figure("levels.incubating.organisations", "openssf", "levels.incubating.requirements.units.at_least"),
    Figure("levels.incubating.charter", "openssf", "levels.incubating.requirements.charter", read=bool),
    Figure("levels.graduated.people", "openssf", "levels.graduated.requirements.people.at_least"),
    Figure("levels.graduated.organisations", "openssf", "levels.graduated.requirements.units.at_least"),
    Figure("levels.graduated.annual_goals", "openssf", "levels.graduated.requirements.kpis", read=bool),
    Figure("archive.dormant_months", "openssf", "silence.must_after", spans("months")),
    Figure("archive.notice_weeks", "openssf", "sunset.notice", spans("weeks")),
    Figure("archive.vote", "openssf", "silence.question.ballot.rule", {"2/3": "two thirds of 9"}.get),
    *(
        Figure(f"approvals.{kind}.open_{unit}", "openssf", f"{place}.ballot.open_at_least", spans(unit))
        for kind, unit, place in (
            ("major", "days", "changes.major.steps.1"),
            ("lifecycle", "days", "changes.lifecycle.steps.1"),
            ("lifecycle", "days", "approval"),
            ("funding", "days", "changes.funding.steps.1"),
            ("editorial", "hours", "changes.editorial.steps.1"),
        )
    ),
    *(
        Figure(f"approvals.{kind}.approvers", "openssf", f"changes.{kind}.steps.1.ballot.rule", _of_nine)
        for kind in ("major", "lifecycle", "funding", "editorial")
    ),
    Figure("approvals.lifecycle.approvers", "openssf", "approval.ballot.rule", _of_nine),
    *(
        Figure(f"budget_per_year_usd.{level}", "openssf", f"levels.{level}.budget.per_year", _dollars)
        for level in ("sandbox", "incubating", "graduated")
    ),
    *(
        Figure("budget_per_year_usd.cycles", "openssf", f"levels.{level}.budget.instalments")
        for level in ("sandbox", "incubating", "graduated")
    ),
)
FINOS: Final = (
    Figure("inactivity_days", "finos", "silence.should_after", spans("days")),
    Figure("archive.anyone_may_ask", "finos", "changes.archive.asked_by", read=lambda roles: len(roles) == 7),
    Figure(
        "archive.silence_days_count_as_consent", "finos", "changes.archive.steps.1.ballot.open_at_most", spans("days")
    ),
    Figure(
        "archive.dispute",
        "finos",
        "",
        read=lambda document: document["roles"][at(document, "changes.archive.steps.2.decided_by")]["title"].lower(),
    ),
)
MICROSOFT: Final = (
    Figure("expiry.lifetime_days_at_least", "microsoft-365", "annual_review.every", spans("days"), holds=_at_least),
    Figure(
        "expiry.renews_by_itself_if_active_within_days",
        "microsoft-365",
        "annual_review.renews_itself.sign_within",
        spans("days"),
    ),
    Figure(
        "expiry.owner_renews",
        "microsoft-365",
        "annual_review.question",
        read=lambda question: question["decided_by"] == "lead" and question["confirmation"],
    ),
    Figure("expiry.restore_within_days", "microsoft-365", "sunset.restore_within", spans("days")),
    Figure(
        "expiry.without_owner", "microsoft-365", "annual_review.question.without_lead", {"other addresses": "km"}.get
    ),
)
ARTICLE: Final = (
    Figure("proposal.terms_of_reference", "founding-article", "", _terms, _terms_that_must_be_there),
    Figure(
        "proposal.planned_initiatives_years",
        "founding-article",
        "requirements.initiatives.sentence",
        read={"Plan at least a year of initiatives.": 1}.get,
    ),
    Figure(
        "proposal.reviewed_by",
        "founding-article",
        "",
        read=lambda document: _deciders([document["review"], document["approval"]]),
    ),
    Figure("kpis.approved_by", "founding-article", "duties.annual_plan.sign_off.steps", read=_deciders),
    Figure("kpis.yearly", "founding-article", "duties.annual_plan.schedule.on", read=lambda days: len(days) == 1),
    Figure(
        "maturity_assessment.yearly",
        "founding-article",
        "duties.maturity_assessment.schedule.on",
        read=lambda days: len(days) == 1,
    ),
    Figure("leaderboard.top_performers", "founding-article", "duties.ranking.schedule.on", read=_rhythm),
    Figure("leaderboard.top_performers", "founding-article", "leaderboard.period", {"yearly": "1 year"}.get),
    Figure("leaderboard.criteria", "founding-article", "duties", read=_is_beforehand),
    Figure(
        "newsletter.monthly",
        "founding-article",
        "duties.newsletter.schedule.on",
        read=lambda days: _rhythm(days) == "monthly",
    ),
    Figure(
        "newsletter.features",
        "founding-article",
        "duties.newsletter.title",
        read=lambda title: title.removeprefix("Newsletter, which features "),
    ),
    Figure("summit.yearly", "founding-article", "duties.summit.schedule.on", read=lambda days: len(days) == 1),
    Figure(
        "summit.invites",
        "founding-article",
        "duties.summit.title",
        read=lambda title: re.findall("co-lead|lead|core team", title),
    ),
)
FIGURES: Final[dict[str, tuple[Figure, ...]]] = {
    "ASF Incubator": ASF,
    "Kubernetes SIGs and working groups": KUBERNETES,
    "OpenSSF TAC": OPENSSF,
    "FINOS": FINOS,
    "Microsoft 365 groups": MICROSOFT,
    "Case A of the founding article": ARTICLE,
}
BY_CONDUCT: Final = {"ASF Incubator": {"reporting.late_report_moves_the_calendar"}}
"""What no line of a policy says: it follows from how every policy is obeyed, and has a test of its own."""

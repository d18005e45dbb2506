"""Early warnings: what the founding article says communities fade by, with what shows it, long before they are gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from dateutil.relativedelta import relativedelta

from projections.budget_row import BudgetRow
from projections.community_row import CommunityRow
from projections.signs_evidence import SignsEvidence
from projections.year_row import YearRow
from vocabulary.provenance import Moment
from vocabulary.signs import ACTIVITY, SignKind
from vocabulary.stages import LIVING, Stage

GRACE: Final = timedelta(days=120)
"""After the launch, before anything is expected; ours, as the other figures here."""
LOOKS_BACK: Final = timedelta(days=365)
PLAN_HOLDS: Final = timedelta(days=400)
"""A year, and some weeks for the next plan to be approved."""
FEW: Final = 3
"""A core that was smaller before can't shrink so that it says anything."""
MAKES: Final = frozenset({SignKind.PRODUCT})
TEACHES: Final = frozenset({SignKind.MENTORING})


class Cause(StrEnum):
    """Why somebody should look at a community; the four of the article are marked."""

    SILENT = "silent"
    PROBATION = "probation"
    ENDING = "ending"
    NO_LEAD = "no_lead"
    NO_TARGETS = "no_targets"
    """Article, 1: no KPIs, and nothing that is expected of the year."""
    NOT_IN_OBJECTIVES = "not_in_objectives"
    """Article, 2: what the lead does here is not among their own objectives."""
    ONLY_EVENTS = "only_events"
    """Article, 3: people meet, and nothing is made that the organisation could use."""
    NO_EXCHANGE = "no_exchange"
    """Article, 4: juniors learn nothing from seniors here."""
    MONEY_UNREQUESTED = "money_unrequested"
    SHRINKING_CORE = "shrinking_core"


_MISSED: Final = (
    (Cause.ONLY_EVENTS, MAKES, "people meet, and nothing{} was made that others could use", " more"),
    (Cause.NO_EXCHANGE, TEACHES, "no junior was seen{} to learn from a senior", " any more"),
)
"""Which signs a community fades without, how that is said, and with what where there were some before."""
OF_THE_ARTICLE: Final = (Cause.NO_TARGETS, Cause.NOT_IN_OBJECTIVES, Cause.ONLY_EVENTS, Cause.NO_EXCHANGE)


@dataclass(frozen=True, slots=True)
class Warned:
    """One cause, with what shows it, and since when it is so."""

    cause: Cause
    evidence: str
    since: Moment
    seen_from: Moment | None = None
    """When the board said so first: later than `since` where it waits, and where it looks back. None where nobody
    keeps the day: of unrequested money, and of the core, whose two half years move with whoever looks."""


def warnings(
    community: CommunityRow,
    years: Sequence[YearRow],
    budget: BudgetRow | None,
    signs: SignsEvidence | None,
    at: datetime,
) -> list[Warned]:
    """What is to be said of a living community at a moment, the oldest first.

    `years` are its own, the newest first; `budget` is the present one, None where the last one was closed.
    """
    if community.stage not in LIVING | {Stage.SUNSET}:
        return []
    found = [*_of_its_stage(community), *_of_causes(community, years, signs, at)]
    if community.stage in LIVING:
        found += _of_money(budget)
    if community.launched_at is not None and community.launched_at + GRACE <= at:
        found += _of_core(signs or SignsEvidence(), at)
    return sorted(found, key=lambda one: (one.since, one.cause))


def causes_at_end(community: CommunityRow, years: Sequence[YearRow], signs: SignsEvidence | None) -> list[Warned]:
    """Which of the article's causes a community showed on the day on which it ended, the first seen first."""
    found = _of_causes(community, years, signs, community.since)
    return sorted(found, key=lambda one: (one.seen_from or one.since, OF_THE_ARTICLE.index(one.cause)))


def _of_causes(
    community: CommunityRow, years: Sequence[YearRow], signs: SignsEvidence | None, at: datetime
) -> Iterator[Warned]:
    begun = community.launched_at
    if begun is not None and begun + GRACE <= at:
        yield from _of_plans(years, begun, at)
        yield from _of_objectives(community, years, begun, at)
        yield from _of_signs(signs or SignsEvidence(), begun, at)


def _of_its_stage(community: CommunityRow) -> Iterator[Warned]:
    if community.silence is not None and community.silence_since is not None:
        rung = community.silence.value.replace("_", " ")
        last = f"last sign of life {_day(community.last_sign_of_life)}" if community.last_sign_of_life else "no sign"
        yield Warned(Cause.SILENT, f"{rung}; {last}", community.silence_since, community.silence_since)
    if community.stage is Stage.PROBATION:
        yield Warned(Cause.PROBATION, "on probation", community.since, community.since)
    if community.stage is Stage.SUNSET:
        yield Warned(Cause.ENDING, "its end is announced", community.since, community.since)
    if community.without_lead_since is not None:
        yield Warned(Cause.NO_LEAD, "nobody leads it", *(community.without_lead_since,) * 2)


def _of_money(budget: BudgetRow | None) -> Iterator[Warned]:
    if budget is not None and budget.unrequested_since is not None:
        evidence = f"nobody asks for {'more' if budget.planned else 'any'} of the {budget.per_year} of its year"
        yield Warned(Cause.MONEY_UNREQUESTED, evidence, budget.unrequested_since)


def _of_plans(years: Sequence[YearRow], begun: datetime, at: datetime) -> Iterator[Warned]:
    approved_at = next((year.approved_at for year in years if year.approved_at), None)
    if approved_at is None:
        yield Warned(Cause.NO_TARGETS, "no plan with KPIs was ever approved", begun, begun + GRACE)
    elif approved_at + PLAN_HOLDS <= at:
        evidence = f"the last plan with KPIs was approved {_day(approved_at)}"
        seen_from = max(approved_at + PLAN_HOLDS, begun + GRACE)
        yield Warned(Cause.NO_TARGETS, evidence, approved_at + LOOKS_BACK, seen_from)


def _of_objectives(
    community: CommunityRow, years: Sequence[YearRow], begun: datetime, at: datetime
) -> Iterator[Warned]:
    """Agreed for one year, it holds until the next has begun, and its first weeks are over."""
    lead = community.lead
    held = max((year.number for year in years if lead in year.objectives), default=0)
    since = begun + relativedelta(years=held)
    if lead is not None and since + GRACE <= at:
        said = "no longer" if held else "not"
        evidence = f"what {lead} does here is {said} said to be among {lead}'s own objectives"
        yield Warned(Cause.NOT_IN_OBJECTIVES, evidence, since, since + GRACE)


def _of_signs(signs: SignsEvidence, begun: datetime, at: datetime) -> Iterator[Warned]:
    recent = at - LOOKS_BACK
    if not any(_moment(day) > recent for kind, day in signs.last_of.items() if kind in ACTIVITY):
        return
    first = _moment(signs.first) if signs.first else begun
    for cause, kinds, evidence, any_more in _MISSED:
        days = [_moment(day) for kind, day in signs.last_of.items() if kind in kinds]
        last = max(days, default=None)
        if last is None:
            yield Warned(cause, evidence.format(""), begun, max(begun + GRACE, first))
        elif last <= recent:
            seen_from = max(begun + GRACE, last + LOOKS_BACK)
            yield Warned(cause, evidence.format(any_more), last, seen_from)


def _of_core(signs: SignsEvidence, at: datetime) -> Iterator[Warned]:
    if signs.core_before >= FEW and signs.core_now * 2 <= signs.core_before:
        evidence = f"{signs.core_now} of the core in the last {signs.days} days, {signs.core_before} in those before"
        yield Warned(Cause.SHRINKING_CORE, evidence, at - timedelta(days=signs.days))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _day(moment: datetime) -> str:
    return f"{moment:%-d %B %Y}"

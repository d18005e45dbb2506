"""An outlook as people read it, and as programs do."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from dateutil.relativedelta import relativedelta

from cli.shown import day, out, plain, say, table
from vocabulary.people import Role

if TYPE_CHECKING:
    from simulation.outlook import Month, Outlook

FIRST: Final = 20
"""Noteworthy happenings that are shown; --json has all."""
BY_MONTH: Final = 24
"""Months up to which the questions of each are shown; beyond, those of each year."""


def show_outlook(outlook: "Outlook", begins: datetime, years: int) -> None:
    """What happened on top, then who was asked, then what is noteworthy."""
    from simulation.outlook import COUNTED

    span = range(begins.year, _last_day(begins, years).year + 1)
    rows = [
        (word, str(outlook.total(word)), *(str(outlook.happened[year, word] or "") for year in span))
        for word in COUNTED.values()
        if outlook.total(word)
    ]
    out().print(table(("Communities", "In all", *map(str, span)), rows))
    _show_questions(outlook, begins, years)
    _show_noteworthy(outlook)


def _show_questions(outlook: "Outlook", begins: datetime, years: int) -> None:
    months = list(_months(begins, years))
    roles = sorted({role for _, role in outlook.asked} | {role for _, role in outlook.escalated}, key=list(Role).index)
    if not roles:
        say("Nobody would be asked anything.")
        return
    if len(months) <= BY_MONTH:
        rows = [_month_row(outlook, month, roles) for month in months]
        out().print(table(("Questions in", *(plain(role.value) for role in roles)), rows))
        return
    by_year: dict[int, list[Month]] = defaultdict(list)
    for month in months:
        by_year[month[0]].append(month)
    rows = [(str(year), *(_a_month(outlook, role, those) for role in roles)) for year, those in by_year.items()]
    out().print(table(("Questions a month, and in the busiest", *(plain(role.value) for role in roles)), rows))


def _month_row(outlook: "Outlook", month: "Month", roles: Sequence[Role]) -> tuple[str, ...]:
    return (f"{month[0]}-{month[1]:02}", *(_number(outlook, month, role) for role in roles))


def _number(outlook: "Outlook", month: "Month", role: Role) -> str:
    asked, escalated = outlook.asked[month, role], outlook.escalated[month, role]
    return f"{asked or ''}{f' +{escalated} escalated' if escalated else ''}".strip()


def _a_month(outlook: "Outlook", role: Role, months: Sequence["Month"]) -> str:
    numbers = [outlook.asked[month, role] for month in months]
    escalated = sum(outlook.escalated[month, role] for month in months)
    told = f"{sum(numbers) / len(months):.1f} ({max(numbers)})"
    return f"{told} +{escalated} escalated" if escalated else told


def _show_noteworthy(outlook: "Outlook") -> None:
    happenings = outlook.in_order()
    if not happenings:
        return
    rows = [(day(one.at), one.community, one.what) for one in happenings[:FIRST]]
    out().print(table(("On", "Community", "Noteworthy"), rows))
    if len(happenings) > FIRST:
        say(f"and {len(happenings) - FIRST} more; --json has them all")


def as_values(outlook: "Outlook", begins: datetime, years: int) -> dict[str, Any]:
    """For programs: everything that is known."""
    return {
        "begins": begins,
        "years": years,
        "happened": [
            {"year": year, "what": word, "times": number} for (year, word), number in sorted(outlook.happened.items())
        ],
        "questions": [
            {
                "month": f"{month[0]}-{month[1]:02}",
                "role": role.value,
                "asked": outlook.asked[month, role],
                "escalated": outlook.escalated[month, role],
            }
            for month, role in sorted({*outlook.asked, *outlook.escalated})
        ],
        "noteworthy": [{"at": one.at, "community": one.community, "what": one.what} for one in outlook.in_order()],
    }


def _months(begins: datetime, years: int) -> Iterator["Month"]:
    month, last = begins.replace(day=1), _last_day(begins, years)
    while month <= last:
        yield month.year, month.month
        month += relativedelta(months=1)


def _last_day(begins: datetime, years: int) -> datetime:
    return begins + relativedelta(years=years) - timedelta(seconds=1)

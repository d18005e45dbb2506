"""Plans of years: their state, what was reached, what was measured and corrected."""

from collections.abc import Iterator, Sequence

from projections.differences.change import Change, day
from projections.year_row import KpiRow, YearRow
from vocabulary.digits import digits, percent


def of_plans(before: Sequence[YearRow], after: Sequence[YearRow]) -> Iterator[Change]:
    known = {row.number: row for row in before}
    for row in sorted(after, key=lambda one: one.number):
        old = known.get(row.number)
        yield from _state(old, row)
        yield from _kpis(old, row)
        yield from _initiatives(old, row)


def _state(old: YearRow | None, new: YearRow) -> Iterator[Change]:
    was = old.state if old is not None else None
    if was != new.state:
        before = f", was {was}" if was is not None else ""
        yield Change(f"plan {new.number}", was, new.state, f"Plan of year {new.number}: {new.state}{before}.")
    held = old.approved_at if old is not None else None
    if held != new.approved_at and new.approved_at is not None:
        sentence = f"A plan of year {new.number} holds since {day(new.approved_at)}"
        other = f"; the one before it had held since {day(held)}" if held is not None else ""
        yield Change(f"approved plan {new.number}", held, new.approved_at, f"{sentence}{other}.")


def _kpis(old: YearRow | None, new: YearRow) -> Iterator[Change]:
    known = {kpi.id: kpi for kpi in old.kpis} if old is not None else {}
    for kpi in new.kpis:
        before = known.get(kpi.id)
        was = before.value if before is not None else None
        if was != kpi.value:
            sentence = f"KPI {kpi.id} of year {new.number}: {_stands(kpi)}, was {_stands(before)}."
            yield Change(f"kpi {new.number} {kpi.id}", was, kpi.value, sentence)


def _stands(kpi: KpiRow | None) -> str:
    if kpi is None or kpi.value is None:
        return "not measured"
    on = f" on {day(kpi.on)}" if kpi.on is not None else ""
    return f"{digits(kpi.value)} of {digits(kpi.target)} {kpi.unit}{on} ({percent(kpi.attained)} reached)"


def _initiatives(old: YearRow | None, new: YearRow) -> Iterator[Change]:
    known = {one.id: one.delivered_on for one in old.initiatives} if old is not None else {}
    for one in new.initiatives:
        was = known.get(one.id)
        if was == one.delivered_on:
            continue
        delivered = f"delivered on {day(one.delivered_on)}" if one.delivered_on is not None else "not delivered"
        before = f", was said to be delivered on {day(was)}" if was is not None else ""
        sentence = f"Initiative {one.id} of year {new.number}: {delivered}{before}."
        yield Change(f"initiative {new.number} {one.id}", was, one.delivered_on, sentence)

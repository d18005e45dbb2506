"""How a history looks: a line a fact, with what was wrong, what corrects it, and what each fact led to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from cli.shown import Cell, clock, day, table

if TYPE_CHECKING:
    from rich.table import Table

    from adapters.notices.notice import Notice
    from projections.consequences import Consequences
    from projections.history import HistoryRow

FEW: Final = 3
"""Facts that are listed where one corrects many."""
Told = Mapping[int, "Sequence[Notice]"]
"""By the position of the fact that people were told of."""


def history_table(rows: "Sequence[HistoryRow]", notices: "Sequence[Notice]", *, full: bool) -> "Table":
    """When recorded, true since when where that differs, and what happened; under which policy, where that changes."""
    dated = any(row.effective_at for row in rows)
    columns = ("Recorded (UTC)", *(("True since",) if dated else ()), "What happened")
    return table(columns, list(_cells(rows, notices, dated=dated, full=full)))


def _cells(
    rows: "Sequence[HistoryRow]", notices: "Sequence[Notice]", *, dated: bool, full: bool
) -> Iterator[list[Cell]]:
    from projections.consequences import consequences

    by_position = {row.position: row for row in rows}
    led_to, told = consequences(rows), _by_fact(rows, notices)
    policy: str | None = None
    for row in rows:
        lines = [row.sentence]
        if row.policy is not None and row.policy != policy:
            policy = row.policy
            lines.append(f"  under {policy}")
        lines += _corrections(row, by_position)
        if full:
            lines += _led_to(led_to[row.position], row, by_position, told.get(row.position, ()))
        since = [day(row.effective_at)] if dated else []
        yield [clock(row.recorded_at), *since, lines]


def _corrections(row: "HistoryRow", rows: "Mapping[int, HistoryRow]") -> Iterator[str]:
    for position in row.corrects[:FEW]:
        yield f"  corrects what was recorded at {clock(rows[position].recorded_at)} UTC"
    if len(row.corrects) > FEW:
        yield f"  corrects {len(row.corrects) - FEW} more"
    if row.corrected_by:
        last = rows[row.corrected_by[-1]]
        yield f"  corrected on {_day(last)}: {last.sentence}"


def _led_to(
    found: "Consequences", row: "HistoryRow", rows: "Mapping[int, HistoryRow]", notices: "Sequence[Notice]"
) -> Iterator[str]:
    ended = [] if found.ended_by is None else [found.ended_by]
    later = [position for position in (*found.together, *found.next, *ended) if position > row.position]
    parts = [] if row.due is None else [f"a date, {clock(row.due)} UTC"]
    parts += [f"{clock(rows[position].recorded_at)} UTC: {rows[position].sentence}" for position in later]
    if notices:
        parts.append(_in_few_words(notices))
    yield from (f"  led to: {part}" for part in parts)


def _in_few_words(notices: "Sequence[Notice]") -> str:
    """For example: "3 notices (2 sent, 1 dead), the last on 4 Mar 2026"."""
    states: defaultdict[str, int] = defaultdict(int)
    for one in notices:
        states[one.state.value] += 1
    counted = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    last = max(one.sent_at or one.noted_at for one in notices)
    many = "a notice" if len(notices) == 1 else f"{len(notices)} notices"
    return f"{many} ({counted}), {'on' if len(notices) == 1 else 'the last on'} {day(last)}"


def as_values(rows: "Sequence[HistoryRow]", notices: "Sequence[Notice]") -> list[dict[str, Any]]:
    """Everything that is known of each fact, with what it led to; facts are named by their positions."""
    from projections.consequences import consequences

    led_to, told = consequences(rows), _by_fact(rows, notices)
    return [
        asdict(row)
        | {
            "led_to": asdict(led_to[row.position]) | {"notices": [_notice(one) for one in told.get(row.position, ())]},
        }
        for row in rows
    ]


def _notice(one: "Notice") -> dict[str, Any]:
    names = ("kind", "person", "role", "on_behalf_of", "channel", "state", "noted_at", "sent_at")
    return {name: getattr(one, name) for name in names}


def _by_fact(rows: "Sequence[HistoryRow]", notices: "Sequence[Notice]") -> Told:
    positions = {(row.stream, row.stream_version): row.position for row in rows}
    found: defaultdict[int, list[Notice]] = defaultdict(list)
    for one in notices:
        found[positions[one.stream, one.version]].append(one)
    return found


def _day(row: "HistoryRow") -> str:
    return f"{row.recorded_at:%-d %B %Y}"

"""The line of a life as a picture: SVG that needs nothing but itself."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import quoteattr

from adapters.evidence.lifeline import Span
from projections.telling import plain
from vocabulary.stages import Stage

WIDTH: Final = 960
"""Of the picture, in its own units; it grows and shrinks with the page."""
SMALL: Final = 420
"""Of one among many."""
_BAR, _HEIGHT = 20, 40
COLOURS: Final = {
    Stage.DRAFT: "#c9ced6",
    Stage.REVIEW: "#a5b4d0",
    Stage.APPROVAL: "#7d92bd",
    Stage.LAUNCH: "#57b0a3",
    Stage.ACTIVE: "#2e8b57",
    Stage.ANNUAL_REVIEW: "#2f6db5",
    Stage.PROBATION: "#e08a1e",
    Stage.SUNSET: "#8c5a3c",
    Stage.CLOSED: "#4a4a4a",
}
_THINNEST: Final = 2.0
"""A review of two days in ten years is still to be seen."""
_A_YEAR: Final = 70
"""At least so wide, or only some years are named."""


def drawn(spans: Sequence[Span], begins: datetime, ends: datetime, width: int = WIDTH) -> str:
    """One bar a stage, between two points in time, with the years below; of what has ended, the end alone."""
    whole = max((ends - begins).total_seconds(), 1.0)

    def at(moment: datetime) -> float:
        return width * min(max((moment - begins).total_seconds() / whole, 0.0), 1.0)

    bars = "".join(_bar(span, at(span.since), at(_until(span, ends)), ends) for span in spans)
    years = "".join(
        f'<line x1="{at(year):.1f}" x2="{at(year):.1f}" y1="{_BAR}" y2="{_BAR + 6}" stroke="#888"/>'
        f'<text x="{at(year) + 3:.1f}" y="{_HEIGHT - 6}" font-size="11" fill="#555">{year.year}</text>'
        for year in _years(begins, ends, width)
    ) or (
        f'<text x="0" y="{_HEIGHT - 6}" font-size="11" fill="#555">{begins:%-d %B %Y %H:%M}</text><text x="{width}" '
        f'y="{_HEIGHT - 6}" font-size="11" fill="#555" text-anchor="end">{ends:%-d %B %Y %H:%M}</text>'
    )
    said = f"From {begins:%-d %B %Y} to {ends:%-d %B %Y}: " + ", ".join(plain(span.stage) for span in spans)
    return (
        f'<svg viewBox="0 0 {width} {_HEIGHT}" role="img" aria-label={quoteattr(said)} '
        f'xmlns="http://www.w3.org/2000/svg">{bars}{years}</svg>'
    )


def _bar(span: Span, left: float, right: float, now: datetime) -> str:
    until = f"{span.until:%-d %B %Y}" if span.until else f"today ({now:%-d %B %Y})"
    title = f"{plain(span.stage)}: {span.since:%-d %B %Y} to {until}"
    return (
        f'<rect x="{left:.1f}" y="0" width="{max(right - left, _THINNEST):.1f}" height="{_BAR}" '
        f'fill="{COLOURS[span.stage]}"><title>{title}</title></rect>'
    )


def _until(span: Span, now: datetime) -> datetime:
    return span.since if span.stage is Stage.CLOSED else span.until or now


def _years(begins: datetime, ends: datetime, width: int) -> Iterator[datetime]:
    """The first of January of some years, not so many that they run into each other."""
    step = 1 + (ends.year - begins.year) * _A_YEAR // width
    for year in range(begins.year + 1, ends.year + 1, step):
        yield datetime(year, 1, 1, tzinfo=UTC)

"""A backtest as one picture: caught against false alarms, an SVG that loads and runs nothing."""

import sys
from collections.abc import Sequence
from typing import Any, Final
from xml.etree import ElementTree

from pygal import Bar  # type: ignore[import-untyped]
from pygal.style import Style  # type: ignore[import-untyped]

from simulation.backtest.figures import Share
from simulation.backtest.finding import Tier
from simulation.backtest.report import Report
from simulation.backtest.sentences import on_tuning
from simulation.backtest.tables import asked_by
from simulation.backtest.tuning import Lived

SVG: Final = "http://www.w3.org/2000/svg"
COLOURS: Final = ("#4f86b8", "#f4d39b")
"""Told apart by lightness alone, and black numbers are readable on both."""
WIDTH, HEIGHT = 760, 420
NAME: Final = "backtest"

# The library hangs a finder for plug-ins into the interpreter. It lacks what finders need nowadays, and whatever is
# imported afterwards stumbles over it.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]


def draw(report: Report) -> str:
    """Draws what a report found: on all lives or, where something was tuned, on those that it is judged by."""
    lives = report.tuned.after if report.tuned else report.lived
    return chart(lives, report.tier, on_tuning(report.lived, report.tuned))


def chart(lives: Sequence[Lived], tier: Tier, about: str) -> str:
    """Draws shares with their intervals at one tier, and says the same in words for whoever can't see it."""
    asked = list(asked_by(lives, tier))
    several = len({policy for policy, _, _ in asked}) > 1
    labels = [f"{policy}: {when}" if several else when for policy, when, _ in asked]
    scores = [lived.finding.score(tier) for _, _, lived in asked]
    caught, disturbed = [score.recall for score in scores], [score.disturbed for score in scores]
    whom = "the lead" if tier is Tier.SHOULD else "Management"
    title = f"Communities about which {whom} is asked"
    bars = Bar(
        title=title,
        x_title="after silence of so long (lines: 95% interval)",
        y_title="% of them",
        x_labels=labels,
        range=(0, 100),
        y_labels=[0, 25, 50, 75, 100],
        print_values=True,
        legend_at_bottom=True,
        width=WIDTH,
        height=HEIGHT,
        style=_style(),
        js=[],
        disable_xml_declaration=True,
    )
    bars.uuid = NAME  # else random, and no two drawings alike
    bars.add("retired: caught", [_bar(share) for share in caught])
    bars.add("graduated: false alarms", [_bar(share) for share in disturbed])
    words = "; ".join(
        f"after {label}, {one.count} of {one.of} that retired and {other.count} of {other.of} that graduated"
        for label, one, other in zip(labels, caught, disturbed, strict=True)
    )
    return _plain(bars.render(is_unicode=True), title, f"{words}. {about}")


def _bar(share: Share) -> dict[str, Any] | None:
    if share.rate is None or share.interval is None:
        return None
    low, high = share.interval
    said = f"{share.count} of {share.of}"
    interval = {"low": round(100 * low, 1), "high": round(100 * high, 1)}
    return {"value": round(100 * share.rate, 1), "ci": interval, "formatter": lambda _: said}


def _style() -> Style:
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        colors=COLOURS,
        ci_colors=("#222222", "#222222"),
        value_colors=("#000000", "#000000"),
        font_family="sans-serif",
        label_font_size=13,
        major_label_font_size=13,
        legend_font_size=14,
        value_font_size=13,
        guide_stroke_color="#cccccc",
        major_guide_stroke_color="#cccccc",
        opacity="1",
    )


def _plain(drawn: str, title: str, words: str) -> str:
    """Without the script and the comments that the library puts in, and with words for who can't see it."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(drawn)  # noqa: S314  drawn here, not brought in; comments are lost in reading
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{{{SVG}}}script" or "tooltip-overlay" in child.get("class", ""):
                parent.remove(child)
    _put_above(root)
    root.set("role", "img")
    root.set("aria-labelledby", f"{NAME}-title {NAME}-desc")
    for number, (tag, text) in enumerate((("title", title), ("desc", words))):
        said = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{NAME}-{tag}"})
        said.text = text
        root.insert(number, said)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _put_above(root: ElementTree.Element) -> None:
    """Puts each number above the interval of its bar, where no line crosses it."""
    numbers = [text for text in root.iter(f"{{{SVG}}}text") if text.get("class") == "value"]
    intervals = [path for group in root.iter(f"{{{SVG}}}g") if group.get("class") == "ci" for path in group]
    for number, interval in zip(numbers, intervals, strict=True):
        _, top, _ = interval.get("d", "").removeprefix("M").split(" ", 2)  # begins at its upper end
        number.set("y", f"{float(top) - 5:.1f}")

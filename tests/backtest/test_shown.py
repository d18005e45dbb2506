"""What is shown: words in cells, a part of a page, and a picture that runs and loads nothing."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from simulation.backtest.chart import COLOURS, SVG, chart
from simulation.backtest.figures import Share
from simulation.backtest.finding import Tier
from simulation.backtest.life import Gathered
from simulation.backtest.markdown import markdown, put_between
from simulation.backtest.report import Report
from simulation.backtest.sentences import about
from simulation.backtest.tables import Sheet, asked_by, cost, found, names, share
from simulation.backtest.trial import live
from simulation.backtest.tuning import Lived
from simulation.backtest.variants import variants
from tests.backtest.lives import day
from tests.backtest.test_finding import LIVES
from tests.policies.standings import STANDARD, catalog
from vocabulary.refusals import Malformed
from vocabulary.span import Span


def lived(shoulds: tuple[str, ...] = (), musts: tuple[str, ...] = ()) -> list[Lived]:
    tried, _ = variants([STANDARD], list(map(Span, shoulds)), list(map(Span, musts)))
    return [Lived(variant, live(variant.rules, LIVES)) for variant in tried]


def test_a_share_is_told_as_a_count_first() -> None:
    assert share(Share(count=22, of=40)) == "22 of 40\n55% (40 to 69%)"
    assert share(Share(count=0, of=0)) == "-"


def test_each_tier_has_its_row_and_what_asks_alike_has_one() -> None:
    rows = found(lived(musts=("180 days", "240 days")), "").rows
    assert [row[0] for row in rows] == [
        "standard: lead after 90 days",
        "standard: Management after 180 days",
        "standard: Management after 240 days",
    ]
    assert rows[1][1:4] == ("2 of 4\n50% (15 to 85%)", "1 of 3\n33% (6 to 79%)", "2 of 3\n67% (21 to 94%)")
    assert rows[1][4:] == ("5.1 (4.6 to 5.6)", "1\n4.2 (4.2 to 4.2)", "1 of 2")


def test_the_second_tier_names_the_first_where_that_makes_the_difference() -> None:
    several = lived(shoulds=("60 days", "90 days"))
    assert [when for _, when, _ in asked_by(several, Tier.MUST)] == [
        "180 days (lead: 60 days)",
        "180 days (lead: 90 days)",
    ]
    assert [when for _, when, _ in asked_by(several, Tier.SHOULD)] == ["60 days", "90 days"]


def test_the_cost_is_told_by_role() -> None:
    sheet = cost(lived(), "")
    assert sheet.columns == (
        "Lead, then Management", "Lead", "KM", "Management", "Board", "Heard again", "Would have ended"
    )  # fmt: skip
    years = sum(one.years for one in LIVES)
    (row,) = sheet.rows
    assert row[1:5] == tuple(f"{number / years:.2f}" for number in (6, 6, 4, 3))
    assert row[5:] == ("2 of 6\n1 of 4", "1 retired, 1 graduated, 1 living")


def test_whom_it_cannot_catch_and_whom_it_disturbs_is_named() -> None:
    assert names(lived(), "").rows == [
        ("standard: lead after 90 days", "busy", "sleeper, slow"),
        ("standard: Management after 180 days", "brief, busy", "sleeper"),
    ]


def test_who_took_part_and_who_did_not_is_said() -> None:
    gathered = Gathered(LIVES, ["p"], ["q", "r"], ["s"], ["v"], ["t", "u"], 7)
    assert list(about(gathered, 1)) == [
        "9 communities, 8 community-years: 4 retired and 3 graduated, 2 living when last looked at.",
        "Left out: 2; no activity file names them, which is not silence.",
        "Left out: 1; nobody looked while they lived.",
        "Left out: 1; looked at for less than a year of a life that had begun before.",
        "Left out: 1; a proposal that never lived.",
        "Active, but of unknown outcome: t, u.",
        "Signs of life before their beginning or after their end, which do not count: 7.",
        "1 row was refused and left out.",
    ]


def test_a_report_explains_itself_unless_a_page_does() -> None:
    report = Report.of(Gathered(LIVES), 0, lived(), None, [])
    explained, bare = list(report.parts()), list(report.parts(explained=False))
    assert len(explained) - len(bare) == 3
    assert [part for part in explained if part in bare] == bare


def test_a_tuned_report_names_only_what_it_judges() -> None:
    report = Report.of(Gathered(LIVES), 0, lived(shoulds=("60 days", "80 days")), day("2020-12-31"), [])
    titles = [part.title for part in report.parts() if isinstance(part, Sheet)]
    assert titles[:2] == [
        "Chosen by those that ended before 2020-12-31",
        "Judged by those that ended on 2020-12-31 or later",
    ]
    named = [part for part in report.parts() if isinstance(part, Sheet)][-1]
    assert len(named.rows) == 2  # one variant at two tiers


# -- a page ---------------------------------------------------------------------------------------------------


def test_a_table_stands_in_markdown_and_no_cell_breaks_out_of_it() -> None:
    text = markdown(["Words.", Sheet("Title", ("A", "B"), [("1\n2", "<a|b>")])])
    assert text == "Words.\n\n**Title**\n\n| A | B |\n| --- | --- |\n| 1<br>2 | ab |"


def test_only_what_stands_between_the_markers_is_changed_and_twice_is_the_same() -> None:
    page = "# Page\n<!-- a -->old<!-- end of a -->\n<!-- b -->\n<!-- end of b -->\nEnd\n"
    once = put_between(page, "a", "new", source="p.md")
    assert once == "# Page\n<!-- a -->\n\nnew\n\n<!-- end of a -->\n<!-- b -->\n<!-- end of b -->\nEnd\n"
    assert put_between(once, "a", "new", source="p.md") == once


@pytest.mark.parametrize(
    "page", ["", "<!-- a -->", "<!-- end of a --><!-- a -->", "<!-- a --><!-- a --><!-- end of a -->"]
)
def test_a_page_without_a_place_is_refused(page: str) -> None:
    with pytest.raises(Malformed, match=r"p\.md: has no place for it; write a line <!-- a -->"):
        put_between(page, "a", "new", source="p.md")


# -- a picture ------------------------------------------------------------------------------------------------


def test_the_chart_runs_nothing_and_loads_nothing() -> None:
    drawn = chart(lived(), Tier.MUST, "Nothing was tuned.")
    assert "http" not in drawn.replace(f'xmlns="{SVG}"', "", 1)
    for word in ("<script", "javascript:", "onload", "onclick", "href", "url(", "@import", "file:", "<!--"):
        assert word not in drawn.lower()


def test_the_chart_says_in_words_what_it_shows() -> None:
    root = ElementTree.fromstring(chart(lived(musts=("180 days", "240 days")), Tier.MUST, "Nothing was tuned."))
    title, words = root[0], root[1]
    assert (title.tag, words.tag) == (f"{{{SVG}}}title", f"{{{SVG}}}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"
    assert title.text == "Communities about which Management is asked"
    assert words.text == (
        "after 180 days, 2 of 4 that retired and 1 of 3 that graduated; "
        "after 240 days, 1 of 4 that retired and 1 of 3 that graduated. Nothing was tuned."
    )
    shown = [text.text for text in root.iter(f"{{{SVG}}}text")]
    for word in ("180 days", "240 days", "2 of 4", "1 of 3", "retired: caught", "% of them"):
        assert word in shown


def test_bars_are_as_high_as_what_they_show() -> None:
    root = ElementTree.fromstring(chart(lived(), Tier.MUST, ""))
    caught, disturbed = (
        float(bar.get("height", "0"))
        for bar in root.iter(f"{{{SVG}}}rect")
        if "tooltip-trigger" in bar.get("class", "")
    )
    assert caught / disturbed == pytest.approx(0.5 / 0.333, rel=0.01)


def test_each_number_stands_above_its_bar_and_its_interval() -> None:
    root = ElementTree.fromstring(chart(lived(), Tier.MUST, ""))
    numbers = [text for text in root.iter(f"{{{SVG}}}text") if text.get("class") == "value"]
    assert [number.text for number in numbers] == ["2 of 4", "1 of 3"]
    bars = [bar for bar in root.iter(f"{{{SVG}}}rect") if "tooltip-trigger" in bar.get("class", "")]
    for number, bar in zip(numbers, bars, strict=True):
        reach = 0.3  # of the whole height, at the least, that such an interval reaches above its bar
        assert float(number.get("y", "nan")) < float(bar.get("y", "nan")) - reach * float(bar.get("height", "nan"))


def test_the_same_finding_is_drawn_alike() -> None:
    assert chart(lived(), Tier.MUST, "") == chart(lived(), Tier.MUST, "")


def test_several_policies_are_told_apart() -> None:
    found_, _ = variants([STANDARD, catalog("quick")], [], [])
    several = [Lived(variant, live(STANDARD, LIVES)) for variant in found_]
    assert "after quick: 9 seconds" in chart(several, Tier.MUST, "")


def test_colours_differ_in_lightness() -> None:
    for dark, light in pairwise(COLOURS):
        assert luminance(light) / luminance(dark) > 2
    assert luminance(COLOURS[0]) > 0.18  # black numbers on it have a contrast of 4.5 to 1 and more


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

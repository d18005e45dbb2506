"""Rules about silence, tried on communities whose end is known: `policy backtest`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.answers import IN_PART
from cli.moments import moment
from cli.options import Home, Json, now
from cli.output import write
from cli.policy_named import find_all
from cli.shown import as_it_is, note, out, progress, say, show_json, table
from vocabulary.refusals import Malformed

if TYPE_CHECKING:
    from cli.backtest_files import Brought
    from simulation.backtest.report import Report
    from simulation.backtest.tuning import Lived
    from simulation.backtest.variants import Variant
    from vocabulary.span import Span

Policies = Annotated[
    list[str], typer.Argument(metavar="POLICY...", help="Files, names of policies that come with us, or NAME@VERSION.")
]
Outcomes = Annotated[Path, typer.Option(metavar="FILE.csv", help="Communities and how they ended.")]
Activities = Annotated[list[Path], typer.Option(metavar="FILE.csv", help="When they were active; may be repeated.")]
Threshold = Annotated[
    list[str] | None,
    typer.Option(metavar="6,9,180 days", help="Tries these instead of the policy's own; a bare number is months."),
]
TuneBefore = Annotated[str | None, typer.Option(metavar="DATE", help="Choose on who ended before, judge by the rest.")]
Svg = Annotated[Path | None, typer.Option(metavar="FILE.svg", help="Draws a chart.")]
Page = Annotated[
    str | None, typer.Option(metavar="FILE.md[#NAME]", help="Writes between the markers of a page; name: backtest.")
]


def backtest(
    policies: Policies,
    outcomes: Outcomes,
    activity: Activities,
    should: Threshold = None,
    must: Threshold = None,
    tune_before: TuneBefore = None,
    svg: Svg = None,
    page: Page = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Shows what the rules about silence would have done to communities whose end is known.

    Each lives once more by the real process, with the activity that it really had, and nobody answers. Told is who
    would have been asked about in time, who in vain, how early, and how many questions people would have had.
    Outcomes come in the form of `import communities`. Activity is id,month,signs; or a register's
    podling,month,commits; or its weekly snapshot_date,podling,repo_last_update. The exit code is 3 where rows were bad.
    """
    from cli.backtest_files import read_files
    from simulation.backtest.report import Report
    from simulation.backtest.variants import variants

    when = moment(tune_before, "--tune-before") if tune_before else None
    rules = [named.rules for named in find_all(policies, home)]
    found, contradictions = variants(rules, _spans(should, "--should"), _spans(must, "--must"))
    brought = read_files(outcomes, activity, now())
    _tell_bad(brought)
    report = Report.of(brought.gathered, brought.bad_rows, _lived(found, brought), when, contradictions)
    if svg:
        from simulation.backtest.chart import draw

        write(svg, draw(report).encode())
    if page:
        _put_into(page, report)
    if as_json:
        from cli.backtest_json import as_values

        show_json(as_values(report, brought))
    elif page:
        say(f"{page} is up to date.")
    else:
        _show(report)
    if brought.bad_rows:
        raise typer.Exit(IN_PART)


def _spans(said: list[str] | None, option: str) -> list["Span"]:
    from vocabulary.span import Span

    spans = []
    for word in ",".join(said or ()).split(","):
        if not (text := word.strip()):
            continue
        try:
            spans.append(Span(f"{text} months" if text.isdecimal() else text))
        except ValueError as wrong:
            raise typer.BadParameter(f"{text[:60]!r}: {wrong}; a bare number is months", param_hint=option) from None
    return spans


def _tell_bad(brought: "Brought") -> None:
    for file, row in brought.bad:
        note(f"{file}: {row}")
    if not brought.gathered.lives:
        raise Malformed("no community of the outcomes was looked at while it lived: do both files use the same ids?")


def _lived(found: list["Variant"], brought: "Brought") -> list["Lived"]:
    from simulation.backtest.trial import live
    from simulation.backtest.tuning import Lived

    lives = brought.gathered.lives
    with progress("living") as bar:
        task = bar.add_task("", total=len(lives) * len(found))
        return [Lived(variant, live(variant.rules, lives, lambda: bar.advance(task))) for variant in found]


def _show(report: "Report") -> None:
    console = out()
    for part in report.parts():
        if isinstance(part, str):
            console.print(as_it_is(part))
        else:
            rows = [[cell.split("\n") for cell in row] for row in part.rows]
            console.print(table(part.columns, rows, title=part.title))
        console.print()


def _put_into(page: str, report: "Report") -> None:
    from simulation.backtest.markdown import markdown, put_between

    said, _, name = page.partition("#")
    file = Path(said)
    text = put_between(_read(file), name or "backtest", markdown(report.parts(explained=False)), source=said)
    write(file, text.encode())


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Malformed(f"{file}: can't be read ({getattr(error, 'strerror', None) or error})") from None

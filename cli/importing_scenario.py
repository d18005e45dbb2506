"""Three years of an invented organisation, or as many as a scenario tells: `import scenario`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.moments import moment
from cli.options import Home, Json, now
from cli.session import application, settings
from cli.shown import progress, say, show_json
from vocabulary.refusals import Malformed

if TYPE_CHECKING:
    from rich.progress import Progress

    from cli.recording import Watch

FILE = "Communities, their people and what they do: docs/scenarios.md."
POLICY = "Under which it happened: a name, NAME@V, or a file; else the scenario's own."


def scenario(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help=FILE)],
    ending: Annotated[str | None, typer.Option(metavar="DATE", help="Its last day (UTC); else today.")] = None,
    policy: Annotated[str | None, typer.Option(help=POLICY)] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Writes the history of an invented organisation into the record, as its people would have made it.

    Everything or nothing. What has not happened yet is not written: from now on the clock goes on by itself. Once only:
    communities that are there already are refused.
    """
    from cli.policy_named import find_all
    from cli.recording import moved, record
    from policies.reader import read_yaml
    from simulation.scenario import Scenario

    told, at = read_yaml(file, Scenario), now()
    named = policy or told.policy
    if named is None:
        raise Malformed(f"{file}: does not say under which policy it happened; add `policy: NAME`, or use `--policy`")
    story, until = moved(told, (moment(ending, "--ending") if ending else at).date(), at)
    with application(home) as perennial, progress("Recording") as bar:
        rules = find_all([named], home)[0].rules
        entered = record(
            perennial,
            settings(home).require_database(),
            story,
            rules,
            until,
            living=_watched(bar, "years of communities", story.years * sum(one.count for one in story.communities)),
            writing=_watched(bar, "facts", None),
        )
    if as_json:
        show_json(entered._asdict())
    else:
        say(str(entered))


def _watched(bar: "Progress", what: str, total: int | None) -> "Watch":
    task = bar.add_task(what, total=total)
    return lambda done: bar.advance(task, done)

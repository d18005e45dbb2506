"""What another policy would have changed in recorded history: `policy what-if`."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from dateutil.relativedelta import relativedelta

from cli.options import Home, Json, now
from cli.policy_named import find_recorded
from cli.session import application
from cli.shown import day, out, progress, say, show_json, table
from vocabulary.digits import some

if TYPE_CHECKING:
    from simulation.what_if import Compared, WhatIf
    from simulation.what_if_path import Difference


def what_if(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="NAME@draft, a file, or NAME@V.")],
    years: Annotated[
        int | None,
        typer.Option(min=1, max=100, help="As if it had been adopted so many years ago."),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Replays recorded history under a draft: whose path would have differed, when, and by which rule.

    What people did is taken from the record; the clock's part is rehearsed under both policies. Nothing is written.
    """
    from simulation.what_if import WhatIf
    from simulation.what_if_record import read_lives
    from simulation.what_if_retold import Draft

    rules = find_recorded(policy, home).rules
    until = now()
    with application(home) as perennial, progress("reading") as bar:
        reading = bar.add_task("facts", total=perennial.recorder.max_notification_id() or 0)
        lives = read_lives(perennial, lambda read: bar.advance(reading, read))
    history = WhatIf(lives, Draft(rules, until - relativedelta(years=years) if years else None), until)
    with progress("rehearsing") as bar:
        compared = list(bar.track(history.compare(), total=history.total, description="communities"))
    if as_json:
        show_json({"policy": policy, "digest": rules.digest(), "until": until, **_as_values(compared, history)})
    else:
        _show(policy, compared, history)


def _show(policy: str, compared: "Sequence[Compared]", history: "WhatIf") -> None:
    differing = [(one, one.difference) for one in compared if one.difference is not None]
    rows = [
        (one.community, _words(difference), _on(difference.adopted), _on(difference.draft), ", ".join(one.rules))
        for one, difference in sorted(differing, key=lambda pair: (pair[1].at, pair[0].community))
    ]
    if rows:
        out().print(table(("Community", "First difference", "As adopted", policy, "Rule"), rows))
    for rule, number in _by_rule(compared).most_common():
        say(f"{rule}: {number}")
    same = len(compared) - len(differing)
    say(f"{len(differing)} of {some(len(compared), 'community')} would have gone another way; {same} the same.")
    if history.ended_before:
        say(f"{history.ended_before} had ended when they were brought in; nothing could differ.")


def _on(moment: datetime | None) -> str:
    return day(moment) or "not so far"


def _words(difference: "Difference") -> str:
    """What happens, in the words of the history."""
    from projections.affairs_sentences import sentence

    event = difference.fact.event
    return sentence(event) if event is not None else difference.fact.words


def _by_rule(compared: "Sequence[Compared]") -> Counter[str]:
    return Counter(", ".join(one.rules) or "what people did before" for one in compared if one.difference is not None)


def _as_values(compared: "Sequence[Compared]", history: "WhatIf") -> dict[str, Any]:
    differences = [
        {
            "community": one.community,
            "lived_by": str(one.lived_by),
            "what": _words(one.difference),
            "adopted": one.difference.adopted,
            "draft": one.difference.draft,
            "rules": one.rules,
        }
        for one in compared
        if one.difference is not None
    ]
    return {
        "differences": differences,
        "by_rule": dict(_by_rule(compared)),
        "same": len(compared) - len(differences),
        "ended_before": history.ended_before,
    }

"""What has to be said beside the tables, so that nobody reads more in them than they hold."""

from collections import Counter
from collections.abc import Iterator, Sequence

from simulation.backtest.finding import Tier
from simulation.backtest.life import Fate, Gathered
from simulation.backtest.tuning import Lived, Tuned

ASSUMED = (
    "Nobody answers in a backtest: communities do what they did, and what is seen is what the rules about silence do "
    "alone. Annual reviews are set aside. Intervals are Wilson's, 95%: where two overlap widely, the difference may "
    "be noise."
)
COLUMNS = (
    "Caught: retired, and asked about before its end. False alarms: graduated, and asked about. Right when asked: of "
    "those asked about whose end is known, retired. Months ahead: from the first question to the end, median and "
    "quartiles. Stood: caught by a question that still stood at the end, and how many months before; the others were "
    "heard of again in between. Living: asked about, of those that had not ended when they were last looked at."
)
COSTS = (
    "Questions about silence a community-year, by whom they are put to; an escalation counts as one. Heard again: "
    "after so many questions to the lead, and below to Management, the community was active again. Would have ended: "
    "if nobody had answered, and silence is consent."
)


def about(gathered: Gathered, bad_rows: int) -> Iterator[str]:
    """Who took part, and who did not."""
    fates = Counter(life.fate for life in gathered.lives)
    counts = " and ".join(f"{fates[fate]} {fate.value}" for fate in (Fate.RETIRED, Fate.GRADUATED))
    years = sum(life.years for life in gathered.lives)
    yield (
        f"{_number(len(gathered.lives), 'community', 'communities')}, {years:,.0f} community-years: {counts}, "
        f"{fates[Fate.LIVING]} living when last looked at."
    )
    for left_out, why in (
        (gathered.never_counted, "no activity file names them, which is not silence"),
        (gathered.counted_elsewhen, "nobody looked while they lived"),
        (gathered.hardly_seen, "looked at for less than a year of a life that had begun before"),
        (gathered.never_lived, "a proposal that never lived"),
    ):
        if left_out:
            yield f"Left out: {len(left_out):,}; {why}."
    if gathered.unknown:
        yield f"Active, but of unknown outcome: {', '.join(gathered.unknown)}."
    if gathered.signs_outside:
        outside = f"{gathered.signs_outside:,}"
        yield f"Signs of life before their beginning or after their end, which do not count: {outside}."
    if bad_rows:
        yield f"{_number(bad_rows, 'row was', 'rows were')} refused and left out."


def on_tuning(lived: Sequence[Lived], tuned: Tuned | None) -> str:
    """Whether the data shown had a part in choosing what is shown."""
    if tuned is not None:
        whom = "Management" if tuned.tier is Tier.MUST else "the lead"
        return (
            f"Of {_number(len(tuned.by), 'candidate', 'candidates')}, {tuned.chosen.name} was chosen on those that "
            f"ended before {tuned.before:%Y-%m-%d}, for the best F1 of caught against missed and false alarms when "
            f"{whom} is asked. Judge it by those that ended since: they had no part in the choice."
        )
    if len(lived) == 1:
        return "Nothing was tuned on the data shown."
    return (
        "Nothing was tuned on the data shown; choosing the best row of these tables would be. `--tune-before DATE` "
        "chooses on one part of the communities and shows the other."
    )


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"

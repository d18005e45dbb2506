"""All that a backtest has to say, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from simulation.backtest import sentences
from simulation.backtest.finding import Tier
from simulation.backtest.life import Gathered
from simulation.backtest.markdown import Part
from simulation.backtest.tables import cost, found, names
from simulation.backtest.tuning import Lived, Tuned, tune

EXPLANATIONS: Final = frozenset({sentences.COLUMNS, sentences.COSTS, sentences.ASSUMED})


@dataclass(frozen=True)
class Report:
    """Several variants on the same lives."""

    gathered: Gathered
    bad_rows: int
    lived: Sequence[Lived]
    tuned: Tuned | None
    contradictions: Sequence[str]

    @classmethod
    def of(
        cls,
        gathered: Gathered,
        bad_rows: int,
        lived: Sequence[Lived],
        tune_before: datetime | None,
        contradictions: Sequence[str],
    ) -> "Report":
        """Tunes where a day is given; raises `Malformed` where nobody retired on one side of it."""
        tuned = tune(lived, tune_before, _tier(lived)) if tune_before else None
        return cls(gathered, bad_rows, lived, tuned, contradictions)

    def parts(self, *, explained: bool = True) -> Iterator[Part]:
        """Paragraphs and tables; without what explains them where a page does so in its own words."""
        for part in self._parts():
            if explained or not (isinstance(part, str) and part in EXPLANATIONS):
                yield part

    def _parts(self) -> Iterator[Part]:
        yield " ".join(sentences.about(self.gathered, self.bad_rows))
        yield sentences.on_tuning(self.lived, self.tuned)
        for one in (*self.contradictions, *(lived.variant.later for lived in self.lived)):
            if one:
                yield one
        if self.tuned is None:
            yield found(self.lived, "What it finds")
        else:
            yield found(self.tuned.by, f"Chosen by those that ended before {self.tuned.before:%Y-%m-%d}")
            yield found(self.tuned.after, f"Judged by those that ended on {self.tuned.before:%Y-%m-%d} or later")
        yield sentences.COLUMNS
        shown = self._judged()
        yield cost(shown, "What it asks of people")
        yield sentences.COSTS
        yield names(shown, "What it cannot catch, and whom it disturbs")
        yield sentences.ASSUMED

    def _judged(self) -> Sequence[Lived]:
        """All variants on all lives; where one was chosen, that one on the lives that it is judged by."""
        if self.tuned is None:
            return self.lived
        return [lived for lived in self.tuned.after if lived.variant == self.tuned.chosen]

    @property
    def tier(self) -> Tier:
        """The one that was varied: the lead's where only that was, else Management's."""
        return _tier(self.lived)


def _tier(lived: Sequence[Lived]) -> Tier:
    shoulds = {str(one.variant.rules.silence.should_after) for one in lived}
    musts = {str(one.variant.rules.silence.must_after) for one in lived}
    return Tier.SHOULD if len(shoulds) > 1 and len(musts) == 1 else Tier.MUST

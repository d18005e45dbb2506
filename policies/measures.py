"""What a policy makes of the figures of a community's year: a verdict, the weights of a score, a maturity level."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer

from policies.each_once import in_order_of
from policies.section import Contradiction, Section, Wording
from vocabulary.digits import digits
from vocabulary.maturity import reached
from vocabulary.measures import COUNTS, Measure, Share
from vocabulary.span import Span
from vocabulary.tasks import Choice, ItemName


class VerdictRule(Section):
    """Suggests a verdict when every figure reaches what is asked for; the first rule that fits is taken."""

    suggest: Choice
    when: Annotated[dict[Measure, Share], in_order_of(Measure)] = Field(default={})
    """At least these shares; empty in the last rule: otherwise."""


Number = Annotated[Decimal, PlainSerializer(digits)]
"""Equal numbers are written alike, so that one meaning has one digest."""


class Weight(Section):
    """How much a figure adds to a score."""

    points: Number = Field(gt=0, le=100)
    full_at: Number | None = Field(default=None, gt=0)
    """For counts: from so many on, more adds little (logarithmic); for shares left out."""


class LeaderboardRules(Section):
    """What the published ranking weighs; the same for everybody, and known beforehand."""

    period: Span
    apart_under: Span = Span("6 months")
    """Younger communities are ranked apart."""
    weights: Annotated[dict[Measure, Weight], in_order_of(Measure)] = Field(min_length=1)

    def contradictions(self) -> Iterator[Contradiction]:
        if self.period < Span("1 day"):
            yield Contradiction(
                f"a ranking of {self.period} ranks nothing; let a period last a day or more", at=("period",)
            )
        total = sum(weight.points for weight in self.weights.values())
        if total != 100:
            yield Contradiction(f"the weights add up to {total}; make them add up to 100", at=("weights",))
        for measure, weight in self.weights.items():
            if (measure in COUNTS) != (weight.full_at is not None):
                wants = "needs `full_at`: it counts things" if measure in COUNTS else "is a share; take `full_at` out"
                yield Contradiction(f"{measure.value} {wants}", at=("weights", measure.value))


class MaturityLevel(Section):
    """What a dimension shows at one level, as evidence that can be pointed at."""

    title: Wording
    needs: tuple[Wording, ...] = Field(min_length=1)


class MaturityDimension(Section):
    name: ItemName
    title: Wording
    levels: tuple[MaturityLevel, ...] = Field(min_length=1, max_length=5)
    """From level 1 up; 0 is below the first. Cumulative: a level counts when all below it are met."""

    def reached(self, evidence: Collection[str]) -> int:
        """The highest level whose needs, and all below, are among the evidence."""
        return reached([level.needs for level in self.levels], evidence)


class MaturityRules(Section):
    """A maturity model; what a level means is known only together with the policy's version."""

    dimensions: tuple[MaturityDimension, ...] = Field(min_length=1, max_length=20)

    def contradictions(self) -> Iterator[Contradiction]:
        names = [dimension.name for dimension in self.dimensions]
        for number, name in enumerate(names):
            if name in names[:number]:
                yield Contradiction("each dimension stands here once", at=("dimensions", number, "name"))

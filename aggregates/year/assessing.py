"""How mature a community is: evidence suggests a level, a person confirms it or chooses another and says why."""

from collections.abc import Sequence

from aggregates.year.maturity_events import MaturityAssessed
from aggregates.year.memory import YearMemory
from vocabulary.maturity import Dimension, Evidence, reached
from vocabulary.provenance import Provenance
from vocabulary.refusals import Malformed, ReasonMissing, UnknownItem


class YearAssessing(YearMemory):
    def assess(
        self,
        dimension: Dimension,
        evidence: Sequence[Evidence],
        provenance: Provenance,
        *,
        own: bool,
        level: int | None = None,
        reason: str | None = None,
    ) -> int:
        """Notes a level, the suggested one unless another is given; returns it. `own` where the community says it."""
        self._must_be_needed(dimension, evidence)
        shown = {one.need for one in evidence}
        suggested = reached([one.needs for one in dimension.levels], shown)
        chosen = suggested if level is None else level
        if not 0 <= chosen <= len(dimension.levels):
            raise Malformed(f"{dimension.title} has levels 0 to {len(dimension.levels)}; {chosen} is none of them")
        why = (reason or "").strip() or None
        if chosen != suggested and why is None:
            raise ReasonMissing(f"say why it is level {chosen}: what was shown suggests {suggested}")
        self._happened(
            MaturityAssessed,
            provenance,
            dimension=dimension.name,
            title=dimension.title,
            own=own,
            evidence=tuple(evidence),
            suggested=suggested,
            level=chosen,
            level_title=dimension.levels[chosen - 1].title if chosen else None,
            of=len(dimension.levels),
            missing=dimension.missing_after(chosen, shown),
            reason=why,
        )
        return chosen

    @staticmethod
    def _must_be_needed(dimension: Dimension, evidence: Sequence[Evidence]) -> None:
        unknown = next((one.need for one in evidence if one.need not in dimension.needs), None)
        if unknown is not None:
            known = "; ".join(dimension.needs)
            raise UnknownItem(f"{dimension.title} does not need {unknown!r}; it needs {known}")

"""How mature a community was found to be."""

from collections.abc import Iterator, Sequence

from projections.differences.change import Change
from projections.maturity_row import DimensionRow, MaturityRow


def of_maturity(before: Sequence[MaturityRow], after: Sequence[MaturityRow]) -> Iterator[Change]:
    known = {(row.year, one.name): one for row in before for one in row.dimensions}
    for row in sorted(after, key=lambda one: one.year):
        for one in row.dimensions:
            old = known.get((row.year, one.name))
            was = old.level if old is not None else None
            if was != one.level:
                sentence = f"{one.title} in year {row.year}: {_level(one)}, was {_level(old)}."
                yield Change(f"maturity {row.year} {one.name}", was, one.level, sentence)


def _level(one: DimensionRow | None) -> str:
    return "not assessed" if one is None or one.level is None else f"level {one.level} of {one.of}"

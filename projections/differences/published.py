"""Places in rankings that were published, edition by edition."""

from collections.abc import Iterator, Sequence

from projections.differences.change import Change, day
from projections.leaderboard.reading import Publication


def of_published(before: Sequence[Publication], after: Sequence[Publication]) -> Iterator[Change]:
    known = {one.edition.id for one in before}
    latest = {(one.edition.programme, one.edition.period): one for one in before}
    for one in after:
        where = (one.edition.programme, one.edition.period)
        if one.edition.id not in known:
            yield _change(latest.get(where), one)
        latest[where] = one


def _change(old: Publication | None, new: Publication) -> Change:
    edition = new.edition
    starts = edition.period.partition("T")[0]
    which = f"Ranking of {edition.programme} from {starts}, edition {edition.edition} of {day(edition.published_at)}"
    before = f", was {_place(old)} in edition {old.edition.edition}" if old is not None else ""
    why = f": {edition.reason}" if edition.reason else ""
    sentence = f"{which}: {_place(new)}{before}{why}."
    return Change(f"ranking {edition.id}", old and old.placed.place, new.placed.place, sentence)


def _place(one: Publication) -> str:
    apart = ", ranked apart" if one.placed.apart else ""
    return f"place {one.placed.place} of {one.edition.communities}{apart} ({one.placed.points} points)"

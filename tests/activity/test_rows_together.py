"""Rows that are checked together say exactly what each of them says alone."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.activity.opening import TOGETHER
from adapters.activity.row import Raw, Row, understood, understood_together
from tests.activity.files import HEADER, NOW, read
from tests.activity.test_tables import write
from vocabulary.signs import SignKind, SignOfLife

FIELDS: dict[str, Any] = {"source_id": "m-1", "kind": "meeting", "what": "Roses", "happened_at": "2026-01-05"}
OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "community": st.sampled_from(["kew", "", "Kew!", 7, ["kew"], None]),
    "source_id": st.sampled_from(["m-1", "m-2", "", "x" * 201, "a\x07", 7]),
    "kind": st.sampled_from([*SignKind, "post", "party", [], None]),
    "what": st.sampled_from(["Roses", "  pruned ", " ", "Ro\x07ses", "\udcff", "x" * 501]),
    "happened_at": st.sampled_from(
        [
            "2026-01-05",
            "2026-01-05T10:00+01:00",
            "2026-02-30",
            "0001-01-01T00:00+23:00",
            NOW,
            NOW.replace(tzinfo=None),
            7,
        ]
    ),
    "people": st.sampled_from([["ada", "ben"], [], ["Ada!"], "ada", ["ada"] * 1_001, None]),
    "attendance": st.sampled_from(["12", 12, "-3", 0, 1_000_001, "many", None]),
    "answers": st.sampled_from(["q-1", "", None]),
    "product": st.sampled_from(["lesson", "song"]),
    "state": st.sampled_from(["draft", "reused", "lost"]),
    "reused_in": st.sampled_from(["Plant Lyon", " "]),
    "senior": st.sampled_from(["ada", "A"]),
    "junior": st.sampled_from(["ada", "cy"]),
    "corrects": st.sampled_from(["yes", "no", "perhaps", True]),
    "mood": st.just("good"),
}
ROWS = st.one_of(
    st.fixed_dictionaries({}, optional=OTHERS),
    st.builds(lambda more: FIELDS | more, st.fixed_dictionaries({}, optional=OTHERS)),
    st.builds(
        lambda name, values: FIELDS | {name: values[name]},
        st.sampled_from(sorted(OTHERS)),
        st.fixed_dictionaries(OTHERS),
    ),
)


@given(st.lists(ROWS, max_size=12), st.sampled_from(["kew", None]))
def test_together_is_as_one_by_one(rows: list[dict[str, Any]], community: str | None) -> None:
    alone = [understood(Raw(place, dict(fields)), community) for place, fields in enumerate(rows)]
    together = understood_together([Raw(place, dict(fields)) for place, fields in enumerate(rows)], community)
    assert together == alone
    for one, other in zip(together, alone, strict=True):
        if isinstance(one, Row) and isinstance(other, Row):
            assert one.sign.model_dump_json() == other.sign.model_dump_json(), "and is stored alike"
            assert one.sign.model_fields_set == other.sign.model_fields_set
            assert hash(one.sign) == hash(other.sign)


@pytest.mark.parametrize(
    "more",
    [
        {"mood": ["good"]},
        {"kind": ["post"], "attendance": [3]},
        {"kind": ["product"], "state": ["reused"]},
        {"kind": ["mentoring"], "senior": ["ada"], "junior": ["ada"]},
        {"what": ["Ro\x07ses"]},
        {"happened_at": [NOW.replace(tzinfo=None)]},
    ],
)
def test_columns_pass_nothing_that_a_sign_alone_does_not(more: dict[str, list[Any]]) -> None:
    columns: dict[str, list[Any]] = {name: [value] for name, value in FIELDS.items()} | {"happened_at": [NOW]} | more
    with pytest.raises(ValueError, match=r"."):
        SignOfLife(**{name: value for name, (value,) in columns.items()})
    with pytest.raises(ValueError, match=r"."):
        SignOfLife.of_columns(columns)


def test_signs_of_columns_are_apart_from_each_other() -> None:
    moments = [NOW, NOW - timedelta(days=1)]
    one, other = SignOfLife.of_columns(
        {"source_id": ["a", "b"], "kind": ["post", "event"], "what": ["x", "y"], "happened_at": moments}
    )
    assert (one.source_id, one.kind, one.what) == ("a", SignKind.POST, "x")
    assert (other.source_id, other.kind, other.happened_at) == ("b", SignKind.EVENT, moments[1])
    assert one.model_copy(update={"what": "z"}).what == "z"
    assert (one.what, other.what) == ("x", "y")


def test_a_wrong_row_among_hundreds_keeps_its_line_and_the_order_of_the_others(tmp_path: Any) -> None:
    lines = [f"kew,m-{number},post,Roses,2026-01-05,,,," for number in range(2 * TOGETHER + 3)]
    for wrong in (7, TOGETHER, 2 * TOGETHER + 2):
        lines[wrong] = f"kew,m-{wrong},party,Roses,2026-01-05,,,,"
    lines[9] = "too few"
    found = read(write(tmp_path, HEADER + "\n".join(lines) + "\n"))
    assert [row.place if isinstance(row, Row) else row.line for row in found] == list(range(2, len(lines) + 2))
    assert [n for n, row in enumerate(found) if not isinstance(row, Row)] == [7, 9, TOGETHER, 2 * TOGETHER + 2]

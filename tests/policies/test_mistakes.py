"""Sections of every make: where their mistakes are, what may stand there, and the nearest right spelling."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

import pytest
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from policies.reader import read_yaml
from policies.section import Contradiction, Section
from vocabulary.people import Role
from vocabulary.refusals import Malformed
from vocabulary.span import Span


class Quarterly(Section):
    quarter_of: Role
    lateness: Literal["moves", "never moves"] = "never moves"


class Yearly(Section):
    each: date
    months: tuple[int, ...] = ()


class Weekly(Section):
    kind: Literal["weekly"]
    day: Literal["monday", "friday"]


class Daily(Section):
    kind: Literal["daily"]
    hour: Annotated[int, Field(ge=0, le=23)]


class Body(Section):
    people: Annotated[int, Field(ge=1)]
    quorum: int = 1

    @model_validator(mode="after")
    def _not_more_than_there_are(self) -> Self:
        if self.quorum > self.people:
            raise Contradiction(f"a quorum is at most the {self.people} people there are", at=("quorum",))
        return self


def _fraction(value: object) -> Decimal:
    if isinstance(value, str) and value.endswith("%") and value[:-1].isdigit():
        return Decimal(value[:-1]) / 100
    msg = "expected a share"
    raise ValueError(msg)


Share = Annotated[
    Decimal, BeforeValidator(_fraction), WithJsonSchema({"type": "string", "description": 'a share such as "80%"'})
]


class Calendar(Section):
    shares: dict[Role, Share] = Field(default={})
    alerts: tuple[Share, ...] = ()
    due: Span | Quarterly | Yearly | None = None
    meets: Annotated[Weekly | Daily, Field(discriminator="kind")] | None = None
    roles: dict[Role, Body] = Field(default={})
    reminders: tuple[Span, ...] = ()
    chain: Annotated[tuple[dict[Role, Body], ...], Field(min_length=1)] = ({},)
    points: Decimal = Decimal(1)
    on: bool = True
    sent_by: Annotated[Role | None, Field(alias="from")] = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        for number in range(1, len(self.reminders)):
            if self.reminders[number] < self.reminders[number - 1]:
                raise Contradiction("reminders go forward in time", at=("reminders", number))
        return self


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("due: ten", "1: due: 'ten' was given; write a length of time such as"),
        ("due: ten", '"30 seconds" or a section with quarter_of, lateness or a section with each, months'),
        ("due: 10 dyas", "1: due: '10 dyas' was given; did you mean '10 days'? Write a length of time"),
        ("due: 200 years", "1: due: at most 100 years; '200 years' was given"),
        ("due:\n  quarter_off: km", "2: due.quarter_off: is not known here; did you mean 'quarter_of'?"),
        ("due:\n  each: 2026-13-01", "2: due.each: '2026-13-01' was given; write a day such as 2026-03-01"),
        ("due:\n  each: 2026-03-01\n  months: [1, x]", "3: due.months.2: 'x' was given; write a whole number"),
        ("due:\n  quarter_of: boord", "2: due.quarter_of: 'boord' was given; did you mean 'board'? Write member or"),
        (
            "due:\n  quarter_of: km\n  lateness: never moved",
            "3: due.lateness: 'never moved' was given; did you mean 'never moves'? Write moves or never moves",
        ),
        ("meets:\n  kind: wekly\n  day: friday", "1: meets: kind: 'wekly' was given; did you mean 'weekly'? Write"),
        ("meets:\n  kind: weekly\n  day: frday", "3: meets.day: 'frday' was given; did you mean 'friday'?"),
        ("meets:\n  kind: daily\n  hour: 24", "3: meets.hour: is too large; at most 23; 24 was given"),
        ("roles:\n  mangement: {people: 3}", "2: roles.mangement: is not known here; did you mean 'management'?"),
        ("roles:\n  km: {people: 0}", "2: roles.km.people: is too small; at least 1; 0 was given"),
        (
            "roles:\n  km:\n    people: 3\n    quorum: 4",
            "4: roles.km.quorum: a quorum is at most the 3 people there are; 4 was given",
        ),
        ("roles:\n  km: {people: 3, quorum: 4}", "2: roles.km.quorum: a quorum is at most the 3 people"),
        ("roles: [km]", "1: roles: a list was given; write a section with keys out of member, lead, km"),
        (
            "reminders:\n- 5 days\n- 9 days\n- 7 days",
            "4: reminders.3: reminders go forward in time; '7 days' was given",
        ),
        ("shares: {km: 80}", '1: shares.km: 80 was given; write a share such as "80%"'),
        ("alerts: [50%, half]", "1: alerts.2: 'half' was given; write a share such as \"80%\""),
        ("chain:\n- km: {people: 3, quorum: 4}", "2: chain.1.km.quorum: a quorum is at most the 3 people there are"),
        ("chain: []", "1: chain: holds too little; at least 1 of them; a list was given"),
        ("points: many", "1: points: 'many' was given; write a number"),
        ("on: ture", "1: on: 'ture' was given; did you mean 'true'? Write true or false"),
        ("from: boss", "1: from: 'boss' was given; write member or lead"),
        ("form: km", "1: form: is not known here; did you mean 'from'?"),
    ],
)
def test_a_mistake_in_any_section_is_named_with_its_line(text: str, mistake: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_yaml(text, Calendar, source="p")
    lines = str(refused.value).splitlines()
    (found,) = [line.removeprefix("p:") for line in lines if "is missing" not in line]
    assert mistake in found

"""What a proposal, or a level, has to bring along: MUST insists, SHOULD asks; each says so in its own words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from string import Formatter
from typing import Annotated, Final, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from vocabulary.terms import PRINTABLE, TermsOfReference


class Fact(StrEnum):
    """What can be counted in terms of reference."""

    PEOPLE = "people"
    """Key members and lead, each person once."""
    UNITS = "units"
    INITIATIVES = "initiatives"
    KPIS = "kpis"
    OBJECTIVES = "objectives"
    LEAD = "lead"
    CO_LEADS = "co_leads"
    SPONSOR = "sponsor"
    SECRETARY = "secretary"
    MENTORS = "mentors"
    BUSINESS_OBJECTIVE = "business_objective"
    CHARTER = "charter"


SINGLE: Final = frozenset({Fact.LEAD, Fact.SPONSOR, Fact.SECRETARY, Fact.BUSINESS_OBJECTIVE, Fact.CHARTER})
"""Facts of which there is one or none."""
MOST: Final = {Fact.OBJECTIVES: 20, Fact.PEOPLE: 101} | dict.fromkeys(SINGLE, 1)
"""How many terms of reference can hold; of everything else, 100."""


class Strength(StrEnum):
    MUST = "must"
    """Unmet, it is refused."""
    SHOULD = "should"
    """Unmet, it is asked about."""


def _only_figures(sentence: str) -> str:
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError:
        parts = [(sentence, "", "", None)]
    for _, name, spec, conversion in parts:
        if name is not None and (name not in {"found", "needed"} or spec or conversion):
            msg = "a sentence may hold {found} and {needed} in braces, and nothing else; write other braces twice"
            raise ValueError(msg)
    return sentence


Sentence = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=PRINTABLE),
    AfterValidator(_only_figures),
]
"""In the KM team's words; `{found}` and `{needed}` stand for the figures."""


class Requirement(BaseModel):
    """So much of one fact, and what is said where there is less."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fact: Fact
    at_least: int = Field(default=1, ge=1)
    """1 asks that it is there at all."""
    strength: Strength = Strength.MUST
    sentence: Sentence

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        most = MOST.get(self.fact, 100)
        if self.at_least > most:
            msg = f"terms of reference hold {most} of {self.fact.value} at most; ask for no more"
            raise ValueError(msg)
        return self


def _in_order(requirements: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    for (fact, strength), times in Counter((one.fact, one.strength) for one in requirements).items():
        if times > 1:
            msg = f"{fact.value} stands here {times} times as a {strength.value.upper()}; keep the one that is meant"
            raise ValueError(msg)
    insisted = {one.fact: one.at_least for one in requirements if one.strength is Strength.MUST}
    for one in requirements:
        if one.strength is Strength.SHOULD and one.at_least <= (least := insisted.get(one.fact, 0)):
            msg = (
                f"SHOULD asks for {one.at_least} of {one.fact.value} where MUST insists on {least} already; "
                "ask for more, or leave it out"
            )
            raise ValueError(msg)
    return requirements


Requirements = Annotated[tuple[Requirement, ...], AfterValidator(_in_order)]
"""Requirements that do not contradict each other: of one fact at most a MUST, and a SHOULD that asks for more."""


class Unmet(NamedTuple):
    """A requirement that is not met, and what to say."""

    fact: Fact
    strength: Strength
    found: int
    needed: int
    sentence: str


def unmet(requirements: Iterable[Requirement], measures: Mapping[Fact, int]) -> tuple[Unmet, ...]:
    """What is missing, in the order of the requirements; a fact that was not measured counts as 0."""
    return tuple(
        Unmet(one.fact, one.strength, found, one.at_least, one.sentence.format(found=found, needed=one.at_least))
        for one in requirements
        if (found := measures.get(one.fact, 0)) < one.at_least
    )


def measures(terms: TermsOfReference) -> dict[Fact, int]:
    """How much of each fact there is; what stands there twice, in whatever letters, counts once."""
    return {
        Fact.PEOPLE: _distinct({terms.lead, *terms.key_members}),
        Fact.UNITS: _distinct(terms.units),
        Fact.INITIATIVES: _distinct(terms.initiatives),
        Fact.KPIS: _distinct(terms.kpis),
        Fact.OBJECTIVES: _distinct(terms.objectives),
        Fact.LEAD: 1,
        Fact.CO_LEADS: _distinct(terms.co_leads),
        Fact.SPONSOR: int(terms.sponsor is not None),
        Fact.SECRETARY: int(terms.secretary is not None),
        Fact.MENTORS: _distinct(terms.mentors),
        Fact.BUSINESS_OBJECTIVE: int(terms.business_objective is not None),
        Fact.CHARTER: int(terms.charter is not None),
    }


def _distinct(entries: Iterable[str]) -> int:
    return len({entry.casefold() for entry in entries})

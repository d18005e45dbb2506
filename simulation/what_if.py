"""What if: recorded people under another policy, beside the one that they really lived by.

What people did is taken from the record, with its true dates; the clock's part is rehearsed twice, under the policies
that were adopted and under the draft. An answer comes as long after its question as it really did; a question that was
never asked is left to the policy itself, and an answer to a question that is not asked is not given.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from policies.ahead import said_by
from policies.document import LifecycleRules
from simulation.play import COHORT, undisturbed
from simulation.what_if_path import Difference, first_difference
from simulation.what_if_record import Life, Lives, in_order
from simulation.what_if_retold import Draft, Form, Retold
from vocabulary.ids import CommunityId
from vocabulary.provenance import PolicyRef


class Compared(NamedTuple):
    """One community under both policies."""

    community: CommunityId
    lived_by: PolicyRef
    """What it really lived by when the paths part, or at the end."""
    difference: Difference | None
    rules: tuple[str, ...] = ()
    """The parts of the draft by which they part, as paths."""


class WhatIf:
    """Holds a draft against the record, community by community."""

    def __init__(self, lives: Lives, draft: Draft, until: datetime) -> None:
        self._lives = lives
        self._draft = draft
        self._until = until
        self._documents = {
            digest: LifecycleRules.model_validate_json(document) for digest, document in lives.documents.items()
        }

    @property
    def total(self) -> int:
        """Communities that have a path."""
        return sum(not life.ended_before for life in self._lives.lives.values())

    @property
    def ended_before(self) -> int:
        """Those that had ended when they were brought in."""
        return len(self._lives.lives) - self.total

    def compare(self) -> Iterator[Compared]:
        """One after the other, the earliest first."""
        waiting = in_order(self._lives)
        while cohort := list(islice(waiting, COHORT)):
            with undisturbed():
                lived, tried = self._retell(cohort, None), self._retell(cohort, self._draft)
                found = [self._compared(life, lived, tried) for life in cohort]
                del lived, tried
            yield from found

    def _retell(self, cohort: list[Life], draft: Draft | None) -> Retold:
        retold = Retold(cohort, self._documents, draft, self._forms(cohort), self._lives.departures)
        retold.tell(self._until)
        return retold

    def _forms(self, cohort: list[Life]) -> list[Form]:
        names = {adoption.policy.name for life in cohort for adoption in life.adoptions}
        return [form for form in self._lives.forms if form[2] in names]

    def _compared(self, life: Life, lived: Retold, tried: Retold) -> Compared:
        name = life.community
        found = first_difference(lived.paths[name].facts, tried.paths[name].facts)
        ref = life.policy(found.at if found else self._until)
        if found is None:
            return Compared(name, ref, None)
        rules = said_by(self._documents[ref.digest], self._draft.rules, found.rule) if found.rule else ()
        return Compared(name, ref, found, rules)

"""Several policies and several thresholds, side by side."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from pydantic import ValidationError

from policies.document import LifecycleRules
from vocabulary.refusals import Malformed
from vocabulary.span import Span


class Variant(NamedTuple):
    """A policy with the thresholds of its two tiers."""

    rules: LifecycleRules

    @property
    def name(self) -> str:
        silence = self.rules.silence
        return f"{self.rules.name}: {silence.should_after}, then {silence.must_after}"

    @property
    def later(self) -> str | None:
        """A sentence where Management can't be asked as soon as its threshold says."""
        silence = self.rules.silence
        grace = silence.tell_km_after.seconds()
        if silence.should_after.seconds() + 2 * grace <= silence.must_after.seconds():
            return None
        return (
            f"{self.name}: Management is asked no sooner than {silence.should_after} and twice "
            f"{silence.tell_km_after} after the last sign, since the lead and the KM team have that long to find out"
        )


def variants(
    policies: Sequence[LifecycleRules], shoulds: Sequence[Span], musts: Sequence[Span]
) -> tuple[list[Variant], list[str]]:
    """Every policy with every threshold, each once, and a sentence for each pair that contradicts itself.

    Raises `Malformed` when no pair is left.
    """
    found: dict[str, Variant] = {}
    contradictions: list[str] = []
    # Where nothing is given, the policy keeps its own.
    first: Sequence[Span | None] = shoulds or (None,)
    second: Sequence[Span | None] = musts or (None,)
    for rules, should, must in product(policies, first, second):
        try:
            variant = Variant(_with(rules, should, must))
        except ValidationError as error:
            contradictions.extend(_sentences(rules, should, must, error))
        else:
            found.setdefault(variant.rules.digest(), variant)
    if not found:
        raise Malformed(*contradictions)
    return list(found.values()), contradictions


def _with(rules: LifecycleRules, should: Span | None, must: Span | None) -> LifecycleRules:
    wanted = {"should_after": should, "must_after": must}
    silence = rules.silence.model_copy(update={name: span for name, span in wanted.items() if span is not None})
    return LifecycleRules.model_validate_json(rules.model_copy(update={"silence": silence}).canonical())


def _sentences(rules: LifecycleRules, should: Span | None, must: Span | None, error: ValidationError) -> Iterator[str]:
    tried = f"{rules.name}: {should or rules.silence.should_after}, then {must or rules.silence.must_after}"
    for mistake in error.errors(include_url=False):
        yield f"{tried}: left out; {mistake.get('ctx', {}).get('error', mistake['msg'])}"

"""Words with gaps: what a policy writes for notices in Jinja's `{{ title }}`, checked when it is read, and filled.

A template may name gaps, leave parts out with `{% if %}`, and change the case of letters. Everything else of the
language is refused before it could run: loops, calls, attributes, arithmetic. So no template can take long, reach for
anything, or grow beyond what people wrote into the gaps.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, StringConstraints

from policies.expected import closest
from vocabulary.terms import PRINTABLE

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from jinja2.nodes import Node

GAPS: Final = {
    "name": "the person who is told",
    "role": "in which role they are told, for example the KM team",
    "title": "what is asked",
    "community": "which community it is about",
    "due": "by when, in the person's own time zone",
    "left": "how long that is from now, for example in 3 days",
    "answers": "the answers that may be given",
    "number": "which reminder it is, or which rung of the ladder",
    "words": "the policy's own words for this reminder, this rung, or this silence",
    "because": "the reason that somebody gave",
    "outcome": "how the question ended, by whom and when",
    "silent_since": "since when nothing was heard of the community",
}
"""What may stand between braces; each is a text, and empty where there is nothing to say."""

FILTERS: Final = ("capitalize", "lower", "title", "trim", "upper")
MOST_GAPS: Final = 100
LONGEST: Final = 20_000
"""Characters that a text may have once it is filled; the rest is cut off."""

_PARTS: Final = ("Template", "Output", "TemplateData", "Name", "Const", "Filter", "If", "CondExpr", "And", "Or", "Not")
_IN_WORDS: Final = {
    "For": "a loop",
    "Call": "a call",
    "Getattr": "an attribute",
    "Getitem": "an item",
    "Import": "an import",
    "FromImport": "an import",
    "Include": "an include",
    "Extends": "an extends",
    "Macro": "a macro",
    "Assign": "a set",
    "Test": "a test",
    "Compare": "a comparison",
}


def _checked(text: str) -> str:
    """The words themselves; raises `ValueError` with what to write instead."""
    _compiled(text)
    return text


SubjectWords = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PRINTABLE),
    AfterValidator(_checked),
]
TextWords = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000, pattern=PRINTABLE),
    AfterValidator(_checked),
]


def filled(words: str, values: Mapping[str, str]) -> str:
    """The words with every gap filled; whatever stands in a value stays text. Raises `ValueError` as checking does."""
    return _compiled(words).render({gap: values.get(gap, "") for gap in GAPS})[:LONGEST]


@lru_cache(maxsize=512)
def _compiled(words: str) -> "Template":
    # Loaded by whoever reads a policy with words of its own: it takes longer than all the rest of reading one.
    from jinja2 import TemplateSyntaxError

    environment = _environment()
    try:
        tree = environment.parse(words)
        wrong = next(_wrong(tree), None)
        if wrong is None:
            return environment.from_string(tree)
    except TemplateSyntaxError as slip:
        said = str(slip.message or "it can't be read").rstrip(".")
        wrong = f"is no sound template, line {slip.lineno} of it: {said}; write gaps as {{{{ title }}}}"
    except (RecursionError, SyntaxError):  # hundreds of brackets or conditions one inside the other
        wrong = "is nested too deeply; write words, and gaps such as {{ title }}"
    raise ValueError(wrong)


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {}
    return environment


def _wrong(tree: "Node") -> Iterator[str]:
    """Everything in a template that words for people do not need, and what to write instead."""
    from jinja2 import nodes

    gaps = 0
    for node in _all(tree):
        kind = type(node).__name__
        if kind not in _PARTS:
            what = _IN_WORDS.get(kind, f"{kind.lower()!r}")
            instead = "write words, gaps such as {{ title }}, and {% if words %}"
            yield f"holds {what}, line {node.lineno} of it; {instead}"
        if isinstance(node, nodes.Filter) and (node.name not in FILTERS or node.args or node.kwargs):
            yield f"there is no filter {node.name!r}; write one of {', '.join(FILTERS)}"
        if isinstance(node, nodes.Name):
            gaps += 1
            if node.name not in GAPS:
                near = closest(node.name, GAPS)
                meant = f"did you mean {near!r}? Write" if near else "write"
                yield f"there is no gap {node.name!r}; {meant} one of {', '.join(GAPS)}"
    if gaps > MOST_GAPS:
        yield f"has {gaps} gaps; write at most {MOST_GAPS}"


def _all(node: "Node") -> Iterator["Node"]:
    yield node
    for inner in node.iter_child_nodes():
        yield from _all(inner)

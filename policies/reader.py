"""Policies and proposals as people write them, with every mistake named by line and how to mend it."""

from importlib.resources import files
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from policies.document import LifecycleRules
from policies.expected import fields_of
from policies.mistakes import mistakes_in
from policies.text_file import read_text
from policies.yaml_text import Document, parse
from vocabulary.refusals import Malformed

M = TypeVar("M", bound=BaseModel)

MOST: Final = 50
"""Mistakes that are listed at once."""


def read_policy(path: Path) -> LifecycleRules:
    """Reads a lifecycle policy; refuses with every mistake in it."""
    return read_yaml(path, LifecycleRules)


def catalog_policy(name: str) -> LifecycleRules | None:
    """A policy that comes with Perennial; None when there is none of that name."""
    for file in (files("policies") / "catalog").iterdir():
        if file.name == f"{name}.yaml":
            return read_yaml(file.read_text(encoding="utf-8"), LifecycleRules, source=f"catalog/{file.name}")
    return None


def catalog_names() -> list[str]:
    """The policies that come with Perennial."""
    return sorted(
        file.name.removesuffix(".yaml")
        for file in (files("policies") / "catalog").iterdir()
        if file.name.endswith(".yaml")
    )


def read_yaml(content: Path | str, model: type[M], *, source: str | None = None) -> M:
    """Reads one document into `model`. A `Path` is read from disk, a `str` is the text itself, named by `source`.

    Raises `Malformed`, one line a mistake: `file:line: path: what is wrong, what was given, what to write instead`.
    """
    name = source or (str(content) if isinstance(content, Path) else "text")
    document = parse(read_text(content) if isinstance(content, Path) else content, name)
    if not isinstance(document.value, dict):
        raise Malformed(f"{name}:1: holds no keys; it needs {', '.join(fields_of(model))}")
    try:
        value = model.model_validate(document.value)
    except ValidationError as error:
        raise _malformed(name, document, model, error.errors(include_url=False)) from None
    if document.slips:
        raise _malformed(name, document, model, [])
    return value


def _malformed(source: str, document: Document, model: type[BaseModel], errors: list[ErrorDetails]) -> Malformed:
    mistakes = mistakes_in(model, document, errors)
    lines = [f"{source}:{mistake.line}: {mistake.sentence}" for mistake in mistakes[:MOST]]
    if len(mistakes) > MOST:
        lines.append(f"{source}: and {len(mistakes) - MOST:,} more mistakes")
    return Malformed(*lines)

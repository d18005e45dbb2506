"""What the fields of a section mean: the words that stand under them in its source, read when somebody asks."""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise


@cache
def meanings(kind: type) -> Mapping[str, str]:
    """The docstrings of the attributes of a class and of those it is made from; empty where no source is at hand.

    pydantic can do this while classes are made, which doubles the time that every command takes to load them.
    """
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        found |= _of_module(base.__module__).get(base.__qualname__, {})
    return found


@cache
def _of_module(name: str) -> Mapping[str, Mapping[str, str]]:
    """By class, for the classes that stand at the left margin of a module."""
    try:
        source = inspect.getsource(sys.modules[name])
    except (KeyError, OSError, TypeError):
        return {}
    return {node.name: dict(_explained(node.body)) for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def _explained(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, after in pairwise(body):
        match statement, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str() as text)),
            ):
                yield name, inspect.cleandoc(text)

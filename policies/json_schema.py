"""The policy language as JSON Schema, for editors that complete and check while somebody writes."""

import re
from enum import Enum
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from policies.document import LifecycleRules
from policies.meanings import meanings

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_BOUNDARY: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def json_schema(model: type[BaseModel] = LifecycleRules) -> dict[str, Any]:
    """The language in draft 2020-12: every key, kind and spelling. What contradicts what, only `policy check` knows."""
    return {"$schema": DIALECT, **model.model_json_schema(schema_generator=_InWords)}


class _InWords(GenerateJsonSchema):
    """Takes titles from names and descriptions from docstrings, so that nothing has to be said twice."""

    def get_title_from_name(self, name: str) -> str:
        return name.replace("_", " ").capitalize()

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        written = super().model_schema(schema)
        kind: type[BaseModel] = schema["cls"]
        written["title"] = _BOUNDARY.sub(" ", kind.__name__).capitalize()
        said = meanings(kind)
        for name, field in kind.model_fields.items():
            if name in said and not field.description:
                _explain(written["properties"][field.alias or name], said[name])
        return written

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        written = super().enum_schema(schema)
        kind: type[Enum] = schema["cls"]
        said = meanings(kind)
        if said.keys() & kind.__members__.keys():
            written["enumDescriptions"] = [said.get(name, "") for name in kind.__members__]
        return written


def _explain(written: dict[str, Any], meaning: str) -> None:
    """Puts what the field means before what such a value looks like."""
    looks = written.get("description")
    written["description"] = f"{meaning} Written as {looks}." if looks else meaning

"""Values that people write as a few words: read from text, and written back in one canonical spelling."""

from functools import lru_cache
from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticSerializationUnexpectedValue, core_schema


@lru_cache(maxsize=4096)
def _read_once(kind: type, text: str) -> Any:
    """The same words mean the same value, which never changes: a policy of fifty of them is read in half the time."""
    return kind(text)


class Spoken:
    """Subclasses read their text in `__init__`, raising `ValueError`, and write it in `__str__`."""

    __slots__ = ()

    SCHEMA: ClassVar[dict[str, Any]] = {}
    """What its JSON Schema says beside being text: description, pattern, examples."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and str(other) == str(self)

    def __hash__(self) -> int:
        return hash(str(self))

    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        # mypy takes the hash of values for that of the class.
        return _read_once(cls, value) if isinstance(value, str) else cls(value)  # type: ignore[call-arg, arg-type]

    @classmethod
    def _written(cls, value: Any) -> str:
        if not isinstance(value, cls):  # where other kinds are allowed too, it is one of those
            msg = f"expected a {cls.__name__}"
            raise PydanticSerializationUnexpectedValue(msg)
        return str(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from_text = core_schema.no_info_plain_validator_function(cls._read)
        return core_schema.json_or_python_schema(
            from_text, from_text, serialization=core_schema.plain_serializer_function_ser_schema(cls._written)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string"} | cls.SCHEMA

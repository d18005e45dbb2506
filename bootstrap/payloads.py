"""How values travel to Temporal and back: pydantic's JSON, by converters that are made once."""

from typing import Final

from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import CompositePayloadConverter, DataConverter

MOST_TYPES: Final = 64
"""Whose adapters are kept. There are few; but a sandbox brings its own classes for every workflow it runs."""

_CONVERTERS: Final = tuple(PydanticPayloadConverter(max_cached_type_adapters=MOST_TYPES).converters.values())


class SharedPydanticConverter(CompositePayloadConverter):
    """The same payloads as `PydanticPayloadConverter`.

    The SDK makes a payload converter anew for every activation of a workflow, and pydantic's would begin each time
    with an empty cache: its type adapters cost more than the values.
    """

    def __init__(self) -> None:
        super().__init__(*_CONVERTERS)


DATA_CONVERTER: Final = DataConverter(payload_converter_class=SharedPydanticConverter)

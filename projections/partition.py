"""Parts of the log that can be read apart from each other: by community, so that each fact is read once in all."""

from typing import Final, LiteralString, NamedTuple


class Partition(NamedTuple):
    """One part of as many, counted from 0; all streams of a community fall into the same."""

    number: int = 0
    of: int = 1

    @property
    def is_first(self) -> bool:
        """Whatever is told to all parts is written by this one."""
        return self.number == 0


WHOLE: Final = Partition()

IN_PARTITION: Final[LiteralString] = (
    "(%s = 1 OR mod(hashtext(split_part(split_part(originator_id, '/', 2), '.', 1))::bigint + 2147483648, %s) = %s)"
)
"""Of an `originator_id`, with the arguments of `arguments_of`. By what comes before the first slash and the first dot
of a stream's name without its kind: that of a community is the same in the names of all its streams."""


def arguments_of(partition: Partition) -> list[int]:
    """As `IN_PARTITION` wants them."""
    return [partition.of, partition.of, partition.number]

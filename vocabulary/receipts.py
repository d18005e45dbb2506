"""What a command answered, kept with its facts so that asking twice gets the first answer."""

from pydantic import BaseModel, ConfigDict

from vocabulary.ids import CommandId


class Receipt(BaseModel):
    """A command's id and the answer it was given; written in one transaction with the command's events."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    command_id: CommandId
    result: str
    """The answer, as a short string that the application knows how to read (an id, a stage)."""
    digest: str = ""
    """What the command asked for, so that one id used for two different commands is noticed."""


class CommandRepeated(Exception):  # noqa: N818  not a fault: the command was carried out before
    """Raised by the ledger instead of writing: this command id already has an answer."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(f"command {receipt.command_id!r} was carried out before; its answer was {receipt.result!r}")
        self.receipt = receipt

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

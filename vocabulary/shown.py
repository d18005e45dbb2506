"""What lay before whoever decided."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from vocabulary.terms import Line

MOST_FIGURES = 40


class Shown(BaseModel):
    """Recorded with every decision, so that whoever replays it sees what the decider could see, and nothing later."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    """Of the community's own stream: what its history said up to there."""
    seen: int | None = None
    """The version that was on the decider's screen, where it came with the decision; nothing asked changed since."""
    round: int = 0
    """Which submission of the proposal it was; 0 where none was ever submitted."""
    asks: tuple[Line, ...] = ()
    """What the policy asks for (SHOULD) and was not there."""
    figures: Annotated[dict[str, str], Field(max_length=MOST_FIGURES)] = {}
    """Names and values, each as it was shown."""

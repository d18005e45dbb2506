"""A dimension of maturity that tests assess."""

from vocabulary.maturity import Dimension, Evidence, LevelNeeds

LEADERSHIP = Dimension(
    name="leadership",
    title="Leadership",
    levels=(
        LevelNeeds(title="Forming", needs=("There is a lead",)),
        LevelNeeds(title="Operating", needs=("There is a co-lead", "There is a secretary")),
        LevelNeeds(title="Delivering", needs=("A successor is ready",)),
    ),
)
SHOWN = (
    Evidence(need="There is a lead", shown_by="the terms"),
    Evidence(need="There is a co-lead", shown_by="the minutes"),
    Evidence(need="There is a secretary", shown_by="the minutes"),
    Evidence(need="A successor is ready", shown_by="a training"),
)
"""All that there is to show, in order."""

"""What changed about a community between two days, in sentences; one module a kind of row."""

from projections.differences.changes import Change, changes
from projections.differences.picture import VIEWS, Picture, picture

__all__ = ["VIEWS", "Change", "Picture", "changes", "picture"]

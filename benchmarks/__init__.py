"""Figures, each beside the limit that was measured in the same run on the same servers."""

"""The processes that run it."""

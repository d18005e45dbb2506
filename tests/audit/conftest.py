"""The office in which auditors type."""

from tests.cli.conftest import database, office, with_views

__all__ = ["database", "office", "with_views"]

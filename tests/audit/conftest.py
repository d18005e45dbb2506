"""The office in which auditors type."""

from tests.cli.conftest import office

__all__ = ["office"]

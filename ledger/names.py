"""Names that all who write to or read from the record agree on; once used they are never changed."""

from typing import Final

SCHEMA: Final = "ledger"
CHANNEL: Final = "ledger_events"
"""Where listeners are told that events were appended."""
WRITE_LOCK: Final = 7_365_001
"""The advisory lock that writers take in turn."""
INSTALL_LOCK: Final = 7_365_002
"""The advisory lock under which the schema is installed."""
NOTARY: Final = "notary"
"""Under this name the notary follows the log."""

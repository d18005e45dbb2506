"""What can be wrong with the record itself; faults of storage or of programming, never refusals to a person.

- LedgerFault
    - UnreadableEvent             an event is there, but this release cannot read it
        - UnknownTopic, FutureVersion, MissingUpcast, CorruptEvent
    - FollowerBusy                somebody else follows the log under this name
    - SchemaFault                 the database cannot be prepared
    - RecordAltered               what is recorded is not what was sealed

An outage is the library's `OperationalError`, a stale aggregate its `IntegrityError`; a command that has its answer
already is `vocabulary.receipts.CommandRepeated`.
"""


class LedgerFault(Exception):  # noqa: N818  named for what is wrong, like the refusals
    """The record cannot be kept or read as it should be."""


class UnreadableEvent(LedgerFault):
    """An event is there, but this release cannot read it."""


class UnknownTopic(UnreadableEvent):
    """No class in the catalogue bears the topic; nothing is ever imported by a name found in a row."""


class FutureVersion(UnreadableEvent):
    """A newer release wrote the event."""


class MissingUpcast(UnreadableEvent):
    """The event is older than its class, and a step from there to here was not written."""


class CorruptEvent(UnreadableEvent):
    """The stored state does not have the form that its topic and version promise."""


class FollowerBusy(LedgerFault):
    """Somebody else follows the log under this name."""


class SchemaFault(LedgerFault):
    """The database cannot be prepared as it stands."""


class RecordAltered(LedgerFault):
    """What is recorded is not what the notary sealed; it signs nothing more until that is settled."""

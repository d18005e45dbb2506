"""What one reader looked at in one month."""

from datetime import date

from aggregates.access.events import ACCESS_LOG, AccessExported, AccessLogBegun, AccessRead
from aggregates.event import Aggregate, Event
from vocabulary.ids import access_stream
from vocabulary.people import PersonId
from vocabulary.provenance import Provenance
from vocabulary.readings import Reading, Subject


class AccessLog(Aggregate):
    """Forgets what it recorded: that the same was read before on a day is known by the command's receipt."""

    TOPIC = ACCESS_LOG

    def __init__(self, reader: PersonId) -> None:
        self.reader = reader

    @classmethod
    def begin(cls, month: date, provenance: Provenance) -> "AccessLog":
        """Of whoever acts, whether for themselves or for somebody else."""
        reader = provenance.actor.person
        return cls._begin(AccessLogBegun, access_stream(reader, month.year, month.month), provenance, reader=reader)

    def read(self, kind: Reading, subject: Subject, provenance: Provenance) -> None:
        self._happened(AccessRead, provenance, kind=kind, subject=subject)

    def exported(
        self, kind: Reading, subject: Subject, provenance: Provenance, *, digest: str | None, head: int | None
    ) -> None:
        self._happened(AccessExported, provenance, kind=kind, subject=subject, digest=digest, head=head)

    def remember(self, event: Event) -> None:
        """Nothing that comes later depends on what was read before."""

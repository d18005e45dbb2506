"""Every topic that the ledger may hold. Whoever reads the log takes it from here: it is whole whatever else a process
has imported, and a fact that a release knows is never refused as unknown."""

from aggregates.access import events as _access
from aggregates.budget import events as _budget
from aggregates.community import affairs_events as _affairs
from aggregates.community import events as _community
from aggregates.community import leading_events as _leading
from aggregates.community import spending_events as _spending
from aggregates.event import REGISTERED
from aggregates.lifecycle_policy import events as _policy
from aggregates.objectives import events as _objectives
from aggregates.person import absences as _absences
from aggregates.person import events as _person
from aggregates.ranking import events as _ranking
from aggregates.review_task import events as _task
from aggregates.review_task import handing_events as _handing
from aggregates.signs import events as _signs
from aggregates.year import events as _year
from aggregates.year import maturity_events as _maturity

KNOWN = (
    *(_access, _budget, _community, _affairs, _leading, _spending, _policy, _objectives, _absences, _person),
    *(_ranking, _task, _handing, _signs, _year, _maturity),
)
"""The modules that give topics to classes of events."""
CATALOGUE = REGISTERED
"""By topic, the class that reads it."""

"""What can be seen at one moment: how communities stand, what is asked, what just happened."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from vocabulary.ids import CommunityId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.community_row import CommunityRow
    from projections.history import HistoryRow
    from projections.inbox_row import InboxRow
    from projections.reading import Views

UNREMARKABLE: Final = frozenset({"community.task_awaited", "signs.begun", "task.decided", "task.cancelled"})
"""What another fact says too."""


@dataclass
class Seen:
    """One community as its views show it now."""

    row: "CommunityRow"
    tasks: list["InboxRow"]
    news: list["HistoryRow"] = field(default_factory=list)
    """What happened since it was last looked at."""


class Scene:
    """Looks at the communities of the demonstration again and again."""

    def __init__(self, views: "Views", communities: "Sequence[CommunityId]") -> None:
        self._views = views
        self._communities = communities
        self._told = dict.fromkeys(communities, 0)

    def look(self) -> dict[CommunityId, Seen]:
        """What the views show now; communities that they do not know yet are left out."""
        seen: dict[CommunityId, Seen] = {}
        with self._views.reading() as connection:
            for community in self._communities:
                row = self._views.communities.get(connection, community)
                if row is None:
                    continue
                tasks = self._views.inbox.find(connection, community=community)
                facts = self._views.history.of_community(connection, community)
                news = [fact for fact in facts[self._told[community] :] if fact.topic not in UNREMARKABLE]
                self._told[community] = len(facts)
                seen[community] = Seen(row, tasks, news)
        return seen

"""What is asked about must be there: whoever names something else is told where the right names stand."""

from typing import TYPE_CHECKING

from vocabulary.refusals import CommunityNotFound

if TYPE_CHECKING:
    from projections.community_row import CommunityRow
    from projections.reading import Views
    from projections.view import Connected
    from vocabulary.ids import CommunityId


def community_row(views: "Views", connection: "Connected", community: "CommunityId") -> "CommunityRow":
    """The community as its readers see it; refuses where there is none."""
    row = views.communities.get(connection, community)
    if row is None:
        raise CommunityNotFound(f"there is no community {community!r}; `perennial community list` shows all")
    return row

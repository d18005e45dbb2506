"""Policies that come with Perennial, published where one is needed that never was."""

from typing import TYPE_CHECKING

from vocabulary.people import Actor, Role
from vocabulary.provenance import PolicyRef

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from aggregates.lifecycle_policy import LifecyclePolicy


def known_policy(app: "Perennial", name: str) -> "LifecyclePolicy | None":
    """The policy as it stands in the record; None when it was neither drafted nor published."""
    from aggregates.desk import Desk
    from aggregates.lifecycle_policy import LifecyclePolicy
    from vocabulary.ids import policy_stream

    return Desk(app, fresh=True).find(LifecyclePolicy, policy_stream(name))


def ensure_policy(app: "Perennial", name: str, by: Actor) -> PolicyRef | None:
    """Publishes a policy of the catalog if none of that name was ever published; returns what it published.

    Raises `PolicyNotFound` when there is none of that name anywhere.
    """
    from aggregates.commands.publishing import publish
    from aggregates.desk import Desk
    from cli.options import command
    from policies.reader import catalog_policy

    known = known_policy(app, name)
    if known is not None and known.versions:
        return None
    rules = catalog_policy(name)
    if rules is None:
        Desk(app, fresh=True).policy(name)  # refuses, and says how to find one
        return None
    publisher = by if by.role in {Role.KM, Role.ADMIN} else by.model_copy(update={"role": Role.KM})
    return publish(app, name, rules.canonical(), command(publisher, None), why="it comes with Perennial")

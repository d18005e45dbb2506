"""The policy that somebody means: a file, one that comes with us, or one that was published."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.policy_shelf import known_policy
from cli.session import application
from vocabulary.refusals import PolicyNotFound

if TYPE_CHECKING:
    from policies.document import LifecycleRules


def policy_named(said: str, home: Path | None) -> "LifecycleRules":
    """A path is read; `NAME@VERSION` was published; a `NAME` alone comes with us, or is the newest published one."""
    from policies.reader import catalog_policy, read_policy

    file = Path(said)
    if file.suffix or file.exists():
        return read_policy(file)
    name, at, version = said.partition("@")
    shipped = None if at else catalog_policy(name)
    return shipped or _published(name, version, home)


def _published(name: str, version: str, home: Path | None) -> "LifecycleRules":
    from policies.document import LifecycleRules

    if version and not version.isdecimal():
        raise PolicyNotFound(f"{version!r} is no version of {name}; write a number, for example {name}@1")
    with application(home) as perennial:
        policy = known_policy(perennial, name)
    if policy is None:
        raise PolicyNotFound(f"no policy {name!r} was published; `perennial policy list` shows those that were")
    found = policy.published(int(version)) if version else policy.latest
    return LifecycleRules.model_validate_json(found.document)

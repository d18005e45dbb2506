"""What a person means by a policy's name: a file, one that comes with Perennial, a version, or the draft."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cli.policy_shelf import known_policy
from cli.session import application
from vocabulary.refusals import Malformed

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from aggregates.lifecycle_policy import Draft, LifecyclePolicy, PublishedVersion
    from policies.document import LifecycleRules

DRAFT: Final = "draft"
_NAME: Final = r"[a-z0-9][a-z0-9-]{0,62}"
_KEPT: Final = re.compile(rf"({_NAME})@([1-9][0-9]{{0,8}}|{DRAFT})")
_FORMS: Final = "write FILE.yaml, NAME, NAME@3 or NAME@draft"


class Kept(NamedTuple):
    """A policy in the record: one of its versions, or its draft."""

    name: str
    version: int | None
    """None for the draft."""


class Found(NamedTuple):
    """A policy document, as it is called, and what the record says of it."""

    called: str
    digest: str
    rules: "LifecycleRules"
    state: str
    """`file`, `draft`, `published` or `withdrawn`."""
    by: str | None = None
    at: datetime | None = None
    why: str | None = None
    withdrawn_because: str | None = None


def kept(said: str) -> Kept | None:
    """NAME@V or NAME@draft; None for what may be a file or the name of a policy."""
    match = _KEPT.fullmatch(said)
    if match:
        return Kept(match[1], None if match[2] == DRAFT else int(match[2]))
    if "@" in said and not Path(said).suffix and not Path(said).exists():
        raise Malformed(f"{said!r} names no policy; {_FORMS}")
    return None


def written(said: str) -> Found | None:
    """A file, or a policy that comes with Perennial; None where only the record can know."""
    from policies.reader import catalog_policy, read_policy

    path = Path(said)
    is_name = re.fullmatch(_NAME, said) is not None and not path.exists()
    if kept(said) is not None:
        return None
    rules = catalog_policy(said) if is_name else read_policy(path)
    return Found(said, rules.digest(), rules, "file") if rules else None


def recorded(app: "Perennial", said: str) -> Found:
    """A version or a draft; a name alone is the newest version that was not withdrawn."""
    from aggregates.desk import Desk

    what = kept(said)
    policy = Desk(app, fresh=True).policy(what.name if what else said)
    if what is None:
        return _version(policy.latest)
    return _draft(policy, policy.drafted) if what.version is None else _version(policy.published(what.version))


def find_all(said: Sequence[str], home: Path | None) -> list[Found]:
    """Each by its name; the record is opened only when one is neither a file nor comes with Perennial."""
    found = {one: written(one) for one in said}
    if all(found.values()):
        return [one for one in (found[name] for name in said) if one]
    with application(home) as app:
        return [found[one] or recorded(app, one) for one in said]


def find_recorded(said: str, home: Path | None) -> Found:
    """From the record; a name that it does not hold may still be of a policy that comes with Perennial, or a file."""
    from policies.reader import catalog_policy

    if kept(said) is None and not re.fullmatch(_NAME, said):
        return find_all([said], home)[0]
    with application(home) as app:
        known = known_policy(app, said)
        if kept(said) is None and not (known and known.versions) and (rules := catalog_policy(said)):
            return Found(said, rules.digest(), rules, "file")
        return recorded(app, said)


def _version(version: "PublishedVersion") -> Found:
    return Found(
        called=str(version.ref),
        digest=version.ref.digest,
        rules=_read(version.document, str(version.ref)),
        state="withdrawn" if version.withdrawn else "published",
        by=str(version.by),
        at=version.at,
        why=version.why,
        withdrawn_because=version.withdrawn_because,
    )


def _draft(policy: "LifecyclePolicy", draft: "Draft") -> Found:
    called = f"{policy.name}@{DRAFT}"
    return Found(called, draft.digest, _read(draft.document, called), DRAFT, str(draft.by), draft.at, draft.why)


def _read(document: str, called: str) -> "LifecycleRules":
    """What was written under rules that have changed since may not be a policy any more."""
    from pydantic import ValidationError

    from policies.complaints import complaint
    from policies.document import LifecycleRules

    try:
        return LifecycleRules.model_validate_json(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise Malformed(f"{called} is no policy as they are written today: {where} {complaint(first)}") from None

"""A lifecycle policy: drafted, published as versions that are never changed, and perhaps withdrawn."""

from datetime import datetime
from functools import singledispatchmethod
from hashlib import sha256
from typing import NamedTuple

from aggregates.event import Aggregate, Event
from aggregates.lifecycle_policy.events import (
    LIFECYCLE_POLICY,
    FormPublished,
    PolicyDrafted,
    PolicyNamed,
    PolicyPublished,
    PolicyWithdrawn,
)
from vocabulary.affairs import FormOut
from vocabulary.ids import PolicyName, policy_stream
from vocabulary.people import Actor, Role
from vocabulary.provenance import PolicyRef, Provenance
from vocabulary.refusals import Conflict, PolicyAlreadyPublished, PolicyNotFound, WrongRole
from vocabulary.refusals import PolicyWithdrawn as Withdrawn


class Draft(NamedTuple):
    """What may become the next version; `document` is canonical JSON, `digest` its SHA-256 in hexadecimal."""

    digest: str
    document: str
    by: Actor
    at: datetime
    why: str | None


class PublishedVersion(NamedTuple):
    """One immutable version; `document` is canonical JSON."""

    ref: PolicyRef
    document: str
    by: Actor
    at: datetime
    why: str | None
    withdrawn_because: str | None = None
    """None as long as it may be adopted."""
    withdrawn_at: datetime | None = None

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_because is not None


class LifecyclePolicy(Aggregate):
    """All versions of one policy, numbered from 1, and the draft of the next."""

    TOPIC = LIFECYCLE_POLICY

    def __init__(self, name: PolicyName) -> None:
        self.name = name
        self.versions: tuple[PublishedVersion, ...] = ()
        self.forms: tuple[FormOut, ...] = ()
        self.draft: Draft | None = None

    @classmethod
    def begin(cls, name: PolicyName, provenance: Provenance) -> "LifecyclePolicy":
        return cls._begin(PolicyNamed, policy_stream(name), provenance, name=name)

    def write_draft(self, document: str, why: str | None, provenance: Provenance) -> str:
        """Keeps a canonical JSON document as the draft, and returns its digest; the same again changes nothing."""
        self._must_be_km(provenance)
        digest = sha256(document.encode()).hexdigest()
        if (same := self._newest_if(digest)) is not None:
            raise PolicyAlreadyPublished(f"this is {same} already; change it before you draft it")
        if self.draft is None or self.draft.digest != digest:
            self._happened(PolicyDrafted, provenance, digest=digest, document=document, why=why)
        return digest

    def publish(self, document: str, why: str | None, provenance: Provenance) -> PolicyRef:
        """Publishes a canonical JSON document; the same document again is the version it already is."""
        self._must_be_km(provenance)
        digest = sha256(document.encode()).hexdigest()
        if (same := self._newest_if(digest)) is not None:
            return same
        self._happened(
            PolicyPublished, provenance, number=len(self.versions) + 1, digest=digest, document=document, why=why
        )
        return self.versions[-1].ref

    def publish_draft(self, why: str | None, provenance: Provenance, *, seen: str | None = None) -> PolicyRef:
        """Publishes the draft, for the reason it was written unless another is given.

        Refuses a draft that is no longer the one with the digest `seen`: somebody has written another meanwhile.
        """
        self._must_be_km(provenance)
        draft = self.drafted
        if seen is not None and draft.digest != seen:
            raise Conflict(
                f"{draft.by} wrote another draft of {self.name} meanwhile; look at it with "
                f"`perennial policy show {self.name}@draft` and publish again"
            )
        return self.publish(draft.document, why or draft.why, provenance)

    def withdraw(self, number: int, why: str, provenance: Provenance) -> None:
        """Takes a version out of use; again changes nothing."""
        self._must_be_km(provenance)
        if not self.published(number).withdrawn:
            self._happened(PolicyWithdrawn, provenance, number=number, why=why)

    def publish_form(self, form: FormOut, provenance: Provenance) -> None:
        """Notes when a form came out; the latest of each duty is kept."""
        self._must_be_km(provenance)
        if form not in self.forms:
            self._happened(FormPublished, provenance, form=form)

    def published(self, number: int) -> PublishedVersion:
        """A version, withdrawn or not."""
        if not self.versions:
            raise self._never_published()
        if not 1 <= number <= len(self.versions):
            raise PolicyNotFound(
                f"{self.name} has no version {number}; it has 1 to {len(self.versions)}: see `perennial policy list`"
            )
        return self.versions[number - 1]

    def adoptable(self, number: int) -> PublishedVersion:
        """A version that may still be adopted."""
        version = self.published(number)
        if version.withdrawn:
            raise Withdrawn(
                f"{version.ref} was withdrawn: {version.withdrawn_because}; nobody adopts it any more, "
                f"`perennial policy list` shows what may be adopted"
            )
        return version

    @property
    def latest(self) -> PublishedVersion:
        """The newest version that was not withdrawn."""
        for version in reversed(self.versions):
            if not version.withdrawn:
                return version
        if not self.versions:
            raise self._never_published()
        raise Withdrawn(
            f"every version of {self.name} was withdrawn; publish a new one with `perennial policy publish FILE`"
        )

    @property
    def drafted(self) -> Draft:
        """The draft, where there is one."""
        if self.draft is None:
            raise PolicyNotFound(f"{self.name} has no draft; write one with `perennial policy draft FILE`")
        return self.draft

    def _newest_if(self, digest: str) -> PolicyRef | None:
        """The newest version if it is this document, and still in use."""
        newest = self.versions[-1] if self.versions else None
        return newest.ref if newest and newest.ref.digest == digest and not newest.withdrawn else None

    def _never_published(self) -> PolicyNotFound:
        return PolicyNotFound(
            f"{self.name} is a draft and was never published; "
            f"publish it with `perennial policy publish {self.name}@draft`"
        )

    def _must_be_km(self, provenance: Provenance) -> None:
        if provenance.actor.role not in {Role.KM, Role.ADMIN, Role.SYSTEM}:
            raise WrongRole("policies are drafted, published and withdrawn by the KM team; ask somebody there")

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    @remember.register
    def _drafted(self, event: PolicyDrafted) -> None:
        said = event.provenance
        self.draft = Draft(event.digest, event.document, said.actor, said.recorded_at, event.why)

    @remember.register
    def _published(self, event: PolicyPublished) -> None:
        ref = PolicyRef(name=self.name, version=event.number, digest=event.digest)
        said = event.provenance
        version = PublishedVersion(ref, event.document, said.actor, said.recorded_at, event.why)
        self.versions = (*self.versions, version)
        if self.draft is not None and self.draft.digest == event.digest:
            self.draft = None

    @remember.register
    def _form_published(self, event: FormPublished) -> None:
        others = tuple(form for form in self.forms if form.duty != event.form.duty)
        self.forms = (*others, event.form)

    @remember.register
    def _withdrawn(self, event: PolicyWithdrawn) -> None:
        self.versions = tuple(
            version._replace(withdrawn_because=event.why, withdrawn_at=event.provenance.recorded_at)
            if version.ref.version == event.number
            else version
            for version in self.versions
        )

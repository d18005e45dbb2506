"""A lifecycle policy: versions are published, never changed, and perhaps withdrawn."""

from functools import singledispatchmethod
from hashlib import sha256
from typing import NamedTuple

from aggregates.event import Aggregate, Event
from aggregates.lifecycle_policy.events import (
    LIFECYCLE_POLICY,
    FormPublished,
    PolicyNamed,
    PolicyPublished,
    PolicyWithdrawn,
)
from vocabulary.affairs import FormOut
from vocabulary.ids import PolicyName, policy_stream
from vocabulary.people import Role
from vocabulary.provenance import PolicyRef, Provenance
from vocabulary.refusals import PolicyNotFound, WrongRole
from vocabulary.refusals import PolicyWithdrawn as Withdrawn


class PublishedVersion(NamedTuple):
    """One immutable version; `document` is canonical JSON."""

    ref: PolicyRef
    document: str
    withdrawn: bool


class LifecyclePolicy(Aggregate):
    """All versions of one policy, numbered from 1."""

    TOPIC = LIFECYCLE_POLICY

    def __init__(self, name: PolicyName) -> None:
        self.name = name
        self.versions: tuple[PublishedVersion, ...] = ()
        self.forms: tuple[FormOut, ...] = ()

    @classmethod
    def begin(cls, name: PolicyName, provenance: Provenance) -> "LifecyclePolicy":
        return cls._begin(PolicyNamed, policy_stream(name), provenance, name=name)

    def publish(self, document: str, why: str | None, provenance: Provenance) -> PolicyRef:
        """Publishes a canonical JSON document; the same document again is the version it already is."""
        self._must_be_km(provenance)
        digest = sha256(document.encode()).hexdigest()
        if self.versions and self.versions[-1].ref.digest == digest and not self.versions[-1].withdrawn:
            return self.versions[-1].ref
        self._happened(
            PolicyPublished, provenance, number=len(self.versions) + 1, digest=digest, document=document, why=why
        )
        return self.versions[-1].ref

    def withdraw(self, number: int, why: str, provenance: Provenance) -> None:
        self._must_be_km(provenance)
        if not self.published(number).withdrawn:
            self._happened(PolicyWithdrawn, provenance, number=number, why=why)

    def publish_form(self, form: FormOut, provenance: Provenance) -> None:
        """Notes when a form came out; the latest of each duty is kept."""
        self._must_be_km(provenance)
        if form not in self.forms:
            self._happened(FormPublished, provenance, form=form)

    def published(self, number: int) -> PublishedVersion:
        if not 1 <= number <= len(self.versions):
            raise PolicyNotFound(f"{self.name} has no version {number}; it has 1 to {len(self.versions)}")
        return self.versions[number - 1]

    @property
    def latest(self) -> PublishedVersion:
        """The newest version that was not withdrawn."""
        for version in reversed(self.versions):
            if not version.withdrawn:
                return version
        raise Withdrawn(f"every version of {self.name} was withdrawn; publish a new one")

    def _must_be_km(self, provenance: Provenance) -> None:
        if provenance.actor.role not in {Role.KM, Role.ADMIN, Role.SYSTEM}:
            raise WrongRole("policies are published and withdrawn by the KM team")

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    @remember.register
    def _published(self, event: PolicyPublished) -> None:
        ref = PolicyRef(name=self.name, version=event.number, digest=event.digest)
        self.versions = (*self.versions, PublishedVersion(ref, event.document, withdrawn=False))

    @remember.register
    def _form_published(self, event: FormPublished) -> None:
        others = tuple(form for form in self.forms if form.duty != event.form.duty)
        self.forms = (*others, event.form)

    @remember.register
    def _withdrawn(self, event: PolicyWithdrawn) -> None:
        self.versions = tuple(
            version._replace(withdrawn=True) if version.ref.version == event.number else version
            for version in self.versions
        )

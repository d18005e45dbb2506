"""How a fact becomes bytes and comes back: explicit topics, versions, upcasts, and no guessing."""

from collections.abc import Callable, Mapping
from json.encoder import encode_basestring_ascii
from typing import Any, NamedTuple, NoReturn

import orjson
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import ValidationError
from pydantic_core import from_json, to_json

from ledger.faults import CorruptEvent, FutureVersion, MissingUpcast, UnknownTopic
from ledger.secrecy import refuse_secrets
from vocabulary.secrets import may_hold_secret

_KEPT_IN_COLUMNS = {"originator_id", "originator_version"}


class _Form(NamedTuple):
    """What is needed to read and write one class of event, looked up once."""

    topic: str
    version: int
    upcasts: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]
    prefix: bytes
    """How the state of a current event begins."""
    read: Callable[[bytes], Any]
    write: Callable[..., bytes]


class _Place(NamedTuple):
    """Which event it is, for whoever has to look for it."""

    stream: str
    version: int
    topic: str

    def __str__(self) -> str:
        return f"event {self.version} of {self.stream} ({self.topic})"


class EventMapper(Mapper[str]):
    """State is one JSON object: `"v"`, the version of its form, then the fields, the envelope among them.

    The catalogue maps a topic to a pydantic model with `TOPIC`, `VERSION` and `UPCASTS`; it may still grow while the
    mapper is in use. An upcast is given the fields without stream, version and `"v"`.
    """

    def __init__(self, catalogue: Mapping[str, type[Any]]) -> None:
        super().__init__(JSONTranscoder())  # never used: the models do the transcoding
        self._catalogue = catalogue
        self._by_topic: dict[str, _Form] = {}
        self._by_class: dict[type[Any], _Form] = {}

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """Refuses an event whose class is not in the catalogue, since nobody could read it again; raises `HoldsSecret`
        for one that seems to tell a secret. Whatever is written passes here."""
        event_class = type(domain_event)
        form = self._by_class.get(event_class) or self._form_of(event_class)
        state = form.write(domain_event, exclude=_KEPT_IN_COLUMNS, round_trip=True, warnings="error")
        if may_hold_secret(state):
            refuse_secrets(state)
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=form.topic,
            state=form.prefix + state[1:] if len(state) > 2 else form.prefix[:-1] + b"}",
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Refuses what it cannot read for certain: see `ledger.faults.UnreadableEvent`."""
        return self.read(
            str(stored_event.originator_id), stored_event.originator_version, stored_event.topic, stored_event.state
        )

    def read(self, stream: str, version: int, topic: str, state: bytes) -> Any:
        """The same for an event that nobody has wrapped yet: there are millions of them."""
        form = self._by_topic.get(topic) or self._form_named(stream, version, topic)
        if state.startswith(form.prefix) and state.endswith(b"}"):
            fields = state[len(form.prefix) : -1]
        else:
            fields = to_json(self._made_current(_Place(stream, version, topic), form, state))[1:-1]
        # Stream and version come last, because the last of two equal keys counts: the columns have the say.
        text = b'{%b%b"originator_id":%b,"originator_version":%d}' % (
            fields,
            b"," if fields else b"",
            encode_basestring_ascii(stream).encode(),
            version,
        )
        try:
            return form.read(text)
        except ValidationError as wrong:
            _refuse_corrupt(_Place(stream, version, topic), str(wrong), wrong)

    def fields(self, stream: str, version: int, topic: str, state: bytes) -> dict[str, Any]:
        """What an event tells, in its present form but as plain JSON: for whoever needs little of very many events.

        Its version is checked and made current as by `read`; its values are taken as they were checked when it was
        recorded.
        """
        form = self._by_topic.get(topic) or self._form_named(stream, version, topic)
        if not state.startswith(form.prefix):
            return self._made_current(_Place(stream, version, topic), form, state)
        try:
            fields: dict[str, Any] = orjson.loads(state)
        except ValueError as wrong:
            _refuse_corrupt(_Place(stream, version, topic), str(wrong), wrong)
        del fields["v"]
        return fields

    def _made_current(self, place: _Place, form: _Form, state: bytes) -> dict[str, Any]:
        """The fields of an event in another version than the current one, brought up to it step by step."""
        try:
            fields = from_json(state)
        except ValueError as wrong:
            _refuse_corrupt(place, str(wrong), wrong)
        version = fields.pop("v", None) if isinstance(fields, dict) else None
        if type(version) is not int or version < 1:
            _refuse_corrupt(place, 'expected a JSON object whose "v" is a whole number from 1')
        if version > form.version:
            msg = (
                f"{place} has version {version}, and this release reads up to {form.version}: "
                "a newer release wrote it; upgrade this one"
            )
            raise FutureVersion(msg)
        for step in range(version, form.version):
            if step not in form.upcasts:
                msg = f"{place} has version {version}; add UPCASTS[{step}] to its class"
                raise MissingUpcast(msg)
            try:
                fields = form.upcasts[step](fields)
            except (LookupError, TypeError, ValueError, AttributeError) as wrong:
                _refuse_corrupt(place, f"UPCASTS[{step}] cannot read it: {wrong!r}", wrong)
        return fields  # type: ignore[no-any-return]

    def _form_named(self, stream: str, version: int, topic: str) -> _Form:
        event_class = self._catalogue.get(topic)
        if event_class is None:
            msg = (
                f"{_Place(stream, version, topic)} has a topic that this release does not know: "
                "upgrade to the release that wrote it, or put the class that reads it back into the catalogue"
            )
            raise UnknownTopic(msg)
        return self._form_of(event_class)

    def _form_of(self, event_class: type[Any]) -> _Form:
        topic = getattr(event_class, "TOPIC", None)
        if topic is None or self._catalogue.get(topic) is not event_class:
            msg = f"{event_class.__qualname__} is not in the catalogue under {topic!r}; give it a TOPIC of its own"
            raise UnknownTopic(msg)
        form = _Form(
            topic=topic,
            version=event_class.VERSION,
            upcasts=event_class.UPCASTS,
            prefix=b'{"v":%d,' % event_class.VERSION,
            read=event_class.__pydantic_validator__.validate_json,
            write=event_class.__pydantic_serializer__.to_json,
        )
        self._by_topic[topic] = self._by_class[event_class] = form
        return form


def _refuse_corrupt(place: _Place, why: str, cause: Exception | None = None) -> NoReturn:
    msg = f"{place} cannot be read; compare it with a backup, it was damaged or forged: {why}"
    raise CorruptEvent(msg) from cause

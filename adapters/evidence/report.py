"""What a bundle of evidence tells, as one page: by the same sentences and aggregates as everywhere else."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup
from psycopg import Connection

from adapters.evidence.drawing import COLOURS, SMALL, drawn
from adapters.evidence.lifeline import Lifeline, Span, lifelines
from ledger.notary.bundle import ALL, Scope
from ledger.notary.keys import SigningKey
from ledger.notary.verify import Head
from ledger.snapshot import entries
from projections.fact import Fact, as_facts
from projections.history import History
from projections.subjects import beginning_with, only
from projections.telling import plain
from projections.year_sentences import sentence
from vocabulary.digits import some
from vocabulary.ids import policy_stream
from vocabulary.stages import Stage


class Told(NamedTuple):
    """What the page says of the export itself."""

    at: datetime
    by: str
    purpose: str | None


class _Row(NamedTuple):
    recorded: str
    effective: str
    sentence: str
    policy: str
    event: str
    position: str


def with_policies(connection: Connection[Any], scope: Scope, head: Head) -> tuple[Scope, list[str]]:
    """The scope with the policies that were applied in it, and which versions of them those were."""
    if scope.name == ALL:
        return scope, []
    used: set[tuple[str, int]] = set()
    for fact in _facts(connection, scope, head):
        ref = fact.event.provenance.policy
        if ref is not None:
            used.add((ref.name, ref.version))
    names = sorted({name for name, _ in used})
    wider = scope._replace(streams=[*scope.streams, *(only(policy_stream(name)) for name in names)])
    return wider, [f"{name}@{version}" for name, version in sorted(used)]


def report(
    connection: Connection[Any],
    scope: Scope,
    head: Head,
    key: SigningKey,
    told: Told,
    policies: Sequence[str] = (),
) -> str:
    """The page of one community, with every event, or of all, with the line of each life."""
    parts = _of_all(connection, head, told) if scope.name == ALL else _of_one(connection, scope, head, told)
    return _page().render(
        {
            "picture": "",
            "lives": (),
            "rows": (),
            "begins": "",
            "ends": "",
            "legend": [(plain(stage), colour) for stage, colour in COLOURS.items()],
            "head": f"{head.at}, over {head.size:,} events",
            "root": head.root.hex(),
            "key": str(key.public),
            "exported": f"{told.at:%-d %B %Y %H:%M} UTC by {told.by}" + (f": {told.purpose}" if told.purpose else ""),
            "policies": ", ".join(policies),
            **parts,
        }
    )


def _of_one(connection: Connection[Any], scope: Scope, head: Head, told: Told) -> Mapping[str, Any]:
    life = Lifeline()
    rows = []
    for fact in _facts(connection, scope, head):
        if fact.stream == scope.name:
            life.take(fact.event)
        if fact.topic in History.handles:
            rows.append(_row(fact))
    community = life.community
    spans = life.spans
    title = community.title if community else scope.name
    name = scope.name.partition("/")[2]
    return {
        "title": f"{title}: the record of its life",
        "under": f"{name} · {plain(spans[-1].stage)} since {_day(spans[-1].since)}" if spans else "",
        "picture": Markup(drawn(spans, spans[0].since, _last(spans, told.at))) if spans else "",  # noqa: S704  escaped
        "rows": rows,
    }


def _of_all(connection: Connection[Any], head: Head, told: Told) -> Mapping[str, Any]:
    whole = Scope(ALL, [beginning_with("community/")])
    found = lifelines((fact.stream, fact.event) for fact in _facts(connection, whole, head))
    begins = min((life.spans[0].since for life in found.values()), default=told.at)
    lives = [
        {
            "id": stream.partition("/")[2],
            "title": life.community.title if life.community else "",
            "stage": plain(life.spans[-1].stage),
            "since": _day(life.spans[-1].since),
            "picture": Markup(drawn(life.spans, begins, told.at, SMALL)),  # noqa: S704  our own, escaped
        }
        for stream, life in sorted(found.items())
    ]
    return {
        "title": "The whole record",
        "under": some(len(lives), "community"),
        "lives": lives,
        "begins": _day(begins),
        "ends": _day(told.at),
    }


def _facts(connection: Connection[Any], scope: Scope, head: Head) -> Iterator[Fact]:
    for facts in entries(connection, scope.condition, scope.asked(head), row_factory=as_facts):
        yield from facts


def _row(fact: Fact) -> _Row:
    told = fact.event.provenance
    return _Row(
        recorded=f"{told.recorded_at:%Y-%m-%d %H:%M:%S}",
        effective=_day(told.effective_at),
        sentence=sentence(fact.event),
        policy=str(told.policy) if told.policy else "",
        event=f"{fact.version} of {fact.stream}",
        position=f"{fact.position:,}",
    )


def _last(spans: Sequence[Span], now: datetime) -> datetime:
    """When it ended, if it has."""
    return spans[-1].since if spans[-1].stage is Stage.CLOSED else now


def _day(moment: datetime | None) -> str:
    return f"{moment:%-d %b %Y}" if moment else ""


@lru_cache(maxsize=1)
def _page() -> Template:
    text = (files("adapters.evidence") / "report.html.jinja").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(text)

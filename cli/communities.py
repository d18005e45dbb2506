"""Communities as they stand: `community list`, `community show`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import settling
from cli.known import community_row
from cli.listing import show_list
from cli.options import Community, Home, Json, now
from cli.session import application, reading
from cli.shown import Cell, clock, day, due, facts, out, plain, say, show_json
from vocabulary.digits import some
from vocabulary.stages import Stage

if TYPE_CHECKING:
    from projections.community_row import CommunityRow
    from vocabulary.terms import TermsOfReference

app = typer.Typer(no_args_is_help=True, help="Communities, and how they are.")
settling.register(app)


@app.command("list")
def list_communities(
    stage: Annotated[Stage | None, typer.Option(help="Only those in this stage.")] = None,
    is_open: Annotated[bool | None, typer.Option("--open/--closed", help="Only living, or only ended ones.")] = None,
    text: Annotated[str | None, typer.Option(help="Only those with this in their id or title.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lists communities with their stage and what they wait for."""
    at = now()
    with reading(home) as (views, connection):
        rows = views.communities.find(connection, stages=[stage] if stage else (), is_open=is_open, text=text)
    if as_json:
        show_json(rows)
        return
    if not rows:
        say("There are none.")
        return
    cells = [(row.id, row.title, stage_of(row), day(row.since), waits_for(row, at)) for row in rows]
    show_list(("Community", "Title", "Stage", "Since", "Waits for"), cells)
    living = sum(row.stage is not Stage.CLOSED for row in rows)
    say(f"{some(len(rows), 'community')}: {living} open, {len(rows) - living} closed")


@app.command()
def show(community: Community, home: Home = None, as_json: Json = False) -> None:
    """Shows one community: stage, what it waits for, terms of reference."""
    at = now()
    with reading(home) as (views, connection):
        row = community_row(views, connection, community)
    terms, core = _terms_and_core(home, community)
    if as_json:
        from dataclasses import asdict

        show_json(asdict(row) | {"policy": row.policy, "terms": terms.model_dump() if terms else None, "core": core})
        return
    out().print(facts([*_facts(row, at), ("Core", ", ".join(core)), *_terms_facts(terms)]))
    for waiting in row.waiting_for:
        say("", f"  perennial task show {waiting.task}")
    say("", f"Its whole story: perennial history {community}")


def stage_of(row: "CommunityRow") -> str:
    """The stage, with what makes it special: how it ended, or how far its silence has gone."""
    special = row.outcome or row.silence
    return f"{plain(row.stage)} ({plain(special)})" if special else plain(row.stage)


def waits_for(row: "CommunityRow", at: datetime) -> str:
    """Whose answer it waits for, the most urgent first."""
    if not row.waiting_for:
        return "the authors" if row.stage is Stage.DRAFT else ""
    first, *more = row.waiting_for
    others = f" (and {len(more)} more)" if more else ""
    whom = " and ".join(role.value for role in (first.role, *first.further_roles))
    return f"{whom}, {due(first.due, at)}{others}"


def _facts(row: "CommunityRow", at: datetime) -> list[tuple[str, str]]:
    sign = f"{clock(row.last_sign_of_life)} UTC" if row.last_sign_of_life else ""
    return [
        ("Community", f"{row.title} ({row.id})"),
        ("Stage", f"{stage_of(row)}, since {clock(row.since)} UTC"),
        ("Policy", row.policy),
        ("Level", plain(row.level or "")),
        ("Group", row.calendar_group or ""),
        ("Exempt until", day(row.exempt_until) if row.exempt_until and row.exempt_until > at else ""),
        ("Restorable until", day(row.restorable_until) if row.restorable_until and row.restorable_until > at else ""),
        ("Lead", row.lead or (f"nobody, since {day(row.without_lead_since)}" if row.without_lead_since else "")),
        ("Sponsor", row.sponsor or ""),
        ("Launched", day(row.launched_at)),
        ("Reviewed", f"anniversary {row.anniversary}" if row.anniversary else ""),
        ("Sign of life", sign),
        *(("Waits for", f"{w.role.value}: {w.title}, {due(w.due, at)}") for w in row.waiting_for),
    ]


def _terms_and_core(home: Path | None, community: str) -> "tuple[TermsOfReference | None, list[str]]":
    from aggregates.desk import Desk

    with application(home, connections=1) as perennial:
        found = Desk(perennial, fresh=False).community(community)
    return found.terms, sorted(found.core)


def _terms_facts(terms: Any) -> list[tuple[str, Cell]]:
    if terms is None:
        return []
    return [
        ("Objectives", [*terms.objectives]),
        ("Scope", terms.scope),
        ("Key members", ", ".join(terms.key_members)),
        ("Co-leads", ", ".join(terms.co_leads)),
        ("Secretary", terms.secretary or ""),
        ("Mentors", ", ".join(terms.mentors)),
        ("Units", ", ".join(terms.units)),
        ("Initiatives", [*terms.initiatives]),
        ("KPIs", [*terms.kpis]),
        ("Serves", terms.business_objective or ""),
        ("Sponsor", terms.sponsor or ""),
        ("Charter", terms.charter or ""),
    ]

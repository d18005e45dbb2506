"""What is settled about a community: `community lead`, `place`, `exempt`, `raise`, `settle`, `restore` …"""

import re
from typing import Annotated

import typer

from cli.moments import moment
from cli.options import As, Community, Home, Json, Key, command, speaker
from cli.session import application
from cli.shown import day, plain, say, show_json
from vocabulary.people import Role

Why = Annotated[str, typer.Option(help="Why, for the record.")]
Cause = Annotated[str, typer.Argument(metavar="CAUSE", help="One of the policy's concerns, as it is named there.")]


def _person(said: str | None) -> str | None:
    if said is not None and not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{0,63}", said):
        hint = f"{said[:64]!r} is not a person's id; write it in lower-case letters and digits, for example kim"
        raise typer.BadParameter(hint, param_hint="PERSON")
    return said


def register(app: typer.Typer) -> None:
    """Adds these commands to those that begin with `community`."""
    app.command()(lead)
    app.command()(core)
    app.command()(members)
    app.command()(place)
    app.command()(exempt)
    app.command("revoke-exemption")(revoke_exemption)
    app.command("raise")(raise_concern)
    app.command()(settle)
    app.command()(restore)


def lead(
    community: Community,
    person: Annotated[
        str | None, typer.Argument(metavar="PERSON", help="Who leads it from now on.", callback=_person)
    ] = None,
    vacant: Annotated[bool, typer.Option("--vacant", help="Nobody leads it any more.")] = False,
    why: Annotated[str | None, typer.Option(help="Why, for the record; has to be said with --vacant.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Says who leads a community from now on, or that nobody does."""
    from aggregates.commands.leads import name_lead, release_lead

    if (person is None) is not vacant:
        raise typer.BadParameter("name who leads it, or write --vacant; not both", param_hint="PERSON")
    if vacant and not why:
        raise typer.BadParameter("say why nobody leads it any more", param_hint="--why")
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        if person is None:
            stage = release_lead(perennial, community, said, reason=why or "")
        else:
            stage = name_lead(perennial, community, person, said, reason=why)
    sentence = f"{person} leads {community}." if person else f"Nobody leads {community} any more."
    _answer(community, stage, sentence, as_json=as_json, lead=person)


def core(
    community: Community,
    join: Annotated[list[str] | None, typer.Option(metavar="PERSON", help="Belongs to it from now on.")] = None,
    leave: Annotated[list[str] | None, typer.Option(metavar="PERSON", help="Belongs to it no more.")] = None,
    why: Annotated[str | None, typer.Option(help="Why, for the record.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Says who belongs to a community's core, beside its lead: those who carry it."""
    from aggregates.commands.leads import change_core

    if not join and not leave:
        raise typer.BadParameter("name somebody with --join or --leave", param_hint="--join")
    for person in (*(join or ()), *(leave or ())):
        _person(person)
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        people = change_core(perennial, community, said, join=join or (), leave=leave or (), reason=why)
    if as_json:
        show_json({"community": community, "core": people})
    else:
        say(f"The core of {community}: {', '.join(people) or 'nobody'}.")


def members(
    community: Community,
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, max=10_000_000, help="How many there are.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="On which day (UTC); else now.")] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Says how many members a community has: more can't have been anywhere, and its active share is of so many."""
    from aggregates.commands.leads import count_members

    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        count_members(perennial, community, number, said, on=moment(on, "--on") if on else None)
    if as_json:
        show_json({"community": community, "members": number})
    else:
        say(f"{community} has {number:,} members.")


def place(
    community: Community,
    level: Annotated[str | None, typer.Option(help='Its level by the policy; "" for none.')] = None,
    group: Annotated[str | None, typer.Option(help='Its group in the calendar of duties; "" for none.')] = None,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Says to which level and group a community belongs; what is left out stays as it is."""
    from aggregates.commands.governance import place as place_community
    from aggregates.desk import Desk

    if level is None and group is None:
        raise typer.BadParameter("say where it belongs: --level, --group or both", param_hint="--level")
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        known = Desk(perennial, fresh=True).community(community)
        new_level = known.level if level is None else level or None
        new_group = known.group if group is None else group or None
        stage = place_community(perennial, community, said, level=new_level, group=new_group)
    where = f"level {plain(new_level or 'none')}, group {new_group or 'none'}"
    facts = {"level": new_level, "group": new_group}
    _answer(community, stage, f"{community} is placed: {where}.", as_json=as_json, **facts)


def exempt(
    community: Community,
    owner: Annotated[str, typer.Option(metavar="PERSON", help="Who answers for it meanwhile.")],
    until: Annotated[str, typer.Option(metavar="DATE", help="On which day it ends (UTC).")],
    why: Why,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Exempts a critical community from being followed up when it is silent."""
    from aggregates.commands.governance import exempt as exempt_community

    ends = moment(until, "--until")
    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        stage = exempt_community(perennial, community, said, owner=owner, until=ends, reason=why)
    sentence = f"{community} is exempt until {day(ends)}; {owner} answers for it."
    _answer(community, stage, sentence, as_json=as_json, owner=owner, until=ends)


def revoke_exemption(
    community: Community, why: Why, by: As = None, key: Key = None, home: Home = None, as_json: Json = False
) -> None:
    """Ends an exemption early; silence is counted from now."""
    from aggregates.commands.governance import revoke_exemption as revoke

    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        stage = revoke(perennial, community, said, reason=why)
    _answer(community, stage, f"{community} is exempt no longer; silence is counted from now.", as_json=as_json)


def raise_concern(
    community: Community, cause: Cause, by: As = None, key: Key = None, home: Home = None, as_json: Json = False
) -> None:
    """Says that something is wrong; the policy's grace for it begins."""
    from aggregates.commands.concerns import raise_concern as raise_it

    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        stage = raise_it(perennial, community, cause, said)
    sentence = f"{plain(cause)} of {community} is raised; its grace has begun."
    _answer(community, stage, sentence, as_json=as_json, cause=cause)


def settle(
    community: Community,
    cause: Cause,
    why: Why,
    by: As = None,
    key: Key = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Says that a concern was put right; whoever was asked about it is told."""
    from aggregates.commands.concerns import settle_concern

    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        stage = settle_concern(perennial, community, cause, said, reason=why)
    _answer(community, stage, f"{plain(cause)} of {community} is settled.", as_json=as_json, cause=cause)


def restore(
    community: Community, why: Why, by: As = None, key: Key = None, home: Home = None, as_json: Json = False
) -> None:
    """Brings a community back that was ended by a sunset, as long as its policy allows."""
    from aggregates.commands.governance import restore as restore_community

    said = command(speaker(by, Role.KM), key)
    with application(home) as perennial:
        stage = restore_community(perennial, community, said, reason=why)
    _answer(community, stage, f"{community} is restored; its stage is {plain(stage)}.", as_json=as_json)


def _answer(community: str, stage: str, sentence: str, *, as_json: bool, **facts: object) -> None:
    if as_json:
        show_json({"community": community, "stage": stage, **facts})
    else:
        say(sentence)

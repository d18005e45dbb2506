"""Answers a question by a link: whoever holds it acts as the person to whom it was sent, once."""

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from adapters.directory import Directory
from adapters.directory.roster import GIVEN_BY_COMMUNITIES
from adapters.notices.links import Invitation, LinkKey, Links
from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.commands.decisions import decide
from aggregates.commands.entitled import must_stand_in
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.review_task import ReviewTask
from vocabulary.people import Actor, PersonId
from vocabulary.refusals import LinkExpired, LinkOfAnother, LinkUnknown, LinkUsed, WrongRole
from vocabulary.tasks import Choice


class Opened(NamedTuple):
    """What somebody with a sound link sees."""

    invitation: Invitation
    question: ReviewTask
    community: Community

    @property
    def actor(self) -> Actor:
        told = self.invitation
        return Actor(person=told.person, role=told.role, on_behalf_of=told.on_behalf_of)


class Answering:
    def __init__(self, app: Perennial, connection: Connection[Any], key: LinkKey) -> None:
        self._app = app
        self._links = Links(connection)
        self._directory = Directory(connection)
        self._key = key

    def open(self, link: str, at: datetime, *, reader: PersonId | None = None) -> Opened:
        """What the link asks; refuses one that is forged, unknown, another's, used, of a closed question, or too old.

        Opening it uses nothing up.
        """
        invitation = self._key.read(link)
        if reader is not None and reader != invitation.person:
            msg = f"this link was sent to {invitation.person} and answers for nobody else; sign in to answer yourself"
            raise LinkOfAnother(msg)
        used_at = self._links.used_at(invitation)
        desk = Desk(self._app, fresh=True)
        question = desk.task(invitation.task)
        question.must_be_open()
        if used_at is not None:
            used = f"{used_at:%Y-%m-%d %H:%M} UTC"
            raise LinkUsed(f"{invitation.person} used this link on {used}; to say more, `perennial task list`")
        if at >= invitation.expires:
            until = f"{invitation.expires:%Y-%m-%d}"
            raise LinkExpired(f"this link was good until {until}; open the newest notice about {invitation.task}")
        opened = Opened(invitation, question, desk.community(question.terms.community))
        self._must_still_hold(opened, at)
        return opened

    def answer(
        self, link: str, choice: Choice, at: datetime, *, reason: str | None = None, reader: PersonId | None = None
    ) -> tuple[Opened, str]:
        """Decides, or votes; answers what was opened, and the community's stage.

        Recorded first, used up after it: a refused answer leaves the link good, and a repeated one finds its receipt.
        """
        opened = self.open(link, at, reader=reader)
        command = Command(by=opened.actor, at=at, id=f"link {opened.invitation.kept_as}")
        stage = decide(self._app, opened.invitation.task, choice, command, reason=reason)
        self._links.use(opened.invitation, at)
        return opened, stage

    def _must_still_hold(self, opened: Opened, at: datetime) -> None:
        """Roles are given and taken; a link is no stronger than the person who holds it."""
        actor, role = opened.actor, opened.actor.role
        for person in {actor.person, actor.principal}:
            entry = self._directory.get(person)
            if entry is None:
                msg = f"the directory does not know {person} any more; whoever is asked now has a notice too"
                raise LinkUnknown(msg)
            # Who leads a community, or belongs to it, it says itself when the answer is decided.
            if person == actor.principal and role not in GIVEN_BY_COMMUNITIES and role not in entry.roles:
                msg = f"{person} was asked about {opened.invitation.task} as {role.value}, and is that no longer"
                raise WrongRole(msg)
        must_stand_in(Desk(self._app, fresh=True), opened.question, actor, at)

"""An organisation on a real database: the clock obeys the policy at a time of the story's own, people look at views."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psycopg

from activities.lifecycle import LifecycleActivities
from activities.standing import rules_of, standing_of
from adapters.directory import Directory, DirectoryRoster, open_directory
from adapters.notices.filling import FOLLOWER, INTEREST, Filling
from adapters.people_csv import read_people
from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands.command import Command
from aggregates.commands.people import leave
from aggregates.commands.publishing import publish
from aggregates.event import Event
from bootstrap.notices import delivery_of, ways_of
from bootstrap.settings import Settings
from cli.entering import enter_all
from ledger.follower import Follower
from ledger.store import Ledger, open_ledger
from policies.document import LifecycleRules
from policies.process import next_step
from policies.standing import Standing
from policies.step import Wait
from projections.projector import Projector
from projections.reading import Views
from tests.notices.post_office import PostOffice
from tests.support.databases import Database
from vocabulary.ids import CommunityId
from vocabulary.people import Actor, PersonId, Role
from workers.open_communities import counted_on, open_communities

KEY: Final = "a-key-of-journeys-that-is-long-enough-for-anybody"
KEEPER = Actor(person="kit", role=Role.KM)


class World:
    """Everything but Temporal is real; a test of its own holds the clock here and Temporal together."""

    def __init__(self, database: Database, rules: LifecycleRules, now: datetime, home: Path) -> None:
        self.database = database
        self.home = home
        self.rules = rules
        self.now = now
        self._wakes: dict[CommunityId, datetime] = {}
        self._commands = 0
        self._open()
        self._projector = Projector(database.app)
        self._projector.prepare()
        publish(self.app, rules.name, rules.canonical(), self.by(KEEPER))

    def _open(self) -> None:
        self._ledger: Ledger = open_ledger(self.database.app, CATALOGUE, pool_size=4)
        self._roster = DirectoryRoster(self.database.app)
        self.app = Perennial(self._ledger, roster=self._roster)
        self._activities = LifecycleActivities(self.app)

    def close(self) -> None:
        self.app.close()
        self._roster.close()
        self._ledger.close()

    def tell(self, post: PostOffice) -> None:
        """Fills the outbox and delivers it, as a notifier that begins anew each time."""
        settings = Settings(
            home=self.home, database_url=self.database.app, mail_url=post.url, mail_from="km@example.org", link_key=KEY
        )
        filling = Filling(ways_of(settings), lambda: self.now)
        Follower(self.database.app, FOLLOWER, filling.apply, interest=INTEREST).catch_up()
        delivery = delivery_of(settings, lambda: self.now)
        with psycopg.connect(self.database.app, autocommit=True) as connection:
            assert delivery.take_post(connection)
            while delivery.deliver(connection):
                pass

    def lose(self, person: PersonId) -> None:
        """Somebody leaves; whatever counts on them is woken, as the nudger does it."""
        leave(self.app, person, self.by(KEEPER))
        with open_directory(self.database.app) as directory:
            directory.note_departure(person, self.now)
        for community in counted_on(self.app, open_communities(self.database.app)).get(person, []):
            self.follow(community)

    def restart(self) -> None:
        """As after a crash: nothing is remembered but what was recorded."""
        self.close()
        self._open()
        for community in list(self._wakes):
            self.follow(community)

    def by(self, actor: Actor) -> Command:
        self._commands += 1
        return Command(by=actor, at=self.now, id=f"{actor.person} {self._commands}")

    def enter_people(self, file: Path) -> None:
        with open_directory(self.database.app) as directory:
            account = enter_all(self.app, directory, list(read_people(file)), KEEPER, lambda: None)
        assert not account.refused

    # -- time ---------------------------------------------------------------------------------------------------

    def follow(self, community: CommunityId) -> None:
        """Takes every step that is due, as the workflow does, and remembers when the next one is."""
        standing = standing_of(self.app, community)
        step: Any = next_step(rules_of(self.app, standing.policy), standing, self.now)
        while not hasattr(step, "outcome") and not isinstance(step, Wait):
            activity: Callable[[Any], Standing] = getattr(self._activities, step.kind)
            standing = activity(step)
            step = next_step(rules_of(self.app, standing.policy), standing, self.now)
        self._wakes.pop(community, None)
        if isinstance(step, Wait) and step.until is not None:
            self._wakes[community] = step.until

    def pass_time(self, until: datetime) -> None:
        """From one deadline to the next, whoever's it is."""
        while self._wakes and min(self._wakes.values()) <= until:
            self.now = max(self.now, min(self._wakes.values()))
            for community in [one for one, at in self._wakes.items() if at <= self.now]:
                self.follow(community)
        self.now = max(self.now, until)

    # -- what people look at ------------------------------------------------------------------------------------

    def show(self) -> None:
        """The views show everything that was recorded."""
        self._projector.catch_up()

    @contextmanager
    def looking(self) -> Iterator[tuple[Views, Any, Directory]]:
        with (
            Views(self.database.app, pool_size=1) as views,
            views.reading() as connection,
            open_directory(self.database.app) as directory,
        ):
            yield views, connection, directory

    def record(self) -> list[Event]:
        """Everything that was recorded, in order."""
        return [
            self.app.mapper.to_domain_event(entry)  # type: ignore[misc]
            for entry in self.app.recorder.select_notifications(None, 1_000_000)
        ]

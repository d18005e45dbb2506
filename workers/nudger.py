"""Follows the log and nudges the workflows of the communities that something happened to."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Any, Final

from temporalio.client import Client

from activities.standing import briefing_of, standing_of
from aggregates.application import Perennial
from aggregates.community import affairs_events as affairs
from aggregates.community import events as happened
from aggregates.community import leading_events as leading
from aggregates.community import spending_events as spending
from aggregates.lifecycle_policy.events import FormPublished
from aggregates.person import events as person
from aggregates.review_task import events as task
from aggregates.review_task import handing_events as handed
from aggregates.signs.events import SIGNS_MONTH, SignsRetracted
from ledger.notification import Interest, Notification
from ledger.trail import Trail
from policies.briefing import Briefing
from vocabulary.ids import CommunityId, person_stream, policy_stream, task_stream
from workers.nudging import AT_ONCE, nudge
from workers.open_communities import BEGINNINGS, ENDINGS, STREAMS, counted_on, open_communities

log = logging.getLogger(__name__)

NUDGER: Final = "nudger"
"""The name under which the position is kept."""
PEOPLE: Final = person_stream("")
PREFIXES: Final = (STREAMS, task_stream(""), policy_stream(""), PEOPLE, f"{SIGNS_MONTH}/")

CAUSED_BY_PEOPLE: Final = (
    happened.CommunityProposed,
    happened.CommunityImported,
    happened.ProposalSubmitted,
    happened.ProposalWithdrawn,
    happened.ProposalRecalled,
    happened.ProposalPassedReview,
    happened.ProposalReturned,
    happened.ProposalRejected,
    happened.ProposalApproved,
    happened.ChecklistItemDone,
    happened.CommunityRenewed,
    happened.CommunityPutOnProbation,
    happened.CommunityRevived,
    happened.SunsetAnnounced,
    happened.CommunityClosed,
    happened.CommunityRestored,
    happened.PolicyAdopted,
    happened.CommunityPlaced,
    happened.SilenceExempted,
    happened.ExemptionRevoked,
    leading.LeadNamed,
    leading.LeadLeft,
    affairs.ChangeRequested,
    affairs.ChangeEdited,
    affairs.ChangePassed,
    affairs.ChangeDecided,
    affairs.ChangeRecalled,
    spending.SpendingRequested,
    spending.SpendingSettled,
    affairs.ConcernRaised,
    affairs.ConcernSettled,
    affairs.DutyRequested,
    affairs.DutyFiled,
    affairs.DutyPassed,
    affairs.DutySignedOff,
    affairs.DutyReturned,
    task.TaskVoted,
    task.TaskStopped,
    handed.TaskClaimed,
    handed.TaskAssigned,
    handed.TaskDelegated,
    handed.ApproverAdded,
    FormPublished,
    person.PersonLeft,
    person.PersonReturned,
    person.PersonErased,
    SignsRetracted,
)
"""What the workflow did not do itself. A task is answered only with one of these happening to it or its
community; whoever it waits for may be about to leave. Signs of life put off what the workflow waits for, so it learns
of them when it looks; signs that are taken back may make it due at once."""

LONGEST_PAUSE: Final = 10.0


class Nudger:
    """At most one nudge a community is on its way; whatever happens to it meanwhile goes into the next.

    The position moves on after the nudges were taken, so that a crash repeats some: harmless.
    """

    def __init__(self, url: str, client: Client, app: Perennial) -> None:
        self._url = url
        self._client = client
        self._app = app
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._happened: dict[CommunityId, list[int]] = {}
        """Positions that the next nudge of a community answers for."""
        self._began: set[CommunityId] = set()
        self._flying: dict[CommunityId, asyncio.Task[None]] = {}
        self._spreading: set[asyncio.Task[None]] = set()
        """News that concern several communities: whom, is being found out."""
        self._owed: dict[int, set[CommunityId]] = {}
        """Positions of such news, with the communities that have not been told yet."""
        topics = [event.TOPIC for event in CAUSED_BY_PEOPLE]
        self._trail = Trail(url, NUDGER, self._take, interest=Interest(topics=topics, prefixes=PREFIXES))

    async def run(self) -> None:
        """Follows until it is cancelled."""
        try:
            await self._trail.run()
        finally:
            for flight in [*self._flying.values(), *self._spreading]:
                flight.cancel()

    def _take(self, batch: Sequence[Notification]) -> None:
        wide: list[Notification] = []
        # Several of these facts the clock causes too. The workflow goes on at once after a step of its own: a nudge for
        # it would bring where it stood a step before.
        own = {entry.position for entry in batch if self._is_the_clocks(entry)}
        self._trail.acknowledge(list(own))
        news = [entry for entry in batch if entry.position not in own]
        for entry in news:
            community = concerned(entry.stream)
            if community is None:
                wide.append(entry)
                continue
            if entry.topic in BEGINNINGS:
                self._began.add(community)
            self._happened.setdefault(community, []).append(entry.position)
        for community in begun_and_ended(news):
            self._trail.acknowledge(self._happened.pop(community))
        if wide:
            self._spreading.add(spread := asyncio.create_task(self._spread(wide)))
            spread.add_done_callback(self._spreading.discard)
        self._take_off()

    def _is_the_clocks(self, entry: Notification) -> bool:
        fact: Any = self._app.mapper.to_domain_event(entry.stored_event)
        return bool(fact.provenance.actor.is_the_clock)

    def _take_off(self) -> None:
        for community in self._happened.keys() - self._flying.keys():
            self._flying[community] = asyncio.create_task(self._nudge(community))

    async def _nudge(self, community: CommunityId) -> None:
        try:
            while positions := self._happened.pop(community, None):
                await self._nudge_until_taken(community)
                self._acknowledge(community, positions)
        finally:
            del self._flying[community]

    def _acknowledge(self, community: CommunityId, positions: Iterable[int]) -> None:
        for position in positions:
            owed = self._owed.get(position, set())
            owed.discard(community)
            if not owed:
                self._owed.pop(position, None)
                self._trail.acknowledge([position])

    async def _spread(self, news: Sequence[Notification]) -> None:
        """Lets news that concern several communities go into the next nudge of each."""
        concerned_by = await self._find(news)
        for position, communities in concerned_by.items():
            self._owed[position] = set(communities)
            for community in communities:
                self._happened.setdefault(community, []).append(position)
        self._trail.acknowledge([position for position, communities in concerned_by.items() if not communities])
        self._take_off()

    async def _find(self, news: Sequence[Notification]) -> dict[int, list[CommunityId]]:
        pause = 0.1
        while True:
            try:
                return await asyncio.to_thread(self._concerned_by, news)
            except Exception as fault:  # noqa: BLE001  whatever it is, the news are not lost: said, and tried again
                log.warning("who is concerned cannot be read, again in %.1f s: %s", pause, fault)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _concerned_by(self, news: Sequence[Notification]) -> dict[int, list[CommunityId]]:
        """By position. Of a policy's news all that are open; of a person's those that count on them."""
        everybody = open_communities(self._url)
        of_people = [entry for entry in news if entry.stream.startswith(PEOPLE)]
        counted = counted_on(self._app, everybody) if of_people else {}
        theirs = {entry.position: counted.get(entry.stream.removeprefix(PEOPLE), []) for entry in of_people}
        return {entry.position: everybody for entry in news} | theirs

    async def _nudge_until_taken(self, community: CommunityId) -> None:
        pause = 0.1
        while True:
            try:
                async with self._gate:  # left while it pauses: those who cannot be nudged hold up nobody else
                    await nudge(self._client, await asyncio.to_thread(self._brief, community))
            except Exception as fault:  # noqa: BLE001  whatever it is, the nudge is not lost: said, and tried again
                log.warning("nudging %s failed, again in %.1f s: %s", community, pause, fault)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self._began.discard(community)
                return

    def _brief(self, community: CommunityId) -> Briefing:
        if community in self._began:
            return briefing_of(self._app, community)
        return Briefing(standing=standing_of(self._app, community))


def concerned(stream: str) -> CommunityId | None:
    """The community that a stream tells of; None for a policy's or a person's, whose news may concern several."""
    kind, _, rest = stream.partition("/")
    if kind in {"policy", "person"}:
        return None
    match kind:
        case "task":
            return rest.partition(".")[0]
        case "signs":
            return rest.partition("/")[0]
        case _:
            return rest


def begun_and_ended(batch: Sequence[Notification]) -> set[CommunityId]:
    """Communities whose whole life lies in the batch (imported history): there is no workflow to begin."""
    began: set[str] = set()
    ended: set[str] = set()
    for entry in batch:
        if entry.topic in BEGINNINGS:
            began.add(entry.stream)
            ended.discard(entry.stream)
        elif entry.topic in ENDINGS:
            ended.add(entry.stream)
    return {stream.removeprefix(STREAMS) for stream in began & ended}

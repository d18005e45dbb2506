"""What the passing of time causes beside a community's stage: duties, sign-offs, changes, concerns, vacancies."""

from datetime import datetime

from aggregates.commands.clockwork import Clockwork
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.plan_changes import told_the_year
from aggregates.commands.signs_of_life import COME
from aggregates.commands.successors import successors
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.person import Person
from aggregates.review_task import ReviewTask
from vocabulary.ids import CommunityId, TaskId, person_stream
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import NothingAsked
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import ItemName


class AffairsClockwork(Clockwork):
    """The clock's commands about all that has no money in it."""

    def ask_duty(self, name: ItemName, on: datetime, round_: int, terms: TaskTerms, at: datetime) -> None:
        def change(desk: Desk, community: Community, provenance: Provenance) -> None:
            asked = community.open_tasks
            community.ask_duty(name, on, round_, terms.id, provenance)
            cancel_dropped(desk, asked, community, "the next one is due", provenance)
            desk.add(ReviewTask.open(terms, provenance))

        self._cause(terms.community, f"ask {terms.id}", at, change)

    def ask_sign_off(self, name: ItemName, on: datetime, terms: TaskTerms, at: datetime) -> None:
        def change(desk: Desk, community: Community, provenance: Provenance) -> None:
            community.ask_sign_off(name, on, terms.id, provenance)
            desk.add(ReviewTask.open(terms, provenance))

        self._cause(terms.community, f"ask {terms.id}", at, change)

    def postpone(self, community: CommunityId, task: TaskId, due: datetime, at: datetime) -> None:
        def change(desk: Desk, _: Community, provenance: Provenance) -> None:
            desk.task(task).postpone(due, "the form for it came out late, so it is due later for everybody", provenance)

        self._cause(community, f"postpone {task} to {due.isoformat()}", at, change)

    def put_change(self, number: int, step: int, terms: TaskTerms, at: datetime) -> None:
        def change(desk: Desk, community: Community, provenance: Provenance) -> None:
            community.put_change(number, step, terms.id, provenance)
            desk.add(ReviewTask.open(terms, provenance))

        self._cause(terms.community, f"put {terms.id}", at, change)

    def drop_change(self, community: CommunityId, number: int, because: str, at: datetime) -> None:
        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            with told_the_year(desk, community_, provenance, reason=because):
                community_.drop_change(number, because, provenance)

        self._cause(community, f"drop change {number}", at, change)

    def raise_concern(self, community: CommunityId, cause: ItemName, missing_since: datetime, at: datetime) -> None:
        def change(_: Desk, community_: Community, provenance: Provenance) -> None:
            community_.raise_concern(cause, provenance)

        self._cause(
            community, f"raise {cause}, missing since {missing_since.isoformat()}, {at.isoformat()}", at, change
        )

    def settle_concern(self, community: CommunityId, cause: ItemName, number: int, at: datetime) -> None:
        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            asked = community_.open_tasks
            community_.settle_concern(cause, COME, provenance, number=number)
            cancel_dropped(desk, asked, community_, "it was put right", provenance)

        self._cause(community, f"settle {cause} {number}", at, change)

    def put_concern(self, cause: ItemName, number: int, terms: TaskTerms, at: datetime) -> None:
        def change(desk: Desk, community: Community, provenance: Provenance) -> None:
            community.put_concern(cause, number, terms.id, provenance)
            desk.add(ReviewTask.open(terms, provenance))

        self._cause(terms.community, f"put {terms.id}", at, change)

    def note_vacancy(self, community: CommunityId, lead: PersonId, tenure: int, at: datetime) -> None:
        """`tenure` says which of its leads is meant: somebody may have come back and left again."""

        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            left_at = _must_be_gone(desk, lead, at)
            if community_.tenure != tenure:
                raise NothingAsked(f"{community_.community} has had another lead since")
            community_.note_that_lead_left(lead, provenance.model_copy(update={"effective_at": left_at}))

        self._cause(community, f"note that {lead}, lead {tenure}, has left", at, change)

    def pass_on(
        self,
        community: CommunityId,
        task: TaskId,
        gone: PersonId | None,
        since: datetime,
        at: datetime,
        *,
        to: Role | None = None,
        number: int = 0,
    ) -> None:
        """What waited for somebody who is gone comes to those above them, and to `to` where it waited for the lead.

        `number` says how often it was passed on before: it may come to wait for the same person again.
        """

        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            question = desk.task(task)
            if question.passed_on != number:
                raise NothingAsked(f"{task} was passed on meanwhile")
            if to is None:
                _must_be_gone(desk, gone, at)
            elif community_.without_lead_since != since:
                raise NothingAsked(f"{community_.community} has a lead again")
            heirs = successors(desk, self._app.roster, community_, question, gone, at) if gone else ()
            question.pass_on(gone, heirs, provenance, to=to)

        self._cause(community, f"pass on {task} {number} from {gone}", at, change)


def _must_be_gone(desk: Desk, person: PersonId | None, at: datetime) -> datetime:
    """Refuses where somebody has come back meanwhile; returns when they went."""
    found = desk.find(Person, person_stream(person), fresh=True) if person else None
    if found is None or found.left_at is None or found.left_at > at:
        raise NothingAsked(f"{person} has not left")
    return found.left_at

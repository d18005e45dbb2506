"""Reads where a community stands, from the facts and nothing else."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from activities.money import budget_standing, money_asked, streams_of_money
from aggregates.application import Perennial
from aggregates.commands.signs_of_life import last_sign, last_signs
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.person import Person
from aggregates.review_task import ReviewTask
from policies.briefing import Briefing
from policies.document import LifecycleRules
from policies.standing import Gone, OpenTask, Standing
from vocabulary.affairs import FormOut
from vocabulary.ids import CommunityId, TaskId, community_stream, person_stream, task_stream
from vocabulary.people import PersonId, Role
from vocabulary.provenance import PolicyRef
from vocabulary.signs import SignKind
from vocabulary.stages import LIVING, Stage

LISTENED_TO: Final = frozenset({Stage.ACTIVE, Stage.SUNSET})
"""In other stages the question is somebody's task already."""


def standing_of(app: Perennial, community: CommunityId, *, fresh: bool = True) -> Standing:
    """The standing as of everything recorded so far; raises CommunityNotFound.

    Without `fresh` it is as of what this process has seen: enough right after a step of its own, because whatever
    others have recorded meanwhile comes with a nudge.
    """
    if fresh:
        _look(app, community)
    desk = Desk(app, fresh=False)
    facts = desk.community(community)
    return Standing(
        community=community,
        title=facts.title,
        stage=facts.stage,
        episode=facts.episode,
        since=facts.since,
        policy=facts.policy,
        outcome=facts.outcome,
        lead=facts.lead,
        lead_since=facts.lead_since,
        tenure=facts.tenure,
        lead_left_at=_lead_left_at(app, facts),
        without_lead_since=facts.without_lead_since,
        round=facts.round,
        returned=facts.returned,
        anchor=facts.anchor,
        living_since=facts.living_since,
        anniversary=facts.anniversary,
        year_began=facts.year_began,
        heard_since=facts.heard_since,
        last_sign=_last_sign(app, facts),
        last_of=_last_of(app, facts),
        ruled_since=facts.ruled_since,
        asks=facts.asks,
        level=facts.level,
        group=facts.group,
        exempt_until=facts.exempt_until,
        changes=facts.affairs.changes,
        concerns=facts.affairs.concerns,
        duties=facts.affairs.duties,
        settled=facts.affairs.settled,
        forms=_forms(app, desk, facts),
        silence=facts.silence,
        silence_since=facts.silence_since,
        quiet_since=facts.quiet_since,
        sunsetting=facts.sunsetting,
        checklist=facts.checklist,
        not_before=facts.not_before,
        spendings=money_asked(desk, facts),
        budget=budget_standing(desk, facts, lambda: rules_of(app, facts.policy)),
        open_tasks=tuple(_open_task(app, desk, facts, task) for task in facts.open_tasks),
    )


def with_sign(rules: LifecycleRules, standing: Standing, kind: SignKind, moment: datetime) -> Standing:
    """The same standing after a later sign of life, for whoever knows that nothing else has happened."""
    news: dict[str, object] = {}
    if standing.stage in LISTENED_TO and kind in rules.silence.signs:
        news["last_sign"] = moment
    if standing.stage in LIVING and kind in _looked_at(rules):
        news["last_of"] = {**standing.last_of, kind: moment}
    return standing.model_copy(update=news) if news else standing


def _look(app: Perennial, community: CommunityId) -> None:
    """Brings all that a standing is read from up to date: by one look, unless it is more than this process knew of."""
    seen: set[str] = set()
    while missing := _read_from(app, community) - seen:
        app.bring_up_to_date(missing)
        seen |= missing


def _read_from(app: Perennial, community: CommunityId) -> set[str]:
    stream = community_stream(community)
    facts = app.recall(stream) if app.is_at_hand(stream) else None
    if not isinstance(facts, Community):
        return {stream}
    lead = {person_stream(facts.lead)} if facts.lead and facts.stage is not Stage.CLOSED else set()
    tasks = set(map(task_stream, facts.open_tasks))
    waited_for = {person for task in tasks if app.is_at_hand(task) for person in _waited_for(app.recall(task))}
    return {stream, *tasks, *map(person_stream, waited_for)} | lead | streams_of_money(facts)


def _lead_left_at(app: Perennial, facts: Community) -> datetime | None:
    if facts.lead is None or facts.stage is Stage.CLOSED:
        return None
    return _left_at(app, facts.lead)


def _left_at(app: Perennial, person: PersonId) -> datetime | None:
    found = app.recall(person_stream(person))
    return found.left_at if isinstance(found, Person) else None


def _last_sign(app: Perennial, facts: Community) -> datetime | None:
    if facts.stage not in LISTENED_TO:
        return None
    return last_sign(app, facts.community, rules_of(app, facts.policy).silence.signs)


def _last_of(app: Perennial, facts: Community) -> dict[SignKind, datetime]:
    if facts.stage not in LIVING:
        return {}
    kinds = _looked_at(rules_of(app, facts.policy))
    return last_signs(app, facts.community, kinds) if kinds else {}


def _looked_at(rules: LifecycleRules) -> set[SignKind]:
    """Kinds of sign whose absence is a cause of concern."""
    return {kind for concern in rules.concerns if concern.when_missing for kind in concern.when_missing.signs}


def _forms(app: Perennial, desk: Desk, facts: Community) -> tuple[FormOut, ...]:
    # Only a policy with forms is looked at for news of them: reading another stream on every look has its price.
    if facts.stage not in LIVING or not any(duty.form_out_before for duty in rules_of(app, facts.policy).duties):
        return ()
    return desk.policy(facts.policy.name).forms


def _waited_for(question: object) -> frozenset[PersonId]:
    return question.waits_for if isinstance(question, ReviewTask) else frozenset()


def _open_task(app: Perennial, desk: Desk, facts: Community, task: TaskId) -> OpenTask:
    question = desk.task(task)
    return OpenTask(
        terms=question.terms,
        reminded=question.reminded,
        escalated=question.escalated,
        restarts=question.restarts,
        votes=question.votes,
        stopped=question.stopped,
        passed_on=question.passed_on,
        gone=(*_gone(app, question), *_lead_gone(facts, question)),
    )


def _gone(app: Perennial, question: ReviewTask) -> Iterator[Gone]:
    for person in sorted(question.waits_for):
        if left_at := _left_at(app, person):
            yield Gone(person=person, at=left_at)


def _lead_gone(facts: Community, question: ReviewTask) -> Iterator[Gone]:
    """What the lead is asked waits for nobody while there is none, and its silence means something."""
    since, passed_on = facts.without_lead_since, question.vacant_since
    if question.terms.assigned_to is Role.LEAD and since and (passed_on is None or passed_on < since):
        yield Gone(person=facts.lead_before, at=since, led=True)


def briefing_of(app: Perennial, community: CommunityId, known: PolicyRef | None = None) -> Briefing:
    """The standing, and the rules that the community has adopted unless they are `known`."""
    standing = standing_of(app, community)
    return Briefing(standing=standing, rules=None if standing.policy == known else rules_of(app, standing.policy))


def rules_of(app: Perennial, ref: PolicyRef) -> LifecycleRules:
    """A published policy version, by value."""
    return _rules(ref.digest, lambda: Desk(app, fresh=False).policy(ref.name).published(ref.version).document)


_READ: dict[str, LifecycleRules] = {}
"""By digest: what was published never changes, so reading it once a process is enough."""


def _rules(digest: str, document: Callable[[], str]) -> LifecycleRules:
    if digest not in _READ:
        _READ[digest] = LifecycleRules.model_validate_json(document())
    return _READ[digest]

"""Reads where a community stands, from the facts and nothing else."""

from datetime import datetime
from typing import Final

from aggregates.application import Desk, Perennial
from aggregates.commands.signs_of_life import last_sign
from aggregates.community import Community
from policies.briefing import Briefing
from policies.document import LifecycleRules
from policies.standing import OpenTask, Standing
from vocabulary.ids import CommunityId, TaskId
from vocabulary.provenance import PolicyRef
from vocabulary.stages import Stage

LISTENED_TO: Final = frozenset({Stage.ACTIVE, Stage.SUNSET})
"""In other stages the question is somebody's task already."""


def standing_of(app: Perennial, community: CommunityId, *, fresh: bool = True) -> Standing:
    """The standing as of everything recorded so far; raises CommunityNotFound.

    Without `fresh` it is as of what this process has seen: enough right after a step of its own, because whatever
    others have recorded meanwhile comes with a nudge.
    """
    desk = Desk(app, fresh=fresh)
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
        round=facts.round,
        returned=facts.returned,
        anchor=facts.anchor,
        anniversary=facts.anniversary,
        year_began=facts.year_began,
        heard_since=facts.heard_since,
        last_sign=_last_sign(app, facts),
        silence=facts.silence,
        silence_since=facts.silence_since,
        quiet_since=facts.quiet_since,
        sunsetting=facts.sunsetting,
        checklist=facts.checklist,
        not_before=facts.not_before,
        open_tasks=tuple(_open_task(desk, task) for task in facts.open_tasks),
    )


def with_sign(standing: Standing, moment: datetime) -> Standing:
    """The same standing after a later sign of life, for whoever knows that nothing else has happened."""
    return standing.model_copy(update={"last_sign": moment}) if standing.stage in LISTENED_TO else standing


def _last_sign(app: Perennial, facts: Community) -> datetime | None:
    return last_sign(app, facts.community) if facts.stage in LISTENED_TO else None


def _open_task(desk: Desk, task: TaskId) -> OpenTask:
    question = desk.task(task)
    return OpenTask(terms=question.terms, reminded=question.reminded, escalated=question.escalated)


def briefing_of(app: Perennial, community: CommunityId, known: PolicyRef | None = None) -> Briefing:
    """The standing, and the rules that the community has adopted unless they are `known`."""
    standing = standing_of(app, community)
    return Briefing(standing=standing, rules=None if standing.policy == known else rules_of(app, standing.policy))


def rules_of(app: Perennial, ref: PolicyRef) -> LifecycleRules:
    """A published policy version, by value."""
    published = Desk(app, fresh=False).policy(ref.name).published(ref.version)
    return LifecycleRules.model_validate_json(published.document)

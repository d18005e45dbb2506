"""One community's life: wait for what is due or for a nudge, record it, look again."""

from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception
from temporalio.workflow import ContinueAsNewVersioningBehavior

with workflow.unsafe.imports_passed_through():
    from pydantic import BaseModel, ConfigDict

    from policies.briefing import Briefing, Inquiry
    from policies.document import LifecycleRules
    from policies.process import next_step
    from policies.standing import Standing
    from policies.step import Act, Finish, Wait
    from vocabulary.ids import CommunityId
    from vocabulary.provenance import PolicyRef
    from vocabulary.stored_names import COMMUNITY_LIFECYCLE, NUDGE, TAKE_STANDING
    from workflows.details import current_details
    from workflows.search_attributes import searchable

RECORDING: Final = timedelta(seconds=30)
"""How long one attempt series at a local activity may take before the workflow itself waits out an outage."""
RETRY: Final = RetryPolicy(
    initial_interval=timedelta(milliseconds=100), backoff_coefficient=2, maximum_interval=timedelta(seconds=5)
)
SHORTEST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(minutes=1)
SUMMARY_CHARACTERS: Final = 200
"""Temporal allows 400 bytes for a timer's summary."""


class Life(BaseModel):
    """What a run begins with: the community, and the rules that it adopted, by value."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    community: CommunityId
    rules: LifecycleRules | None = None
    """Left out by whoever only nudges; the first briefing brings them then."""
    policy: PolicyRef | None = None
    """Names the rules."""
    anniversary: int = 0
    """The last one reviewed when the run began; the next one begins a new run."""


@workflow.defn(name=COMMUNITY_LIFECYCLE)
class CommunityLifecycle:
    """Obeys `next_step`. It keeps the standing that its last activity returned, and the rules; no facts of its own."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        self._life = life
        self._nudged = False
        self._news: Standing | None = None
        """What the last nudge brought; read from the facts just before it was sent."""
        self._standing: Standing | None = None
        self._published: object = None
        self._pause = SHORTEST_PAUSE

    @workflow.signal(name=NUDGE)
    def nudge(self, standing: Standing | None = None) -> None:
        """Something happened; with the standing it brings, or else the facts are looked at."""
        self._nudged = True
        self._news = standing

    @workflow.run
    async def run(self, life: Life) -> str:  # noqa: ARG002  taken by __init__
        while True:
            news, self._news, self._nudged = self._news, None, False
            try:
                ahead = await self._catch_up(news)
            except ActivityError as failure:
                if is_cancelled_exception(failure):
                    raise
                await self._sit_out(failure)
                continue
            self._pause = SHORTEST_PAUSE
            if isinstance(ahead, Finish):
                return ahead.outcome.value
            self._publish(ahead)
            if self._should_begin_anew():
                await self._begin_anew()
            await self._wait(ahead)

    async def _catch_up(self, news: Standing | None) -> Wait | Finish:
        """Takes every step that is due, and returns what is ahead."""
        self._standing = news if news is not None and news.policy == self._life.policy else await self._look()
        while True:
            if self._standing.policy != self._life.policy:  # adopted while the last step was recorded
                self._standing = await self._look()
            step = next_step(self._rules, self._standing, workflow.now())
            if isinstance(step, Wait | Finish):
                return step
            self._standing = await self._record(step)

    async def _look(self) -> Standing:
        inquiry = Inquiry(community=self._life.community, known=self._life.policy)
        briefing: Briefing = await workflow.execute_local_activity(
            TAKE_STANDING, inquiry, result_type=Briefing, schedule_to_close_timeout=RECORDING, retry_policy=RETRY
        )
        if briefing.rules is not None:
            self._life = self._life.model_copy(update={"rules": briefing.rules, "policy": briefing.standing.policy})
        return briefing.standing

    async def _record(self, step: Act) -> Standing:
        standing: Standing = await workflow.execute_local_activity(
            step.kind, step, result_type=Standing, schedule_to_close_timeout=RECORDING, retry_policy=RETRY
        )
        return standing

    async def _sit_out(self, failure: ActivityError) -> None:
        """After an outage, or a refusal because somebody was faster: look again soon, then less often."""
        workflow.logger.info("looking again in %s: %s", self._pause, failure.cause)
        workflow.set_current_details(f"looking again in {self._pause.total_seconds():.0f} s: {failure.cause}")
        await self._nudge_or(self._pause, "looks again after an outage or a refusal")
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _wait(self, ahead: Wait) -> None:
        if ahead.until is None:
            await workflow.wait_condition(self._is_called)
        else:
            await self._nudge_or(ahead.until - workflow.now(), ahead.why)

    async def _nudge_or(self, length: timedelta, why: str) -> None:
        try:
            await workflow.wait_condition(
                self._is_called,
                timeout=max(length, timedelta(milliseconds=1)),
                timeout_summary=why[:SUMMARY_CHARACTERS],
            )
        except TimeoutError:
            return  # it is due

    def _is_called(self) -> bool:
        return self._nudged or self._should_begin_anew()

    def _publish(self, ahead: Wait) -> None:
        """Tells the Temporal UI; only what changed, since each telling is an event in the history."""
        attributes = searchable(self._present, ahead.until)
        if attributes != self._published:
            workflow.upsert_search_attributes(attributes)
            self._published = attributes
        workflow.set_current_details(current_details(self._present, ahead))

    def _should_begin_anew(self) -> bool:
        info = workflow.info()
        return (
            info.is_continue_as_new_suggested()
            or info.is_target_worker_deployment_version_changed()
            or (self._standing is not None and self._standing.anniversary > self._life.anniversary)
        )

    async def _begin_anew(self) -> None:
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(
            self._life.model_copy(update={"anniversary": self._present.anniversary}),
            initial_versioning_behavior=ContinueAsNewVersioningBehavior.AUTO_UPGRADE
            if workflow.info().is_target_worker_deployment_version_changed()
            else None,
        )

    @property
    def _present(self) -> Standing:
        if self._standing is None:
            msg = "the standing is read before anything else"
            raise RuntimeError(msg)
        return self._standing

    @property
    def _rules(self) -> LifecycleRules:
        if self._life.rules is None:
            msg = "the first briefing brings the rules"
            raise RuntimeError(msg)
        return self._life.rules

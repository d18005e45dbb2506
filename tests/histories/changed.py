"""The workflow with changes that recorded lives do not bear: what the replay has to find out."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from vocabulary.stored_names import COMMUNITY_LIFECYCLE

from workflows.community_lifecycle import CommunityLifecycle, Life


@workflow.defn(name=COMMUNITY_LIFECYCLE)
class PausesFirst(CommunityLifecycle):
    """Waits a minute before anything else."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: Life) -> str:
        await workflow.sleep(timedelta(minutes=1))
        return await super().run(life)


@workflow.defn(name=COMMUNITY_LIFECYCLE)
class LingersAtTheEnd(CommunityLifecycle):
    """The same life, and one command more when it is over."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: Life) -> str:
        outcome = await super().run(life)
        await workflow.sleep(timedelta(minutes=1))
        return outcome

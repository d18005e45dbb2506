"""The one place where a refusal becomes Temporal's word for it: final, never retried. Outages are retried."""

from typing import Any

from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from vocabulary.refusals import Refusal


class RefusalsAreFinal(Interceptor):
    """Worker interceptor; the error's type is the refusal's class name."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        return _Refusing(next)


class _Refusing(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002  Temporal's signature
        try:
            return await super().execute_activity(input)
        except Refusal as refusal:
            raise ApplicationError(str(refusal), type=type(refusal).__name__, non_retryable=True) from refusal

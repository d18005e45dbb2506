"""What the Temporal UI shows of a community that waits: Markdown that reads like the lifecycle."""

from policies.standing import Standing
from policies.step import Wait


def current_details(standing: Standing, wait: Wait) -> str:
    """At most 20,000 bytes, as Temporal allows."""
    lines = [
        f"### {standing.title}",
        f"**{standing.stage.value.replace('_', ' ')}** since {standing.since:%-d %B %Y} under {standing.policy}",
        f"waiting: {wait.why}",
    ]
    lines += [
        f"- {task.terms.assigned_to.value}: {task.terms.title}, due {task.terms.due:%-d %B %Y %H:%M} UTC"
        for task in standing.open_tasks
    ]
    return "\n\n".join(lines)

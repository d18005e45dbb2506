"""A review task: opened with its dates, reminded, escalated, and answered once."""

from collections.abc import Iterable
from datetime import datetime

from aggregates.review_task.events import (
    REVIEW_TASK,
    TaskCancelled,
    TaskDecided,
    TaskEscalated,
    TaskExpired,
    TaskOpened,
    TaskPostponed,
    TaskReminded,
    TaskRestarted,
    TaskSettled,
    TaskStopped,
    TaskVoted,
)
from aggregates.review_task.handing import TaskHanding, either, said
from aggregates.review_task.handing_events import TaskEndorsed, TaskOverridden
from aggregates.review_task.moving import moved, restarted
from vocabulary.ballot import Result, result
from vocabulary.ids import task_stream
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import (
    ApproverMissing,
    ChoiceNotOffered,
    InPast,
    ReasonMissing,
    TaskAlreadyDecided,
    TaskNotOpen,
    WrongRole,
)
from vocabulary.shown import Shown
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice


class ReviewTask(TaskHanding):
    """Open until it is decided by a person, expires by its own terms, or is cancelled."""

    TOPIC = REVIEW_TASK

    @classmethod
    def open(cls, terms: TaskTerms, provenance: Provenance) -> "ReviewTask":
        return cls._begin(TaskOpened, task_stream(terms.id), provenance, terms=terms)

    # -- answering it -------------------------------------------------------------------------------------------

    def decide(self, choice: Choice, reason: str | None, provenance: Provenance, *, shown: Shown | None = None) -> bool:
        """Answers it; returns whether it is decided by that, or only agreed to by a further approver."""
        self.must_be_open()
        actor = provenance.actor
        agrees = actor.principal in self.approvers
        if not agrees:
            self.must_be_asked(actor)
            self.must_not_be_anothers(actor)
        reason = self._checked(choice, reason)
        if choice in PLAIN_YES and agrees and not self.is_asked(actor):
            self._endorse(reason, provenance)
            return False
        lacking = [person for person in self.lacking if person != actor.principal]
        if choice in PLAIN_YES and lacking:
            raise ApproverMissing(f"{either(lacking)} was asked to agree to {self.terms.id} first; ask, or say no")
        self._happened(TaskDecided, provenance, choice=choice, reason=reason, shown=shown)
        return True

    def override(self, choice: Choice, reason: str | None, provenance: Provenance) -> None:
        """Answers it in the place of those who were asked, votes and further approvers included."""
        self.must_be_open()
        if provenance.actor.role is not Role.ADMIN:
            raise WrongRole(f"{self.terms.id} is overridden by an administrator only, not by {provenance.actor.role}")
        self._checked(choice, reason)
        why = said(reason)
        if why is None:
            raise ReasonMissing(f"say why you answer {self.terms.id} in the place of those who were asked")
        self._happened(TaskOverridden, provenance, choice=choice, reason=why)

    def vote(
        self, choice: Choice | None, reason: str | None, provenance: Provenance, *, shown: Shown | None = None
    ) -> None:
        """Votes in the ballot, blank with None; voting again replaces one's vote as long as nothing was carried."""
        self.must_be_open()
        self.must_be_asked(provenance.actor)
        found = self._must_go_on(provenance)
        if found.pending is not None:
            raise TaskAlreadyDecided(f"{self.terms.id} has carried {found.pending.value!r}: {found.why}")
        reason = self._checked(choice, reason) if choice else said(reason)
        self._happened(TaskVoted, provenance, choice=choice, reason=reason, shown=shown)

    def stop(self, reason: str, provenance: Provenance) -> None:
        """Stops what was carried, in the time that the ballot leaves for that."""
        self.must_be_open()
        self.must_be_asked(provenance.actor)
        found = self._must_go_on(provenance)
        if found.pending is None:
            raise TaskNotOpen(f"{self.terms.id} has carried nothing that could be stopped: {found.why}")
        why = said(reason)
        if why is None:
            raise ReasonMissing(f"say why you stop {self.terms.id}: others have agreed to it")
        self._happened(TaskStopped, provenance, reason=why)

    def settle(self, provenance: Provenance) -> TaskSettled | None:
        """Ends the ballot if it is over by now; returns how, or None when it goes on."""
        self.must_be_open()
        found = self._must_have_ballot(provenance)
        if found.choice is None:
            return None
        self._happened(
            TaskSettled,
            provenance,
            choice=found.choice,
            why=found.why[:2_000],
            voted=found.tally.voted,
            cast=found.tally.cast,
        )
        settled: TaskSettled = self.pending_events[-1]  # type: ignore[assignment]
        return settled

    def result(self, now: datetime) -> Result | None:
        """How the ballot stands; None where one person decides."""
        if self.terms.ballot is None:
            return None
        return result(self.terms.ballot, self.votes, now, stop=self.stopped)

    # -- its clock ----------------------------------------------------------------------------------------------

    def restart(self, because: str, provenance: Provenance) -> None:
        """All dates begin anew, and what was said so far no longer counts: what is asked about was edited."""
        self.must_be_open()
        if not self.terms.edit_resets_clock:
            return
        if self.terms.ballot is not None:
            self._must_go_on(provenance)
        again = restarted(self.terms, self.opened_at, provenance.recorded_at)
        self._happened(TaskRestarted, provenance, terms=again, because=because)

    def postpone(self, due: datetime, because: str, provenance: Provenance) -> None:
        """Moves the date, and all that hangs on it, for a reason that concerns everybody."""
        self.must_be_open()
        if due <= self.terms.due:
            raise InPast(f"{self.terms.id} is due on {self.terms.due:%Y-%m-%d}; it is only moved to a later day")
        self._happened(TaskPostponed, provenance, terms=moved(self.terms, due - self.terms.due), because=because)

    def remind(self, number: int, provenance: Provenance) -> None:
        self.must_be_open()
        if number != self.reminded + 1 or number > len(self.terms.reminders):
            raise TaskNotOpen(f"reminder {number} of {self.terms.id} is not the next one")
        self._must_have_come(self.terms.reminders[number - 1], provenance)
        self._happened(TaskReminded, provenance, number=number)

    def escalate(self, level: int, provenance: Provenance, *, above: Iterable[PersonId] = ()) -> None:
        """`above` are those over the people who were named or had claimed it, by the directory."""
        self.must_be_open()
        rungs = self.terms.escalations
        if level != self.escalated + 1 or level > len(rungs):
            raise TaskNotOpen(f"escalation {level} of {self.terms.id} is not the next one")
        rung = rungs[level - 1]
        self._must_have_come(rung.at, provenance)
        top = level == len(rungs)
        self._happened(TaskEscalated, provenance, level=level, to=rung.to, top=top, people=tuple(above))

    def expire(self, provenance: Provenance) -> Choice:
        """Lets the policy's answer hold; returns it."""
        self.must_be_open()
        expiry = self.terms.expiry
        if expiry is None or provenance.recorded_at < expiry.at:
            raise TaskNotOpen(f"{self.terms.id} does not end by itself now")
        self._happened(TaskExpired, provenance, choice=expiry.choice)
        return expiry.choice

    def cancel(self, because: str, provenance: Provenance) -> None:
        if self.is_open:
            self._happened(TaskCancelled, provenance, because=because)

    # -- rules used above ---------------------------------------------------------------------------------------

    def _endorse(self, reason: str | None, provenance: Provenance) -> None:
        who = provenance.actor.principal
        if who in self.endorsed:
            raise TaskAlreadyDecided(f"{who} has agreed to {self.terms.id} already")
        self._happened(TaskEndorsed, provenance, person=who, reason=reason)

    def _checked(self, choice: Choice, reason: str | None) -> str | None:
        offered = CHOICES[self.terms.kind]
        if choice not in offered:
            raise ChoiceNotOffered(
                f"{self.terms.id} can't be answered {choice.value!r}; choose {either(c.value for c in offered)}"
            )
        reason = said(reason)
        if reason is None and choice not in PLAIN_YES:
            raise ReasonMissing(f"say why: an answer {choice.value!r} needs a reason")
        return reason

    def _must_go_on(self, provenance: Provenance) -> Result:
        """A ballot whose time is over is over, even where the clock has not written its end down yet."""
        found = self._must_have_ballot(provenance)
        if found.choice is not None:
            raise TaskAlreadyDecided(f"{self.terms.id} is over, {found.choice.value!r}: {found.why}{self.voters()}")
        return found

    def _must_have_ballot(self, provenance: Provenance) -> Result:
        found = self.result(provenance.recorded_at)
        if found is None:
            raise TaskNotOpen(f"{self.terms.id} is answered by one person; there is no ballot")
        return found

    def _must_have_come(self, date: datetime, provenance: Provenance) -> None:
        if provenance.recorded_at < date:
            raise TaskNotOpen(f"nobody is told of {self.terms.id} before {date:%Y-%m-%d %H:%M} UTC; its dates moved")

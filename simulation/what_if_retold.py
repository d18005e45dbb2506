"""Recorded lives told again in a rehearsal: the same people, under the policies of the record or under another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from aggregates.application import Perennial
from aggregates.commands import decisions, duties, governance
from aggregates.commands.command import Command
from aggregates.community.events import CommunityEvent
from aggregates.desk import Desk
from aggregates.event import Event
from aggregates.review_task.events import TaskEvent, TaskOpened
from policies.document import LifecycleRules
from policies.process.due import Due
from simulation.rehearsal import Rehearsal
from simulation.signs import SignsToCome
from simulation.what_if_acts import Act, subject
from simulation.what_if_path import Path
from simulation.what_if_record import Given, Life, Question
from vocabulary.affairs import FormOut
from vocabulary.ids import CommunityId, TaskId, task_stream
from vocabulary.people import Actor, Role
from vocabulary.provenance import PolicyRef
from vocabulary.refusals import Refusal
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, ItemName, TaskKind

GOING_ON: Final = frozenset({TaskKind.ANNUAL_REVIEW, TaskKind.PROBATION_REVIEW, TaskKind.DORMANCY, TaskKind.CONCERN})
"""Questions whether a community goes on. Until it was brought in it did: it was brought in alive."""
BROUGHT_IN_ALIVE: Final = "it was alive when it was brought in"
_TASK: Final = task_stream("")

Form = tuple[datetime, Actor, str, FormOut]


class Draft:
    """The policy that is tried, from a moment on; None for from each community's beginning."""

    def __init__(self, rules: LifecycleRules, since: datetime | None = None) -> None:
        self.rules = rules
        self.since = since

    def rules_at(self, moment: datetime) -> bool:
        """Whether it rules what happens at a moment."""
        return self.since is None or moment >= self.since


class Retold:
    """Some lives in one rehearsal, each with its path. Without a draft they live by what they really adopted."""

    def __init__(
        self,
        lives: Sequence[Life],
        documents: Mapping[str, LifecycleRules],
        draft: Draft | None,
        forms: Iterable[Form],
        departures: Iterable[Event] = (),
    ) -> None:
        self.paths: dict[CommunityId, Path] = {}
        self._lives = {life.community: life for life in lives}
        self._draft = draft
        self._rules: dict[CommunityId, str] = {}
        """What the clock obeyed last, by community."""
        self._subjects: dict[TaskId, Life] = {}
        self._asked: dict[tuple[CommunityId, TaskKind, ItemName | None], int] = defaultdict(int)
        begins = min(life.began for life in lives)
        needed = {one.policy.digest: documents[one.policy.digest] for life in lives for one in life.adoptions}
        first = next(iter(needed.values()))
        self._there = Rehearsal(first, begins, listen=self._hear, watch=self._watch)
        self._refs = {digest: self._there.publish(rules) for digest, rules in needed.items()}
        self._draft_ref = self._there.publish(draft.rules) if draft else None
        for fact in departures:
            self._there.arrange(fact.provenance.recorded_at, partial(self._there.hear_of, fact))
        for life in lives:
            self._there.arrange(life.began, partial(self._begin, life))
        for form in forms:
            self._there.arrange(form[0], partial(self._publish_form, form))

    def tell(self, until: datetime) -> None:
        self._there.pass_time(until)

    # -- beginnings -------------------------------------------------------------------------------------------------

    def _begin(self, life: Life) -> None:
        name, ref = life.community, self._refs[life.adoptions[0].policy.digest]
        if self._draft and self._draft_ref and self._draft.rules_at(life.began):
            ref = self._draft_ref
        said = life.beginning.provenance
        if life.began < life.entered:  # as if it had been known from its true start
            said = said.model_copy(update={"recorded_at": life.began, "effective_at": None})
        self.paths[name] = Path()
        self._there.ledger.take_over([life.beginning.model_copy(update={"policy": ref, "provenance": said})])
        for act in self._acts(life):
            self._there.arrange(act.at, partial(self._carry_out, name, act))
        self._there.show_signs(name, *self._signs(life))
        self._there.follow(name)

    def _acts(self, life: Life) -> Iterable[Act]:
        yield from life.acts
        for adoption in life.adoptions[1:]:
            if not (self._draft and self._draft.rules_at(adoption.at)):
                yield self._adoption(life, adoption.at, adoption.by, self._refs[adoption.policy.digest])
        if self._draft and self._draft.since and self._draft_ref and life.began < self._draft.since:
            yield self._adoption(life, self._draft.since, Actor(person="km", role=Role.KM), self._draft_ref)

    @staticmethod
    def _adoption(life: Life, at: datetime, by: Actor, ref: PolicyRef) -> Act:
        def adopt(app: Perennial, command: Command) -> PolicyRef:
            return governance.adopt(app, life.community, ref.name, ref.version, command)

        return Act(at, by, "it could not have adopted the policy", "levels", adopt)

    def _signs(self, life: Life) -> Iterable[SignsToCome]:
        """A plan a kind where the rules look at single kinds; else all that count in one, which is quicker."""
        rules = self._policies(life)
        by = Actor(person="members", role=Role.MEMBER)
        single = any(concern.when_missing for one in rules for concern in one.concerns)
        if single or len({one.silence.signs for one in rules}) > 1:
            return [SignsToCome(moments, by, kind) for kind, moments in life.signs.items() if moments]
        counting = rules[0].silence.signs
        moments = [moment for kind in counting for moment in life.signs.get(kind, ())]
        return [SignsToCome(sorted(moments), by, counting[0])] if moments else []

    def _policies(self, life: Life) -> list[LifecycleRules]:
        if self._draft and self._draft.rules_at(life.began):
            return [self._draft.rules]
        lived = [self._there.rules(self._refs[one.policy.digest]) for one in life.adoptions]
        return [*lived, self._draft.rules] if self._draft else lived

    # -- what people do ---------------------------------------------------------------------------------------------

    def _carry_out(self, name: CommunityId, act: Act) -> None:
        try:
            self._there.act(name, act.carry_out, act.by)
        except Refusal as refusal:
            self.paths[name].refuse(act.what, act.rule, self._there.now, str(refusal))

    def _publish_form(self, form: Form) -> None:
        at, by, policy, note = form
        name = self._draft.rules.name if self._draft and self._draft.rules_at(at) else policy
        command = Command(by=by, at=self._there.now, id=f"form {name} {note.model_dump_json()}")
        with suppress(Refusal):  # a policy that has no such duty, or was published by nobody here, has no such date
            duties.publish_form(self._there.app, name, note, command)
        for community in self.paths:
            self._there.look_again(community)

    def _take_up(self, life: Life, terms: TaskTerms, asked: datetime) -> None:
        if asked < life.entered:
            if terms.kind in GOING_ON and terms.ballot is None:
                at = min(terms.due, life.entered)
                self._there.arrange(at, partial(self._go_on, terms))
            return
        key = (life.community, terms.kind, terms.item)
        self._asked[key] += 1
        for given in life.answers.get(Question(terms.kind, terms.item, self._asked[key]), ()):
            self._there.arrange(asked + given.after, partial(self._answer, terms, given))

    def _go_on(self, terms: TaskTerms) -> None:
        by = Actor(person="unrecorded", role=terms.assigned_to)
        self._answer(terms, Given(timedelta(), by, Choice.RENEW, BROUGHT_IN_ALIVE))

    def _answer(self, terms: TaskTerms, given: Given) -> None:
        if not Desk(self._there.app, fresh=False).task(terms.id).is_open:
            return
        try:
            self._there.act(terms.community, partial(_say, terms.id, given), given.by)
        except Refusal as refusal:
            what = f"an answer to “{terms.title}” would have been refused"
            self.paths[terms.community].refuse(what, terms.kind.value, self._there.now, str(refusal))

    # -- what is heard ----------------------------------------------------------------------------------------------

    def _watch(self, community: CommunityId, due: Due) -> None:
        self._rules[community] = due.rule

    def _hear(self, event: Event) -> None:
        if isinstance(event, CommunityEvent):
            self._note(subject(event), event)
        elif isinstance(event, TaskOpened):
            life = self._subjects[event.terms.id] = self._lives[event.terms.community]
            self._note(life.community, event)
            self._take_up(life, event.terms, event.provenance.recorded_at)
        elif isinstance(event, TaskEvent):
            self._note(self._subjects[event.originator_id.removeprefix(_TASK)].community, event)

    def _note(self, community: CommunityId, event: Event) -> None:
        self.paths[community].hear(event, self._rules.get(community, ""))


def _say(task: TaskId, given: Given, app: Perennial, command: Command) -> str:
    if given.stops:
        return decisions.stop(app, task, command, reason=given.reason or "stopped")
    if given.choice is None:
        return decisions.abstain(app, task, command, reason=given.reason)
    return decisions.decide(app, task, given.choice, command, reason=given.reason)

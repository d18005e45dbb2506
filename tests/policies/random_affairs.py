"""What a policy may say beside its stages, as Hypothesis makes it up: ballots, duties, changes, concerns, pauses."""

from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from policies.deciding import BallotRules
from vocabulary.people import Role
from vocabulary.signs import ACTIVITY, SignKind
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice, TaskKind

DUTIES, KINDS, CAUSES, LEVELS, GROUPS = (
    ("report", "plan"),
    ("scope", "end"),
    ("no_lead", "unmentored"),
    ("large",),
    "12",
)
DECIDERS = (Role.KM, Role.MANAGEMENT, Role.BOARD)
MONTH = 24 * 30
hours = st.integers(0, MONTH).map(lambda number: f"{number} hours")
some_time = st.integers(24, 4 * MONTH).map(lambda number: f"{number} hours")
TIMES = (("1 November", "31 December"), ("20 December", "6 January"), ("2024-05-01", "2024-08-15"))
YEAR_DAYS = ("1 March", "29 February", "1 June", "30 September", "31 December")


@st.composite
def ballots(draw: st.DrawFn, kind: TaskKind, unanswered: tuple[Choice, ...]) -> dict[str, Any] | None:
    """Any ballot that ends without a vote only in what the policy may answer itself; now and then none."""
    own = [choice for choice in CHOICES[kind] if choice in unanswered]
    if not own:
        return None
    any_choice = st.sampled_from(CHOICES[kind])
    rule = draw(st.sampled_from(["1", "2", "2 of 3", "majority", "majority of 5", "two thirds", "lazy consensus"]))
    most = draw(st.integers(1, MONTH))
    ballot: dict[str, Any] = {"rule": rule, "open_at_most": f"{most} hours", "not_carried": draw(st.sampled_from(own))}
    if rule == "lazy consensus":
        ballot["motion"] = draw(st.sampled_from(own))
        ballot["on_objection"] = draw(any_choice)
    maybe: dict[str, st.SearchStrategy[Any]] = {
        "open_at_least": st.integers(0, most).map(lambda number: f"{number} hours"),
        "edit_resets_clock": st.booleans(),
        "silence": st.sampled_from(own),
        "seconded": st.booleans(),
    }
    ballot |= {name: draw(values) for name, values in maybe.items() if draw(st.booleans())}
    if draw(st.booleans()):
        ballot |= {"stop_window": draw(some_time), "on_stop": draw(any_choice)}
    if draw(st.booleans()):
        ballot |= {"quorum": draw(st.integers(1, 3)), "failed_quorum": draw(st.sampled_from(own))}
        ballot.pop("silence", None)
    return ballot if _is_meant(ballot) else None


def _is_meant(ballot: dict[str, Any]) -> bool:
    try:
        BallotRules.model_validate(ballot)
    except ValidationError:
        return False
    return True


@st.composite
def questions(draw: st.DrawFn, kind: TaskKind, *, unanswered: tuple[Choice, ...] = ()) -> dict[str, Any]:
    due = draw(st.integers(0, MONTH))
    question: dict[str, Any] = {"decided_by": draw(st.sampled_from(DECIDERS)), "due": f"{due} hours"}
    if draw(st.booleans()):
        question["remind_after"] = [f"{draw(st.integers(0, due))} hours"]
    own = [choice for choice in CHOICES[kind] if choice in unanswered]
    ballot = draw(st.none() | ballots(kind, unanswered))
    if ballot:
        question["ballot"] = ballot
    elif own and draw(st.booleans()):
        question["unanswered"] = {
            "after": f"{due + draw(st.integers(0, MONTH))} hours",
            "answer": draw(st.sampled_from(own)),
        }
    return question


@st.composite
def _duties(draw: st.DrawFn, name: str) -> dict[str, Any]:
    opens = draw(st.integers(0, 3 * MONTH))
    days = st.lists(st.sampled_from(YEAR_DAYS), min_size=1, max_size=3, unique=True)
    schedule: dict[str, Any] = draw(
        st.one_of(
            st.integers(20, 200).map(lambda number: {"every": f"{number} days"}),
            days.map(lambda on: {"on": on}),
            st.tuples(days, days).map(lambda two: {"by_group": dict(zip(GROUPS, two, strict=True))}),
        )
    )
    reminders = draw(st.lists(st.integers(0, opens), max_size=2))
    if draw(st.booleans()):
        schedule["first"] = {"every": "1 month", "lasts": "3 months"}
    duty: dict[str, Any] = {
        "name": name,
        "title": f"The {name}",
        "by": draw(st.sampled_from([Role.KM, Role.LEAD])),
        "schedule": schedule,
        "opens_before": f"{opens} hours",
        "remind_before": [f"{number} hours" for number in sorted(reminders, reverse=True)],
        "escalate": [{"after": span, "to": "board"} for span in draw(st.lists(hours, max_size=1))],
    }
    if draw(st.booleans()):
        duty["on_request"] = draw(some_time)
    if draw(st.booleans()):
        duty["form_out_before"] = draw(hours)
    if draw(st.booleans()):
        look = questions(TaskKind.SIGN_OFF, unanswered=CHOICES[TaskKind.SIGN_OFF])
        duty["sign_off"] = {"steps": draw(st.lists(look, min_size=1, max_size=2)), "file_again_after": draw(hours)}
    return duty


@st.composite
def _changes(draw: st.DrawFn, kind: str, *, consent: bool) -> dict[str, Any]:
    ends = kind == "end"
    own = tuple(choice for choice in CHOICES[TaskKind.CHANGE] if consent or not ends or choice not in PLAIN_YES)
    steps = draw(st.lists(questions(TaskKind.CHANGE, unanswered=own), min_size=1, max_size=3))
    for step in steps[1:]:
        step["only_if_disputed"] = draw(st.booleans())
    return {"kind": kind, "title": f"A change: {kind}", "effect": "sunset" if ends else "none", "steps": steps}


@st.composite
def _concerns(draw: st.DrawFn, cause: str) -> dict[str, Any]:
    concern: dict[str, Any] = {
        "cause": cause,
        "title": f"A concern: {cause}",
        "grace": draw(st.just("0 days") | st.just("3 working days") | hours),
        "question": draw(questions(TaskKind.CONCERN, unanswered=(Choice.RENEW, Choice.PROBATION))),
    }
    if cause == "no_lead" and draw(st.booleans()):
        concern["when_without_lead"] = True
    if cause == "unmentored":
        kinds = draw(st.lists(st.sampled_from(SignKind), min_size=1, max_size=2, unique=True))
        concern["when_missing"] = {"signs": kinds, "lasts": draw(some_time)}
    return concern


@st.composite
def _pauses(draw: st.DrawFn) -> dict[str, Any]:
    when = draw(
        st.sampled_from([("1 November", "31 December"), ("20 December", "6 January"), ("2024-05-01", "2024-08-15")])
    )
    stops = draw(st.lists(st.sampled_from(["silence", "questions", "duties"]), min_size=1, unique=True))
    return {"name": "A pause", "from": when[0], "until": when[1], "stops": stops}


@st.composite
def _budgets(draw: st.DrawFn) -> dict[str, Any]:
    limits: list[dict[str, Any]] = [
        {"up_to": f"{amount} USD", "by": draw(st.sampled_from(["lead", "km", "management"]))}
        for amount in sorted(draw(st.sets(st.sampled_from([100, 400, 900]))))
    ]
    if draw(st.booleans()):
        limits.append({"by": "board"})
    budget = {"per_year": "1000 USD", "limits": limits, "alerts": ["30%"], "decided_within": draw(hours)}
    budget |= {"instalments": draw(st.integers(1, 4)), "carry_over": draw(st.sampled_from(["0%", "50%", "100%"]))}
    if draw(st.booleans()):
        budget["unrequested_after"] = draw(st.integers(24 * 20, 24 * 200).map(lambda number: f"{number} hours"))
    return budget


def _some(strategy: Any, names: tuple[str, ...], **more: Any) -> st.SearchStrategy[list[Any]]:
    each = [st.one_of(strategy(name, **more), strategy(name, **more), st.none()) for name in names]
    return st.tuples(*each).map(lambda found: [one for one in found if one is not None])


@st.composite
def affairs(draw: st.DrawFn, *, consent: bool) -> dict[str, Any]:
    """Sections of a policy; `consent` says whether silence may carry a change that ends a community."""
    duties = draw(_some(_duties, DUTIES))
    on_request = [duty["name"] for duty in duties if "on_request" in duty]
    changes = draw(_some(_changes, KINDS, consent=consent))
    levels: list[dict[str, Any]] = [{"name": "small", "title": "Small"}]
    if draw(st.booleans()):
        levels[0]["budget"] = draw(_budgets())
    if any(change["kind"] == "scope" for change in changes):
        levels.append({"name": "large", "title": "Large", "reached_by": "scope"})
    silence: dict[str, Any] = (
        {"should_starts": on_request, "must_starts": on_request[:1]} if draw(st.booleans()) else {}
    )
    if draw(st.booleans()):
        silence["signs"] = draw(st.lists(st.sampled_from(ACTIVITY), min_size=1, unique=True))
    if draw(st.booleans()):
        silence["exemption"] = {"approved_by": "management", "at_most": "1 year"}
    return {
        "duties": duties,
        "changes": changes,
        "levels": levels,
        "concerns": draw(_some(_concerns, CAUSES)),
        "calendar": {"pauses": draw(st.lists(_pauses(), max_size=2))},
        "silence": silence,
        "annual_review": {"renews_itself": {"sign_within": draw(some_time)}} if draw(st.booleans()) else {},
        "sunset": {"restore_within": draw(some_time)} if draw(st.booleans()) else {},
    }


CONFIRMATION = {
    "decided_by": "lead",
    "without_lead": "km",
    "confirmation": True,
    "due": "10 days",
    "remind_after": ["5 days"],
    "unanswered": {"after": "20 days", "answer": "sunset"},
}

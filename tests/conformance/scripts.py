"""Every path of the life that the README draws, and some that nobody drew."""

from typing import Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conformance.script import (
    ALIVE,
    BOARD,
    ENDED_WELL,
    LAUNCH,
    Pass,
    Script,
    annual,
    answer,
    approve,
    ask_for,
    bring_in,
    come_back,
    dormancy,
    enter_a_lead,
    leave,
    lively,
    meet,
    money,
    name_a_lead,
    propose,
    release_the_lead,
    review,
    spend,
    submit,
    tick,
    withdraw,
)
from tests.conformance.whatever import any_answer
from tests.workflows.timeline import MANAGER
from vocabulary.tasks import Choice, TaskKind

TO_APPROVAL: Final = (propose(), Pass(1), review(Choice.APPROVE), Pass(1))
TO_REVIEW_TIME: Final = (*ALIVE, *lively(300), meet(), Pass(40))
SILENT_FOR_190_DAYS: Final = (*ALIVE, Pass(190))
TO_NOTICE: Final = (*ALIVE, Pass(215))

WRITTEN: Final[dict[str, Script]] = {
    "withdrawn-as-a-draft": (propose(submit=False), Pass(3), withdraw()),
    "withdrawn-in-review": (propose(), Pass(6), withdraw()),
    "withdrawn-in-approval": (*TO_APPROVAL, withdraw()),
    "rejected-in-review": (propose(), Pass(2), review(Choice.REJECT)),
    "rejected-in-approval": (*TO_APPROVAL, approve(Choice.REJECT)),
    "returned-twice-and-launched": (
        *(propose(), Pass(2), review(Choice.RETURN), Pass(20), submit(), Pass(1), review(Choice.APPROVE)),
        *(Pass(1), approve(Choice.RETURN), Pass(30), submit(), Pass(1), review(Choice.APPROVE)),
        *(Pass(1), approve(), Pass(1), *LAUNCH, Pass(20)),
    ),
    "returned-and-lapsed": (propose(), Pass(2), review(Choice.RETURN), Pass(61)),
    "approved-and-never-launched": (*TO_APPROVAL, approve(), Pass(20), LAUNCH[1], Pass(75)),
    "launched-late-after-reminders": (*TO_APPROVAL, approve(), Pass(55), *LAUNCH, Pass(5)),
    "reviewed-late-by-whom-it-was-escalated-to": (
        *(propose(), Pass(16), answer(TaskKind.KM_REVIEW, Choice.APPROVE, MANAGER)),
        *(Pass(23), answer(TaskKind.APPROVAL, Choice.APPROVE, BOARD), Pass(1)),
    ),
    "refused-to-whom-it-was-not-given": (propose(), Pass(1), answer(TaskKind.KM_REVIEW, Choice.APPROVE, BOARD)),
    "renewed-for-three-years": (
        *TO_REVIEW_TIME,
        *(annual(Choice.RENEW), *lively(360), meet(), Pass(10)),
        *(annual(Choice.RENEW), *lively(360), meet(), Pass(10)),
        *(annual(Choice.RENEW), Pass(5)),
    ),
    "put-on-probation-and-renewed": (
        *TO_REVIEW_TIME,
        *(annual(Choice.PROBATION), Pass(95), answer(TaskKind.PROBATION_REVIEW, Choice.RENEW, MANAGER), Pass(40)),
    ),
    "put-on-probation-and-ended": (
        *TO_REVIEW_TIME,
        *(annual(Choice.PROBATION), Pass(113), answer(TaskKind.PROBATION_REVIEW, Choice.SUNSET, BOARD)),
        *(Pass(3), *ENDED_WELL, Pass(20)),
    ),
    "ended-by-its-review-with-a-late-handover": (*TO_REVIEW_TIME, annual(Choice.SUNSET), Pass(40), *ENDED_WELL),
    "reviewed-late-and-no-later-the-year-after": (
        *TO_REVIEW_TIME,
        *(Pass(90), annual(Choice.RENEW, BOARD), *lively(240), meet(), Pass(20)),
    ),
    "silent-to-the-end-by-consent": (*TO_NOTICE, *ENDED_WELL, Pass(15)),
    "revived-when-the-lead-was-asked": (*ALIVE, Pass(95), meet(), Pass(92)),
    "revived-when-the-km-team-knew": (*ALIVE, Pass(110), meet(), Pass(30)),
    "revived-when-management-was-asked": (*SILENT_FOR_190_DAYS, meet(), Pass(30)),
    "revived-in-its-notice": (*TO_NOTICE, ENDED_WELL[0], meet(), Pass(60)),
    "kept-though-silent": (*SILENT_FOR_190_DAYS, dormancy(Choice.RENEW), Pass(100)),
    "put-on-probation-for-its-silence": (*SILENT_FOR_190_DAYS, dormancy(Choice.PROBATION), meet(), Pass(95)),
    "ended-for-its-silence": (*SILENT_FOR_190_DAYS, dormancy(Choice.SUNSET), meet(), *ENDED_WELL, Pass(15)),
    "reviewed-while-management-was-asked-of-its-silence": (*ALIVE, *lively(120), meet(), Pass(200), meet(), Pass(30)),
    "left-by-its-lead-and-put-on-probation": (
        *(*ALIVE, enter_a_lead(), name_a_lead(), *lively(60), leave(), Pass(1), meet(), Pass(50)),
        *(meet(), Pass(28), Pass(5)),
    ),
    "left-by-its-lead-and-led-by-the-same-again": (
        *(*ALIVE, enter_a_lead(), name_a_lead(), Pass(20), leave(), Pass(2), name_a_lead(), come_back(), name_a_lead()),
        *(Pass(5), leave(), Pass(40), come_back(), name_a_lead(), Pass(5)),
    ),
    "left-by-a-lead-who-first-stays-after-all": (
        *(*ALIVE, enter_a_lead(), name_a_lead(), leave(days=30), Pass(20), come_back(), Pass(20)),
        *(leave(days=10), Pass(5), meet(), Pass(10), release_the_lead(), Pass(30)),
    ),
    "left-by-its-lead-in-review": (
        *(propose(), enter_a_lead(), name_a_lead(), Pass(3), leave(), Pass(1), review(Choice.RETURN), submit()),
        *(name_a_lead(), come_back(), name_a_lead(), submit(), Pass(3)),
    ),
    "brought-in-and-said-to-have-no-lead": (
        *(bring_in(days_ago=700), Pass(10), release_the_lead(), meet(), Pass(32), enter_a_lead(), name_a_lead()),
        Pass(3),
    ),
    "funded-until-its-year-is-closed": (
        *(*ALIVE, ask_for("400 USD"), Pass(1), money(Choice.APPROVE), money(Choice.APPROVE, MANAGER), Pass(2)),
        *(spend("300 USD"), Pass(3), spend("250 USD"), Pass(1), money(Choice.APPROVE), Pass(1), spend("200 USD")),
        *(Pass(40), meet(), ask_for("200 USD"), Pass(16), *lively(180), meet(), Pass(60), meet(), Pass(30)),
        *(annual(Choice.RENEW), Pass(40), meet(), ask_for("250 USD"), Pass(2), money(Choice.RETURN), Pass(20)),
    ),
    "ended-while-money-was-asked-for": (
        *(*TO_REVIEW_TIME, ask_for("90 USD"), Pass(1), ask_for("80 USD"), annual(Choice.SUNSET), Pass(2)),
        *(money(Choice.APPROVE), *ENDED_WELL, Pass(20)),
    ),
    "brought-in-after-years": (bring_in(days_ago=1000), Pass(91), meet(), Pass(60)),
    "ended-elsewhere": (bring_in(days_ago=1000), Pass(105), bring_in(days_ago=1000, ended=True)),
}


def _made_up() -> dict[str, Script]:
    """A few lives as Hypothesis makes them up; the same ones every time."""
    found: list[Script] = []
    acts = st.one_of(any_answer(), st.just(meet()), st.just(submit()), st.just(tick(TaskKind.LAUNCH_ITEM, "platform")))
    moves = st.tuples(st.floats(0.5, 80), acts).map(lambda move: (Pass(move[0]), move[1]))
    middles = st.lists(moves, min_size=6, max_size=14)
    beginnings = st.sampled_from([(propose(),), (bring_in(days_ago=700),), ALIVE])

    @settings(
        derandomize=True,
        database=None,
        max_examples=6,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(beginnings, middles)
    def draw(beginning: Script, middle: list[Script]) -> None:
        found.append((*beginning, *(step for move in middle for step in move)))

    draw()
    return {f"made-up-{number}": script for number, script in enumerate(found, 1)}


SCRIPTS: Final[dict[str, Script]] = {**WRITTEN, **_made_up()}

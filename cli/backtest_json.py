"""A backtest for programs."""

from collections.abc import Sequence
from typing import Any

from cli.backtest_files import Brought
from simulation.backtest.figures import Share
from simulation.backtest.finding import Finding, Score, Tier
from simulation.backtest.report import Report
from simulation.backtest.sentences import on_tuning
from simulation.backtest.tuning import Lived, Tuned


def as_values(report: Report, brought: Brought) -> dict[str, Any]:
    """Everything that the report holds, with counts, shares between 0 and 1, and ids."""
    gathered = report.gathered
    return {
        "communities": {life.id: life.fate.value for life in gathered.lives},
        "left_out": {
            "never_counted": gathered.never_counted,
            "counted_elsewhen": gathered.counted_elsewhen,
            "hardly_seen": gathered.hardly_seen,
            "never_lived": gathered.never_lived,
        },
        "unknown": gathered.unknown,
        "signs_outside": gathered.signs_outside,
        "said_of_tuning": on_tuning(report.lived, report.tuned),
        "contradictions": list(report.contradictions),
        "variants": _variants(report.lived),
        "tuned": _tuned(report.tuned) if report.tuned else None,
        "refused": [{"file": str(file), **row._asdict()} for file, row in brought.bad],
    }


def _tuned(tuned: Tuned) -> dict[str, Any]:
    return {
        "before": f"{tuned.before:%Y-%m-%d}",
        "criterion": f"F1 at {tuned.tier.value}",
        "chosen": tuned.chosen.name,
        "chosen_by": _variants(tuned.by),
        "judged_by": _variants(tuned.after),
    }


def _variants(lives: Sequence[Lived]) -> list[dict[str, Any]]:
    return [
        {
            "policy": lived.variant.rules.name,
            "should_after": str(lived.variant.rules.silence.should_after),
            "must_after": str(lived.variant.rules.silence.must_after),
            **_finding(lived.finding),
        }
        for lived in lives
    ]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        **{tier.value: _score(finding.score(tier)) for tier in Tier},
        "would_have_ended": {fate.value: ids for fate, ids in finding.would_have_ended.items()},
        "community_years": round(finding.years, 2),
        "questions": {role.value: number for role, number in finding.asked.items()},
        "questions_a_community_year": {role.value: finding.a_year(role) for role in finding.asked},
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        **score.model_dump(mode="json", exclude={"tier"}),
        "recall": _share(score.recall),
        "precision": _share(score.precision),
        "disturbed": _share(score.disturbed),
        "f1": score.f1,
    }


def _share(share: Share) -> dict[str, Any]:
    return {"count": share.count, "of": share.of, "rate": share.rate, "wilson_95": share.interval}

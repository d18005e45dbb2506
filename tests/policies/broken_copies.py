"""Copies of the catalog's policies with a typical mistake each, and what is said of it."""

from pathlib import Path
from typing import Final, NamedTuple

CATALOG: Final = Path(__file__).parents[2] / "policies" / "catalog"


class Broken(NamedTuple):
    """A mistake in one policy of the catalog: what was written instead of what, and what is said, without the file."""

    before: str
    after: str
    mistakes: str
    """A line each."""

    @property
    def said(self) -> list[str]:
        return self.mistakes.splitlines()

    def copy(self, name: str) -> str:
        text = (CATALOG / f"{name}.yaml").read_text(encoding="utf-8")
        assert text.count(self.before) == 1
        return text.replace(self.before, self.after)


BROKEN: Final = {
    # a role is misspelt
    "asf-incubator": Broken(
        "- decided_by: mentor         # published",
        "- decided_by: mentr          # published",
        "112: duties.1.sign_off.steps.1.decided_by: 'mentr' was given; did you mean 'mentor'? Write member or"
        " lead or km or management or board or mentor or sponsor or admin or system",
    ),
    # a reminder comes after the due date
    "kubernetes": Broken(
        "  due: 21 days\n  remind_after: [14 days]",
        "  due: 21 days\n  remind_after: [14 days, 24 days]",
        "39: approval.remind_after.2: a reminder later than the due date (21 days) reminds nobody; remind "
        "earlier; '24 days' was given",
    ),
    # MUST comes before SHOULD
    "kubernetes-working-group": Broken(
        "must_after: 6 months",
        "must_after: 2 months",
        "76: silence.must_after: MUST (2 months) can't come before SHOULD (3 months); '2 months' was given",
    ),
    # a quorum is larger than the body
    "openssf": Broken(
        "          rule: 7 of 9 ",
        "          quorum: 12\n          rule: 7 of 9 ",
        "131: changes.1.steps.1.ballot: a quorum of 12 can't be met by a body of 9; ask for 9 at most",
    ),
    # a ladder goes back in time
    "finos": Broken(
        "    - {after: 28 days, to: board}\n",
        "    - {after: 28 days, to: board}\n    - {after: 14 days, to: km}\n",
        "37: approval.escalate.2.after: an escalation ladder goes forward in time; put the earliest first; "
        "'14 days' was given",
    ),
    # nobody holds a role
    "microsoft-365": Broken(
        "  management: {title: Administrators}\n",
        "",
        "20: approval.decided_by: nobody holds the role management: `roles` has lead, km; add it there; "
        "'management' was given",
    ),
    # a duty that there is not
    "founding-article": Broken(
        "  should_after: 90 days\n",
        "  should_after: 90 days\n  should_starts: [activity_reprot]\n",
        "109: silence.should_starts.1: 'activity_reprot' is not a duty with `on_request`; did you mean "
        "'activity_report'? The policy has activity_report; 'activity_reprot' was given",
    ),
    # weights that are no hundred
    "standard": Broken(
        "kpi_attainment: {points: 30}",
        "kpi_attainment: {points: 35}",
        "102: leaderboard.weights: the weights add up to 105; make them add up to 100",
    ),
    # a community would end because nobody answered its review
    "goodwill": Broken(
        "    unanswered: {after: 90 days, answer: renew}\n\nprobation:",
        "    unanswered: {after: 90 days, answer: sunset}\n\nprobation:",
        "51: annual_review.question.unanswered.answer: an unanswered annual review can't end a community; choose renew "
        "or probation, or ask the lead for a confirmation (`confirmation: true`) with at least one reminder; 'sunset' "
        "was given",
    ),
    # a key is misspelt
    "quick": Broken(
        "resubmit_within: 20 seconds",
        "resubmit_witin: 20 seconds",
        '5: proposal.resubmit_within: is missing; write a length of time such as "10 days", "10 working '
        'days", "2 weeks", "1 year 6 months" or "30 seconds"\n'
        "6: proposal.resubmit_witin: is not known here; did you mean 'resubmit_within'?",
    ),
}

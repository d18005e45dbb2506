"""How a question is decided by several people: fixed when it is asked, and computed from their votes alone."""

from vocabulary.ballot.counting import Ending
from vocabulary.ballot.outcome import Result, result
from vocabulary.ballot.procedure import Procedure, Rule, contradictions
from vocabulary.ballot.terms import Ballot, reopened
from vocabulary.ballot.votes import Stop, Tally, Vote

__all__ = [
    "Ballot",
    "Ending",
    "Procedure",
    "Result",
    "Rule",
    "Stop",
    "Tally",
    "Vote",
    "contradictions",
    "reopened",
    "result",
]

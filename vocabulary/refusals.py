"""Refusals: the only domain exceptions. Each is one sentence that a person understands.

- Refusal
    - NotFound                    there is no such thing (web: 404)
        - CommunityNotFound, TaskNotFound, PolicyNotFound, PersonNotFound, LinkUnknown, FeedNotFound, NoticeNotFound
    - Forbidden                   not by this person (web: 403)
        - WrongRole, OwnCommunity, OwnRequest, NotNamed, NotDelegated, LinkForged, LinkOfAnother
    - Conflict                    not now, or not any more (web: 409)
        - WrongStage, TaskAlreadyDecided, TaskNotOpen, CommunityAlreadyExists, PolicyAlreadyPublished,
          PolicyWithdrawn, PolicyChanged, LeadNotTold, ChecklistOpen, NoticeRunning, SilenceNotClimbed, CommandReused,
          AlreadyAsked, NothingAsked, TooLate, PersonWasErased, PersonHasLeft, ClaimedByAnother, ApproverMissing,
          SeenBefore, AlreadyAway, LinkUsed, LinkExpired, FeedExists, NoticeNotDead, NoBudget, Overspent,
          ToldDifferently, NothingSealed
    - Invalid                     not in this form (web: 422)
        - InPast, InFuture, ChoiceNotOffered, ReasonMissing, UnknownItem, Malformed, RequirementsUnmet,
          NegativeAmount, WrongCurrency, MoreThanMembers, HoldsSecret

An outage (no database, no Temporal) is not a refusal and has its own exceptions.
"""


class Refusal(Exception):  # noqa: N818  a refusal is an answer, not an error
    """The rules say no; nothing was written.

    Made of one sentence, or of several where several things are wrong: each is a line of its own.
    """

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    @property
    def sentences(self) -> tuple[str, ...]:
        return self.args


class NotFound(Refusal):
    """There is no such thing."""


class CommunityNotFound(NotFound):
    pass


class TaskNotFound(NotFound):
    pass


class PolicyNotFound(NotFound):
    pass


class PersonNotFound(NotFound):
    pass


class LinkUnknown(NotFound):
    pass


class FeedNotFound(NotFound):
    pass


class NoticeNotFound(NotFound):
    pass


class Forbidden(Refusal):
    """Not by this person."""


class WrongRole(Forbidden):
    pass


class OwnCommunity(Forbidden):
    """Nobody decides on their own community."""


class OwnRequest(Forbidden):
    """Nobody decides on what they asked for or filed themselves."""


class NotNamed(Forbidden):
    """Others were named to answer it."""


class NotDelegated(Forbidden):
    """Nobody answers for somebody who did not let them."""


class LinkForged(Forbidden):
    """A link that Perennial did not write."""


class LinkOfAnother(Forbidden):
    """A link answers for the person to whom it was sent, and for nobody else."""


class Conflict(Refusal):
    """Not now, or not any more."""


class WrongStage(Conflict):
    pass


class TaskAlreadyDecided(Conflict):
    pass


class TaskNotOpen(Conflict):
    pass


class CommunityAlreadyExists(Conflict):
    pass


class PolicyAlreadyPublished(Conflict):
    pass


class PolicyWithdrawn(Conflict):
    pass


class PolicyChanged(Conflict):
    pass


class LeadNotTold(Conflict):
    """A community is not sunset by silence before its lead was told."""


class SilenceNotClimbed(Conflict):
    """The ladder of silence is climbed one rung at a time."""


class ChecklistOpen(Conflict):
    pass


class NoticeRunning(Conflict):
    pass


class CommandReused(Conflict):
    """One command id was used for two different commands."""


class AlreadyAsked(Conflict):
    """It is being asked or decided already."""


class NothingAsked(Conflict):
    """Nobody asked for it, or not any more."""


class TooLate(Conflict):
    """The time in which it was possible has passed."""


class PersonWasErased(Conflict):
    pass


class PersonHasLeft(Conflict):
    pass


class ClaimedByAnother(Conflict):
    """Somebody else has taken it on."""


class ApproverMissing(Conflict):
    """Somebody who was asked to agree has not said anything yet."""


class SeenBefore(Conflict):
    """What was looked at has changed since."""


class AlreadyAway(Conflict):
    """There is an absence at that time already."""


class LinkUsed(Conflict):
    pass


class LinkExpired(Conflict):
    pass


class FeedExists(Conflict):
    """A secret address is shown once."""


class NoticeNotDead(Conflict):
    pass


class NoBudget(Conflict):
    """There is no money that could be spent."""


class Overspent(Conflict):
    """It is more than there is."""


class ToldDifferently(Conflict):
    """Two different things were told under one source id, and nobody said that one corrects the other."""


class NothingSealed(Conflict):
    """The notary has not come to it yet."""


class Invalid(Refusal):
    """Not in this form."""


class InPast(Invalid):
    pass


class InFuture(Invalid):
    pass


class ChoiceNotOffered(Invalid):
    pass


class ReasonMissing(Invalid):
    pass


class UnknownItem(Invalid):
    pass


class Malformed(Invalid):
    """A file or a value that does not have the expected form; names file, line and what was expected."""


class RequirementsUnmet(Invalid):
    """What the policy insists on (MUST) is not there; one sentence a requirement."""


class NegativeAmount(Invalid):
    """Less than nothing is no amount of money."""


class WrongCurrency(Invalid):
    """Amounts of two currencies are neither added nor compared."""


class MoreThanMembers(Invalid):
    """More people were there than the community has members."""


class HoldsSecret(Invalid):
    """The record keeps what it is told for ever, and shows it: no place for a password or a key."""

    def __init__(self, field: str, kind: str) -> None:
        super().__init__(
            f"{field} seems to hold {kind}; put that where secrets are kept, and write here only where that is"
        )

"""Buttons of activities."""

from dataclasses import dataclass

from bot.activities.rules import ActivityState
from bot.activities.rules_forms import QuestionKind
from bot.buttons import button


@button("aclist1")
@dataclass(frozen=True, slots=True)
class Coming:
    """A page of what is coming, after (or, going back, before) the activity with this start and id; 0: the first."""

    at: int
    activity_id: int
    back: bool


@button("acshow1")
@dataclass(frozen=True, slots=True)
class ShowActivity:
    """The card of one activity."""

    activity_id: int


@button("acjoin1")
@dataclass(frozen=True, slots=True)
class Join:
    """Take a place for oneself."""

    activity_id: int


@button("acwith1")
@dataclass(frozen=True, slots=True)
class JoinWith:
    """Take places for oneself and others; begins with the question how many."""

    activity_id: int


@button("acask1")
@dataclass(frozen=True, slots=True)
class AskLeave:
    """Put the question whether to give the places back."""

    activity_id: int


@button("acleave1")
@dataclass(frozen=True, slots=True)
class Leave:
    """Give the places of this very sign-up back."""

    activity_id: int
    revision: int


@button("acmine1")
@dataclass(frozen=True, slots=True)
class MySignUps:
    """The own sign-ups: those to come, or the past ones."""

    past: bool


@button("acnew1")
@dataclass(frozen=True, slots=True)
class NewActivity:
    """Begin a new activity."""


@button("acmng1")
@dataclass(frozen=True, slots=True)
class ManageList:
    """The committee's list of activities, a page from 0; ``past``: those that are over."""

    past: bool
    page: int


@button("acmshow1")
@dataclass(frozen=True, slots=True)
class ManageActivity:
    """The committee's card of one activity."""

    activity_id: int


@button("acpub1")
@dataclass(frozen=True, slots=True)
class Publish:
    """Publish a draft that was put aside."""

    activity_id: int


@button("acedit1")
@dataclass(frozen=True, slots=True)
class Edit:
    """Change one field; ``field`` empty: choose which."""

    activity_id: int
    field: str


@button("aclead1")
@dataclass(frozen=True, slots=True)
class LeadActivity:
    """Close the sign-up or open it again."""

    activity_id: int
    state: ActivityState


@button("acdrop1")
@dataclass(frozen=True, slots=True)
class CancelActivity:
    """Cancel the activity; asks for the reason."""

    activity_id: int


@button("acwho1")
@dataclass(frozen=True, slots=True)
class Participants:
    """A page of who signed up, from 0."""

    activity_id: int
    page: int


@button("acfile1")
@dataclass(frozen=True, slots=True)
class ParticipantFile:
    """Who signed up, as a table."""

    activity_id: int


@button("acslots1")
@dataclass(frozen=True, slots=True)
class ShowSlots:
    """The slots on one of the days, from 0; -1: the first day with room."""

    activity_id: int
    day: int


@button("acslot1")
@dataclass(frozen=True, slots=True)
class BookSlot:
    """Take a place in a slot, or move there."""

    activity_id: int
    slot_id: int


@button("acdivide1")
@dataclass(frozen=True, slots=True)
class DivideIntoSlots:
    """The committee divides an activity into slots."""

    activity_id: int


@button("acform1")
@dataclass(frozen=True, slots=True)
class ShowQuestions:
    """The committee looks at the form of an activity."""

    activity_id: int


@button("acaskq1")
@dataclass(frozen=True, slots=True)
class AddQuestion:
    """Add a question of this kind to the form."""

    activity_id: int
    kind: QuestionKind


@button("acnoq1")
@dataclass(frozen=True, slots=True)
class DropQuestions:
    """Take the form away."""

    activity_id: int


@button("acrefill1")
@dataclass(frozen=True, slots=True)
class ChangeAnswers:
    """Change what was filled in."""

    activity_id: int


@button("acno1")
@dataclass(frozen=True, slots=True)
class Decline:
    """Say not to come; asks for the reason."""

    activity_id: int


@button("acyes1")
@dataclass(frozen=True, slots=True)
class ConfirmComing:
    """Say to a compulsory activity: I come."""

    activity_id: int


@button("acexcuse1")
@dataclass(frozen=True, slots=True)
class DecideExcuse:
    """The leader's answer to a request to stay away."""

    sign_up_id: int
    grant: bool


@button("acmiss1")
@dataclass(frozen=True, slots=True)
class ShowMissing:
    """Who of the own groups has not answered."""

    activity_id: int


@button("acchase1")
@dataclass(frozen=True, slots=True)
class Chase:
    """Remind those who have not answered."""

    activity_id: int


@button("acenter1")
@dataclass(frozen=True, slots=True)
class EnterMember:
    """The leader signs up a member of the own group."""

    activity_id: int
    member_id: int


@button("acmore1")
@dataclass(frozen=True, slots=True)
class MoreSettings:
    """What else can be done with an activity."""

    activity_id: int


@button("acstand1")
@dataclass(frozen=True, slots=True)
class Standings:
    """Results and who goes on."""

    activity_id: int


@button("acqual1")
@dataclass(frozen=True, slots=True)
class Qualify:
    """Let somebody go on to the next stage, or not."""

    activity_id: int
    member_id: int


@button("acresult1")
@dataclass(frozen=True, slots=True)
class WriteResults:
    """Write down results; asks for them."""

    activity_id: int


@button("acnext1")
@dataclass(frozen=True, slots=True)
class NextStage:
    """Open the next stage for those who qualified."""

    activity_id: int


@button("acquota1")
@dataclass(frozen=True, slots=True)
class SetQuotas:
    """Divide the places among groups and kinds of members."""

    activity_id: int


@button("accode1")
@dataclass(frozen=True, slots=True)
class ShowCode:
    """The check-in code of this moment."""

    activity_id: int


@button("acin1")
@dataclass(frozen=True, slots=True)
class CheckIn:
    """Check in; asks for the code."""

    activity_id: int


@button("acagain1")
@dataclass(frozen=True, slots=True)
class Again:
    """Hold the same activity once more."""

    activity_id: int


@button("acdraw1")
@dataclass(frozen=True, slots=True)
class Draw:
    """Draw lots; asks for the public number."""

    activity_id: int


@button("acopens1")
@dataclass(frozen=True, slots=True)
class WishOpening:
    """Be told when the sign-up opens, or not."""

    activity_id: int
    wish: bool


@button("acpubany1")
@dataclass(frozen=True, slots=True)
class PublishAnyway:
    """Open a draft for signing up although nobody would hear of it."""

    activity_id: int


@button("acslotn1")
@dataclass(frozen=True, slots=True)
class SlotSizes:
    """The slots of an activity with how many each takes, to be changed."""

    activity_id: int
    page: int


@button("acslotc1")
@dataclass(frozen=True, slots=True)
class ResizeSlot:
    """Change how many one slot takes."""

    slot_id: int


@button("acslota1")
@dataclass(frozen=True, slots=True)
class AddSlots:
    """Lay out more slots."""

    activity_id: int


@button("acics1")
@dataclass(frozen=True, slots=True)
class SendCalendar:
    """Send the activity as a calendar file."""

    activity_id: int

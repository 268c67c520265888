"""Buttons of the terms of an activity, of requests between members, of own reminders and of the list of who came."""

from dataclasses import dataclass

from bot.activities.rules_terms import HandoverKind, Lead, Substitutes, Way
from bot.buttons import button


@button("acterms1")
@dataclass(frozen=True, slots=True)
class ShowTerms:
    """How places are given and passed on."""

    activity_id: int


@button("acway1")
@dataclass(frozen=True, slots=True)
class SetWay:
    """Give places in this way."""

    activity_id: int
    way: Way


@button("acsubst1")
@dataclass(frozen=True, slots=True)
class SetSubstitutes:
    """When a place may be handed to a colleague."""

    activity_id: int
    substitutes: Substitutes


@button("acprep1")
@dataclass(frozen=True, slots=True)
class AskPreparation:
    """Write down what is to be prepared; asks for it."""

    activity_id: int


@button("acpend1")
@dataclass(frozen=True, slots=True)
class ShowPending:
    """A page, from 0, of the sign-ups that wait for the committee's yes."""

    activity_id: int
    page: int


@button("acok1")
@dataclass(frozen=True, slots=True)
class Approve:
    """Yes to this very sign-up."""

    sign_up_id: int
    revision: int


@button("acnay1")
@dataclass(frozen=True, slots=True)
class Reject:
    """No to a sign-up; asks for the reason."""

    sign_up_id: int


@button("achand1")
@dataclass(frozen=True, slots=True)
class HandOver:
    """Begin to swap one's slot with a named colleague, or to hand the place to one."""

    activity_id: int
    kind: HandoverKind


@button("acaskone1")
@dataclass(frozen=True, slots=True)
class AskColleague:
    """Ask this colleague to swap slots, or to take the place."""

    activity_id: int
    kind: HandoverKind
    member_id: int


@button("acseek1")
@dataclass(frozen=True, slots=True)
class SeekSwap:
    """Ask whoever has a place in this slot to swap."""

    activity_id: int
    slot_id: int


@button("acreply1")
@dataclass(frozen=True, slots=True)
class AnswerHandover:
    """Agree to a colleague's request, or not."""

    handover_id: int
    agree: bool


@button("actake1")
@dataclass(frozen=True, slots=True)
class TakeBackHandover:
    """Withdraw the own request."""

    handover_id: int


@button("acremind1")
@dataclass(frozen=True, slots=True)
class ShowOwnReminder:
    """Choose when to be reminded."""

    activity_id: int


@button("aclead2")
@dataclass(frozen=True, slots=True)
class SetOwnReminder:
    """Be reminded then."""

    activity_id: int
    lead: Lead


@button("acabsent1")
@dataclass(frozen=True, slots=True)
class ShowAbsent:
    """Who is not marked as having come."""

    activity_id: int


@button("acclose1")
@dataclass(frozen=True, slots=True)
class ClosePresence:
    """The list of who came is complete, or is opened again."""

    activity_id: int
    closed: bool


@button("acslotsf1")
@dataclass(frozen=True, slots=True)
class ShowSlotsFor:
    """The slots of one day, for a member of the own group; -1: the first day with room."""

    activity_id: int
    member_id: int
    day: int


@button("acslotf1")
@dataclass(frozen=True, slots=True)
class BookSlotFor:
    """Book a slot for a member of the own group, or move the booking there."""

    activity_id: int
    member_id: int
    slot_id: int


@button("acforus1")
@dataclass(frozen=True, slots=True)
class ShowEntered:
    """The sign-ups of the own groups that somebody made for others."""

    activity_id: int


@button("acundo1")
@dataclass(frozen=True, slots=True)
class WithdrawMember:
    """Give back the places of a member of the own group."""

    activity_id: int
    member_id: int
    revision: int


@button("acgiven1")
@dataclass(frozen=True, slots=True)
class ShowAnswerFiles:
    """Send the committee the files people handed in."""

    activity_id: int

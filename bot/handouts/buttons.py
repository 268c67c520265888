"""Buttons of hand-outs."""

from dataclasses import dataclass

from bot.buttons import button


@button("homine1")
@dataclass(frozen=True, slots=True)
class MyHandouts:
    """What one may collect."""


@button("hocode1")
@dataclass(frozen=True, slots=True)
class ShowCode:
    """The own code as a picture."""

    handout_id: int


@button("holist1")
@dataclass(frozen=True, slots=True)
class ListHandouts:
    """The hand-outs one gives out."""


@button("honew1")
@dataclass(frozen=True, slots=True)
class NewHandout:
    """The committee announces a hand-out."""


@button("hoboard1")
@dataclass(frozen=True, slots=True)
class ShowBoard:
    """How many have collected, and who has not."""

    handout_id: int


@button("hogive1")
@dataclass(frozen=True, slots=True)
class GiveOut:
    """Enter codes one after the other."""

    handout_id: int


@button("hothis1")
@dataclass(frozen=True, slots=True)
class Give:
    """Give a member's share to the member."""

    handout_id: int
    member_id: int


@button("hoproxy1")
@dataclass(frozen=True, slots=True)
class GiveToProxy:
    """Give it to somebody else for the member; asks for the name."""

    handout_id: int
    member_id: int


@button("hoback1")
@dataclass(frozen=True, slots=True)
class TakeBack:
    """It was noted by mistake."""

    handout_id: int
    member_id: int


@button("hopick1")
@dataclass(frozen=True, slots=True)
class PickMember:
    """Somebody of the list of those who have not collected."""

    handout_id: int
    member_id: int


@button("hochase1")
@dataclass(frozen=True, slots=True)
class Chase:
    """Remind those who have not collected."""

    handout_id: int


@button("hofile1")
@dataclass(frozen=True, slots=True)
class CollectionFile:
    """Who collected, as a table."""

    handout_id: int


@button("hoend1")
@dataclass(frozen=True, slots=True)
class EndHandout:
    """Give out nothing more; ``sure`` False: ask first."""

    handout_id: int
    sure: bool


@button("hoshare1")
@dataclass(frozen=True, slots=True)
class GiveShare:
    """Give a member's share to the member, or (``proxy``) to somebody else. ``check``: the digits of the code that was
    shown, where that is what allows it."""

    handout_id: int
    member_id: int
    check: str
    proxy: bool


@button("hoitem1")
@dataclass(frozen=True, slots=True)
class ChooseItem:
    """The item one wants, counted from 0."""

    handout_id: int
    item: int


@button("hoitemfor1")
@dataclass(frozen=True, slots=True)
class ChooseItemFor:
    """The item a member says at the table."""

    handout_id: int
    member_id: int
    check: str
    item: int


@button("hogroup1")
@dataclass(frozen=True, slots=True)
class TakeForGroup:
    """The leader fetches the shares of the own group; ``sure`` False: ask first."""

    handout_id: int
    sure: bool


@button("hovols1")
@dataclass(frozen=True, slots=True)
class ShowVolunteers:
    """Who helps to give out."""

    handout_id: int


@button("hovoladd1")
@dataclass(frozen=True, slots=True)
class AddVolunteers:
    """Let others help; asks for their names."""

    handout_id: int


@button("hovoldrop1")
@dataclass(frozen=True, slots=True)
class DropVolunteer:
    """Somebody helps no longer."""

    handout_id: int
    member_id: int

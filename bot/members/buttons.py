"""What the buttons about members carry."""

from dataclasses import dataclass

from bot.buttons import button
from bot.members.rules import Role


@button("norebind1")
@dataclass(frozen=True, slots=True)
class StopRebinding:
    """The present account says: that new code was not asked for by me."""

    invite_id: int


@button("memadd1")
@dataclass(frozen=True, slots=True)
class AddMembers:
    """Type new members into the chat; ``group_id`` 0: each line names its group."""

    group_id: int


@button("roster1")
@dataclass(frozen=True, slots=True)
class ImportRoster:
    """Take over the rows of an uploaded roster; ``only_good``: although other rows have errors."""

    upload_id: int
    only_good: bool


@button("rosterno1")
@dataclass(frozen=True, slots=True)
class DropRoster:
    """Forget an uploaded roster."""

    upload_id: int


@button("rostererr1")
@dataclass(frozen=True, slots=True)
class RosterReport:
    """Send the row-by-row report of an uploaded roster as a file."""

    upload_id: int


@button("people1")
@dataclass(frozen=True, slots=True)
class ShowMembers:
    """A page of a group's members; group 0 is everybody within reach."""

    group_id: int
    page: int


@button("person1")
@dataclass(frozen=True, slots=True)
class ShowMember:
    """The card of one member."""

    member_id: int


@button("find1")
@dataclass(frozen=True, slots=True)
class FindMember:
    """Ask for a name to look for."""


@button("roles1")
@dataclass(frozen=True, slots=True)
class ShowRoles:
    """What a member can be made, and what taken away."""

    member_id: int


@button("groups1")
@dataclass(frozen=True, slots=True)
class ShowGroups:
    """The tree of groups, as choices for a list."""

    page: int


@button("invite1")
@dataclass(frozen=True, slots=True)
class IssueInvite:
    """Make a code for one member; ``sure``: although an account is bound already."""

    member_id: int
    sure: bool


@button("invites1")
@dataclass(frozen=True, slots=True)
class IssueInvites:
    """Make codes for all of a group who have no account yet, as a file; ``sure`` after the head count.

    ``newest``: the newest code at that time. A second press finds a newer one and makes nothing void.
    """

    group_id: int
    newest: int
    sure: bool


@button("role1")
@dataclass(frozen=True, slots=True)
class ChangeRole:
    """Grant (or take away) a role; ``sure`` after the question; group 0 is the whole union."""

    member_id: int
    role: Role
    group_id: int
    grant: bool
    sure: bool


@button("roleok1")
@dataclass(frozen=True, slots=True)
class SettleNomination:
    """The second person says yes or no to a nomination."""

    nomination_id: int
    agree: bool


@button("rolekeys1")
@dataclass(frozen=True, slots=True)
class OpenMenu:
    """The menu with the keys that a new office brings."""


@button("leave1")
@dataclass(frozen=True, slots=True)
class MarkLeft:
    """The member has left the union; ``sure`` after the question."""

    member_id: int
    sure: bool


@button("grpman1")
@dataclass(frozen=True, slots=True)
class ManageGroup:
    """What can be done with a group itself."""

    group_id: int


@button("grpnew1")
@dataclass(frozen=True, slots=True)
class NewGroup:
    """Begin a new group below this one; 0 is the top of the tree."""

    parent_id: int


@button("grpren1")
@dataclass(frozen=True, slots=True)
class RenameGroup:
    """Ask for a better name for a group."""

    group_id: int


@button("grpend1")
@dataclass(frozen=True, slots=True)
class CloseGroup:
    """Dissolve an empty group; ``sure`` after the question."""

    group_id: int
    sure: bool


@button("mvto1")
@dataclass(frozen=True, slots=True)
class ChooseGroup:
    """A page of the groups a member can be moved to."""

    member_id: int
    page: int


@button("mv1")
@dataclass(frozen=True, slots=True)
class MoveMember:
    """Move a member to another group; ``sure`` after the question."""

    member_id: int
    group_id: int
    sure: bool

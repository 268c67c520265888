"""Buttons of notices."""

from dataclasses import dataclass

from bot.buttons import button


@button("ntgot1")
@dataclass(frozen=True, slots=True)
class GotIt:
    """收到: the member has read the notice."""

    notice_id: int


@button("ntnew1")
@dataclass(frozen=True, slots=True)
class WriteNotice:
    """Begin a notice."""


@button("ntlist1")
@dataclass(frozen=True, slots=True)
class NoticeList:
    """A page of the notices one may read, from 0."""

    page: int


@button("ntread1")
@dataclass(frozen=True, slots=True)
class ReadNotice:
    """One notice."""

    notice_id: int


@button("ntsent1")
@dataclass(frozen=True, slots=True)
class SentNotices:
    """A page of the committee's list of sent notices, from 0."""

    page: int


@button("ntrep1")
@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """Who got a notice, who confirmed it, who not."""

    notice_id: int


@button("ntmiss1")
@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The names of those who have not confirmed, a page from 0."""

    notice_id: int
    page: int


@button("ntchase1")
@dataclass(frozen=True, slots=True)
class Chase:
    """Remind those who have not confirmed."""

    notice_id: int


@button("ntstop1")
@dataclass(frozen=True, slots=True)
class StopNotice:
    """Cancel what is not yet sent."""

    notice_id: int


@button("ntrely1")
@dataclass(frozen=True, slots=True)
class Relay:
    """Ask the group leaders to tell those whom the notice has not reached."""

    notice_id: int


@button("nttell1")
@dataclass(frozen=True, slots=True)
class ToTellList:
    """A leader's members whom the notice has not reached, a page from 0."""

    notice_id: int
    page: int


@button("nttold1")
@dataclass(frozen=True, slots=True)
class Told:
    """The leader has told this member, or takes it back."""

    notice_id: int
    member_id: int
    told: bool
    page: int

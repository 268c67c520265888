"""Buttons of teams, events, kept places and points."""

from dataclasses import dataclass

from bot.buttons import button


@button("tmshow1")
@dataclass(frozen=True, slots=True)
class ShowTeam:
    """The own team of an activity, or the ways into one."""

    activity_id: int


@button("tmfound1")
@dataclass(frozen=True, slots=True)
class FoundTeam:
    """Found a team as its captain."""

    activity_id: int


@button("tmcode1")
@dataclass(frozen=True, slots=True)
class EnterTeamCode:
    """Enter a team; asks for its code."""


@button("tmjoin1")
@dataclass(frozen=True, slots=True)
class JoinTeam:
    """Enter the team with this code: the mate's yes."""

    code: str


@button("tmseek1")
@dataclass(frozen=True, slots=True)
class SeekTeam:
    """Look for a team, or stop looking."""

    activity_id: int
    seek: bool


@button("tmask1")
@dataclass(frozen=True, slots=True)
class AskLeaveTeam:
    """Put the question whether to leave the team, or (``dissolve``) to end it."""

    team_id: int
    dissolve: bool


@button("tmleave1")
@dataclass(frozen=True, slots=True)
class LeaveTeam:
    """Leave the team."""

    team_id: int


@button("tmend1")
@dataclass(frozen=True, slots=True)
class DissolveTeam:
    """The captain ends the team."""

    team_id: int


@button("tmcrew1")
@dataclass(frozen=True, slots=True)
class ManageCrew:
    """The captain's page of the members."""

    team_id: int


@button("tmout1")
@dataclass(frozen=True, slots=True)
class RemoveMate:
    """The captain takes somebody out of the team."""

    team_id: int
    member_id: int


@button("tmlead1")
@dataclass(frozen=True, slots=True)
class HandTeamOver:
    """The captain makes somebody else captain."""

    team_id: int
    member_id: int


@button("tmname1")
@dataclass(frozen=True, slots=True)
class RenameTeam:
    """Give the team another name; asks for it."""

    team_id: int


@button("tmagain1")
@dataclass(frozen=True, slots=True)
class EnlistTeam:
    """Sign a complete team up again that gave its places back."""

    team_id: int


@button("tminv1")
@dataclass(frozen=True, slots=True)
class InviteMate:
    """The captain asks a colleague to come into the team; asks for the name."""

    team_id: int


@button("tmno1")
@dataclass(frozen=True, slots=True)
class RefuseTeam:
    """The invited colleague does not come into the team."""

    team_id: int


@button("tmguest1")
@dataclass(frozen=True, slots=True)
class AnswerGuest:
    """The leader says whether a member without Telegram comes into the team."""

    team_id: int
    member_id: int
    agree: bool


@button("tmwith1")
@dataclass(frozen=True, slots=True)
class FoundWith:
    """Found a team and ask this colleague into it."""

    activity_id: int
    member_id: int


@button("tmput1")
@dataclass(frozen=True, slots=True)
class PutIntoTeam:
    """A leader or the committee puts somebody into a team."""

    team_id: int
    member_id: int


@button("tmseekfor1")
@dataclass(frozen=True, slots=True)
class SeekFor:
    """A leader notes that somebody looks for a team."""

    activity_id: int
    member_id: int


@button("tmoutfor1")
@dataclass(frozen=True, slots=True)
class TakeOutOfTeam:
    """A leader takes somebody out of the team."""

    activity_id: int
    member_id: int


@button("tmplace1")
@dataclass(frozen=True, slots=True)
class AskPlacing:
    """The committee puts somebody into a team; asks for both names."""

    activity_id: int


@button("ctqual1")
@dataclass(frozen=True, slots=True)
class QualifyFirst:
    """Let just the first so many ranks go on to the next stage."""

    activity_id: int
    ranks: int


@button("tmboard1")
@dataclass(frozen=True, slots=True)
class TeamBoard:
    """The committee looks at the teams of an activity, a page from 0."""

    activity_id: int
    page: int


@button("tmfile1")
@dataclass(frozen=True, slots=True)
class TeamFile:
    """The teams as a table."""

    activity_id: int


@button("tmfill1")
@dataclass(frozen=True, slots=True)
class FillTeams:
    """Put those who look for a team into teams now."""

    activity_id: int


@button("ctset1")
@dataclass(frozen=True, slots=True)
class ContestSettings:
    """What only contests have."""

    activity_id: int


@button("cttask1")
@dataclass(frozen=True, slots=True)
class AskTeams:
    """Say how large teams are; asks for it."""

    activity_id: int


@button("cteask1")
@dataclass(frozen=True, slots=True)
class AskEvents:
    """Say which events there are; asks for them."""

    activity_id: int


@button("ctkask1")
@dataclass(frozen=True, slots=True)
class AskKept:
    """Keep places for groups; asks how many and until when."""

    activity_id: int


@button("ctpask1")
@dataclass(frozen=True, slots=True)
class AskPoints:
    """Say how many points the ranks give; asks for it."""

    activity_id: int


@button("evshow1")
@dataclass(frozen=True, slots=True)
class ShowEvents:
    """The events of a sports meeting, to be ticked."""

    activity_id: int


@button("evtick1")
@dataclass(frozen=True, slots=True)
class TickEvent:
    """Enter an event, or leave it."""

    event_id: int
    enter: bool


@button("evlist1")
@dataclass(frozen=True, slots=True)
class EventList:
    """Who takes part in one event."""

    event_id: int


@button("evfile1")
@dataclass(frozen=True, slots=True)
class EventFile:
    """Who takes part in which event, as a table."""

    activity_id: int


@button("evres1")
@dataclass(frozen=True, slots=True)
class WriteEventResults:
    """Write down the results of an event; asks for them."""

    event_id: int


@button("ctscore1")
@dataclass(frozen=True, slots=True)
class ShowScores:
    """Results with awards, and points by group."""

    activity_id: int


@button("cttell1")
@dataclass(frozen=True, slots=True)
class TellResults:
    """Tell everybody who took part how it came out."""

    activity_id: int


@button("ctfree1")
@dataclass(frozen=True, slots=True)
class ReleaseKept:
    """Give the places kept for groups to everybody now."""

    activity_id: int

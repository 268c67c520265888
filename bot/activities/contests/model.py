"""Tables of contests: teams, the events of a sports meeting, places kept for groups, points."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class ContestTerms(SQLModel, table=True):
    """What only contests have; an activity without a row has none of it.

    ``team_least`` (players without whom a team is not complete) is None where people come one by one; ``team_most``
    players, beyond them ``team_substitutes``. ``filled_at``: when those who looked for a team were put into teams.
    ``events_each``: so many events for each person, None where there are no events. ``kept_until``: when the places kept
    for groups go to everybody. ``points`` for ranks 1, 2, 3 …: ``7,5,4``. ``ordering``: how results are ranked where there
    are no events. ``results_told``: what was made known of them, as JSON. ``awards``: so many ranks get a certificate.
    """

    __tablename__ = "activity_contest"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    team_least: int | None = None
    team_most: int = 0
    team_substitutes: int = 0
    team_men: int = 0
    team_women: int = 0
    filled_at: datetime | None = None
    events_each: int | None = None
    kept_until: datetime | None = None
    released_at: datetime | None = None
    points: str = ""
    results_told_at: datetime | None = None
    results_told: str = Field(default="", sa_column_kwargs={"server_default": ""})
    ordering: str = Field(default="", sa_column_kwargs={"server_default": ""})
    awards: int | None = None


class Team(SQLModel, table=True):
    """A team of an activity. Its place is the captain's sign-up, which counts everybody in it; ``code`` lets mates in."""

    __tablename__ = "activity_team"
    __table_args__ = (UniqueConstraint("activity_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    name: str
    code: str = Field(unique=True)
    captain_id: int = Field(foreign_key="member.id")
    created_at: datetime


class TeamMember(SQLModel, table=True):
    """A member in a team of an activity, in one at most; ``team_id`` None: looks for a team. ``number``: the order of
    coming."""

    __tablename__ = "activity_team_member"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    team_id: int | None = Field(default=None, foreign_key="activity_team.id", index=True)
    number: int
    joined_at: datetime


class TeamGuest(SQLModel, table=True):
    """A colleague without Telegram whom somebody wants in a team. The leader of the colleague's group says yes
    (``agreed_at``); until then the team has no such member."""

    __tablename__ = "activity_team_guest"

    activity_id: int = Field(
        primary_key=True, foreign_key="activity.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    team_id: int | None = Field(default=None, foreign_key="activity_team.id", index=True)
    asked_by: int = Field(foreign_key="member.id")
    asked_at: datetime
    agreed_by: int | None = Field(default=None, foreign_key="member.id")
    agreed_at: datetime | None = None


class ActivityEvent(SQLModel, table=True):
    """An event of a sports meeting, with its own capacity. ``queue``: the last number given out. ``ordering``: how its
    results are ranked."""

    __tablename__ = "activity_event"
    __table_args__ = (UniqueConstraint("activity_id", "title"),)

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    title: str
    capacity: int | None = None
    placed: int = 0
    queue: int = 0
    ordering: str = Field(default="", sa_column_kwargs={"server_default": ""})


class EventEntry(SQLModel, table=True):
    """Somebody who is signed up for the activity takes part in one of its events, or waits for it."""

    __tablename__ = "activity_event_entry"

    event_id: int = Field(
        primary_key=True, foreign_key="activity_event.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    activity_id: int = Field(foreign_key="activity.id", index=True)
    status: str
    queue: int
    result: str = ""
    rank: int | None = None

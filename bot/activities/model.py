"""Tables of activities and sign-ups."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.activities.rules import ActivityKind, ActivityState, SignUpStatus

#: Written out, not bound: only so do the databases see that the partial indexes fit.
UNFINISHED = "state IN ('draft', 'open', 'closed')"
PAST = "state IN ('cancelled', 'done')"
COMING = f"activity.{UNFINISHED} AND activity.state <> 'draft'"


class Activity(SQLModel, table=True):
    """Something members can sign up for.

    ``audience`` is the text form of ``bot.members.audience.Audience``. ``placed``, ``waiting`` (people) and ``queue``
    (the last number given out) are kept by the transaction that changes a sign-up. ``revision`` counts changes of
    what people were told. ``limited``: it has slots or quotas beside its capacity; ``asks``: it has a
    form. ``draw``: nobody has a place before
    the draw; ``draw_list`` is the hash of those who took part in it. ``stage_of``: the contest stage before this one. ``last_start_at``: when
    the last slot begins; ``starts_at`` is then the next one. ``opens_at``: from when on people may sign up, None: at once.
    """

    __table_args__ = (
        Index(
            "ix_activity_coming",
            "starts_at",
            "id",
            sqlite_where=text(UNFINISHED),
            postgresql_where=text(UNFINISHED),
        ),
        Index("ix_activity_past", "starts_at", "id", sqlite_where=text(PAST), postgresql_where=text(PAST)),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str
    kind: str = ActivityKind.OTHER
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    deadline_at: datetime | None = None
    capacity: int | None = None
    audience: str = "everyone"
    description: str = ""
    state: str = ActivityState.DRAFT
    reason: str = ""
    placed: int = 0
    waiting: int = 0
    waiting_parties: int = 0
    queue: int = 0
    most_people: int = 1
    offer_hours: int | None = None
    compulsory: bool = False
    draw: bool = False
    limited: bool = False
    asks: bool = False
    last_start_at: datetime | None = None
    opens_at: datetime | None = None
    stage_of: int | None = Field(default=None, foreign_key="activity.id")
    cloned_from: int | None = Field(default=None, foreign_key="activity.id")
    check_in_secret: str = ""
    draw_seed: str = ""
    draw_list: str = ""
    source: str = ""
    request: str = Field(unique=True)
    created_by: int = Field(foreign_key="member.id")
    created_at: datetime
    published_at: datetime | None = None
    revision: int = 1


class SignUp(SQLModel, table=True):
    """A member's sign-up for one activity; one row however often the member comes and goes.

    ``queue`` is the place in the order of commits. ``group_id`` is the member's group at that time. ``entered_by`` is
    who did it for the member. ``quotas``: the ids of the quotas it falls under, such as ``3,7``. ``revision`` counts
    changes of status.
    """

    __tablename__ = "sign_up"
    __table_args__ = (
        UniqueConstraint("activity_id", "member_id"),
        Index("ix_sign_up_queue", "activity_id", "status", "queue"),
        Index("ix_sign_up_member", "member_id", "status", "activity_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    member_id: int = Field(foreign_key="member.id")
    group_id: int = Field(foreign_key="union_group.id")
    status: str = SignUpStatus.PLACED
    people: int = 1
    guests: str = ""
    queue: int
    slot_id: int | None = Field(default=None, foreign_key="activity_slot.id", index=True)
    quotas: str = ""
    offered_until: datetime | None = None
    answered_at: datetime | None = None
    reason: str = ""
    entered_by: int | None = Field(default=None, foreign_key="member.id")
    checked_in_at: datetime | None = None
    excuse_asked_at: datetime | None = None
    result: str = ""
    rank: int | None = None
    qualified: bool = False
    created_at: datetime
    changed_at: datetime
    revision: int = 1


class Slot(SQLModel, table=True):
    """A time within an activity with its own capacity: one of the mornings of a health check."""

    __tablename__ = "activity_slot"
    __table_args__ = (UniqueConstraint("activity_id", "starts_at"),)

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id", index=True)
    starts_at: datetime
    ends_at: datetime | None = None
    capacity: int
    placed: int = 0


class Quota(SQLModel, table=True):
    """A part of an activity's places. ``kind`` and ``ref`` name whom it is for as an audience does (groups 12, traits
    women), or the choice of a question (option 5:0)."""

    __tablename__ = "activity_quota"
    __table_args__ = (UniqueConstraint("activity_id", "kind", "ref"),)

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id", index=True)
    kind: str
    ref: str
    capacity: int
    placed: int = 0


class Question(SQLModel, table=True):
    """A question of the sign-up form. ``choices`` is a JSON list of labels; empty for other kinds."""

    __tablename__ = "activity_question"
    __table_args__ = (UniqueConstraint("activity_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    position: int
    kind: str
    text: str
    choices: str = "[]"


class Answer(SQLModel, table=True):
    """What one member answered to one question."""

    __tablename__ = "sign_up_answer"
    __table_args__ = (UniqueConstraint("sign_up_id", "question_id"),)

    id: int | None = Field(default=None, primary_key=True)
    sign_up_id: int = Field(foreign_key="sign_up.id")
    question_id: int = Field(foreign_key="activity_question.id", index=True)
    value: str

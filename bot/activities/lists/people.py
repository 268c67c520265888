"""Lists for those who organise: activities of the committee, and who signed up, on pages and as a table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, text
from sqlalchemy import select as columns
from sqlmodel import Session, case, col, func, select

from bot import audit
from bot.activities import texts
from bot.activities.attending.buttons import Who
from bot.activities.attending.model import HandCheckIn
from bot.activities.contests.model import Team, TeamMember
from bot.activities.contests.part import HEADS
from bot.activities.looking import Line
from bot.activities.model import PAST, UNFINISHED, Activity, SignUp
from bot.activities.organising import publishing
from bot.activities.rules import ActivityKind, ActivityState, SignUpStatus
from bot.members.model import Group, Member
from bot.members.rules import Actor, Right, may, reach
from bot.paging import Page, page_number, page_of
from bot.refused import Refused

ACTIVITIES_ON_PAGE = 8
PEOPLE_ON_PAGE = 20
RECENT_PLACES = 3
_LISTED = (
    SignUpStatus.PLACED,
    SignUpStatus.OFFERED,
    SignUpStatus.WAITING,
    SignUpStatus.DECLINED,
    SignUpStatus.EXCUSED,
)

#: The columns of a sign-up that stand in the lists.
_SIGN_UP = (
    "member_id",
    "status",
    "guests",
    "reason",
    "answered_at",
    "created_at",
    "checked_in_at",
    "result",
)
_PARTS: dict[Who, list[ColumnElement[bool]]] = {
    Who.WAITING: [col(SignUp.status) == SignUpStatus.WAITING],
    Who.HERE: [col(SignUp.checked_in_at).is_not(None)],
    Who.ABSENT: [col(SignUp.status) == SignUpStatus.PLACED, col(SignUp.checked_in_at).is_(None)],
}


@dataclass(frozen=True, slots=True)
class Managed(Page[Line]):
    """A page of the committee's list."""

    past: bool


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who signed up. ``number`` counts within the status, so that it is the position for those who wait.
    ``noted_by``: who noted by hand that the person was there, ``noted_late``: afterwards. ``team``: the name of the own
    team."""

    member_id: int
    name: str
    group: str
    employee_no: str | None
    phone: str | None
    status: SignUpStatus
    number: int
    people: int
    guests: str
    reason: str
    signed_up_at: datetime
    checked_in_at: datetime | None
    result: str
    noted_by: str = ""
    noted_late: bool = False
    team: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """A page of who signed up, from 0, or of a part of it: ``who``, or the group named ``group``. ``placed`` and ``waiting``
    count people, ``here`` those of them who were there."""

    activity_id: int
    title: str
    starts_at: datetime
    lines: tuple[Participant, ...]
    number: int
    size: int
    total: int
    placed: int
    waiting: int
    own_group_only: bool
    may_export: bool
    here: int = 0
    who: Who | None = None
    group_id: int = 0
    group: str = ""


def managed_list(session: Session, actor: Actor, *, past: bool, page: int) -> Managed:
    """Drafts and what is coming, the next first; ``past``: what is over or cancelled, the latest first."""
    publishing.require(actor)
    start = col(Activity.starts_at)
    statement = select(Activity).where(text(PAST if past else UNFINISHED))
    statement = statement.order_by(start.desc() if past else start, col(Activity.id))
    number = page_number(page)
    rows = session.exec(statement.offset(number * ACTIVITIES_ON_PAGE).limit(ACTIVITIES_ON_PAGE + 1)).all()
    lines = tuple(
        Line(
            row.id or 0,
            row.title,
            ActivityKind(row.kind),
            ActivityState(row.state),
            row.starts_at,
            row.place,
            row.capacity,
            row.placed,
            None,
            row.waiting,
        )
        for row in rows
    )
    page_shown = page_of(lines, number, ACTIVITIES_ON_PAGE)
    return Managed(page_shown.lines, number, page_shown.more, past)


def recent_places(session: Session) -> list[str]:
    """The places of the latest activities, to be chosen again."""
    latest = func.max(col(Activity.id))
    rows = session.exec(
        select(Activity.place, latest)
        .where(Activity.place != "")
        .group_by(col(Activity.place))
        .order_by(latest.desc())
        .limit(RECENT_PLACES)
    )
    return [place for place, _ in rows]


def participants(
    session: Session,
    actor: Actor,
    *,
    activity_id: int,
    page: int | None,
    who: Who | None = None,
    group_id: int = 0,
) -> People:
    """Who signed up, the placed first, then the waiting, each in their order; ``page`` None: all. ``who``: only those who
    wait, were there, or were not; ``group_id``: only this group.

    A group leader sees the own group, the committee everybody. Raises Refused for others.
    """
    reached = reach(actor, Right.SEE_GROUP_LISTS)
    activity = session.get(Activity, activity_id)
    if activity is None or reached == frozenset():
        raise Refused("gone", texts.gone())
    mine = [
        col(SignUp.activity_id) == activity_id,
        col(SignUp.status).in_([status.value for status in _LISTED]),
    ]
    if reached is not None:
        mine.append(col(Member.group_id).in_(sorted(reached)))
    if group_id:
        mine.append(col(Member.group_id) == group_id)
    if who is not None:
        mine += _PARTS[who]
    rank = case({status.value: index for index, status in enumerate(_LISTED)}, value=col(SignUp.status))
    number = func.row_number().over(partition_by=col(SignUp.status), order_by=col(SignUp.queue))
    noting = select(col(Member.id).label("id"), col(Member.name).label("name")).subquery()
    # The position is the one in the whole list, also where only a group is shown.
    ranked = (
        select(col(SignUp.id).label("id"), number.label("number"))
        .where(col(SignUp.activity_id) == activity_id)
        .subquery()
    )
    base = (
        columns(
            *(col(getattr(SignUp, name)) for name in _SIGN_UP),
            HEADS.label("people"),
            *(col(getattr(Member, name)) for name in ("name", "employee_no", "phone")),
            col(Group.name).label("group"),
            ranked.c.number,
            col(HandCheckIn.late),
            noting.c.name.label("noted_by"),
            col(Team.name).label("team"),
        )
        .select_from(SignUp)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .join(Group, col(Group.id) == col(Member.group_id))
        .join(ranked, ranked.c.id == col(SignUp.id))
        .outerjoin(
            HandCheckIn,
            (col(HandCheckIn.activity_id) == activity_id)
            & (col(HandCheckIn.member_id) == col(SignUp.member_id)),
        )
        .outerjoin(noting, noting.c.id == col(HandCheckIn.entered_by))
        .outerjoin(
            TeamMember,
            (col(TeamMember.activity_id) == activity_id)
            & (col(TeamMember.member_id) == col(SignUp.member_id)),
        )
        .outerjoin(Team, col(Team.id) == col(TeamMember.team_id))
        .where(*mine)
        .order_by(rank, col(SignUp.queue))
    )
    counted = (
        select(
            func.count(),
            func.coalesce(func.sum(case((col(SignUp.status) == SignUpStatus.PLACED, HEADS), else_=0)), 0),
            func.coalesce(
                func.sum(case((col(SignUp.status) == SignUpStatus.WAITING, col(SignUp.people)), else_=0)), 0
            ),
            func.coalesce(func.sum(case((col(SignUp.checked_in_at).is_not(None), HEADS), else_=0)), 0),
        )
        .select_from(SignUp)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .where(*mine)
    )
    total, placed, waiting, here = session.execute(counted).one()
    shown = 0
    if page is not None:
        shown = max(0, min(page, (total - 1) // PEOPLE_ON_PAGE))
        base = base.offset(shown * PEOPLE_ON_PAGE).limit(PEOPLE_ON_PAGE)
    lines = tuple(_participant(row) for row in session.execute(base))
    return People(
        activity_id,
        activity.title,
        activity.starts_at,
        lines,
        shown,
        PEOPLE_ON_PAGE,
        total,
        placed,
        waiting,
        own_group_only=reached is not None,
        may_export=may(actor, Right.EXPORT),
        here=here,
        who=who,
        group_id=group_id,
        group=session.get_one(Group, group_id).name if group_id and lines else "",
    )


def note_export(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> None:
    """Write down that the list left the house. Raises Refused without the right."""
    if not may(actor, Right.EXPORT):
        raise Refused("no_right", texts.no_right())
    audit.note(session, actor.member_id, now, "activity.exported", f"activity:{activity_id}")


def _participant(row: Any) -> Participant:
    return Participant(
        row.member_id,
        row.name,
        row.group,
        row.employee_no,
        row.phone,
        SignUpStatus(row.status),
        int(row.number),
        row.people,
        row.guests,
        row.reason,
        row.answered_at or row.created_at,
        row.checked_in_at,
        row.result,
        row.noted_by or "",
        bool(row.late),
        row.team or "",
    )

"""Who was there: a code on the screen, or the word of the leader. Everybody counts once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from bot import audit
from bot.activities import rules, rules_checkin, texts
from bot.activities.attending.model import HandCheckIn
from bot.activities.attending.texts import attendance as attendance_texts
from bot.activities.contests.model import Team, TeamMember
from bot.activities.contests.part import HEADS
from bot.activities.model import Activity, SignUp, Slot
from bot.activities.organising import publishing
from bot.activities.rules import SignUpStatus
from bot.activities.series import lessons
from bot.members.model import Member
from bot.members.rules import Actor, Right, may, reach
from bot.paging import page_number
from bot.refused import Refused

NAMES_ON_PAGE = 20
#: So many people can be noted by name at once.
MOST_NAMES = 50


@dataclass(frozen=True, slots=True)
class Code:
    """The present code of an activity, and how many have checked in."""

    activity_id: int
    title: str
    code: str
    taken_until: datetime
    present: int
    placed: int


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """``already``: the member was counted before."""

    activity_id: int
    title: str
    already: bool


@dataclass(frozen=True, slots=True)
class OnRoll:
    """Somebody who has a place. ``here``: noted as being there. ``team``: the name of the own team."""

    member_id: int
    name: str
    people: int
    here: bool
    team: str = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """A page of the list to tick, from 0. ``members`` signed up, ``here`` of them are there; ``people``: with those they
    brought; ``walk_ins`` came without a sign-up. ``late``: who is noted now is an addition afterwards."""

    activity_id: int
    title: str
    lines: tuple[OnRoll, ...]
    number: int
    size: int
    members: int
    here: int
    people: int
    walk_ins: tuple[str, ...]
    late: bool
    manages: bool


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of names that were noted: ``ticked`` from the list, ``walk_ins`` without a sign-up, ``already`` there;
    ``unknown`` and ``namesakes`` (two members of this name) were not noted."""

    activity_id: int
    title: str
    ticked: tuple[str, ...]
    walk_ins: tuple[str, ...]
    already: tuple[str, ...]
    unknown: tuple[str, ...]
    namesakes: tuple[str, ...]
    late: bool


# -- by the code ------------------------------------------------------------------------------------------


def show_code(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Code:
    """The code to put on the screen now. Raises Refused: rights, not the time."""
    publishing.require(actor)
    row = publishing.locked(session, activity_id)
    _check_time(session, row, now)
    if not row.check_in_secret:
        row.check_in_secret = secrets.token_hex(16)
        session.add(row)
        session.flush()
        audit.note(session, actor.member_id, now, "activity.check_in", f"activity:{activity_id}")
    present = session.exec(
        select(HEADS).where(SignUp.activity_id == activity_id, col(SignUp.checked_in_at).is_not(None))
    ).all()
    walk_ins = session.exec(
        select(HandCheckIn.member_id).where(HandCheckIn.activity_id == activity_id, col(HandCheckIn.walk_in))
    ).all()
    return Code(
        activity_id,
        row.title,
        rules_checkin.code(row.check_in_secret, now),
        rules_checkin.taken_until(now),
        sum(present) + len(walk_ins),
        row.placed,
    )


def expected(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> CheckedIn:
    """Whether the actor may check in, before the code is asked for. Raises Refused: not on the list, not the time."""
    row = session.get(Activity, activity_id)
    if row is None:
        raise Refused("gone", texts.gone())
    sign_up = _placed(session, row, actor)
    already = sign_up.checked_in_at is not None
    if already and lessons.unnoted(session, activity_id, actor.member_id, now) is not None:
        already = False
    if not already:
        _check_time(session, row, now)
    return CheckedIn(activity_id, row.title, already)


def open_for(session: Session, actor: Actor, now: datetime) -> tuple[CheckedIn, ...]:
    """The activities at which the actor may check in now, the earliest first."""
    rows = session.exec(
        select(Activity, SignUp.checked_in_at)
        .join(SignUp, col(SignUp.activity_id) == col(Activity.id))
        .where(
            SignUp.member_id == actor.member_id,
            SignUp.status == SignUpStatus.PLACED,
            col(Activity.state).in_(rules.PUBLISHED),
            Activity.starts_at <= now + rules_checkin.EARLIEST,
        )
        .order_by(col(Activity.starts_at), col(Activity.id))
    ).all()
    return tuple(
        CheckedIn(row.id or 0, row.title, already=False)
        for row, checked_in_at in rows
        if rules_checkin.is_time(_starts_at(session, row), _ends_at(row), now)
        and (checked_in_at is None or lessons.unnoted(session, row.id or 0, actor.member_id, now) is not None)
    )


def check_in(session: Session, actor: Actor, now: datetime, *, activity_id: int, code: str) -> CheckedIn:
    """Note that the actor is there. Raises Refused: wrong code, not the time, not signed up."""
    row = publishing.locked(session, activity_id)
    sign_up = _placed(session, row, actor)
    lesson = lessons.unnoted(session, activity_id, actor.member_id, now)
    if sign_up.checked_in_at is not None and lesson is None:
        return CheckedIn(activity_id, row.title, already=True)
    _check_time(session, row, now)
    if not rules_checkin.fits(row.check_in_secret, code, now):
        raise Refused("code", attendance_texts.wrong_code())
    sign_up.checked_in_at = sign_up.checked_in_at or now
    session.add(sign_up)
    session.flush()
    lessons.note_present(session, activity_id, actor.member_id, now)
    audit.note(session, actor.member_id, now, "sign_up.checked_in", f"sign_up:{sign_up.id}")
    return CheckedIn(activity_id, row.title, already=False)


# -- by the list ------------------------------------------------------------------------------------------


def roll(session: Session, actor: Actor, now: datetime, *, activity_id: int, page: int) -> Roll:
    """The list to tick: the leader's own groups, for the committee everybody. Raises Refused: rights, not the time."""
    row = _to_enter(session, actor, now, activity_id)
    reached = reach(actor, Right.CHASE_GROUP)
    statement = (
        columns(col(SignUp.member_id), col(Member.name), HEADS, col(SignUp.checked_in_at), col(Team.name))
        .select_from(SignUp)
        .join(Member, col(Member.id) == col(SignUp.member_id))
        .outerjoin(
            TeamMember,
            (col(TeamMember.activity_id) == activity_id)
            & (col(TeamMember.member_id) == col(SignUp.member_id)),
        )
        .outerjoin(Team, col(Team.id) == col(TeamMember.team_id))
        .where(col(SignUp.activity_id) == activity_id, col(SignUp.status) == SignUpStatus.PLACED)
        # Those of a team stand together, as they come to the door.
        .order_by(
            col(Team.created_at).is_(None),
            col(Team.created_at),
            col(Team.id),
            case((col(Team.id).is_(None), col(SignUp.group_id)), else_=0),
            col(SignUp.queue),
            col(TeamMember.number),
        )
    )
    others = (
        select(Member.name)
        .join(HandCheckIn, col(HandCheckIn.member_id) == col(Member.id))
        .where(HandCheckIn.activity_id == activity_id, col(HandCheckIn.walk_in))
        .order_by(col(HandCheckIn.at), col(Member.id))
    )
    if reached is not None:
        statement = statement.where(col(Member.group_id).in_(sorted(reached)))
        others = others.where(col(Member.group_id).in_(sorted(reached)))
    lines = [
        OnRoll(member_id, name, people, checked_in_at is not None, team or "")
        for member_id, name, people, checked_in_at, team in session.execute(statement)
    ]
    walk_ins = tuple(session.exec(others))
    number = min(page_number(page), max(0, (len(lines) - 1) // NAMES_ON_PAGE))
    return Roll(
        activity_id,
        row.title,
        tuple(lines[number * NAMES_ON_PAGE : (number + 1) * NAMES_ON_PAGE]),
        number,
        NAMES_ON_PAGE,
        len(lines),
        sum(line.here for line in lines),
        sum(line.people for line in lines if line.here) + len(walk_ins),
        walk_ins,
        rules_checkin.is_late(_ends_at(row), now),
        may(actor, Right.MANAGE_ACTIVITIES),
    )


def tick(session: Session, actor: Actor, now: datetime, *, activity_id: int, member_id: int) -> None:
    """Note somebody on the list as being there, or take back what was noted by hand. Raises Refused: rights, not the
    time, not on the list, or the member checked in by the code."""
    row = _to_enter(session, actor, now, activity_id, lock=True)
    member = session.get(Member, member_id)
    if member is None or not may(actor, Right.CHASE_GROUP, group_id=member.group_id):
        raise Refused("gone", texts.gone())
    sign_up = _find(session, activity_id, member_id)
    if sign_up is None:
        raise Refused("not_signed_up", attendance_texts.is_not_on_list(member.name, row.title))
    if sign_up.checked_in_at is None:
        _note(session, actor, now, row, member_id, sign_up)
        return
    entry = session.get(HandCheckIn, (activity_id, member_id))
    if entry is None:
        raise Refused("by_code", attendance_texts.came_by_code(member.name))
    session.delete(entry)
    sign_up.checked_in_at = None
    session.add(sign_up)
    session.flush()
    audit.note(session, actor.member_id, now, "sign_up.not_present", f"sign_up:{sign_up.id}")


def enter(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, names: Sequence[str]
) -> Entered:
    """Note people by name: those with a place are ticked, others are noted as having come without one. A leader can name
    the own groups. Raises Refused: rights, not the time, too many names."""
    row = _to_enter(session, actor, now, activity_id, lock=True)
    if not 1 <= len(names) <= MOST_NAMES:
        raise Refused("names", attendance_texts.names_needed(MOST_NAMES))
    became: dict[str, list[str]] = {
        part: [] for part in ("ticked", "walk_ins", "already", "unknown", "namesakes")
    }
    for name in dict.fromkeys(names):
        members = [
            member
            for member in session.exec(
                select(Member).where(Member.name == name, col(Member.left_on).is_(None))
            )
            if may(actor, Right.CHASE_GROUP, group_id=member.group_id)
        ]
        if len(members) != 1:
            became["namesakes" if members else "unknown"].append(name)
            continue
        member_id = members[0].id or 0
        sign_up = _find(session, activity_id, member_id)
        noted = session.get(HandCheckIn, (activity_id, member_id)) is not None
        if noted or (sign_up is not None and sign_up.checked_in_at is not None):
            became["already"].append(name)
            continue
        _note(session, actor, now, row, member_id, sign_up)
        became["walk_ins" if sign_up is None else "ticked"].append(name)
    return Entered(
        activity_id,
        row.title,
        **{part: tuple(names) for part, names in became.items()},
        late=rules_checkin.is_late(_ends_at(row), now),
    )


def _note(
    session: Session, actor: Actor, now: datetime, row: Activity, member_id: int, sign_up: SignUp | None
) -> None:
    late = rules_checkin.is_late(_ends_at(row), now)
    if sign_up is not None:
        sign_up.checked_in_at = now
        session.add(sign_up)
    lessons.note_present(session, row.id or 0, member_id, now, entered_by=actor.member_id)
    session.add(
        HandCheckIn(
            activity_id=row.id or 0,
            member_id=member_id,
            entered_by=actor.member_id,
            at=now,
            walk_in=sign_up is None,
            late=late,
        )
    )
    session.flush()
    subject = f"sign_up:{sign_up.id}" if sign_up else f"activity:{row.id}"
    audit.note(session, actor.member_id, now, "attendance.noted", subject, member=member_id, late=late)


def _to_enter(
    session: Session, actor: Actor, now: datetime, activity_id: int, *, lock: bool = False
) -> Activity:
    """The activity at which the actor may note who is there. Raises Refused: rights, not the time."""
    if reach(actor, Right.CHASE_GROUP) == frozenset():
        raise Refused("no_right", attendance_texts.leaders_only())
    row = publishing.locked(session, activity_id) if lock else session.get(Activity, activity_id)
    if row is None or row.state in {rules.ActivityState.DRAFT, rules.ActivityState.CANCELLED}:
        raise Refused("gone", texts.gone())
    if not rules_checkin.may_enter(_starts_at(session, row), _ends_at(row), now):
        raise Refused(
            "time",
            attendance_texts.not_the_time_to_enter(
                row.title, rules_checkin.opens_at(_starts_at(session, row)), now
            ),
        )
    return row


def _placed(session: Session, row: Activity, actor: Actor) -> SignUp:
    sign_up = _find(session, row.id or 0, actor.member_id)
    if sign_up is None:
        raise Refused("not_signed_up", attendance_texts.not_on_list(row.title))
    return sign_up


def _find(session: Session, activity_id: int, member_id: int) -> SignUp | None:
    return session.exec(
        select(SignUp).where(
            SignUp.activity_id == activity_id,
            SignUp.member_id == member_id,
            SignUp.status == SignUpStatus.PLACED,
        )
    ).first()


def _check_time(session: Session, row: Activity, now: datetime) -> None:
    if row.state in {rules.ActivityState.DRAFT, rules.ActivityState.CANCELLED}:
        raise Refused("gone", texts.gone())
    if not rules_checkin.is_time(_starts_at(session, row), _ends_at(row), now):
        starts_at, ends_at = _starts_at(session, row), _ends_at(row)
        raise Refused(
            "time",
            attendance_texts.not_the_time(
                row.title, rules_checkin.opens_at(starts_at), rules_checkin.closes_at(ends_at), now
            ),
        )


def _starts_at(session: Session, row: Activity) -> datetime:
    first = session.exec(
        select(Slot.starts_at).where(Slot.activity_id == row.id).order_by(col(Slot.starts_at))
    ).first()
    return first or row.starts_at


def _ends_at(row: Activity) -> datetime:
    return row.ends_at or (row.last_start_at or row.starts_at) + rules.USUAL_LENGTH

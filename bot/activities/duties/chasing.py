"""Who must come, who said no, who has not answered; leaders excuse and chase their people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.activities import places, rules, texts
from bot.activities.contests import finals, following, teams
from bot.activities.contests import part as contest_part
from bot.activities.contests.following import check_alone
from bot.activities.contests.model import TeamMember
from bot.activities.duties import enrolling
from bot.activities.duties.texts import chasing as duty_texts
from bot.activities.eligibility import Eligibility, audience_of, not_for_you
from bot.activities.limits import CHANGE_SIGN_UP, Locked, count, lock
from bot.activities.model import Activity, SignUp
from bot.activities.own import Own, find_own
from bot.activities.places import SignUpOutcome
from bot.activities.rules import SignUpStatus
from bot.members import audience_query
from bot.members.model import Account, Member
from bot.members.roles import leaders_for
from bot.members.rules import Actor, Right, may, reach
from bot.refused import Refused
from bot.wording import local

REASON_LIMIT = 200
#: So many names are offered at once when somebody is signed up by the leader.
MOST_NAMES = 24
#: Nobody is chased twice within this time.
CHASED_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Missing:
    """Those of the actor's groups who have said nothing yet, the actor included; ``reachable`` others can be reminded,
    and ``to_enter`` could be signed up for by the leader."""

    activity_id: int
    title: str
    names: tuple[str, ...]
    reachable: int
    to_enter: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Chased:
    """How many were reminded, how many had been within the hour (``already``), and how many have no account to be
    reminded at."""

    title: str
    reminded: int
    already: int
    without_account: int


def decline(session: Session, actor: Actor, now: datetime, *, activity_id: int, reason: str) -> SignUpOutcome:
    """Say with a reason not to come; a place that was held goes to those who wait. Of a compulsory activity it is a
    request that the leader decides. Raises Refused."""
    line = _reason(reason)
    activity = lock(session, activity_id)
    if not may(actor, Right.SIGN_UP) or not Eligibility(session, actor, local(now).date()).admits(
        activity.audience
    ):
        raise not_for_you(session, activity.title, activity.audience)
    if not rules.may_leave(activity.state, activity.closes_at, now):
        raise Refused("too_late", texts.too_late_to_leave(activity.title))
    own = _own_or_newcomer(session, activity, actor, now)
    if own is not None and own.status == SignUpStatus.EXCUSED:
        return places.standing(session, activity, actor.member_id)
    in_teams = activity.compulsory and finals.in_teams(session, activity_id)
    if in_teams and own is None:
        following.put_row(
            session,
            activity_id,
            actor.member_id,
            actor.group_id,
            SignUpStatus.CANCELLED,
            activity.queue,
            now,
        )
        own = find_own(session, activity_id, actor.member_id)
    if activity.compulsory and own is not None and (in_teams or own.status == SignUpStatus.PLACED):
        asked = {"row_id": own.id, "reason": line, "excuse_asked_at": now, "answered_at": now}
        session.connection().execute(CHANGE_SIGN_UP, asked)
        _tell_leaders(session, actor, now, activity.title, own.id, own.revision, line)
    elif own is not None and own.status in rules.LIVE:
        check_alone(session, activity)
        places.release(session, activity, own, SignUpStatus.DECLINED, now, reason=line)
    elif own is not None:
        said = {"row_id": own.id, "status": SignUpStatus.DECLINED.value, "reason": line, "changed_at": now}
        session.connection().execute(CHANGE_SIGN_UP, {**said, "revision": own.revision + 1})
    else:
        session.add(
            SignUp(
                activity_id=activity_id,
                member_id=actor.member_id,
                group_id=actor.group_id,
                status=SignUpStatus.DECLINED,
                queue=activity.queue + 1,
                reason=line,
                answered_at=now,
                created_at=now,
                changed_at=now,
            )
        )
        count(session, activity, (), placed=0, last=activity.queue + 1)
        session.flush()
    audit.note(session, actor.member_id, now, "sign_up.declined", f"activity:{activity_id}")
    return places.standing(session, activity, actor.member_id)


def _own_or_newcomer(session: Session, activity: Locked, actor: Actor, now: datetime) -> Own | None:
    """The own sign-up; who joined after everybody was put on the list of what is compulsory is put there now."""
    own = find_own(session, activity.id, actor.member_id)
    known = session.get(TeamMember, (activity.id, actor.member_id)) is not None
    if own is None and not known and activity.compulsory and activity.state in rules.PUBLISHED:
        enrolling.enrol_one(session, activity.id, actor.member_id, now)
        own = find_own(session, activity.id, actor.member_id)
    return own


def confirm_coming(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> SignUpOutcome:
    """Say to a compulsory activity: I come. Raises Refused for somebody who is not on its list, and where people come in
    teams."""
    activity = lock(session, activity_id)
    check_alone(session, activity)
    own = find_own(session, activity_id, actor.member_id)
    if own is None and Eligibility(session, actor, local(now).date()).admits(activity.audience):
        own = _own_or_newcomer(session, activity, actor, now)
    if own is None or own.status not in rules.HOLDING:
        raise Refused("not_signed_up", texts.not_signed_up(activity.title))
    said = {"row_id": own.id, "answered_at": now, "excuse_asked_at": None, "reason": ""}
    session.connection().execute(CHANGE_SIGN_UP, said)
    audit.note(session, actor.member_id, now, "sign_up.confirmed", f"sign_up:{own.id}")
    return places.standing(session, activity, actor.member_id)


def decide_excuse(session: Session, actor: Actor, now: datetime, *, sign_up_id: int, grant: bool) -> str:
    """The leader's yes or no to a request to stay away; the member is told. Returns the member's name. Raises Refused:
    rights, or it is decided already."""
    sign_up = session.get(SignUp, sign_up_id)
    if sign_up is None or not may(actor, Right.CHASE_GROUP, group_id=sign_up.group_id):
        raise Refused("gone", texts.gone())
    activity = lock(session, sign_up.activity_id)
    own = find_own(session, sign_up.activity_id, sign_up.member_id)
    member = session.get_one(Member, sign_up.member_id)
    in_teams = activity.compulsory and finals.in_teams(session, activity.id)
    if sign_up.excuse_asked_at is None or own is None or not (in_teams or own.status in rules.HOLDING):
        raise Refused("decided", duty_texts.decided(member.name))
    session.connection().execute(CHANGE_SIGN_UP, {"row_id": own.id, "excuse_asked_at": None})
    if grant and in_teams:
        _out_of_team(session, activity, sign_up, member.name, now)
    elif grant:
        places.release(session, activity, own, SignUpStatus.EXCUSED, now, reason=sign_up.reason)
    action = "sign_up.excused" if grant else "sign_up.not_excused"
    audit.note(session, actor.member_id, now, action, f"sign_up:{sign_up_id}")
    outbox.push(
        session,
        key=f"sign-up:{sign_up_id}:{action}:{own.revision}:{now.timestamp():.0f}",
        to=sign_up.member_id,
        due_at=now,
        message=duty_texts.excuse_answered(activity.title, activity.id, actor.name, grant=grant),
        reference=f"activity:{activity.id}",
    )
    return member.name


def _out_of_team(session: Session, activity: Locked, sign_up: SignUp, name: str, now: datetime) -> None:
    """Excused from a contest of teams: no longer in a team, whose people are told, nor among those who need one."""
    reason = sign_up.reason
    teams.drop_member(session, activity, sign_up.member_id, name, now)
    own = find_own(session, activity.id, sign_up.member_id)
    if own is not None:
        excused = {"status": SignUpStatus.EXCUSED.value, "people": 0, "reason": reason, "changed_at": now}
        session.connection().execute(
            CHANGE_SIGN_UP, {"row_id": own.id, "revision": own.revision + 1, "answered_at": now, **excused}
        )


def missing(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Missing:
    """Who of the actor's groups has not answered. Raises Refused for people who look after no group."""
    activity = session.get(Activity, activity_id)
    if activity is None or reach(actor, Right.CHASE_GROUP) == frozenset():
        raise Refused("gone", texts.gone())
    silent = _silent(session, actor, activity, now)
    rows = session.exec(
        select(Member.id, Member.name, Account.reachable)
        .outerjoin(Account, col(Account.member_id) == col(Member.id))
        .where(col(Member.id).in_(silent))
        .order_by(col(Member.id))
    ).all()
    others = [row for row in rows if row[0] != actor.member_id]
    reachable = sum(1 for _, _, account in others if account)
    to_enter = tuple((member_id or 0, name) for member_id, name, _ in others[:MOST_NAMES])
    return Missing(
        activity_id,
        activity.title,
        tuple(name for _, name, _ in rows),
        reachable,
        () if activity.compulsory and not finals.in_teams(session, activity_id) else to_enter,
    )


def chase(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Chased:
    """Remind the others of the actor's groups who have not answered; nobody twice within an hour, whoever of those
    who look after them presses. Raises Refused."""
    missing(session, actor, now, activity_id=activity_id)
    activity = session.get_one(Activity, activity_id)
    if not rules.may_leave(
        rules.ActivityState(activity.state), activity.last_start_at or activity.starts_at, now
    ):
        raise Refused("over", duty_texts.nobody_to_chase(activity.title))
    silent = [one for one in _silent(session, actor, activity, now) if one != actor.member_id]
    accounts = select(Account.member_id).where(col(Account.member_id).in_(silent), col(Account.reachable))
    reachable = set(session.exec(accounts))
    just_now = set(
        session.exec(
            select(outbox.Outgoing.member_id).where(
                outbox.Outgoing.reference == f"activity:{activity_id}",
                col(outbox.Outgoing.key).like(f"activity:{activity_id}:chase:%"),
                outbox.Outgoing.due_at > now - CHASED_AGAIN,
            )
        )
    )
    to_chase = [one for one in silent if one not in just_now]
    stamp = f"{now.timestamp():.0f}"
    outbox.push_many(
        session,
        keys={member_id: f"activity:{activity_id}:chase:{stamp}:{member_id}" for member_id in to_chase},
        due_at=now,
        message=duty_texts.please_answer(
            activity, actor.name, in_teams=finals.in_teams(session, activity_id)
        ),
        reference=f"activity:{activity_id}",
        valid_until=activity.starts_at,
    )
    audit.note(session, actor.member_id, now, "activity.chased", f"activity:{activity_id}", n=len(to_chase))
    return Chased(
        activity.title,
        len(reachable - just_now),
        len(reachable & just_now),
        len(silent) - len(reachable),
    )


def _silent(session: Session, actor: Actor, activity: Activity, now: datetime) -> list[int]:
    """The members within reach who belong to the audience and have said nothing."""
    members = set(audience_query.members_of(session, audience_of(activity.audience), local(now).date()))
    reached = reach(actor, Right.CHASE_GROUP)
    if reached is not None:
        own = session.exec(select(Member.id).where(col(Member.group_id).in_(sorted(reached))))
        members &= {member_id for member_id in own if member_id is not None}
    answered = session.exec(
        select(SignUp.member_id).where(
            SignUp.activity_id == activity.id, col(SignUp.answered_at).is_not(None)
        )
    )
    in_teams = contest_part.others_in_teams(session, activity.id or 0, (), with_team=activity.compulsory)
    return sorted(members - set(answered) - set(in_teams))


def _tell_leaders(
    session: Session, actor: Actor, now: datetime, title: str, sign_up_id: int, revision: int, reason: str
) -> None:
    """Who leads the member's group decides."""
    message = duty_texts.excuse_wanted(title, actor.name, reason, sign_up_id)
    for leader in leaders_for(session, actor.group_id):
        key = f"sign-up:{sign_up_id}:excuse:{now.timestamp():.0f}:{revision}:{leader}"
        outbox.push(session, key=key, to=leader, due_at=now, message=message)


def _reason(text: str) -> str:
    line = " ".join(text.split())
    if not 1 <= len(line) <= REASON_LIMIT:
        raise Refused("reason", duty_texts.reason_length(REASON_LIMIT))
    return line

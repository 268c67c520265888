"""Use cases of interest groups: join and leave, name the leader, tell something to all of one."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from bot import audit, outbox
from bot.circles import rules, texts
from bot.members import audience_query
from bot.members.audience import of_circle
from bot.members.model import Member
from bot.members.model_circles import Circle, CircleMember
from bot.members.rules import Actor, Right, may
from bot.refused import Refused
from bot.wording import local

NAME_LIMIT = 20
ABOUT_LIMIT = 200
TEXT_LIMIT = 500
MOST_CIRCLES = 30


@dataclass(frozen=True, slots=True)
class Line:
    """An interest group in the list."""

    circle_id: int
    name: str
    members: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One interest group as one member sees it. ``speaks``: the actor may tell it something."""

    circle_id: int
    name: str
    about: str
    leader: str
    members: int
    mine: bool
    speaks: bool
    manages: bool


@dataclass(frozen=True, slots=True)
class People:
    """Who belongs to it, in the order of joining; ``manages``: the actor may name the leader."""

    circle_id: int
    name: str
    people: tuple[tuple[int, str], ...]
    leader_id: int | None
    manages: bool


def circles(session: Session, actor: Actor) -> tuple[Line, ...]:
    """All interest groups. Raises Refused."""
    if not may(actor, Right.SIGN_UP):
        raise Refused("no_right", texts.no_right())
    counts: dict[int, int] = dict(
        session.exec(
            select(CircleMember.circle_id, func.count())
            .join(Member, col(Member.id) == col(CircleMember.member_id))
            .where(col(Member.left_on).is_(None))
            .group_by(col(CircleMember.circle_id))
        ).all()
    )
    mine = audience_query.circles_of(session, actor.member_id)
    rows = session.exec(select(Circle).where(col(Circle.closed_at).is_(None)).order_by(col(Circle.id)))
    return tuple(Line(row.id or 0, row.name, counts.get(row.id or 0, 0), row.id in mine) for row in rows)


def circle_card(session: Session, actor: Actor, *, circle_id: int) -> Card:
    """One interest group. Raises Refused."""
    if not may(actor, Right.SIGN_UP):
        raise Refused("no_right", texts.no_right())
    row = _circle(session, circle_id)
    line = next(one for one in circles(session, actor) if one.circle_id == circle_id)
    leader = session.get(Member, row.leader_id) if row.leader_id is not None else None
    return Card(
        circle_id,
        row.name,
        row.about,
        leader.name if leader is not None and leader.left_on is None else "",
        line.members,
        line.mine,
        rules.may_speak(actor, row.leader_id),
        may(actor, Right.MANAGE_ACTIVITIES),
    )


def join_circle(session: Session, actor: Actor, now: datetime, *, circle_id: int, join: bool) -> Card:
    """Join, or leave. A second time changes nothing. Who leads it stays its leader until another is named. Raises Refused."""
    if not may(actor, Right.SIGN_UP):
        raise Refused("no_right", texts.no_right())
    _circle(session, circle_id, lock=True)
    own = (CircleMember.circle_id == circle_id, CircleMember.member_id == actor.member_id)
    there = session.exec(select(CircleMember).where(*own)).first()
    if join and there is None:
        session.add(CircleMember(circle_id=circle_id, member_id=actor.member_id, joined_at=now))
    elif not join and there is not None:
        session.delete(there)
    if join is (there is None):
        session.flush()
        action = "circle.joined" if join else "circle.left"
        audit.note(session, actor.member_id, now, action, f"circle:{circle_id}")
    return circle_card(session, actor, circle_id=circle_id)


def people(session: Session, actor: Actor, *, circle_id: int) -> People:
    """Who belongs to it. Raises Refused for everybody but its leader and the committee."""
    row = _circle(session, circle_id)
    _require_voice(actor, row)
    rows = session.exec(
        select(Member.id, Member.name)
        .join(CircleMember, col(CircleMember.member_id) == col(Member.id))
        .where(CircleMember.circle_id == circle_id, col(Member.left_on).is_(None))
        .order_by(col(CircleMember.id))
    )
    named = tuple((member_id or 0, name) for member_id, name in rows)
    return People(circle_id, row.name, named, row.leader_id, may(actor, Right.MANAGE_ACTIVITIES))


def tell(
    session: Session, actor: Actor, now: datetime, *, circle_id: int, text: str, request: str
) -> tuple[str, int]:
    """Send a message to everybody of it, signed by the actor. The same ``request`` again sends nothing. Returns name and
    how many. Raises Refused."""
    row = _circle(session, circle_id)
    _require_voice(actor, row)
    fit_text(text)
    members = audience_query.members_of(session, of_circle(circle_id), local(now).date())
    outbox.push_many(
        session,
        keys={member_id: f"circle:{circle_id}:{request}:{member_id}" for member_id in members},
        due_at=now,
        message=texts.message(row.name, circle_id, actor.name, text.strip()),
        reference=f"circle:{circle_id}:{request}",
    )
    audit.note(session, actor.member_id, now, "circle.told", f"circle:{circle_id}", n=len(members))
    return row.name, len(members)


def fit_text(text: str) -> str:
    """A message as it may be sent. Raises Refused."""
    if not 1 <= len(text.strip()) <= TEXT_LIMIT:
        raise Refused("text", texts.bad_text(TEXT_LIMIT))
    return text.strip()


# -- the committee ------------------------------------------------------------------------------------------


def create_circle(session: Session, actor: Actor, now: datetime, *, text: str) -> Card:
    """A new interest group: its name, and in further lines what it is about. One that ended comes back, empty. Raises
    Refused: rights, the name is taken."""
    _require_management(actor)
    name, _, about = text.strip().partition("\n")
    name, about = " ".join(name.split()), about.strip()
    row = session.exec(select(Circle).where(Circle.name == name)).first()
    taken = row is not None and row.closed_at is None
    if not 1 <= len(name) <= NAME_LIMIT or len(about) > ABOUT_LIMIT or taken:
        raise Refused("name", texts.bad_name(NAME_LIMIT, ABOUT_LIMIT))
    if len(circles(session, actor)) >= MOST_CIRCLES:
        raise Refused("many", texts.too_many(MOST_CIRCLES))
    row = row or Circle(name=name, created_at=now)
    row.about, row.closed_at, row.leader_id = about, None, None
    session.add(row)
    session.flush()
    audit.note(session, actor.member_id, now, "circle.created", f"circle:{row.id}")
    return circle_card(session, actor, circle_id=row.id or 0)


def make_leader(session: Session, actor: Actor, now: datetime, *, circle_id: int, member_id: int) -> People:
    """Name the leader out of its members, who is told. Raises Refused."""
    _require_management(actor)
    row = _circle(session, circle_id, lock=True)
    if member_id not in {one for one, _ in people(session, actor, circle_id=circle_id).people}:
        raise Refused("gone", texts.not_a_member())
    if row.leader_id != member_id:
        row.leader_id = member_id
        session.add(row)
        session.flush()
        audit.note(session, actor.member_id, now, "circle.leader", f"circle:{circle_id}", member=member_id)
        key = f"circle:{circle_id}:leader:{member_id}:{now.timestamp():.0f}"
        outbox.push(session, key=key, to=member_id, due_at=now, message=texts.you_lead(row.name, circle_id))
    return people(session, actor, circle_id=circle_id)


def close_circle(session: Session, actor: Actor, now: datetime, *, circle_id: int) -> None:
    """It is no longer. Raises Refused."""
    _require_management(actor)
    row = _circle(session, circle_id, lock=True)
    row.closed_at = now
    session.add(row)
    session.connection().execute(delete(CircleMember).where(col(CircleMember.circle_id) == circle_id))
    audit.note(session, actor.member_id, now, "circle.closed", f"circle:{circle_id}")


def _circle(session: Session, circle_id: int, *, lock: bool = False) -> Circle:
    query = select(Circle).where(Circle.id == circle_id, col(Circle.closed_at).is_(None))
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise Refused("gone", texts.gone())
    return row


def _require_voice(actor: Actor, row: Circle) -> None:
    if not rules.may_speak(actor, row.leader_id):
        raise Refused("no_right", texts.no_right())


def _require_management(actor: Actor) -> None:
    if not may(actor, Right.MANAGE_ACTIVITIES):
        raise Refused("no_right", texts.no_right())

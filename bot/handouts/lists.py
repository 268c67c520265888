"""Who has collected and who has not, for those who give out; reminding the others."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import audit, outbox
from bot.handouts import texts
from bot.handouts.entitled import chosen_of, entitled, find_handout, items_of, require_giving
from bot.handouts.model import Collection, Handout
from bot.members import audience_query
from bot.members.audience import Audience
from bot.members.groups import tree
from bot.members.model import Member
from bot.members.rules import Actor, Right, may, reach
from bot.refused import Refused
from bot.reminders import Due
from bot.wording import local, midnight

MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A hand-out in the list of those who give out."""

    handout_id: int
    title: str
    until_on: date
    collected: int


@dataclass(frozen=True, slots=True)
class Board:
    """A hand-out within the actor's reach. ``groups``: name, collected, entitled. ``items``: how many chose each.
    ``leads``: the actor can fetch the shares of the own group."""

    handout_id: int
    title: str
    place: str
    until_on: date
    audience: str
    entitled: int
    collected: int
    proxies: int
    groups: tuple[tuple[str, int, int], ...]
    missing: tuple[tuple[int, str], ...]
    manages: bool
    open: bool
    each: int = 1
    items: tuple[tuple[str, int], ...] = ()
    leads: bool = False


def handouts(session: Session, actor: Actor) -> tuple[Line, ...]:
    """The latest hand-outs, for those who give out. Raises Refused."""
    require_giving(actor)
    rows = session.exec(select(Handout).order_by(col(Handout.id).desc()).limit(MOST_LISTED)).all()
    counts: dict[int, int] = {}
    for handout_id in session.exec(
        select(Collection.handout_id).where(col(Collection.handout_id).in_([row.id for row in rows]))
    ):
        counts[handout_id] = counts.get(handout_id, 0) + 1
    return tuple(Line(row.id or 0, row.title, row.until_on, counts.get(row.id or 0, 0)) for row in rows)


def board(session: Session, actor: Actor, now: datetime, *, handout_id: int) -> Board:
    """How many of those within reach have collected, by group, and who has not. Raises Refused."""
    require_giving(actor)
    row = find_handout(session, handout_id)
    reached = reach(actor, Right.CHASE_GROUP)
    taken = {
        one.member_id: one
        for one in session.exec(select(Collection).where(Collection.handout_id == handout_id))
    }
    ids = set(entitled(session, row, now)) | set(taken)
    members = session.exec(
        select(Member.id, Member.name, Member.group_id)
        .where(col(Member.id).in_(ids))
        .order_by(col(Member.id))
    ).all()
    own = [one for one in members if reached is None or one[2] in reached]
    by_group: dict[int, list[int]] = {}
    for member_id, _, group_id in own:
        counts = by_group.setdefault(group_id, [0, 0])
        counts[0] += member_id in taken
        counts[1] += 1
    whole = tree(session)
    chosen = chosen_of(session, handout_id)
    wanted = [chosen[member_id] for member_id, _, _ in own if member_id in chosen]
    return Board(
        handout_id,
        row.title,
        row.place,
        row.until_on,
        audience_query.describe(session, Audience.from_text(row.audience)),
        len(own),
        sum(1 for member_id, _, _ in own if member_id in taken),
        sum(1 for member_id, _, _ in own if member_id in taken and taken[member_id].proxy),
        tuple((whole.path(group_id), *counts) for group_id, counts in sorted(by_group.items())),  # type: ignore[misc]
        tuple((member_id or 0, name) for member_id, name, _ in own if member_id not in taken),
        may(actor, Right.MANAGE_ACTIVITIES),
        row.closed_at is None,
        row.each,
        tuple((item, wanted.count(item)) for item in items_of(row)),
        bool(reached),
    )


def chase(session: Session, actor: Actor, now: datetime, *, handout_id: int) -> int:
    """Remind those within reach who have not collected, each at most once a day. Returns how many. Raises Refused."""
    shown = board(session, actor, now, handout_id=handout_id)
    if not shown.open:
        raise Refused("closed", texts.ended(shown.title))
    _remind(session, now, handout_id, [member_id for member_id, _ in shown.missing])
    audit.note(session, actor.member_id, now, "handout.chased", f"handout:{handout_id}", n=len(shown.missing))
    return len(shown.missing)


def remind_on_last_day(session: Session, now: datetime, due: Due) -> None:
    """Remind everybody who has not collected on the morning of the last day."""
    row = session.get(Handout, due.subject_id)
    if row is None or row.closed_at is not None:
        return
    taken = set(session.exec(select(Collection.member_id).where(Collection.handout_id == row.id)))
    _remind(session, now, row.id or 0, [one for one in entitled(session, row, now) if one not in taken])


def collections(
    session: Session, actor: Actor, now: datetime, *, handout_id: int
) -> tuple[str, list[tuple[str, ...]]]:
    """The title and a row for everybody entitled: name, group, item, pieces, when, given by, proxy. Raises Refused."""
    if not may(actor, Right.EXPORT):
        raise Refused("no_right", texts.no_right())
    row = find_handout(session, handout_id)
    taken = {
        one.member_id: one
        for one in session.exec(select(Collection).where(Collection.handout_id == handout_id))
    }
    ids = set(entitled(session, row, now)) | set(taken) | {one.given_by for one in taken.values()}
    members = session.exec(
        select(Member).where(col(Member.id).in_(ids)).order_by(col(Member.group_id), col(Member.id))
    ).all()
    names = {member.id: member.name for member in members}
    whole = tree(session)
    those = set(entitled(session, row, now)) | set(taken)
    chosen = chosen_of(session, handout_id)
    lines: list[tuple[str, ...]] = []
    for member in members:
        if member.id in those:
            one = taken.get(member.id or 0)
            when = f"{local(one.at):%Y-%m-%d %H:%M}" if one else ""
            giver = names.get(one.given_by, "") if one else ""
            lines.append(
                (
                    member.name,
                    whole.path(member.group_id),
                    chosen.get(member.id or 0, ""),
                    str(row.each),
                    when,
                    giver,
                    one.proxy if one else "",
                )
            )
    return row.title, lines


def note_export(session: Session, actor: Actor, now: datetime, *, handout_id: int) -> None:
    """Who took the table away."""
    audit.note(session, actor.member_id, now, "handout.exported", f"handout:{handout_id}")


def _remind(session: Session, now: datetime, handout_id: int, members: list[int]) -> None:
    row = find_handout(session, handout_id)
    day = local(now).date().isoformat()
    outbox.push_many(
        session,
        keys={member_id: f"handout:{handout_id}:remind:{day}:{member_id}" for member_id in members},
        due_at=now,
        message=texts.please_collect(row.title, row.place, row.until_on, handout_id),
        reference=f"handout:{handout_id}",
        valid_until=midnight(row.until_on + timedelta(days=1)),
    )

"""Use cases of hand-outs: announce, end, and what a member may collect."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot import audit, outbox, reminders
from bot.handouts import rules, texts
from bot.handouts.entitled import entitled, find_handout, items_of, require_management
from bot.handouts.lists import Board, board
from bot.handouts.model import Chosen, Collection, Handout
from bot.members import audience_query
from bot.members.audience import Audience, matches
from bot.members.rules import Actor, Right, may
from bot.refused import Refused
from bot.wording import local, midnight

LAST_DAY = "handout.last_day"
REMINDED_AT = time(9, 0)
TITLE_LIMIT = 40
PLACE_LIMIT = 60
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Mine:
    """A hand-out for the actor: ``each`` pieces, of ``items`` the chosen ``item``. ``collected_at`` None: it waits, with
    this code."""

    handout_id: int
    title: str
    place: str
    until_on: date
    code: str
    collected_at: datetime | None
    proxy: str
    each: int = 1
    items: tuple[str, ...] = ()
    item: str = ""


# -- the committee announces --------------------------------------------------------------------------------


def fit_title(text: str) -> str:
    """The title in one line. Raises Refused."""
    line = " ".join(text.split())
    if not 1 <= len(line) <= TITLE_LIMIT:
        raise Refused("title", texts.bad_title(TITLE_LIMIT))
    return line


def fit_place(text: str) -> str:
    """Where and when it is handed out, in one line. Raises Refused."""
    line = " ".join(text.split())
    if len(line) > PLACE_LIMIT:
        raise Refused("place", texts.bad_place(PLACE_LIMIT))
    return line


def fit_each(text: str) -> int:
    """How many pieces each gets. Raises Refused."""
    number = rules.each_in(text)
    if number is None:
        raise Refused("each", texts.bad_each(rules.MOST_EACH))
    return number


def fit_items(text: str) -> tuple[str, ...]:
    """What is chosen between. Raises Refused."""
    items = rules.items_in(text)
    if items is None:
        raise Refused("items", texts.bad_items(rules.MOST_ITEMS, rules.LONGEST_ITEM))
    return items


def fit_last_day(day: date | None, now: datetime) -> date:
    """The last day. Raises Refused unless it is a day of the next year."""
    today = local(now).date()
    if day is None or not today <= day <= today + timedelta(days=MOST_DAYS):
        raise Refused("until", texts.bad_last_day())
    return day


def heads(session: Session, actor: Actor, now: datetime, *, audience: str) -> tuple[str, int]:
    """The audience in words, and how many they are. Raises Refused."""
    require_management(actor)
    who = Audience.from_text(audience)
    return audience_query.describe(session, who), audience_query.count(session, who, local(now).date())


def open_handout(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    title: str,
    audience: str,
    place: str,
    until_on: date,
    request: str,
    each: int = 1,
    items: Sequence[str] = (),
) -> Board:
    """Announce a hand-out to everybody it is for. The same ``request`` again gives the same one. Raises Refused."""
    require_management(actor)
    row = session.exec(select(Handout).where(Handout.request == request)).first()
    if row is None:
        row = Handout(
            title=fit_title(title),
            audience=audience,
            place=fit_place(place),
            until_on=fit_last_day(until_on, now),
            secret=secrets.token_hex(16),
            request=request,
            created_by=actor.member_id,
            created_at=now,
            each=fit_each(str(each)),
            items="\n".join(fit_items("、".join(items))) if items else "",
        )
        session.add(row)
        session.flush()
        members = entitled(session, row, now)
        handout_id = row.id or 0
        outbox.push_many(
            session,
            keys={member_id: f"handout:{handout_id}:open:{member_id}" for member_id in members},
            due_at=now,
            message=texts.announced(row.title, row.place, row.until_on, handout_id, row.each, items_of(row)),
            reference=f"handout:{handout_id}",
            valid_until=midnight(row.until_on + timedelta(days=1)),
        )
        due_at = midnight(row.until_on) + timedelta(hours=REMINDED_AT.hour)
        if local(now).date() < row.until_on:
            reminders.schedule(
                session,
                key=f"{LAST_DAY}:{handout_id}",
                kind=LAST_DAY,
                subject_id=handout_id,
                due_at=due_at,
                valid_until=due_at + timedelta(hours=10),
            )
        audit.note(session, actor.member_id, now, "handout.opened", f"handout:{handout_id}", n=len(members))
    return board(session, actor, now, handout_id=row.id or 0)


def end_handout(session: Session, actor: Actor, now: datetime, *, handout_id: int) -> Board:
    """Give out nothing more. A second time changes nothing. Raises Refused."""
    require_management(actor)
    row = find_handout(session, handout_id, lock=True)
    if row.closed_at is None:
        row.closed_at = now
        session.add(row)
        session.flush()
        reminders.cancel(session, LAST_DAY, handout_id)
        outbox.cancel(session, f"handout:{handout_id}")
        audit.note(session, actor.member_id, now, "handout.closed", f"handout:{handout_id}")
    return board(session, actor, now, handout_id=handout_id)


# -- members ------------------------------------------------------------------------------------------------


def my_handouts(session: Session, actor: Actor, now: datetime) -> tuple[Mine, ...]:
    """What the actor may collect, and what was collected of it. Raises Refused."""
    if not may(actor, Right.SIGN_UP):
        raise Refused("no_right", texts.no_right())
    today = local(now).date()
    facts = audience_query.facts_of(session, actor.member_id)
    rows = session.exec(
        select(Handout)
        .where(col(Handout.closed_at).is_(None), Handout.until_on >= today)
        .order_by(col(Handout.until_on), col(Handout.id))
    ).all()
    taken = {
        one.handout_id: one
        for one in session.exec(select(Collection).where(Collection.member_id == actor.member_id))
    }
    chosen = dict(
        session.exec(select(Chosen.handout_id, Chosen.item).where(Chosen.member_id == actor.member_id)).all()
    )
    return tuple(
        _mine(row, taken.get(row.id or 0), actor.member_id, chosen.get(row.id or 0, ""))
        for row in rows
        if row.id in taken or (facts is not None and matches(Audience.from_text(row.audience), facts, today))
    )


def _mine(row: Handout, taken: Collection | None, member_id: int, item: str) -> Mine:
    return Mine(
        row.id or 0,
        row.title,
        row.place,
        row.until_on,
        rules.code_of(row.secret, member_id),
        taken.at if taken is not None else None,
        taken.proxy if taken is not None else "",
        row.each,
        items_of(row),
        item,
    )

"""Telling everybody signed up that an activity is another one now, and asking again where it matters; telling leaders of
a new one whom they can help."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from bot import outbox
from bot.activities import rules, texts
from bot.activities.contests.part import others_in_teams
from bot.activities.duties.texts import entering as entering_texts
from bot.activities.model import Activity, SignUp, Slot
from bot.activities.organising.texts import managing as committee
from bot.activities.rules import SignUpStatus
from bot.members.groups import subtree
from bot.members.model import Account, Member, RoleGrant
from bot.members.rules import Role

#: Name, start, end and place of an activity: what people were told.
Known = tuple[str, datetime, datetime | None, str]


def known_of(row: Activity) -> Known:
    """What people were told of an activity."""
    return (row.title, row.starts_at, row.ends_at, row.place)


def tell_leaders(session: Session, row: Activity, members: Sequence[int], now: datetime) -> None:
    """Tell the leaders how many of ``members`` in their groups cannot be told by the bot, and can be signed up by them."""
    deaf = session.exec(
        select(Member.group_id)
        .outerjoin(Account, col(Account.member_id) == col(Member.id))
        .where(col(Member.id).in_(members), or_(col(Account.member_id).is_(None), ~col(Account.reachable)))
    ).all()
    if not deaf:
        return
    grants = session.exec(
        select(RoleGrant.member_id, RoleGrant.group_id).where(
            RoleGrant.role == Role.LEADER, col(RoleGrant.group_id).is_not(None)
        )
    ).all()
    for leader, group_id in grants:
        below = subtree(session, group_id or 0)
        number = sum(1 for one in deaf if one in below)
        if number:
            outbox.push(
                session,
                key=f"activity:{row.id}:enter:{group_id}:{leader}",
                to=leader,
                due_at=now,
                message=entering_texts.please_enter(row, number),
                reference=f"activity:{row.id}",
                valid_until=row.deadline_at or row.starts_at,
            )


def news_of(row: Activity, before: Known, moved: timedelta) -> Sequence[str]:
    """What to tell whoever moves up by the same change; the own slot is named beside it, so ``moved`` slots are not."""
    after = known_of(row)
    if after == before:
        return ()
    return committee.differences((before[0], *after[1:3], before[3]) if moved else before, after)


def tell_change(
    session: Session,
    row: Activity,
    before: Known,
    moved: timedelta,
    now: datetime,
    *,
    knowing: frozenset[int] = frozenset(),
) -> int:
    """Tell everybody signed up but those ``knowing`` it what changed, each of the own slot; ``moved``: by how much the
    slots went. Another time or place asks those with a place whether they still come. Returns how many were told."""
    after = known_of(row)
    if after == before:
        return 0
    asks = after[1:] != before[1:]
    if asks:
        session.connection().execute(
            update(SignUp)
            .where(
                col(SignUp.activity_id) == row.id,
                col(SignUp.status) == SignUpStatus.PLACED.value,
                col(SignUp.member_id).not_in(knowing),
            )
            .values(answered_at=None)
        )
    live = [status.value for status in rules.LIVE]
    found = session.exec(
        select(SignUp.member_id, SignUp.status, Slot.starts_at, Slot.ends_at)
        .outerjoin(Slot, col(Slot.id) == col(SignUp.slot_id))
        .where(SignUp.activity_id == row.id, col(SignUp.status).in_(live))
        .order_by(col(SignUp.queue))
    ).all()
    groups: dict[tuple[bool, datetime | None, datetime | None], list[int]] = {}
    people = [one for one in found if one[0] not in knowing]
    for member_id, status, starts_at, ends_at in people:
        groups.setdefault((status == SignUpStatus.PLACED, starts_at, ends_at), []).append(member_id)
    in_teams = others_in_teams(session, row.id or 0, {member_id for member_id, *_ in people} | knowing)
    if in_teams:
        groups.setdefault((False, None, None), []).extend(in_teams)
    for (placed, own_start, own_end), members in groups.items():
        old, new = before, after
        if own_start is not None:
            # Whoever has a slot is told of that, not of the whole morning.
            new = (after[0], own_start, own_end, after[3])
            old = (before[0], own_start - moved, own_end - moved if own_end else None, before[3])
        lines = committee.differences(old, new)
        if lines:
            outbox.push_many(
                session,
                keys={one: f"activity:{row.id}:changed:{row.revision}:{one}" for one in members},
                due_at=now,
                message=texts.changed(before[0], row.id or 0, lines, asks=asks and placed),
                reference=f"activity:{row.id}",
                valid_until=row.starts_at if own_start is None else own_start,
            )
    return len(people) + len(in_teams)

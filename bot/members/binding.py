"""Whose account is whose: binding by one-time code or own phone number, and who can be reached."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col, func, select

from bot import audit, outbox
from bot.members import phones, secret, texts
from bot.members.actors import administrators, roles_of
from bot.members.binding_states import Binding, BindOutcome
from bot.members.model import Account, Invite, Member, RoleGrant, WrongCode, id_of
from bot.members.rules import Role
from bot.storage import signal
from bot.storage.prepared import Prepared

TOPIC = "members"
WRONG_PER_HOUR = 5
WRONG_PER_DAY = 20
WRONG_BY_ALL_PER_HOUR = 100
CONTACT_FRESH = timedelta(minutes=10)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)
_AWAY = Prepared(
    select(col(Account.id)).where(
        col(Account.telegram_id) == bindparam("telegram_id"), col(Account.reachable).is_(False)
    )
)


def bind_by_code(
    session: Session,
    now: datetime,
    *,
    telegram_id: int,
    code: str,
    key: bytes,
    wrong_per_hour: int = WRONG_PER_HOUR,
) -> BindOutcome:
    """Bind this account to the member the code was made for. Wrong codes are counted, so nothing is raised."""
    locked_until = _locked_until(session, telegram_id, now, wrong_per_hour)
    if locked_until is not None:
        return BindOutcome(Binding.LOCKED, locked_until=locked_until)
    invite = _invite_for(session, code, key)
    if invite is None or invite.withdrawn_at is not None:
        return _count_wrong(session, telegram_id, now, wrong_per_hour)
    present = _member_of_account(session, telegram_id)
    if invite.used_at is not None:
        if present is not None and present.id == invite.member_id:
            return BindOutcome(Binding.ALREADY_BOUND, present.id, present.name)
        return _count_wrong(session, telegram_id, now, wrong_per_hour)
    if now >= invite.expires_at:
        return BindOutcome(Binding.EXPIRED)
    if invite.member_id is None:
        return BindOutcome(Binding.NEW_CHAIR)
    if present is not None:
        same = present.id == invite.member_id
        return BindOutcome(Binding.ALREADY_BOUND if same else Binding.OTHER_MEMBER, present.id, present.name)
    member = session.get_one(Member, invite.member_id)
    old = session.exec(select(Account).where(Account.member_id == member.id)).one_or_none()
    if member.left_on is not None or (old is not None and not invite.replaces_account):
        return BindOutcome(Binding.EXPIRED)
    if old is not None:
        _unbind_old(session, now, old, invite)
    invite.used_at = now
    return bind(session, now, telegram_id=telegram_id, member=member, how="code")


def bind_by_contact(
    session: Session,
    now: datetime,
    *,
    telegram_id: int,
    contact_user_id: int | None,
    phone: str,
    forwarded: bool,
    asked_at: datetime | None,
) -> BindOutcome:
    """Bind this account by the contact it shared after we asked.

    Telegram fills in ``contact_user_id`` and the number of one's own contact, so both can be trusted; the contact
    of somebody else, a forwarded one, or one without an id proves nothing. The number must be that of exactly one
    member without an account; who holds an office joins by code only.
    """
    if forwarded or contact_user_id is None or contact_user_id != telegram_id:
        return BindOutcome(Binding.CONTACT_NOT_OWN)
    if asked_at is None or not timedelta(0) <= now - asked_at <= CONTACT_FRESH:
        return BindOutcome(Binding.CONTACT_LATE)
    present = _member_of_account(session, telegram_id)
    if present is not None:
        return BindOutcome(Binding.ALREADY_BOUND, present.id, present.name)
    number = phones.from_telegram(phone)
    found = session.exec(select(Member).where(Member.phone == number, col(Member.left_on).is_(None))).all()
    if number is None or len(found) != 1:
        return BindOutcome(Binding.CONTACT_UNKNOWN)
    member = found[0]
    taken = session.exec(select(Account.id).where(Account.member_id == member.id)).first()
    if taken is not None or (member.id is not None and roles_of(session, member.id)):
        return BindOutcome(Binding.CODE_NEEDED)
    return bind(session, now, telegram_id=telegram_id, member=member, how="contact")


def bind(session: Session, now: datetime, *, telegram_id: int, member: Member, how: str) -> BindOutcome:
    """Bind without asking: for callers that have made sure. Open codes of the member become void."""
    session.add(Account(telegram_id=telegram_id, member_id=id_of(member), bound_at=now))
    session.flush()
    withdraw_invites(session, now, id_of(member))
    session.connection().execute(delete(WrongCode).where(col(WrongCode.telegram_id) == telegram_id))
    audit.note(session, member.id, now, "account.bound", f"member:{member.id}", how=how)
    signal(session, TOPIC)
    return BindOutcome(Binding.BOUND, member.id, member.name)


def withdraw_invites(session: Session, now: datetime, member_id: int) -> int:
    """Make the member's open codes void. Returns how many."""
    return (
        session.connection()
        .execute(
            update(Invite)
            .where(
                col(Invite.member_id) == member_id,
                col(Invite.used_at).is_(None),
                col(Invite.withdrawn_at).is_(None),
            )
            .values(withdrawn_at=now)
        )
        .rowcount
    )


def stop_rebinding(session: Session, now: datetime, *, telegram_id: int, invite_id: int) -> bool:
    """The present account refuses to be replaced: the code becomes void and the committee hears of it."""
    invite = session.get(Invite, invite_id)
    member = _member_of_account(session, telegram_id)
    if invite is None or member is None or invite.member_id != member.id or invite.used_at is not None:
        return False
    if invite.withdrawn_at is None:
        invite.withdrawn_at = now
        audit.note(session, member.id, now, "invite.stopped", f"invite:{invite_id}")
        for to in administrators(session):
            outbox.push(
                session,
                key=f"invite-stopped:{invite_id}:{to}",
                to=to,
                due_at=now,
                message=texts.rebinding_was_stopped(member.name),
            )
    return True


def mark_unreachable(session: Session, telegram_id: int, now: datetime) -> None:
    """This account blocked the bot or is gone: pushes to it are not sent any more."""
    session.connection().execute(
        update(Account)
        .where(col(Account.telegram_id) == telegram_id, col(Account.reachable).is_(True))
        .values(reachable=False, unreachable_since=now)
    )


def mark_reachable(session: Session, telegram_id: int, now: datetime) -> datetime | None:
    """This account wrote again. Returns since when it had been unreachable (at most 30 days back), else None."""
    account = session.exec(
        select(Account).where(Account.telegram_id == telegram_id, col(Account.reachable).is_(False))
    ).first()
    if account is None:
        return None
    since, account.reachable, account.unreachable_since = account.unreachable_since, True, None
    signal(session, outbox.TOPIC)
    return None if since is None else max(since, now - _MONTH)


def is_away(session: Session, telegram_id: int) -> bool:
    """Whether this account is held to be unreachable: it blocked the bot, and has not been heard of since."""
    return bool(_AWAY.rows(session, {"telegram_id": telegram_id}))


def _invite_for(session: Session, code: str, key: bytes) -> Invite | None:
    typed = secret.as_typed(code)
    if typed is None:
        return None
    return session.exec(select(Invite).where(Invite.code_hash == secret.hash_of(typed, key))).one_or_none()


def _member_of_account(session: Session, telegram_id: int) -> Member | None:
    return session.exec(
        select(Member)
        .join(Account, col(Account.member_id) == col(Member.id))
        .where(Account.telegram_id == telegram_id)
    ).one_or_none()


def _locked_until(session: Session, telegram_id: int, now: datetime, per_hour: int) -> datetime | None:
    recent = session.exec(
        select(WrongCode.at)
        .where(WrongCode.telegram_id == telegram_id, WrongCode.at > now - _DAY)
        .order_by(col(WrongCode.at).desc())
    ).all()
    waits = []
    if len(recent) >= per_hour and recent[per_hour - 1] > now - _HOUR:
        waits.append(recent[per_hour - 1] + _HOUR)
    if len(recent) >= WRONG_PER_DAY:
        waits.append(recent[WRONG_PER_DAY - 1] + _DAY)
    return max(waits, default=None)


def _count_wrong(session: Session, telegram_id: int, now: datetime, per_hour: int) -> BindOutcome:
    session.connection().execute(delete(WrongCode).where(col(WrongCode.at) <= now - _DAY))
    session.add(WrongCode(telegram_id=telegram_id, at=now))
    session.flush()
    of_all = session.exec(select(func.count()).where(WrongCode.at > now - _HOUR)).one()
    if of_all >= WRONG_BY_ALL_PER_HOUR:
        for to in administrators(session):
            outbox.push(
                session,
                key=f"wrong-codes:{now:%Y%m%d%H}:{to}",
                to=to,
                due_at=now,
                message=texts.many_wrong_codes(of_all),
            )
    locked_until = _locked_until(session, telegram_id, now, per_hour)
    return BindOutcome(Binding.WRONG, locked_until=locked_until)


def _unbind_old(session: Session, now: datetime, old: Account, invite: Invite) -> None:
    # The message goes to the old account itself: a push to the member would reach the new one.
    outbox.push_to_chat(
        session,
        key=f"replaced:{invite.id}",
        chat_id=old.telegram_id,
        due_at=now,
        message=texts.account_was_replaced(),
    )
    audit.note(session, old.member_id, now, "account.unbound", f"member:{old.member_id}", how="replaced")
    session.delete(old)
    session.flush()


def is_chair_missing(session: Session) -> bool:
    """Whether nobody can hand out roles: an empty union, or its chair has left."""
    chair = session.exec(
        select(RoleGrant.id)
        .join(Member, col(Member.id) == col(RoleGrant.member_id))
        .where(RoleGrant.role == Role.CHAIR, col(RoleGrant.group_id).is_(None), col(Member.left_on).is_(None))
    ).first()
    return chair is None

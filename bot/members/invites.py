"""One-time invitation codes: for one member, for a whole group, and for the first chair."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from bot import audit, outbox
from bot.members import secret, texts
from bot.members.actors import groups_below, roles_of
from bot.members.binding import bind, is_chair_missing, withdraw_invites
from bot.members.binding_states import Binding, BindOutcome
from bot.members.groups import group_name, tree
from bot.members.model import Account, Group, GroupLevel, Invite, Member, RoleGrant, id_of
from bot.members.rules import Actor, Right, Role, may, outranks_or_equals
from bot.members.written import person_name
from bot.refused import Refused

DAYS = 7
SET_UP_DAYS = 7


@dataclass(frozen=True, slots=True)
class Invitation:
    """A fresh code as it is handed out: it is nowhere else, only its hash is stored."""

    member_id: int
    name: str
    group: str
    code: str
    expires_at: datetime


def issue_invite(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    member_id: int,
    key: bytes,
    sure: bool = False,
    days: int = DAYS,
) -> Invitation:
    """A code for one member; earlier codes of the member become void.

    Raises Refused: no such member, not in the actor's groups, the member holds rights the actor has not, or an account
    is bound already: who manages members gets past that with ``sure``; the present account is told and can stop it.
    """
    member = session.get(Member, member_id)
    if member is None or member.left_on is not None:
        raise Refused("no_such_member", texts.no_such_member())
    if not may(actor, Right.INVITE_MEMBERS, group_id=member.group_id):
        raise Refused("not_allowed", texts.not_allowed())
    # A code is the way into the account: nobody gets at more rights than the own ones by handing one to oneself.
    if not outranks_or_equals(actor, roles_of(session, member_id)):
        raise Refused("outranked", texts.outranked(member.name))
    account = session.exec(select(Account).where(Account.member_id == member_id)).first()
    if account is not None and not may(actor, Right.MANAGE_MEMBERS, group_id=member.group_id):
        raise Refused("already_bound", texts.new_account_by_committee(member.name))
    if account is not None and not sure:
        raise Refused("already_bound", texts.already_bound(member.name, member_id))
    invite, invitation = _issue(session, now, member, key=key, by=actor.member_id, days=days)
    if account is not None:
        invite.replaces_account = True
        session.flush()
        outbox.push(
            session,
            key=f"rebinding:{invite.id}",
            to=member_id,
            due_at=now,
            message=texts.rebinding_announced(member.name, id_of(invite)),
        )
    return invitation


def issue_invites(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    group_id: int,
    key: bytes,
    newest: int | None = None,
    days: int = DAYS,
) -> list[Invitation]:
    """Codes for everybody in the group and below it who has no account yet, by group and name.

    Members who hold rights the actor has not are left out. Raises Refused when the group is out of reach, and when
    the newest code is not the one named any more: somebody else, or the same press twice, has made codes meanwhile.
    """
    if not may(actor, Right.INVITE_MEMBERS, group_id=group_id):
        raise Refused("not_allowed", texts.not_allowed())
    if newest is not None and newest != newest_invite(session):
        raise Refused("made_meanwhile", texts.codes_made_meanwhile())
    members = [
        member
        for member in _without_account(session, groups_below(session, {group_id})[group_id])
        if outranks_or_equals(actor, roles_of(session, id_of(member)))
    ]
    return _issue_all(session, now, members, key=key, by=actor.member_id, days=days)


def newest_invite(session: Session) -> int:
    """The id of the newest code; 0 before the first."""
    return session.exec(select(func.max(Invite.id))).one() or 0


def count_without_account(session: Session, group_id: int) -> int:
    """How many members of the group and below it have no account yet."""
    return len(_without_account(session, groups_below(session, {group_id})[group_id]))


def issue_by_name(
    session: Session, now: datetime, *, name: str, key: bytes, days: int = DAYS
) -> list[Invitation]:
    """For whoever runs the process: codes for all active members of that name, also in place of an account."""
    wanted = person_name(name)
    members = session.exec(
        select(Member).where(Member.name == wanted, col(Member.left_on).is_(None)).order_by(col(Member.id))
    ).all()
    whole = tree(session)
    issued = []
    for member in members:
        invite, invitation = _issue(
            session, now, member, key=key, by=None, days=days, path=whole.path(member.group_id)
        )
        invite.replaces_account = True
        issued.append(invitation)
    return issued


def issue_for_all(session: Session, now: datetime, *, key: bytes, days: int = DAYS) -> list[Invitation]:
    """For whoever runs the process: codes for everybody without an account, by group and name."""
    return _issue_all(session, now, _without_account(session, None), key=key, by=None, days=days)


def setup_code(session: Session, now: datetime, *, key: bytes) -> str | None:
    """A fresh one-time code for the first chair, or None when there is one. Earlier set-up codes become void."""
    if not is_chair_missing(session):
        return None
    session.connection().execute(
        update(Invite)
        .where(
            col(Invite.member_id).is_(None), col(Invite.used_at).is_(None), col(Invite.withdrawn_at).is_(None)
        )
        .values(withdrawn_at=now)
    )
    code = secret.new_code()
    session.add(
        Invite(
            code_hash=secret.hash_of(code, key), created_at=now, expires_at=now + timedelta(days=SET_UP_DAYS)
        )
    )
    return code


def become_chair(
    session: Session, now: datetime, *, telegram_id: int, code: str, key: bytes, name: str, union_name: str
) -> BindOutcome:
    """Make the holder of the set-up code the chair: root group, member row and role are created as far as missing.

    A member of that name in the roster who has no account becomes the chair. Raises Refused: the code is not valid
    any more, the name is no name, or several members bear it.
    """
    typed = secret.as_typed(code)
    invite = None
    if typed is not None:
        invite = session.exec(
            select(Invite).where(Invite.code_hash == secret.hash_of(typed, key))
        ).one_or_none()
    if (
        invite is None
        or invite.member_id is not None
        or invite.used_at is not None
        or invite.withdrawn_at is not None
        or now >= invite.expires_at
        or not is_chair_missing(session)
    ):
        raise Refused("set_up_code_void", texts.set_up_code_void())
    wanted = person_name(name)
    if wanted is None:
        raise Refused("bad_name", texts.bad_person_name())
    present = session.exec(
        select(Member)
        .join(Account, col(Account.member_id) == col(Member.id))
        .where(Account.telegram_id == telegram_id)
    ).one_or_none()
    member = (
        present
        if present is not None and present.left_on is None
        else _row_for_chair(session, now, wanted, union_name)
    )
    invite.used_at = now
    session.add(RoleGrant(member_id=id_of(member), role=Role.CHAIR, granted_at=now))
    audit.note(session, member.id, now, "role.granted", f"member:{member.id}", role=Role.CHAIR, how="set_up")
    if member is present:
        return BindOutcome(Binding.BOUND, member.id, member.name)
    return bind(session, now, telegram_id=telegram_id, member=member, how="set_up")


def _row_for_chair(session: Session, now: datetime, name: str, union_name: str) -> Member:
    same = session.exec(
        select(Member)
        .outerjoin(Account, col(Account.member_id) == col(Member.id))
        .where(Member.name == name, col(Member.left_on).is_(None), col(Account.id).is_(None))
    ).all()
    if len(same) > 1:
        raise Refused("several_of_that_name", texts.several_of_that_name(name))
    if same:
        return same[0]
    member = Member(name=name, group_id=root_group(session, union_name), created_at=now)
    session.add(member)
    session.flush()
    return member


def root_group(session: Session, union_name: str) -> int:
    """The top of the tree; made under the union's name when there is none."""
    root = tree(session).root_id
    if root is None:
        group = Group(name=group_name(union_name), level=GroupLevel.UNION)
        session.add(group)
        session.flush()
        root = id_of(group)
    return root


def _issue_all(
    session: Session, now: datetime, members: Sequence[Member], *, key: bytes, by: int | None, days: int
) -> list[Invitation]:
    whole = tree(session)
    order = {node.id: place for place, node in enumerate(whole.nodes(closed=True))}
    issued = [
        _issue(session, now, member, key=key, by=by, days=days, path=whole.path(member.group_id))[1]
        for member in sorted(members, key=lambda one: (order[one.group_id], one.name, one.id))
    ]
    session.flush()
    return issued


def _issue(
    session: Session,
    now: datetime,
    member: Member,
    *,
    key: bytes,
    by: int | None,
    days: int,
    path: str | None = None,
) -> tuple[Invite, Invitation]:
    withdraw_invites(session, now, id_of(member))
    code = secret.new_code()
    expires_at = now + timedelta(days=days)
    invite = Invite(
        code_hash=secret.hash_of(code, key),
        member_id=member.id,
        created_by=by,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(invite)
    audit.note(session, by, now, "invite.issued", f"member:{member.id}")
    group = tree(session).path(member.group_id) if path is None else path
    return invite, Invitation(id_of(member), member.name, group, code, expires_at)


def _without_account(session: Session, group_ids: frozenset[int] | None) -> Sequence[Member]:
    query = (
        select(Member)
        .outerjoin(Account, col(Account.member_id) == col(Member.id))
        .where(col(Account.id).is_(None), col(Member.left_on).is_(None))
    )
    if group_ids is not None:
        query = query.where(col(Member.group_id).in_(sorted(group_ids)))
    return session.exec(query).all()

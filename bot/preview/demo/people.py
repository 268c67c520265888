"""The people of the invented union: seven groups, sixty members, some of them with an account."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle, islice

from sqlmodel import Session

from bot.members.actors import find_actor
from bot.members.model import Account, Group, GroupLevel, Member, Role, RoleGrant
from bot.members.rules import Actor
from bot.preview.demo import texts
from bot.wording import local

FIRST_TELEGRAM_ID = 5_000_000_001
MEMBERS = 60
#: So many have bound their account; the others stand for those who have not yet.
BOUND = 24


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo with a bound account."""

    telegram_id: int
    member_id: int
    name: str
    tag: str


def settle(session: Session, now: datetime) -> list[Person]:
    """Make the groups and members. Returns those with an account: a member, a leader, a committee member, the chair first."""
    root = Group(name=texts.UNION, level=GroupLevel.UNION)
    session.add(root)
    session.flush()
    groups = [Group(name=name, level=GroupLevel.GROUP, parent_id=root.id) for name in texts.GROUPS]
    session.add_all(groups)
    session.flush()
    new = local(now).date() - timedelta(days=100)
    surnames, stems = cycle(texts.SURNAMES), cycle(texts.STEMS)
    # Twelve surnames and ten stems go round together: sixty names, each once.
    names = [surname + stem for surname, stem in islice(zip(surnames, stems, strict=False), MEMBERS)]
    members = []
    for number in range(MEMBERS):
        group = groups[number % len(groups)]
        members.append(
            Member(
                name=names[number],
                group_id=group.id or 0,
                employee_no=f"Q{number + 1:03d}",
                sex="female" if number % 2 else "male",
                hired_on=new if number % 9 == 0 else date(new.year - 2 - number % 30, 9, 1),
                retired=group.name == texts.RETIRED_GROUP,
                front_line=group.name == texts.FRONT_LINE_GROUP,
                created_at=now,
            )
        )
    session.add_all(members)
    session.flush()
    bound = members[:BOUND]
    session.add_all(
        Account(telegram_id=FIRST_TELEGRAM_ID + index, member_id=member.id or 0, bound_at=now)
        for index, member in enumerate(bound)
    )
    _grant(session, now, bound[1], Role.LEADER, bound[1].group_id)
    _grant(session, now, bound[2], Role.COMMITTEE, None)
    _grant(session, now, bound[3], Role.CHAIR, None)
    session.flush()
    tags = {
        0: texts.MEMBER_TAG,
        1: texts.LEADER_TAG,
        2: texts.COMMITTEE_TAG,
        3: texts.CHAIR_TAG,
    }
    return [
        Person(
            FIRST_TELEGRAM_ID + index,
            member.id or 0,
            member.name,
            tags.get(index, texts.RETIRED_TAG if member.retired else ""),
        )
        for index, member in enumerate(bound)
    ]


def _grant(session: Session, now: datetime, member: Member, role: Role, group_id: int | None) -> None:
    session.add(RoleGrant(member_id=member.id or 0, role=role, group_id=group_id, granted_at=now))


def actor_of(session: Session, person: Person) -> Actor:
    """The person as use cases know them."""
    actor = find_actor(session, person.telegram_id)
    if actor is None:
        raise LookupError(person.name)
    return actor

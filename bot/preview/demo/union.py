"""Fills an empty database with the invented union, through the same use cases that people use."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path

from sqlmodel import Session

from bot.activities import places, publishing
from bot.activities.publishing import Draft
from bot.activities.rules import ActivityKind
from bot.members.actors import find_actor
from bot.members.audience import Audience, Trait
from bot.members.model import Account, Group, GroupLevel, Member, Role, RoleGrant
from bot.members.rules import Actor
from bot.plan import confirming, drafting
from bot.plan.reading import read_text
from bot.plan.rules import Policy
from bot.preview.demo import texts
from bot.proposals import service as proposals
from bot.proposals.rules import ProposalState
from bot.wording import local, midnight

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


def plan_document(year: int) -> str:
    """The invented yearly plan as a document."""
    template = (Path(__file__).parent / "plan.txt").read_text(encoding="utf-8")
    return template.format(union=texts.UNION, year=year)


def fill(session: Session, now: datetime, policy: Policy) -> list[Person]:
    """Set the union up as of ``now``. Returns those with an account: a member, a leader, a committee member first."""
    people = _people(session, now)
    actors = [_actor(session, person) for person in people]
    committee = actors[2]
    _plan(session, committee, now, policy)
    _activities(session, actors, committee, now)
    _proposals(session, actors, committee, now)
    return people


def _people(session: Session, now: datetime) -> list[Person]:
    root = Group(name=texts.UNION, level=GroupLevel.UNION)
    session.add(root)
    session.flush()
    groups = [Group(name=name, level=GroupLevel.GROUP, parent_id=root.id) for name in texts.GROUPS]
    session.add_all(groups)
    session.flush()
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
                hired_on=date(2026 if number % 9 == 0 else 1990 + number % 30, 9, 1),
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


def _actor(session: Session, person: Person) -> Actor:
    actor = find_actor(session, person.telegram_id)
    if actor is None:
        raise LookupError(person.name)
    return actor


def _plan(session: Session, committee: Actor, now: datetime, policy: Policy) -> None:
    """This year's plan is confirmed already; next year's is there to be dropped into the chat."""
    year = local(now).year
    text = plan_document(year)
    drafted = drafting.draft_plan(
        session,
        committee,
        now,
        reading=read_text(text, year=year),
        year=year,
        file_name=texts.PLAN_FILE.format(year=year),
        digest=sha256(text.encode()).hexdigest(),
        request="demo:plan",
    )
    confirming.confirm_plan(session, committee, now, document_id=drafted.document_id, policy=policy)


def _activities(session: Session, actors: list[Actor], committee: Actor, now: datetime) -> None:
    today = local(now).date()

    def on(days: int, hour: int, minute: int = 0) -> datetime:
        return midnight(today + timedelta(days=days)) + timedelta(hours=hour, minutes=minute)

    women = Audience(traits=frozenset({Trait.WOMEN})).to_text()
    plans: list[tuple[tuple[str, str, str], ActivityKind, int, int, int | None, str, int]] = [
        (texts.WALK, ActivityKind.TRIP, 7, 9, 5, "everyone", 1),
        (texts.LECTURE, ActivityKind.TRAINING, 10, 15, 40, "everyone", 1),
        (texts.BADMINTON, ActivityKind.CONTEST, 12, 14, 16, "everyone", 1),
        (texts.WOMEN_CHECK, ActivityKind.HEALTH, 17, 8, 20, women, 1),
        (texts.CHECK, ActivityKind.HEALTH, 20, 8, 41, "everyone", 1),
        (texts.PARTY, ActivityKind.FESTIVAL, 38, 15, 120, "everyone", 4),
    ]
    for index, ((title, place, note), kind, days, hour, capacity, audience, most) in enumerate(plans):
        draft = Draft(
            title=title,
            kind=kind,
            starts_at=on(days, hour),
            ends_at=on(days, hour + 2),
            place=place,
            deadline_at=on(days - 2, 18),
            capacity=capacity,
            audience=audience,
            description=note,
            most_people=most,
        )
        made = publishing.create_activity(
            session, committee, now, draft=draft, request=f"demo:activity:{index}", publish=True
        )
        wanted = {0: actors[4:12], 2: actors[4:13], 5: actors[4:20]}.get(index, [])
        for actor in wanted:
            places.take_place(session, actor, now, activity_id=made.activity_id)


def _proposals(session: Session, actors: list[Actor], committee: Actor, now: datetime) -> None:
    before = now - timedelta(days=12)
    answered = proposals.submit_proposal(
        session, actors[0], before, text=texts.PROPOSAL_ANSWERED, request="demo:proposal:1"
    )
    for state, text in ((ProposalState.TAKEN_UP, ""), (ProposalState.ADOPTED, texts.ANSWER)):
        before += timedelta(days=2)
        proposals.lead_proposal(
            session, committee, before, proposal_id=answered.proposal_id, state=state, text=text
        )
    proposals.submit_proposal(session, actors[5], now, text=texts.PROPOSAL, request="demo:proposal:2")

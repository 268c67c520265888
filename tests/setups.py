"""Set-up lines of the stories: what stands before the first word is said."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from bot.activities import places, slots
from bot.activities.attending import attendance
from bot.activities.forms import questions as forms
from bot.activities.forms import retention
from bot.activities.forms.texts import questions as form_texts
from bot.activities.model import Activity, Slot
from bot.activities.organising import publishing
from bot.activities.organising.publishing import Draft
from bot.activities.rules import ActivityKind
from bot.activities.rules_forms import read_choices
from bot.activities.rules_terms import Substitutes, Way
from bot.activities.series import batches
from bot.activities.terms import arranging
from bot.activities.texts import KIND
from bot.circles import service as circles
from bot.courses import service as courses
from bot.facilities import booking as room_booking
from bot.facilities import service as facilities
from bot.facilities.reading import read_hours
from bot.handouts import service as handouts
from bot.handouts import volunteers
from bot.handouts.model import Handout
from bot.members.actors import find_actor
from bot.members.rules import Actor, Grant, Role
from bot.plan.confirming import confirm_plan
from bot.plan.drafting import draft_plan
from bot.plan.reading import read_text
from bot.plan.rules import Policy
from bot.wording import clock
from tests.world import ZONE, World, local

MARKS: dict[str, dict[str, Any]] = {
    "人人参加": {"compulsory": True},
    "抽签": {"draw": True},
    "确认制": {"offer_hours": 12},
}
AUDIENCES = {"女职工": "traits=women", "退休会员": "traits=retired", "第一个兴趣小组": "circles=1"}
SETUPS: dict[str, Callable[[World, str], Awaitable[None]]] = {}


def _chair(world: World) -> Actor:
    """Somebody who may set everything up."""
    return Actor(next(iter(world.members.values())), 0, "", 0, (Grant(Role.CHAIR),))


def setup(
    word: str,
) -> Callable[[Callable[[World, str], Awaitable[None]]], Callable[[World, str], Awaitable[None]]]:
    """Register what a set-up line ``word：…`` does."""

    def register(make: Callable[[World, str], Awaitable[None]]) -> Callable[[World, str], Awaitable[None]]:
        SETUPS[word] = make
        return make

    return register


@setup("活动")
async def activity(world: World, line: str) -> None:
    """``健步走 12-05 15:00 名额 1 截止 12-03 18:00 地点 操场 可带 3 人 仅限 女职工 类别 体检 开始报名 12-01 09:00``: published by nobody in particular."""
    title, *words = line.split()
    facts: dict[str, Any] = {"title": title, "kind": ActivityKind.FESTIVAL}
    facts["starts_at"] = local("12-05 15:00", world.clock.now())
    while words:
        word = words.pop(0)
        if re.fullmatch(r"\d+-\d+", word):
            facts["starts_at"] = local(f"{word} {words.pop(0)}", world.clock.now())
        elif word == "开始报名":
            facts["opens_at"] = local(f"{words.pop(0)} {words.pop(0)}", world.clock.now())
        elif word == "截止":
            facts["deadline_at"] = local(f"{words.pop(0)} {words.pop(0)}", world.clock.now())
        elif word == "名额":
            facts["capacity"] = int(words.pop(0))
        elif word == "地点":
            facts["place"] = words.pop(0)
        elif word == "可带":
            facts["most_people"] = int(words.pop(0)) + 1
        elif word == "仅限":
            facts["audience"] = AUDIENCES[words.pop(0)]
        elif word == "类别":
            facts["kind"] = next(kind for kind, name in KIND.items() if name == words[0])
            words.pop(0)
        elif word in MARKS:
            facts |= MARKS[word]
        else:
            raise ValueError(f"not a word of an activity: {word}")

    def make(session: Session) -> None:
        chair = world.members.get("孙丙") or next(iter(world.members.values()))
        actor = Actor(chair, 0, "", 0, (Grant(Role.CHAIR),))
        publishing.create_activity(
            session, actor, world.clock.now(), draft=Draft(**facts), request=f"story:{line}", publish=True
        )

    await world.house.database.write(make)


@setup("报名")
async def sign_up(world: World, line: str) -> None:
    """``健步走 赵甲 钱乙``: these people have signed up, in this order."""
    title, *names = line.split()

    def make(session: Session) -> None:
        activity_id = session.exec(select(Activity.id).where(Activity.title == title)).one()
        for name in names:
            actor = find_actor(session, world.people[name])
            assert actor is not None, f"{name} is no member"
            places.take_place(session, actor, world.clock.now(), activity_id=activity_id or 0)

    await world.house.database.write(make)


@setup("到场")
async def present(world: World, line: str) -> None:
    """``健步走 赵甲 钱乙``: these people were noted as being there."""
    title, *names = line.split()

    def make(session: Session) -> None:
        activity_id = session.exec(select(Activity.id).where(Activity.title == title)).one() or 0
        chair = Actor(next(iter(world.members.values())), 0, "", 0, (Grant(Role.CHAIR),))
        attendance.enter(session, chair, world.clock.now(), activity_id=activity_id, names=names)

    await world.house.database.write(make)


@setup("计划")
async def plan(world: World, line: str) -> None:
    """``2027 三月份：教职工乒乓球比赛（3月20日）⏎…``: a confirmed plan of that year."""
    year, _, written = line.partition(" ")
    text = f"{year}年工会工作计划\n{written}".replace("⏎", "\n")
    policy = Policy.of(world.settings)

    def make(session: Session) -> None:
        actor = Actor(next(iter(world.members.values())), 0, "", 0, (Grant(Role.CHAIR),))
        now = world.clock.now()
        drafted = draft_plan(
            session,
            actor,
            now,
            reading=read_text(text),
            year=int(year),
            file_name="计划.txt",
            digest=text,
            request=f"story:{line}",
        )
        confirm_plan(session, actor, now, document_id=drafted.document_id, policy=policy)

    await world.house.database.write(make)


@setup("场馆")
async def facility(world: World, line: str) -> None:
    """``活动室 周一至周五 9:00-21:00；春节关闭 预约 60``: a room, its hours, and how many minutes one may book."""
    name, _, rest = line.partition(" ")
    hours, _, minutes = rest.partition(" 预约 ")

    def make(session: Session) -> None:
        actor, now = _chair(world), world.clock.now()
        read = read_hours(hours, now)
        facility_id = facilities.add_facility(session, actor, now, name=name, place="", hours=read)
        if minutes:
            facilities.set_booking(session, actor, now, facility_id=facility_id, minutes=int(minutes))

    await world.house.database.write(make)


@setup("预约")
async def booking(world: World, line: str) -> None:
    """``瑜伽室 11-21 19:00 赵甲``: this member has booked the room from then on."""
    room, day, hour, name = line.split()

    def make(session: Session) -> None:
        actor, now = find_actor(session, world.people[name]), world.clock.now()
        assert actor is not None, f"{name} is no member"
        facility_id = next(
            one.facility_id for one in facilities.board(session, actor, now) if one.name == room
        )
        starts_at = local(f"{day} {hour}", now).astimezone(ZONE)
        minute = starts_at.hour * 60 + starts_at.minute
        room_booking.book(session, actor, now, facility_id=facility_id, on=starts_at.date(), minute=minute)

    await world.house.database.write(make)


@setup("系列")
async def series_of_activities(world: World, line: str) -> None:
    """``疗休养第一批、疗休养第二批 3 2024 赵甲``: batches, once in so many years, and who went in which year."""
    titles, years, *went = line.split()

    def make(session: Session) -> None:
        actor, now = _chair(world), world.clock.now()
        ids = [
            session.exec(select(Activity.id).where(Activity.title == one)).one() or 0
            for one in titles.split("、")
        ]
        batches.set_years(session, actor, now, activity_id=ids[0], years=int(years))
        for other_id in ids[1:]:
            batches.toggle_batch(session, actor, now, activity_id=ids[0], other_id=other_id)
        if went:
            batches.note_went(session, actor, now, activity_id=ids[0], text=" ".join(went))

    await world.house.database.write(make)


@setup("时段")
async def slots_of(world: World, line: str) -> None:
    """``体检 12-07 08:00 每段 30 分钟 2 段 1 人``: the activity is divided so, from then on."""
    found = re.fullmatch(r"(\S+) (\S+ \S+) 每段 (\d+) 分钟 (\d+) 段 (\d+) 人", line)
    assert found, line
    begin, length = local(found[2], world.clock.now()), timedelta(minutes=int(found[3]))
    laid = [(begin + n * length, begin + (n + 1) * length, int(found[5])) for n in range(int(found[4]))]

    def make(session: Session) -> None:
        activity_id = _id_of(session, found[1])
        slots.add_slots(session, _chair(world), world.clock.now(), activity_id=activity_id, slots=laid)

    await world.house.database.write(make)


@setup("约时段")
async def booked(world: World, line: str) -> None:
    """``体检 08:00 赵甲``: these people have booked the slot that begins then."""
    title, at, *names = line.split()

    def make(session: Session) -> None:
        activity_id = _id_of(session, title)
        rows = session.exec(select(Slot).where(Slot.activity_id == activity_id)).all()
        slot_id = next(row.id for row in rows if clock(row.starts_at) == at)
        for name in names:
            actor = find_actor(session, world.people[name])
            assert actor is not None, f"{name} is no member"
            slots.book(session, actor, world.clock.now(), activity_id=activity_id, slot_id=slot_id or 0)

    await world.house.database.write(make)


@setup("办法")
async def terms(world: World, line: str) -> None:
    """``疗养 审核``: how the places of an activity are given; ``健步走 随时可让``; ``体检 准备 请空腹``."""
    title, word, *rest = line.split()
    ways = {"审核": Way.APPROVAL, "积分": Way.POINTS}

    def make(session: Session) -> None:
        actor, now, activity_id = _chair(world), world.clock.now(), _id_of(session, title)
        if word in ways:
            arranging.set_way(session, actor, now, activity_id=activity_id, way=ways[word])
        elif word == "准备":
            arranging.set_preparation(session, actor, now, activity_id=activity_id, preparation=rest[0])
        else:
            always = Substitutes.ALWAYS
            arranging.set_substitutes(session, actor, now, activity_id=activity_id, substitutes=always)

    await world.house.database.write(make)


@setup("要填")
async def question(world: World, line: str) -> None:
    """``体检 选一项 选哪个套餐 常规套餐⏎妇科套餐 5 女职工``: what signing up asks."""
    title, kind_name, text, *rest = line.split(" ", 3)
    kind = next(kind for kind, name in form_texts.KIND.items() if name == kind_name)
    written = "".join(rest).replace("⏎", "\n")
    choices = read_choices(written, form_texts.PEOPLE, form_texts.AUDIENCES, form_texts.ONLY)

    def make(session: Session) -> None:
        activity_id = _id_of(session, title)
        forms.add_question(
            session,
            _chair(world),
            world.clock.now(),
            activity_id=activity_id,
            kind=kind,
            text=text,
            choices=choices,
        )

    await world.house.database.write(make)


def _id_of(session: Session, title: str) -> int:
    return session.exec(select(Activity.id).where(Activity.title == title)).one() or 0


@setup("发放")
async def handout(world: World, line: str) -> None:
    """``月饼 12-05 工会办公室``: what may be collected by everybody, until when, and where; behind it ``每人 2``, ``选 S、M``
    and ``帮忙 赵甲``."""
    title, day, place, *more = line.split()
    facts = dict(zip(more[::2], more[1::2], strict=True))

    def make(session: Session) -> None:
        actor, now = _chair(world), world.clock.now()
        until_on = local(f"{day} 12:00", now).astimezone(ZONE).date()
        row = handouts.open_handout(
            session,
            actor,
            now,
            title=title,
            audience="everyone",
            place=place,
            until_on=until_on,
            request=line,
            each=int(facts.get("每人", "1")),
            items=facts["选"].split("、") if "选" in facts else (),
        )
        session.get_one(Handout, row.handout_id).secret = "story"
        if "帮忙" in facts:
            names = [facts["帮忙"]]
            volunteers.add_volunteers(session, actor, now, handout_id=row.handout_id, names=names)

    await world.house.database.write(make)


@setup("孩子信息")
async def children(world: World, title: str) -> None:
    """``夏令营``: its form asks for the child, and forgets the answers a month after the end."""

    def make(session: Session) -> None:
        activity_id = session.exec(select(Activity.id).where(Activity.title == title)).one()
        actor, now = _chair(world), world.clock.now()
        retention.ask_for_children(session, actor, now, activity_id=activity_id or 0, usual=180)

    await world.house.database.write(make)


@setup("课程")
async def course_titles(world: World, line: str) -> None:
    """``瑜伽班、急救知识``: courses members may wish for."""

    def make(session: Session) -> None:
        courses.add_courses(session, _chair(world), world.clock.now(), text=line.replace("、", "\n"))

    await world.house.database.write(make)


@setup("开课")
async def course(world: World, line: str) -> None:
    """``瑜伽班 12-05 12-12``: it is held on these days from 15:00 to 16:00."""
    title, *days = line.split()

    def make(session: Session) -> None:
        actor, now = _chair(world), world.clock.now()
        course_id = next(one.course_id for one in courses.catalogue(session, actor) if one.title == title)
        spans = [(local(f"{day} 15:00", now), local(f"{day} 16:00", now)) for day in days]
        courses.open_course(
            session, actor, now, course_id=course_id, spans=spans, place="瑜伽室", capacity=None, request=line
        )

    await world.house.database.write(make)


@setup("兴趣小组")
async def circle(world: World, line: str) -> None:
    """``乒乓球小组 赵甲、钱乙 组长``: an interest group, who has joined it, the first as its leader."""
    name, _, rest = line.partition(" ")
    members, _, led = rest.partition(" ")

    def make(session: Session) -> None:
        now = world.clock.now()
        card = circles.create_circle(session, _chair(world), now, text=name)
        for member in filter(None, members.split("、")):
            actor = find_actor(session, world.people[member])
            assert actor is not None, f"{member} is no member"
            circles.join_circle(session, actor, now, circle_id=card.circle_id, join=True)
        if led:
            leader = world.members[members.split("、")[0]]
            circles.make_leader(session, _chair(world), now, circle_id=card.circle_id, member_id=leader)

    await world.house.database.write(make)

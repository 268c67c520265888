"""What else the invented union has: rooms, interest groups, courses, something to collect, a contest in two stages."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot import reminders
from bot.activities import places, reminding
from bot.activities.attending import attendance, feedback
from bot.activities.contests import results, scores
from bot.activities.contests import stages as contests
from bot.activities.organising import publishing
from bot.activities.organising.publishing import DAY_BEFORE, OVER, Draft
from bot.activities.rules import ActivityKind
from bot.circles import service as circles
from bot.courses import service as courses
from bot.facilities import booking
from bot.facilities import service as facilities
from bot.facilities.reading import read_hours
from bot.handouts import giving
from bot.handouts import service as handouts
from bot.members.audience import EVERYONE, of_members
from bot.members.rules import Actor
from bot.preview.demo import texts
from bot.reminders import Due
from bot.wording import local, midnight

BOOKED_FOR = 60
QUALIFIED = 4


def settle(session: Session, actors: Sequence[Actor], committee: Actor, now: datetime) -> None:
    """Everything but the contest."""
    for name, place, hours in texts.ROOMS:
        room = facilities.add_facility(
            session, committee, now, name=name, place=place, hours=read_hours(hours, now)
        )
    facilities.set_booking(session, committee, now, facility_id=room, minutes=BOOKED_FOR)
    tomorrow = local(now).date() + timedelta(days=1)
    free = booking.times_on(session, actors[6], now, facility_id=room, on=tomorrow).lines
    if free:
        booking.book(session, actors[6], now, facility_id=room, on=tomorrow, minute=free[-1][0].opens)
    card = circles.create_circle(session, committee, now, text=texts.CIRCLE)
    for actor in actors[4:11]:
        circles.join_circle(session, actor, now, circle_id=card.circle_id, join=True)
    leader = actors[5].member_id
    circles.make_leader(session, committee, now, circle_id=card.circle_id, member_id=leader)
    lines = courses.add_courses(session, committee, now, text=texts.COURSES)
    for number, line in enumerate(lines):
        for actor in actors[3 : 9 - 2 * number]:
            courses.toggle_vote(session, actor, now, course_id=line.course_id)
    shown = handouts.open_handout(
        session,
        committee,
        now,
        title=texts.HANDOUT[0],
        audience=EVERYONE.to_text(),
        place=texts.HANDOUT[1],
        until_on=tomorrow + timedelta(days=9),
        request="demo:handout",
    )
    for actor in actors[4:8]:
        giving.give(session, committee, now, handout_id=shown.handout_id, member_id=actor.member_id)


def contest(
    session: Session, actors: Sequence[Actor], committee: Actor, now: datetime, *, held: date, final: date
) -> None:
    """The first stage was held on one day, and those who qualified are on the list of the final on the other."""
    before, start = now - timedelta(days=30), midnight(held) + timedelta(hours=16)
    heats = _published(session, committee, before, texts.HEATS_HELD, start, None)
    for actor in actors[3:13]:
        places.take_place(session, actor, before, activity_id=heats)
    end = start + timedelta(hours=2)
    for actor in actors[3:12]:
        attendance.tick(session, committee, start, activity_id=heats, member_id=actor.member_id)
    reminding.put_away(session, end, Due(0, "", OVER, heats, end, late=False))
    for kind in (DAY_BEFORE, OVER, feedback.ASK):
        reminders.cancel(session, kind, heats)
    _feedback(session, actors[5:12], heats, end + timedelta(days=1))
    best = [actor.member_id for actor in actors[4 : 4 + QUALIFIED]]
    written = [(member_id, texts.RANKS[number]) for number, member_id in enumerate(best)]
    results.record(session, committee, end, activity_id=heats, written=written)
    scores.tell(session, committee, end, activity_id=heats)
    for member_id in best:
        contests.toggle_qualified(session, committee, end, activity_id=heats, member_id=member_id)
    last = midnight(final) + timedelta(hours=16)
    _published(session, committee, now, texts.FINAL, last, heats, audience=of_members(best).to_text())


def _feedback(session: Session, actors: Sequence[Actor], activity_id: int, now: datetime) -> None:
    for number, actor in enumerate(actors):
        content = number % 3 > 0
        given = (("score", "5"), ("best", "order")) if content else (("score", "3"), ("worst", "time"))
        for question, answer in (*given, ("again", "yes" if content else "maybe")):
            feedback.answer(session, actor, now, activity_id=activity_id, question=question, answer=answer)


def _published(
    session: Session,
    committee: Actor,
    now: datetime,
    words: tuple[str, str, str],
    starts_at: datetime,
    stage_of: int | None,
    *,
    audience: str = EVERYONE.to_text(),
) -> int:
    title, place, note = words
    draft = Draft(
        title=title,
        kind=ActivityKind.CONTEST,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place=place,
        capacity=QUALIFIED if stage_of is not None else 24,
        audience=audience,
        description=note,
        stage_of=stage_of,
    )
    made = publishing.create_activity(
        session, committee, now, draft=draft, request=f"demo:{title}", publish=True
    )
    return made.activity_id

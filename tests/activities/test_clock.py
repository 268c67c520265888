"""What the clock does: remind the day before, run out offers, put away what is over."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot import reminders
from bot.activities import places, waiting
from bot.activities.organising import publishing
from bot.activities.organising.managing import Change, cancel_activity, change_activity
from schedules.activities import JOBS
from tests.activities.conftest import NOW, START, Union

EVENING = START.replace(day=4, hour=18)


def wake(union: Union, now: datetime) -> list[str]:
    """Run what is due, as the bot does; returns the kinds."""
    jobs = {job.kind: job for job in JOBS}

    def run(session: Session) -> list[str]:
        taken = reminders.take_due(session, now, tick=60, limit=50)
        for due in taken.fit:
            jobs[due.kind].run(session, now, due)
        return [due.kind for due in taken.fit]

    kinds: list[str] = union.database.write_now(run)
    return kinds


def test_only_those_with_a_place_are_reminded(union: Union) -> None:
    activity_id = union.activity(capacity=1)
    first, second = union.members(2)
    for actor in (first, second):
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    assert wake(union, EVENING - timedelta(minutes=1)) == []
    assert wake(union, EVENING) == [publishing.DAY_BEFORE]
    assert union.rows("SELECT member_id FROM outgoing WHERE text LIKE '%提醒%'") == [(first.member_id,)]
    assert wake(union, EVENING + timedelta(hours=1)) == []


def test_a_late_start_says_so_and_a_very_late_one_lists_it(union: Union) -> None:
    activity_id = union.activity()
    union.write(places.take_place, union.member(), NOW, activity_id=activity_id)
    wake(union, EVENING + timedelta(hours=1))
    assert union.rows("SELECT COUNT(*) FROM outgoing WHERE text LIKE '%补发%'") == [(1,)]
    other = union.activity()
    union.write(places.take_place, union.member(), NOW, activity_id=other)
    assert wake(union, EVENING + timedelta(hours=3)) == []
    assert union.rows("SELECT state FROM reminder WHERE kind = 'activity.day_before'") == [
        ("done",),
        ("missed",),
    ]


def test_the_reminder_follows_the_activity(union: Union) -> None:
    activity_id = union.activity()
    union.write(places.take_place, union.member(), NOW, activity_id=activity_id)
    change = Change(starts_at=START + timedelta(days=7))
    union.write(change_activity, union.committee, NOW, activity_id=activity_id, change=change)
    assert wake(union, EVENING) == []
    assert wake(union, EVENING + timedelta(days=7)) == [publishing.DAY_BEFORE]


def test_a_cancelled_activity_reminds_nobody(union: Union) -> None:
    activity_id = union.activity()
    union.write(places.take_place, union.member(), NOW, activity_id=activity_id)
    union.write(cancel_activity, union.committee, NOW, activity_id=activity_id, reason="大雪")
    assert wake(union, START + timedelta(days=1)) == []
    assert union.rows("SELECT COUNT(*) FROM outgoing WHERE text LIKE '%大雪%'") == [(1,)]


def test_what_is_over_is_put_away(union: Union) -> None:
    union.activity()
    wake(union, EVENING)
    assert wake(union, START + timedelta(days=400)) == [publishing.OVER]
    assert union.rows("SELECT state FROM activity") == [("done",)]


def test_an_offer_that_runs_out_goes_to_the_next(union: Union) -> None:
    activity_id = union.activity(capacity=1, offer_hours=12)
    first, second, third = union.members(3)
    for actor in (first, second, third):
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    union.write(places.leave, first, NOW, activity_id=activity_id)
    assert wake(union, NOW + timedelta(hours=12)) == [waiting.OFFER]
    assert union.rows("SELECT status FROM sign_up ORDER BY queue") == [
        ("cancelled",),
        ("cancelled",),
        ("offered",),
    ]
    assert union.rows("SELECT placed, waiting FROM activity") == [(1, 0)]


def test_an_accepted_offer_does_not_run_out(union: Union) -> None:
    activity_id = union.activity(capacity=1, offer_hours=12)
    first, second = union.members(2)
    for actor in (first, second):
        union.write(places.take_place, actor, NOW, activity_id=activity_id)
    union.write(places.leave, first, NOW, activity_id=activity_id)
    union.write(places.take_place, second, NOW, activity_id=activity_id)
    wake(union, NOW + timedelta(hours=12))
    assert union.rows("SELECT status FROM sign_up ORDER BY queue") == [("cancelled",), ("placed",)]

"""Booking a time: never more than fit, only when it is open, and given back when the hours change."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.facilities import booking, service
from bot.facilities.reading import read_hours
from bot.members.rules import Actor, Grant, Role
from bot.refused import Refused
from bot.storage import Database
from tests.activities.conftest import Union

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 11, 21)


class Room:
    """A union with one room that can be booked for an hour at a time."""

    def __init__(self, database: Database) -> None:
        self.union = Union(database)
        self.chair = self.union.member("孙丙", grants=(Grant(Role.CHAIR),))
        self.id: int = self.union.write(
            service.add_facility,
            self.chair,
            NOW,
            name="活动室",
            place="",
            hours=read_hours("每天 18:00-20:00", NOW),
        )
        self.union.write(service.set_booking, self.chair, NOW, facility_id=self.id, minutes=60)

    def book(self, actor: Actor, minute: int = 1080, on: date = TODAY, now: datetime = NOW) -> booking.Booked:
        done: booking.Booked = self.union.write(
            booking.book, actor, now, facility_id=self.id, on=on, minute=minute
        )
        return done


@pytest.fixture
def room(any_database: Database) -> Room:
    return Room(any_database)


def refusal(room: Room, actor: Actor, **facts: object) -> str:
    with pytest.raises(Refused) as refused:
        room.book(actor, **facts)  # type: ignore[arg-type]
    return refused.value.reason


def test_a_time_holds_one_and_a_second_press_gives_it_back(room: Room) -> None:
    first, second = room.union.members(2)
    assert room.book(first).booked
    assert refusal(room, second) == "full"
    assert not room.book(first).booked
    assert room.book(second).booked
    assert refusal(room, first) == "full"


def test_only_open_times_to_come_can_be_booked(room: Room) -> None:
    [member] = room.union.members(1)
    assert refusal(room, member, minute=600) == "not_bookable"
    assert refusal(room, member, on=TODAY + timedelta(days=30)) == "not_bookable"
    assert refusal(room, member, on=TODAY - timedelta(days=1)) == "not_bookable"
    assert refusal(room, member, now=NOW + timedelta(hours=9)) == "over"


def test_nobody_takes_all_the_times(room: Room) -> None:
    [member] = room.union.members(1)
    for later in range(booking.MOST_BOOKED):
        assert room.book(member, on=TODAY + timedelta(days=later)).booked
    assert refusal(room, member, on=TODAY + timedelta(days=5)) == "enough"


def test_a_room_given_up_is_gone_and_may_come_back(room: Room) -> None:
    [member] = room.union.members(1)
    room.book(member)
    room.union.write(service.close_facility, room.chair, NOW, facility_id=room.id)
    assert room.union.read(service.board, member, NOW) == ()
    assert refusal(room, member) == "gone"
    assert len(room.union.rows("SELECT id FROM outgoing")) == 1
    again = room.union.write(service.add_facility, room.chair, NOW, name="活动室", place="", hours=())
    assert again == room.id


@pytest.mark.parametrize("use_case", [service.close_facility, booking.bookings])
def test_members_may_not_manage(room: Room, use_case: object) -> None:
    [member] = room.union.members(1)
    with pytest.raises(Refused, match="no_right"):
        room.union.write(use_case, member, NOW, facility_id=room.id)  # type: ignore[arg-type]


def test_a_hall_may_be_booked_by_several_at_a_time(room: Room) -> None:
    members = room.union.members(3)
    room.union.write(service.set_places, room.chair, NOW, facility_id=room.id, places=2)
    assert [room.book(member).booked for member in members[:2]] == [True, True]
    assert refusal(room, members[2]) == "full"
    room.union.write(service.set_places, room.chair, NOW, facility_id=room.id, places=1)
    assert not room.book(members[0]).booked
    assert refusal(room, members[2]) == "full"
    with pytest.raises(Refused, match="places"):
        room.union.write(service.set_places, room.chair, NOW, facility_id=room.id, places=0)

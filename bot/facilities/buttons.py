"""Buttons of facilities."""

from dataclasses import dataclass
from datetime import date

from bot.buttons import button


@button("faall1")
@dataclass(frozen=True, slots=True)
class Facilities:
    """All facilities and whether they are open now."""


@button("fashow1")
@dataclass(frozen=True, slots=True)
class ShowFacility:
    """One facility: its hours, and the times one booked."""

    facility_id: int


@button("faday1")
@dataclass(frozen=True, slots=True)
class ShowTimes:
    """The times of one day that can be booked."""

    facility_id: int
    on: date


@button("fabook1")
@dataclass(frozen=True, slots=True)
class Book:
    """Book the time that begins so many minutes after midnight, or give it back."""

    facility_id: int
    on: date
    minute: int


@button("fanew1")
@dataclass(frozen=True, slots=True)
class NewFacility:
    """The committee adds a facility."""


@button("fahours1")
@dataclass(frozen=True, slots=True)
class SetHours:
    """The committee writes hours and exceptions."""

    facility_id: int


@button("fadrop1")
@dataclass(frozen=True, slots=True)
class DropHours:
    """Take one rule away; ``number`` counts the rules as they are shown, from 0; -1: choose which."""

    facility_id: int
    number: int


@button("fabooks1")
@dataclass(frozen=True, slots=True)
class SetBooking:
    """Whether and for how long a time can be booked; -1: choose."""

    facility_id: int
    minutes: int


@button("faplaces1")
@dataclass(frozen=True, slots=True)
class SetPlaces:
    """How many members may book the same time."""

    facility_id: int
    places: int


@button("faend1")
@dataclass(frozen=True, slots=True)
class CloseFacility:
    """Offer the facility no longer; ``sure`` False: ask first."""

    facility_id: int
    sure: bool


@button("falist1")
@dataclass(frozen=True, slots=True)
class ShowBookings:
    """Who booked which time in the next days."""

    facility_id: int

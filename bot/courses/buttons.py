"""Buttons of the course catalogue."""

from dataclasses import dataclass

from bot.buttons import button


@button("colist1")
@dataclass(frozen=True, slots=True)
class Catalogue:
    """All courses one may wish for."""


@button("covote1")
@dataclass(frozen=True, slots=True)
class Vote:
    """Wish for a course, or no longer."""

    course_id: int


@button("coadd1")
@dataclass(frozen=True, slots=True)
class AddCourses:
    """The committee adds courses; asks for them."""


@button("comng1")
@dataclass(frozen=True, slots=True)
class ManageCourses:
    """The catalogue as the committee sees it."""


@button("coopen1")
@dataclass(frozen=True, slots=True)
class OpenCourse:
    """Hold the course; asks when and where."""

    course_id: int


@button("cocard1")
@dataclass(frozen=True, slots=True)
class ManageCourse:
    """One course as the committee sees it."""

    course_id: int


@button("coend1")
@dataclass(frozen=True, slots=True)
class DropCourse:
    """Take a course out of the catalogue."""

    course_id: int

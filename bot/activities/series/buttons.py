"""Buttons of series, of lessons, and of how long answers are kept."""

from dataclasses import dataclass

from bot.buttons import button


@button("acseries1")
@dataclass(frozen=True, slots=True)
class ShowSeries:
    """The batches an activity belongs to, and who may go again when."""

    activity_id: int


@button("acyears1")
@dataclass(frozen=True, slots=True)
class SetYears:
    """Who went waits until so many years later."""

    activity_id: int
    years: int


@button("acbatch1")
@dataclass(frozen=True, slots=True)
class ToggleBatch:
    """Let another activity belong to the series, or no longer."""

    activity_id: int
    other_id: int


@button("acwent1")
@dataclass(frozen=True, slots=True)
class WriteWent:
    """Note who went in earlier years; asks for the names."""

    activity_id: int


@button("acwentno1")
@dataclass(frozen=True, slots=True)
class DropWent:
    """Forget what was noted by hand."""

    activity_id: int


@button("ackeep1")
@dataclass(frozen=True, slots=True)
class ShowRetention:
    """How long the answers of the form are kept."""

    activity_id: int


@button("ackeepset1")
@dataclass(frozen=True, slots=True)
class SetRetention:
    """Keep them for so many days after the end; 0: for the usual time."""

    activity_id: int
    days: int


@button("acchild1")
@dataclass(frozen=True, slots=True)
class AskForChildren:
    """Put the questions about a child into the form."""

    activity_id: int


@button("aclroll1")
@dataclass(frozen=True, slots=True)
class ShowLessonRoll:
    """A page of the list of one lesson to tick who was there, from 0."""

    lesson_id: int
    page: int


@button("acltick1")
@dataclass(frozen=True, slots=True)
class TickLesson:
    """Somebody was at a lesson, or was ticked by mistake; the page stays."""

    lesson_id: int
    member_id: int
    page: int

"""Buttons of what an item of the plan is turned into: drives for proposals, tasks, figures."""

from dataclasses import dataclass

from bot.buttons import button


@button("pldrive1")
@dataclass(frozen=True, slots=True)
class OpenDrive:
    """Look over a drive for proposals before it begins."""

    occurrence_id: int


@button("pldrend1")
@dataclass(frozen=True, slots=True)
class MoveDrive:
    """Type another last day for a drive."""

    occurrence_id: int


@button("pltask1")
@dataclass(frozen=True, slots=True)
class AssignTask:
    """Look over a task for an item before somebody gets it."""

    occurrence_id: int


@button("pltasks1")
@dataclass(frozen=True, slots=True)
class ShowTasks:
    """The tasks of an item."""

    occurrence_id: int


@button("plmine1")
@dataclass(frozen=True, slots=True)
class MyTasks:
    """What one has to do oneself."""


@button("pltdone1")
@dataclass(frozen=True, slots=True)
class TaskDone:
    """The task is done."""

    task_id: int


@button("pltback1")
@dataclass(frozen=True, slots=True)
class TaskAgain:
    """The task is not done after all."""

    task_id: int


@button("pltdrop1")
@dataclass(frozen=True, slots=True)
class DropTask:
    """Give a task up; ``sure``: asked already."""

    task_id: int
    sure: bool


@button("plfig1")
@dataclass(frozen=True, slots=True)
class ReportFigures:
    """Type how many took part in what was done, and what it cost."""

    occurrence_id: int


@button("plsum1")
@dataclass(frozen=True, slots=True)
class ShowSummary:
    """What became of a year's plan, with its figures."""

    year: int


@button("ploutl1")
@dataclass(frozen=True, slots=True)
class ShowOutlook:
    """What became of a month, and what the next one holds."""

    month: int


@button("ploutd1")
@dataclass(frozen=True, slots=True)
class DoneInOutlook:
    """An item of that page was done; the page stays."""

    occurrence_id: int
    month: int


@button("plouta1")
@dataclass(frozen=True, slots=True)
class DraftInOutlook:
    """Make an activity of an item of that page; the page stays."""

    occurrence_id: int

"""What is asked of who changes an activity, one question a message."""

from datetime import date, datetime

from bot.activities.organising import moments
from bot.activities.organising.moments import Span
from bot.activities.organising.texts import managing as committee
from bot.activities.organising.texts import publishing as creating
from bot.activities.organising.texts import shrinking as shrinking_texts
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft
from bot.message import Message
from bot.wording import local
from handlers import activities_audience as audience

_PEOPLE = (1, 2, 3, 5)
_HOURS = (0, 2, 12, 24)


def _ask_value(answers: Answers) -> Message:
    choices: list[creating.Choice] = []
    if answers["field"] == "capacity":
        choices = [(creating.NO_LIMIT, Choose(CHANGE.name, "value", "0"))]
    elif answers["field"] == "deadline":
        choices = [(creating.NO_DEADLINE, Choose(CHANGE.name, "value", "none"))]
    elif answers["field"] == "opens":
        choices = [
            (creating.worded_moment(moment_of(one)), Choose(CHANGE.name, "value", f"opens-{index}"))
            for index, one in enumerate(answers.get("openings", ()))
        ]
        choices.append((committee.OPEN_NOW, Choose(CHANGE.name, "value", "now")))
    elif answers["field"] == "people":
        choices = [(committee.people_label(n), Choose(CHANGE.name, "value", str(n))) for n in _PEOPLE]
    elif answers["field"] == "offer":
        choices = [(committee.offer_label(n), Choose(CHANGE.name, "value", str(n))) for n in _HOURS]
    return committee.ask_field(answers["title"], answers["field"], choices, drop=DropDraft())


def spans_of(readings: list[list[str]]) -> list[Span]:
    return [Span(moment_of(start), moment_of(end) if end else None) for start, end in readings]


def plain(spans: list[Span]) -> list[list[str]]:
    return [[one.start.isoformat(), one.end.isoformat() if one.end else ""] for one in spans]


def in_words(field: str, one: Span) -> str:
    return (
        creating.worded_moment(one.start)
        if field in {"deadline", "opens"}
        else creating.worded_span(one.start, one.end)
    )


def _ask_which(answers: Answers) -> Message:
    choices: list[creating.Choice] = [
        (in_words(answers["field"], one), Choose(CHANGE.name, "which", str(index)))
        for index, one in enumerate(spans_of(answers["readings"]))
    ]
    return committee.ask_which(answers["title"], choices, drop=DropDraft())


def _ask_hour(answers: Answers) -> Message:
    choices: list[creating.Choice] = [
        (creating.worded_span(one.start, one.end), Choose(CHANGE.name, "hour", str(index)))
        for index, one in enumerate(on_the_day(answers))
    ]
    days = date.fromisoformat(answers["day"]), date.fromisoformat(answers["last_day"])
    return committee.ask_new_hour(answers["title"], *days, choices, drop=DropDraft())


def on_the_day(answers: Answers) -> list[Span]:
    """The new day at the hours of before, then at the usual ones."""
    [before] = spans_of([answers["before"]])
    day = date.fromisoformat(answers["day"])
    same = moments.at_hour(day, local(before.start).time())
    first = Span(same, same + (before.end - before.start) if before.end else None)
    usual = [Span(moments.at_hour(day, hour)) for hour in moments.USUAL_HOURS]
    return [first, *(one for one in usual if one.start != same)]


def _worded_deadline(answers: Answers) -> str:
    """The deadline that is to be changed with the time; empty: it stays as it is."""
    if "deadline" not in answers:
        return ""
    return (
        creating.worded_moment(moment_of(answers["deadline"]))
        if answers["deadline"]
        else creating.NO_DEADLINE
    )


def _ask_deadline_too(answers: Answers) -> Message:
    """The deadline was set for the time before: moved by the same distance, left where it is, or another."""
    choices: list[creating.Choice] = []
    moved, before = answers["moved_deadline"], moment_of(answers["old_deadline"])
    if moved:
        choices.append((committee.move_along(moment_of(moved)), Choose(CHANGE.name, "deadline", "along")))
    if answers["may_stay"]:
        label = committee.leave_deadline(before, over=answers["deadline_over"])
        choices.append((label, Choose(CHANGE.name, "deadline", "stay")))
    choices.append((committee.OTHER_DEADLINE, Choose(CHANGE.name, "deadline", "other")))
    return committee.ask_deadline_too(
        answers["title"], answers["worded"], before, choices, over=answers["deadline_over"], drop=DropDraft()
    )


def _ask_other_deadline(answers: Answers) -> Message:
    choices: list[creating.Choice] = [
        (creating.worded_moment(moment_of(one)), Choose(CHANGE.name, "other_deadline", str(index)))
        for index, one in enumerate(answers["deadlines"])
    ]
    choices.append((creating.NO_DEADLINE, Choose(CHANGE.name, "other_deadline", "none")))
    return committee.ask_field(answers["title"], "deadline", choices, drop=DropDraft())


def _confirm_change(answers: Answers) -> Message:
    if answers.get("over"):
        return shrinking_texts.choose(
            answers["title"],
            answers["value"],
            answers["over"],
            keep=Choose(CHANGE.name, "confirm", "yes"),
            wait=Choose(CHANGE.name, "confirm", "wait"),
            drop=DropDraft(),
        )
    return committee.confirm_change(
        answers["title"],
        answers["field"],
        answers["worded"],
        slotted=answers.get("slotted", False),
        deadline=_worded_deadline(answers),
        outside=answers.get("outside", 0),
        yes=Choose(CHANGE.name, "confirm", "yes"),
        drop=DropDraft(),
    )


CHANGE = Flow(
    "activitychange",
    3,
    committee.CHANGE_FORM,
    {
        "value": _ask_value,
        "which": _ask_which,
        "hour": _ask_hour,
        "deadline": _ask_deadline_too,
        "other_deadline": _ask_other_deadline,
        "confirm": _confirm_change,
        "why": lambda answers: shrinking_texts.ask_why(
            answers["title"], len(answers.get("over", ())), drop=DropDraft()
        ),
        **audience.questions("activitychange"),
    },
    back=True,
)


def moment_of(text: str) -> datetime:
    """A moment as it stands among the answers."""
    return datetime.fromisoformat(text)

"""What is asked of who opens an activity, one question a message."""

from datetime import date, datetime

from bot.activities.organising import moments
from bot.activities.organising.moments import Span
from bot.activities.organising.texts import publishing as creating
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft
from bot.message import Message
from bot.wording import local
from handlers import activities_audience as audience

Choices = list[creating.Choice]
_CAPACITIES = (0, 20, 30, 50)
_PEOPLE = (1, 2, 3, 5)


def _choose(step: str, value: str) -> Choose:
    return Choose(NEW.name, step, value)


def readings(answers: Answers) -> list[Span]:
    return [Span(instant(start), instant(end) if end else None) for start, end in answers["readings"]]


def ask_kind(answers: Answers) -> Message:
    return creating.ask_kind(answers, [(label, _choose("kind", value)) for label, value in creating.kinds()])


def _ask_which_time(answers: Answers) -> Message:
    choices: Choices = [
        (creating.worded_span(one.start, one.end), _choose("which_time", str(index)))
        for index, one in enumerate(readings(answers))
    ]
    return creating.ask_which_time(answers, choices)


def _ask_hour(answers: Answers) -> Message:
    day = date.fromisoformat(answers["day"])
    hours = [moments.at_hour(day, hour) for hour in moments.USUAL_HOURS]
    return creating.ask_hour(
        answers,
        [(creating.hour_label(hour), _choose("hour", str(index))) for index, hour in enumerate(hours)],
    )


def _ask_place(answers: Answers) -> Message:
    known = [(place, _choose("place", str(index))) for index, place in enumerate(answers.get("places", ()))]
    return creating.ask_place(answers, [*known, (creating.NO_PLACE, _choose("place", "none"))])


def _ask_deadline(answers: Answers) -> Message:
    usual = [instant(moment) for moment in answers.get("deadlines", ())]
    choices: Choices = [
        (creating.worded_moment(moment), _choose("deadline", str(index)))
        for index, moment in enumerate(usual)
    ]
    return creating.ask_deadline(answers, [*choices, (creating.NO_DEADLINE, _choose("deadline", "none"))])


def _ask_which_deadline(answers: Answers) -> Message:
    moments_read = enumerate(instant(moment) for moment in answers["moments"])
    choices = [(creating.worded_moment(one), _choose("which_deadline", str(at))) for at, one in moments_read]
    return creating.ask_which_deadline(answers, choices)


def _ask_time(answers: Answers) -> Message:
    """Where an activity is held once more, a time is proposed."""
    choices: Choices = []
    if answers.get("proposed"):
        start, end = answers["proposed"]
        worded = creating.worded_span(instant(start), instant(end) if end else None)
        year = (
            "" if answers.get("year") == local(instant(start)).year else creating.worded_year(instant(start))
        )
        choices = [(f"{year}{worded}", _choose("time", "proposed"))]
    return creating.ask_time(answers, choices)


def _ask_opens(answers: Answers) -> Message:
    choices: Choices = [
        (creating.worded_moment(instant(moment)), _choose("opens", str(index)))
        for index, moment in enumerate(answers.get("openings", ()))
    ]
    return creating.ask_opens(answers, [*choices, (creating.OPEN_NOW, _choose("opens", "now"))])


def _preview(answers: Answers) -> Message:
    return creating.preview(
        answers,
        tell=_choose("preview", "tell"),
        publish=_choose("preview", "publish"),
        save=_choose("preview", "save"),
        edits=[(label, _choose("preview", f"edit-{step}")) for label, step in creating.EDITS],
        drop=DropDraft(),
    )


def _numbers(step: str, numbers: tuple[int, ...]) -> Choices:
    return [(creating.worded_capacity(number), _choose(step, str(number))) for number in numbers]


NEW = Flow(
    "activity",
    3,
    creating.FORM,
    {
        "title": lambda answers: creating.ask_title(
            [(answers["suggested"], _choose("title", "suggested"))] if answers.get("suggested") else ()
        ),
        "kind": ask_kind,
        "time": _ask_time,
        "which_time": _ask_which_time,
        "hour": _ask_hour,
        "place": _ask_place,
        "deadline": _ask_deadline,
        "which_deadline": _ask_which_deadline,
        "capacity": lambda answers: creating.ask_capacity(answers, _numbers("capacity", _CAPACITIES)),
        **audience.questions("activity"),
        "opens": _ask_opens,
        "description": creating.ask_description,
        "people": lambda answers: creating.ask_people(answers, _numbers("people", _PEOPLE)),
        "preview": _preview,
    },
    back=True,
)


def instant(text: str) -> datetime:
    """A moment as it stands among the answers."""
    return datetime.fromisoformat(text)

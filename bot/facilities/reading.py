"""Opening hours as the committee types them: 周一至周五 9:00-21:00；双休日 9:00-17:00；春节关闭."""

from datetime import date, datetime, time

from bot.facilities import texts
from bot.facilities.rules import DAY_MINUTES, Day, DayKind, Days, Hours, Window, joined
from bot.language import calendar
from bot.language.dates import find
from bot.language.found import Found, Kind
from bot.refused import Refused
from bot.wording import local

_ALL_WEEK = frozenset(range(1, 8))


def day_of(on: date) -> Day:
    """The day as China's calendar has it; of a year that is not announced the usual days off."""
    holiday = calendar.holiday_name(on)
    if holiday is None and not calendar.is_announced(on.year):
        block = calendar.next_holiday(on)
        holiday = block.name if block.start <= on <= block.end else None
    return Day(on, calendar.is_workday(on), holiday)


def read_hours(text: str, now: datetime) -> tuple[Hours, ...]:
    """The rules in what was typed. Raises Refused with the part that was not understood."""
    rules: dict[Days, Hours] = {}
    for clause in _clauses(text):
        days = _days(clause, now)
        windows = _windows(clause, now)
        if windows is None or not days:
            raise Refused("hours", texts.hours_not_understood(clause))
        for one in days:
            rules[one] = Hours(one, windows)
    if not rules:
        raise Refused("hours", texts.hours_not_understood(text))
    return tuple(rules.values())


def _clauses(text: str) -> list[str]:
    """The parts that stand for themselves: cut at semicolons, and before a day once hours were said."""
    found: list[str] = []
    for part in texts.CLAUSE_ENDS.split(text):
        start = 0
        for phrase in texts.DAY_BEGINS.finditer(part):
            if texts.SAYS_HOURS.search(part[start : phrase.start()]):
                found.append(part[start : phrase.start()])
                start = phrase.start()
        found.append(part[start:])
    return [clause.strip(texts.BETWEEN) for clause in found if clause.strip(texts.BETWEEN)]


def _days(clause: str, now: datetime) -> tuple[Days, ...]:
    days = [_weekdays(found[0]) for found in texts.WEEKDAYS.finditer(clause)]
    days += [_WORDS[name] for name, word in texts.KINDS_OF_DAYS.items() if word.search(clause)]
    days += [
        Days(DayKind.HOLIDAY, holiday=name) for name, word in texts.HOLIDAYS.items() if word.search(clause)
    ]
    if not days:
        dates = [one for one in find(clause, local(now)) if one.first_on is not None]
        days += [
            Days(DayKind.DATES, first_on=one.first_on, last_on=one.last_on or one.first_on) for one in dates
        ]
    if not days and _windows(clause, now) is not None:
        days = [Days(DayKind.EVERY)]
    return tuple(days)


_WORDS = {
    "every": Days(DayKind.EVERY),
    "weekend": Days(DayKind.WEEKDAYS, weekdays=frozenset({6, 7})),
    "workdays": Days(DayKind.WORKDAYS),
    "restdays": Days(DayKind.RESTDAYS),
    "holidays": Days(DayKind.HOLIDAYS),
}


def _weekdays(words: str) -> Days:
    """周一至周五, 周一、三、五, 周六."""
    numbers: list[int] = []
    through = False
    for sign in texts.TO_WEEKDAY.sub(lambda found: texts.SAME_DAY[found[0]], words):
        if sign in texts.THROUGH:
            through = True
        elif sign in texts.WEEK:
            number = texts.WEEK.index(sign) + 1
            if through and numbers:
                first = numbers[-1]
                span = (number - first) % 7
                numbers += [(first + step - 1) % 7 + 1 for step in range(1, span + 1)]
            else:
                numbers.append(number)
            through = False
    chosen = frozenset(numbers)
    return Days(DayKind.EVERY) if chosen == _ALL_WEEK else Days(DayKind.WEEKDAYS, weekdays=chosen)


def _windows(clause: str, now: datetime) -> tuple[Window, ...] | None:
    """The hours of a clause; empty: closed; None: it says nothing of hours."""
    if texts.CLOSED.search(clause):
        return ()
    bare = texts.WEEKDAYS.sub(" ", clause)
    for word in (*texts.KINDS_OF_DAYS.values(), *texts.HOLIDAYS.values()):
        bare = word.sub(" ", bare)
    windows = [window for one in find(bare, local(now)) if (window := _window(one)) is not None]
    if windows:
        return joined(windows)
    return (Window(0, DAY_MINUTES),) if texts.ALL_DAY.search(clause) else None


def _window(found: Found) -> Window | None:
    if found.kind not in {Kind.TIMERANGE, Kind.DATETIMERANGE, Kind.SET}:
        return None
    start, end = (_minute(value) for value in (found.start, found.end))
    if start is None or end is None:
        return None
    end = end or DAY_MINUTES
    return Window(start, end) if start < end else None


def _minute(value: object) -> int | None:
    if isinstance(value, datetime):
        value = value.timetz()
    return value.hour * 60 + value.minute if isinstance(value, time) else None

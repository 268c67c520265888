"""In which year a month lies: a list that runs from August to January goes on into the next year."""

import re
from dataclasses import replace
from datetime import date, timedelta

from .shapes import Doubt, DraftItem, MonthDay
from .when import Grain, When, span_of_months

COMMON_YEAR = (
    2027  # for the weeks of a term in a year not told: it begins on a Friday, as near the middle as any
)


_ONE_YEAR = re.compile(r"20\d\d年(?:度|工[作会])(?!.*(?:下半年|20\d\d年))")


class YearOrder:
    """Follows the months of a schedule in their order and adds a year where they start again."""

    def __init__(
        self,
        year: int | None,
        title: str,
        *,
        school: bool,
        school_year: bool,
        term_begins: MonthDay | None = None,
    ) -> None:
        self.year = year
        second = any(word in title for word in ("第二学期", "下学期", "二学期", "春季", "下半年"))
        self.first_term = school_year and not second
        self.term_begins = term_begins
        self.first_week = MonthDay(1, 1) if not school else MonthDay(2, 24) if second else MonthDay(9, 1)
        self.one_year = not school and bool(_ONE_YEAR.search(title))
        self.first = 0
        self.last = 0
        self.offset = 0

    def seen(self, when: When) -> When:
        """The heading's time with its year, remembering how far the list has come."""
        if when.week is not None and not when.months:
            return self._of_term(when, when.week)
        if when.grain not in (Grain.DAY, Grain.MONTH) or not when.months:
            return when
        month = when.months[0]
        over = self.first >= 7 and month <= 7 and self.last - month >= 5
        if over and self.offset == 0 and not self.one_year:
            self.offset = 1
        elif month < self.last or not self.last:
            self.first = month  # another list begins
        self.last = month
        return replace(when, year_offset=max(when.year_offset, self.offset if month <= 8 else 0))

    def _of_term(self, when: When, weeks: tuple[int, int]) -> When:
        """The days of a week of term, Monday to Sunday; its months only when the plan does not say when the term begins."""
        told = self.term_begins is not None and self.year is not None
        opening = (self.term_begins or self.first_week).on(self.year or COMMON_YEAR)
        monday = opening - timedelta(days=opening.weekday())
        first = max(opening, monday + timedelta(weeks=weeks[0] - 1))
        last = monday + timedelta(weeks=weeks[1] - 1, days=6)
        return replace(
            when,
            grain=Grain.DAY if told else Grain.MONTH,
            months=span_of_months(first.month, last.month) if told else (first.month,),
            start=_month_day(first) if told else None,
            end=_month_day(last) if told else None,
            year_offset=first.year - opening.year,
        )

    def over(self, when: When | None) -> bool:
        """The time lies before the year of the plan: 去年3月."""
        if when is None:
            return False
        return when.year_offset < 0 or bool(when.year and self.year and when.year < self.year)

    def offset_of(self, when: When) -> int:
        if when.year_offset:
            return when.year_offset
        if when.year is not None and self.year is not None and when.months:
            return max(0, min(1, when.year - self.year))
        if (
            self.first_term
            and when.months
            and max(when.months) <= 7
            and when.grain in (Grain.DAY, Grain.MONTH, Grain.FESTIVAL, Grain.SEASON)
            and self.year is not None
        ):
            return 1
        return 0

    def dated(self, item: DraftItem, when: When | None) -> DraftItem:
        """The item with its time put in."""
        if when is None:
            return item
        if when.week is not None and not when.months:
            when = self._of_term(when, when.week)
        doubts = list(dict.fromkeys((*item.doubts, *when.doubts)))
        if not when.months and not when.recurrence and Doubt.NO_DATE not in doubts:
            doubts.append(Doubt.NO_DATE)
        if when.year is not None and self.year is not None and when.year - self.year not in (0, 1):
            doubts.append(Doubt.YEAR_MISMATCH)
        deadline = item.deadline or when.deadline
        return replace(
            item,
            months=when.months,
            start=when.start,
            end=when.end,
            recurrence=when.recurrence,
            deadline=deadline,
            sign_up_by=when.sign_up_by or item.sign_up_by,
            year_offset=self.offset_of(when),
            doubts=tuple(doubts),
        )


def _month_day(day: date) -> MonthDay:
    return MonthDay(day.month, day.day)

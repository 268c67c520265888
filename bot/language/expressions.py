"""From tokens to expressions: a point, a range, a deadline, a rule with its clock times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.language import calendar, clocks, narrowing, patterns, recurrence
from bot.language.clocks import Clock
from bot.language.date_texts import LUNAR_RULE, NOT_ANNOUNCED, WEEKDAY_DIFFERS
from bot.language.days import Days, Scene
from bot.language.found import Kind, Mod, Value
from bot.language.patterns import PERIODS

_TO = re.compile(
    r"(?:日?起|开始|[)])?[\s,]*(?:起?(?:一直|持续|延续|延长)?(?:-+|~+|到|至|直到|直至|起至|起到|截至|截止到?)+)\s*[(]?"
)
_AND = re.compile(r"\s*(?:、|,|和|与|及|以及|跟|或|或者|/|;)\s*")
_BOTH = re.compile(r"\s*(?:、|和|与|及)\s*")
_BETWEEN = re.compile(r"(?:之间|期间|间)(?!隔)")
_GLUE = re.compile(r"[\s,]*(?:的|那|份|期间|[)])?[\s,:]*")
_TIME_GLUE = re.compile(r"[\s,]*(?:的|当天|当日|那天|[)])?[\s,:]*(?:每天|每日|大约|大概|约|差不多|是|在)?")
_CONFIRM = re.compile(r"[\s,]*[(]?\s*(?:本|这|下|农历)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天])\s*[)]?")
_BRACKET = re.compile(r"\s*[(]\s*$|[\s,]*$|即\s*$")

_UNTIL_PREFIX = re.compile(
    r"(?:截止(?:时间|日期|日)?[\s:]*(?:到|至|为|是|在|于)?|截至|截稿(?:时间|日期)?[\s:]*(?:为|是)?|最晚|最迟|最后期限[\s:]*(?:为|是)?|不晚于|不迟于|直到|直至|一直到"
    r"|(?:报名|有效|有效期|有效期限|持续|延续|延长|开放|征集|受理|展出|展示|公示|保留|保存|申报|投稿|提交|收)(?:时间|日期)?(?:到|至)"
    r"|(?<![推延提改调移挪放定顺从自起排])(?<!延期)(?<!改期)(?<!推迟)(?<!提前)(?<!调整)(?<!顺延)(?<!变更)至)\s*(?:于|在|到|至|:|是|为)?\s*$"
)
_SINCE_PREFIX = re.compile(r"(?:自从|自|从|打从)(?:每年|今年)?\s*$")
_INCLUDING = re.compile(r"\s*[(]?(?:或|及|以及|和|含当[日天])[)]?(?:其)?(?:之|以)?(?P<way>前|后)")
_BEFORE = re.compile(
    r"\s*(?:[(]含[)])?\s*(?:下班|放学|收工|午饭|饭)?(?:之前|以前|前(?![往去来台面几后景程途]|提[是下条]))"
)
_UNTIL = re.compile(r"\s*(?:[(]含[)])?\s*(?:为止|止(?!步|痛|血))")
_AFTER = re.compile(r"(?:之后|以后|过后|后(?![续勤面备期方来台天几]))")
_SINCE = re.compile(r"\s*(?:(?:日)?起(?![步点草跑来床码立义伏重诉])|以来|始(?![发终]))")
_BEGINS = re.compile(r"\s*开始")
_CLOSES = re.compile(r"\s*(?:截止|截稿|到期|为限|结束报名|报名截止|前?截止)")
_INSIDE = re.compile(r"\s*(?:之内|以内|内|里)(?![容部科涵外])")


_RELATIVE = frozenset({"weekday", "this_week", "relative_day", "festival", "nth", "same_day"})
_STATED = frozenset({"month", "ymd", "year", "month_day", "lunar", "day"})


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression in normalised text."""

    kind: Kind
    start: Value
    end: Value
    at: int
    to: int
    rrule: str | None = None
    mod: Mod | None = None
    deadline: bool = False
    daypart: str | None = None
    certain: bool = True
    others: tuple[tuple[Value, Value], ...] = ()
    known: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Point:
    """A day, a clock time or both, as far as one end of a range goes."""

    days: Days | None
    clock: Clock | None
    at: int
    to: int
    first_token: int
    next_token: int
    moments: tuple[datetime, datetime] | None = None
    note: str = ""


class Expressions:
    """Reads one normalised text against one moment."""

    def __init__(self, text: str, now: datetime) -> None:
        self.text = text
        self.now = now
        self.today = now.date()
        self.rules = recurrence.rules(text)
        taken = [(r.start, r.end) for r in self.rules]
        self.tokens = [
            t for t in patterns.tokens(text) if not any(a < t.end and t.start < b for a, b in taken)
        ]

    def read(self) -> Iterator[Expression]:
        """All expressions, from left to right."""
        rules = list(self.rules)
        i = 0
        left: Days | None = None
        last_end = -1
        while i < len(self.tokens) or rules:
            if rules and (i >= len(self.tokens) or rules[0].start < self.tokens[i].start):
                expression, i = self._set(rules.pop(0), i)
                yield expression
                left = None
                continue
            listed = (
                left is not None
                and last_end >= 0
                and _AND.fullmatch(self.text[last_end : self.tokens[i].start])
            )
            point = self._point(i, left if listed or self._tight(i, last_end) else None)
            if point is None:
                i = self._after_impossible(i)
                continue
            if point.days and point.days.grain == "day" and point.clock is None:
                point = self._shared_clock(point)
            if listed and point.days is None and point.clock and left and left.grain == "day":
                point = replace(point, days=left)
            expression, i = self._extend(point)
            yield expression
            left = point.days
            last_end = expression.to

    def _shared_clock(self, point: _Point) -> _Point:
        """周六、周日上午9点: the clock time is that of both days."""
        i = point.next_token
        if i >= len(self.tokens) or not (
            _BOTH.fullmatch(self.text[point.to : self.tokens[i].start]) or self._tight(i, point.to)
        ):
            return point
        right = self._point(i, point.days)
        if right is None or right.clock is None or right.days is None or _BETWEEN.match(self.text, right.to):
            return point
        return replace(point, clock=right.clock)

    def _tight(self, i: int, last_end: int) -> bool:
        """A token such as 、四 carries its own comma."""
        return last_end == self.tokens[i].start and self.tokens[i].pattern.needs.startswith("left")

    # Points

    def _point(self, i: int, left: Days | None = None) -> _Point | None:
        token = self.tokens[i]
        if token.name.startswith("hours"):
            return self._hours(i)
        if token.name == "now":
            return _Point(None, None, token.start, token.end, i, i + 1, moments=(self.now, self.now))
        anchor = left.start if left else self.today
        days, j, note = self._chain(i, Scene(self.today, anchor, left))
        to = self.tokens[j - 1].end if j > i else token.start
        if days is not None:
            days, j, to, note = self._confirm(days, i, j, to, note)
        clock = None
        if j < len(self.tokens) and (days is None or days.grain == "day" or self._is_part(j)):
            gap = self.text[to : self.tokens[j].start]
            if days is None or _TIME_GLUE.fullmatch(gap):
                read = clocks.read(self.tokens, j, self.text)
                if read:
                    clock, j = read
                    to = self.tokens[j - 1].end
        if days is None and clock is None:
            return None
        return _Point(days, clock, token.start, to, i, j, note=note)

    def _lacks_month(self, i: int) -> bool:
        """The 5日 of 13月5日."""
        token = self.tokens[i]
        alone = i == 0 or self.tokens[i - 1].end < token.start
        return (
            token.name in ("day", "bare_day") and alone and self.text[token.start - 1 : token.start] == "月"
        )

    def _is_part(self, j: int) -> bool:
        """A part of the day without a clock time goes with a whole week or weekend too: 周末下午."""
        following = self.tokens[j + 1].name if j + 1 < len(self.tokens) else ""
        return self.tokens[j].name == "part" and following not in clocks.CLOCKS

    def _chain(self, i: int, scene: Scene) -> tuple[Days | None, int, str]:
        """The longest run of tokens from i on that reads as one chain of days."""
        if self.tokens[i].name not in narrowing.READERS or self._lacks_month(i):
            return None, i, ""
        days = narrowing.resolve(self.tokens[i : i + 1], scene)
        best, j = days, i + 1
        reach = days
        while reach is not None and j < len(self.tokens):
            token = self.tokens[j]
            if not _GLUE.fullmatch(self.text[self.tokens[j - 1].end : token.start]):
                break
            if token.name not in narrowing.READERS or not narrowing.follows(token, reach):
                break
            longer = narrowing.resolve(self.tokens[i : j + 1], scene)
            if longer is None:
                if token.name in ("day", "bare_day"):  # 2月30日 is no date, and its 2月 is none either
                    return None, i, ""
                break
            best = reach = longer
            j += 1
        return best, (j if best is not None else i), ""

    def _after_impossible(self, i: int) -> int:
        """The token after those of a day that does not exist, so that 30日 is not read out of 2月30日."""
        j = i + 1
        while j < len(self.tokens) and self.tokens[j].start == self.tokens[j - 1].end:
            if self.tokens[j].name not in ("month", "day", "bare_day") or self.tokens[j - 1].name in (
                "day",
                "bare_day",
            ):
                break
            j += 1
        return j

    def _confirm(self, days: Days, i: int, j: int, to: int, note: str) -> tuple[Days, int, int, str]:
        """A weekday written beside a date, or a date beside a weekday: 12月5日（周六）, 周六（12月5日）."""
        if days.grain != "day":
            return days, j, to, note
        if j < len(self.tokens) and _BRACKET.fullmatch(self.text[to : self.tokens[j].start]):
            if self.tokens[j].name == "festival" and self.tokens[j - 1].name != "festival":
                return self._named(days, i, j, to)
            if self.tokens[j - 1].name in _RELATIVE and self.tokens[j].name in _STATED:
                return self._stated(days, j, to, bracket="(" in self.text[to : self.tokens[j].start])
        if self.tokens[j - 1].name in ("weekday", "this_week"):
            return days, j, to, note
        hit = _CONFIRM.match(self.text, to)
        if hit is None or ("," in hit[0] and self._starts_own(hit)):
            return days, j, to, note
        while j < len(self.tokens) and self.tokens[j].start < hit.end():
            j += 1
        wanted = "一二三四五六日".index(hit["wd"].replace("天", "日"))
        return (*self._with_weekday(days, wanted, j, hit.end()),)

    def _starts_own(self, hit: re.Match[str]) -> bool:
        """A weekday after a comma that goes on to a clock time of its own is another point."""
        return "(" not in hit[0] and self.text[hit.end() : hit.end() + 1] not in (
            "",
            ",",
            "。",
            " ",
            ")",
            "、",
        )

    def _with_weekday(self, days: Days, wanted: int, j: int, to: int) -> tuple[Days, int, int, str]:
        if days.start.weekday() == wanted:
            return replace(days, certain=True, others=()), j, to, ""
        fitting = next((o for o in days.others if o[0] == o[1] and o[0].weekday() == wanted), None)
        if fitting:
            return replace(days, start=fitting[0], end=fitting[1], certain=True, others=()), j, to, ""
        return replace(days, certain=False), j, to, WEEKDAY_DIFFERS

    def _named(self, days: Days, i: int, j: int, to: int) -> tuple[Days, int, int, str]:
        """A festival written beside its day: 9月10日教师节, 八月十五中秋节."""
        named = narrowing.resolve([self.tokens[j]], Scene(self.today, days.start))
        if named is None:
            return days, j, to, ""
        end = self.tokens[j].end + (self.text[self.tokens[j].end : self.tokens[j].end + 1] == ")")
        if named.start == days.start:
            return replace(days, certain=True, others=()), j + 1, end, ""
        if named.lunar == (days.start.month, days.start.day) and self.tokens[i].name != "lunar":
            year = narrowing.resolve([*self.tokens[i : j - 2], self.tokens[j]], Scene(self.today, self.today))
            return year or named, j + 1, end, ""
        return days, j, to, ""

    def _stated(self, days: Days, j: int, to: int, bracket: bool) -> tuple[Days, int, int, str]:
        stated, after, _ = self._chain(j, Scene(self.today, self.today))
        if stated is None or stated.grain != "day":
            return days, j, to, ""
        end = self.tokens[after - 1].end
        if self.text[end : end + 1] == ")":
            end += 1
        if stated.start == days.start:
            return replace(stated, certain=True, others=()), after, end, ""
        weekday = days.start.weekday()
        near = [stated.start, *(o[0] for o in stated.others)]
        near += [
            d for d in (_same_day(stated.start, n) for n in (-1, 1)) if d and abs((d - self.today).days) < 200
        ]
        fitting = next((d for d in near if d.weekday() == weekday), None)
        if self.tokens[j - 1].name == "relative_day" and not bracket:
            return days, j, to, ""
        if fitting:
            return replace(stated, start=fitting, end=fitting, certain=True, others=()), after, end, ""
        others = ((days.start, days.end),)
        return replace(stated, certain=False, others=others), after, end, WEEKDAY_DIFFERS

    def _hours(self, i: int) -> _Point | None:
        token = self.tokens[i]
        length = clocks.lasting(token)
        if length is None:
            return None
        part = token.found.groupdict()
        if token.name == "hours_shift":
            moment = self.now + (length if part["dir"] == "后" else -length)
            moments = (moment, moment)
        elif token.name == "hours_rolling" and part["side"] in ("过去", "最近", "之前", "上"):
            moments = (self.now - length, self.now)
        else:
            moments = (self.now, self.now + length)
        return _Point(None, None, token.start, token.end, i, i + 1, moments=moments)

    # Ranges and marks

    def _extend(self, point: _Point) -> tuple[Expression, int]:
        """The expression that begins with a point: a range if one follows, then the marks around it."""
        i = point.next_token
        if i < len(self.tokens):
            gap = self.text[point.to : self.tokens[i].start]
            between = bool(_AND.fullmatch(gap))
            if (
                _TO.fullmatch(gap)
                or between
                or (self.tokens[i].name == "bare_day"
                and gap in ("", "-", "~", "到", "至"))
            ):
                point = self._running(point, i)
                right = self._point(i, point.days or Days(self.today, self.today, "day"))
                if right and self._is_clock_day(point, right):
                    right = replace(
                        right, clock=None, next_token=right.next_token - self._clock_tokens(right)
                    )
                    right = replace(right, to=self.tokens[right.next_token - 1].end)
                if right and (not between or _BETWEEN.match(self.text, right.to)):
                    expression = self._range(point, right)
                    if expression:
                        return self._close(expression), right.next_token
        return self._marked(point), i

    def _running(self, point: _Point, i: int) -> _Point:
        """11月1日至30日 said on the 21st is going on; it does not begin next year."""
        needs = self.tokens[point.first_token].pattern.needs
        if point.days is None or needs not in ("year", "month") or point.days.start <= self.today:
            return point
        anchor = self.today.replace(day=1, month=1) if needs == "year" else self.today.replace(day=1)
        begun, _, _ = self._chain(point.first_token, Scene(self.today, anchor))
        if begun is None or begun.start > self.today:
            return point
        right = self._point(i, begun)
        if right is None or right.days is None or right.days.end < self.today:
            return point
        if self.tokens[i].pattern.needs == "" and right.days.start.year > begun.start.year:
            return point
        return replace(point, days=begun)

    def _is_clock_day(self, left: _Point, right: _Point) -> bool:
        """12月1日至5日9:00-11:00: the second range is of clock times."""
        if left.clock or not right.clock or right.days is None or right.next_token >= len(self.tokens):
            return False
        gap = self.text[right.to : self.tokens[right.next_token].start]
        return bool(_TO.fullmatch(gap)) and self.tokens[right.next_token].name in clocks.CLOCKS | {"part"}

    def _clock_tokens(self, point: _Point) -> int:
        """How many tokens the clock time of a point takes."""
        return 2 if self.tokens[point.next_token - 2].name == "part" else 1

    def _close(self, expression: Expression) -> Expression:
        mark = _BETWEEN.match(self.text, expression.to) or _UNTIL.match(self.text, expression.to)
        mark = mark or _BEFORE.match(self.text, expression.to) or _CLOSES.match(self.text, expression.to)
        prefix = _SINCE_PREFIX.search(self.text, max(0, expression.at - 4), expression.at)
        return replace(
            expression,
            to=mark.end() if mark else expression.to,
            at=prefix.start() if prefix else expression.at,
        )

    def _range(self, left: _Point, right: _Point) -> Expression | None:
        known = all(p.days is None or p.days.known for p in (left, right))
        # The two ends of a range make each other plain: 8.8-8.15 are no figures.
        note = left.note or right.note
        if left.moments or right.moments:
            return self._moment_range(left, right)
        if left.days is None and self.tokens[right.first_token].name == "next_day":
            right = replace(right, days=None)  # 22:00 至次日 6:00
        if left.clock and right.clock and right.days is None:
            return self._clock_range(left, left.clock, right)
        if left.clock is None and right.clock is None and left.days and right.days:
            start, end = left.days.start, right.days.end
            if end < start:
                return None
            return Expression(Kind.DATERANGE, start, end, left.at, right.to, known=known, note=note)
        if right.days is None:
            return None
        first = self._moment(left.days or Days(self.today, self.today, "day"), left.clock, end=False)
        last = self._moment(right.days, right.clock, end=True)
        if last <= first:
            return None
        return Expression(Kind.DATETIMERANGE, first, last, left.at, right.to, known=known, note=note)

    def _moment_range(self, left: _Point, right: _Point) -> Expression | None:
        if not left.moments:
            return None
        if right.days and not right.clock:
            return Expression(Kind.DATERANGE, self.today, right.days.end, left.at, right.to)
        first = left.moments[0]
        if right.clock and right.days is None:
            last = datetime.combine(self.today, time()) + timedelta(minutes=right.clock.minutes)
            while last <= first:
                last += timedelta(hours=12 if right.clock.others else 24)
        elif right.days:
            last = self._moment(right.days, right.clock, end=True)
        else:
            last = right.moments[1] if right.moments else first
        return Expression(Kind.DATETIMERANGE, first, last, left.at, right.to)

    def _clock_range(self, left: _Point, begins: Clock, right: _Point) -> Expression | None:
        if right.clock is None:
            return None
        ends = clocks.ending(begins, right.clock)
        finish = ends.minutes if ends.until is None else ends.until
        certain = not (begins.others and right.clock.others)
        if left.days is None:
            others: tuple[tuple[Value, Value], ...] = ()
            if not certain and finish + 720 <= 1440:
                others = ((_time(begins.minutes + 720), _time(finish + 720)),)
            return Expression(
                Kind.TIMERANGE,
                begins.at,
                _with_second(finish, ends.second),
                left.at,
                right.to,
                certain=certain,
                others=others,
            )
        start = self._at(left.days.start, begins.minutes, begins.second)
        end = self._at(left.days.start, finish, ends.second)
        day_others = self._other_moments(left.days, begins.minutes, finish)
        if not certain and finish + 720 <= 1440:
            day_others = ((start + timedelta(hours=12), end + timedelta(hours=12)), *day_others)
        return Expression(
            Kind.DATETIMERANGE,
            start,
            end,
            left.at,
            right.to,
            certain=certain and left.days.certain,
            others=day_others,
            known=left.days.known,
            note=left.note,
        )

    @staticmethod
    def _at(on: date, minutes: int, second: int = 0) -> datetime:
        clock = Clock(minutes % 1440, second).at
        return datetime.combine(on + timedelta(minutes // 1440), clock)

    def _moment(self, days: Days, clock: Clock | None, end: bool) -> datetime:
        if clock is None:
            on = days.end + timedelta(1) if end else days.start
            return datetime.combine(on, time())
        minutes = clock.until if end and clock.until is not None else clock.minutes
        return self._at(days.end if end else days.start, minutes, clock.second)

    def _other_moments(self, days: Days, minutes: int, finish: int | None) -> tuple[tuple[Value, Value], ...]:
        return tuple(
            (self._at(a, minutes), None if finish is None else self._at(a, finish))
            for a, b in days.others
            if a == b
        )

    def _marked(self, point: _Point) -> Expression:
        """A single point with the words before and after it that make it a deadline or a beginning."""
        text, at, to = self.text, point.at, point.to
        inside = _INSIDE.match(text, to) if point.days and point.days.grain in PERIODS else None
        if inside:
            to = inside.end()
        including = _INCLUDING.match(text, to)
        before, until = _BEFORE.match(text, to), _UNTIL.match(text, to)
        after, since = _AFTER.match(text, to), _SINCE.match(text, to)
        closes, begins = _CLOSES.match(text, to), _BEGINS.match(text, to)
        until_prefix = _UNTIL_PREFIX.search(text, max(0, at - 12), at)
        since_prefix = _SINCE_PREFIX.search(text, max(0, at - 4), at)
        if including:
            mod = Mod.BEFORE if including["way"] == "前" else Mod.SINCE
            return self._open(point, mod, at, including.end(), inclusive=True)
        if before and not closes:
            return self._open(point, Mod.BEFORE, at, before.end(), inclusive=bool(until_prefix))
        if until or until_prefix:
            start = until_prefix.start() if until_prefix else at
            return self._open(point, Mod.BEFORE, start, until.end() if until else to, inclusive=True)
        if after:
            return self._open(point, Mod.AFTER, at, after.end(), inclusive=False)
        if since:
            start = since_prefix.start() if since_prefix else at
            return self._open(point, Mod.SINCE, start, since.end(), inclusive=True)
        period = point.days is not None and point.clock is None and point.days.grain in PERIODS
        if (begins and (since_prefix or period)) or (since_prefix and period and "自" in since_prefix[0]):
            start = since_prefix.start() if since_prefix else at
            return self._open(point, Mod.SINCE, start, begins.end() if begins else to, inclusive=True)
        expression = self._plain(point, at, to)
        return replace(expression, deadline=True, to=closes.end()) if closes else expression

    def _plain(self, point: _Point, at: int, to: int) -> Expression:
        days, clock = point.days, point.clock
        if point.moments:
            first, last = point.moments
            if first == last:
                return Expression(Kind.DATETIME, first, None, at, to)
            return Expression(Kind.DATETIMERANGE, first, last, at, to)
        if days is None:
            return (
                self._clock_alone(clock, at, to)
                if clock
                else Expression(Kind.TIME, self.now.time(), None, at, to)
            )
        note = point.note or ("" if days.known else NOT_ANNOUNCED)
        if clock is None or days.grain != "day":
            if days.grain == "day":
                kind, others = Kind.DATE, tuple((a, None if a == b else b) for a, b in days.others)
                return Expression(
                    kind,
                    days.start,
                    None,
                    at,
                    to,
                    certain=days.certain,
                    others=others,
                    known=days.known,
                    note=note,
                )
            return Expression(
                Kind.DATERANGE,
                days.start,
                days.end,
                at,
                to,
                certain=days.certain,
                others=days.others,
                daypart=clock.part if clock else None,
                known=days.known,
                note=note,
            )
        if clock.until is not None:
            start, end = self._at(days.start, clock.minutes), self._at(days.start, clock.until)
            return Expression(
                Kind.DATETIMERANGE,
                start,
                end,
                at,
                to,
                daypart=clock.part,
                certain=days.certain,
                others=self._other_moments(days, clock.minutes, clock.until),
                known=days.known,
                note=note,
            )
        return self._day_and_clock(days, clock, at, to, note)

    def _day_and_clock(self, days: Days, clock: Clock, at: int, to: int, note: str) -> Expression:
        start = self._at(days.start, clock.minutes, clock.second)
        hours = [self._at(days.start, minutes, clock.second) for minutes in clock.others]
        if days.start == self.today and hours and start <= self.now < hours[0]:
            start, hours = hours[0], [start]
        days_others = self._other_moments(days, clock.minutes, None)
        if days.start == self.today and start < self.now and not hours and days_others:
            # 周六早上8点 said on a Saturday at ten.
            (later, _), *rest = days_others
            if isinstance(later, datetime) and later > self.now:
                start, days_others = later, ((start, None), *rest)
        others = (*((h, None) for h in hours), *days_others)
        return Expression(
            Kind.DATETIME,
            start,
            None,
            at,
            to,
            certain=days.certain and not clock.others,
            others=others,
            known=days.known,
            note=note,
        )

    @staticmethod
    def _clock_alone(clock: Clock, at: int, to: int) -> Expression:
        if clock.until is not None:
            return Expression(Kind.TIMERANGE, clock.at, _time(clock.until), at, to, daypart=clock.part)
        others = tuple((_time(minutes), None) for minutes in clock.others)
        return Expression(Kind.TIME, clock.at, None, at, to, certain=not others, others=others)

    def _open(self, point: _Point, mod: Mod, at: int, to: int, *, inclusive: bool) -> Expression:
        """A range with one open side."""
        deadline = mod is Mod.BEFORE
        days, clock = point.days, point.clock
        if point.moments:
            start, end = (None, point.moments[1]) if deadline else (point.moments[0], None)
            return Expression(Kind.DATETIMERANGE, start, end, at, to, mod=mod, deadline=deadline)
        if days is None and clock:
            return self._open_clock(clock, mod, at, to)
        if days is None:
            return self._plain(point, at, to)
        note = point.note or ("" if days.known else NOT_ANNOUNCED)
        certain = days.certain or (days.grain == "day" and all(a != b for a, b in days.others))
        if clock:
            bounds = self._clock_bounds(days, clock, deadline)
            moment, *rest = bounds
            others = tuple((None, m) if deadline else (m, None) for m in rest)
            return Expression(
                Kind.DATETIMERANGE,
                None if deadline else moment,
                moment if deadline else None,
                at,
                to,
                mod=mod,
                deadline=deadline,
                certain=certain and not rest,
                others=others,
                known=days.known,
                note=note,
            )
        edge, known = _edge(days, mod, inclusive)
        moved = [_edge(replace(days, start=a, end=b), mod, inclusive)[0] for a, b in days.others if a == b]
        days_others = tuple((None, d) if deadline else (d, None) for d in moved)
        return Expression(
            Kind.DATERANGE,
            None if deadline else edge,
            edge if deadline else None,
            at,
            to,
            mod=mod,
            deadline=deadline,
            certain=certain,
            others=days_others,
            known=known,
            note=note or ("" if known else NOT_ANNOUNCED),
        )

    def _clock_bounds(self, days: Days, clock: Clock, deadline: bool) -> list[datetime]:
        if clock.until is None:
            bounds = [self._at(days.start, m, clock.second) for m in (clock.minutes, *clock.others)]
            if days.start == self.today and len(bounds) > 1 and bounds[0] <= self.now < bounds[1]:
                bounds.reverse()
            return bounds
        if clock.part == "noon":
            return [self._at(days.start, 720)]
        return [self._at(days.start, clock.until if deadline else clock.minutes)]

    @staticmethod
    def _open_clock(clock: Clock, mod: Mod, at: int, to: int) -> Expression:
        deadline = mod is Mod.BEFORE
        minutes = clock.minutes
        if clock.until is not None:
            minutes = 720 if clock.part == "noon" else clock.until if deadline else clock.minutes
        moment = _with_second(minutes, clock.second)
        others = tuple((None, _time(m)) if deadline else (_time(m), None) for m in clock.others)
        return Expression(
            Kind.TIMERANGE,
            None if deadline else moment,
            moment if deadline else None,
            at,
            to,
            mod=mod,
            deadline=deadline,
            certain=not others,
            others=others,
        )

    # Rules

    def _set(self, rule: recurrence.Rule, i: int) -> tuple[Expression, int]:
        to = rule.end
        start: time | None = None
        end: time | None = None
        part = None
        while i < len(self.tokens) and self.tokens[i].end <= rule.start:
            i += 1
        certain = rule.certain
        if i < len(self.tokens) and _TIME_GLUE.fullmatch(self.text[to : self.tokens[i].start]):
            read = clocks.read(self.tokens, i, self.text)
            if read:
                clock, i = read
                to = self.tokens[i - 1].end
                start, part = clock.at, clock.part if clock.until is not None else None
                end = _time(clock.until) if clock.until is not None else None
                certain = certain and not clock.others
                if (
                    clock.until is None
                    and i < len(self.tokens)
                    and _TO.fullmatch(self.text[to : self.tokens[i].start])
                ):
                    follow = clocks.read(self.tokens, i, self.text)
                    if follow:
                        right, i = follow
                        to = self.tokens[i - 1].end
                        finish = clocks.ending(clock, right)
                        end = _time(finish.minutes if finish.until is None else finish.until)
        mark = _BEFORE.match(self.text, to)
        expression = Expression(
            Kind.SET,
            start,
            end,
            rule.start,
            mark.end() if mark else to,
            rrule=rule.rrule,
            certain=certain,
            daypart=part,
            deadline=bool(mark),
            mod=Mod.BEFORE if mark else None,
            note=LUNAR_RULE if rule.festival else "",
        )
        return expression, i


def _edge(days: Days, mod: Mod, inclusive: bool) -> tuple[date, bool]:
    """The day at which an open range of days ends or begins, and whether it is announced."""
    if mod is Mod.SINCE:
        return days.start, days.known
    if mod is Mod.AFTER:
        if days.festival and days.grain == "day":
            block = calendar.holiday(days.festival, days.start)
            return block.end + timedelta(1), block.known
        return days.end + timedelta(1), days.known
    if inclusive or (days.grain == "day" and not days.festival and days.lunar is None):
        return days.end, days.known
    if days.grain == "days" and days.others and not days.certain:
        return days.end, days.known
    return days.start - timedelta(1), days.known


def _same_day(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return None


def _time(minutes: int) -> time:
    return Clock(minutes % 1440).at if minutes != 1440 else time(23, 59)


def _with_second(minutes: int, second: int) -> time:
    return Clock(minutes % 1440, second).at

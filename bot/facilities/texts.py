"""What is said about facilities, and the words in which hours are written."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.buttons import Payload
from bot.facilities.buttons import (
    Book,
    CloseFacility,
    DropHours,
    Facilities,
    NewFacility,
    SetBooking,
    SetHours,
    SetPlaces,
    ShowBookings,
    ShowFacility,
    ShowTimes,
)
from bot.facilities.rules import DAY_MINUTES, DayKind, Days, Hours, Window
from bot.message import Button, Message, escape
from bot.wording import day_of, days, span

if TYPE_CHECKING:
    from bot.facilities.booking import Booked, BookingLine, Times
    from bot.facilities.service import Card, Standing

ABOUT = "活动室、健身房几点开门"
WORDS = ("场馆开放时间", "活动室开放时间")
#: Typed alone they ask for hours; in a form they are answers, so they are no keywords.
BARE = frozenset({"场馆", "活动室", "健身房", "开放时间", "活动场地"})
DESK = "🏠 场馆开放时间"
NEW_FORM = "新增场馆"
HOURS_FORM = "开放时间"

# -- how hours are written ----------------------------------------------------------------------------------

WEEK = "一二三四五六日"
#: What may stand between two clauses.
BETWEEN = " ，,、及和"
_DAY = "[一二三四五六日天]"
_WEEK = "(?:周|星期|礼拜)"
#: 周一, 周一至周五, 周一、周三、周五, 周六日.
WEEKDAYS = re.compile(f"{_WEEK}{_DAY}(?:(?:[到至、和及,，\\-—~～]*{_WEEK}?){_DAY})*")
TO_WEEKDAY = re.compile("[天—~～至]|-")
SAME_DAY = {"天": "日", "—": "到", "~": "到", "～": "到", "至": "到", "-": "到"}
THROUGH = "到"
KINDS_OF_DAYS = {
    "every": re.compile("每天|每日|天天|全周"),
    "weekend": re.compile("双休日|周末"),
    "workdays": re.compile("工作日|上班日"),
    "restdays": re.compile("(?<!双)休息日"),
    "holidays": re.compile("法定节假日|法定假日|节假日|公休假"),
}
HOLIDAYS = {
    "元旦": re.compile("元旦节?"),
    "春节": re.compile("春节"),
    "清明节": re.compile("清明节?"),
    "劳动节": re.compile("劳动节|五一(?:节)?"),
    "端午节": re.compile("端午节?"),
    "中秋节": re.compile("中秋节?"),
    "国庆节": re.compile("国庆节?|十一(?!点|月|日|号)"),
}
CLAUSE_ENDS = re.compile("[；;。\n]")
DAY_BEGINS = re.compile(
    "|".join(
        [
            WEEKDAYS.pattern,
            *(word.pattern for word in (*KINDS_OF_DAYS.values(), *HOLIDAYS.values())),
            r"\d{1,2}月\d{1,2}[日号]",
        ]
    )
)
CLOSED = re.compile("关闭|关门|闭馆|不开|不开放|停用|维修|休息(?!日)")
ALL_DAY = re.compile("全天|24小时|开放|开门")
SAYS_HOURS = re.compile(
    r"\d{1,2}\s*[:：点时]|[一二两三四五六七八九十]点|" + f"{CLOSED.pattern}|{ALL_DAY.pattern}"
)
#: Somebody asks for hours: such a word, beside a facility or the general word for one.
ASKS_HOURS = re.compile("开门|关门|闭馆|开馆|开放|开着|开吗|开么|开没开|开不开|几点开|几点关|还开|关了")
ANY_PLACE = re.compile(
    "活动室|活动中心|健身房|健身室|场馆|球馆|球室|乒乓|羽毛球|阅览室|书屋|职工之家|棋牌室|瑜伽室"
)
NOT_ASKING = re.compile("建议|希望|通知|反映|投诉|要求|发布")
LONGEST_QUESTION = 25
ASKS_BOOKING = re.compile("预约|预订|订场|订个|约个|借用")

_KIND = {
    DayKind.EVERY: "每天",
    DayKind.WORKDAYS: "工作日（含调休上班）",
    DayKind.RESTDAYS: "休息日",
    DayKind.HOLIDAYS: "法定节假日",
}


def worded_days(which: Days) -> str:
    """周一至周五, 国庆节假期, 12月25日（周五）至12月28日（周一）."""
    if which.kind is DayKind.WEEKDAYS:
        return _weekdays(sorted(which.weekdays))
    if which.kind is DayKind.HOLIDAY:
        return f"{which.holiday}假期"
    if which.first_on is not None and which.last_on is not None:
        return days(which.first_on, which.last_on)
    return _KIND[which.kind]


def _weekdays(numbers: Sequence[int]) -> str:
    names = [f"周{WEEK[number - 1]}" for number in numbers]
    in_a_row = len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1
    return f"{names[0]}至{names[-1]}" if in_a_row else "、".join(names)


def worded_windows(windows: Sequence[Window]) -> str:
    """9:00—12:00、14:00—21:00, 全天, 不开放."""
    if not windows:
        return "不开放"
    return "、".join(
        "全天" if (one.opens, one.closes) == (0, DAY_MINUTES) else f"{clock(one.opens)}—{clock(one.closes)}"
        for one in windows
    )


def clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def hour_lines(hours: Sequence[Hours]) -> list[str]:
    """The rules, the general ones first."""
    ordered = sorted(hours, key=lambda rule: (rule.days.particular[0], str(rule.days.first_on)))
    return [f"· {worded_days(rule.days)}：{worded_windows(rule.windows)}" for rule in ordered]


# -- members ------------------------------------------------------------------------------------------------


def standing_line(shown: "Standing") -> str:
    """🟢 活动室：开着，到 21:00."""
    return f"{'🟢' if shown.open_until is not None else '⚪'} <b>{escape(shown.name)}</b>：{_now(shown)}"


def _now(shown: "Standing") -> str:
    if shown.open_until is not None:
        return "全天开放" if shown.open_until == DAY_MINUTES else f"现在开着，到 {clock(shown.open_until)}"
    if shown.next is None:
        return "现在不开放" if shown.has_hours else "开放时间还没有定"
    later = f"{clock(shown.next.window.opens)} 开门，到 {clock(shown.next.window.closes)}"
    if shown.next.window == Window(0, DAY_MINUTES):
        later = "全天开放"
    day = "今天 " if shown.next.on == shown.today else f"{day_of(shown.next.on)}"
    return f"现在不开放，{day}{later}"


def board(shown: Sequence["Standing"], *, manages: bool) -> Message:
    """All facilities."""
    new = ((Button("➕ 新增场馆", NewFacility()),),) if manages else ()
    if not shown:
        text = (
            "还没有登记场馆。点下面新增，会员就能随时问“活动室几点开门”。"
            if manages
            else "工会还没有登记活动场馆。"
        )
        return Message(text, new)
    rows = tuple((Button(one.name, ShowFacility(one.facility_id)),) for one in shown)
    return Message("\n".join(standing_line(one) for one in shown), (*rows, *new))


def on_day(name: str, on: date, windows: Sequence[Window]) -> str:
    """The answer to 明天活动室开吗."""
    return f"<b>{escape(name)}</b>{day_of(on)}：{worded_windows(windows)}"


def not_listed(name: str) -> str:
    return f"没有登记叫“{escape(name)}”的场馆，现有的是："


def answer(lines: Sequence[str], shown: Sequence["Standing"]) -> Message:
    """What was found, with the way to each facility and to booking it."""
    return Message(
        "\n".join(lines),
        tuple((Button(one.name, ShowFacility(one.facility_id)), *_book(one)) for one in shown),
    )


def _book(shown: "Standing") -> tuple[Button, ...]:
    if shown.book_from is None:
        return ()
    return (Button("📅 预约", ShowTimes(shown.facility_id, shown.book_from)),)


def card(shown: "Card") -> Message:
    """One facility."""
    standing = shown.standing
    lines = [standing_line(standing)]
    if shown.place:
        lines.append(f"📍 {escape(shown.place)}")
    if shown.holiday:
        lines.append(f"🎏 今天是{shown.holiday}假期")
    lines += ["🕘 开放时间：", *hour_lines(shown.hours)] if shown.hours else []
    lines += [f"✅ 您预约了{span(one.starts_at, one.ends_at)}" for one in shown.mine]
    rows: list[tuple[Button, ...]] = []
    if standing.book_from is not None:
        several = f"，同一时间 {shown.places} 人" if shown.places > 1 else ""
        lines.append(f"📅 可以预约，每次 {shown.slot_minutes} 分钟{several}")
        rows.append(_book(standing))
    if shown.manages:
        rows.append(
            (
                Button("✏️ 写开放时间", SetHours(standing.facility_id)),
                Button("➖ 删一条", DropHours(standing.facility_id, -1)),
            )
        )
        rows.append(
            (
                Button("📅 预约设置", SetBooking(standing.facility_id, -1)),
                Button("📋 谁预约了", ShowBookings(standing.facility_id)),
            )
        )
        rows.append((Button("不再使用", CloseFacility(standing.facility_id, False)),))
    rows.append((Button("⬅ 全部场馆", Facilities()),))
    return Message("\n".join(lines), tuple(rows))


def times(shown: "Times") -> Message:
    """The times of a day; a tap books one or gives it back."""
    other = [
        Button(("· " if day == shown.on else "") + f"{day.month}月{day.day}日{_weekdays([day.isoweekday()])}",
               ShowTimes(shown.facility_id, day))
        for day in shown.days
    ]  # fmt: skip
    rows = [tuple(other[start : start + 4]) for start in range(0, len(other), 4)]
    keys = [
        Button(_time_label(window, free, mine), Book(shown.facility_id, shown.on, window.opens))
        for window, free, mine in shown.lines
    ]
    rows = [*[tuple(keys[start : start + 3]) for start in range(0, len(keys), 3)], *rows]
    rows.append((Button("⬅ 返回", ShowFacility(shown.facility_id)),))
    head = f"<b>{escape(shown.name)}</b> {day_of(shown.on)}"
    tail = "点一个时间预约，再点一次取消：" if shown.lines else "这一天没有可以预约的时间，换一天看看："
    return Message(f"{head}\n{tail}", tuple(rows))


def _time_label(window: Window, free: int, mine: bool) -> str:
    time = f"{clock(window.opens)}—{clock(window.closes)}"
    return f"✅ {time}" if mine else f"{time} 满" if free <= 0 else time if free == 1 else f"{time} 余{free}"


def booked(done: "Booked") -> str:
    when = span(done.starts_at, done.ends_at)
    return f"已预约：{done.name} {when}" if done.booked else f"已取消：{done.name} {when}"


def bookings(name: str, facility_id: int, lines: Sequence["BookingLine"]) -> Message:
    back = ((Button("⬅ 返回", ShowFacility(facility_id)),),)
    if not lines:
        return Message(f"<b>{escape(name)}</b>以后还没有人预约。", back)
    shown = [f"· {span(one.starts_at, one.ends_at)} {escape(one.member)}" for one in lines]
    return Message("\n".join([f"<b>{escape(name)}</b>的预约：", *shown]), back)


def booking_dropped(name: str, starts_at: datetime, ends_at: datetime, facility_id: int) -> Message:
    """Pushed to who booked a time at which it is closed now."""
    return Message(
        f"📢 {escape(name)}开放时间有变，您预约的{span(starts_at, ends_at)}<b>不能用了</b>，已为您取消，抱歉。请换个时间。",
        ((Button("看开放时间", ShowFacility(facility_id)),),),
    )


# -- the committee ------------------------------------------------------------------------------------------


def ask_name() -> Message:
    return Message(
        "场馆叫什么<b>名字</b>？会员会这样问，比如“活动室”“乒乓室”。在哪里可以写在空格后面：活动室 二号楼三层"
    )


def ask_hours(name: str) -> Message:
    return Message(
        f"<b>{escape(name)}</b>什么时候<b>开放</b>？一次写全，或只写要改的，比如：\n"
        "周一至周五 9:00-21:00；双休日 9:00-17:00\n春节关闭；12月25日 9:00-12:00\n"
        "也可以写“每天”“工作日”“节假日”。同一天有几条时，越具体的越算数。"
    )


def confirm_hours(name: str, lines: Sequence[str], *, yes: Payload, drop: Payload) -> Message:
    return Message(
        "\n".join([f"<b>{escape(name)}</b>的开放时间记成：", *lines, "对吗？不对就重新写一遍。"]),
        ((Button("✅ 对，保存", yes), Button("✖ 取消", drop)),),
    )


def choose_rule(name: str, facility_id: int, hours: Sequence[Hours]) -> Message:
    back = (Button("⬅ 返回", ShowFacility(facility_id)),)
    if not hours:
        return Message(f"<b>{escape(name)}</b>还没有写开放时间。", (back,))
    rows = [
        (
            Button(
                f"➖ {worded_days(rule.days)}：{worded_windows(rule.windows)}", DropHours(facility_id, number)
            ),
        )
        for number, rule in enumerate(hours)
    ]
    return Message(f"删掉<b>{escape(name)}</b>的哪一条？", (*rows, back))


def choose_booking(shown: "Card", lengths: Sequence[int], places: Sequence[int]) -> Message:
    """How long a booked time is, and for how many."""
    facility_id, name = shown.standing.facility_id, escape(shown.standing.name)
    keys = tuple(
        Button(_chosen(minutes == shown.slot_minutes, f"{minutes} 分钟"), SetBooking(facility_id, minutes))
        for minutes in lengths
    )
    rows: list[tuple[Button, ...]] = [keys, (Button("不用预约", SetBooking(facility_id, 0)),)]
    text = f"<b>{name}</b>要不要预约？要的话，每次多长时间："
    if shown.slot_minutes is not None:
        text = f"<b>{name}</b>每次 {shown.slot_minutes} 分钟，同一时间 {shown.places} 人。要改就点："
        rows.append(
            tuple(
                Button(_chosen(one == shown.places, f"{one} 人"), SetPlaces(facility_id, one))
                for one in places
            )
        )
    return Message(text, (*rows, (Button("⬅ 返回", ShowFacility(facility_id)),)))


def _chosen(chosen: bool, label: str) -> str:
    return f"● {label}" if chosen else label


def ask_close(name: str, facility_id: int) -> Message:
    return Message(
        f"<b>{escape(name)}</b>不再使用了吗？以后的预约会取消，并告诉预约的人。",
        ((Button("确定", CloseFacility(facility_id, True)), Button("⬅ 返回", ShowFacility(facility_id))),),
    )


# -- refusals -----------------------------------------------------------------------------------------------


def no_right() -> str:
    return "这一项需要工会委员来办。"


def gone() -> str:
    return "找不到这个场馆，它可能已经不用了。"


def bad_name(most: int) -> str:
    return f"场馆名字请写 1 到 {most} 个字，而且不能和已有的重名。"


def hours_not_understood(part: str) -> str:
    return f"没有看懂“{escape(part.strip()[:40])}”。请写清哪几天、几点到几点，比如“周一至周五 9:00-21:00”，不开放就写“关闭”。"


def no_such_rule() -> str:
    return "这一条已经不在了，请重新看一下开放时间。"


def not_bookable() -> str:
    return "这个时间不能预约，请重新选一个。"


def time_is_full() -> str:
    return "这个时间刚刚约满了，请换一个。"


def enough_booked(most: int) -> str:
    return f"每人最多同时预约 {most} 次。用完或取消一个再约，让大家都有机会。"


def already_over() -> str:
    return "这个时间已经过去了。"

"""What is said about slots."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bot.activities.buttons import BookSlot, ManageActivity, ShowActivity, ShowSlots
from bot.activities.terms.buttons import SeekSwap
from bot.activities.texts import headed
from bot.buttons import Payload
from bot.message import Button, Message
from bot.wording import clock, day_of, when

if TYPE_CHECKING:
    from bot.activities.slots import SlotDay, SlotLine
    from bot.activities.terms.wishes import OtherSlots

FORM = "分时段"
WHOLE = "不再细分"
MINUTES = "分钟"
Choice = tuple[str, Payload]


def slot_day(shown: "SlotDay") -> Message:
    """The slots of one day."""
    return day_of_slots(
        shown,
        "请选一个时段，满了的可以排候补："
        if shown.own_start is None
        else "请选一个时段，满了的可以问问谁愿意换：",
        lambda slot_id: BookSlot(shown.activity_id, slot_id),
        lambda day: ShowSlots(shown.activity_id, day),
        Button("⬅ 返回", ShowActivity(shown.activity_id)),
    )


def wished_slots(shown: "OtherSlots") -> Message:
    """The slots that fit what was said; the others are one button away."""
    if not shown.found:
        listed = slot_day(shown.day)
        return Message(f"您说的时间没有空的时段了。\n{listed.text}", listed.rows)
    if not shown.wished:
        return slot_day(shown.day)
    day = shown.day
    moves = bool(day.own_start)
    own = f"现在约的是 <b>{when(day.own_start)}</b>。" if day.own_start else ""
    keys = [
        Button(f"{'换到 ' if moves else ''}{clock(line.starts_at)}", BookSlot(day.activity_id, line.slot_id))
        for line in day.lines
    ]
    rows = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
    return Message(
        f"{headed(day.title)}{own}\n<b>{day_of(day.days[day.day])}</b>有空的，点一个就{'换好' if moves else '约上'}：",
        (
            *rows,
            (
                Button("看全部时段", ShowSlots(day.activity_id, -1)),
                Button("⬅ 返回", ShowActivity(day.activity_id)),
            ),
        ),
    )


def day_of_slots(
    shown: "SlotDay",
    ask: str,
    book: Callable[[int], Payload],
    turn: Callable[[int], Payload],
    back: Button,
) -> Message:
    """The slots of one day as buttons, the days beside it, and a way back."""
    own = f"现在约的是 <b>{when(shown.own_start)}</b>，点别的时段就改到那里。\n" if shown.own_start else ""
    buttons = [Button(_label(line, moves=bool(own)), book(line.slot_id)) for line in shown.lines]
    rows = [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]
    days = []
    if shown.day:
        days.append(Button(f"◀ {_short(shown.days[shown.day - 1])}", turn(shown.day - 1)))
    if shown.day + 1 < len(shown.days):
        days.append(Button(f"{_short(shown.days[shown.day + 1])} ▶", turn(shown.day + 1)))
    return Message(
        f"{headed(shown.title)}<b>{day_of(shown.days[shown.day])}</b>\n{own}{ask}",
        (*rows, *((tuple(days),) if days else ()), (back,)),
    )


def ask_days(title: str) -> Message:
    return Message(f"{headed(title)}安排在<b>哪几天</b>？比如“12月7日、12月8日”或“12月7日到11日”。")


def ask_hours(days: Sequence[date], choices: Sequence[Choice]) -> Message:
    listed = "、".join(day_of(day) for day in days)
    return _asked(f"{listed}\n每天<b>几点到几点</b>？比如“8点到10点半”。", choices)


def ask_length(choices: Sequence[Choice]) -> Message:
    return _asked("<b>每段多长</b>？点一个，或写分钟数。", choices)


def ask_capacity(choices: Sequence[Choice]) -> Message:
    return _asked("<b>每段多少人</b>？点一个，或写一个数字。", choices)


def confirm(
    answers: Mapping[str, Any], number: int, people: int, first: str, *, yes: Payload, drop: Payload
) -> Message:
    return Message(
        f"{headed(answers['title'])}将分成 <b>{number} 个时段</b>，一共 {people} 个名额：\n{first}\n没问题就确定。",
        ((Button("✅ 确定", yes), Button("✖ 取消", drop)),),
    )


def sample(slots: Sequence[tuple[datetime, datetime, int]]) -> str:
    """The first slots, and the last one."""
    lines = [f"· {when(start)}—{clock(end)}　{capacity} 人" for start, end, capacity in slots]
    return "\n".join(lines if len(lines) <= 5 else [*lines[:3], "· ……", lines[-1]])


def length_label(minutes: int) -> str:
    return f"{minutes} 分钟"


def people_label(people: int) -> str:
    return f"{people} 人"


def added(title: str, number: int, activity_id: int) -> Message:
    return Message(
        f"{headed(title)}已分成时段（新增 {number} 个），会员点开活动就能选。",
        ((Button("⬅ 返回活动", ManageActivity(activity_id)),),),
    )


# -- refusals ---------------------------------------------------------------------------------------------


def bad_number(most: int) -> str:
    return f"这样分不出时段，或者超过了 {most} 个。请核对几点到几点、每段多长。"


def people_without_slot() -> str:
    return "已经有人报名，没有选时段，现在不能再分时段了。可以取消这项活动，另开一项分时段的。"


def all_past() -> str:
    return "这些时段都已经过去了。"


def full(activity_id: int, slot_id: int) -> Message:
    return Message(
        "这个时段已经满了，原来的时段还留着。可以选别的时段，也可以问问这个时段的人愿不愿意对换：",
        (
            (Button("🔄 问问谁愿意换", SeekSwap(activity_id, slot_id)),),
            (Button("🕘 选别的时段", ShowSlots(activity_id, -1)),),
        ),
    )


def no_days_read() -> str:
    return "没有看懂是哪几天。请写清楚，比如“12月7日、12月8日”或“12月7日到11日”。"


def no_hours_read() -> str:
    return "没有看懂几点到几点。请写清楚，比如“8点到10点半”。"


def _asked(question: str, choices: Sequence[Choice]) -> Message:
    buttons = tuple(Button(label, action) for label, action in choices)
    return Message(question, tuple(buttons[start : start + 4] for start in range(0, len(buttons), 4)))


def _label(line: "SlotLine", *, moves: bool) -> str:
    full = "满" if moves else "满，可候补"
    state = "已约" if line.own else f"剩 {line.free}" if line.free else full
    return f"{'✅ ' if line.own else ''}{clock(line.starts_at)}｜{state}"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"

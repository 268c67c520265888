"""The questions of a new activity, each with the answers so far on top."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.activities.organising.taken import Part
from bot.activities.rules import ActivityKind
from bot.activities.texts import KIND, headed
from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.wording import clock, day_of, days, end_of, local, span, when

FORM = "新建活动"
EVERYONE = "全体会员"
BY_GROUP = "按小组选"
BY_CIRCLE = "按兴趣小组"
OPEN_NOW = "发布了就能报"
GROUPS_CHOSEN = "✅ 选好了"
NO_LIMIT = "不限"
NO_DEADLINE = "不设，开始前都能报"
NO_PLACE = "地点待定"
CHOSEN_MARK, NOT_CHOSEN_MARK = "☑ ", "☐ "
#: What may stand behind a number of people.
COUNTERS = "个人位名"
#: What a person may type instead of pressing.
WORDS_NO_LIMIT = {"不限", "无限制", "不限制", "没有限制", "无"}
WORDS_NO_DEADLINE = {"不设", "没有", "无", "不用", "不限"}
#: A deadline told from the start: 前一天, 提前三天, 开始前两小时.
BEFORE_START = re.compile(r"(?:提前|前)([0-9一二两三四五六七八九十]{1,3})个?(天|日|周|星期|小时)")
DAYS_OF_UNIT = {"天": 1, "日": 1, "周": 7, "星期": 7}
WORDS_OPEN_NOW = {OPEN_NOW, "现在", "马上", "立即", "不设", "不用", "现在就开始"}
WORDS_NO_PLACE = {"待定", "未定", "不定", "无"}

_SHORTEST_WORD = 2

Choice = tuple[str, Payload]


def ask_title(choices: Sequence[Choice]) -> Message:
    return _asked({}, "活动叫什么<b>名称</b>？比如“教工健步走”。", choices, 1)


def ask_kind(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(answers, "属于哪一<b>类</b>？", choices, 3)


def kinds() -> list[tuple[str, str]]:
    """Label and value of every kind."""
    return [(KIND[kind], kind.value) for kind in ActivityKind]


def kinds_meant(text: str) -> list[str]:
    """The values of the kinds that were typed: the value, the label or a word of it (讲座 is 培训讲座)."""
    word = text.strip(" 　。.")
    exact = [value for label, value in kinds() if word in (label, value)]
    return exact or [
        value for label, value in kinds() if label in word or (len(word) >= _SHORTEST_WORD and word in label)
    ]


def not_a_kind(question: Message) -> Message:
    """What was typed names none of the kinds, or several."""
    return Message(f"没有认出是哪一类，请点下面的一个。\n\n{question.text}", question.rows)


def ask_time(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    """``choices``: the time proposed where an activity is held once more."""
    proposed = "按上次推一年，同一个星期几，点一下就行；也可以" if choices else ""
    return _asked(
        answers,
        f"什么<b>时间</b>？{proposed}直接写，比如“12月5日下午3点到5点”“下周三15:00”。",
        choices,
        1,
    )


def ask_which_time(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(answers, "您说的是哪个时间？不对就重新写一个。", choices, 1)


def ask_hour(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    first, last = date.fromisoformat(answers["day"]), date.fromisoformat(answers["last_day"])
    return _asked(
        answers, f"{days(first, last)}<b>几点开始</b>？点一个，或直接写，比如“下午3点到5点”。", choices, 3
    )


def ask_place(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(answers, "在什么<b>地点</b>？直接写，或点一个。", choices, 1)


def ask_deadline(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(answers, "<b>报名截止</b>到什么时候？点一个，或直接写，比如“12月3日下午6点”。", choices, 1)


def ask_which_deadline(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(answers, "您说的是哪个时间？不对就重新写一个。", choices, 1)


def ask_capacity(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(answers, "<b>名额</b>多少人？点一个，或写一个数字。报满以后自动排候补。", choices, 4)


def ask_audience(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(answers, "<b>谁可以参加</b>？", choices, 2)


def ask_groups(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(answers, "哪些小组可以参加？可以选好几个，选完点“选好了”。", choices, 2)


def not_a_group(question: Message) -> Message:
    """What was typed names none of the groups."""
    return Message(f"没有认出是哪个小组，请点下面的小组名称。\n\n{question.text}", question.rows)


def ask_circle(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(answers, "哪个<b>兴趣小组</b>可以参加？以后加入的人也算。", choices, 2)


def circle_label(name: str, members: int) -> str:
    return f"{name}（{members} 人）"


def not_an_audience(question: Message) -> Message:
    """What was typed names nobody."""
    return Message(
        f"没认出是给谁的。请点下面的一个，或打出小组的名称，比如“第二小组”。\n\n{question.text}",
        question.rows,
    )


def no_circles(question: Message) -> Message:
    return Message(f"现在还没有兴趣小组，请选别的。\n\n{question.text}", question.rows)


def not_a_circle(question: Message) -> Message:
    """What was typed names none of the interest groups."""
    return Message(f"没有认出是哪个兴趣小组，请点下面的名称。\n\n{question.text}", question.rows)


def ask_opens(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(
        answers,
        "什么时候<b>开始报名</b>？直接写，比如“12月1日上午9点”；在那之前会员看得到活动，可以点“开始报名时提醒我”。",
        choices,
        1,
    )


def ask_description(answers: Mapping[str, Any]) -> Message:
    return _asked(answers, "请写几句<b>说明</b>：内容、要带什么、注意什么。", (), 1)


def ask_people(answers: Mapping[str, Any], choices: Sequence[Choice]) -> Message:
    return _asked(answers, "每人<b>最多报几个人</b>（含本人）？可以带家属的活动才需要改。", choices, 4)


def preview(
    answers: Mapping[str, Any],
    *,
    tell: Payload,
    publish: Payload,
    save: Payload,
    edits: Sequence[Choice],
    drop: Payload,
) -> Message:
    """The card as members will see it, how many it is for, and what can still be changed. Where nobody would hear of it,
    that is said before."""
    rows = [
        tuple(Button(*choice) for choice in edits[start : start + 3]) for start in range(0, len(edits), 3)
    ]
    everybody = Button(f"✅ 发布并通知 {answers['reachable']} 人", tell)
    first = (
        ((everybody,), (Button("只发布，不通知", publish), Button("存为草稿", save)))
        if answers["reachable"]
        else ((Button("存为草稿", save), Button("仍然发布", tell)),)
    )
    return Message(
        f"会员看到的是这样：\n\n{answers['card']}\n\n{taken_over(answers.get('taken'))}"
        f"{_heads(answers['heads'], answers['reachable'])}",
        (*first, *rows, (Button("✖ 取消", drop),)),
    )


def _heads(heads: int, reachable: int) -> str:
    if not heads:
        return "⚠️ 现在<b>没有人</b>在参加范围里，发布了也没有人看得到；请先点“改范围”，或者先导入名册。想改别的也可以点。"
    if not reachable:
        return (
            f"⚠️ 参加范围共 <b>{heads} 人</b>，但是<b>现在都收不到</b>（未绑定或停用了机器人），"
            "发布后只能请小组长转告。想改就点要改的那一项。"
        )
    cannot = heads - reachable
    some = f"，其中 {cannot} 人现在收不到（未绑定或停用了机器人），请小组长转告" if cannot else ""
    return f"参加范围共 <b>{heads} 人</b>{some}。没问题就发布，还想改就点要改的那一项。"


def publish_to_nobody(title: str, heads: int, *, anyway: Payload, back: Payload) -> Message:
    """A draft is to be published and nobody would hear of it."""
    what = (
        f"{headed(title)}的参加范围里有 {heads} 人，但是<b>现在都收不到</b>消息（未绑定或停用了机器人），发布后只能请小组长转告。"
        if heads
        else f"{headed(title)}的参加范围里现在<b>没有人</b>，发布了也没有人看得到。可以先改“谁可以参加”。"
    )
    return Message(f"⚠️ {what}", ((Button("⬅ 先不发布", back), Button("仍然发布", anyway)),))


_PARTS = {
    Part.QUESTIONS: "要填的 {} 项",
    Part.SLOTS: "{} 个时段（跟着新时间移动）",
    Part.LESSONS: "{} 次课（跟着新时间移动）",
    Part.QUOTAS: "分配名额 {} 条",
    Part.KEPT: "{} 个小组的保底名额（到期时间跟着移动）",
    Part.EVENTS: "{} 个项目",
    Part.TEAMS: "组队规则",
    Part.POINTS: "积分表",
    Part.WAY: "名额的给法",
    Part.PREPARATION: "要准备的",
    Part.SERIES: "批次（几年一次）",
}


def taken_over(taken: Mapping[str, int] | None) -> str:
    """What an activity held once more has from the one before, and what it has not; empty for a new one."""
    if taken is None:
        return ""
    more = [_PARTS[Part(part)].format(number) for part, number in taken.items()]
    return (
        f"🔁 照上次的来：{'、'.join(['地点、名额、范围、说明', *more])}。\n"
        "没有带过来：报名的人、填的内容、成绩和签到；时间和截止按新的。\n\n"
    )


EDITS = (
    ("改名称", "title"),
    ("改类别", "kind"),
    ("改时间", "time"),
    ("改地点", "place"),
    ("改截止", "deadline"),
    ("开始报名", "opens"),
    ("改名额", "capacity"),
    ("改范围", "audience"),
    ("写说明", "description"),
    ("可带家属", "people"),
    ("人人参加", "compulsory"),
    ("候补先问一声", "offer"),
    ("抽签", "draw"),
)


def worded_span(start: datetime, end: datetime | None) -> str:
    """A time as it stands on a button."""
    return span(start, end)


def worded_year(moment: datetime) -> str:
    """2027年."""
    return f"{local(moment).year}年"


def worded_moment(moment: datetime) -> str:
    """A last moment as it stands on a button: the last minute of a day is that day."""
    day = local(moment).date()
    return f"{day_of(day)}当天" if moment == end_of(day) else when(moment)


def worded_capacity(capacity: int) -> str:
    return f"{capacity} 人" if capacity else NO_LIMIT


def _asked(answers: Mapping[str, Any], question: str, choices: Sequence[Choice], in_a_row: int) -> Message:
    head = _so_far(answers)
    buttons = [Button(label, action) for label, action in choices]
    rows = [tuple(buttons[start : start + in_a_row]) for start in range(0, len(buttons), in_a_row)]
    return Message(f"{head}\n\n{question}" if head else question, tuple(rows))


def _so_far(answers: Mapping[str, Any]) -> str:
    parts = []
    if answers.get("title"):
        parts.append(f"<b>{headed(answers['title'])}</b>")
    if answers.get("start"):
        start = datetime.fromisoformat(answers["start"])
        end = datetime.fromisoformat(answers["end"]) if answers.get("end") else None
        year = f"{local(start).year}年" if answers.get("year") != local(start).year else ""
        parts.append(f"🕘 {year}{span(start, end)}")
    if answers.get("place"):
        parts.append(f"📍 {escape(answers['place'])}")
    if answers.get("deadline"):
        parts.append(f"⏳ 报名截止 {worded_moment(datetime.fromisoformat(answers['deadline']))}")
    return "\n".join(parts)


def hour_label(hour: datetime) -> str:
    """上午9:00, 下午14:30."""
    return f"{'上午' if local(hour).hour < 12 else '下午'}{clock(hour)}"

"""What people read about a reading: doubts, kinds, times, the list of drafts."""

from itertools import pairwise

from .shapes import Doubt, DraftItem, Freq, Kind, LineSense, PlanReading

_DOUBTS = {
    Doubt.NO_DATE: "没有写时间，请您定",
    Doubt.POINTS_BACK: "标题取自前文，请核对",
    Doubt.FESTIVAL: "按节日推定时间",
    Doubt.LUNAR: "农历日期，请核对公历",
    Doubt.SEASON: "按季节推定时间",
    Doubt.WHOLE_PERIOD: "只写了年内，请您定具体时间",
    Doubt.WEEK_NUMBER: "写的是周次，请核对日期",
    Doubt.YEAR_MISMATCH: "年份与计划不一致",
    Doubt.NO_SUCH_DAY: "那个月没有写的这一天，先按月末，请您定",
    Doubt.PROSE: "取自叙述文字，请核对",
    Doubt.LONG: "原文较长，请核对标题",
}
_KINDS = {
    Kind.CONTEST: "比赛",
    Kind.HEALTH: "健康",
    Kind.MEETING: "会议",
    Kind.FESTIVAL: "节庆",
    Kind.TRAINING: "学习培训",
    Kind.CARE: "慰问帮扶",
    Kind.VOTE: "评选",
    Kind.COLLECTION: "征集",
    Kind.PUBLICATION: "公开",
    Kind.INSPECTION: "检查",
    Kind.OTHER: "其他",
}
_FREQS = {
    Freq.DAILY: "每天",
    Freq.WEEKLY: "每周",
    Freq.MONTHLY: "每月",
    Freq.BIMONTHLY: "每两个月",
    Freq.QUARTERLY: "每季度",
    Freq.HALFYEARLY: "每半年",
    Freq.SEMESTER: "每学期",
    Freq.YEARLY: "每年",
}
_SENSES = {
    LineSense.TITLE: "标题",
    LineSense.HEADING: "小标题",
    LineSense.PERIOD: "时间",
    LineSense.ITEMS: "已列入",
    LineSense.UNDATED: "未写时间",
    LineSense.PAST: "已完成的工作，不列入",
    LineSense.FIELD: "附属信息",
    LineSense.TABLE_HEAD: "表头",
    LineSense.FURNITURE: "页码、落款等，不列入",
    LineSense.RULE: "规定或要求，不是活动，不列入",
    LineSense.TARGET: "目标或说明，不是活动，不列入",
    LineSense.DROPPED: "写明不办，不列入",
    LineSense.TALK: "聊天或通知用语，不列入",
    LineSense.QUOTE: "口号或引用的话，不列入",
    LineSense.MONEY: "经费数字，不列入",
    LineSense.PROSE: "没有具体时间，不列入",
}


def doubt(reason: Doubt) -> str:
    return _DOUBTS[reason]


def kind(of: Kind) -> str:
    return _KINDS[of]


def sense(of: LineSense) -> str:
    return _SENSES[of]


def when(item: DraftItem) -> str:
    """The time of an item in words: 3月, 次年1月, 8月8日至15日, 4月30日前, 每季度."""
    parts: list[str] = []
    if item.recurrence:
        parts.append(_FREQS[item.recurrence.freq])
    if item.start and item.end:
        first = f"{item.start.month}月{item.start.day}日"
        last = (
            f"{item.end.month}月{item.end.day}日"
            if item.end.month != item.start.month
            else f"{item.end.day}日"
        )
        parts.append(first if item.start == item.end else f"{first}至{last}")
    elif item.end and item.deadline:
        parts.append(f"{item.end.month}月{item.end.day}日前")
    elif item.months:
        parts.append(_months(item.months))
    return ("次年" if item.year_offset else "") + " ".join(parts) if parts else "时间待定"


def _months(months: tuple[int, ...]) -> str:
    if len(months) == 12:
        return "全年"
    steady = all((b - a) % 12 == 1 for a, b in pairwise(months))
    if len(months) > 2 and steady:
        return f"{months[0]}—{months[-1]}月"
    return "、".join(str(month) for month in months) + "月"


def year(of: int | None) -> str:
    return f"{of}年" if of else "年份没有写明"


def found(reading: PlanReading) -> str:
    dated = sum(item.dated for item in reading.items)
    unsure = sum(bool(item.doubts) for item in reading.items)
    return f"识别到 {dated} 项有时间的安排，另有 {len(reading.items) - dated} 项没有写时间；其中 {unsure} 项请您看一看。"


def item_line(item: DraftItem, number: int) -> str:
    owner = f"，{item.owner}负责" if item.owner else ""
    if item.sign_up_by:
        owner += f"，{item.sign_up_by.month}月{item.sign_up_by.day}日前报名"
    note = f"　（{'；'.join(doubt(d) for d in item.doubts)}）" if item.doubts else ""
    return f"{number:>3}. {when(item)}　{item.title}〔{kind(item.kind)}{owner}〕　第 {item.line} 行{note}"


def line_note(line: int, words: str, of: LineSense) -> str:
    return f"第 {line} 行　{sense(of)}：{words[:30]}"

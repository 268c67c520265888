"""How the parts of a plan are worded, and the words by which plans name people."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.members.audience import Audience, Trait
from bot.plan.reading import Doubt, Freq, Kind
from bot.plan.reading import texts as reading_texts
from bot.plan.rules import Span, first_of, last_of, month_of
from bot.plan.rules_times import Recurring
from bot.plan.states import OccurrenceState
from bot.wording import day_of, days, shortened

if TYPE_CHECKING:
    from bot.plan.looking import Line
    from bot.plan.outcomes import Turnout

KEY_PLAN = "🗓 计划安排"
ABOUT_PLAN = "本月和下月的计划安排"
WORDS_PLAN = ("计划安排", "本月计划", "工作计划", "这个月计划")
DESK_PLANS = "🗓 管理计划"
ABOUT_PLANS = "导入的计划、漏发的提醒（委员）"
WORDS_PLANS = ("计划管理", "导入的计划", "撤销导入", "撤回导入")

STATE = {
    OccurrenceState.PLANNED: "计划中",
    OccurrenceState.DONE: "已完成",
    OccurrenceState.POSTPONED: "已推迟",
    OccurrenceState.CANCELLED: "已取消",
}
MARK = {
    OccurrenceState.PLANNED: "",
    OccurrenceState.DONE: "✅ ",
    OccurrenceState.POSTPONED: "⏸ ",
    OccurrenceState.CANCELLED: "✖ ",
}
#: The same in pictures: Chinese fonts have no emoji.
DRAWN_MARK = {
    OccurrenceState.PLANNED: "",
    OccurrenceState.DONE: "√ ",
    OccurrenceState.POSTPONED: "（推迟）",
    OccurrenceState.CANCELLED: "（取消）",
}
#: Words by which a plan names an audience; all that occur count together.
AUDIENCE_WORDS: tuple[tuple[str, Trait], ...] = (
    ("女职工", Trait.WOMEN),
    ("女教职工", Trait.WOMEN),
    ("女教师", Trait.WOMEN),
    ("女教工", Trait.WOMEN),
    ("女会员", Trait.WOMEN),
    ("女员工", Trait.WOMEN),
    ("退休", Trait.RETIRED),
    ("离退", Trait.RETIRED),
    ("一线", Trait.FRONT_LINE),
    ("新入职", Trait.NEW),
    ("新会员", Trait.NEW),
    ("新职工", Trait.NEW),
    ("新教师", Trait.NEW),
    ("小组长", Trait.LEADERS),
    ("工会组长", Trait.LEADERS),
    ("组长", Trait.LEADERS),
    ("委员", Trait.COMMITTEE),
    ("主席", Trait.COMMITTEE),
    ("工会干部", Trait.COMMITTEE),
)
#: In the title only these say who comes to a meeting.
MEETING_WORDS: tuple[tuple[str, Trait], ...] = (("委员", Trait.COMMITTEE), ("组长", Trait.LEADERS))
#: Days from a congress, the task, whether that day is its last.
CONGRESS_TASKS: tuple[tuple[int, str, bool], ...] = (
    (-15, "发通知、征集提案", False),
    (-7, "审查提案、预审会议材料", True),
    (-1, "召开预备会议", False),
    (14, "答复提案、决议和材料归档", True),
)
COMMITTEE_ONLY = Audience(traits=frozenset({Trait.COMMITTEE})).to_text()
_CONGRESS = ("教代会", "职代会", "教工代表大会", "职工代表大会", "教职工代表大会", "工代会", "会员代表大会")

_CALLS = ("合理化建议", "征集提案", "征集意见", "征求意见", "金点子")


def is_congress(title: str) -> bool:
    """Whether an item is a congress whose preparation follows a fixed order; its own tasks are none."""
    return any(word in title for word in _CONGRESS) and "：" not in title


def congress_task(congress: str, task: str) -> str:
    """八届四次教代会：召开预备会议."""
    return f"{shortened(congress, 40)}：{task}"


def as_plan_line(year: int, text: str) -> str:
    """What was typed, as a line of a plan: its grammar of times is the plans'."""
    return f"{year}年工作计划\n{text}召开工作会议\n"


def kind(of: Kind) -> str:
    return reading_texts.kind(of)


def doubt(of: Doubt) -> str:
    return reading_texts.doubt(of)


_FREQ = {
    Freq.DAILY: "每天",
    Freq.WEEKLY: "每周",
    Freq.MONTHLY: "每月",
    Freq.BIMONTHLY: "每两个月",
    Freq.QUARTERLY: "每季度",
    Freq.HALFYEARLY: "每半年",
    Freq.SEMESTER: "每学期",
    Freq.YEARLY: "每年",
}


def recurrence(text: str) -> str:
    """每季度, 每年 4 次, or 每年不少于 4 次."""
    if not text:
        return ""
    how = Recurring.from_text(text)
    least = "不少于" if how.at_least else ""
    return _FREQ[how.freq] + (f"{least} {how.times} 次" if how.times > 1 else "")


def turnout(placed: int, present: int) -> str:
    """32 人参加; 30 人签到参加（32 人报名）."""
    return f"{present} 人签到参加（{placed} 人报名）" if present else f"{placed} 人参加"


def yuan(fen: int) -> str:
    """860 元; 1,280.50 元."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02} 元" if rest else f"{whole:,} 元"


def outcome(line: "Line", came: "Turnout | None") -> str:
    """What is known of something that was done: 36 人参加，花费 860 元; empty for nothing."""
    parts = []
    if line.people is not None:
        parts.append(f"{line.people} 人参加")
    elif came is not None:
        parts.append(turnout(came.placed, came.present))
    if line.spent_fen is not None:
        parts.append(f"花费 {yuan(line.spent_fen)}" if line.spent_fen else "没有花费")
    return "，".join(parts)


def calls_for_proposals(of: Kind, title: str) -> bool:
    """Whether an item is a call to all to write something: proposals, motions, opinions."""
    return of is Kind.COLLECTION or any(word in title for word in _CALLS)


def month(number: int, *, year: bool = False) -> str:
    """3月, or 2027年3月."""
    first = first_of(number)
    return f"{first.year}年{first.month}月" if year else f"{first.month}月"


def span(of: Span, *, deadline: bool = False, year: bool = False) -> str:
    """3月; 3月—5月; 3月8日（周一）; 3月8日（周一）至3月12日（周五）; 4月30日（周五）前."""
    head = f"{of.start_on.year}年" if year else ""
    if of.exact:
        if deadline and of.start_on == of.end_on:
            return f"{head}{day_of(of.end_on)}前"
        return head + days(of.start_on, of.end_on)
    first, last = month_of(of.start_on), month_of(of.end_on)
    if first != last:
        if (last - first) == 11 and of.start_on.month == 1:
            return f"{head}全年"
        return f"{head}{month(first)}—{'次年' if last // 12 > first // 12 else ''}{month(last)}"
    if of.start_on.day == 1 and of.end_on == last_of(first):
        return f"{head}{month(first)}{'底前' if deadline else ''}"
    days_ = (of.start_on.day, of.end_on.day)
    part = {(1, 10): "上旬", (11, 20): "中旬"}.get(days_) or ("下旬" if days_[0] == 21 else "")
    return f"{head}{month(first)}{part or f'{days_[0]}—{days_[1]}日'}"


def spans(all_of: Sequence[Span], recurring: str, *, deadline: bool = False, year: bool = False) -> str:
    """When an item falls due: 每月（1月—12月，12 次）, 3月、9月, 时间待定."""
    if not all_of:
        return "时间待定"
    if recurring and len(all_of) > 1:
        first, last = all_of[0].start_on, all_of[-1].end_on
        covered = span(Span(first.replace(day=1), last, exact=False), year=year)
        return f"{recurrence(recurring)}（{covered}，共 {len(all_of)} 次）"
    told = "、".join(span(one, deadline=deadline, year=year and at == 0) for at, one in enumerate(all_of))
    return f"{recurrence(recurring)} {told}".strip()


def until(target: date, today: date) -> str:
    """今天, 明天, 7 天后."""
    left = (target - today).days
    return {0: "今天", 1: "明天", 2: "后天"}.get(left, f"{left} 天后")

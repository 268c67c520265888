"""What people say about the plan in their own words: which item, and what is to become of it."""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from bot.language.numerals import NUMBER, value


class Act(StrEnum):
    """What is to become of an item."""

    SHOW = "show"
    MOVE = "move"
    DONE = "done"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    OWNER = "owner"
    ACTIVITY = "activity"
    NOTICE = "notice"
    TASK = "task"
    DRIVE = "drive"


@dataclass(frozen=True, slots=True)
class Said:
    """One wish. The item is the ``number`` of the list before one's eyes, ``this`` one, or what ``name`` names. ``rest``: the
    new time, the figures, the reason or the owner, as it was written."""

    act: Act
    number: int | None = None
    this: bool = False
    name: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """So much later; negative for earlier."""

    days: int = 0
    months: int = 0


_NUMBERED = rf"第?\s*(?P<number>{NUMBER})\s*[项条个]"
_THIS = r"(?P<this>[这那](?:一|个)?(?:项|条|个|件事|件|活动)|[这那](?:个)?计划项|它)"
_NAME = r"(?P<name>[^，。！？,!?]{2,40}?)"
_ITEM = rf"(?:请|麻烦|帮忙|帮我)?[把将给为]?(?:{_NUMBERED}|{_THIS}|{_NAME})的?"
_LATER = r"推迟|延后|延期|顺延|往后(?:推|挪|移|放)?|后(?:推|移)|晚"
_EARLIER = r"提前|往前(?:推|挪|移)?|早"
_AMOUNT = rf"(?P<amount>{NUMBER}|半)\s*(?P<unit>天|日|周|个?星期|个?礼拜|个半?月)"
_SHIFT = re.compile(rf"(?:(?P<later>{_LATER})|{_EARLIER})\s*{_AMOUNT}(?:吧|了|举行|召开)?[。！!]?")
_CLAUSE = r"(?:[，,。；;、\s]\s*(?P<rest>.{1,200}))?"
_END = r"(?:了|吧|啦)?[。！!]?"
_WISHES: tuple[tuple[Act, re.Pattern[str]], ...] = tuple(
    (act, re.compile(_ITEM + rest))
    for act, rest in (
        (
            Act.OWNER,
            r"(?:负责人)?(?:改成|改为|换成|定为|由|让|请|交给|交由|归|是)(?P<rest>[^，。！？,!?是谁哪]{2,12}?)"
            r"(?:来|去)?(?:负责|牵头|承办|主办|办)" + _END,
        ),
        (Act.OWNER, r"负责人(?:改成|改为|换成|定为|是)(?P<rest>[^，。！？,!?谁哪]{2,12}?)" + _END),
        (
            Act.MOVE,
            r"(?:时间|日期|日子)?(?:改|挪|移|调|推迟|延期|延|提前|顺延)[到成为至在](?P<rest>[^，。！？!?]{1,40})[。！!]?",
        ),
        (
            Act.MOVE,
            rf"(?:时间|日期|日子)?(?P<rest>(?:{_LATER}|{_EARLIER})\s*(?:{NUMBER}|半)\s*"
            r"(?:天|日|周|个?星期|个?礼拜|个半?月))" + _END,
        ),
        (Act.ACTIVITY, r"(?:建|开|做|办)(?:成|个|一个)?活动" + _END),
        (Act.NOTICE, r"(?:写|发|拟)(?:个|一个|一条|份)?通知" + _END),
        (Act.TASK, r"(?:派|分|布置)(?:个|一个|一下)?任务" + _END),
        (Act.DRIVE, r"(?:开始|发起)征集(?:建议|提案|意见)?" + _END),
        (Act.CANCEL, r"(?:不办|不搞|不做|不开|不弄|停办|作废|取消|取消掉|取消不办)" + _END),
        (
            Act.DONE,
            r"(?:已经?|都)?(?:办完|办好|办成|办结|做完|搞完|开完|弄完|完成|结束|办过|开过|办了|开了)(?:了|啦|吧)?[。！!]?"
            + _CLAUSE,
        ),
        (
            Act.POSTPONE,
            r"(?:先)?(?:推迟|延期|延后|往后推|往后放|缓一缓|缓办|暂缓|先不办|先放一放)(?:了|吧|一下|办|举行)?[。！!]?"
            + _CLAUSE,
        ),
    )
)
_CANCEL_FIRST = re.compile(
    rf"(?:请|麻烦|帮我)?取消(?:掉)?(?:{_NUMBERED}|{_THIS}|计划项[“\"]?{_NAME}[”\"]?)" + _END
)
_SHOW = re.compile(rf"(?:看|打开|看看|看一下|查看)?\s*(?:{_NUMBERED}|第?\s*(?P<bare>{NUMBER}))[。]?")
#: Which month of an item is meant: 3月的植树活动, 下半年 is none of a month.
_OF_MONTH = re.compile(rf"(?P<month>{NUMBER})\s*月(?:份)?的?(?P<what>.{{2,}})")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


_ASKED_OF = re.compile(
    rf"(?:{_NUMBERED}|{_THIS})的?(?:"
    r"(?:情况|进展)?(?:怎么样|怎样|如何|什么时候|几号|哪天|几月|在哪儿?|(?:由|是)?谁负责)(?:办|开)?(?:了|呢)?"
    r"|(?:办|办完|完成|开)了?(?:吗|没有?)"
    r")[?？]?"
)


def said(text: str) -> Said | None:
    """The wish in 第3项挪到下个月, 这项不办了, 植树活动办完了，32人; None for anything else. What one says of oneself (我不去了)
    and what is asked by its name (体检办完了吗) is none; 第3项什么时候 is answered by its card."""
    plain = text.strip().translate(_WIDE)
    if found := _ASKED_OF.fullmatch(plain):
        return _said(Act.SHOW, found)
    if plain.endswith(("吗", "?", "？", "么", "没有", "没")) or plain.startswith("我"):
        return None
    if found := _SHOW.fullmatch(plain):
        return _said(Act.SHOW, found)
    if found := _CANCEL_FIRST.fullmatch(plain):
        return _said(Act.CANCEL, found)
    for act, pattern in _WISHES:
        found = pattern.fullmatch(plain)
        # 给女职工发通知 names whom, not what.
        if found and not (act is Act.NOTICE and found["name"]):
            return _said(act, found)
    return None


def points_at_item(text: str) -> bool:
    """第3项挪到下个月, 这项不办了: no name that could be something else's."""
    wish = said(text)
    return wish is not None and not wish.name


def _said(act: Act, found: re.Match[str]) -> Said | None:
    parts = found.groupdict()
    number = None
    if written := parts.get("number") or parts.get("bare"):
        number = _value(written)
        if number is None:
            return None
    name = (parts.get("name") or "").strip(' “”"《》')
    return Said(act, number, bool(parts.get("this")), name, (parts.get("rest") or "").strip())


def month_and_name(name: str) -> tuple[int | None, str]:
    """3 and 植树活动 of 3月的植树活动; None and the whole of anything else."""
    found = _OF_MONTH.fullmatch(name)
    if found is None:
        return None, name
    return _value(found["month"]), found["what"]


def reason(rest: str) -> str:
    """The reason without the word that begins it."""
    return re.sub(r"^(?:因为|由于|原因是?)[:：]?", "", rest).rstrip("。！! ")


def _value(written: str) -> int | None:
    try:
        return value(written)
    except ValueError:
        return None


# -- drafts -----------------------------------------------------------------------------------------------


class DraftAct(StrEnum):
    """What is to become of an item that is not confirmed yet."""

    SHOW = "show"
    RIGHT = "right"
    DROP = "drop"
    TITLE = "title"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class SaidOfDraft:
    """One wish about the ``number`` of the list, or about the item that was shown last; ``rest``: the new time or title."""

    act: DraftAct
    number: int | None = None
    rest: str = ""


_DRAFT_ITEM = rf"(?:请|麻烦|帮我)?[把将]?(?:{_NUMBERED}|{_THIS})?的?"
_DRAFT_WISHES: tuple[tuple[DraftAct, re.Pattern[str]], ...] = tuple(
    (act, re.compile(_DRAFT_ITEM + rest))
    for act, rest in (
        (
            DraftAct.TITLE,
            r"(?:(?:名称|名字|标题|题目)(?:要|应该)?(?:改成|改为|改叫|叫|是)|改名(?:叫|为|成)?)[:：]?\s*(?P<rest>[^。！!]{2,80})[。！!]?",
        ),
        (
            DraftAct.DROP,
            r"(?:不是计划项?|不算(?:计划)?|不要|删掉|删除|删了|去掉|划掉|不办|不搞|取消)" + _END,
        ),
        (
            DraftAct.MOVE,
            r"(?:时间|日期|日子)?(?:应该|要)?(?:改|挪|移|调|推迟|延期|延|提前|顺延|放)[到成为至在](?P<rest>[^，。！？!?]{1,40})[。！!]?",
        ),
        (DraftAct.MOVE, r"(?:时间|日期|日子)(?:应该)?(?:是|为|在)(?P<rest>[^，。！？!?]{1,40})[。！!]?"),
        (DraftAct.MOVE, rf"(?P<rest>(?:{_LATER}|{_EARLIER})\s*{_AMOUNT})" + _END),
        (DraftAct.RIGHT, r"(?:是)?(?:对|正确|没问题|没错)的?" + _END),
    )
)


def said_of_draft(text: str, yes: Container[str]) -> SaidOfDraft | None:
    """The wish in 3, 第3项挪到下个月, 这项不要, 名称改成春季登山, 对 (one of ``yes``); None for anything else."""
    plain = text.strip().translate(_WIDE)
    if plain.strip("。！!") in yes:
        return SaidOfDraft(DraftAct.RIGHT)
    if found := _SHOW.fullmatch(plain):
        number = _value(found["number"] or found["bare"])
        return None if number is None else SaidOfDraft(DraftAct.SHOW, number)
    for act, pattern in _DRAFT_WISHES:
        if found := pattern.fullmatch(plain):
            number = _value(found["number"]) if found["number"] else None
            rest = found["rest"] if "rest" in pattern.groupindex else ""
            return SaidOfDraft(act, number, rest.strip(' “”"《》'))
    return None


# -- questions --------------------------------------------------------------------------------------------


_NEXT_YEAR = re.compile(
    r"(?:起草|草拟|拟|写|做|生成|编).{0,6}(?:明年|下一?年|下年度|20\d\d年).{0,6}计划|(?:明年|下一?年|下年度|20\d\d年)(?:度|的)?.{0,6}计划.{0,12}(?:起草|草拟|照着?今年|按今年|沿用)"
)


def asks_for_next_year(text: str) -> bool:
    """起草明年的计划; 明年的计划照今年的来."""
    return bool(_NEXT_YEAR.search(text))


class Question(StrEnum):
    """What is asked about the plan as a whole."""

    PROGRESS = "progress"
    DONE = "done"
    UNDONE = "undone"
    OVERDUE = "overdue"


#: About something else than the plan, however it is asked.
_NOT_THE_PLAN = re.compile(r"报名|没报|签到|收到|回执|答复|建议|福利|领|任务|名额|谁没|会费|参保")
_OVERDUE = re.compile(
    r"(?:哪些|哪几项|什么|啥|有没有|有).{0,8}(?:过期|逾期|超期|到期没|拖着|误期)|(?:过期|逾期|超期)的?(?:有哪些|事项|计划|项目|没办)"
)
_UNDONE = re.compile(
    r"(?:哪些|哪几项|几项|多少项?|什么|啥|什么事|哪些事|哪些活动|计划).{0,6}(?:还没|没有|没|未)(?:有)?(?:办|完成|做|搞|落实|开展)"
    r"|(?:还没有?|没有?|未)(?:办|完成|做|搞|落实|开展)完?的.{0,6}(?:哪些|什么|几|多少|计划|事项|工作|安排|列)"
    r"|^(?:还没办|没办|没完成|未完成)的(?:呢)?$"
)
_WHOLE = r"全年|年度|年终|年底|今年|本年|去年|上半年|下半年|(?:20\d\d年)"
_DONE = re.compile(
    rf"(?:{_WHOLE}|本月|这个?月|上个?月|[\d一二三四五六七八九十]月份?|计划|工会).{{0,6}}(?:完成|办|做|搞)了(?:哪些|什么|啥)"
)
#: A summary that is to be written or held, not told.
_NO_QUESTION = re.compile(r"谁|改[到成为至]|推迟|提前|什么时候|几[号点]|在哪|写|交|发|通知")
_PROGRESS = re.compile(
    rf"(?:{_WHOLE}|月末|月底|本月|这个?月|上个?月|[\d一二三四五六七八九十]月份?|计划|工会).{{0,8}}"
    r"(?:小结|总结(?!会)|完成情况|完成率|执行情况|进展|进度|落实情况|(?:完成|办|搞|做|执行|落实|开展)(?:得|的|到)(?:怎么样|怎样|如何|咋样|哪)"
    r"|(?:完成|办|做|搞)了(?:多少|几))"
)


def asked(text: str) -> Question | None:
    """Whether it is asked what became of the plan: 还有哪些没办, 哪些逾期了, 全年小结, 今年办得怎么样."""
    if _NOT_THE_PLAN.search(text):
        return None
    if _OVERDUE.search(text):
        return Question.OVERDUE
    if _UNDONE.search(text):
        return Question.UNDONE
    if _NO_QUESTION.search(text):
        return None
    if _DONE.search(text):
        return Question.DONE
    return Question.PROGRESS if _PROGRESS.search(text) else None


# -- times ------------------------------------------------------------------------------------------------

_BARE = re.compile(rf"\s*({NUMBER})\s*")
_FROM_TODAY = re.compile(
    r"[今明昨后]天|大后天|[这本下上]+个?(?:周|星期|礼拜|月|季度)|[今明后去]年|(?:天|周|星期|礼拜|个月|月|年)(?:之|以)?后|过.{1,4}(?:天|周|月)"
)
_NAMED_MONTH = re.compile(r"月|\d\s*[./\-]\s*\d|季度|半年|寒假|暑假|节|春|夏|秋|冬|年|五一|十一|元旦|除夕")
_PART_OF_A_MONTH = re.compile(r"月(?:底|末|初|中)|当月|本月内")
_MONTH = re.compile(rf"(?:{NUMBER})\s*月")


def bare_number(text: str) -> int | None:
    """The number in 5 or 十二 and nothing else: whether it is a day, a month or the number of an item is not said."""
    found = _BARE.fullmatch(unicodedata.normalize("NFKC", text))
    return _value(found[1]) if found else None


def shift_in(text: str) -> Shift | None:
    """So much later or earlier: 推迟一周, 提前两天, 往后推半个月."""
    found = _SHIFT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    unit = found["unit"].removeprefix("个")
    sign = 1 if found["later"] else -1
    if found["amount"] == "半":
        return Shift(days=15 * sign) if unit.endswith("月") else None
    amount = _value(found["amount"])
    if not amount or amount > 365 or unit == "半月":
        return None
    if unit == "月":
        return Shift(months=amount * sign)
    return Shift(days=amount * sign * (1 if unit in {"天", "日"} else 7))


def counts_from_today(text: str) -> bool:
    """下周五, 下个月, 明天: whatever year the plan is of."""
    return bool(_FROM_TODAY.search(text))


def says_next_month(text: str) -> bool:
    """下个月 and nothing more exact."""
    return bool(re.fullmatch(r"\s*下个?月(?:份|里)?\s*", text))


def names_no_month(text: str) -> bool:
    """15号, 月底前, 第二个周六: of the month in which the item stands."""
    plain = unicodedata.normalize("NFKC", text)
    if _PART_OF_A_MONTH.search(plain) and not _MONTH.search(plain):
        return True
    return not _NAMED_MONTH.search(plain)

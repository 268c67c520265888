"""From an act to a draft item, and which acts are worth one."""

import re

from .sentence import Act
from .shapes import Doubt, DraftItem, LineSense
from .tense import Tense, tense_of_clause
from .units import Unit
from .when import Grain
from .wording import ACT_VERB, EVENT, NOTICE, OPENS_ACT, audience_of, kind_of, owner_of

_RUNNING = 40  # a longer unmarked paragraph is running text
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_VAGUE = re.compile(r"定期|定时|适时|不定期|择期|择机|待定|时间另行通知|经常性?")
_EVENT_END = re.compile(rf"{EVENT.pattern}(?=[,;。]|$)")
# What a year is to be like, and what is said about the plan itself: nothing to do.
_TARGET = re.compile(
    r"(?:全年|年内|年度|[上下]半年)?[^,。;]{0,4}(?:(?:实现)?零(?:事故|上访|投诉|伤亡)|无[^,。;]{0,8}(?:事故|上访|投诉|伤亡|纠纷))|[^,。;]{0,14}起(?:正式|开始)?(?:执行|实行|施行|试行|实施)|\(?[^,。;]{0,20}经[^,。;]{2,30}(?:通过|批准|同意)\)?$|[^,。;]{0,10}(?:做|办|抓)好?[一两二三四五六七八九十\d]+[件项](?:大?事|实事)?[。:]?$|[^,。;]{1,12}率(?:均|都)?(?:达|不低于|保持|为|超过|\d)"
)
# Rules and headings, which say nothing of what is done.
_RULE = re.compile(
    r"^[^,。;]*(?<!时间)另行(?:下发|发布|制定|印发)|一律|严禁|禁止|不得(?!少|低)|不予|方可|\d{3,4}-\d{7}|按[^,。;]{2,14}(?:标准|规定|办法)(?:执行|发放|办理)|(?:任期|聘期|合同)?(?:届满|期满|到期)[,。;]?$|计入[^,。;]{0,8}(?:考核|评)|^\s*凡|^\s*关于[^,。;]{1,14}(?:方面)?[。:]?\s*$"
)
_DROPPED = re.compile(
    r"[^,。;]{0,16}(?:不再|暂停|停[办课训开赛]|停止|取消(?!.{0,4}限制)|没关系|免了|作罢|不(?:搞|办|弄|组织|安排|举办|开展)(?!完|好|成))"
)
_SPENDING = re.compile(r"(?:经费|资金|预算)[^,。;]{0,12}\d[\d.]*万?元")
_FOCUS = re.compile(r"[^,。;]{0,6}的?(?:工作)?(?:重点|中心|主题|任务)(?:工作)?(?:是|为|在于)")
_TALK = re.compile(
    r"本学期[^,。]{0,16}(?:开学|上课|行课|注册)|发(?:到|在|进)?群[里内]?|(?:大家|各位)(?:先)?(?:看看|看一下|过目)|第[一1]周(?:从|自|为|是)|[为是]第[一1]周|是[^,。;]{0,10}的(?:季节|时节|日子|时候)|开学[^。]{0,6}共[\d一二三四五六七八九十]+周"
)
_SOFT = (Grain.FESTIVAL, Grain.SEASON, Grain.YEAR, Grain.HALF, Grain.RECURRING, Grain.WEEK)


def dropped(clause: str) -> bool:
    """The clause says that something is not done: 7月活动暂停."""
    return bool(_DROPPED.match(clause.strip()))


_ARTICLE = re.compile(r"\s*第[一二三四五六七八九十百\d]+条")
_QUOTED = re.compile(r"[\s\-*]*(?:(?:口号|标语|主题|寄语|名言)\s*:.*|\"[^\"]{6,}\"[。!,]?)")
_STATISTICS = re.compile(r"(?:最[多高少低]|共计?)[,。]?(?:达|为|有)?\d+(?:\.\d+)?(?:场|次|人|件|名)")


def is_rule(plain: str) -> bool:
    """An article of a rule: 第三条 ….."""
    return bool(_ARTICLE.match(plain))


def why_not(plain: str, *, spoken: bool) -> LineSense | None:
    """What a line that gives no item is, if its words show it."""
    if _QUOTED.fullmatch(plain):
        return LineSense.QUOTE
    if _RULE.search(plain) or _SPENDING.search(plain):
        return LineSense.RULE
    if spoken or NOTICE.match(plain) or _TALK.search(plain):
        return LineSense.TALK
    return LineSense.TARGET if _TARGET.match(plain.strip()) else None


def refusal(act: Act, clause: str, *, listed: bool, past: bool) -> LineSense | None:
    """Why an act is not put before the committee; None: it is planned, and has a time or is called for without one."""
    bare = _IN_BRACKETS.sub("", clause)
    tense = tense_of_clause(bare)
    if tense is Tense.PAST or (past and tense is not Tense.PLAN) or _STATISTICS.search(bare):
        return LineSense.PAST
    if tense_of_clause(bare.split(",")[0]) is Tense.PAST:
        return LineSense.PAST
    if not listed and clause.endswith(":"):
        return LineSense.HEADING
    if _RULE.search(bare) or _SPENDING.search(bare.split(",")[0]):
        return LineSense.RULE
    if _TARGET.match(clause.strip()):
        return LineSense.TARGET
    if dropped(clause):
        return LineSense.DROPPED
    if not listed and _TALK.search(clause):
        return LineSense.TALK
    return None if _worth(act, clause, listed=listed) else LineSense.PROSE


def _worth(act: Act, clause: str, *, listed: bool) -> bool:
    when = act.when
    if when is None:
        return bool(listed or (_VAGUE.search(clause) and ACT_VERB.search(clause)))
    if listed:
        return True
    if when.grain is Grain.YEAR and not when.recurrence and "全年" in clause:
        return False
    if when.grain in (Grain.QUARTER, Grain.HALF, Grain.YEAR) and _FOCUS.match(clause):
        return False
    if when.grain is Grain.QUARTER and not (ACT_VERB.search(clause) or EVENT.search(clause)):
        return False
    if when.grain is Grain.RECURRING and when.recurrence and when.recurrence.at:  # a weekday, hours
        return True
    if when.grain in _SOFT:
        event = (_EVENT_END if when.grain is Grain.HALF and len(when.months) > 1 else EVENT).search(clause)
        return bool(OPENS_ACT.match(clause) or event or ACT_VERB.search(clause))
    return bool(when.months or when.recurrence)


def draft(unit: Unit, act: Act, begin: int, plan_title: str, *, listed: bool) -> DraftItem:
    """The item of an act, still without its time; the quote begins at `begin`."""
    quote = unit.text[begin : act.end].strip(" \u3000，,；;：:、")
    plain = unit.plain[act.begin : act.end]
    doubts = list(act.when.doubts) if act.when else [Doubt.NO_DATE]
    if act.points_back and act.title not in quote:
        doubts.append(Doubt.POINTS_BACK)
    if not listed and not unit.marker.style and len(unit.plain) > _RUNNING:
        doubts.append(Doubt.PROSE)
    if len(quote) > 120:
        doubts.append(Doubt.LONG)
    return DraftItem(
        quote,
        unit.line_at(act.begin),
        plan_title,
        act.title,
        kind=kind_of(act.title),
        audience=audience_of(plain),
        owner=owner_of(plain),
        doubts=tuple(doubts),
    )

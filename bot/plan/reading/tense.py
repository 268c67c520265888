"""Plan or past? The section decides, then the paragraph; a single clause only when it says so itself."""

import re
from enum import Enum


class Tense(Enum):
    PLAN = "plan"
    PAST = "past"
    RULES = "rules"
    OPEN = "open"


_PAST_HEADING = re.compile(
    r"总结|(?:工作|活动|学期|年度?|阶段)小结|回顾|^去年(?:的?(?:工作|活动)|度)(?!.{0,6}[未遗剩])|干了[啥什]|做了[啥什]|喜讯|捷报|(?:情况|现状)分析|^\S{0,3}现状$|光荣榜|荣誉(?:榜|栏)|数据统计|^\[?统计\]?$|完成情况|开展情况|落实情况|工作情况|基本情况|取得的|(?<!新)(?:成效|成绩|业绩|亮点|突破)|一年来|过去|存在的?(?:问题|不足|困难)|主要做法|经验(?!交流)|体会(?!员)|不足之处|上(?:一)?(?:年|学期|阶段)度?"
)
_PLAN_HEADING = re.compile(
    r"计划|打算|安排|思路|下一步|下一阶段|今后|来年|明年|新的一年|工作(?:重点|目标|任务|措施|要点)|主要(?:任务|措施|工作)|日程|行事历|重点工作|部署|设想|努力方向|具体活动|活动项目"
)
_SUMMARY_TASK = re.compile(
    r"总结(?:评比|表彰|大会|会|工作)?(?:阶段|提高)|做好.*总结|总结及(?:明年|下)?.*计划"
)

_PAST = re.compile(
    r"(?<![为除罢对忘])了(?![解结然望如却不]|以后|之后|的话|就|再|\d{1,2}月|[一二三四五六七八九十]{1,2}月|年[底末])(?!\S{0,2}才)|(?:现|早|均|都|业|也|还|我们|分别|活动|五月份|月份)?已(?:经|于|圆满|完成|在|有|累计|开展|举办|建立|全部|先后|达|顺利|成功)|先后|"
    r"共(?:计|有|征集|组织|举办|发放|慰问|开展|评|收到?|培训|举|办(?!理|法|公)|投入|建|签|新)|荣获|获得|被评为|被授予|(?<![可所])以来|至今|目前|累计|(?<![稿名报集])截至|截止目前|\d+(?:多|余)?人次|新增|评选出|圆满|胜利召开|得到[^,。]{0,8}(?:好评|肯定|提高)|"
    r"一年来|半年来|回顾|这一年|过去的?一年|(?:受到|赢得|深受)[^,。]{0,10}(?:称赞|好评|欢迎|赞誉|肯定)|(?:稳步|明显|大幅|显著)(?:上升|提升|提高|改善)|"
    r"参[与加](?:职工|会员|教师|群众|人员)?[\d一二两三四五六七八九十百千余多]+人|"
    r"超额|参加人(?:员|数)\d+|\d+(?:多|余)?人参加|发放[^,。;:]{0,10}\d+(?:\.\d+)?[多余]?万?元|金额[^,。]{0,4}\d+|取得[^,。]{0,12}(?:成绩|效果|第)|较好(?:地)?完成|[月节底初中日份](?:召开|举办|开展|组织|举行|签订)的|欢聚一堂|去年(?:度|底)?"
)
_FUTURE = re.compile(
    r"(?<!必)将(?!来|近|军|其|.{1,8}(?:作为|纳入))|拟(?!定)|计划(?!书|》)|力争|争取|打算|预计|继续|进一步|新的一年|明年|来年|下一步|(?<![必重需主只摘简紧首纲])要(?!求|素|点|闻|事|件|工作)|努力|着力|准备|应当|必须|务必|不断|年内|[底末月日号]之?前|每(?:月|季|年|学期|半年|周)"
)
_STRONG_FUTURE = re.compile(
    r"(?<!必)将(?!来|近|军|.{1,8}(?:作为|纳入))|拟(?!定)|计划(?:于|在|组织|开展|举办|召开)|力争|争取|打算|预计|继续|明年|来年"
)
_STRONG_PAST = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![为除罢对忘])了(?![解结然望如却]|以后|之后|的话|就|再|\d{1,2}月|[一二三四五六七八九十]{1,2}月|年[底末])|已(?:经|于|圆满|完成|顺利|成功|全部)|(?<![可所])以来|荣获|被评为|\d+(?:多|余)?人次(?!以)|(?:共|累计)(?:计|有|征集|组织|举办|发放|慰问|开展|评|收|培训|举)|圆满(?:完成|结束|落幕)|胜利召开|去年|上一?(?:学期|学年|年度?)末?的(?:未|剩|余|遗)"
)


_COMMISSION = re.compile(r"把[^,。;]{1,12}了(?=[,。;!\s]|$)")  # 把先进评了: said of what is to be done


# What only lists rules or slogans; 完善制度 is work.
_RULES_HEADING = re.compile(
    r"[\s\[(一二三四五六七八九十\d、.)]*(?!.*(?:完善|健全|建立|制定|制订|修订|落实|学习|宣传|执行|建设))[^,。;:]{0,8}(?:制度摘[登编要]|管理制度|规章制度?|规定|规则|章程|条例|须知|纪律(?:要求)?|注意事项|口号|标语|规矩|管理办法|奖惩办法)[\]):]*"
)


def tense_of_heading(plain: str) -> Tense:
    """What a heading announces; OPEN when it names only a topic."""
    if len(plain) <= 20 and _RULES_HEADING.fullmatch(plain.strip()):
        return Tense.RULES
    past, plan = _PAST_HEADING.search(plain), _PLAN_HEADING.search(plain)
    if past and plan:
        return Tense.OPEN if past.start() < plan.start() and "总结" in past[0] else Tense.PLAN
    if past and not _SUMMARY_TASK.search(plain):
        return Tense.PAST
    return Tense.PLAN if plan else Tense.OPEN


def weigh(plain: str) -> tuple[int, int]:
    """Marks of the past and of the future in a text."""
    plain = _IN_BRACKETS.sub("", _COMMISSION.sub("", plain))
    return len(_PAST.findall(plain)), len(_FUTURE.findall(plain))


def tense_of_clause(plain: str) -> Tense:
    plain = _COMMISSION.sub("", plain)
    if _STRONG_PAST.search(plain) and not _STRONG_FUTURE.search(plain):
        return Tense.PAST
    return Tense.PLAN if _STRONG_FUTURE.search(plain) else Tense.OPEN


_LOOKS_BACK = re.compile(
    r"\s*(?:一年来|半年来|一学期来|近年来|回顾|回首|这一年|过去的?一年|去年|上年度?)(?!.{0,12}(?:的?基础上|大会|座谈))"
)


_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NAMED_YEAR = re.compile(r"\s*(20\d\d)年(?:度)?(?:,|已|共|累计|全年)")


def looks_back(sentence: str, year: int | None) -> bool:
    """A whole sentence about what was done: it begins with a year before the plan's, or is full of marks of the past."""
    sentence = _IN_BRACKETS.sub("", sentence)
    if _STRONG_FUTURE.search(sentence):
        return False
    named = _NAMED_YEAR.match(sentence)
    if named and year is not None and int(named[1]) < year:
        return True
    past, future = weigh(sentence)
    return past >= 2 and future == 0 and bool(_STRONG_PAST.search(sentence))


_COMPARISON = re.compile(
    r"(?<=[。;])\s*(?:去年|上年|往年|20\d\d年共)[^。;]*(?:[。;]|$)"
)  # behind what is planned


def tense_of_text(plain: str, around: tuple[int, int], declared: Tense) -> Tense:
    """Of a paragraph, given the marks of its section and what the section's heading declared."""
    if declared is not Tense.OPEN:
        return declared
    if _LOOKS_BACK.match(plain) and not _STRONG_FUTURE.search(plain):
        return Tense.PAST
    past, future = weigh(_COMPARISON.sub("", plain))
    if past > future:
        return Tense.PAST
    if past == future == 0 and around[0] >= 2 and around[0] > around[1]:
        return Tense.PAST
    return Tense.PLAN

"""Which clauses make one act, and when it is."""

import re
from dataclasses import replace

from .clauses import number_cuts, sentences, without_numbers
from .combining import combined
from .sentence import Act, Sentence
from .tense import looks_back
from .times import find_times
from .when import When
from .wording import NOTICE, names_owner, title_of

_QUESTION = re.compile(
    r"\?\s*$|(?:吗|么|呢)[。!]?\s*$|(?:能|可以)[^,。;]{1,8}(?:不|没)\s*$|(?:行|好|对)不\s*$"
)
_NOTHING = re.compile(
    r"(?:元旦|春节|清明节?|五一|端午节?|中秋节?|国庆节?|寒|暑|节日|法定|半天|[一两三]天|[、\"])*假?(?:放(?:半|一|两|三)?天?假|放[半一]天|放假[\d一二两三四五六七八九十]*天?(?:半)?|[^,。;]{0,8}放(?:半|一|两|三)天假|天(?:一|气)?[^,。;]{0,6}[热冷][^,。;]*|[^,。;]{1,5}(?:多|少|忙|热|冷)|休假|假期|调休|休息)|(?:期[中末]|结业|毕业|学业水平)?考试周?|暂?无(?:安排|活动|计划)?|散会|还有个?事|没了|就这[些样]|完毕|略|待定|未定|暂定|完成|进行|开展|结束|[^\u4e00-\u9fffA-Za-z]+"
)


_MANNER = re.compile(
    r"(?:考核|通报|公布|公示|统计|汇总|上报|发放|供应|评比|结算|检查|总结|更新|、)+"
)  # 按月考核
# A verb without an object, or only a place.
_NO_NAME = re.compile(
    r"(?:(?:组织|开展|举办|举行|召开|进行|实施|启动|落实|推进|完成|报名|参加|参与|制定|上报|报送|提交|安排|布置|筹备|准备|继续|开始|再?[打搞办弄去走做])+|"
    r"(?:在|到)?(?:职工|单位|学校|厂|院)?(?:食堂|会议室|大?礼堂|活动室|活动中心|操场|体育馆|球馆|教室|多功能厅|俱乐部|公园|广场|村部|村委会?))(?:[吧啊了呢]|[一1]次)?"
)


def acts(
    plain: str,
    text: str,
    begin: int,
    end: int,
    scope: When | None,
    *,
    listed: bool,
    before: str = "",
    led: bool = False,
    year: int | None = None,
) -> list[Act]:
    """The acts in `plain[begin:end]`.

    `scope` is the time of the heading above. `listed` says that the text is a list of acts (a schedule, a table cell),
    where every sentence is one; in prose only what carries a time is. `before` is what a sentence that points back means, `year` that of the plan,
    `led` says that `scope` is the time the text itself begins with.
    """
    mentions = find_times(without_numbers(plain, begin, end))
    found: list[Act] = []
    carried: When | None = None
    numbered, inside = number_cuts(plain, begin, end), False
    above: When | None = None  # the time that stands before the numbers
    for first, last in sentences(plain, begin, end):
        told = plain[first:last].strip()
        if _QUESTION.search(told) or NOTICE.match(told) or looks_back(told, year):
            continue
        if found and names_owner(told.strip(" 。;")):
            found[-1] = replace(found[-1], end=last)
            continue
        if first in numbered:  # the time of one number is not that of the next
            carried, inside = (above if inside else carried), True
            above = carried
        if told.endswith(":") and last in numbered:  # 6月有两件事：①…
            named = [m for m in mentions if first <= m.begin and m.end <= last]
            carried = combined(named, carried or scope, plain, first)[0] or carried
            continue
        told_times = [m for m in mentions if first <= m.begin and m.end <= last]
        sentence = Sentence(plain, text, told_times, scope, carried, listed=listed)
        sentence.read(first, last)
        carried = sentence.governing if listed else None
        for act in sentence.made:
            points_back = (act.own_time or led) and (
                not act.title or _NO_NAME.fullmatch(act.title) is not None
            )
            meant = act.title
            if points_back:
                meant = _antecedent(plain, text, begin, act.begin)
                meant = before if not meant or _NO_NAME.fullmatch(meant) else meant
            found.append(replace(act, title=meant, points_back=points_back))
    return [
        act
        for act in found
        if act.title
        and not _NOTHING.fullmatch(act.title)
        and not _NO_NAME.fullmatch(act.title)
        and not (act.when is not None and act.when.recurrence and _MANNER.fullmatch(act.title))
    ]


def _antecedent(plain: str, text: str, begin: int, end: int) -> str:
    """What a sentence that points back means: the short first sentence of the paragraph, or else the one before."""
    earlier = list(sentences(plain, begin, end))
    if not earlier:
        return ""
    first, last = earlier[0] if earlier[0][1] - earlier[0][0] <= 28 else earlier[-1]
    return title_of(text[first:last], plain[first:last], [])

"""Clauses that say by when the act before them is due: “，3月20日前完成报名”."""

import re
from dataclasses import replace

from .combining import FIRM, until
from .shapes import MonthDay
from .when import LAST_DAY, Grain, When

# What is due when an act is to be done by a day: its completion, or what people hand in for it.
_DUE = re.compile(
    r"(?:(?:由|请)?各[^,。;]{1,6}|符合[^,。;]{1,6}[的者]|前|并|于|在|须|要|请|应|力争|争取|确保|务必|将|把|统一|全部|基本|按时|before|by|[\s/])*"
    r"(?:(?:结果|名单|材料|情况|表格?|稿件|作品)?[向到在上]?[^,。;]{0,4}?)"
    r"(?:(?:完成|结束|截[止至稿])(?:时间|日期)?(?:报名|登记|初稿|上报|报送|汇总|整改|摸底|统计|工作|(?:网上|现场)?投票|公示|初评|评审|推荐|审核)?|完毕|到位|交齐|[做办搞弄]完|"
    r"报名(?:截[止至]|结束|组队|登记|接龙)?(?:时间|日期)?[为至到于是:]*|(?:上报|报送|上交|提交|汇总|反馈|答复|公示)[^,。;]{0,8})|[交报发]?给[^,。;]{1,5}|(?:[要想][^,。;]{1,4}的)?[找向到][^,。;]{1,8}(?:报名|登记)|(?:投票|征稿|申报)(?:截[止至])?|(?:评选|征集)截[止至]|(?:排|报|交|定|弄|整理|收)(?:出来|上来|好|齐)|(?:提案|名单|材料|作品|稿件|节目)(?:收齐|交齐|报齐|截稿)|(?:各[^,。;]{1,6})?(?:请|须|要)?(?:将|把)?[^,。;]{0,6}(?:结果|名单|材料|情况|表格?|稿件|作品|方案|意见)(?:报送?|交|送|反馈|[交报发]?给)[^,。;]{1,8}"
)
_OTHERS = re.compile(r"其[余他]|剩余|另")
_OWN_PAPER = re.compile(r"总结|计划|小结|报表|论文|征文|方案|报告")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_BEGINS = re.compile(r"\s*(?:起|开始|后|以后)(?![至到])")
_REGISTRATION = re.compile(r"报名|截[止至稿]|[找向到][^,。;]{1,8}登记")


def registers(clause: str) -> bool:
    """The clause is about signing up for the act, not about the act itself."""
    return bool(_REGISTRATION.search(clause))


def registrations(plain: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Where brackets in `plain[begin:end]` tell of signing up: 举行健步走（10月15日前报名，10月下旬出发）."""
    return [
        (note.start() + 1 + piece.start(), note.start() + 1 + piece.end())
        for note in _IN_BRACKETS.finditer(plain, begin, end)
        for piece in re.finditer(r"[^,;。]+", note[0][1:-1])
        if registers(piece[0])
    ]


def begins(plain: str, end: int) -> bool:
    """The time that ends here is when signing up begins, not by when: 7月20日起报名."""
    return bool(_BEGINS.match(plain, end))


def only_due(rest: str) -> bool:
    """A clause that, without its time, tells nothing but that the act before is due."""
    return bool(_DUE.fullmatch(rest)) and not _OWN_PAPER.search(rest) and not _OTHERS.match(rest)


def due(when: When | None, deadline: When, *, registration: bool) -> When:
    """The time of an act that has a deadline. Its exact days stand, and so do its months if people only register before."""
    day = deadline.end or MonthDay(deadline.months[-1], LAST_DAY[deadline.months[-1]])
    sign_up_by = day if registration else None
    by = replace(deadline, start=None, end=day, deadline=True, sign_up_by=sign_up_by)
    if when is None or not when.months or (when.grain not in FIRM and not registration):
        return by
    when = replace(when, sign_up_by=sign_up_by or when.sign_up_by)
    wide = when.grain in (Grain.QUARTER, Grain.HALF)
    if when.start is not None and (when.grain is Grain.DAY or (registration and not wide)):
        return when
    if day.month in when.months:
        return by if wide and not registration else replace(when, start=None, end=day, deadline=True)
    if registration or 0 < when.months[0] - day.month <= 6:
        return when  # what is handed in before does not move the act
    return replace(until(when, by), start=None, end=day, deadline=True)

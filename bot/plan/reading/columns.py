"""What the columns of a plan table hold, told by their headings."""

import re
from collections.abc import Sequence
from enum import StrEnum

from .writing import fold


class Column(StrEnum):
    TIME = "time"
    WEEK = "week"
    NAME = "name"
    CONTENT = "content"
    CATEGORY = "category"
    AUDIENCE = "audience"
    OWNER = "owner"
    PLACE = "place"
    INDEX = "index"
    NOTE = "note"
    DEADLINE = "deadline"


TIMES = (Column.TIME, Column.WEEK, Column.DEADLINE)
UNITS = {Column.TIME: "月", Column.WEEK: "周"}  # what a bare number in such a column counts

_ADJ = r"(?:活动|服务|竞赛|慰问|会议|学习|课程|宣传|检查|帮扶|节日|安排|工作|开展|实施|举办|计划|预计|起止|具体|拟定|拟|主要|重点|各项|工会|任务|项目|年度|月度|推进|进行|比赛|培训)*"
_HEADS: tuple[tuple[Column, re.Pattern[str]], ...] = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        (Column.DEADLINE, rf"{_ADJ}(?:完成|截止|办结)(?:时间|时限|日期|期限|节点)|时限|{_ADJ}期限"),
        (Column.TIME, rf"{_ADJ}(?:时间|日期|月份|季度|学期|时间节点|节点|时段|起讫|进度|月|星期|何时|什么时候|啥时候)(?:安排|段|表)?(?:\(.{{1,8}}\))?|time|date|month|when", ),
        (Column.WEEK, r"(?:教学)?周次?|教学周次?|week"),
        (Column.INDEX, r"序号|编号|序|no\.?|#|项次"),
        (Column.CATEGORY, r"类别|类型|分类|板块|版块|条线|领域|模块|性质|栏目|阶段|月度主题|主题月"),
        (Column.NAME, rf"{_ADJ}(?:名称|主题|题目|活动|项目)|activity|event|title|项目|活动|活动项目|工作项目"),
        (Column.CONTENT, rf"{_ADJ}(?:内容|事项|任务|要点|安排|工作|目标任务)(?:及要求|和要求|与要求|\(.{{1,8}}\))?|content|做什么|干什么"),
        (Column.AUDIENCE, rf"{_ADJ}(?:参加|参与|参会|参赛|服务|面向|受众)?(?:范围|对象|人员|人群)|参加(?:人数)?|谁参加"),
        (Column.OWNER, rf"{_ADJ}(?:责任|负责|牵头|承办|主办|主责|协办|协同|组织|联系|主持|配合|落实|经办)(?:人|部门|单位|科室|者|小组|领导|委员)?(?:\(.{{1,8}}\))?|owner|谁负责|部门|单位|责任|谁牵头|谁"),
        (Column.PLACE, rf"{_ADJ}(?:地点|场地|地址|场所|位置)|place"),
        (Column.NOTE, rf"备注|说明|注|经费|预算|费用|{_ADJ}(?:要求|目标|目的|形式|方式|措施|举措|办法|效果|成果|完成情况|人数|规模|标准)|note"),
    )
)  # fmt: skip


def column_of(text: str) -> Column | None:
    """The sort of a column heading, or None for words that are no such heading."""
    plain = re.sub(r"[\s*:]|(?<=[\u4e00-\u9fff])\([^()]{1,4}\)$", "", fold(text)).lower()
    if not plain or len(plain) > 14:
        return None
    return next((column for column, pattern in _HEADS if pattern.fullmatch(plain)), None)


_MONEY = re.compile(
    r"[^,。]{0,4}(?:金额|经费|费用|支出|收入|单价|余额)(?:数)?(?:\(.{1,4}\))?|(?:预算|决算)(?:数|金额)?(?:\(.{1,4}\))?"
)


def is_account(cells: Sequence[str]) -> bool:
    """The headings of a table of money: neither when nor what to do."""
    roles = {column_of(cell) for cell in cells}
    money = any(_MONEY.fullmatch(re.sub(r"\s", "", fold(cell))) for cell in cells)
    return money and not roles & {*TIMES, Column.CONTENT, Column.OWNER, Column.AUDIENCE}


def is_header(cells: Sequence[str]) -> bool:
    """A row of headings: a time and something to do, or three known headings."""
    known = [column for cell in cells if (column := column_of(cell)) is not None]
    timed = any(column in TIMES for column in known)
    acts = Column.NAME in known or Column.CONTENT in known
    filled = [cell for cell in cells if cell.strip()]
    return (
        len(known) >= 2
        and len(known) * 2 >= len(filled)
        and (
            (timed and (acts or len(known) < len(filled) or Column.OWNER in known))
            or (acts and len(known) >= 3)
            or len(known) >= 3
        )
    )

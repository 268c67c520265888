"""Lists of people as the committee and leaders read them: in the chat, as a table, as a chart."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.activities.attending.buttons import (
    ByGroup,
    OfGroup,
    PartOfList,
    SendChart,
    ShowRoll,
    ShowSilent,
    Who,
)
from bot.activities.buttons import (
    Chase,
    ManageActivity,
    ParticipantFile,
    Participants,
    ShowActivity,
    ShowMissing,
)
from bot.activities.rules import SignUpStatus
from bot.activities.texts import STATUS, headed
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.wording import local, shortened, when

if TYPE_CHECKING:
    from bot.activities.lists.breakdown import Breakdown, GroupLine, SilentPage, Year
    from bot.activities.lists.breakdown import Silent as SilentPerson
    from bot.activities.lists.people import Participant, People

SHEET, SHEET_GROUPS, SHEET_WAITING, SHEET_SILENT = "报名名单", "按小组", "候补", "没回应"
SHEET_WALK_INS = "没报名到场"
HEADER = (
    "序号",
    "姓名",
    "小组",
    "工号",
    "手机",
    "状态",
    "人数",
    "同行人",
    "报名时间",
    "签到时间",
    "签到方式",
    "备注",
)
WIDTHS = (6, 12, 18, 12, 16, 10, 6, 20, 18, 18, 16, 24)
TEAM = "队伍"
ANSWER_WIDTH = 16
HEADER_GROUPS = ("小组", "应参加", "已报名", "已到场", "候补", "不参加", "没回应", "报名率", "到场率")
WIDTHS_GROUPS = (24, 10, 10, 10, 10, 10, 10, 10, 10)
HEADER_SILENT = ("序号", "姓名", "小组", "工号", "手机")
WIDTHS_SILENT = (6, 12, 18, 12, 16)
HEADER_WALK_INS = ("序号", "姓名", "小组", "登记人", "登记时间")
WIDTHS_WALK_INS = (6, 12, 18, 12, 18)
GROUPS_ON_PAGE = 10
_PART = {Who.WAITING: "候补", Who.HERE: "已到场", Who.ABSENT: "没到场"}


def people(shown: "People") -> Message:
    """A page of who signed up, or of a part of it."""
    activity_id = shown.activity_id
    part = _PART[shown.who] if shown.who else shown.group
    scope = f"（{escape(part)}）" if part else "（本组）" if shown.own_group_only else ""
    here = f"，已到 {shown.here} 人" if shown.here else ""
    head = (
        f"<b>{headed(shown.title)}报名名单{scope}</b>\n已报 {shown.placed} 人，候补 {shown.waiting} 人{here}"
    )
    whole = shown.who is None and not shown.group_id
    back = ShowActivity(activity_id) if shown.own_group_only else ManageActivity(activity_id)
    silent = Button("🔔 还没回应的人", ShowMissing(activity_id))
    if not shown.lines:
        nobody = "还没有人报名。" if whole else "没有人。"
        rows = ((silent,),) if whole else ()
        leave = Button("⬅ 返回", ShowActivity(activity_id) if whole else Participants(activity_id, 0))
        return Message(f"{head}\n{nobody}", (*rows, (leave,)))
    lines = [
        _person(line, numbered=not shown.own_group_only) + ("" if whole else f"　{when(line.signed_up_at)}")
        for line in shown.lines
    ]
    keys = turning(
        shown.number, (shown.number + 1) * shown.size < shown.total, lambda page: _page(shown, page)
    )
    if not whole:
        return Message(
            "\n".join([head, *lines]), (*keys, (Button("⬅ 返回名单", Participants(activity_id, 0)),))
        )
    parts = []
    if shown.waiting:
        parts.append(Button("⏳ 候补", PartOfList(activity_id, Who.WAITING, 0)))
    if shown.here:
        parts.append(Button("✅ 已到", PartOfList(activity_id, Who.HERE, 0)))
        parts.append(Button("⭕ 没到", PartOfList(activity_id, Who.ABSENT, 0)))
    last = [Button("⬅ 返回", back)]
    if shown.may_export:
        last.insert(0, Button("📄 导出 Excel", ParticipantFile(activity_id)))
    looks = (Button("👥 按小组", ByGroup(activity_id, 0)), Button("☑️ 点名", ShowRoll(activity_id, 0)))
    return Message(
        "\n".join([head, *lines]), (*keys, *((tuple(parts),) if parts else ()), looks, (silent,), tuple(last))
    )


def _page(shown: "People", page: int) -> Participants | PartOfList | OfGroup:
    if shown.who is not None:
        return PartOfList(shown.activity_id, shown.who, page)
    if shown.group_id:
        return OfGroup(shown.activity_id, shown.group_id, page)
    return Participants(shown.activity_id, page)


def _person(line: "Participant", *, numbered: bool) -> str:
    """The number counts the whole list; of one group only, a waiting person's place in it is said."""
    party = f"（{line.people} 人）" if line.people > 1 else ""
    team = f"　{escape(line.team)}" if line.team else ""
    here = " ✅到" if line.checked_in_at else ""
    if line.noted_late:
        here = f" ✅到（{escape(line.noted_by)}补签）"
    if numbered:
        return f"{_status(line)} {line.number}. {escape(line.name)}{party}　{escape(line.group)}{team}{here}"
    place = f"第 {line.number} 位" if line.status is SignUpStatus.WAITING else ""
    return f"· {escape(line.name)}{party}　{escape(line.group)}{team}　{_status(line)}{place}{here}"


def _status(line: "Participant") -> str:
    return "已报" if line.status is SignUpStatus.PLACED else STATUS[line.status]


# -- by group ---------------------------------------------------------------------------------------------


def by_group(shown: "Breakdown", page: int) -> Message:
    """A page of the groups; a tap opens the list of one."""
    activity_id = shown.activity_id
    number = max(0, min(page, (len(shown.lines) - 1) // GROUPS_ON_PAGE))
    part = shown.lines[number * GROUPS_ON_PAGE : (number + 1) * GROUPS_ON_PAGE]
    members, placed, here, silent = (
        sum(getattr(line, name) for line in shown.lines) for name in ("members", "placed", "here", "silent")
    )
    came = f"，到场 {here} 位" if shown.checked_in else ""
    lines = [
        f"<b>{headed(shown.title)}各组报名</b>（按会员数，不含家属）",
        f"应参加 {members} 位，已报 {placed} 位{came}，没回应 {silent} 位",
    ]
    lines += [f"· {escape(line.name)}：{_counts(line, checked_in=shown.checked_in)}" for line in part]
    keys = [
        Button(shortened(line.name, 12), OfGroup(activity_id, line.group_id, 0))
        for line in part
        if line.placed + line.waiting + line.away
    ]
    rows = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
    last = [Button("📊 图表", SendChart(activity_id))] if shown.manages else []
    if silent:
        last.append(Button(f"🔕 没回应 {silent} 位", ShowSilent(activity_id, 0)))
    more = (number + 1) * GROUPS_ON_PAGE < len(shown.lines)
    return Message(
        "\n".join(lines),
        (
            *rows,
            *turning(number, more, lambda to: ByGroup(activity_id, to)),
            *((tuple(last),) if last else ()),
            (Button("⬅ 返回名单", Participants(activity_id, 0)),),
        ),
    )


def _counts(line: "GroupLine", *, checked_in: bool) -> str:
    whole = " ✅ 全员" if line.placed == line.members else ""
    parts = [f"{line.placed}/{line.members} 位{whole}"]
    if checked_in:
        parts.append(f"到 {line.here}")
    parts += [
        f"{name} {number}"
        for name, number in (("候补", line.waiting), ("不参加", line.away), ("没回应", line.silent))
        if number
    ]
    return "，".join(parts)


def silent(shown: "SilentPage") -> Message:
    """A page of those who have said nothing."""
    activity_id = shown.activity_id
    if not shown.lines:
        return Message(
            f"{headed(shown.title)}大家都回应了。", ((Button("⬅ 返回", ByGroup(activity_id, 0)),),)
        )
    first = shown.number * shown.size + 1
    lines = [
        f"{place}. {escape(line.name)}　{escape(line.group)}"
        for place, line in enumerate(shown.lines, start=first)
    ]
    more = (shown.number + 1) * shown.size < shown.total
    return Message(
        "\n".join([f"<b>{headed(shown.title)}没回应的</b>（{shown.total} 位）", *lines]),
        (
            *turning(shown.number, more, lambda page: ShowSilent(activity_id, page)),
            (Button("🔔 提醒他们", Chase(activity_id)), Button("⬅ 返回", ByGroup(activity_id, 0))),
        ),
    )


# -- as a table -------------------------------------------------------------------------------------------


def file_name(shown: "People") -> str:
    return f"{shown.title}报名名单.xlsx"


def file_caption(shown: "People") -> str:
    here = f"，已到 {shown.here} 人" if shown.here else ""
    return (
        f"{headed(shown.title)}{when(shown.starts_at)}：已报 {shown.placed} 人，候补 {shown.waiting} 人{here}。"
        "请妥善保管，用后删除。"
    )


def file_rows(
    lines: "Sequence[Participant]",
    questions: int,
    answers: Mapping[int, Mapping[int, str]],
    *,
    in_teams: bool = False,
) -> list[tuple[str | int, ...]]:
    """The rows under ``HEADER``, the team where there are any, and the questions of the form."""
    return [
        (
            line.number,
            line.name,
            line.group,
            line.employee_no or "",
            line.phone or "",
            _status(line),
            line.people,
            line.guests,
            f"{local(line.signed_up_at):%Y-%m-%d %H:%M}",
            f"{local(line.checked_in_at):%Y-%m-%d %H:%M}" if line.checked_in_at else "",
            _way(line),
            line.reason or line.result,
            *((line.team,) if in_teams else ()),
            *(answers.get(line.member_id, {}).get(number, "") for number in range(questions)),
        )
        for line in lines
    ]


def _way(line: "Participant") -> str:
    if line.checked_in_at is None:
        return ""
    if not line.noted_by:
        return "签到码"
    return f"{line.noted_by}{'补签' if line.noted_late else '点名'}"


def group_rows(shown: "Breakdown") -> list[tuple[str | int, ...]]:
    """The rows under ``HEADER_GROUPS``, with the sum below."""
    names = ("members", "placed", "here", "waiting", "away", "silent")
    rows = [(line.name, *(getattr(line, name) for name in names)) for line in shown.lines]
    total = ("合计", *(sum(getattr(line, name) for line in shown.lines) for name in names))
    return [(*row, _share(row[2], row[1]), _share(row[3], row[1])) for row in (*rows, total)]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else ""


def silent_rows(lines: "Sequence[SilentPerson]") -> list[tuple[str | int, ...]]:
    return [
        (place, line.name, line.group, line.employee_no or "", line.phone or "")
        for place, line in enumerate(lines, start=1)
    ]


# -- as a chart -------------------------------------------------------------------------------------------


def chart_name(title: str) -> str:
    return f"{title}.png"


def chart_title(shown: "Breakdown") -> str:
    return f"{shown.title}各组参与情况"


def chart_caption(shown: "Breakdown") -> str:
    members, placed, here = (
        sum(getattr(line, name) for line in shown.lines) for name in ("members", "placed", "here")
    )
    came = f"，到场 {here} 位（{_share(here, members)}）" if shown.checked_in else ""
    return (
        f"{headed(shown.title)}：应参加 {members} 位，已报 {placed} 位（{_share(placed, members)}）{came}。"
    )


def chart_parts(*, checked_in: bool) -> tuple[str, ...]:
    """What the bars mean, the longest first."""
    return ("应参加", "已报名", "已到场") if checked_in else ("应参加", "已报名")


def year_title(shown: "Year") -> str:
    return f"{shown.year}年各组参与情况"


def year_caption(shown: "Year") -> str:
    return (
        f"{shown.year}年办完的活动 {shown.activities} 项，参加 {shown.people} 人、{shown.times} 人次。"
        "人数是参加过的不同会员，人次是每项活动各算一次；没有签到的活动按报名计。"
    )


def year_parts() -> tuple[str, ...]:
    return ("会员", "参加过的人数")


def year_bar(people: int, members: int, times: int) -> str:
    """Beside a bar of the year."""
    return f"{people}/{members} 人（{_share(people, members)}），{times} 人次"


def bar(placed: int, here: int, members: int, *, checked_in: bool) -> str:
    """Beside a bar of one activity."""
    came = f"，到 {here}" if checked_in else ""
    return f"报 {placed}/{members}（{_share(placed, members)}）{came}"


def more_groups(number: int) -> str:
    return f"……还有 {number} 个小组，见 Excel 名单"


def chart_date(shown: "Breakdown") -> str:
    return when(shown.starts_at, year=True)


# -- refusals ---------------------------------------------------------------------------------------------


def no_chart() -> str:
    return "运行机器人的电脑上没有中文字体，画不出图表。请先看“按小组”的数字或导出 Excel；安装 fonts-noto-cjk 之后就能画了。"


def nothing_to_chart() -> str:
    return "还没有可以统计的数字。"

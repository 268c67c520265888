"""What is said to the committee about teams, events, kept places and points."""

from datetime import datetime
from typing import TYPE_CHECKING

from bot.activities.buttons import MoreSettings
from bot.activities.contests.buttons import (
    AskEvents,
    AskKept,
    AskPlacing,
    AskPoints,
    AskTeams,
    ContestSettings,
    EventFile,
    EventList,
    FillTeams,
    ReleaseKept,
    ShowScores,
    TeamBoard,
    TeamFile,
)
from bot.activities.contests.texts import teams as team_texts
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.wording import when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.activities.contests.team_terms import Board, Filled, TeamRow
    from bot.activities.contests.terms import Shown
    from bot.buttons import Payload

TEAM_FORM = "组队规则"
KEPT_FORM = "小组保底名额"
POINTS_FORM = "积分表"
PEOPLE = "人"
NO_POINTS = "不计分"
WORDS_NO_POINTS = frozenset({NO_POINTS, "无", "不用"})
NO_TEAMS = "不组队"
READY_SHAPES = ("2人", "4人", "4到6人，替补2人", "4人，至少2男2女", "4人，至少1女")
READY_POINTS = ("7-5-4-3-2-1", "5-3-1")
SEEKS = "找队伍"
TEAM_SHEET = "队伍"
TEAM_HEADER = ("队伍", "状态", "姓名", "小组", "身份", "手机")
TEAM_WIDTHS = (16, 26, 12, 18, 10, 16)
_MOST_NAMED = 30


def settings(shown: "Shown") -> Message:
    """What the activity has of all this, and the ways to change it."""
    activity_id = shown.activity_id
    lines = [
        f"🏟 <b>{headed(shown.title)}</b>",
        f"· 组队：{team_texts.shape(shown.shape) if shown.shape else '不组队，一个人一个人报'}",
        f"· 项目：{f'{len(shown.events)} 项，每人最多 {shown.each} 项' if shown.events else '不分项目'}",
        f"· 保底名额：{_kept(shown)}",
        f"· 积分：{'-'.join(map(str, shown.points)) if shown.points else '不计分'}",
    ]
    events = [
        Button(f"{title}｜{placed} 人", EventList(event_id)) for event_id, title, placed in shown.events
    ]
    rows: list[tuple[Button, ...]] = [tuple(events[start : start + 2]) for start in range(0, len(events), 2)]
    if shown.shape is not None:
        rows.append((Button("📋 看队伍", TeamBoard(activity_id, 0)),))
    rows += [
        (Button("👥 组队规则", AskTeams(activity_id)), Button("🏃 设项目", AskEvents(activity_id))),
        (Button("🛟 小组保底", AskKept(activity_id)), Button("🏅 积分表", AskPoints(activity_id))),
    ]
    if shown.kept and not shown.released:
        rows.append((Button("🔓 现在放开保底名额", ReleaseKept(activity_id)),))
    if shown.events:
        rows.append((Button("📄 项目名单（Excel）", EventFile(activity_id)),))
    rows.append((Button("🏆 成绩和积分", ShowScores(activity_id)),))
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", MoreSettings(activity_id)),)))


def _kept(shown: "Shown") -> str:
    if shown.released or not shown.kept or shown.kept_until is None:
        return "已经放开，给所有人" if shown.released else "没有"
    parts = "、".join(f"{escape(one.group)} {one.places} 人（已报 {one.placed}）" for one in shown.kept)
    return f"{parts}；{when(shown.kept_until)}没用完的放开"


def released(number: int, activity_id: int) -> Message:
    text = f"保底名额已放开，候补转正 {number} 人，正在通知。" if number else "保底名额已放开。"
    return Message(text, ((Button("⬅ 返回", ContestSettings(activity_id)),),))


def ask_kept(title: str) -> Message:
    return Message(
        f"{headed(title)}给哪些小组<b>留名额</b>？一行一个，比如：\n第一小组 3\n第二小组 3\n"
        "留出来的名额别的组先不能用，到您定的时间没用完就放开，按候补顺序转正。"
    )


def ask_until(choices: "Sequence[tuple[str, Payload]]") -> Message:
    buttons = [Button(label, action) for label, action in choices]
    return Message(
        "留到<b>什么时候</b>？比如“12月1日下午5点”“截止前一天”。", tuple((one,) for one in buttons)
    )


def ask_points(title: str, choices: "Sequence[tuple[str, Payload]]") -> Message:
    buttons = [Button(label, action) for label, action in choices]
    return Message(
        f"{headed(title)}从第一名起各得<b>几分</b>？比如“7-5-4-3-2-1”。分数按小组相加。", (tuple(buttons),)
    )


def ask_teams(title: str, choices: "Sequence[tuple[str, Payload]]") -> Message:
    buttons = [Button(label, action) for label, action in choices]
    return Message(
        f"{headed(title)}<b>每队几人</b>？可以写“4到6人，至少2男2女，替补1人”。"
        "名额按人数算，一队要么都报上，要么一起候补。不组队就写“不组队”。",
        tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3)),
    )


def board(shown: "Board") -> Message:
    """The teams of an activity."""
    lines = [
        f"👥 <b>{headed(shown.title)}</b>队伍 {shown.total} 支，人齐 {shown.complete} 支。{team_texts.shape(shown.shape)}。"
    ]
    for crew in shown.crews:
        names = "、".join(escape(crew.names[mate.member_id]) for mate in crew.mates)
        lines.append(f"· <b>{escape(crew.name)}</b>（{names}）{team_texts.state(crew)}")
    if shown.seekers:
        named = "、".join(escape(name) for name in shown.seekers[:_MOST_NAMED])
        more = f" 等 {len(shown.seekers)} 人" if len(shown.seekers) > _MOST_NAMED else ""
        lines.append(f"🙋 找队伍：{named}{more}")
    activity_id = shown.activity_id
    turn = turning(shown.number, shown.more, lambda page: TeamBoard(activity_id, page))
    rows: list[tuple[Button, ...]] = [*turn]
    if shown.seekers:
        rows.append((Button("🧩 现在就把找队伍的人配上", FillTeams(activity_id)),))
    if shown.total:
        rows.append((Button("➕ 往队里加人", AskPlacing(activity_id)),))
    if shown.total or shown.seekers:
        rows.append((Button("📄 队伍名单（Excel）", TeamFile(activity_id)),))
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", ContestSettings(activity_id)),)))


def filled(done: "Filled", activity_id: int) -> Message:
    formed = f"，新成立 {done.formed} 支队伍" if done.formed else ""
    left = f"还有 {done.left} 人凑不成队。" if done.left else ""
    text = (
        f"🧩 {headed(done.title)}给 {done.found} 人配上了队伍{formed}，正在通知。{left}"
        if done.found
        else f"{headed(done.title)}现在没有能配齐的队伍。{left}"
    )
    return Message(text, ((Button("📋 看队伍", TeamBoard(activity_id, 0)),),))


def team_cells(row: "TeamRow") -> tuple[str, ...]:
    """A line of the file."""
    role = "队长" if row.captain else "替补" if row.substitute else "队员" if row.team else ""
    return (row.team, row.state, row.name, row.group, role, row.phone or "")


def team_file_name(title: str) -> str:
    return f"{title}队伍名单.xlsx"


def team_file_caption(title: str, number: int) -> str:
    return f"{headed(title)}队伍名单，{number} 人。"


# -- refusals ---------------------------------------------------------------------------------------------


def not_a_shape() -> str:
    return "没有看懂每队几人。请写“4人”或“4到6人，至少2男2女，替补1人”；不组队就写“不组队”。"


def impossible_shape() -> str:
    return "这样组不成队：每队 2 到 50 人，男女最低人数加起来不能比每队人数还多。"


def too_late_for_teams() -> str:
    return "已经有人报名或组队了，不能再改组队规则。"


def no_teams_with() -> str:
    return "分时段、要填内容或者分项目的活动不能组队。"


def not_with_contest() -> str:
    return "组队或分项目的活动不能分时段，也不能另设要填的内容。"


def larger_than_capacity(least: int, capacity: int) -> str:
    return f"每队至少 {least} 人，比名额 {capacity} 还多。请先把名额改大（名额按人数算）。"


def not_kept(line: str) -> str:
    return f"“{escape(line)}”没有看懂。请一行一个，写小组名，空一格写留几个名额，比如“第一小组 3”。"


def group_in_group(name: str) -> str:
    return f"{escape(name)}和它上面的组都写了，请只写其中一级。"


def capacity_first() -> str:
    return "这项活动不限名额，不用保底。请先设名额。"


def more_than_there_is(kept: int, capacity: int) -> str:
    return f"保底一共 {kept} 个，比名额 {capacity} 还多。"


def bad_until(until: datetime, starts_at: datetime) -> str:
    return f"{when(until)}不行：要在现在以后、活动开始（{when(starts_at)}）以前。"


def no_until_read() -> str:
    return "没有看懂时间，请写“12月1日下午5点”这样。"


def not_points() -> str:
    return "请从第一名起写分数，后面的不比前面的多，比如“7-5-4-3-2-1”；不计分就写“不计分”。"

"""What is said at check-in."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.activities.attending.buttons import AddPresent, SendCode, ShowRoll, Tick
from bot.activities.buttons import (
    CheckIn,
    ManageActivity,
    MySignUps,
    Participants,
    ShowActivity,
    ShowCode,
)
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.wording import clock, span, when

if TYPE_CHECKING:
    from bot.activities.attending.attendance import CheckedIn, Code, Entered, Roll

FORM = "签到"
#: What people say when they stand at the door, and the code alone.
ARRIVED = re.compile(
    r"(?:我(?:来|要|想)?)?(?:签到|签个到|打卡|报到)[了啦吧呀]?|我?(?:已经)?到(?:现场|会场|场|地方)?[了啦]"
)
CODE = re.compile(r"[0-9]{3} ?[0-9]{3}")
FORM_NAMES = "登记到场的人"
_MOST_NAMED = 30


def code(shown: "Code") -> Message:
    activity_id = shown.activity_id
    return Message(
        f"{headed(shown.title)}签到码：\n\n<b>{' '.join(shown.code)}</b>\n\n每 5 分钟换一个，"
        f"这一个到 {clock(shown.taken_until)} 前有效。"
        f"\n已到 {shown.present} 人，报名 {shown.placed} 人。\n"
        "会员打开活动卡片，点“签到”，输入这 6 位数字；或者扫二维码。",
        (
            (Button("🔄 刷新", ShowCode(activity_id)), Button("🔳 二维码", SendCode(activity_id))),
            (Button("☑️ 点名", ShowRoll(activity_id, 0)), Button("⬅ 返回", ManageActivity(activity_id))),
        ),
    )


def code_picture() -> str:
    return "签到码.png"


def code_caption(shown: "Code", link: str) -> str:
    return (
        f"{headed(shown.title)}签到二维码，{clock(shown.taken_until)} 前有效，过后请重新点“二维码”。\n{link}"
    )


def ask_code(title: str) -> Message:
    return Message(f"{headed(title)}请输入现场屏幕上的 <b>6 位签到码</b>。")


def which(open_now: "Sequence[CheckedIn]") -> Message:
    """Several activities at once, or none."""
    if not open_now:
        return Message(
            "现在没有您要签到的活动。开始前 2 小时起可以签到。",
            ((Button("我的报名", MySignUps(past=False)),),),
        )
    return Message(
        "您要给哪一项签到？", tuple((Button(one.title, CheckIn(one.activity_id)),) for one in open_now)
    )


def checked_in(done: "CheckedIn") -> Message:
    text = (
        f"{headed(done.title)}您已经签过到了，不用再签。"
        if done.already
        else f"✅ 签到成功：{headed(done.title)}。"
    )
    return Message(text, ((Button("查看活动", ShowActivity(done.activity_id)),),))


# -- the list ---------------------------------------------------------------------------------------------


def roll(shown: "Roll") -> Message:
    """The list to tick, 20 names on a page."""
    activity_id, number = shown.activity_id, shown.number
    lines = [
        f"<b>{headed(shown.title)}点名</b>",
        f"报名 {shown.members} 位，已到 {shown.here} 位，连同家属和没报名的共 {shown.people} 人。",
    ]
    if shown.walk_ins:
        named = "、".join(escape(name) for name in shown.walk_ins[:_MOST_NAMED])
        more = " 等" if len(shown.walk_ins) > _MOST_NAMED else ""
        lines.append(f"没报名也来了 {len(shown.walk_ins)} 位：{named}{more}")
    lines.append("点名字打勾，再点一次取消。" if shown.lines else "没有人报名。")
    if shown.late:
        lines.append("⚠️ 签到时间已过，现在打勾会记为<b>补签</b>，并写明是您补的。")
    keys = [
        Button(
            f"{'☑' if line.here else '☐'} {line.name}{f' {line.people}人' if line.people > 1 else ''}"
            f"{f'｜{line.team}' if line.team else ''}",
            Tick(activity_id, line.member_id, number),
        )
        for line in shown.lines
    ]
    rows = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
    more_follows = (number + 1) * shown.size < shown.members
    back = ManageActivity(activity_id) if shown.manages else Participants(activity_id, 0)
    return Message(
        "\n".join(lines),
        (
            *rows,
            *turning(number, more_follows, lambda page: ShowRoll(activity_id, page)),
            (Button("➕ 按姓名登记", AddPresent(activity_id)), Button("⬅ 返回", back)),
        ),
    )


def ask_names(title: str) -> Message:
    return Message(
        f"{headed(title)}谁到了？请写姓名，一次可以写好几个，用顿号或空格隔开，比如“赵甲、钱乙”。\n"
        "没报名也来了的，也可以写在这里，名单里会单独标出。"
    )


def entered(done: "Entered") -> Message:
    """What became of the names."""
    late = "（补签）" if done.late else ""
    parts = [
        (f"☑ 已到{late}", done.ticked),
        (f"➕ 没报名、也记为到场{late}", done.walk_ins),
        ("早就记过了", done.already),
        ("❓ 没有找到", done.unknown),
        ("❓ 有同名的人，请在名单上点", done.namesakes),
    ]
    lines = [
        f"{label}（{len(names)} 位）：{'、'.join(escape(name) for name in names)}"
        for label, names in parts
        if names
    ]
    return Message(
        "\n".join([f"<b>{headed(done.title)}</b>", *lines]),
        (
            (
                Button("➕ 再登记", AddPresent(done.activity_id)),
                Button("☑️ 看点名单", ShowRoll(done.activity_id, 0)),
            ),
        ),
    )


# -- refusals ---------------------------------------------------------------------------------------------


def not_on_list(title: str) -> str:
    return f"您不在{headed(title)}的名单上，不用签到。要是您已经到了现场，请找组长或工会委员登记。"


def is_not_on_list(name: str, title: str) -> str:
    return f"{escape(name)}不在{headed(title)}的名单上，请用“按姓名登记”。"


def came_by_code(name: str) -> str:
    return f"{escape(name)}是自己用签到码签的，不能取消。"


def wrong_code() -> str:
    return "签到码不对或已经换了，请看一眼屏幕，输入最新的 6 位数字。"


def not_the_time(title: str, opens_at: datetime, closes_at: datetime, now: datetime) -> str:
    """Too early or too late to check in: from when to when it works."""
    hours = span(opens_at, closes_at)
    if now < opens_at:
        return f"{headed(title)}还没到签到时间：{hours}可以签到，到时候再点。"
    return f"{headed(title)}签到时间是{hours}，已经过了。来过的话，请组长或工会委员补登记。"


def not_the_time_to_enter(title: str, opens_at: datetime, now: datetime) -> str:
    if now < opens_at:
        return f"{headed(title)}还没到点名的时间：{when(opens_at)}起可以点名，到时候再点。"
    return f"{headed(title)}结束已经超过 30 天，不能再点名了。"


def leaders_only() -> str:
    return "点名要由组长或工会委员来办。"


def names_needed(most: int) -> str:
    return f"请写 1 到 {most} 个姓名，用顿号或空格隔开。"

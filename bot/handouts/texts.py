"""What is said about hand-outs."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.buttons import Payload
from bot.handouts.buttons import (
    Chase,
    CollectionFile,
    EndHandout,
    Give,
    GiveOut,
    GiveToProxy,
    ListHandouts,
    MyHandouts,
    NewHandout,
    PickMember,
    ShowBoard,
    ShowCode,
    TakeBack,
)
from bot.message import Button, Message, escape
from bot.wording import day_of, shortened, when

if TYPE_CHECKING:
    from bot.handouts.giving import Person
    from bot.handouts.lists import Board, Line
    from bot.handouts.service import Mine

ABOUT = "我可以领的福利和领取码"
WORDS = ("我的福利", "领福利", "我的领取码")
#: Typed alone they ask for it; in a form they may be answers, so they are no keywords.
BARE = frozenset({"福利", "领取码", "领东西", "领慰问品", "慰问品"})
DESK = "🎁 发放福利"
NEW_FORM = "新的发放"
GIVE_FORM = "发放福利"
PROXY_FORM = "代领"
SHEET = "领取登记"
HEADER = ("姓名", "小组", "领取时间", "发放人", "代领人")
WIDTHS = (12, 20, 18, 12, 12)
EVERYONE = "全体会员"
_MOST_NAMES = 24
_MOST_GROUPS = 30
#: Somebody asks for what to collect: short, and no wish, question to the committee or notice.
ASKS = re.compile(
    "没领|领取码|领福利|福利.*领|领.*(?:福利|慰问品|东西|节日|粽子|月饼)|发.*福利|福利.*发|有什么福利|我的福利"
)
ASKS_FOR_OWN = re.compile("没领|领取码|我.*福利|福利.*我")
NOT_ASKING = re.compile("建议|希望|通知|能不能|反映|投诉|提醒|谁|哪些人|几个人|名单|催")
LONGEST_QUESTION = 20


# -- members ------------------------------------------------------------------------------------------------


def announced(title: str, place: str, until_on: date, handout_id: int) -> Message:
    return Message(
        f"🎁 <b>{escape(title)}</b>可以领了{_where(place)}\n请在{day_of(until_on)}以前领取，带上领取码：",
        _code_row(handout_id),
    )


def please_collect(title: str, place: str, until_on: date, handout_id: int) -> Message:
    return Message(
        f"🎁 提醒：您的<b>{escape(title)}</b>还没有领{_where(place)}\n领到{day_of(until_on)}为止。自己来不了，可以把领取码给同事代领。",
        _code_row(handout_id),
    )


def _code_row(handout_id: int) -> tuple[tuple[Button, ...], ...]:
    return ((Button("🎫 我的领取码", ShowCode(handout_id)),),)


def _where(place: str) -> str:
    return f"：{escape(place)}" if place else "。"


def mine(shown: Sequence["Mine"], *, gives: bool) -> Message:
    """What one may collect."""
    rows: list[tuple[Button, ...]] = []
    lines = ["<b>您的福利</b>"]
    for one in shown:
        if one.collected_at is None:
            lines.append(f"🎁 <b>{escape(one.title)}</b>{_where(one.place)}")
            lines.append(f"　领取码 <code>{one.code}</code>，领到{day_of(one.until_on)}")
            rows.append((Button(f"🎫 {shortened(one.title, 16)} 领取码", ShowCode(one.handout_id)),))
        else:
            by = f"（{escape(one.proxy)}代领）" if one.proxy else ""
            lines.append(f"✅ {escape(one.title)}：{when(one.collected_at)}已领{by}")
    if not shown:
        lines = ["现在没有要领的福利。有了会通知您。"]
    if gives:
        rows.append((Button(DESK, ListHandouts()),))
    return Message("\n".join(lines), tuple(rows))


def code_name() -> str:
    return "领取码.png"


def code_caption(one: "Mine") -> str:
    return (
        f"🎫 <b>{escape(one.title)}</b>\n领取码 <code>{one.code}</code>{_where(one.place)}\n"
        f"给发放的人看一下，或报这个号码。领到{day_of(one.until_on)}，只能领一次。"
    )


def you_collected(title: str, at: datetime, giver: str, proxy: str) -> Message:
    by = f"由{escape(proxy)}代领" if proxy else "已领取"
    return Message(
        f"✅ 您的<b>{escape(title)}</b>{by}：{when(at)}，{escape(giver)}发放。不是您领的，请马上告诉工会。",
        ((Button("我的福利", MyHandouts()),),),
    )


def taken_back(title: str, handout_id: int) -> Message:
    return Message(
        f"更正：<b>{escape(title)}</b>刚才登记错了，您的那一份还没有领，领取码照样有效。",
        _code_row(handout_id),
    )


# -- those who give out -------------------------------------------------------------------------------------


def listed(lines: Sequence["Line"], *, manages: bool) -> Message:
    new = ((Button("➕ 新的发放", NewHandout()),),) if manages else ()
    if not lines:
        return Message("还没有登记过发放。" + ("点下面新建，写好就通知会员来领。" if manages else ""), new)
    rows = tuple(
        (Button(f"{shortened(one.title, 16)}｜已领 {one.collected}", ShowBoard(one.handout_id)),)
        for one in lines
    )
    return Message("<b>福利发放</b>，点名称办理：", (*rows, *new))


def board(shown: "Board") -> Message:
    """How many have collected, by group, and who has not."""
    left = shown.entitled - shown.collected
    proxies = f"（其中代领 {shown.proxies}）" if shown.proxies else ""
    lines = [
        f"🎁 <b>{escape(shown.title)}</b>" + ("" if shown.open else "（已结束）"),
        f"👥 {escape(shown.audience)}，领到{day_of(shown.until_on)}{_where(shown.place)}",
        f"应领 {shown.entitled} 人，已领 {shown.collected} 人{proxies}，没领 {left} 人",
    ]
    if len(shown.groups) > 1:
        lines += [
            f"· {escape(name)} {taken}/{number}{' ✅' if taken == number else ''}"
            for name, taken, number in shown.groups[:_MOST_GROUPS]
        ]
    if shown.missing:
        names = "、".join(name for _, name in shown.missing[:100])
        lines.append(f"没领的：{escape(names)}{'…' if left > 100 else ''}")
    rows: list[tuple[Button, ...]] = []
    if shown.open and shown.missing:
        rows.append((Button("✅ 输入领取码", GiveOut(shown.handout_id)),))
        rows.append((Button(f"🔔 提醒没领的 {left} 人", Chase(shown.handout_id)),))
        names_ = [
            Button(name, PickMember(shown.handout_id, who)) for who, name in shown.missing[:_MOST_NAMES]
        ]
        rows += [tuple(names_[start : start + 4]) for start in range(0, len(names_), 4)]
    if shown.manages:
        end = (Button("结束发放", EndHandout(shown.handout_id, False)),) if shown.open else ()
        rows.append((Button("📄 登记表", CollectionFile(shown.handout_id)), *end))
    rows.append((Button("⬅ 返回", ListHandouts()),))
    return Message("\n".join(lines), tuple(rows))


def ask_code(title: str, done: str) -> Message:
    before = f"{escape(done)}\n" if done else ""
    return Message(
        f"{before}<b>{escape(title)}</b>：请输入<b>领取码</b>，比如 12-4821。发完了，说“取消”就行。"
    )


def person(shown: "Person") -> Message:
    """Whose code it is, and what to do."""
    back = (Button("⬅ 返回", ShowBoard(shown.handout_id)),)
    who = f"<b>{escape(shown.name)}</b>　{escape(shown.group)}\n🎁 {escape(shown.title)}"
    if shown.at is not None:
        again = (Button("↩ 登记错了，撤回", TakeBack(shown.handout_id, shown.member_id)),)
        return Message(f"⚠️ <b>已经领过</b>：{_how(shown)}\n{who}", (again, back))
    return Message(
        f"{who}\n还没有领。",
        (
            (
                Button("✅ 本人领走", Give(shown.handout_id, shown.member_id)),
                Button("🤝 别人代领", GiveToProxy(shown.handout_id, shown.member_id)),
            ),
            back,
        ),
    )


def _how(shown: "Person") -> str:
    at = when(shown.at) if shown.at is not None else ""
    return f"{at}，{escape(shown.given_by)}发放" + (f"，{escape(shown.proxy)}代领" if shown.proxy else "")


def given(shown: "Person") -> Message:
    """What was noted; the next code can be entered."""
    by = f"（{escape(shown.proxy)}代领）" if shown.proxy else ""
    return Message(
        f"✅ {escape(shown.name)}已领{by}：{escape(shown.title)}",
        (
            (Button("▶ 下一位", GiveOut(shown.handout_id)), Button("📋 看进度", ShowBoard(shown.handout_id))),
            (Button("↩ 登记错了，撤回", TakeBack(shown.handout_id, shown.member_id)),),
        ),
    )


def ask_proxy(name: str) -> Message:
    return Message(f"<b>谁替{escape(name)}领</b>？写一个名字，会告诉{escape(name)}本人。")


def chased(number: int) -> str:
    return f"已提醒 {number} 人，每人一天最多一次。"


# -- the committee announces --------------------------------------------------------------------------------


def ask_title() -> Message:
    return Message("发<b>什么</b>？比如“端午粽子礼盒”“夏季防暑用品”。")


def ask_audience(title: str, choices: Sequence[tuple[str, Payload]]) -> Message:
    keys = [Button(label, action) for label, action in choices]
    rows = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
    return Message(
        f"<b>{escape(title)}</b>发给<b>谁</b>？点一个，或写小组的名字，几个小组用顿号隔开。", tuple(rows)
    )


def ask_until() -> Message:
    return Message("领到<b>哪一天</b>为止？比如“6月20日”“下周五”。")


def ask_place() -> Message:
    return Message("在<b>哪里、什么时间</b>领？比如“工会办公室，工作日 9 点到 16 点”。")


def confirm(
    title: str, audience: str, heads: int, until_on: date, place: str, *, yes: Payload, drop: Payload
) -> Message:
    return Message(
        f"🎁 <b>{escape(title)}</b>\n👥 {escape(audience)}，{heads} 人\n📍 {escape(place)}\n⏳ 领到{day_of(until_on)}\n"
        "发布后马上通知这些会员，每人有自己的领取码，只能领一次。",
        ((Button("✅ 发布并通知", yes), Button("✖ 取消", drop)),),
    )


def ask_end(title: str, handout_id: int) -> Message:
    return Message(
        f"结束<b>{escape(title)}</b>的发放吗？结束后领取码就不能用了。",
        ((Button("确定结束", EndHandout(handout_id, True)), Button("⬅ 返回", ShowBoard(handout_id))),),
    )


def file_name(title: str) -> str:
    return f"{title}领取登记.xlsx"


def file_caption(title: str, taken: int, number: int) -> str:
    return f"{escape(title)}：应领 {number} 人，已领 {taken} 人。请妥善保管，用后删除。"


# -- refusals -----------------------------------------------------------------------------------------------


def no_right() -> str:
    return "这一项需要工会委员或组长来办。"


def gone() -> str:
    return "找不到这次发放，它可能已经结束。"


def not_yours() -> str:
    return "这位会员不在您负责的小组里，请让他的组长或工会委员发放。"


def not_entitled(name: str, title: str) -> str:
    return f"{escape(name)}不在{escape(title)}的发放范围里。"


def wrong_code() -> str:
    return "领取码不对，请再看一下。样子像 12-4821：前面是会员号，后面四位数字。"


def given_already(shown: "Person") -> str:
    return f"{escape(shown.name)}已经领过：{_how(shown)}。"


def ended(title: str) -> str:
    return f"{escape(title)}的发放已经结束。"


def bad_title(most: int) -> str:
    return f"名称请写 1 到 {most} 个字。"


def bad_place(most: int) -> str:
    return f"地点和时间最多 {most} 个字，请写短一点。"


def bad_last_day() -> str:
    return "没有看懂日期，或者这一天已经过去。请写一年以内的一天，比如“6月20日”。"


def bad_proxy() -> str:
    return "代领人请写一个名字（40 字以内）。"


def no_such_groups() -> str:
    return "没有找到这些小组，请照名册里的名字写，几个小组用顿号隔开。"

"""What is said about hand-outs to those who collect, and refusals."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.buttons import Payload
from bot.handouts.buttons import (
    ChooseItem,
    GiveOut,
    ListHandouts,
    MyHandouts,
    ShowCode,
)
from bot.message import Button, Message, escape
from bot.wording import day_of, shortened, when

if TYPE_CHECKING:
    from bot.handouts.service import Mine

ABOUT = "我可以领的福利和领取码"
WORDS = ("我的福利", "领福利", "我的领取码")
#: Typed alone they ask for it; in a form they may be answers, so they are no keywords.
BARE = frozenset({"福利", "领取码", "领东西", "领慰问品", "慰问品"})
DESK = "🎁 发放福利"
NEW_FORM = "新的发放"
GIVE_FORM = "发放福利"
PROXY_FORM = "代领"
VOLUNTEERS_FORM = "帮忙发的人"
SHEET = "领取登记"
HEADER = ("姓名", "小组", "选的", "份数", "领取时间", "发放人", "代领人")
WIDTHS = (12, 20, 12, 8, 18, 12, 12)
EVERYONE = "全体会员"
#: Somebody asks for what to collect: short, and no wish, question to the committee or notice.
ASKS = re.compile(
    "没领|领取码|领福利|福利.*领|领.*(?:福利|慰问品|东西|节日|粽子|月饼)|发.*福利|福利.*发|有什么福利|我的福利"
)
ASKS_FOR_OWN = re.compile("没领|领取码|我.*福利|福利.*我")
NOT_ASKING = re.compile("建议|希望|通知|能不能|反映|投诉|提醒|谁|哪些人|几个人|名单|催")
LONGEST_QUESTION = 20
#: Labels of so many signs stand four in a row on a narrow phone.
_SHORT_LABEL = 5


# -- members ------------------------------------------------------------------------------------------------


def announced(
    title: str, place: str, until_on: date, handout_id: int, each: int, items: Sequence[str]
) -> Message:
    choose = "\n请先选一样，领之前都可以改：" if items else ""
    return Message(
        f"🎁 <b>{escape(title)}</b>可以领了{pieces(each)}{where(place)}\n"
        f"请在{day_of(until_on)}以前领取，带上领取码。{choose}",
        (*item_rows(items, "", lambda item: ChooseItem(handout_id, item)), *_code_row(handout_id)),
    )


def pieces(each: int) -> str:
    return f"，每人 {each} 份" if each > 1 else ""


def item_rows(
    items: Sequence[str], chosen: str, to: Callable[[int], Payload], which: str = ""
) -> tuple[tuple[Button, ...], ...]:
    """A button for each item; ``which``: of what, where several things stand in one message."""
    keys = [Button(f"{'✅ ' if item == chosen else ''}{which}{item}", to(n)) for n, item in enumerate(items)]
    most = 4 if all(len(button.label) <= _SHORT_LABEL for button in keys) else 2
    return tuple(tuple(keys[start : start + most]) for start in range(0, len(keys), most))


def please_collect(title: str, place: str, until_on: date, handout_id: int) -> Message:
    return Message(
        f"🎁 提醒：您的<b>{escape(title)}</b>还没有领{where(place)}\n领到{day_of(until_on)}为止。自己来不了，可以把领取码给同事代领。",
        _code_row(handout_id),
    )


def _code_row(handout_id: int) -> tuple[tuple[Button, ...], ...]:
    return ((Button("🎫 我的领取码", ShowCode(handout_id)),),)


def where(place: str) -> str:
    return f"：{escape(place)}" if place else "。"


def mine(shown: Sequence["Mine"], *, gives: bool, helping: Sequence[tuple[int, str]] = ()) -> Message:
    """What one may collect, and (``helping``) what one helps to give out."""
    rows: list[tuple[Button, ...]] = []
    lines = ["<b>您的福利</b>"]
    several = sum(bool(one.items) and one.collected_at is None for one in shown) > 1
    for one in shown:
        if one.collected_at is None:
            lines.append(f"🎁 <b>{escape(one.title)}</b>{pieces(one.each)}{where(one.place)}")
            lines.append(f"　领取码 <code>{one.code}</code>，领到{day_of(one.until_on)}")
            if one.items:
                lines.append(
                    f"　选的：<b>{escape(one.item)}</b>，领之前可以改" if one.item else "　请选一样："
                )
            which = f"{shortened(one.title, 6)} " if several else ""
            rows += item_rows(one.items, one.item, partial(ChooseItem, one.handout_id), which)
            rows.append((Button(f"🎫 {shortened(one.title, 16)} 领取码", ShowCode(one.handout_id)),))
        else:
            by = f"（{escape(one.proxy)}代领）" if one.proxy else ""
            lines.append(f"✅ {escape(one.title)}：{when(one.collected_at)}已领{by}")
    if not shown:
        lines = ["现在没有要领的福利。有了会通知您。"]
    rows += [
        (Button(f"🙋 帮忙发：{shortened(title, 16)}", GiveOut(handout_id)),) for handout_id, title in helping
    ]
    if gives:
        rows.append((Button(DESK, ListHandouts()),))
    return Message("\n".join(lines), tuple(rows))


def code_name() -> str:
    return "领取码.png"


def code_caption(one: "Mine") -> str:
    item = f"　{escape(one.item)}" if one.item else ""
    return (
        f"🎫 <b>{escape(one.title)}</b>{item}{pieces(one.each)}\n领取码 <code>{one.code}</code>{where(one.place)}\n"
        f"给发放的人看一下，或报这个号码。领到{day_of(one.until_on)}，只能领一次。"
    )


def you_collected(title: str, at: datetime, giver: str, proxy: str, each: int = 1, item: str = "") -> Message:
    by = f"由{escape(proxy)}代领" if proxy else "已领取"
    what = "".join([f"（{escape(item)}）" if item else "", f"{each} 份" if each > 1 else ""])
    return Message(
        f"✅ 您的<b>{escape(title)}</b>{what}{by}：{when(at)}，{escape(giver)}发放。不是您领的，请马上告诉工会。",
        ((Button("我的福利", MyHandouts()),),),
    )


def leader_has_yours(title: str, leader: str, each: int) -> Message:
    number = f" {each} 份" if each > 1 else ""
    return Message(
        f"🎁 您的<b>{escape(title)}</b>{number}由组长{escape(leader)}一起领回来了，请找组长拿。没拿到的话，请告诉工会。",
        ((Button("我的福利", MyHandouts()),),),
    )


def please_help(title: str, place: str, until_on: date, handout_id: int) -> Message:
    """To a volunteer."""
    return Message(
        f"🙋 工会请您帮忙发放<b>{escape(title)}</b>{where(place)}\n发到{day_of(until_on)}。"
        "来领的人出示领取码，您点下面输入，或用手机相机扫他的二维码；别人的名单您看不到。",
        ((Button("✅ 输入领取码", GiveOut(handout_id)),),),
    )


def taken_back(title: str, handout_id: int) -> Message:
    return Message(
        f"更正：<b>{escape(title)}</b>刚才登记错了，您的那一份还没有领，领取码照样有效。",
        _code_row(handout_id),
    )


# -- refusals -----------------------------------------------------------------------------------------------


def no_right() -> str:
    return "这一项需要工会委员或组长来办。"


def gone() -> str:
    return "找不到这次发放，它可能已经结束。"


def not_yours() -> str:
    return "这位会员不在您负责的小组里，请让他的组长或工会委员发放。"


def not_entitled(name: str, title: str) -> str:
    return f"{escape(name)}不在{escape(title)}的发放范围里。"


def leaders_only() -> str:
    return "替全组领要由组长来办；委员请按领取码或名单发放。"


def nobody_left(title: str) -> str:
    return f"{escape(title)}您组里没有还没领的人了。"


def collected_already(title: str) -> str:
    return f"{escape(title)}已经领走，不能再改了。"


def not_for_you(title: str) -> str:
    return f"您不在{escape(title)}的发放范围里，有疑问请联系工会委员。"


def bad_each(most: int) -> str:
    return f"每人几份请写 1 到 {most} 的一个数字。"


def bad_items(most: int, longest: int) -> str:
    return f"请写 2 到 {most} 样，用顿号隔开，每样最多 {longest} 个字，比如“S、M、L”。"


def bad_volunteers(most: int) -> str:
    return f"请写姓名，用顿号隔开；一次发放最多 {most} 个人帮忙。"


def wrong_code() -> str:
    return "领取码不对，请再看一下。样子像 12-4821：前面是会员号，后面四位数字。"


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

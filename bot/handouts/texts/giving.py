"""What is said to those who give out: leaders, the committee, volunteers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.buttons import Payload
from bot.handouts.buttons import (
    AddVolunteers,
    Chase,
    ChooseItemFor,
    CollectionFile,
    DropVolunteer,
    EndHandout,
    GiveOut,
    GiveShare,
    ListHandouts,
    NewHandout,
    PickMember,
    ShowBoard,
    ShowVolunteers,
    TakeBack,
    TakeForGroup,
)
from bot.handouts.texts import item_rows, where
from bot.message import Button, Message, escape
from bot.wording import day_of, shortened, when

if TYPE_CHECKING:
    from bot.handouts.giving import ForGroup, Person
    from bot.handouts.lists import Board, Line
    from bot.handouts.volunteers import Volunteers

MOST_NAMES = 24
_MOST_GROUPS = 30


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
        f"👥 {escape(shown.audience)}，领到{day_of(shown.until_on)}{where(shown.place)}",
        f"应领 {shown.entitled} 人，已领 {shown.collected} 人{proxies}，没领 {left} 人"
        + (f"；每人 {shown.each} 份，一共 {shown.each * shown.entitled} 份" if shown.each > 1 else ""),
    ]
    if shown.items:
        without = shown.entitled - sum(number for _, number in shown.items)
        counted = "、".join(f"{escape(item)} {number}" for item, number in shown.items)
        lines.append(f"选的：{counted}" + (f"，没选 {without}" if without else ""))
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
        if shown.leads:
            rows.append((Button(f"📦 替全组领回来（{left} 人）", TakeForGroup(shown.handout_id, False)),))
        rows.append((Button(f"🔔 提醒没领的 {left} 人", Chase(shown.handout_id)),))
        names_ = [Button(name, PickMember(shown.handout_id, who)) for who, name in shown.missing[:MOST_NAMES]]
        rows += [tuple(names_[start : start + 4]) for start in range(0, len(names_), 4)]
    if shown.manages:
        end = (Button("结束发放", EndHandout(shown.handout_id, False)),) if shown.open else ()
        if shown.open:
            rows.append((Button("🙋 帮忙发的人", ShowVolunteers(shown.handout_id)),))
        rows.append((Button("📄 登记表", CollectionFile(shown.handout_id)), *end))
    rows.append((Button("⬅ 返回", ListHandouts()),))
    return Message("\n".join(lines), tuple(rows))


def ask_code(title: str, done: Payload) -> Message:
    return Message(
        f"<b>{escape(title)}</b>：请输入<b>领取码</b>，比如 12-4821，一个接一个。",
        ((Button("🏁 发完了", done),),),
    )


def person(shown: "Person") -> Message:
    """Whose code it is, and what to do."""
    by_code = bool(shown.check)
    back = Button("▶ 下一位", GiveOut(shown.handout_id)) if by_code else _board_key(shown.handout_id)
    who = f"<b>{escape(shown.name)}</b>　{escape(shown.group)}\n🎁 {escape(shown.title)}{_share(shown)}"
    facts = (shown.handout_id, shown.member_id, shown.check)
    if shown.at is not None:
        again = (Button("↩ 登记错了，撤回", TakeBack(shown.handout_id, shown.member_id)),)
        return Message(
            f"⚠️ <b>已经领过</b>：{_how(shown)}\n{who}", ((back,),) if by_code else (again, (back,))
        )
    items = item_rows(shown.items, shown.item, lambda item: ChooseItemFor(*facts, item))
    if shown.items and not shown.item:
        return Message(f"{who}\n还没有领，也没有选。<b>要哪一样？</b>", (*items, (back,)))
    keys = (Button("✅ 本人领走", GiveShare(*facts, False)), Button("🤝 别人代领", GiveShare(*facts, True)))
    return Message(f"{who}\n还没有领。", (keys, *items, (back,)))


def _board_key(handout_id: int) -> Button:
    return Button("⬅ 返回", ShowBoard(handout_id))


def _share(shown: "Person") -> str:
    item = f"　<b>{escape(shown.item)}</b>" if shown.item else ""
    return f"{item}　<b>{shown.each} 份</b>" if shown.each > 1 else item


def _how(shown: "Person") -> str:
    at = when(shown.at) if shown.at is not None else ""
    return f"{at}，{escape(shown.given_by)}发放" + (f"，{escape(shown.proxy)}代领" if shown.proxy else "")


def given(shown: "Person") -> Message:
    """What was noted; the next code can be entered."""
    by = f"（{escape(shown.proxy)}代领）" if shown.proxy else ""
    text = f"✅ {escape(shown.name)}已领{by}：{escape(shown.title)}{_share(shown)}"
    further = Button("▶ 下一位", GiveOut(shown.handout_id))
    if shown.check:
        return Message(f"{text}\n登记错了请告诉工会委员。", ((further,),))
    return Message(
        text,
        (
            (further, Button("📋 看进度", ShowBoard(shown.handout_id))),
            (Button("↩ 登记错了，撤回", TakeBack(shown.handout_id, shown.member_id)),),
        ),
    )


# -- a whole group ------------------------------------------------------------------------------------------


def ask_for_group(shown: "ForGroup") -> Message:
    pieces = f"，每人 {shown.each} 份" if shown.each > 1 else ""
    return Message(
        f"把<b>{escape(shown.title)}</b>替全组领回来？还没领的 {shown.people} 人{pieces}{_counted(shown)}"
        "，都记为由您代领，每个人都会收到通知，来找您拿。",
        (
            (Button("✅ 我领到了", TakeForGroup(shown.handout_id, True)),),
            (_board_key(shown.handout_id),),
        ),
    )


def group_taken(shown: "ForGroup") -> Message:
    return Message(
        f"✅ 记好了：<b>{escape(shown.title)}</b>：{shown.people} 人的由您领回{_counted(shown)}，已经通知他们。",
        ((Button("📋 看进度", ShowBoard(shown.handout_id)),),),
    )


def _counted(shown: "ForGroup") -> str:
    return (
        f"（{'、'.join(f'{escape(item)} {number}' for item, number in shown.items)}）" if shown.items else ""
    )


# -- volunteers ---------------------------------------------------------------------------------------------


def volunteers(shown: "Volunteers") -> Message:
    lines = [f"🙋 <b>{escape(shown.title)}</b>帮忙发的人"]
    lines += [f"· {escape(one.name)}，发了 {one.given} 份" for one in shown.helpers]
    if not shown.helpers:
        lines.append("还没有。请来帮忙的会员只能按领取码发这一次的，看不到名单。")
    if shown.unknown:
        lines.append(f"❓ 没有找到：{escape('、'.join(shown.unknown))}")
    if shown.namesakes:
        lines.append(f"❓ 有同名的，没有加：{escape('、'.join(shown.namesakes))}")
    drop = [Button(f"✖ {one.name}", DropVolunteer(shown.handout_id, one.member_id)) for one in shown.helpers]
    rows = [tuple(drop[start : start + 3]) for start in range(0, len(drop), 3)]
    add = Button("➕ 加人", AddVolunteers(shown.handout_id))
    return Message("\n".join(lines), (*rows, (add, _board_key(shown.handout_id))))


def ask_volunteers(title: str) -> Message:
    return Message(f"请谁帮忙发<b>{escape(title)}</b>？写姓名，几个人用顿号隔开。他们会马上收到怎么发。")


def ask_proxy(name: str) -> Message:
    return Message(f"<b>谁替{escape(name)}领</b>？写一个名字，会告诉{escape(name)}本人。")


def chased(number: int) -> str:
    return f"已提醒 {number} 人，每人一天最多一次。"


# -- refusals -----------------------------------------------------------------------------------------------


def given_already(shown: "Person") -> str:
    return f"{escape(shown.name)}已经领过：{_how(shown)}。"


def choose_first(shown: "Person") -> str:
    return f"{escape(shown.name)}还没有选要哪一样，请先点一样。"


def not_all_chosen(title: str, names: Sequence[str], handout_id: int) -> Message:
    listed = "、".join(names[:MOST_NAMES]) + ("…" if len(names) > MOST_NAMES else "")
    return Message(
        f"{escape(title)}还有 {len(names)} 人没选要哪一样：{escape(listed)}。点名字可以替他选，或提醒他们选好再领。",
        ((Button("📋 点名字替他选", ShowBoard(handout_id)), Button("🔔 提醒没领的", Chase(handout_id))),),
    )

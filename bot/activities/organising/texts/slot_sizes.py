"""What the committee reads when it changes how many a slot takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.activities.buttons import AddSlots, ManageActivity, ResizeSlot, SlotSizes
from bot.activities.texts import headed
from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.wording import when

if TYPE_CHECKING:
    from bot.activities.organising.slot_sizes import Resized, Sizes

FORM = "改时段名额"


def sizes(shown: "Sizes") -> Message:
    """The slots to come; a tap changes how many one takes."""
    activity_id, page = shown.activity_id, shown.page
    rows = [
        (
            Button(
                f"{when(one.starts_at)}｜{one.placed}/{one.capacity}{f'，候补 {one.waiting}' if one.waiting else ''}",
                ResizeSlot(one.slot_id),
            ),
        )
        for one in page.lines
    ]
    asked = "点一个时段，改它的名额：" if page.lines else "没有还没开始的时段了。"
    return Message(
        f"🕘 <b>{headed(shown.title)}的时段</b>（已约/名额）。{asked}",
        (
            *rows,
            *turning(page.number, page.more, lambda number: SlotSizes(activity_id, number)),
            (Button("➕ 加时段", AddSlots(activity_id)), Button("⬅ 返回", ManageActivity(activity_id))),
        ),
    )


def ask_size(
    title: str, worded: str, placed: int, choices: Sequence[tuple[str, Payload]], drop: Payload
) -> Message:
    buttons = tuple(Button(label, action) for label, action in choices)
    return Message(
        f"{headed(title)}<b>{worded}</b>已约 {placed} 人，名额改成<b>多少</b>？点一个，或写一个数字。\n"
        "改大会按顺序给这个时段的候补转正；改得比已约的还少，先给您看多出哪几位，由您定。",
        (buttons, (Button("✖ 取消", drop),)),
    )


def size_label(number: int) -> str:
    return f"{number} 人"


def confirm(title: str, worded: str, capacity: int, *, yes: Payload, drop: Payload) -> Message:
    return Message(
        f"{headed(title)}{worded}的名额改为：<b>{capacity} 人</b>",
        ((Button("✅ 确定修改", yes), Button("✖ 取消", drop)),),
    )


def choose(
    title: str,
    worded: str,
    capacity: int,
    over: Sequence[tuple[int, str, int]],
    *,
    keep: Payload,
    wait: Payload,
    drop: Payload,
) -> Message:
    """More people are in the slot than it is to take: they are shown, the last who came first."""
    names = "、".join(escape(name) + (f"（{people} 人）" if people > 1 else "") for _, name, people in over)
    return Message(
        f"{headed(title)}{worded}改成 {capacity} 人，会多出 <b>{len(over)} 位</b>（最后约上的）：{names}。怎么办？\n"
        "· 都保留：谁都不动，人数降下来以前不再进人。\n· 转候补：这几位排到这个时段候补的最前面，马上收到通知。",
        (
            (Button("都保留", keep),),
            (Button(f"这 {len(over)} 位转候补并通知", wait),),
            (Button("✖ 取消", drop),),
        ),
    )


def resized(done: "Resized") -> Message:
    parts = [f"已修改：{headed(done.title)}{when(done.starts_at)}名额 {done.capacity} 人。"]
    if done.set_back:
        parts.append(f"{done.set_back} 位转为候补，正在通知。")
    if done.promoted:
        parts.append(f"候补转正 {done.promoted} 人。")
    return Message("".join(parts), ((Button("⬅ 返回时段", SlotSizes(done.activity_id, 0)),),))


def slot_is_over(title: str, starts_at: datetime) -> str:
    return f"{headed(title)}{when(starts_at)}的时段已经开始或不再办理，不能再改。"

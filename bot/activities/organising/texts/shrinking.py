"""What is said when an activity gets fewer places than it has people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.activities.buttons import AskLeave, ManageActivity, ShowActivity
from bot.activities.texts import headed
from bot.buttons import Payload
from bot.message import Button, Message, escape

if TYPE_CHECKING:
    from bot.activities.limits import Locked
    from bot.activities.organising.managing import Changed

_MOST_NAMED = 30


def choose(
    title: str,
    capacity: int,
    over: Sequence[Sequence[object]],
    *,
    keep: Payload,
    wait: Payload,
    drop: Payload,
) -> Message:
    """Who would be over the new number, and what may become of them. ``over``: member, name, people."""
    people = sum(int(str(one[2])) for one in over)
    named = "、".join(escape(str(one[1])) for one in over[:_MOST_NAMED]) + (
        "等" if len(over) > _MOST_NAMED else ""
    )
    return Message(
        f"{headed(title)}的名额改为：<b>{capacity} 人</b>\n已经报上的多出 {people} 人，最后报上的是：{named}。怎么办？\n"
        "· 都保留：谁都不动，人数降下来以前不再进人。\n· 转候补：这几位排到候补最前面，马上收到通知。",
        (
            (Button("都保留", keep),),
            (Button(f"这 {len(over)} 位转候补并通知", wait),),
            (Button("✖ 不改了", drop),),
        ),
    )


def done(shrunk: "Changed") -> Message:
    return Message(
        f"已修改{headed(shrunk.title)}，{shrunk.told} 位转到候补最前面，正在通知他们。",
        ((Button("⬅ 返回活动", ManageActivity(shrunk.activity_id)),),),
    )


def ask_why(title: str, number: int, *, drop: Payload) -> Message:
    return Message(
        f"为什么把这 {number} 位转候补（{headed(title)}）？请写一句<b>原因</b>，会和您的名字一起告诉他们，也记在名单里。",
        ((Button("✖ 不改了", drop),),),
    )


def reason_length(most: int) -> str:
    return f"原因请写 1 到 {most} 个字。"


def set_back(activity: "Locked", reason: str, by: str) -> Message:
    return Message(
        f"很抱歉，{headed(activity.title)}的名额减少了，您排到了<b>候补最前面</b>。\n"
        f"原因：{escape(reason)}（{escape(by)}）\n有名额马上给您，并通知您。",
        ((Button("查看活动", ShowActivity(activity.id)), Button("退出候补", AskLeave(activity.id))),),
    )


def changed_meanwhile() -> str:
    return "名单刚刚有变化，请重新改一次名额，再看看会多出哪几位。"

"""What is said when members swap slots or hand a place on, and how they say it themselves."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.activities.buttons import AskLeave, ShowActivity
from bot.activities.rules_terms import HandoverKind, Obstacle
from bot.activities.terms.buttons import AnswerHandover, AskColleague, HandOver, TakeBackHandover
from bot.activities.texts import headed
from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.wording import shortened, when

if TYPE_CHECKING:
    from bot.activities.limits import Locked
    from bot.activities.terms.model import Handover
    from bot.activities.terms.swapping import Answered, Asked
    from bot.activities.terms.wishes import Choice

FORM = "和同事换时段或让名额"
_WHAT = {HandoverKind.SWAP: "换时段", HandoverKind.SUBSTITUTE: "让名额"}
_NAME = "[\u3400-\u9fff·]"
#: 和钱乙换个时段. The name is at the beginning of what follows, or at the end of what stands before.
_SWAP_WITH = re.compile(rf"(?:和|跟|同|与|找)(?P<after>{_NAME}{{2,8}}?)(?:对|调|互|交)?换")
_SUBSTITUTES = (
    re.compile(
        rf"(?:让|叫|请|由|派|换)(?P<after>{_NAME}{{2,8}}?)(?:来|去)?(?:代?替|顶替?|代)(?:我|一下|参加)"
    ),
    re.compile(
        rf"(?:名额|位[置子]|号)?(?:就|想|要|可以|能)?[让转留送]?(?:让|转|送|留)?给(?:了)?(?P<after>{_NAME}{{2,8}})"
    ),
    re.compile(rf"(?P<before>{_NAME}{{2,8}})(?:来|去)?(?:代?替|顶替?|代)我"),
    re.compile(rf"(?:让|叫|请|由|派|换)(?P<after>{_NAME}{{2,8}}?)(?:去|来)(?:吧|了|行吗|可以吗|参加|$)"),
)
_HANDS_ON = re.compile("名额|位置|位子|[让转]给|替|代|顶|我(?:去|来)不了|我不(?:能)?去")
_MOVE = re.compile(
    "(?:换|改|调|挪)(?:一下|个|到|成|为|去|在|下)*.{0,12}?(?:时段|时间|上午|下午|早上|中午|晚上|[0-9一二三四五六七八九十]+[点号日:：]|周|星期|明天|后天|[早晚]一)"
)
#: Said so, it is one of these even where the name is nobody's.
_CLEARLY = re.compile("[替代顶]我|换.{0,4}时[段间]|名额.{0,3}给")
#: A day that is named by its weekday alone.
A_WEEKDAY = re.compile("^(?!.*(?:月|号|[0-9]日|下|上周|本周)).*(?:周|星期|礼拜)")
_NOT_MOVING = re.compile("通知|建议|希望|活动改|改成什么|改了吗|换了吗|有没有改|吗[？?]?$")
_LONGEST_WISH = 40
_LONGEST_NAME = 8


def wished(text: str) -> tuple[HandoverKind, tuple[str, ...]] | None:
    """What is meant by 和钱乙换个时段 or 让孙丙替我去, with the readings of the name, the longest first; None: neither."""
    if len(text) > _LONGEST_WISH:
        return None
    found = _SWAP_WITH.search(text)
    if found is not None:
        return HandoverKind.SWAP, _names(found)
    if not _HANDS_ON.search(text):
        return None
    names = [name for each in _SUBSTITUTES if (hit := each.search(text)) for name in _names(hit)]
    return (HandoverKind.SUBSTITUTE, tuple(dict.fromkeys(names))) if names else None


def _names(found: re.Match[str]) -> tuple[str, ...]:
    groups = found.groupdict()
    if groups.get("after"):
        names = [groups["after"][:length] for length in range(_LONGEST_NAME, 1, -1)]
    else:
        names = [groups["before"][-length:] for length in range(_LONGEST_NAME, 1, -1)]
    return tuple(dict.fromkeys(names))


def clearly(text: str) -> bool:
    """Whether a wish that was read is one beyond doubt."""
    return bool(_CLEARLY.search(text)) and "留" not in text


def wishes_other_slot(text: str) -> bool:
    """我想换到下午, 体检改到8点半."""
    return len(text) <= _LONGEST_WISH and bool(_MOVE.search(text)) and not _NOT_MOVING.search(text)


def offer(choices: Sequence["Choice"]) -> Message:
    """What was said, as buttons: nothing is asked before one is pressed."""
    first = choices[0]
    action = {HandoverKind.SWAP: "换时段", HandoverKind.SUBSTITUTE: "把名额让给他"}[first.kind]
    rows = tuple(
        (
            Button(
                f"✅ 问{one.name}"
                if len(choices) == 1
                else f"问{one.name}（{one.group}）：{shortened(one.title, 12)}",
                AskColleague(one.activity_id, one.kind, one.member_id),
            ),
        )
        for one in choices
    )
    if len(choices) == 1:
        what = (
            f"和<b>{escape(first.name)}</b>（{escape(first.group)}）换{headed(first.title)}的时段？同意了两边同时换过来。"
            if first.kind is HandoverKind.SWAP
            else f"把{headed(first.title)}的名额让给<b>{escape(first.name)}</b>（{escape(first.group)}）？"
        )
        back = (Button("⬅ 不用了", ShowActivity(first.activity_id)),)
        return Message(f"{what}\n我去问一声，对方同意以前，名额还是您的。", (*rows, back))
    return Message(f"想找{escape(first.name)}{action}，是哪一项、哪一位？", rows)


def whom(title: str, activity_id: int, kind: HandoverKind) -> Message:
    """A wish without a name that we know."""
    ask = "想和谁换时段" if kind is HandoverKind.SWAP else "想把名额让给谁"
    return Message(
        f"{headed(title)}{ask}？没有认出这位同事的名字。",
        ((Button("✍️ 写姓名", HandOver(activity_id, kind)), Button("⬅ 返回", ShowActivity(activity_id))),),
    )


def ask_name(title: str, kind: HandoverKind, drop: Payload) -> Message:
    asked = {
        HandoverKind.SWAP: "想和<b>哪位同事</b>换时段？请写姓名。对方同意了，两边同时换过来。",
        HandoverKind.SUBSTITUTE: "想把名额让给<b>哪位同事</b>？请写姓名。对方接受以前，名额还是您的。",
    }
    return Message(f"{headed(title)}{asked[kind]}", ((Button("✖ 取消", drop),),))


def ask_which(name: str, choices: Sequence[tuple[str, Payload]], drop: Payload) -> Message:
    rows = [(Button(label, action),) for label, action in choices]
    return Message(f"叫{escape(name)}的不止一位，是哪一位？", (*rows, (Button("✖ 取消", drop),)))


def colleague(name: str, group: str) -> str:
    return f"{name}（{group}）"


def sent(done: "Asked") -> Message:
    """To who asks: the request is on its way."""
    to = escape(done.name) or f"那个时段的 {done.to} 个人"
    first = "，谁先同意就和谁换" if done.to > 1 else ""
    return Message(
        f"已经问{to}{first}：{headed(done.title)}。{when(done.until)}前有效，有回音马上告诉您；在这之前您的名额不变。",
        (
            (
                Button("不换了，收回", TakeBackHandover(done.handover_id))
                if done.kind is HandoverKind.SWAP
                else Button("不让了，收回", TakeBackHandover(done.handover_id)),
                Button("查看活动", ShowActivity(done.activity_id)),
            ),
        ),
    )


def asked(activity: "Locked", row: "Handover", name: str | None, mine: datetime, theirs: datetime) -> Message:
    """To the colleague: a request with its two answers. Without ``name`` nobody is named."""
    handover_id = row.id or 0
    who = escape(name) if name else "一位同事"
    until = f"{when(row.expires_at)}前回复有效。"
    if row.kind == HandoverKind.SWAP:
        text = f"🔄 {who}想和您换{headed(activity.title)}的时段：\n您的 {when(theirs)} ⇄ <b>{when(mine)}</b>\n同意了两边同时换过来。{until}"
        yes, no = "✅ 同意换", "不换"
    else:
        where = f"，{escape(activity.place)}" if activity.place else ""
        text = f"🤝 {who}来不了，想把{headed(activity.title)}的名额让给您：\n🕘 {when(mine)}{where}\n{until}"
        yes, no = "✅ 我来", "我也来不了"
    buttons = (
        Button(yes, AnswerHandover(handover_id, agree=True)),
        Button(no, AnswerHandover(handover_id, agree=False)),
    )
    return Message(text, (buttons, (Button("查看活动", ShowActivity(activity.id)),)))


def answered(done: "Answered") -> Message:
    """To who answered."""
    back = ((Button("查看活动", ShowActivity(done.activity_id)),),)
    if not done.agreed:
        return Message(f"好的，{headed(done.title)}您这边不变。", back)
    if done.kind is HandoverKind.SWAP:
        return Message(f"✅ 换好了：{headed(done.title)}您的时段是 <b>{when(done.starts_at)}</b>。", back)
    return Message(f"✅ 名额归您了：{headed(done.title)}{when(done.starts_at)}。前一天我会提醒您。", back)


def taken_back(title: str) -> str:
    return f"已收回，{title}的名额还是您的。"


# -- pushes -----------------------------------------------------------------------------------------------


def swapped(activity: "Locked", old: datetime, new: datetime, name: str) -> Message:
    return Message(
        f"✅ {escape(name)}同意了，{headed(activity.title)}已经换好：{when(old)} → <b>{when(new)}</b>。",
        ((Button("查看活动", ShowActivity(activity.id)),),),
    )


def substituted(activity: "Locked", name: str) -> Message:
    return Message(
        f"✅ {escape(name)}接了您的名额：{headed(activity.title)}，您不用去了。",
        ((Button("查看活动", ShowActivity(activity.id)),),),
    )


def refused(title: str, activity_id: int, name: str, kind: HandoverKind) -> Message:
    return Message(
        f"{escape(name)}这次不方便{_WHAT[kind]}，{headed(title)}的名额还是您的。",
        ((Button("查看活动", ShowActivity(activity_id)),),),
    )


def withdrawn(title: str, activity_id: int, kind: HandoverKind) -> Message:
    return Message(
        f"{headed(title)}{_WHAT[kind]}的事作罢了：对方的报名有了变化。您的名额不变。",
        ((Button("查看活动", ShowActivity(activity_id)),),),
    )


def ran_out(title: str, activity_id: int, kind: HandoverKind) -> Message:
    return Message(
        f"{headed(title)}{_WHAT[kind]}没有等到同意，名额还是您的。可以再问别人；来不了请取消报名。",
        ((Button("查看活动", ShowActivity(activity_id)), Button("取消报名", AskLeave(activity_id))),),
    )


# -- refusals ---------------------------------------------------------------------------------------------


def over() -> str:
    return "这件事已经办完、收回或者过时了，您的名额不变。"


def nobody_of_that_name(kind: HandoverKind, name: str) -> str:
    why = (
        "这位同事没有可以和您对换的时段"
        if kind is HandoverKind.SWAP
        else "这位同事不在报名范围里、已经报了名，或者收不到机器人的消息"
    )
    return f"没有办法去问“{escape(name)}”：{why}。请核对姓名，或写另一位。"


def cannot_be_asked(kind: HandoverKind) -> str:
    return f"不能和这位同事{_WHAT[kind]}，请换一位。"


def no_place_to_hand_on(kind: HandoverKind) -> str:
    if kind is HandoverKind.SWAP:
        return "您现在没有分时段的报名，没有什么可换的。"
    return "您现在没有报上的活动，没有名额可以让。"


def nobody_there() -> str:
    return "那个时段现在没有可以对换的人，请选别的时段。"


def nothing_to_swap(title: str) -> str:
    return f"{headed(title)}不分时段，没有什么可换的。"


def has_a_place(title: str) -> str:
    return f"您已经报了{headed(title)}，不能再接一个名额。"


def no_room_for_you(title: str) -> str:
    return f"{headed(title)}给您这一类会员的名额已经满了，接不了这个名额。"


def not_with_guests() -> str:
    return "带家属的报名不能转让。来不了请取消，名额会给候补的人。"


def no_substitute(why: Obstacle, title: str, activity_id: int) -> Message:
    text = {
        Obstacle.NEVER: f"{headed(title)}的名额不能让给指定的人。",
        Obstacle.DEADLINE: f"{headed(title)}的报名已经截止，名额不能再让给别人了。",
        Obstacle.QUEUE: f"{headed(title)}有人在候补，名额要按顺序给候补的人，不能指定。",
    }[why]
    return Message(
        f"{text}来不了请取消报名。",
        ((Button("取消报名", AskLeave(activity_id)), Button("⬅ 返回", ShowActivity(activity_id))),),
    )

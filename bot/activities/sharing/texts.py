"""What is said where an activity is passed on: the link, the poster, group chats, cards in other chats."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.activities.buttons import ManageActivity, ManageList, ShowActivity
from bot.activities.rules import ActivityState, Hindrance
from bot.activities.sharing.buttons import ChooseGroupChat, PostInGroupChat, SendPoster, Share
from bot.activities.texts import KIND, headed
from bot.message import Button, Message, escape
from bot.wording import shortened, span, when

if TYPE_CHECKING:
    from bot.activities.card import Card
    from bot.activities.sharing.cards import Chat, Chats, Posted

KEY_SHARE = "📤 分享"
KEY_POSTER = "🖼 海报"
KEY_POST = "📣 发到群里"
KEY_SIGN_UP = "💬 私聊报名"


def share(shown: "Card", link: str) -> Message:
    """The link to copy, a key that opens the list of own chats, and the poster."""
    forward = f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(in_a_line(shown), safe='')}"
    rows: list[tuple[Button, ...]] = [
        (Button("↗️ 转发给同事或群", url=forward),),
        (Button(KEY_POSTER, SendPoster(shown.activity_id)),),
    ]
    if shown.manages:
        rows.append((Button(KEY_POST, ChooseGroupChat(shown.activity_id)),))
    rows.append((Button("⬅ 返回", ShowActivity(shown.activity_id)),))
    return Message(
        f"📤 分享{headed(shown.title)}\n把这个链接发给同事，点开就能看、能报名：\n{link}", tuple(rows)
    )


def in_a_line(shown: "Card") -> str:
    """What goes with a link that is forwarded; no HTML."""
    place = f"，{shown.place}" if shown.place else ""
    return f"【{shown.title}】{span(shown.starts_at, shown.ends_at)}{place}"


# -- the poster -------------------------------------------------------------------------------------------


def poster_name(shown: "Card") -> str:
    return f"{shown.title}海报.png"


def poster_lines(shown: "Card") -> list[tuple[str, str]]:
    """Label and text of what stands on a poster under the title."""
    lines = [("时间", f"{span(shown.starts_at, shown.ends_at)}{'，分时段' if shown.slotted else ''}")]
    lines.append(("地点", shown.place or "另行通知"))
    if shown.deadline_at is not None:
        lines.append(("报名截止", when(shown.deadline_at)))
    if shown.capacity is not None:
        lines.append(("名额", f"{shown.capacity} 人，报满可排候补"))
    lines.append(("对象", shown.audience))
    return lines


def poster_kind(shown: "Card") -> str:
    return KIND[shown.kind]


def poster_hint() -> str:
    return "用 Telegram 扫一扫，点“开始”就能报名"


def poster_caption(shown: "Card", link: str) -> str:
    return f"{headed(shown.title)}的海报，可以打印张贴，也可以直接转发。\n{link}"


def poster_without_font(shown: "Card", link: str) -> str:
    """The picture has the code alone; the words stand below it."""
    lines = [f"{label}：{escape(text)}" for label, text in poster_lines(shown)]
    return "\n".join(
        [
            f"<b>{headed(shown.title)}</b>",
            *lines,
            f"链接：{link}",
            "运行机器人的电脑上没有中文字体，图上只有二维码；安装 fonts-noto-cjk 之后文字也会印上去。",
        ]
    )


# -- group chats and other chats --------------------------------------------------------------------------


def short_card(shown: "Card", link: str, *, as_of: datetime | None = None) -> Message:
    """For everybody in a chat: no names. ``as_of``: when it was so, where it is not kept up to date."""
    lines = [f"<b>{headed(shown.title)}</b>{KIND[shown.kind]} · {_state(shown)}"]
    lines.append(f"🕘 {span(shown.starts_at, shown.ends_at)}{'，分时段' if shown.slotted else ''}")
    if shown.place:
        lines.append(f"📍 {escape(shown.place)}")
    at = f"{when(as_of)}，" if as_of is not None else ""
    lines.append(f"👥 {escape(shown.audience)}；{at}{_places(shown)}")
    if shown.opens_at is not None:
        lines.append(f"🔔 <b>{when(shown.opens_at)} 开始报名</b>")
    if shown.deadline_at is not None:
        lines.append(f"⏳ 报名截止 {when(shown.deadline_at)}")
    if shown.state is ActivityState.CANCELLED and shown.reason:
        lines.append(f"原因：{escape(shown.reason)}")
    label = KEY_SIGN_UP if shown.hindrance is None else "💬 私聊查看"
    return Message("\n".join(lines), ((Button(label, url=link),),))


def _places(shown: "Card") -> str:
    if shown.capacity is None:
        return f"已报 {shown.placed} 人"
    left = max(shown.capacity - shown.placed, 0)
    waiting = f"候补 {shown.waiting} 人" if shown.waiting else "可候补"
    return f"已报 {shown.placed}/{shown.capacity}，" + (f"剩 {left}" if left else f"已满，{waiting}")


def _state(shown: "Card") -> str:
    return {
        None: "正在报名",
        Hindrance.CANCELLED: "已取消",
        Hindrance.NOT_YET: "还没开始报名",
        Hindrance.OVER: "已结束" if shown.state is ActivityState.DONE else "已开始",
    }.get(shown.hindrance, "报名已截止")


def group_chats(shown: "Chats", add_link: str) -> Message:
    """The chats to choose from; ``add_link`` adds the bot to another."""
    rows = [
        (
            Button(
                f"{'✅ ' if chat.posted else ''}{shortened(chat.title, 24)}",
                PostInGroupChat(shown.activity_id, chat.number),
            ),
        )
        for chat in shown.chats
    ]
    add = Button("➕ 把我加进一个群", url=add_link)
    done = Button("🔄 加好了", ChooseGroupChat(shown.activity_id))
    back = Button("⬅ 返回", ManageActivity(shown.activity_id))
    if not shown.chats:
        return Message(
            "我还不在任何群里。点下面的按钮，选一个群把我加进去，再回来点“加好了”。\n"
            "群里我只发活动卡片，不公布名单，也不插话。",
            ((add,), (done, back)),
        )
    again = "\n打 ✅ 的群已经发过，再点就重新发一张，旧的不再更新。" if _posted(shown.chats) else ""
    return Message(
        f"{headed(shown.title)}发到哪个群？群里只显示人数，不显示名单；人数有变会自动更新。{again}",
        (*rows, (add,), (done, back)),
    )


def _posted(chats: "Sequence[Chat]") -> bool:
    return any(chat.posted for chat in chats)


def posted(done: "Posted") -> Message:
    return Message(
        f"✅ {headed(done.title)}正在发到“{escape(done.chat_title)}”。人数有变会自动更新。",
        ((Button("⬅ 返回", ManageActivity(done.activity_id)), Button(KEY_SHARE, Share(done.activity_id))),),
    )


def added_by_committee(chat_title: str) -> Message:
    """To the committee member who put the bot into a group chat."""
    return Message(
        f"我已经进了群“{escape(chat_title)}”。在活动的管理卡片上点“{KEY_POST}”，就能把活动发到这个群。"
        "群里我只发活动卡片，不公布名单，也不插话。",
        ((Button("📅 管理活动", ManageList(False, 0)),),),
    )


# -- inline mode ------------------------------------------------------------------------------------------


def inline_line(shown: "Card") -> str:
    """Below the title in the list of suggestions."""
    place = f" {shown.place}" if shown.place else ""
    return f"{span(shown.starts_at, shown.ends_at)}{place}，{_places(shown)}"


def inline_for_strangers() -> str:
    return "先绑定会员身份，就能分享活动"


def inline_nothing() -> str:
    return "没有找到活动，点这里看近期活动"


# -- refusals ---------------------------------------------------------------------------------------------


def not_published(title: str) -> str:
    return f"{headed(title)}还没有发布，发布以后才能分享。"


def only_for_some(title: str, audience: str) -> str:
    return f"{headed(title)}只给部分会员看（{escape(audience)}），不能发到群里。"


def not_in_chat() -> str:
    return "我已经不在这个群里了，请重新把我加进去。"

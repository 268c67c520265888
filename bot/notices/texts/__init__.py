"""What is said about notices."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.notices.buttons import (
    Chase,
    DeliveryReport,
    GotIt,
    NoticeList,
    ReadNotice,
    Relay,
    SentNotices,
    StopNotice,
    Told,
    ToTellList,
    Unconfirmed,
    WriteNotice,
)
from bot.paging import Page, turning
from bot.wording import short_day, shortened, when

if TYPE_CHECKING:
    from bot.notices.reaching import Names, Relayed, Telling
    from bot.notices.service import Line, Plan, Reading, Report, Sent

KEY_NOTICES = "📣 通知"
DESK_WRITE = "📣 发通知"
DESK_SENT = "已发通知和回执"
ABOUT_NOTICES = "看收到的通知"
ABOUT_WRITE = "群发通知（委员）"
ABOUT_SENT = "已发通知和回执（委员）"
WORDS_NOTICES = ("通知", "看通知", "最近通知")
WORDS_WRITE = ("发通知", "群发通知", "写通知")
WORDS_SENT = ("已发通知", "通知回执")
FORM = "群发通知"
EVERYONE = "全体会员"
BY_GROUP = "按小组选…"
BY_ACTIVITY = "某项活动报名的人…"
BY_CIRCLE = "某个兴趣小组…"
GROUPS_CHOSEN = "✅ 选好了"
BACK = "⬅ 换一种范围"
CHOSEN_MARK = "☑ "
NOT_CHOSEN_MARK = "☐ "


def ask_text() -> Message:
    return Message(
        "请把通知的全文发给我（不超过 3000 字）。发出之前您还能看预览、选发给谁。\n不想发了，说“取消”就行。"
    )


def ask_audience(choices: Sequence[Sequence[tuple[str, Payload]]]) -> Message:
    return Message("这条通知<b>发给谁</b>？", _rows(choices))


def not_an_audience(question: Message) -> Message:
    return Message(
        f"没认出发给谁。请点下面的按钮，或打出小组的名称，比如“第二小组”。\n\n{question.text}", question.rows
    )


def ask_groups(choices: Sequence[Sequence[tuple[str, Payload]]]) -> Message:
    return Message("点选要通知的小组，可以选多个，选好后点“选好了”。", _rows(choices))


def ask_circle(choices: Sequence[Sequence[tuple[str, Payload]]]) -> Message:
    if len(choices) <= 1:
        return Message("现在还没有兴趣小组，请换一种范围。", _rows(choices))
    return Message("通知哪个兴趣小组？", _rows(choices))


def ask_activity(choices: Sequence[Sequence[tuple[str, Payload]]]) -> Message:
    if len(choices) <= 1:
        return Message("最近没有可选的活动，请换一种范围。", _rows(choices))
    return Message("通知哪项活动的报名者？", _rows(choices))


def preview(
    text: str,
    plan: "Plan",
    *,
    dates: Sequence[Sequence[str]],
    public: bool,
    send: Payload,
    now: Payload,
    toggle: Payload,
    audience: Payload,
    drop: Payload,
) -> Message:
    """The notice as members will get it, with whom it reaches."""
    reach = plan.reach
    lines = [
        "<b>预览</b>（会员看到的就是下面这样）",
        "┄┄┄┄┄┄┄┄",
        _body(text),
        "┄┄┄┄┄┄┄┄",
        f"发给：<b>{escape(plan.audience)}</b>，共 <b>{reach.total}</b> 人",
    ]
    cannot = reach.unreachable + reach.unbound
    if cannot:
        lines.append(
            f"其中 {cannot} 人现在收不到（未绑定 {reach.unbound}、停用机器人 {reach.unreachable}），会列在报告里。"
        )
    if plan.held_until:
        lines.append(f"现在是休息时间，将在 <b>{when(plan.held_until)}</b> 发出。")
    for words, reading in dates:
        lines.append(f"🕘 “{escape(words)}”是 {escape(reading)}")
    if public:
        lines.append("未绑定的人也可以看到这条通知。")
    head = f"✅ 确认发给 {reach.total} 人"
    rows: list[tuple[Button, ...]] = [(Button(head if not plan.held_until else f"{head}（早上发）", send),)]
    if plan.held_until:
        rows.append((Button("⏰ 有急事，现在就发", now),))
    rows.append((Button("改发送范围", audience), Button("取消公开" if public else "设为公开", toggle)))
    rows.append((Button("✖ 取消", drop),))
    return Message("\n".join(lines), tuple(rows))


def nobody() -> str:
    return "这个范围里一个人也没有，请重新选择。"


def notice(text: str, union: str, at: datetime, notice_id: int) -> Message:
    """What a member gets: signed with the union and the day, so that "tomorrow" can be understood later."""
    return Message(f"{_body(text)}\n\n<i>{_signed(union, at)}</i>", ((Button("✅ 收到", GotIt(notice_id)),),))


def read_notice(reading: "Reading") -> Message:
    rows: tuple[tuple[Button, ...], ...] = ((Button("⬅ 返回", NoticeList(0)),),)
    if not reading.confirmed:
        rows = ((Button("✅ 收到", GotIt(reading.notice_id)),), *rows)
    return Message(f"{_body(reading.text)}\n\n<i>{_signed(reading.union, reading.at)}</i>", rows)


def thanks() -> str:
    return "已确认收到，谢谢！"


def after_got_it(reading: "Reading") -> Message:
    return Message(f"{_body(reading.text)}\n\n✅ 您已确认收到", ((Button("看其他通知", NoticeList(0)),),))


def started(sent: "Sent") -> Message:
    begin = f"将在 {when(sent.due_at)} 开始发送" if sent.held else "已开始发送"
    return Message(
        f"通知{begin}，共 {sent.head_count} 人。全部发完后我会把结果报告给您。",
        (
            (
                Button("查看进度", DeliveryReport(sent.notice_id)),
                Button("停止发送", StopNotice(sent.notice_id)),
            ),
        ),
    )


def report(shown: "Report", *, finished: bool) -> Message:
    """Sent, unreachable, unconfirmed; read by how many."""
    head = "通知已发完" if finished else "通知进度"
    lines = [
        f"<b>{head}</b>：{escape(shortened(shown.text, 24))}",
        f"{when(shown.due_at)} 发给 {escape(shown.audience)}，共 {shown.total} 人",
        "",
        f"已送达 {shown.sent} 人，其中 <b>{shown.confirmed}</b> 人点了“收到”",
    ]
    if shown.told:
        lines.append(f"另由组长转告 <b>{shown.told}</b> 人")
    if shown.open:
        lines.append(f"正在发送 {shown.open} 人")
    if shown.unreachable:
        lines.append(f"收不到 {shown.unreachable} 人（未绑定或停用了机器人）")
    if shown.unconfirmed:
        lines.append(f"不确定 {shown.unconfirmed} 人（网络中断，可能已送达）")
    if shown.cancelled:
        lines.append(f"已停发 {shown.cancelled} 人")
    rows: list[tuple[Button, ...]] = []
    if shown.not_confirmed or shown.not_reached:
        counts = [f"没确认的 {shown.not_confirmed} 人" if shown.not_confirmed else ""]
        counts.append(f"收不到的 {shown.not_reached} 人" if shown.not_reached else "")
        label = "、".join(count for count in counts if count)
        rows.append((Button(f"看{label}", Unconfirmed(shown.notice_id, 0)),))
    if shown.not_confirmed and not shown.may_chase and shown.chases_left:
        lines.append("每隔半小时可以提醒一次还没确认的人。")
    if shown.may_chase:
        rows.append((Button("🔔 提醒还没确认的人", Chase(shown.notice_id)),))
    if shown.open:
        rows.append(
            (
                Button("停止发送", StopNotice(shown.notice_id)),
                Button("🔄 刷新", DeliveryReport(shown.notice_id)),
            )
        )
    return Message("\n".join(lines), tuple(rows))


def names(shown: "Names") -> Message:
    """Who has not confirmed, by group."""
    lines = [f"<b>还没有确认或收不到的 {shown.total} 人</b>"]
    lines += [
        f"{escape(group)}：{'、'.join(escape(name) for name in people)}" for group, people in shown.by_group
    ]
    lines.append("")
    lines.append("标 ✖ 的人收不到机器人消息，请当面或电话通知。")
    rows = turning(shown.page, shown.more, lambda page: Unconfirmed(shown.notice_id, page))
    if shown.may_relay:
        rows = ((Button("🗣 请组长转告他们", Relay(shown.notice_id)),), *rows)
    if shown.total:
        rows = (*rows, (Button("✅ 登记我转告了谁", ToTellList(shown.notice_id, 0)),))
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", DeliveryReport(shown.notice_id)),)))


def relayed(done: "Relayed") -> str:
    if not done.leaders:
        return "这些人所在的小组没有别的组长，请您自己转告。"
    return f"已请 {done.leaders} 位负责人转告 {done.people} 人。转告了谁，报告里会数进去。"


def relayed_already() -> str:
    return "已经请组长转告过了，或者这条通知已经停发。"


def please_tell(text: str, notice_id: int, people: int) -> Message:
    """What a leader gets: the notice, and the way to the names."""
    return Message(
        f"🗣 请您转告一条通知：您负责的小组还有 <b>{people}</b> 人没有收到或没有确认。\n\n{_body(text)}",
        ((Button("看是哪些人", ToTellList(notice_id, 0)),),),
    )


def to_tell(shown: "Telling") -> Message:
    """The leader's members, one key each: pressed when told."""
    head = f"还有 <b>{shown.left}</b> 人要转告。" if shown.left else "都转告到了，辛苦您！"
    lines = (
        head,
        "当面或打电话告诉了谁，就点谁的名字；点错了再点一次。",
        "",
        _body(shortened(shown.text, 60)),
    )
    keys = [
        Button(
            f"{'✅' if one.told else '▫️'} {one.name}",
            Told(shown.notice_id, one.member_id, not one.told, shown.people.number),
        )
        for one in shown.people.lines
    ]
    rows = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
    turns = turning(shown.people.number, shown.people.more, lambda page: ToTellList(shown.notice_id, page))
    return Message("\n".join(lines), (*rows, *turns))


def unreachable_name(name: str) -> str:
    return f"{name}✖"


def chase(text: str, union: str, at: datetime, notice_id: int) -> Message:
    return Message(
        f"🔔 提醒您看一条通知：\n\n{_body(text)}\n\n<i>{_signed(union, at)}</i>",
        ((Button("✅ 收到", GotIt(notice_id)),),),
    )


def chased(people: int) -> str:
    return f"正在提醒 {people} 位还没确认的会员。"


def stopped(people: int) -> str:
    return f"已停止，还没发出的 {people} 条不再发送。"


def my_list(page: "Page[Line]") -> Message:
    return _list(page, "最近的通知：", "最近没有通知。", ReadNotice, NoticeList)


def missed(lines: "Sequence[Line]", total: int) -> Message:
    """What could not be sent to somebody who is back."""
    rows = [_line(line, ReadNotice) for line in lines]
    more = total - len(lines)
    if more > 0:
        rows.append((Button(f"还有 {more} 条，看全部通知", NoticeList(0)),))
    return Message(f"欢迎回来！您不在的这段时间有 <b>{total}</b> 条通知没能送到，点开就能看：", tuple(rows))


def sent_list(page: "Page[Line]") -> Message:
    shown = _list(page, "已发的通知，点开看回执：", "还没有发过通知。", DeliveryReport, SentNotices)
    return shown.with_rows((Button("📣 写一条通知", WriteNotice()),))


# -- refusals ---------------------------------------------------------------------------------------------


def empty() -> str:
    return "请用文字写下通知内容，再发给我。"


def too_long(limit: int, length: int) -> str:
    return f"通知最多 {limit} 字，您写了 {length} 字。请精简一下，或分两条发。"


def no_right() -> str:
    return "群发通知需要工会委员的权限。"


def beyond_reach() -> str:
    return "这个范围超出了您负责的小组，请重新选择。"


def gone() -> str:
    return "找不到这条通知。"


def chase_later() -> str:
    return "同一条通知最多提醒 3 次，每次至少隔 30 分钟。请稍后再试。"


def choose_by_button() -> str:
    return "请点下面的按钮选择。"


def _body(text: str) -> str:
    return f"📣 {escape(text)}"


def _signed(union: str, at: datetime) -> str:
    return f"—— {escape(union)}，{when(at)}"


def _rows(choices: Sequence[Sequence[tuple[str, Payload]]]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(label, action) for label, action in row) for row in choices)


def _list(
    page: "Page[Line]", head: str, none: str, show: Callable[[int], Payload], turn: Callable[[int], Payload]
) -> Message:
    if not page.lines:
        return Message(none)
    rows = [_line(line, show) for line in page.lines]
    return Message(head, (*rows, *turning(page.number, page.more, turn)))


def _line(line: "Line", show: Callable[[int], Payload]) -> tuple[Button, ...]:
    return (Button(f"{short_day(line.at)} {shortened(line.text, 16)}", show(line.notice_id)),)

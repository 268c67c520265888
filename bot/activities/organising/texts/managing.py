"""What the committee reads: its list and card, changes, and what does not fit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.activities.attending.buttons import Certificates, SendChart, ShowFeedback
from bot.activities.buttons import (
    CancelActivity,
    DivideIntoSlots,
    Edit,
    LeadActivity,
    ManageActivity,
    ManageList,
    MoreSettings,
    NewActivity,
    Participants,
    Publish,
    ShowActivity,
    ShowQuestions,
)
from bot.activities.rules import ActivityState, Hindrance
from bot.activities.sharing.buttons import ChooseGroupChat, SendPoster
from bot.activities.texts import KIND, STATE, headed
from bot.activities.texts.cards import NOT_YET, facts
from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.wording import clock, day_of, days, local, shortened, span, when

if TYPE_CHECKING:
    from bot.activities.card import Card
    from bot.activities.lists.people import Managed
    from bot.activities.organising.managing import Changed
    from bot.activities.organising.publishing import Published

DESK_ACTIVITIES = "📅 管理活动"
CHANGE_FORM = "修改活动"
CANCEL_FORM = "取消活动"
FIELDS = {
    "title": "名称",
    "time": "时间",
    "place": "地点",
    "opens": "开始报名",
    "deadline": "报名截止",
    "capacity": "名额",
    "description": "说明",
    "audience": "谁可以参加",
    "people": "可带家属",
    "offer": "候补怎么转正",
}
OPEN_NOW = "现在就能报"
OTHER_DEADLINE = "另定一个"
_ASKED = {
    "title": "新的<b>名称</b>是什么？",
    "time": "改到什么<b>时间</b>？比如“12月5日下午3点到5点”。报了名的人都会收到通知。",
    "place": "改到什么<b>地点</b>？报了名的人都会收到通知。",
    "opens": "什么时候<b>开始报名</b>？比如“12月1日上午9点”。在那之前会员看得到活动，可以点“开始报名时提醒我”。",
    "deadline": "<b>报名截止</b>改到什么时候？比如“12月3日下午6点”。",
    "capacity": "<b>名额</b>改成多少人？写一个数字。改大会按顺序给候补转正；改得比已报的人数还小，先给您看多出哪几位，由您定。",
    "description": "请写新的<b>说明</b>（要带什么、穿什么、注意什么）。",
    "people": "每人<b>最多报几个人</b>（含本人）？点一个，或写一个数字；已经报了的不变。",
    "offer": "空出名额时，候补的人<b>直接转正</b>，还是先问一声、为他保留几小时？",
}


def managed(shown: "Managed") -> Message:
    """The committee's list."""
    other = Button("看已结束的" if not shown.past else "看未结束的", ManageList(not shown.past, 0))
    new = Button("➕ 新建活动", NewActivity())
    if not shown.lines:
        text = "还没有已结束的活动。" if shown.past else "现在没有草稿和进行中的活动。"
        return Message(text, ((new, other),))
    rows = [
        (
            Button(
                f"{_day(line.starts_at)} {shortened(line.title, 14)}｜{_count(line.placed, line.capacity)}",
                ManageActivity(line.activity_id),
            ),
        )
        for line in shown.lines
    ]
    keys = turning(shown.number, shown.more, lambda number: ManageList(shown.past, number))
    lines = [
        f"· {STATE[line.state]}：{day_of(local(line.starts_at).date())}{headed(line.title)}"
        for line in shown.lines
    ]
    head = "<b>已结束的活动</b>" if shown.past else "<b>管理活动</b>，点名称办理："
    chart = ((Button("📊 本年各组参与", SendChart(0)),),) if shown.past else ()
    return Message("\n".join([head, *lines]), (*rows, *keys, *chart, (new, other)))


def manage(shown: "Card", link: str) -> Message:
    """The committee's card; ``link`` leads members to the activity."""
    activity_id, state = shown.activity_id, shown.state
    in_time = shown.hindrance is not Hindrance.DEADLINE
    said = {Hindrance.DEADLINE: "已过报名截止时间", Hindrance.NOT_YET: NOT_YET}
    standing = said.get(shown.hindrance, STATE[state]) if shown.hindrance else STATE[state]
    lines = [
        f"⚙️ <b>{headed(shown.title)}</b>{KIND[shown.kind]} · {standing}",
        *facts(shown),
    ]
    if shown.reason:
        lines.append(f"取消原因：{escape(shown.reason)}")
    if state is ActivityState.OPEN:
        lines.append(f"🔗 转发到群里，点开就能报名：{link}")
    rows: list[tuple[Button, ...]] = []
    if state is ActivityState.DRAFT:
        rows.append((Button("✅ 发布并通知", Publish(activity_id)),))
    else:
        rows.append((Button("📋 报名名单", Participants(activity_id, 0)),))
    if state in {ActivityState.OPEN, ActivityState.CLOSED}:
        rows.append(
            (Button("🖼 海报", SendPoster(activity_id)), Button("📣 发到群里", ChooseGroupChat(activity_id)))
        )
    if state in {ActivityState.DRAFT, ActivityState.OPEN, ActivityState.CLOSED}:
        lead = {
            ActivityState.OPEN: Button("⏹ 截止报名", LeadActivity(activity_id, ActivityState.CLOSED))
            if in_time
            else Button("⏳ 改截止时间", Edit(activity_id, "deadline")),
            ActivityState.CLOSED: Button("▶ 重新开放报名", LeadActivity(activity_id, ActivityState.OPEN)),
        }.get(state)
        rows.append((Button("✏️ 修改", Edit(activity_id, "")), *((lead,) if lead else ())))
        rows.append(
            (
                Button("🕘 分时段", DivideIntoSlots(activity_id)),
                Button("📝 要填的内容", ShowQuestions(activity_id)),
            )
        )
        rows.append(
            (
                Button("🧰 更多", MoreSettings(activity_id)),
                Button("取消这项活动", CancelActivity(activity_id)),
            )
        )
    elif state is ActivityState.DONE:
        rows.append(
            (Button("🏅 奖状", Certificates(activity_id)), Button("💬 反馈", ShowFeedback(activity_id)))
        )
        rows.append((Button("🧰 更多", MoreSettings(activity_id)),))
    rows.append((Button("会员看到的样子", ShowActivity(activity_id)), Button("⬅ 返回", ManageList(False, 0))))
    return Message("\n".join(lines), tuple(rows))


def choose_field(shown: "Card") -> Message:
    buttons = [Button(label, Edit(shown.activity_id, field)) for field, label in FIELDS.items()]
    rows = [tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3)]
    return Message(
        f"修改{headed(shown.title)}的哪一项？",
        (*rows, (Button("⬅ 返回", ManageActivity(shown.activity_id)),)),
    )


def ask_field(title: str, field: str, choices: Sequence[tuple[str, Payload]], *, drop: Payload) -> Message:
    return _asked(f"{headed(title)}\n{_ASKED[field]}", choices, drop)


def ask_which(title: str, choices: Sequence[tuple[str, Payload]], *, drop: Payload) -> Message:
    return _asked(f"{headed(title)}\n您说的是哪个时间？不对就重新写一个。", choices, drop)


def ask_new_hour(
    title: str, first: date, last: date, choices: Sequence[tuple[str, Payload]], *, drop: Payload
) -> Message:
    asked = f"改到{days(first, last)}<b>几点</b>？点一个，或直接写，比如“下午3点到5点”。"
    return _asked(f"{headed(title)}\n{asked}", choices, drop)


def _asked(question: str, choices: Sequence[tuple[str, Payload]], drop: Payload) -> Message:
    rows = [(Button(label, action),) for label, action in choices]
    return Message(question, (*rows, (Button("✖ 取消", drop),)))


def ask_deadline_too(
    title: str,
    worded: str,
    before: datetime,
    choices: Sequence[tuple[str, Payload]],
    *,
    over: bool,
    drop: Payload,
) -> Message:
    """The time is another one; what about the deadline that was set for the time before?"""
    told = (
        f"原来的报名截止（{when(before)}）{'已经过了，不改就不能再报名' if over else '是按原来的时间定的'}。"
    )
    return _asked(
        f"{headed(title)}改到 <b>{escape(worded)}</b>。\n{told}\n<b>报名截止</b>怎么办？点一个，或直接写一个时间。",
        choices,
        drop,
    )


def move_along(to: datetime) -> str:
    return f"一起改：{when(to)}"


def leave_deadline(before: datetime, *, over: bool) -> str:
    return "不改，报名已经截止" if over else f"不改，还是{when(before)}"


def people_label(number: int) -> str:
    return "只能本人" if number == 1 else f"{number} 人"


def offer_label(hours: int) -> str:
    return f"先问，保留 {hours} 小时" if hours else "直接转正"


def audience_of_people(worded: str, total: int) -> str:
    return f"{worded}（{total} 人）"


def confirm_change(
    title: str,
    field: str,
    value: str,
    *,
    slotted: bool,
    yes: Payload,
    drop: Payload,
    deadline: str = "",
    outside: int = 0,
) -> Message:
    """``deadline``: what it is changed to with the time; ``outside``: so many signed up who do not belong any more."""
    tells = "\n报了名的人会马上收到通知。" if field == "title" else ""
    if field in {"time", "place"}:
        tells = "\n报了名的人会马上收到通知，并问一声还来不来。"
    if field == "time" and slotted:
        tells = f"\n最近的时段改到这个时间，后面的时段跟着<b>一起移动</b>，每个人还在自己的时段里。{tells}"
    if deadline:
        tells = f"\n报名截止改为：<b>{deadline}</b>{tells}"
    if outside:
        tells = f"\n已经报名的人里有 <b>{outside} 位</b>不在新的范围里，他们的报名<b>照样有效</b>；不合适的请另外和本人说。"
    return Message(
        f"{headed(title)}的{FIELDS[field]}改为：<b>{escape(value)}</b>{tells}",
        ((Button("✅ 确定修改", yes), Button("✖ 取消", drop)),),
    )


def changed(done: "Changed") -> Message:
    parts = [f"已修改{headed(done.title)}。"]
    if done.told:
        parts.append(f"正在通知报了名的 {done.told} 人。")
    if done.promoted:
        parts.append(f"候补转正 {done.promoted} 人。")
    return Message("".join(parts), ((Button("⬅ 返回活动", ManageActivity(done.activity_id)),),))


def open_without_deadline() -> str:
    return "已重新开放。原来的报名截止已经过了，现在不设截止，开始前都能报；要设就点“✏️ 修改”。"


def ask_reason(title: str, *, drop: Payload) -> Message:
    return Message(
        f"为什么取消{headed(title)}？请写一句<b>原因</b>，会原样告诉报了名的人。",
        ((Button("✖ 不取消了", drop),),),
    )


def confirm_cancel(title: str, reason: str, people: int, *, yes: Payload, drop: Payload) -> Message:
    return Message(
        f"确定<b>取消{headed(title)}</b>吗？取消后不能恢复，{people} 位报了名的会员会收到：\n\n原因：{escape(reason)}",
        ((Button("确定取消活动", yes), Button("✖ 不取消了", drop)),),
    )


def cancelled(done: "Changed") -> Message:
    told = f"正在通知 {done.told} 人。" if done.told else "没有人报名，不用通知。"
    return Message(f"{headed(done.title)}已取消，{told}", ((Button("⬅ 返回列表", ManageList(False, 0)),),))


def published(done: "Published") -> Message:
    told = f"正在通知 {done.told} 位会员。" if done.told else "会员在“活动”里就能看到。"
    return Message(
        f"✅ {headed(done.title)}已发布，{told}",
        (
            (
                Button("⚙️ 管理这项活动", ManageActivity(done.activity_id)),
                Button("会员看到的样子", ShowActivity(done.activity_id)),
            ),
        ),
    )


def saved(done: "Published") -> Message:
    return Message(
        f"{headed(done.title)}已存为草稿，会员还看不到。",
        ((Button("⚙️ 打开草稿", ManageActivity(done.activity_id)),),),
    )


def differences(
    before: tuple[str, datetime, datetime | None, str], after: tuple[str, datetime, datetime | None, str]
) -> list[str]:
    """What people must be told of a change, line by line; empty when nothing of it concerns them."""
    lines = []
    if before[0] != after[0]:
        lines.append(f"名称：{escape(before[0])} → <b>{escape(after[0])}</b>")
    if before[1:3] != after[1:3]:
        lines.append(f"时间：{span(before[1], before[2])} → <b>{span(after[1], after[2])}</b>")
    if before[3] != after[3]:
        lines.append(f"地点：{escape(before[3]) or '未定'} → <b>{escape(after[3]) or '未定'}</b>")
    return lines


# -- refusals ---------------------------------------------------------------------------------------------


def title_length(most: int) -> str:
    return f"活动名称请写 1 到 {most} 个字。"


def place_too_long(most: int) -> str:
    return f"地点最多 {most} 个字，请写短一点。"


def description_too_long(most: int) -> str:
    return f"说明最多 {most} 个字，请精简一下。"


def start_is_past(start: datetime) -> str:
    return f"{when(start, year=True)}已经过去了，请换一个以后的时间。"


def end_before_start() -> str:
    return "结束时间要晚于开始时间，请重写时间。"


def bad_deadline(deadline: datetime, start: datetime) -> str:
    return f"报名截止（{when(deadline, year=True)}）要在现在之后、活动开始（{when(start, year=True)}）之前，请换一个时间。"


def bad_opening(opens_at: datetime, until: datetime) -> str:
    return f"开始报名（{when(opens_at, year=True)}）要在现在之后、报名结束（{when(until, year=True)}）之前，请换一个时间。"


def opening_with_people(title: str) -> str:
    return f"{headed(title)}已经有人报名，不能再改开始报名的时间。想先停一停，可以截止报名，以后再重新开放。"


def nothing_to_open() -> str:
    return "人人参加的活动大家直接在名单上，不用设开始报名的时间。"


def bad_people(most: int) -> str:
    return f"每人最多报几个人，请写 1 到 {most} 之间的数字（含本人）。"


def bad_hours(most: int) -> str:
    return f"保留的小时数请写 1 到 {most}；直接转正就写“0”。"


def bad_slot_size() -> str:
    return "一个时段的名额请写一个 1 到 100000 之间的数字。"


def bad_capacity() -> str:
    return "名额请写一个 1 到 100000 之间的数字，不限就写“不限”。"


def reason_needed(most: int) -> str:
    return f"请写一句原因（{most} 字以内），报了名的人需要知道。"


def not_in_this_state(title: str, state: ActivityState) -> str:
    return f"{headed(title)}现在是“{STATE[state]}”，不能这样办。"


def over_for_good(title: str, state: ActivityState) -> str:
    return f"{headed(title)}{STATE[state]}，不能再修改。"


def no_time_read() -> str:
    return "没有看懂时间。请写清楚哪一天几点，比如“12月5日下午3点到5点”。"


def no_number_read() -> str:
    return "没有看懂数字。请写一个数字，比如 30；不限就写“不限”。"


def _day(moment: datetime) -> str:
    start = local(moment)
    return f"{start.month}月{start.day}日{clock(moment)}"


def _count(placed: int, capacity: int | None) -> str:
    return f"{placed} 人" if capacity is None else f"{placed}/{capacity}"

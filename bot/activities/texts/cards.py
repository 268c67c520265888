"""Lists and cards as members see them."""

from typing import TYPE_CHECKING

from bot.activities.buttons import (
    AskLeave,
    ChangeAnswers,
    CheckIn,
    Coming,
    ConfirmComing,
    Decline,
    Join,
    JoinWith,
    Leave,
    MySignUps,
    SendCalendar,
    ShowActivity,
    ShowSlots,
    WishOpening,
)
from bot.activities.contests.texts import cards as contest_cards
from bot.activities.rules import ActivityState, Hindrance, SignUpStatus
from bot.activities.rules_terms import HandoverKind, Way
from bot.activities.terms.buttons import HandOver, ShowOwnReminder, TakeBackHandover
from bot.activities.terms.texts.allotting import record, why
from bot.activities.texts import KIND, REMIND_OPENING, STATE, headed
from bot.activities.texts.card_ends import last_rows
from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.wording import clock, day_of, local, shortened, span, when

if TYPE_CHECKING:
    from bot.activities.card import Card
    from bot.activities.looking import Line, Mine, Page
    from bot.activities.places import LeaveOutcome, SignUpOutcome

_LATER = {
    Way.FIRST: "已登记",
    Way.DRAW: "已登记，等抽签",
    Way.POINTS: "已登记，等按积分给名额",
    Way.APPROVAL: "已登记，等委员审核",
}
_HOW_GIVEN = {
    Way.FIRST: "",
    Way.DRAW: "🎲 抽签决定名额，先报名，抽签后通知",
    Way.POINTS: "📊 按积分给名额：先报名，截止后今年落选多、参加少的优先，同分抽签",
    Way.APPROVAL: "🗳 报名要委员审核，通过了才有名额",
}
_MARK = {SignUpStatus.PLACED: "✅", SignUpStatus.OFFERED: "❗", SignUpStatus.WAITING: "⏳"}
NOT_YET = "还没开始报名"
BACK = Button("⬅ 返回列表", Coming(0, 0, back=False))


def coming(page: "Page") -> Message:
    """A page of what is coming; each activity is a button."""
    if not page.lines:
        text = "近期没有可以参加的活动。有新活动会通知您。" if page.first else "后面没有更多活动了。"
        return Message(text, (_turning(page),) if not page.first else ())
    lines = ["<b>近期活动</b>，点名称看详情、报名："]
    lines += [
        f"{_MARK.get(line.status, '·') if line.status else '·'} {_when(line)} {_state_of(line)}"
        for line in page.lines
    ]
    rows = [(Button(_label(line), ShowActivity(line.activity_id)),) for line in page.lines]
    turning = _turning(page)
    return Message("\n".join(lines), (*rows, *((turning,) if turning else ())))


def found(page: "Page", heading: str) -> Message:
    """The activities of a period somebody asked for; ``heading`` names the period (下周)."""
    if not page.lines:
        return Message(
            f"{escape(heading)}没有安排活动。", ((Button("看全部近期活动", Coming(0, 0, back=False)),),)
        )
    listed = coming(page)
    return Message(
        f"<b>{escape(heading)}的活动</b>，点名称看详情、报名：\n" + listed.text.partition("\n")[2],
        listed.rows,
    )


def mine(page: "Mine") -> Message:
    """The own sign-ups."""
    other = (
        Button("看往期", MySignUps(past=True)) if not page.past else Button("看近期", MySignUps(past=False))
    )
    if not page.lines:
        text = "没有以前的报名记录。" if page.past else "您现在没有报名任何活动。"
        return Message(text, ((Button("📅 看看近期活动", Coming(0, 0, back=False)), other),))
    lines = ["<b>以前的报名</b>" if page.past else "<b>您的报名</b>，点名称可查看或取消："]
    for line in page.lines:
        mark = _MARK.get(line.status, "·") if line.status else "·"
        lines.append(
            f"{mark} {_when(line)} {headed(line.title)}{_standing(line.status, line.people, line.position)}"
        )
    rows = [(Button(_label(line), ShowActivity(line.activity_id)),) for line in page.lines]
    return Message("\n".join(lines), (*rows, (other,)))


def card(shown: "Card", *, preview: bool = False) -> Message:
    """One activity with the person's own standing and what can be done next."""
    lines = [f"<b>{headed(shown.title)}</b>{KIND[shown.kind]} · {state_now(shown)}", *facts(shown)]
    if preview:
        return Message("\n".join(lines))
    if shown.status is not None and shown.state is not ActivityState.CANCELLED:
        given_later = shown.draw and shown.status is SignUpStatus.WAITING
        standing = _LATER[shown.way] if given_later else _standing(shown.status, shown.people, shown.position)
        lines.append(f"👉 您：<b>{standing.strip('（）')}</b>")
    if shown.draw:
        lines.append(_HOW_GIVEN[shown.way])
    if shown.record is not None:
        lines.append(f"📊 您{record(shown.record)}")
    if shown.allotted is not None and shown.state is not ActivityState.CANCELLED:
        lines.append(f"📊 您{why(shown.allotted)}")
    if shown.result:
        lines.append(f"🏅 您的成绩：<b>{escape(shown.result)}</b>")
    lines += contest_cards.lines(shown)
    if shown.excuse_asked:
        lines.append("🙋 您已请假，等组长答复。")
    if shown.own_slot is not None:
        lines.append(f"👉 您的时段：<b>{span(*shown.own_slot)}</b>")
    if shown.refusal:
        lines.append(f"ℹ️ {shown.refusal}")
    lines += [
        f"⚠️ 和您报名的{headed(other.title)}（{when(other.starts_at)}）时间有重叠。"
        for other in shown.overlaps
    ]
    return Message("\n".join(lines), rows_of(shown))


def facts(shown: "Card") -> list[str]:
    """Time, place, places, audience and deadline, one line each."""
    year = f"{shown.year}年" if shown.year else ""
    lines = [f"🕘 {year}{span(shown.starts_at, shown.ends_at)}{'，分时段' if shown.slotted else ''}"]
    if shown.place:
        lines.append(f"📍 {escape(shown.place)}")
    lines.append(f"👥 {escape(shown.audience)}；{places(shown)}")
    if shown.most_people > 1:
        lines.append(f"👨‍👩‍👧 可带家属，每人最多报 {shown.most_people} 人（含本人）")
    if shown.compulsory:
        lines.append("📌 人人参加，来不了要请假")
    if shown.offer_hours is not None:
        lines.append(f"🔁 空出名额先问候补，为您保留最多 {shown.offer_hours} 小时")
    if shown.opens_at is not None:
        lines.append(f"🔔 <b>{when(shown.opens_at)} 开始报名</b>")
    if shown.deadline_at is not None:
        lines.append(f"⏳ 报名截止 {when(shown.deadline_at)}")
    if shown.description:
        lines.append(escape(shown.description))
    if shown.preparation:
        lines.append(f"🍽 请准备：{escape(shown.preparation)}")
    return lines


def places(shown: "Card") -> str:
    """名额 30，剩 12."""
    if shown.capacity is None:
        return f"名额不限，已报 {shown.placed} 人"
    waiting = f"，候补 {shown.waiting} 人" if shown.waiting else ""
    return (
        f"名额 {shown.capacity}，已报 {shown.placed} 人，剩 {max(shown.capacity - shown.placed, 0)}{waiting}"
    )


def signed_up(outcome: "SignUpOutcome") -> Message:
    """What pressing 我要报名 came to."""
    name, party = headed(outcome.title), f"（共 {outcome.people} 人）" if outcome.people > 1 else ""
    where = f"，{escape(outcome.place)}" if outcome.place else ""
    if outcome.status is SignUpStatus.PLACED:
        head = "您已经报过名了" if outcome.already else "✅ 报名成功"
        text = f"{head}：{name}{party}\n{when(outcome.starts_at)}{where}。"
        if not outcome.already:
            text += "\n前一天我会提醒您。"
    elif outcome.status is SignUpStatus.OFFERED:
        text = f"{name}为您留了名额，请在卡片上确认。"
    elif outcome.drawn_later:
        head = "您已经登记过了" if outcome.already else "✅ 已登记"
        then = (
            "等委员审核，结果马上通知您。"
            if outcome.way is Way.APPROVAL
            else "截止后按积分给名额，不分先后，结果马上通知您。"
            if outcome.way is Way.POINTS
            else "不分先后，抽签以后马上通知您。"
        )
        text = f"{head}：{name}{party}\n{then}"
    elif outcome.already:
        text = f"您已经在{name}的候补名单里{party}，现在排第 {outcome.position} 位。"
    else:
        full = contest_cards.why_full(outcome)
        text = (
            f"{full}，您在候补第 {outcome.position} 位：{name}{party}。\n有人取消就按顺序转正，马上通知您。"
        )
    return Message(
        text,
        ((Button("查看活动", ShowActivity(outcome.activity_id)), Button("我的报名", MySignUps(past=False))),),
    )


def ask_leave(shown: "Card", revision: int) -> Message:
    """The one confirming step before places are given back."""
    waits, what = shown.status is SignUpStatus.WAITING, _leaving(shown)
    after = "再报要从候补的最后排起。" if waits or shown.waiting else "名额会让给别人。"
    if waits and shown.draw:
        after = "想参加还可以再报。"
    party = f"（{shown.people} 人一起取消）" if shown.people > 1 else ""
    start = shown.own_slot[0] if shown.own_slot else shown.starts_at
    return Message(
        f"确定{what}{headed(shown.title)}{party}吗？\n{when(start)}。{after}",
        (
            (
                Button(f"确定{what}", Leave(shown.activity_id, revision)),
                Button("不取消了", ShowActivity(shown.activity_id)),
            ),
        ),
    )


def left(outcome: "LeaveOutcome") -> Message:
    waited = outcome.was is SignUpStatus.WAITING
    if outcome.already:
        text = f"您没有报名{headed(outcome.title)}，不用取消。"
    elif waited and outcome.given_later:
        text = f"已撤回报名：{headed(outcome.title)}。"
    elif waited:
        text = f"已退出候补：{headed(outcome.title)}。"
    else:
        text = f"已取消：{headed(outcome.title)}。"
    again = "重新排候补" if waited and not outcome.given_later else "重新报名"
    return Message(
        text,
        ((Button(again, Join(outcome.activity_id)), Button("我的报名", MySignUps(past=False))),),
    )


def announcement(shown: "Card") -> Message:
    """Pushed to everybody the activity is for, when it is published."""
    lines = [f"📣 新活动：<b>{headed(shown.title)}</b>", *facts(shown), *contest_cards.lines(shown)]
    first = Button("我要报名", _way_in(shown)) if shown.opens_at is None else _wish(shown)
    return Message("\n".join(lines), ((first, Button("查看活动", ShowActivity(shown.activity_id))),))


def opened(shown: "Card", *, late: bool) -> Message:
    """Pushed to who asked to be told when the sign-up opens."""
    head = "🔔 补发提醒：" if late else "🔔 "
    lines = [f"{head}{headed(shown.title)}<b>开始报名了</b>", *facts(shown)]
    return Message(
        "\n".join(lines),
        ((Button("我要报名", _way_in(shown)), Button("查看活动", ShowActivity(shown.activity_id))),),
    )


def _wish(shown: "Card") -> Button:
    if shown.wishes:
        return Button("🔕 不用提醒我了", WishOpening(shown.activity_id, wish=False))
    return Button(REMIND_OPENING, WishOpening(shown.activity_id, wish=True))


def calendar_name(shown: "Card") -> str:
    return f"{shown.title}.ics"


def calendar_caption() -> str:
    return "点开文件就能加到手机日历。活动时间有变动，再点一次更新。"


def _way_in(shown: "Card") -> Payload:
    """What pressing 我要报名 begins: a choice of slots, a form, or nothing but the place itself."""
    if shown.slotted:
        return ShowSlots(shown.activity_id, -1)
    begins = contest_cards.way_in(shown)
    return begins or (JoinWith(shown.activity_id) if shown.asks else Join(shown.activity_id))


def rows_of(shown: "Card") -> tuple[tuple[Button, ...], ...]:
    """What this person can do with the activity, as buttons."""
    rows: list[tuple[Button, ...]] = []
    if shown.may_check_in:
        rows.append((Button("📍 签到", CheckIn(shown.activity_id)),))
    if shown.may_wish:
        rows.append((_wish(shown),))
    if shown.unanswered and shown.status is SignUpStatus.PLACED:
        label = "✅ 我参加" if shown.compulsory else "✅ 照常参加"
        rows.append((Button(label, ConfirmComing(shown.activity_id)),))
    rows += contest_cards.rows(shown)
    if shown.slotted and (shown.may_join or shown.may_leave):
        label = "🕘 改时段" if shown.may_leave else "🕘 选时段预约"
        rows.append((Button(label, ShowSlots(shown.activity_id, -1)),))
    elif shown.may_join and not (shown.part and shown.part.events):
        label = "我要报名" if shown.has_room or shown.draw else "排候补"
        rows.append((Button(label, _way_in(shown)),))
        if shown.most_people > 1 and not shown.asks:
            rows.append((Button("带家属一起报", JoinWith(shown.activity_id)),))
    if shown.status is SignUpStatus.OFFERED:
        rows.append((Button("✅ 确认参加", Join(shown.activity_id)),))
    if shown.asks and shown.may_leave and shown.hindrance is None:
        rows.append((Button("📝 修改填写内容", ChangeAnswers(shown.activity_id)),))
    if shown.may_leave:
        label = _leaving(shown)
        calendar = Button("📆 加到日历", SendCalendar(shown.activity_id))
        rows.append((Button(label, AskLeave(shown.activity_id)), calendar))
        rows += _hand_rows(shown)
    if shown.may_decline and not shown.excuse_asked:
        label = "🙋 请假" if shown.compulsory and shown.status is not None else "不参加"
        rows.append((Button(label, Decline(shown.activity_id)),))
    return (*rows, *last_rows(shown, BACK))


def _hand_rows(shown: "Card") -> list[tuple[Button, ...]]:
    """What can be done with an own place beside giving it back."""
    if shown.status is not SignUpStatus.PLACED:
        return []
    remind = Button("⏰ 提醒时间", ShowOwnReminder(shown.activity_id))
    if shown.handover_id is not None:
        return [(Button("↩ 收回给同事的请求", TakeBackHandover(shown.handover_id)), remind)]
    hand = []
    if shown.may_swap:
        hand.append(Button("🔄 和同事换", HandOver(shown.activity_id, HandoverKind.SWAP)))
    if shown.may_substitute:
        hand.append(Button("🤝 让给同事", HandOver(shown.activity_id, HandoverKind.SUBSTITUTE)))
    return [(*hand, remind)]


def _leaving(shown: "Card") -> str:
    if shown.status is not SignUpStatus.WAITING:
        return "取消报名"
    return "撤回报名" if shown.draw else "退出候补"


def state_now(shown: "Card") -> str:
    """What the sign-up is at the moment: 正在报名."""
    return {
        None: STATE[ActivityState.OPEN],
        Hindrance.DEADLINE: STATE[ActivityState.CLOSED],
        Hindrance.OVER: "已开始" if shown.state is not ActivityState.DONE else STATE[ActivityState.DONE],
        Hindrance.CANCELLED: f"已取消（{escape(shown.reason)}）"
        if shown.reason
        else STATE[ActivityState.CANCELLED],
        Hindrance.CLOSED: STATE[ActivityState.CLOSED],
        Hindrance.DRAFT: STATE[ActivityState.DRAFT],
        Hindrance.NOT_YET: NOT_YET,
    }[shown.hindrance]


def _standing(status: SignUpStatus | None, people: int, position: int | None) -> str:
    party = f"，共 {people} 人" if people > 1 else ""
    return {
        SignUpStatus.PLACED: f"（已报名{party}）",
        SignUpStatus.OFFERED: f"（有名额，请确认{party}）",
        SignUpStatus.WAITING: f"（候补第 {position} 位{party}）"
        if position
        else f"（已登记，等结果{party}）",
        SignUpStatus.DECLINED: "（不参加）",
        SignUpStatus.EXCUSED: "（已准假）",
        SignUpStatus.REJECTED: "（报名没有通过）",
    }.get(status or SignUpStatus.CANCELLED, "")


def _state_of(line: "Line") -> str:
    text = headed(shortened(line.title, 24))
    if line.status is not None:
        waits = line.status is SignUpStatus.WAITING
        party = f"，共 {line.people} 人" if line.people > 1 else ""
        return text + (f"（候补{party}）" if waits else _standing(line.status, line.people, None))
    if line.state is ActivityState.CLOSED:
        return f"{text}报名已截止"
    if line.opens_at is not None:
        return f"{text}{when(line.opens_at)}开始报名"
    if line.capacity is None:
        return text
    places_left = max(line.capacity - line.placed, 0)
    return f"{text}剩 {places_left} 个名额" if places_left else f"{text}已满，可候补"


def _when(line: "Line") -> str:
    start = local(line.starts_at)
    return f"{day_of(start.date())}{clock(line.starts_at)}"


def _label(line: "Line") -> str:
    start = local(line.starts_at)
    mark = f"{_MARK[line.status]} " if line.status in _MARK else ""
    return f"{mark}{start.month}月{start.day}日 {shortened(line.title, 16)}"


def _turning(page: "Page") -> tuple[Button, ...]:
    keys = []
    if not page.first and page.lines:
        keys.append(
            Button(
                "◀ 上一页",
                Coming(int(page.lines[0].starts_at.timestamp()), page.lines[0].activity_id, back=True),
            )
        )
    elif not page.first:
        keys.append(Button("◀ 回到第一页", Coming(0, 0, back=False)))
    if page.more and page.lines:
        last = page.lines[-1]
        keys.append(Button("下一页 ▶", Coming(int(last.starts_at.timestamp()), last.activity_id, back=False)))
    return tuple(keys)

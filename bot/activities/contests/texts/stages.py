"""What is said about results, stages, parts of the places and the draw."""

from typing import TYPE_CHECKING

from bot.activities.buttons import (
    Again,
    Draw,
    ManageActivity,
    NextStage,
    Qualify,
    SetQuotas,
    ShowActivity,
    ShowCode,
    Standings,
    WriteResults,
)
from bot.activities.contests.buttons import ContestSettings, QualifyFirst, ShowScores
from bot.activities.rules import ActivityKind
from bot.activities.rules_terms import Way
from bot.activities.series.buttons import ShowRetention, ShowSeries
from bot.activities.terms.buttons import ShowAbsent, ShowPending, ShowTerms
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.wording import when

if TYPE_CHECKING:
    from bot.activities.card import Card
    from bot.activities.contests import stages as contests
    from bot.activities.model import Activity

QUOTA_FORM = "分配名额"
DRAW_FORM = "抽签"
PEOPLE = "人"
_MOST_BUTTONS = 40
_READY_RANKS = (1, 2, 4, 8)


def more(card: "Card") -> Message:
    """What else can be done with an activity."""
    activity_id = card.activity_id
    contest = (Button("🏆 成绩和晋级", Standings(activity_id)),) if card.kind is ActivityKind.CONTEST else ()
    rows: list[tuple[Button, ...]] = [
        (*contest, Button("👥 分配名额", SetQuotas(activity_id))),
        (Button("🏟 组队、项目、保底、积分", ContestSettings(activity_id)),),
        (Button("📍 签到码", ShowCode(activity_id)), Button("🔁 再办一次", Again(activity_id))),
        (
            Button("📚 批次、几年一次", ShowSeries(activity_id)),
            Button("🗑 填写内容保留多久", ShowRetention(activity_id)),
        ),
    ]
    if card.way in {Way.DRAW, Way.POINTS}:
        label = "🎲 抽签" if card.way is Way.DRAW else "📊 按积分给名额"
        rows.append((Button(label, Draw(activity_id)),))
    if card.way is Way.APPROVAL:
        rows.append((Button("🗳 审核报名", ShowPending(activity_id, 0)),))
    came = (Button("📋 没来的人", ShowAbsent(activity_id)),) if card.attendance else ()
    rows.append((Button("🎫 名额怎么给", ShowTerms(activity_id)), *came))
    return Message(f"{headed(card.title)}还可以：", (*rows, (Button("⬅ 返回", ManageActivity(activity_id)),)))


def standings(shown: "contests.Standings") -> Message:
    """Who takes part; a tap lets somebody go on, or not."""
    back = Button("⬅ 返回", ManageActivity(shown.activity_id))
    if not shown.runners:
        return Message(f"{headed(shown.title)}还没有参赛的人。", ((back,),))
    unit = "队" if shown.in_teams else "人"
    chosen = sum(one.qualified for one in shown.runners)
    lines = [
        f"<b>{headed(shown.title)}</b>参赛 {len(shown.runners)} {unit}，晋级 {chosen} {unit}。点名字设为晋级："
    ]
    lines += [f"· {escape(one.name)}：{escape(one.result)}" for one in shown.runners if one.result]
    keys = [
        Button(f"{'☑' if one.qualified else '☐'} {one.name}", Qualify(shown.activity_id, one.member_id))
        for one in shown.runners[:_MOST_BUTTONS]
    ]
    rows = [tuple(keys[start : start + 3]) for start in range(0, len(keys), 3)]
    best = max((one.rank or 0 for one in shown.runners), default=0)
    firsts = [
        Button(f"前 {number} 名晋级", QualifyFirst(shown.activity_id, number))
        for number in _READY_RANKS
        if number < max(best, len(shown.runners)) and best >= number
    ]
    if firsts:
        rows.append(tuple(firsts))
    results = (Button("📝 登记成绩", WriteResults(shown.activity_id)),)
    ranked = any(one.result for one in shown.runners)
    rows.append((*results, Button("🏅 积分和公布", ShowScores(shown.activity_id))) if ranked else results)
    if shown.qualified:
        rows.append((Button(f"➡ 开下一轮（{chosen} {unit}晋级）", NextStage(shown.activity_id)),))
    return Message("\n".join(lines), (*rows, (back,)))


def next_title(title: str) -> str:
    """教工乒乓球预赛 → 教工乒乓球决赛."""
    for stage in ("预赛", "初赛", "小组赛", "半决赛"):
        if title.endswith(stage):
            return f"{title.removesuffix(stage)}决赛"
    return f"{title}决赛"


def ask_quotas() -> Message:
    return Message(
        "每个小组、每类会员<b>最多几人</b>？一行一个，比如：\n第一小组 5\n第二小组 5\n女职工 10\n超过的人排候补；已经报上的不会被挤掉。"
    )


def quotas_set(number: int, activity_id: int) -> Message:
    return Message(f"已分配 {number} 项名额。", ((Button("⬅ 返回", ManageActivity(activity_id)),),))


def ask_seed(number: int, list_hash: str) -> Message:
    return Message(
        f"参加抽签 {number} 人，名单校验：<code>{list_hash}</code>，可以先公布出去。\n"
        "请写一个大家都看得到、事先谁也不知道的<b>公开数字</b>（比如当晚的彩票号码），按它排出顺序，谁都能复核。"
    )


def drawn(done: "contests.Drawn", activity_id: int) -> Message:
    return Message(
        f"🎲 {headed(done.title)}抽签完成：中签 {done.placed} 人，候补 {done.waiting} 人，正在通知。\n"
        f"公开数字：<code>{escape(done.seed)}</code>\n名单校验：<code>{done.list_hash}</code>\n"
        "复核办法：对每个人算 sha256(公开数字:会员号)，从小到大就是抽签的顺序（按积分的先比积分）；也可以用 rules_draw.py 和公布的名单一步算出。",
        ((Button("⬅ 返回", ManageActivity(activity_id)),),),
    )


# -- pushes -----------------------------------------------------------------------------------------------


def you_go_on(activity: "Activity") -> Message:
    where = f"，{escape(activity.place)}" if activity.place else ""
    return Message(
        f"🎉 恭喜晋级！您已在{headed(activity.title)}的名单上：{when(activity.starts_at)}{where}。",
        ((Button("查看活动", ShowActivity(activity.id or 0)),),),
    )


# -- refusals ---------------------------------------------------------------------------------------------


def nobody_qualified() -> str:
    return "还没有人晋级。请先在“成绩和晋级”里点名字设为晋级，再开下一轮。"


def too_many_qualified(number: int, capacity: int) -> str:
    return f"晋级 {number} 人，比名额 {capacity} 还多，请把名额改大，或减少晋级的人。"


def not_a_quota(line: str) -> str:
    return f"“{escape(line)}”没有看懂。请一行一个，写小组名或会员类别，空一格写人数，比如“第一小组 5”。"


def no_seed() -> str:
    return "请写一个公开数字。"


def close_first(title: str) -> str:
    return f"{headed(title)}还在报名，请先截止报名再抽签，这样名单才不会变。"


def list_changed(title: str, activity_id: int) -> Message:
    return Message(
        f"{headed(title)}的名单和公布的不一样了（有人退出，或积分有变化）。请重新公布名单，再写一个新的公开数字。",
        ((Button("🎲 重新开始", Draw(activity_id)), Button("⬅ 返回", ManageActivity(activity_id))),),
    )


def nothing_to_draw(title: str) -> str:
    return f"{headed(title)}不是抽签的活动，或者已经抽过了。"

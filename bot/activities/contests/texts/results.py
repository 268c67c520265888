"""What is said when results are written down, and when they are corrected."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.activities.buttons import Standings, WriteResults
from bot.activities.contests.buttons import EventList, ShowScores, WriteEventResults
from bot.activities.rules_scores import Order
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.wording import shortened

if TYPE_CHECKING:
    from bot.activities.contests.results import Outcome, Place
    from bot.buttons import Payload

FORM = "登记成绩"
#: The committee's wish to write results down, and anybody's question how it came out; what stands before it may be a title.
WRITE = re.compile(
    r"(?:我?(?:要|想|来)?(?:登记|录入?|录一?下|填写?|写一?下|补录?|改一?下|更正|修改))(?:一下)?(?P<title>.*?)的?(?:比赛)?(?:成绩|名次)"
)
ASK = re.compile(
    r"(?:看看?|查看?|查一?下)?(?P<title>.{0,16}?)的?(?:我的)?(?:比赛)?(?:成绩|名次|比赛结果)(?:单|榜)?"
    r"(?:是?多少|怎么样|怎样|如何|出来了?(?:没有?|吗)?|公布了?(?:没有?|吗)?|呢|在哪里?看?)?"
)
MARKS = "？?。.！!吧呀啊 "
SAVE, ONLY, ALL, SKIP = "save", "only", "all", "skip"
_WAY = {
    Order.LESS: "数字小的在前（比如用时）",
    Order.MORE: "数字大的在前（比如得分、距离）",
    Order.LISTED: "按您写的先后",
}
_WAY_KEY = {Order.LESS: "🔢 小的在前", Order.MORE: "🔢 大的在前", Order.LISTED: "📝 按我写的先后"}
_MOST_LINES = 40
_MOST_NAMED = 10


def label(name: str, group: str) -> str:
    """赵甲（第一小组）."""
    return f"{name}（{group}）" if group else name


def is_meant(text: str, labelled: str) -> bool:
    """Whether somebody means this label: by the whole of it or by the name."""
    return text in {labelled, labelled.partition("（")[0]}


def ask_lines(title: str, event: str) -> Message:
    what = f"<b>{escape(event)}</b>" if event else headed(title)
    return Message(
        f"请发{what}的成绩：一行一个，名字和成绩，先后随便，比如：\n赵甲 12秒5\n第二名 钱乙\n孙丙 一等奖\n李丁 没到\n"
        "可以从表格里粘贴，或者发 .xlsx 表格。存之前先给您看名次。"
    )


def which(found: "Sequence[Place]") -> Message:
    """Of which contest or event the results are to be written."""
    if not found:
        return Message(
            "最近没有要登记成绩的比赛。新建活动时类别选“竞赛”，或者设了项目、组队、积分的活动，都可以登记成绩。"
        )
    rows = tuple(
        (
            Button(
                f"{one.title}：{one.event}" if one.event else one.title,
                WriteEventResults(one.event_id) if one.event_id else WriteResults(one.activity_id),
            ),
        )
        for one in found
    )
    return Message("登记哪一项的成绩？", rows)


def which_told(found: "Sequence[Place]") -> Message:
    """Of which contest somebody wants to see the results."""
    return Message(
        "看哪一项的成绩？", tuple((Button(one.title, ShowScores(one.activity_id)),) for one in found)
    )


def ask_who(strange: Sequence[Mapping[str, object]], choices: "Sequence[tuple[str, Payload]]") -> Message:
    """Who is meant by a name that is not on the list; the others that are not are named, too."""
    first = strange[0]
    lines = [
        f"“{escape(str(first['name']))}”（{escape(str(first['result']))}）不在参赛名单里，是哪一位？也可以直接写名字。"
    ]
    if len(strange) > 1:
        rest = "、".join(escape(str(one["name"])) for one in strange[1 : _MOST_NAMED + 1])
        lines.append(f"后面还有 {len(strange) - 1} 个没对上：{rest}")
    return Message("\n".join(lines), tuple((Button(text, action),) for text, action in choices))


def skip() -> str:
    return "这一行不登记"


def ask_check(
    shown: "Outcome",
    event: str,
    names: Mapping[str, str],
    bare: Sequence[str],
    skipped: Sequence[str],
    choose: "Mapping[str, Payload]",
    *,
    keep: bool,
) -> Message:
    """The ranks as they would be stored."""
    head = f"<b>{escape(event)}</b>的名次" if event else "名次"
    lines = [f"🏅 {head}，{_WAY[shown.order]}："]
    for line in shown.lines[:_MOST_LINES]:
        rank = f"{line.rank}." if line.rank else "·"
        lines.append(
            f"{rank} {escape(names[str(line.key)])} {escape(line.result)}"
            + ("" if line.rank else "（不排名次）")
        )
    if len(shown.lines) > _MOST_LINES:
        lines.append(f"…… 共 {len(shown.lines)} 个")
    if bare:
        lines.append(f"⚠️ 没写成绩，不登记：{escape('、'.join(bare[:_MOST_NAMED]))}")
    if skipped:
        lines.append(f"没有用到的行：{escape('；'.join(shortened(one, 20) for one in skipped[:3]))}")
    lines.append("对的话点“登记”；还要补几行，接着发就行。")
    rows: list[tuple[Button, ...]] = [(Button(f"✅ 登记这 {len(shown.lines)} 个", choose[SAVE]),)]
    if shown.measured:
        rows.append(tuple(Button(_WAY_KEY[way], choose[way]) for way in Order if way is not shown.order))
    if shown.others:
        both = (
            Button(f"去掉以前登记的 {shown.others} 个", choose[ONLY])
            if keep
            else Button(f"留着以前登记的 {shown.others} 个", choose[ALL])
        )
        rows.append((both,))
    return Message("\n".join(lines), tuple(rows))


def written(number: int, changed: int, activity_id: int, event_id: int, *, told: bool) -> Message:
    """After storing. ``told``: results were made known before; ``changed``: so many differ from that."""
    if told and changed:
        rest = f"和公布过的比，有 {changed} 处不一样，看一下再告诉大家。"
    elif told:
        rest = "和公布过的一样。"
    else:
        rest = "还没有告诉大家，公布以后会员才看得到。"
    again = WriteEventResults(event_id) if event_id else WriteResults(activity_id)
    back = EventList(event_id) if event_id else Standings(activity_id)
    return Message(
        f"✅ 已登记 {number} 个成绩。{rest}",
        (
            (Button("🏅 看成绩，公布", ShowScores(activity_id)),),
            (Button("📝 再改", again), Button("⬅ 返回", back)),
        ),
    )


# -- refusals ---------------------------------------------------------------------------------------------


def nothing_read(bare: Sequence[str]) -> str:
    if bare:
        named = escape("、".join(bare[:_MOST_NAMED]))
        return f"{named}后面没有写成绩。请一行一个，名字后面写成绩，比如“赵甲 12秒5”。"
    return "没有看到名单里的名字。请一行一个，写名字和成绩，比如“赵甲 12秒5”。"


def not_on_list(name: str) -> str:
    return f"名单里没有“{escape(name)}”，请点下面的名字，或者写全名。"


def file_not_read() -> str:
    return "这个文件没有看懂。请发 .xlsx 表格（一列名字，一列成绩），或者把成绩粘贴成文字。"


def nobody_takes_part(title: str) -> str:
    return f"{headed(title)}还没有参赛的人。"


def somebody_left() -> str:
    return "名单刚刚变了，有人已经退出，请重新登记。"


def no_results_of_checks() -> str:
    return "体检只记来没来，不登记任何结果。"

"""What stands on certificates, and what is said about them."""

from typing import TYPE_CHECKING

from bot.activities.attending.buttons import (
    Certificates,
    GetCertificate,
    PrintCertificates,
    SetAwards,
    TellCertificates,
)
from bot.activities.buttons import ManageActivity, ShowActivity
from bot.activities.contests.buttons import ShowScores
from bot.activities.contests.texts import result_words
from bot.activities.texts import headed
from bot.message import Button, Message, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.activities.attending.certificates import Awarded, Certificate

KEY = "🏅 奖状/证明"
_MOST_NAMED = 20
_READY_RANKS = (1, 3, 6, 8)


# -- on the paper -----------------------------------------------------------------------------------------


def heading(one: "Certificate") -> str:
    return "奖　状" if one.result else "参与证明"


def salutation(one: "Certificate") -> str:
    return f"{one.name} 同志："


def body(one: "Certificate") -> str:
    day = f"{one.held_on.year}年{one.held_on.month}月{one.held_on.day}日"
    if one.result:
        team = f"随“{one.team}”" if one.team else ""
        return f"　　{team}在{day}举办的“{one.title}”中成绩优异，荣获"
    return f"　　参加了{day}举办的“{one.title}”。"


def closing(one: "Certificate") -> str:
    return "　　特发此状，以资鼓励。" if one.result else "　　特此证明。"


def dated(one: "Certificate") -> str:
    return f"{one.held_on.year}年{one.held_on.month}月{one.held_on.day}日"


def numbered(one: "Certificate") -> str:
    return f"编号 {one.number}"


def measured(one: "Certificate") -> str:
    return f"成绩：{one.detail}"


def award(event: str, rank: int | None, result: str, ranks: int) -> tuple[str, str]:
    """What a result is honoured with and the measure behind it: 男子100米 第二名 and 13秒1. A prize that was named (一等奖)
    is that prize; a rank counts as far as ``ranks``; nothing else is honoured."""
    prize = result_words.PRIZE.search(result)
    if prize is not None:
        return _with_event(event, prize[0]), ""
    if rank is None or rank > ranks:
        return "", ""
    title = next((title for title in result_words.TITLES if title in result), "")
    plain = result_words.PLACED.sub("", result.replace(title, "")).strip(" ，,（）()")
    return _with_event(event, title or f"第{result_words.chinese(rank)}名"), plain


def _with_event(event: str, award_of_it: str) -> str:
    return f"{event} {award_of_it}" if event else award_of_it


# -- in the chat ------------------------------------------------------------------------------------------


def file_name(one: "Certificate") -> str:
    return f"{one.title}{'奖状' if one.result else '参与证明'}.png"


def caption(one: "Certificate") -> str:
    if one.result:
        return f"🏅 祝贺！{headed(one.title)}<b>{escape(one.result)}</b>。"
    return f"{headed(one.title)}参与证明。"


def overview(shown: "Awarded") -> Message:
    """Who gets one, before anybody is told."""
    activity_id = shown.activity_id
    back = Button("⬅ 返回", ManageActivity(activity_id))
    if not shown.certificates:
        return Message(
            f"{headed(shown.title)}还没有可以发的奖状。\n"
            "登记了成绩的人有奖状；活动结束后，签过到的人有参与证明。",
            ((back,),),
        )
    prizes = shown.prizes
    lines = [
        f"<b>{headed(shown.title)}</b>奖状 {len(prizes)} 张，参与证明 {len(shown.certificates) - len(prizes)} 张"
    ]
    lines += [
        f"🏅 {escape(one.name)}{f'（{escape(one.team)}）' if one.team else ''}：{escape(one.result)}"
        for one in prizes[:_MOST_NAMED]
    ]
    if len(prizes) > _MOST_NAMED:
        lines.append(f"…… 共 {len(prizes)} 张奖状")
    if shown.has_results:
        lines.append(f"名次在前 {shown.ranks} 的，和写明几等奖的，有奖状；其他到场的有参与证明。")
    lines.append("点“通知领取”，每人收到一条消息，一点就能看到自己的那张；要打印就下载 PDF。")
    how_many = tuple(
        Button(f"奖到第 {number} 名", SetAwards(activity_id, number))
        for number in _READY_RANKS
        if number != shown.ranks
    )
    return Message(
        "\n".join(lines),
        (
            *((how_many,) if shown.has_results else ()),
            (
                Button("📨 通知领取", TellCertificates(activity_id)),
                Button("🖨 全部打印", PrintCertificates(activity_id)),
            ),
            (back,),
        ),
    )


def told(number: int, activity_id: int) -> Message:
    return Message(
        f"正在通知 {number} 位来领，通知过的不会再收到。",
        ((Button("⬅ 返回", Certificates(activity_id)),),),
    )


def waits_for_you(title: str, activity_id: int, won: "Sequence[str]") -> Message:
    text = (
        f"🏅 恭喜！您在{headed(title)}中获得<b>{escape('、'.join(won))}</b>，奖状做好了。"
        if any(won)
        else f"感谢您参加{headed(title)}，参与证明做好了。"
    )
    return Message(
        text,
        ((Button("🏅 看我的", GetCertificate(activity_id)), Button("查看活动", ShowActivity(activity_id))),),
    )


def print_name(title: str) -> str:
    return f"{title}奖状和证明.pdf"


def print_caption(title: str, printed: int, total: int) -> str:
    rest = f"一次最多 {printed} 张，共 {total} 张，其余请本人领取。" if total > printed else ""
    return f"{headed(title)}奖状和证明 {printed} 张，A4 横向，一张一页。{rest}"


# -- refusals ---------------------------------------------------------------------------------------------


def none_for_you(title: str) -> str:
    return (
        f"{headed(title)}没有您的成绩，也没有您的到场记录，所以没有奖状或证明。要是您到过场，请找组长补签。"
    )


def none_at_all(title: str) -> str:
    return f"{headed(title)}还没有可以发的奖状。登记成绩或签到以后再来。"


def tell_results_first(title: str, activity_id: int) -> Message:
    return Message(
        f"{headed(title)}的成绩还没有公布。请先公布成绩，再通知领奖状。",
        (
            (Button("🏅 看成绩，公布", ShowScores(activity_id)),),
            (Button("⬅ 返回", Certificates(activity_id)),),
        ),
    )


def results_come_first(title: str) -> str:
    return f"{headed(title)}的成绩还没有公布，公布以后再来领奖状或证明。"


def no_font() -> str:
    return "运行机器人的电脑上没有中文字体，画不出奖状；请联系负责运行的同事安装 fonts-noto-cjk。"

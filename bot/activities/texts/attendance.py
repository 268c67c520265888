"""What is said at check-in."""

from typing import TYPE_CHECKING

from bot.activities.buttons import ManageActivity, ShowCode
from bot.activities.texts import headed
from bot.message import Button, Message

if TYPE_CHECKING:
    from bot.activities.attendance import CheckedIn, Code

FORM = "签到"


def code(shown: "Code") -> Message:
    return Message(
        f"{headed(shown.title)}签到码：\n\n<b>{' '.join(shown.code)}</b>\n\n每 5 分钟换一个。"
        f"已签到 {shown.present} 人，报名 {shown.placed} 人。\n会员打开活动卡片，点“签到”，输入这 6 位数字。",
        (
            (
                Button("🔄 刷新", ShowCode(shown.activity_id)),
                Button("⬅ 返回", ManageActivity(shown.activity_id)),
            ),
        ),
    )


def ask_code(title: str) -> Message:
    return Message(f"{headed(title)}请输入现场屏幕上的 <b>6 位签到码</b>。")


def checked_in(done: "CheckedIn") -> Message:
    return Message(
        f"{headed(done.title)}您已经签过到了。" if done.already else f"✅ 签到成功：{headed(done.title)}。"
    )


# -- refusals ---------------------------------------------------------------------------------------------


def not_on_list(title: str) -> str:
    return f"您不在{headed(title)}的名单上，请找现场的工会委员。"


def wrong_code() -> str:
    return "签到码不对或已经换了，请看一眼屏幕，输入最新的 6 位数字。"


def not_the_time(title: str) -> str:
    return f"{headed(title)}开始前两小时到结束后两小时可以签到，现在还不行。"

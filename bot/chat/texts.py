"""What the chat itself says, whatever the subject."""

from collections.abc import Mapping
from typing import Any

from bot.buttons import Payload
from bot.message import Button, Message, escape

#: A toast longer than this is cut by Telegram.
TOAST_LIMIT = 200
#: As the router compares words: without marks and spaces.
CANCEL_WORDS = {"取消", "算了", "退出", "不填了", "cancel"}


def only_text_and_files() -> Message:
    return Message("我只看得懂文字和按钮。您可以直接打字问我，比如“下周有什么活动”，或发送 /menu 打开菜单。")


def unknown_command() -> Message:
    return Message("没有这个命令。发送 /help 看看我能做什么，或者直接打字告诉我您想办的事。")


def join_first() -> Message:
    return Message(
        "您还没有绑定会员身份，暂时不能办理。\n请向工会小组长要一个<b>邀请码</b>，然后直接发给我就行。"
    )


def join_first_short() -> str:
    return "请先绑定会员身份：向小组长要邀请码，发给我即可。"


def not_for_you() -> str:
    return "这一项您没有权限，如有需要请联系工会委员。"


def not_for_you_message() -> Message:
    return Message(not_for_you())


def button_is_stale() -> str:
    return "按钮已失效，请用下面的新菜单。"


def nothing_to_cancel() -> Message:
    return Message("现在没有正在填写的内容。发送 /menu 可以打开菜单。")


def cancelled() -> Message:
    return Message("已取消，刚才填的内容没有提交。发送 /menu 可以打开菜单。")


def form_changed(answers: Mapping[str, Any]) -> Message:
    """The form was changed by an update; what was typed is given back."""
    kept = "\n".join(f"· {escape(str(value))}" for value in answers.values() if value not in (None, ""))
    back = f"\n您填过的内容还给您，方便复制：\n{kept}" if kept else ""
    return Message(f"这份表单已经更新，请重新开始填写。{back}")


def draft_waits(title: str, go_on: Payload, drop: Payload) -> Message:
    return Message(
        f"您的“{escape(title)}”还没填完，要继续吗？",
        ((Button("继续填写", go_on), Button("✖ 取消", drop)),),
    )


def busy() -> str:
    return "系统正忙，您的消息我已经收下，稍后就办，请不用重发。"


def incident(number: str) -> str:
    return f"抱歉，刚才出了点问题（编号 {number}），管理员已收到通知。请稍后再试一次。"


def incident_for_administrators(number: str) -> Message:
    return Message(
        f"⚠️ 程序出了一个错误，编号 {number}，详情在日志里。同类提醒每小时最多一条，请告诉负责运行的同事。"
    )


def quarantined() -> Message:
    return Message(
        "⚠️ 有一条消息程序读不懂，已单独存放，不影响其他人使用。同类提醒每小时最多一条，请告诉负责运行的同事。"
    )


def saved_before_restart() -> Message:
    return Message("刚才系统重新启动了一下，您上一步的操作<b>已经保存</b>。发送 /menu 可以接着办。")


def only_in_private() -> str:
    return "请到和我的私聊里操作，这样不会打扰大家，也能保护您的信息。"


def talk_in_private(link: str) -> Message:
    return Message("个人事项请到私聊里办，点下面的按钮就行。", ((Button("💬 打开私聊", url=link),),))

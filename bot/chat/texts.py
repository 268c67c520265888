"""What the chat itself says, whatever the subject."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.buttons import Payload
from bot.chat.ending import Ending
from bot.members.buttons import OpenMenu
from bot.members.rules import Role
from bot.message import Button, Message, escape

#: A toast longer than this is cut by Telegram.
TOAST_LIMIT = 200
#: As the router compares words: without marks and spaces.
CANCEL_WORDS = {"取消", "算了", "退出", "不填了", "cancel"}
#: What ends an open form too; without one these are words like any other.
GIVING_UP_WORDS = {"取消吧", "算了吧", "不弄了", "不办了", "不写了", "不搞了", "先不填了", "取消填写", "放弃"}
#: A yes that was typed below the button that says it.
YES_WORDS = {
    *(
        "是",
        "是的",
        "对",
        "对的",
        "好",
        "好的",
        "好啊",
        "行",
        "可以",
        "嗯",
        "嗯嗯",
        "没错",
        "没问题",
        "就这样",
        "同意",
    ),
    *("确认", "确定", "提交", "提交吧", "发送", "发吧", "发布", "ok", "okay", "yes"),
}
#: Whether somebody is there, and how far it was: no answer either.
WHERE_WORDS = {
    *("在吗", "在不在", "还在吗", "有人吗", "你好", "您好", "继续", "继续填写", "继续填", "接着填", "接着来"),
    *("填到哪了", "填到哪里了", "刚才填到哪了", "到哪了", "我填到哪了", "到哪一步了", "怎么没反应", "没反应"),
}
#: A wish to step back: no answer to any question.
BACK_WORDS = {"返回", "上一步", "返回上一步", "后退", "上一题"}

STEP_BACK = "⬅ 上一步"

MENU_WORDS = ("菜单", "主菜单", "返回菜单")
HELP_WORDS = ("帮助", "怎么用", "使用说明")
KEY_HELP = "❓ 帮助"
KEY_DESK = "🛠 委员工作台"
ABOUT_DESK = "委员工作台"
DESK_WORDS = ("委员工作台", "工作台")
ABOUT_MENU = "打开菜单"
ABOUT_HELP = "我能帮您做什么"
ABOUT_CANCEL = "取消正在填写的内容"
_MENU = ((Button("📋 打开菜单", OpenMenu()),),)


def menu(name: str, role: Role) -> Message:
    more = {
        Role.MEMBER: "",
        Role.LEADER: "\n您是工会小组长，可以查看和提醒本组会员。",
        Role.COMMITTEE: "\n您是工会委员，管理功能在“委员工作台”。",
        Role.CHAIR: "\n您是工会主席，管理功能在“委员工作台”。",
    }[role]
    return Message(f"{escape(name)}，您好！点下面的按键，或直接打字告诉我，比如“下周有什么活动”。{more}")


def desk(entries: Sequence[tuple[str, Payload]]) -> Message:
    """The starting point of those who look after something."""
    keys = [Button(label, action) for label, action in entries]
    rows = tuple(tuple(keys[start : start + 2]) for start in range(0, len(keys), 2))
    return Message(
        "<b>委员工作台</b>\n要导入年度计划或会员名册，直接把文件发给我就行（.docx、.xlsx、.txt 等）。", rows
    )


def help_for(role: Role | None) -> Message:
    if role is None:
        return Message(
            "我是<b>工会小助手</b>，帮会员查活动、报名、约体检、提建议。\n\n"
            "您还没有绑定会员身份：有邀请码就直接发给我；没有的话，发送 /start，用本人手机号加入。\n"
            "公开的通知不用加入也能看，发送 /notices。"
        )
    lines = [
        "<b>直接打字就行</b>，比如：",
        "· 下周有什么活动",
        "· 报名羽毛球",
        "· 我报了哪些",
        "· 取消体检",
        "· 我有个建议：……",
        "· 这个月有什么安排",
        "",
        "也可以点下面的按键。填到一半想停，说“取消”就行。",
    ]
    if role in {Role.COMMITTEE, Role.CHAIR}:
        lines += [
            "",
            "<b>委员</b>：把年度计划文件发给我就能导入；“发通知”“新建活动”“待答复的建议”都在“委员工作台”。",
        ]
    elif role is Role.LEADER:
        lines += ["", "<b>组长</b>：活动卡片里可以看本组的报名名单。"]
    return Message("\n".join(lines))


def why_ended(code: Ending) -> str:
    """For whoever runs the process."""
    return {
        Ending.TOKEN_REFUSED: "Telegram 不认这个令牌。请核对环境变量 UNIONBOT_TOKEN（在 @BotFather 处可以重新生成），再启动。",
        Ending.ANOTHER_INSTANCE: "另一个程序正在用同一个令牌收消息。请先停掉它，再启动。",
        Ending.STUCK: "长时间收不到 Telegram 的回应，重新连接也没有用。请检查网络或代理；进程将退出，由系统重新启动。",
    }[code]


def too_much_at_once() -> str:
    return "您发得太快，我跟不上了：前面的会一条条回复，这之后发来的先不看。请等我回复完，再把要紧的发一遍。"


def only_text_and_files() -> Message:
    return Message(
        "我只看得懂文字和按钮。您可以直接打字问我，比如“下周有什么活动”，或点下面打开菜单。", _MENU
    )


def unknown_command() -> Message:
    return Message("没有这个命令。发送 /help 看看我能做什么，或者直接打字告诉我您想办的事。")


def join_first() -> Message:
    return Message(
        "您还没有绑定会员身份，绑定后就能查询和办理。\n有<b>邀请码</b>就直接发给我；没有的话，发送 /start，用本人手机号加入。"
    )


def join_first_short() -> str:
    return "请先绑定会员身份：把邀请码发给我；没有的话，发送 /start，用本人手机号加入。"


def not_for_you() -> str:
    return "这一项您没有权限，如有需要请联系工会委员。"


def not_for_you_message() -> Message:
    return Message(not_for_you())


def button_is_stale() -> str:
    return "按钮已失效，请用下面的新菜单。"


def question_waits() -> str:
    return "这个按钮过时了，请接着回答这个问题。"


def nothing_to_cancel() -> Message:
    return Message("现在没有正在填写的内容。", _MENU)


def cancelled() -> Message:
    return Message("已取消，刚才填的内容没有提交。", _MENU)


def form_changed(answers: Mapping[str, Any]) -> Message:
    """The form was changed by an update; what was typed is given back."""
    kept = "\n".join(f"· {escape(str(value))}" for value in answers.values() if value not in (None, ""))
    back = f"\n您填过的内容还给您，方便复制：\n{kept}" if kept else ""
    return Message(f"这份表单已经更新，请重新开始填写。{back}")


def answer_again(why: Message, question: Message) -> Message:
    """An answer does not fit: what is wrong with it, and the same question once more."""
    return Message(f"{why.text}\n\n{question.text}", question.rows)


def buttons_again(why: Message, question: Message) -> Message:
    """The same where the question has no ready answers: the ways out of it are enough."""
    return Message(why.text, question.rows)


def draft_waits(title: str, go_on: Payload, drop: Payload) -> Message:
    return Message(
        f"您的“{escape(title)}”还没填完，要继续吗？",
        ((Button("继续填写", go_on), Button("✖ 取消", drop)),),
    )


def draft_lapsed(title: str) -> Message:
    return Message(f"您上次的“{escape(title)}”隔得太久，已经作废，没有提交。要办的话，请重新开始。", _MENU)


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


def saved_before_restart(go_on: Payload | None) -> Message:
    """``go_on``: puts the next question of the open form, if one is open."""
    text = "刚才系统中断了一下，您上一步的操作<b>已经保存</b>。"
    if go_on is None:
        return Message(text, _MENU)
    return Message(text, ((Button("继续填写", go_on),),))


def only_in_private() -> str:
    return "请到和我的私聊里操作，这样不会打扰大家，也能保护您的信息。"


def talk_in_private(link: str) -> Message:
    return Message("个人事项请到私聊里办，点下面的按钮就行。", ((Button("💬 打开私聊", url=link),),))


def sent_again(number: int) -> str:
    """Below a message that is sent again because nobody knows whether it arrived."""
    return f"（刚才网络不稳，这条可能是重发；已经看过的话请忽略。编号 {number}）"


def whole_text_file() -> str:
    return "全文.txt"


def whole_text_attached() -> str:
    return "内容较长，全文在这个文件里，点开就能看。"

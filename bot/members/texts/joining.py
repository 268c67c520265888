"""What is said to people who are about to join."""

import re
from datetime import datetime

from bot.buttons import Payload
from bot.members.binding_states import Binding, BindOutcome
from bot.message import Button, Message, escape
from bot.wording import clock, local, when

ABOUT_START = "从这里开始"
KEY_CONTACT = "📱 用本人手机号加入"
SET_UP_FORM = "设置工会主席"


def welcome(union: str, contact: str, notices: Payload | None) -> Message:
    """``notices``: the list of public notices, if there are any."""
    return Message(
        f"您好！我是<b>{escape(union)}</b>的工会小助手，可以帮您查活动、报名、约体检、提建议。\n\n"
        "先绑定会员身份就能用：\n"
        "· 有<b>邀请码</b>：直接发给我；\n"
        "· 没有邀请码：点下面的“用本人手机号加入”，手机号和名册里登记的一致就行。\n"
        f"两样都不行，{escape(contact)}。",
        ((Button("📢 先看公开通知", notices),),) if notices else (),
    )


def what_is_kept() -> Message:
    """What the union stores of who joins, and what not to write here."""
    return Message(
        "加入后，工会只保存您的姓名、小组、Telegram 编号和名册里已有的信息，用于工会活动，随时可以要求删除；"
        "消息经过 Telegram 的境外服务器，请不要发身份证号、银行卡号和病情。"
    )


def not_a_code() -> Message:
    return Message(
        "您还没有绑定会员身份，绑定后就能查询和办理。\n"
        "有邀请码就直接发给我：10 个字母和数字，比如 ABCDE-23456。没有的话，点下面的“用本人手机号加入”。"
    )


def incomplete_link() -> Message:
    return Message("这个链接不完整或者已经不能用了，请让发链接的人重新发一次，或者从菜单里找。")


def nearly_a_code(contact: str) -> Message:
    return Message(
        "这不像完整的邀请码。邀请码是 10 个字母和数字，比如 ABCDE-23456，里面没有数字 0、1 和字母 O、I。\n"
        f"请照着再发一次，大小写、空格都没关系；还是不行，{escape(contact)}，要一个新的。"
    )


def name_is_not_enough(contact: str) -> Message:
    return Message(
        "您好！光凭姓名，我还认不出是不是您本人。\n"
        f"有邀请码就直接发给我；没有的话，点下面的“用本人手机号加入”。两样都不行，{escape(contact)}。"
    )


def phone_by_key() -> Message:
    return Message("手机号不用打字，打出来的号码我没法核对。请点下面的“用本人手机号加入”，一按就行。")


def joined(name: str) -> Message:
    return Message(
        f"<b>绑定成功！</b>{escape(name)}，欢迎您。\n点下面的按键，或直接打字，比如“下周有什么活动”。"
    )


def became_chair(name: str) -> Message:
    return Message(
        f"<b>设置完成！</b>{escape(name)}，您是工会主席。\n\n"
        "接下来：\n1. 把会员名册（.xlsx 或 .csv，有姓名、工会小组、手机号或工号几列）发给我；\n"
        "2. 在“委员工作台”的“会员和邀请码”里生成邀请码，发给大家；\n3. 把年度计划发给我，我来整理每月事项和提醒。"
    )


def ask_name() -> Message:
    return Message("欢迎！这是工会主席的设置链接。\n请发来您的<b>真实姓名</b>，比如：赵甲。")


def not_joined(outcome: BindOutcome, contact: str, now: datetime) -> Message:
    """Why this did not bind the account, and what to do."""
    name = escape(outcome.name)
    return Message(
        {
            Binding.ALREADY_BOUND: f"您已经绑定为<b>{name}</b>，不用再绑定。点下面的按键，或直接打字就行。",
            Binding.OTHER_MEMBER: f"您的账号已绑定为<b>{name}</b>，这个邀请码是给另一位会员的。如果绑错了，请联系工会委员。",
            Binding.WRONG: f"这个邀请码不对，或者已经用过、作废。请核对后再发；还是不行，{escape(contact)}，要一个新的。",
            Binding.EXPIRED: f"这个邀请码已过期或不能再用，{escape(contact)}，要一个新的。",
            Binding.LOCKED: f"输错的次数太多，请在{_until(outcome.locked_until, now)}之后再试，或让工会委员帮您核对邀请码。",
            Binding.CONTACT_NOT_OWN: "这不是您本人的手机号。请点下面的“用本人手机号加入”按键，不要转发别人的名片。",
            Binding.CONTACT_LATE: "隔的时间有点久，请再点一次下面的“用本人手机号加入”。",
            Binding.CONTACT_UNKNOWN: f"名册里没有找到这个手机号，或者有几位登记了同一个号码。{escape(contact)}，要一个邀请码。",
            Binding.CODE_NEEDED: "这个身份要用邀请码绑定，请向工会委员要一个。",
        }[outcome.state]
    )


#: How people introduce themselves; whether there is such a member is not told.
_INTRODUCTION = re.compile(
    r"(?:您好|你好)?[，,！!。\s]*(?:我是|我叫|我的名字[是叫]|本人|姓名[：:]?)\s*[\u3400-\u9fff·]{2,12}[。！!]?"
)
_PHONE = re.compile(r"(?:\+?86)?1\d{10}")


def introduces(text: str) -> bool:
    """Whether somebody says who it is, and nothing else."""
    return _INTRODUCTION.fullmatch(text.strip()) is not None


def is_phone(text: str) -> bool:
    """Whether this is a mobile number."""
    return _PHONE.fullmatch("".join(text.replace("-", "").split())) is not None


def _until(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    return clock(moment) if local(moment).date() == local(now).date() else when(moment)

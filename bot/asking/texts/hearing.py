"""What is heard in a sentence besides its sense: people, proposals, notices that are meant."""

import re
from enum import StrEnum

_PROPOSALS = re.compile(
    r"(?:有|收到|来)(?:没有)?(?:了)?(?:什么|哪些|啥|几条|多少)?(?:条)?(?:新|没答复|没回复|待答复|未答复)?的?(?:合理化)?(?:建议|提案)(?:吗|没有|没|呢|呀)?[？?。]?$"
    r"|(?:哪些|多少|几条)(?:条)?(?:合理化)?(?:建议|提案).{0,4}(?:没|未|待|要)(?:答复|回复|办|处理)"
    r"|^(?:看看?|查看|看一下)(?:大家的|会员的|新的?)?(?:合理化)?(?:建议|提案)$"
)
_TAKE_BACK = re.compile(
    r"(?:把)?(?:撤回|撤销|收回|停发|停止发送)(?:一下)?(?:刚才|刚刚|上一?[条个])?(?:发)?的?(?:那[条个])?通知[。！!]?"
)
_WHO = r"(?P<name>[\u4e00-\u9fff·]{2,6}?)"
_LEFT_US = re.compile(
    _WHO + r"(?:同志|老师)?(?:已经|已)?(?:离职|辞职|退休|调走|调离|退会|离会|不干|去世)(?:了)?[。！!]?"
)
_OFFICE = re.compile(
    r"(?:请)?(?:把|让|由|请|任命|选|推选)"
    + _WHO
    + r"(?:同志|老师)?(?:设为|设成|设置为|做|当|任|为|担任|改为|改成)"
    r"(?:工会|我们组|第?.{1,4}组)?(?:的)?(?:小组长|组长|委员|主席)[。！!]?"
)
_STOPPED = re.compile(
    r"(?:把)?(?P<what>[^，。！？?!]{2,20}?)(?:活动)?(?:要|得|已经|临时)?(?:取消|停办|不办|不搞|办不成|办不了)(?:了|吧)[。！!]?"
)
_RESIZED = re.compile(
    r"(?:把)?(?P<what>[^，。！？?!]{2,20}?)的?(?:名额|人数)(?:再)?(?:改|增加|加|减少|减|调|扩大|扩|放宽)(?:到|成|为|至)?\d+[个人名]?[。！!]?"
)
_NOTICES = re.compile(
    r"(?:我)?(?:想|要)?(?:再)?(?:工会)?(?:看|查|查看|看看|看一下|看下|翻翻)?(?:一下)?(?:最近|最新|上次|昨天|今天|这周|都)?(?:有|发|收到)?(?:了)?(?:什么|哪些|啥|几条)?(?:新)?的?"
    r"(?:工会)?(?:的)?(?:通知|公告)(?:呢|吗|有哪些|是什么|说什么|说了什么|内容)?[？?。]?"
)
_CALENDAR = re.compile(r"(?:加|放|存|导|同步|写|记)[到入进在]?.{0,6}日历|日历.{0,4}(?:加|存|导)")
_WAS = re.compile(r"(?:我|俺)(?:今年|去年|以前|都|总共|一共)*(?:参加|报|去)过(?:的|哪些|什么|啥|几|多少)")
_REMINDER = re.compile(
    r"(?:别|不要|不用|甭)(?:再|老)*提醒(?:我|了|$)|(?:把|将)?提醒(?:关|停|取消)(?:掉|了)?$|(?:关|停|取消)(?:掉|了)?(?:我的)?提醒$"
    r"|(?:提前|早点|早一点|前一天|当天|(?:两|2|几)个?小时|晚上|早上).{0,8}提醒我|提醒我(?:早|提前).{0,4}|(?:改|换|设)(?:一下)?(?:我的)?提醒(?:时间)?"
)
_ASKS = re.compile("[吗？?]|没有$|了没$|是不是|有没有|谁|哪|几")
_LOOKS = re.compile("报(?:上|名)?了?(?:没有|没|吗|什么|啥|哪些|哪几)|(?:去|来|参加)(?:不去|不来|不参加|吗)")
_DOES_NOT_COME = re.compile(
    "来不了|去不了|参加不了|不去了|不来了|不能(?:来|去|参加)|不参加|取消|退(?:掉|了|出|报)|请假"
)
_COMES = re.compile("[帮替给为代].{0,4}(?:报|约|登记|占)|也?(?:要|想)(?:参加|报|去|来)|报个?名|报上")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,10}")


def asks_for_proposals(text: str) -> bool:
    """有什么新建议, 哪些建议还没答复: what members proposed, not a proposal."""
    return bool(_PROPOSALS.search(text))


def takes_back_a_notice(text: str) -> bool:
    """撤回刚才的通知."""
    return bool(_TAKE_BACK.fullmatch(text))


def activity_to_manage(text: str) -> str | None:
    """The activity in 歌会不办了 or 歌会名额加到150, as it was written; None for what one says of oneself."""
    found = _STOPPED.fullmatch(text) or _RESIZED.fullmatch(text)
    return found["what"] if found and "我" not in text else None


def asks_for_notices(text: str) -> bool:
    """最近的通知, 有什么通知: to read them, not to send one."""
    return bool(_NOTICES.fullmatch(text))


def wants_calendar(text: str) -> bool:
    """把歌会加到我的日历."""
    return bool(_CALENDAR.search(text))


def asks_what_was(text: str) -> bool:
    """我参加过哪些活动."""
    return bool(_WAS.search(text))


def wants_other_reminder(text: str) -> bool:
    """别提醒我了, 提前两小时提醒我: of oneself, not of others."""
    return bool(_REMINDER.search(text))


class ForAnother(StrEnum):
    """What is to be done for a colleague."""

    JOIN = "join"
    LEAVE = "leave"
    LOOK = "look"


def without(text: str, name: str) -> str:
    """The sentence without the colleague it is about."""
    return re.sub(f"[帮替给为代]?(?:一下)?(?:{re.escape(name)}|[他她])(?:同志|老师)?(?:的)?", "", text)


def for_another(text: str, name: str) -> ForAnother | None:
    """帮某人报名歌会, 某人歌会来不了了; None for a question about somebody, or anything else."""
    said = text.replace(name, "")
    if _LOOKS.search(said):
        return ForAnother.LOOK
    if _ASKS.search(said):
        return None
    if _DOES_NOT_COME.search(said):
        return ForAnother.LEAVE
    return ForAnother.JOIN if _COMES.search(said) else None


def member_meant(text: str) -> str | None:
    """The name in 赵甲离职了 or 把钱乙设为组长; None where nobody's membership or role is to change."""
    found = _LEFT_US.fullmatch(text) or _OFFICE.fullmatch(text)
    return found["name"] if found else None


def may_be_a_name(text: str) -> bool:
    """Whether this may be the name of a person, and nothing else."""
    return bool(_NAME.fullmatch(text))

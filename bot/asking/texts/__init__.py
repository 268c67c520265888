"""What is said in answer to free text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.activities.buttons import AskLeave, Coming, MySignUps, ShowActivity
from bot.activities.rules import SignUpStatus
from bot.activities.texts import headed
from bot.asking.buttons import HandOver, ShowHelp
from bot.buttons import Payload
from bot.language import Courtesy, Intent, PartOfDay, People, Status, When
from bot.message import Button, Message, escape
from bot.plan.buttons import ShowMonth
from bot.plan.texts import words
from bot.wording import day_of, days, local, when

if TYPE_CHECKING:
    from bot.activities.card import Card
    from bot.activities.looking import Line
    from bot.plan.looking import Line as Planned

_PART = {
    PartOfDay.MORNING: "上午",
    PartOfDay.NOON: "中午",
    PartOfDay.AFTERNOON: "下午",
    PartOfDay.EVENING: "晚上",
}
#: What a question has, and what a wish has that only looks like one.
QUESTION = re.compile("什么|哪|几[点号天个时]|多少|[吗嘛呢么]$|[?？]$|怎么样|有没有")
THANKS = re.compile("(?:好的?，?)?(?:谢谢|多谢|感谢|辛苦|谢)(?:您|你|大家|啦|了)*[。！!~]*")
WISH = re.compile(
    "建议|希望|最好|能不能|可不可以|可以|能否|应该|应当|太|另外|还有[，,]|也|都|改成|增加|加[个装]|装|安排一|行吗|好吗|好不好"
)
LIKELY = {
    Intent.QUERY_ACTIVITIES: "看近期活动",
    Intent.SIGNUP: "我要报名",
    Intent.QUERY_SIGNUPS: "我的报名",
    Intent.CANCEL: "取消报名",
    Intent.QUERY_PLAN: "计划安排",
    Intent.PROPOSE: "提建议",
}
_MOST_LIKELY = 3
_ALL_COMING = (Button("看全部近期活动", Coming(0, 0, back=False)),)


def period(asked: When | None, today: date) -> str:
    """The days asked about, in words, with the year where it is another one; empty when none were named."""
    if asked is None:
        return ""
    named = asked.from_on or asked.until_on
    year = f"{named.year}年" if named and named.year != today.year else ""
    return year + _period(asked)


def _period(asked: When) -> str:
    part = _PART.get(asked.part, "") if asked.part else ""
    if asked.from_on and asked.until_on:
        return f"{days(asked.from_on, asked.until_on)}{part}"
    if asked.until_on:
        return f"{day_of(asked.until_on)}以前"
    if asked.from_on:
        return f"{day_of(asked.from_on)}以后"
    return part


def none_but(heading: str, nearest: "Line | None") -> Message:
    """Nothing in the period; the next activity after it is one button away."""
    if nearest is None:
        return Message(f"{heading}没有安排活动，近期也没有别的活动。有新活动我会通知您。")
    return Message(
        f"{heading}没有安排活动。最近的一项是{when(nearest.starts_at)}的{headed(nearest.title)}：",
        ((Button(nearest.title, ShowActivity(nearest.activity_id)),), _ALL_COMING),
    )


def is_over(heading: str) -> Message:
    """The days asked about are past."""
    return Message(
        f"{heading}已经过去了。要看以前参加过的，点“我参加过的”。",
        ((Button("我参加过的", MySignUps(past=True)), *_ALL_COMING),),
    )


def which(name: str, choices: Sequence[tuple[str, datetime | None, Payload]]) -> Message:
    """Several activities may be meant; the day tells those of one name apart."""
    return Message(
        f"您说的“{escape(name)}”是哪一项？" if name else "您说的是哪一项？",
        tuple(
            (Button(f"{day_of(local(at).date())}{title}" if at else title, action),)
            for title, at, action in choices
        ),
    )


def none_called(name: str, planned: "Sequence[Planned]") -> str:
    """Stands before a list that is shown instead; ``planned``: what the plan has of that name."""
    if not planned:
        return f"没有找到“{escape(name)}”这项活动。"
    items = "；".join(f"{escape(line.title)}（{words.span(line.span)}）" for line in planned)
    return f"“{escape(name)}”还没有开放报名，年度计划里有：{items}。开放报名时会通知您。\n现在可以参加的："


def before(sentence: str, message: Message) -> Message:
    """The same message with words before it."""
    return Message(f"{sentence}\n{message.text}", message.rows)


def no_such_number(shown: int) -> Message:
    return Message(f"刚才只列了 {shown} 项，没有您说的那一项。请再说一遍是第几项，或直接说活动名称。")


def confirm_sign_up(title: str, card: Message, *, has_room: bool) -> Message:
    """What would happen is on the card; one press does it."""
    if not has_room:
        return before(f"{headed(title)}名额已经满了，要排候补吗？要就点“排候补”。\n", card)
    return before(f"您要报名{headed(title)}，对吗？对就点“我要报名”。\n", card)


def sign_up_others(
    title: str, people: People, card: Message, *, most_people: int, family: bool = False
) -> Message:
    """Somebody speaks for others (``family``: they are no members): what is possible here, with the card."""
    if family and most_people == 1:
        return before(f"{headed(title)}只限会员本人参加，这次不能带家属。您自己的报名看下面。\n", card)
    whom = "、".join(people.whom)
    if most_people > 1:
        head = (
            f"{headed(title)}可以带家属，每人最多报 {most_people} 人（含本人）。点“带家属一起报”，再选人数。"
        )
        if people.count > most_people:
            head = f"您要报 {people.count} 人，人数超了：{head}"
    else:
        head = f"{headed(title)}要每位会员自己报名，一人一个名额，我不能替{escape(whom) or '别人'}报。您自己可以点下面报名。"
    if most_people > 1:
        ways = "如果是同事，请同事用自己的手机报名，或者请小组长代报。"
    else:
        ways = f"请{escape(whom) or '同事'}在自己的手机上对我说“报名{escape(title)}”，或者请小组长代报。"
    return before(f"{head}\n{ways}\n", card)


def standing(shown: "Card") -> str:
    """Whether the person is signed up, in one sentence, before the card."""
    name = headed(shown.title)
    if shown.status is SignUpStatus.PLACED:
        return f"✅ 您已经报上{name}了。\n"
    if shown.status is SignUpStatus.WAITING:
        return f"⏳ 您在{name}的候补第 {shown.position} 位，有空名额就按顺序转正，马上通知您。\n"
    if shown.status is SignUpStatus.OFFERED:
        return f"❗ {name}给您留了名额，请点“确认参加”。\n"
    return f"您还没有报名{name}。\n"


def waiting_nowhere() -> str:
    return "您现在没有在排候补。"


def what_to_leave(choices: Sequence[tuple[str, datetime, int]]) -> Message:
    """The day tells those of one name apart."""
    return Message(
        "您想取消哪一项？",
        tuple(
            (Button(f"{day_of(local(at).date())}{title}", AskLeave(activity_id)),)
            for title, at, activity_id in choices
        ),
    )


def not_signed_up(name: str) -> str:
    return f"您没有报名“{escape(name)}”，不用取消。"


def nothing_to_leave() -> Message:
    return Message("您现在没有报名任何活动，不用取消。")


def list_not_for_members() -> str:
    return "报名名单只有小组长和委员能看，人数可以告诉您：\n"


_IN_STATE = {
    Status.DONE: "已经办完的计划",
    Status.OPEN: "还没办完的计划",
    Status.OVERDUE: "到期还没办完的计划",
}


_NONE_IN_STATE = {
    Status.DONE: "计划里还没有办完的事项。",
    Status.OPEN: "计划里的事项都办完了。",
    Status.OVERDUE: "没有到期还没办的计划项。",
}


def planned_in(status: Status | None) -> str:
    """What a list of the plan is called behind its days: 还没办完的计划."""
    return _IN_STATE.get(status, "的计划安排") if status else "的计划安排"


def nothing_like_it(month: int, status: Status) -> Message:
    """No item of the plan is in the state asked about."""
    return Message(
        _NONE_IN_STATE.get(status, "计划里没有这样的安排。"), ((Button("看全部计划安排", ShowMonth(month)),),)
    )


def and_more(message: Message, more: int, month: int) -> Message:
    """A long list of the plan, cut."""
    return Message(
        f"{message.text}\n……后面还有 {more} 项。", (*message.rows, (Button("按月看计划", ShowMonth(month)),))
    )


def take_your_time() -> str:
    return "不着急，照着说就行；有不明白的，也可以问您的工会小组长。\n"


def case(contact: str) -> Message:
    """Trouble at work or at home is nothing for a form: a person answers."""
    return Message(
        "您说的事很重要，工会愿意帮您。\n"
        f"{escape(contact)}。\n"
        "也可以点下面的按钮：我把您刚才这段话和姓名交给工会委员，请他们联系您。不点就不会转给任何人。",
        ((Button("请委员联系我", HandOver()),),),
    )


def ask_people(contact: str) -> Message:
    """A matter of membership, a changed number, a wish for a person: who can help, and how to be called back."""
    return Message(
        "入会退会、会费、换手机号换小组这类事，要由工会的人来办。\n"
        f"{escape(contact)}。\n"
        "也可以点下面的按钮：我把您刚才这句话和姓名交给工会委员，请他们联系您。不点就不会转给任何人。",
        ((Button("请委员联系我", HandOver()), Button("怎么用", ShowHelp())),),
    )


def courtesy(kind: Courtesy, name: str) -> Message:
    """A greeting is greeted, thanks are returned, and who wants nothing changed hears that nothing was."""
    if kind is Courtesy.GREETING:
        return Message(
            f"{escape(name)}，您好！想办什么直接说就行，比如“下周有什么活动”。",
            ((Button("看近期活动", Coming(0, 0, back=False)), Button("怎么用", ShowHelp())),),
        )
    if kind is Courtesy.STAY:
        return Message("好的，给您留着，什么都没有动。", ((Button("我的报名", MySignUps(past=False)),),))
    if kind is Courtesy.WHO:
        return Message(
            "我是工会小助手，一个替工会委员会值班的聊天机器人：查活动、报名、提建议，直接打字就行。要找真人，说“人工”。",
            ((Button("看近期活动", Coming(0, 0, back=False)), Button("怎么用", ShowHelp())),),
        )
    return Message("不客气，有事随时说。")


def unknown(likely: Sequence[tuple[Intent, Payload]]) -> Message:
    """One kind sentence with the likely ways on."""
    keys = [Button(LIKELY[intent], action) for intent, action in likely[:_MOST_LIKELY]]
    return Message(
        "这句话我没太明白。您可以换个说法，或者点下面的按钮：",
        (tuple(keys), (Button("怎么用", ShowHelp()), Button("没懂我，转给委员", HandOver()))),
    )


def handed_over() -> Message:
    return Message("已经转给工会委员，他们会联系您。")


def nothing_to_hand_over() -> str:
    return "这段话已经过了一会儿，请再说一遍，我帮您转给委员。"


def for_committee(name: str, group: str, text: str) -> Message:
    return Message(f"💬 {escape(name)}（{escape(group)}）有话想对委员说，请抽空联系：\n\n{escape(text)}")


def not_for_members() -> Message:
    return Message("这一项由工会委员办理。您有想法可以直接说“我有个建议”，我会转给他们。")


# -- what is heard ----------------------------------------------------------------------------------------

_MOVE = re.compile(
    r"(?:请|麻烦|帮忙|帮我)?[把将]?(?P<what>[^，。！？,!?]{2,40}?)的?(?:时间|日期|日子)?"
    r"(?:改|挪|调|推迟|延期|延|提前|顺延)[到成为至](?P<to>[^，。！？!?]{2,40})[。！!]?"
)
_RECEIPTS = re.compile(
    r"(?:谁|哪些人|哪几个人|有多少人|几个人).{0,6}(?:没|未|不).{0,4}(?:收到|确认|看通知|回执)"
)
_YEAR = re.compile(r"全年|整年|一整年|一年的|年度计划")
_LEFT = re.compile(r"还有|还剩|剩下|接下来|后面")
_FILES = (
    ("png", re.compile(r"年历图|计划图|全年.{0,4}(?:图|照片)|(?:图|图片)版")),
    ("xlsx", re.compile(r"计划.{0,8}(?:表格|excel|电子表)|(?:表格|excel|电子表).{0,4}计划", re.IGNORECASE)),
    ("ics", re.compile(r"(?:全年|计划).{0,6}(?:加入|加到|导入|放进|同步到).{0,4}日历|日历文件")),
)
_NAMED_YEAR = re.compile(r"(20\d\d)\s*年")


@dataclass(frozen=True, slots=True)
class AnotherTime:
    """Something is to take place at another time: ``what`` and ``to``, as they were written."""

    what: str
    to: str


def another_time(text: str) -> AnotherTime | None:
    """健步走改到下周五; None for anything else. What one says of oneself (我改到周三的场次) is no change of the activity."""
    found = _MOVE.fullmatch(text.strip())
    if found is None or "我" in found["what"]:
        return None
    return AnotherTime(found["what"], found["to"])


def asks_for_receipts(text: str) -> bool:
    """谁还没点收到, 哪些人没有确认通知."""
    return bool(_RECEIPTS.search(text))


def asks_for_a_year(text: str) -> bool:
    """全年计划."""
    return bool(_YEAR.search(text))


def asks_what_is_left(text: str) -> bool:
    """今年还有什么."""
    return bool(_LEFT.search(text))


def file_in(text: str) -> str | None:
    """Which sort of file of the plan is asked for: 年历图, 计划发我一份表格, 全年计划加到日历."""
    return next((form for form, pattern in _FILES if pattern.search(text)), None)


def year_in(text: str, this_year: int) -> int:
    """The year that is named, 明年 and 去年 too; otherwise this one."""
    if found := _NAMED_YEAR.search(text):
        return int(found[1])
    return this_year + ("明年" in text) - ("去年" in text)


def cannot_be_taken_back() -> str:
    return "已经送到的通知收不回来。内容有误的话，请再发一条更正。"


def times_are_set() -> str:
    return "活动的时间由工会委员定，还没有改。您看看这个时间行不行："


def which_to_move(choices: Sequence[tuple[str, date, Payload]]) -> Message:
    rows = tuple((Button(f"{title}（{day_of(day)}）", action),) for title, day, action in choices)
    return Message("您要改哪一项的时间？", rows)

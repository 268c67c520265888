"""What is said when somebody else is to come into a team."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.activities.buttons import ShowActivity, ShowMissing
from bot.activities.contests.buttons import (
    AnswerGuest,
    FoundWith,
    JoinTeam,
    PutIntoTeam,
    RefuseTeam,
    SeekFor,
    ShowTeam,
    TakeOutOfTeam,
)
from bot.activities.contests.texts import teams as team_texts
from bot.activities.texts import headed
from bot.buttons import Payload
from bot.message import Button, Message, escape
from bot.wording import when

if TYPE_CHECKING:
    from bot.activities.contests.crews import Crew
    from bot.activities.contests.guests import Choices, Invitation, Invitee

FORM, PLACE_FORM = "请同事进队", "往队里加人"
_NAME = r"(?P<name>[\u3400-\u9fff·]{2,6}?)"
#: 我想和钱乙组队, 请钱乙进我们队.
WISH = re.compile(
    rf"(?:我(?:们)?)?(?:想|要|能不能|可以)?(?:和|跟|与|同|找|请|拉|叫|邀请?|喊)(?:一下)?{_NAME}(?:老师|同志)?"
    r"(?:一起|一块儿?)?(?:来|去)?(?:组(?:个|一个|成)?队伍?|组个?一?队|搭档|搭伙|当队友|做队友|"
    r"(?:进|入|加入|参加|来)(?:我们?的?|咱们?的?)?队伍?)(?:吗|吧|可以吗|好吗)?"
)
LEAVE = re.compile(
    r"(?:我(?:想|要)?)?(?:退出|离开|退掉?|不在)(?:我们?的?|这支|那个|这个)?(?:队伍?|组队|(?P<team>[\u3400-\u9fff]{1,10}队))(?:了|吧)?|(?:我(?:想|要)?)?退队(?:了|吧)?"
)
STAND = re.compile(
    r"(?:我们?|咱们?)的?(?:队伍?)(?:里)?(?:还(?:差|缺|少|要|需要)(?:几个?|多少|谁|人)?人?(?:了)?|(?:齐|满|够)了(?:没有?|吗)|"
    r"(?:现在)?(?:有)?(?:哪些人|几个人|多少人|谁)|怎么样了?|报上了?(?:没有?|吗)|情况|的?(?:队伍)?码(?:是)?(?:多少|什么)?)?"
    r"|(?:我的)?队伍码(?:是)?(?:多少|什么)?|队(?:伍)?还(?:差|缺)几个?人?"
)
MARKS = "？?。.！!吧呀啊呢 "
#: 我想找个队, 怎么组队; 队里都有谁; 把队长给吴己.
SEEK = re.compile(
    r"(?:请问)?(?:我|帮我|给我)?(?:想|要|能|可以|怎么|没有)?(?:找|求|进|加入|组|缺)(?:个|一个|支|一支|建)?"
    r"(?:队伍?|队友|一队|组队)(?:报名|参加)?(?:怎么办)?|(?:我)?(?:还)?没有?(?:队伍?|队友|人组队)(?:怎么办)?|怎么组队(?:报名)?"
)
INSIDE = re.compile(r"(?:我们?|咱们?)?(?:的)?队(?:伍)?里?(?:都)?(?:有)?(?:哪些人|谁|几个人|多少人)")
HAND = re.compile(
    r"(?=.{4,20}$).*(?:(?:把|将)队长.*(?:给|交|让|换)|(?:让|请|换|由).{2,6}(?:来)?当队长|不(?:想)?当队长了).*"
)
#: The code in a few words: 队伍码 3RNXE, 我要加入3rnxe.
CODE_SAID = re.compile(r"(?:.{0,8}(?:队伍?码?|码|加入|进)(?:是)?[:：\s]*)([A-Za-z0-9]{5})(?:这?个?队伍?)?")
_FILLING = re.compile(r"加到|加进|加入|进|到|把|里|去|，|,|、|：|:")


def cleaned(text: str) -> str:
    """A name without the little words around it: 把周壬加进."""
    return "".join(_FILLING.sub(" ", text).split())


def ask_name(crew_name: str, drop: Payload) -> Message:
    return Message(
        f"请<b>哪位同事</b>进{escape(crew_name)}？请写姓名。用机器人的，本人点“加入”才算；没有用机器人的，我去问他的组长。",
        ((Button("✖ 取消", drop),),),
    )


def ask_which(found: "Sequence[tuple[str, Payload]]", drop: Payload) -> Message:
    return Message(
        "同名的不止一位，是哪一位？",
        (*((Button(label, action),) for label, action in found), (Button("✖ 取消", drop),)),
    )


def label(one: "Invitee") -> str:
    return f"{one.name}（{one.group}）"


def invited(done: "Invitation") -> Message:
    """To the captain."""
    name = escape(done.name)
    text = {
        "asked": f"📨 已经问{name}了，本人点“加入”就进队，有回音马上告诉您。",
        "asked_before": f"今天已经问过{name}了，明天可以再问；改了主意的话，把队伍码发给本人就行。",
        "leader_asked": f"📨 {name}没有用机器人，已经请组长确认；组长同意就进队，马上告诉您。",
        "entered": f"✅ {name}已经在{escape(done.crew.name)}里了。",
    }[done.came.value]
    return Message(
        f"{text}\n{team_texts.state(done.crew)}", ((Button("我的队伍", ShowTeam(done.crew.activity_id)),),)
    )


def placed(done: "Invitation") -> Message:
    """To the leader or the committee."""
    return Message(
        f"✅ {escape(done.name)}进了<b>{escape(done.crew.name)}</b>（{headed(done.crew.title)}），队友会收到通知。\n"
        f"{team_texts.state(done.crew)}",
        (
            (
                Button("🔔 还没回应的人", ShowMissing(done.crew.activity_id)),
                Button("查看活动", ShowActivity(done.crew.activity_id)),
            ),
        ),
    )


def decided_now(done: "Invitation", *, agree: bool) -> Message:
    if agree:
        return placed(done)
    return Message(f"已告诉队长：{escape(done.name)}不参加{escape(done.crew.name)}。")


def sought(name: str, activity_id: int) -> Message:
    return Message(
        f"🙋 已替{escape(name)}登记“找队伍”，截止时自动补进缺人的队伍，结果也会告诉您。",
        ((Button("🔔 还没回应的人", ShowMissing(activity_id)),),),
    )


def taken_out(name: str, activity_id: int) -> Message:
    return Message(
        f"{escape(name)}已经不在队伍里了，队友会收到通知。", ((Button("⬅ 返回", ShowMissing(activity_id)),),)
    )


def choose_team(shown: "Choices") -> Message:
    """The leader chooses a team for somebody."""
    back = (Button("⬅ 返回", ShowMissing(shown.activity_id)),)
    who, title = escape(shown.name), headed(shown.title)
    if shown.inside:
        rows = ((Button(f"请{shown.name}退出", TakeOutOfTeam(shown.activity_id, shown.member_id)),), back)
        return Message(f"{who}已经在<b>{escape(shown.inside)}</b>里了（{title}）。", rows)
    lines = [f"{title}是组队参加的。<b>{who}</b>进哪支队？"]
    if shown.seeking:
        lines.append("已经登记了“找队伍”，截止时自动补进缺人的队伍。")
    elif not shown.crews:
        lines.append("现在没有缺人的队伍，可以先登记“找队伍”。")
    teams = [
        (
            Button(
                f"{crew.name}（{len(crew.mates)} 人，{_room(crew)}）",
                PutIntoTeam(crew.team_id, shown.member_id),
            ),
        )
        for crew in shown.crews
    ]
    seek = (
        ()
        if shown.seeking
        else ((Button("🙋 替他登记找队伍", SeekFor(shown.activity_id, shown.member_id)),),)
    )
    return Message("\n".join(lines), (*teams, *seek, back))


def _room(crew: "Crew") -> str:
    return team_texts.lacking(crew.lack) if crew.lack.people else "人齐了，还能进"


def ask_placing(title: str) -> Message:
    return Message(
        f"{headed(title)}往<b>哪支队加谁</b>？写队名和姓名，比如“赵甲队 周壬”。截止以后也可以加，直到活动开始。"
    )


def found_with(title: str, found: "Sequence[Invitee]", activity_id: int) -> Message:
    """Somebody without a team wants one with a colleague."""
    rows = tuple(
        (Button(f"➕ 组队并请{label(one)}", FoundWith(activity_id, one.member_id)),) for one in found
    )
    return Message(
        f"{headed(title)}您还没有队伍。组一支队，您当队长，我去请{escape(found[0].name)}：",
        (*rows, (Button("👥 别的办法", ShowTeam(activity_id)),)),
    )


def which_contest(found: "Sequence[tuple[int, str]]") -> Message:
    """Of which contest somebody speaks."""
    if not found:
        return Message("您现在没有在任何队伍里，也没有要组队的活动。")
    return Message(
        "您说的是哪一项？",
        tuple((Button(f"👥 {title}", ShowTeam(activity_id)),) for activity_id, title in found),
    )


# -- pushes -----------------------------------------------------------------------------------------------


def come_to_us(crew: "Crew", captain: str) -> Message:
    return Message(
        f"👥 {escape(captain)}请您加入<b>{escape(crew.name)}</b>，一起参加{headed(crew.title)}（{when(crew.starts_at)}）。\n"
        f"现在 {len(crew.mates)} 人，{team_texts.lacking(crew.lack) if crew.lack.people else '人齐了，还能进'}。",
        (
            (Button("✅ 加入", JoinTeam(crew.code)), Button("这次不了", RefuseTeam(crew.team_id))),
            (Button("查看活动", ShowActivity(crew.activity_id)),),
        ),
    )


def may_come(crew: "Crew", captain: str, member_id: int, name: str) -> Message:
    return Message(
        f"👥 {escape(captain)}想请您组的<b>{escape(name)}</b>（没有用机器人）加入{escape(crew.name)}，"
        f"参加{headed(crew.title)}（{when(crew.starts_at)}）。请问过本人再点：",
        (
            (
                Button(f"✅ {name}参加", AnswerGuest(crew.team_id, member_id, True)),
                Button("不参加", AnswerGuest(crew.team_id, member_id, False)),
            ),
        ),
    )


def found_for(crew: "Crew", name: str) -> Message:
    """To the leader who had somebody look for a team."""
    return Message(
        f"🧩 您替{escape(name)}登记的“找队伍”有结果了：进了<b>{escape(crew.name)}</b>（{headed(crew.title)}，"
        f"{when(crew.starts_at)}，队长{escape(crew.captain)}）。请告诉本人。",
        ((Button("查看活动", ShowActivity(crew.activity_id)),),),
    )


def none_found_for(title: str, activity_id: int, name: str) -> Message:
    return Message(
        f"⌛ {headed(title)}报名截止了，没有给{escape(name)}找到队伍。请告诉本人。",
        ((Button("查看活动", ShowActivity(activity_id)),),),
    )


def does_not_come(crew: "Crew", name: str) -> Message:
    return Message(
        f"{escape(name)}这次不加入{escape(crew.name)}（{headed(crew.title)}）。可以再请别人。",
        ((Button("我的队伍", ShowTeam(crew.activity_id)),),),
    )


def leader_says_no(crew: "Crew", name: str, leader: str) -> Message:
    return Message(
        f"{escape(leader)}回复：{escape(name)}这次不参加{escape(crew.name)}（{headed(crew.title)}）。可以再请别人。",
        ((Button("我的队伍", ShowTeam(crew.activity_id)),),),
    )


def refused(name: str) -> Message:
    return Message(f"好的，已告诉{escape(name)}的队长，您这次不加入。")


# -- refusals ---------------------------------------------------------------------------------------------


def nobody_of_that_name(name: str) -> str:
    return f"没有找到可以进队的“{escape(name)}”：请写全名；已经在别的队里、不在参加范围里的不行。"


def asked_by_others(name: str) -> str:
    return f"别的队已经请了{escape(name)}，正在等组长确认。"


def decided(name: str) -> str:
    return f"{escape(name)}的事已经处理过了，或者队长收回了。"


def no_such_team() -> str:
    return "没有看到队名。请写队名和姓名，比如“赵甲队 周壬”。"


def cannot_lead(name: str) -> str:
    return f"{escape(name)}没有用机器人，当不了队长（队长要收通知）。请换一位。"

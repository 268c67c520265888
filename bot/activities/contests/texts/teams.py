"""What is said about teams to their people."""

import re
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.activities.buttons import Decline, MySignUps, ShowActivity
from bot.activities.contests.buttons import (
    AskLeaveTeam,
    DissolveTeam,
    EnlistTeam,
    EnterTeamCode,
    FoundTeam,
    HandTeamOver,
    InviteMate,
    JoinTeam,
    LeaveTeam,
    ManageCrew,
    RemoveMate,
    RenameTeam,
    SeekTeam,
    ShowTeam,
)
from bot.activities.rules import SignUpStatus
from bot.activities.rules_teams import Entry, Lack, Shape
from bot.activities.texts import headed
from bot.message import Button, Message, escape
from bot.wording import when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.activities.contests.crews import Crew
    from bot.activities.contests.teams import Invited, Mine

CODE_FORM = "输入队伍码"
NAME_FORM = "改队名"
NEW_TEAM = "新队伍"
#: 4到6人, 4-6, 5人
SIZE = re.compile(r"(\d+)\s*(?:人|个)?\s*(?:到|至|—|–|-|~|～)\s*(\d+)|(\d+)\s*(?:人|个)")
WOMEN = re.compile(r"(?:至少|最少|不少于)?\s*(\d+)\s*(?:名|个|位|人)?\s*女")
MEN = re.compile(r"(?:至少|最少|不少于)?\s*(\d+)\s*(?:名|个|位|人)?\s*男")
SUBSTITUTES = re.compile(r"替补\s*(?:最多|不超过)?\s*(\d+)|(\d+)\s*(?:名|个|位|人)?\s*替补")
WORDS_NO_TEAMS = frozenset({"不组队", "不用组队", "取消组队", "无"})


def default_name(captain: str) -> str:
    return f"{captain}队"[:12]


def shape(of: Shape) -> str:
    """每队 4–6 人，至少 2 男 2 女，替补最多 1 人."""
    size = f"{of.least} 人" if of.least == of.most else f"{of.least}–{of.most} 人"
    sexes = (f" {of.men} 男" if of.men else "") + (f" {of.women} 女" if of.women else "")
    mixed = f"，至少{sexes}" if sexes else ""
    return f"每队 {size}{mixed}" + (f"，替补最多 {of.substitutes} 人" if of.substitutes else "")


def lacking(lack: Lack) -> str:
    """还差 2 人（其中女 1 人）."""
    sexes = [f"{name} {number} 人" for name, number in (("男", lack.men), ("女", lack.women)) if number]
    return f"还差 {lack.people} 人" + (f"（其中{'、'.join(sexes)}）" if sexes else "")


def state(crew: "Crew") -> str:
    """Where a team stands, in a few words."""
    if crew.status is SignUpStatus.PLACED:
        return "✅ 已报名" + (f"，{lacking(crew.lack)}" if crew.lack.people else "")
    if crew.status is SignUpStatus.OFFERED:
        return "❗ 有名额，等队长确认"
    if crew.status is SignUpStatus.WAITING:
        return f"⏳ 人齐了，候补第 {crew.position} 位" if crew.position else "⏳ 人齐了，已登记，等结果"
    return f"⌛ {lacking(crew.lack)}" if crew.lack.people else "人齐了，还没有报名"


def my_team(shown: "Mine", link: str) -> Message:
    """The own team, or the ways into one. ``link``: lets somebody into the team."""
    if shown.crew is None:
        return _no_team(shown)
    crew = shown.crew
    lines = [f"👥 <b>{escape(crew.name)}</b>｜{headed(crew.title)}", state(crew), *_people(crew)]
    if crew.lack.people and crew.status is None and not shown.closed:
        lines.append(f"到{when(shown.fills_at)}还差人，就从找队伍的人里补；补不齐，这次就报不上。")
    rows: list[tuple[Button, ...]] = []
    if not shown.over and len(crew.mates) < crew.shape.largest:
        lines.append(
            f"🔑 队伍码 <code>{crew.code}</code>，队友发给我就能加入；也可以把链接转给队友：\n{link}"
        )
        words = quote(f"来加入{crew.name}，一起参加【{crew.title}】", safe="")
        share = f"https://t.me/share/url?url={quote(link, safe='')}&text={words}"
        rows.append((Button("📤 转给队友", url=share),))
    if not shown.over:
        if shown.captain and crew.status is SignUpStatus.OFFERED:
            rows.append((Button("✅ 去确认名额", ShowActivity(crew.activity_id)),))
        if shown.captain and crew.status is None and not crew.lack.people and not shown.closed:
            rows.append((Button("我要报名", EnlistTeam(crew.team_id)),))
        if shown.captain and len(crew.mates) < crew.shape.largest:
            rows.append((Button("➕ 请同事进队", InviteMate(crew.team_id)),))
        if shown.captain:
            manage = (Button("👤 管理队员", ManageCrew(crew.team_id)),) if len(crew.mates) > 1 else ()
            rows.append((*manage, Button("✏️ 改队名", RenameTeam(crew.team_id))))
            leave = (Button("退出队伍", AskLeaveTeam(crew.team_id, False)),) if len(crew.mates) > 1 else ()
            rows.append((*leave, Button("解散队伍", AskLeaveTeam(crew.team_id, True))))
        else:
            rows.append((Button("退出队伍", AskLeaveTeam(crew.team_id, False)),))
        if shown.compulsory:
            rows.append((Button("🙋 请假", Decline(crew.activity_id)),))
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", ShowActivity(crew.activity_id)),)))


def _no_team(shown: "Mine") -> Message:
    back = (Button("⬅ 返回", ShowActivity(shown.activity_id)),)
    lines = [f"👥 {headed(shown.title)}要组队报名：{shape(shown.shape)}。"]
    if shown.over or (shown.closed and not shown.qualified_only):
        return Message("\n".join([*lines, "报名已经截止，您没有在队伍里。"]), (back,))
    if shown.qualified_only:
        lines.append("这一轮由晋级的队伍参加。哪支队缺人请您顶上，把队长给的队伍码发给我就行。")
        return Message("\n".join(lines), ((Button("🔑 我有队伍码", EnterTeamCode()),), back))
    rows: list[tuple[Button, ...]] = [
        (Button("➕ 我来组队（当队长）", FoundTeam(shown.activity_id)),),
        (Button("🔑 我有队伍码", EnterTeamCode()),),
    ]
    if shown.compulsory:
        lines.append("📌 要求人人参加，您已在名单上，还没有队伍。")
        lines.append(f"自己组队、凭队伍码进队都行；到{when(shown.fills_at)}还没有队伍的，自动配队。")
        wait = Button("✅ 参加，等着配队", SeekTeam(shown.activity_id, True))
        if shown.answered:
            lines.append("👌 您已经回应过了。")
        rows.append((*(() if shown.answered else (wait,)), Button("🙋 请假", Decline(shown.activity_id))))
        return Message("\n".join(lines), (*rows, back))
    if shown.seeking:
        others = f"一共 {shown.others_seek} 人在找。" if shown.others_seek > 1 else ""
        lines.append(f"🙋 您在找队伍，截止时自动补进缺人的队伍，结果会通知您。{others}")
        rows.append((Button("不找了", SeekTeam(shown.activity_id, False)),))
    else:
        lines.append("没有队伍也可以先登记“找队伍”，截止时自动补进缺人的队伍。")
        rows.append((Button("🙋 找队伍", SeekTeam(shown.activity_id, True)),))
    return Message("\n".join(lines), (*rows, back))


def invited(shown: "Invited") -> Message:
    """The team behind a code, and the question whether to enter."""
    crew = shown.crew
    lines = [
        f"👥 <b>{escape(crew.name)}</b>｜{headed(crew.title)}{when(crew.starts_at)}",
        f"队长{escape(crew.captain)}；{shape(crew.shape)}。",
        state(crew),
        *_people(crew),
    ]
    if shown.inside:
        return Message("\n".join(lines), ((Button("我的队伍", ShowTeam(crew.activity_id)),),))
    return Message(
        "\n".join(lines),
        (
            (Button(f"✅ 加入{crew.name}", JoinTeam(crew.code)),),
            (Button("查看活动", ShowActivity(crew.activity_id)),),
        ),
    )


def ask_code() -> Message:
    return Message("请发<b>队伍码</b>（5 个字母或数字，问队长要）。")


def ask_name(name: str) -> Message:
    return Message(f"{escape(name)}改叫什么？请发新的<b>队名</b>，最多 12 个字。")


def ask_leave(
    crew_name: str, team_id: int, activity_id: int, *, dissolve: bool, keeps_place: bool = False
) -> Message:
    """The one confirming step."""
    after = "替补自动顶上，名额一直留着" if keeps_place else "人数不够时，队伍的名额会让出来"
    question = (
        f"确定解散{escape(crew_name)}吗？名额会让给别人，队友都会收到通知。"
        if dissolve
        else f"确定退出{escape(crew_name)}吗？队友会收到通知；{after}。"
    )
    yes = Button("确定解散", DissolveTeam(team_id)) if dissolve else Button("确定退出", LeaveTeam(team_id))
    return Message(question, ((yes, Button("先不", ShowTeam(activity_id))),))


def crew_page(crew: "Crew") -> Message:
    """The captain's page: each mate can be taken out or made captain."""
    rows = [
        (
            Button(f"移出{crew.names[mate.member_id]}", RemoveMate(crew.team_id, mate.member_id)),
            Button(f"请{crew.names[mate.member_id]}当队长", HandTeamOver(crew.team_id, mate.member_id)),
        )
        for mate in crew.mates
        if mate.member_id != crew.captain_id
    ]
    lines = [f"👤 <b>{escape(crew.name)}</b>的队员", state(crew), *_people(crew)]
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", ShowTeam(crew.activity_id)),)))


def _people(crew: "Crew") -> list[str]:
    players = "、".join(
        escape(crew.names[mate.member_id]) + ("（队长）" if mate.member_id == crew.captain_id else "")
        for mate in crew.players
    )
    lines = [f"队员 {len(crew.players)} 人：{players}"]
    if crew.substitutes:
        names = "、".join(escape(crew.names[mate.member_id]) for mate in crew.substitutes)
        lines.append(f"替补 {len(crew.substitutes)} 人：{names}")
    if crew.pending:
        lines.append(f"⏳ 等组长确认：{escape('、'.join(crew.pending))}")
    return lines


# -- pushes -----------------------------------------------------------------------------------------------


def _pushed(text: str, activity_id: int) -> Message:
    return Message(text, ((Button("我的队伍", ShowTeam(activity_id)),),))


def mate_entered(crew: "Crew", name: str) -> Message:
    return _pushed(
        f"👥 {escape(name)}加入了<b>{escape(crew.name)}</b>（{headed(crew.title)}，现在 {len(crew.mates)} 人）。\n{state(crew)}",
        crew.activity_id,
    )


def mate_left(crew: "Crew", name: str, moved_up: "Sequence[str]" = ()) -> Message:
    up = f"\n🔁 替补{escape('、'.join(moved_up))}顶上，现在是队员。" if moved_up else ""
    return _pushed(
        f"👥 {escape(name)}离开了<b>{escape(crew.name)}</b>（{headed(crew.title)}，现在 {len(crew.mates)} 人，"
        f"队长{escape(crew.captain)}）。{up}\n{state(crew)}",
        crew.activity_id,
    )


def you_are_out(crew: "Crew", captain: str) -> Message:
    return _pushed(
        f"队长{escape(captain)}把您移出了<b>{escape(crew.name)}</b>（{headed(crew.title)}）。您可以另外组队或找队伍。",
        crew.activity_id,
    )


def new_captain(crew: "Crew") -> Message:
    return _pushed(
        f"👥 <b>{escape(crew.name)}</b>（{headed(crew.title)}）的队长现在是{escape(crew.captain)}。",
        crew.activity_id,
    )


def team_ended(crew: "Crew", captain: str) -> Message:
    return _pushed(
        f"队长{escape(captain)}解散了<b>{escape(crew.name)}</b>（{headed(crew.title)}）。您可以另外组队或找队伍。",
        crew.activity_id,
    )


def team_has_places(title: str, activity_id: int, name: str) -> Message:
    return _pushed(f"🎉 <b>{escape(name)}</b>报上了{headed(title)}，全队都有名额。", activity_id)


def team_lost_places(title: str, activity_id: int, name: str) -> Message:
    return _pushed(
        f"<b>{escape(name)}</b>在{headed(title)}的名额已经让出来了。补齐队员可以再报。", activity_id
    )


def team_goes_on(crew: "Crew", place: str) -> Message:
    """To everybody of a team that qualified."""
    where = f"，{escape(place)}" if place else ""
    spare = (
        "来不了的请点“我的队伍”退出，替补自动顶上"
        if crew.substitutes
        else "来不了的请点“我的队伍”退出，队长再请人顶上"
    )
    lines = [
        f"🎉 恭喜晋级！<b>{escape(crew.name)}</b>已在{headed(crew.title)}的名单上：{when(crew.starts_at)}{where}。"
    ]
    return _pushed("\n".join([*lines, *_people(crew), f"{spare}，名额一直留着。"]), crew.activity_id)


def put_together(crew: "Crew", *, added: bool) -> Message:
    """At the deadline: somebody was put into the team, or the team got people."""
    head = (
        f"🧩 您找到队伍了：<b>{escape(crew.name)}</b>（{headed(crew.title)}，队长{escape(crew.captain)}）。"
        if added
        else f"🧩 找队伍的人补进来了：<b>{escape(crew.name)}</b>（{headed(crew.title)}）。"
    )
    return _pushed("\n".join([head, state(crew), *_people(crew)]), crew.activity_id)


def lacks_people(crew: "Crew", at: datetime, seekers: int) -> Message:
    """The day before the places are settled."""
    found = f"现在有 {seekers} 人在找队伍，到时候需要的人自动补进来" if seekers else "现在没有人在找队伍"
    return _pushed(
        f"⏰ <b>{escape(crew.name)}</b>（{headed(crew.title)}）{lacking(crew.lack)}，{when(at)}截止。"
        f"{found}；补不齐，这次就报不上。",
        crew.activity_id,
    )


def still_incomplete(crew: "Crew", *, seekers: int) -> Message:
    why = "找队伍的人凑不出需要的男女搭配或人数" if seekers else "没有人在找队伍"
    return _pushed(
        f"⌛ {headed(crew.title)}报名截止了，<b>{escape(crew.name)}</b>{lacking(crew.lack)}，{why}，"
        "这次没有报上。想参加请联系工会委员。",
        crew.activity_id,
    )


def no_team_found(title: str, activity_id: int, of: Shape) -> Message:
    return Message(
        f"⌛ {headed(title)}报名截止了，没有给您找到队伍（{shape(of)}，剩下的人凑不成一队）。想参加请联系工会委员。",
        ((Button("查看活动", ShowActivity(activity_id)),),),
    )


def passed_over(title: str, activity_id: int, people: int, smaller: int) -> Message:
    return Message(
        f"⏳ {headed(title)}刚才空出的名额不够 {people} 人一起，先给了后面 {smaller} 人的。"
        "您的位置没有变，空位够了马上转正。",
        ((Button("我的报名", MySignUps(past=False)), Button("查看活动", ShowActivity(activity_id))),),
    )


# -- refusals ---------------------------------------------------------------------------------------------


def in_teams_only(title: str, activity_id: int) -> Message:
    return Message(
        f"{headed(title)}是组队参加的，报名、退出都在队伍里办。",
        ((Button("👥 我的队伍", ShowTeam(activity_id)),),),
    )


def no_teams_here(title: str) -> str:
    return f"{headed(title)}不用组队，直接报名就行。"


def team_gone() -> str:
    return "这支队伍已经解散，或者您不在里面了。"


def not_a_mate() -> str:
    return "这个人不在队伍里了。"


def captain_only(name: str) -> str:
    return f"这一项要请{escape(name)}的队长来办。"


def no_such_code() -> str:
    return "没有这个队伍码。请向队长再核对一下，大小写都可以。"


def cannot_enter(name: str, why: Entry) -> str:
    return {
        Entry.FULL: f"{escape(name)}已经满员了。可以自己组队，或者找队伍。",
        Entry.UNKNOWN: f"{escape(name)}要男女搭配，可名册上没有登记您的性别，请联系工会委员补上再来。",
        Entry.FOR_MEN: f"{escape(name)}剩下的位置要留给男队员（要男女搭配）。可以自己组队，或者找队伍。",
        Entry.FOR_WOMEN: f"{escape(name)}剩下的位置要留给女队员（要男女搭配）。可以自己组队，或者找队伍。",
    }[why]


def in_another_team(name: str, activity_id: int) -> Message:
    return Message(
        f"您已经在{escape(name)}里了，一个人只能在一支队伍。想换队请先退出。",
        ((Button("我的队伍", ShowTeam(activity_id)),),),
    )


def qualified_teams_only(title: str) -> str:
    return f"{headed(title)}由晋级的队伍参加，不能另外组队。"


def no_room_to_grow(title: str) -> str:
    return f"{headed(title)}的名额满了，队伍暂时不能再加人。"


def name_length(most: int) -> str:
    return f"队名请写 1 到 {most} 个字。"


def name_taken(name: str) -> str:
    return f"已经有一支队伍叫{escape(name)}，请换一个。"

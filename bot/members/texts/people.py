"""What is said about members and groups to those who look after them."""

from collections.abc import Sequence

from bot.members.buttons import (
    AddMembers,
    ChangeRole,
    ChooseGroup,
    FindMember,
    IssueInvite,
    IssueInvites,
    ManageGroup,
    MarkLeft,
    NewGroup,
    ShowGroups,
    ShowMember,
    ShowMembers,
    ShowRoles,
)
from bot.members.people import Held, Listed, MemberCard, MembersPage, NumberedGroup
from bot.members.rules import Role
from bot.members.texts import ROLES
from bot.message import Button, Message, escape
from bot.paging import turning
from bot.wording import day_of

ABOUT_MEMBERS = "会员和小组"
WORDS_MEMBERS = (
    *("会员", "会员列表", "名册", "小组", "本组", "我的小组", "组员"),
    *("邀请码", "本组邀请码", "我们组的邀请码", "本组人数", "我们组有多少人", "我们组有几个人"),
    *("我们组有谁", "我们组都有谁", "没绑定的人", "谁没绑定", "谁还没绑定", "哪些人没绑定", "有多少人没绑定"),
    *("导入名册", "更新名册", "上传名册"),
)
KEY_MEMBERS = "👥 会员名单"
DESK_MEMBERS = "👥 会员和邀请码"
FIND_FORM = "查找会员"
GROUPS_ON_A_PAGE = 10


def _mark(bound: bool, reachable: bool) -> str:
    if not bound:
        return "▫️"
    return "✅" if reachable else "🚫"


def groups(listed: Sequence[NumberedGroup], page: int, may_manage: bool) -> Message:
    """The groups as buttons, ten on a page."""
    pages = max(1, -(-len(listed) // GROUPS_ON_A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = listed[page * GROUPS_ON_A_PAGE : (page + 1) * GROUPS_ON_A_PAGE]
    keys = [Button(f"{group.path}（{group.number}）", ShowMembers(group.id, 0)) for group in shown]
    rows: list[tuple[Button, ...]] = [(key,) for key in keys]
    rows += turning(page, page < pages - 1, ShowGroups)
    rows.append((Button("全部会员", ShowMembers(0, 0)), Button("🔍 按姓名查找", FindMember())))
    if may_manage:
        rows.append((Button("➕ 加会员", AddMembers(0)), Button("➕ 新建小组", NewGroup(0))))
    more = "\n要更新名册，直接把表格（.xlsx 或 .csv）发给我就行，会先给您看改动。" if may_manage else ""
    return Message(f"<b>会员和小组</b>\n点小组看会员，括号里是人数。{more}", tuple(rows))


def members(page: MembersPage) -> Message:
    """A page of members, one button each."""
    title = escape(page.title) or "全部会员"
    head = f"<b>{title}</b>：{page.total} 人，已绑定 {page.bound} 人"
    if page.pages > 1:
        head += f"（第 {page.page + 1}/{page.pages} 页）"
    legend = "\n✅ 已绑定　▫️ 未绑定　🚫 停用了机器人" if page.total else "\n还没有会员。"
    keys = [_key(one) for one in page.items]
    rows = [tuple(keys[start : start + 2]) for start in range(0, len(keys), 2)]
    rows += turning(page.page, page.page < page.pages - 1, lambda number: ShowMembers(page.group_id, number))
    if page.may_invite and page.group_id and page.bound < page.total:
        rows.append((Button("📨 未绑定会员的邀请码", IssueInvites(page.group_id, 0, sure=False)),))
    if page.may_manage and page.group_id:
        rows.append(
            (
                Button("➕ 加会员", AddMembers(page.group_id)),
                Button("⚙️ 管理这个小组", ManageGroup(page.group_id)),
            )
        )
    rows.append((Button("🔍 按姓名查找", FindMember()), Button("返回小组", ShowGroups(0))))
    return Message(head + legend, tuple(rows))


def _key(one: Listed) -> Button:
    return Button(f"{_mark(one.bound, one.reachable)} {one.name}", ShowMember(one.id))


def ask_name() -> Message:
    return Message("请发来要找的姓名，写一部分也行。")


def found(name: str, listed: Sequence[Listed]) -> Message:
    """Who was found, one button each with the group."""
    rows: list[tuple[Button, ...]] = [
        (Button(f"{_mark(one.bound, one.reachable)} {one.name}（{one.group}）", ShowMember(one.id)),)
        for one in listed
    ]
    rows.append((Button("🔍 再找一位", FindMember()), Button("返回小组", ShowGroups(0))))
    head = f"找到 {len(listed)} 位：" if listed else f"没有找到“{escape(name)}”，可能不在您的管理范围内。"
    return Message(head, tuple(rows))


def card(one: MemberCard) -> Message:
    """One member, with what can be done."""
    state = "✅ 已绑定" if one.reachable else "🚫 已绑定，但停用了机器人" if one.bound else "▫️ 未绑定"
    lines = [f"<b>{escape(one.name)}</b>　{escape(one.group)}", state]
    if one.roles:
        lines.append("职务：" + "、".join(_role(held) for held in one.roles))
    if one.employee_no:
        lines.append(f"工号：{escape(one.employee_no)}")
    if one.phone_end:
        lines.append(f"手机：尾号 {one.phone_end}")
    if one.hired_on:
        lines.append(f"入职：{day_of(one.hired_on, year=True)}")
    rows: list[tuple[Button, ...]] = []
    keys: list[Button] = []
    if one.may_invite and (one.may_manage or not one.bound):
        keys.append(Button("📨 换绑码" if one.bound else "📨 邀请码", IssueInvite(one.id, sure=False)))
    if one.may_manage:
        keys.append(Button("调到别的小组", ChooseGroup(one.id, 0)))
    if keys:
        rows.append(tuple(keys))
    offices = (Button("任免职务", ShowRoles(one.id)),) if one.may_grant else ()
    leaving = (Button("已离会", MarkLeft(one.id, sure=False)),) if one.may_manage else ()
    if offices or leaving:
        rows.append((*offices, *leaving))
    rows.append((Button("返回小组", ShowMembers(one.group_id, 0)),))
    return Message("\n".join(lines), tuple(rows))


def _role(held: Held) -> str:
    return ROLES[held.role] + (f"（{escape(held.path)}）" if held.path else "")


def roles(one: MemberCard) -> Message:
    """What the member can be made, and what taken away."""
    held = {(each.role, each.group_id) for each in one.roles}
    rows = [
        (
            Button(
                f"免去{_plain_role(each)}",
                ChangeRole(one.id, each.role, each.group_id or 0, grant=False, sure=False),
            ),
        )
        for each in one.roles
    ]
    offers = ((Role.LEADER, one.group_id), (Role.COMMITTEE, None), (Role.CHAIR, None))
    for role, group_id in offers:
        if (role, group_id) not in held:
            where = f"（{one.group}）" if group_id else ""
            rows.append(
                (
                    Button(
                        f"任命为{ROLES[role]}{where}",
                        ChangeRole(one.id, role, group_id or 0, grant=True, sure=False),
                    ),
                )
            )
    rows.append((Button("返回", ShowMember(one.id)),))
    now = "、".join(_role(each) for each in one.roles) or "没有职务"
    return Message(f"<b>{escape(one.name)}</b>现在：{now}\n要做什么？", tuple(rows))


def _plain_role(held: Held) -> str:
    return ROLES[held.role] + (f"（{held.path}）" if held.path else "")


#: A rule that the very first committee cannot follow yet.
_TWO = "有其他委员时，要其中一位确认才生效。"


def nomination_waits(name: str, member_id: int, asked: int) -> Message:
    return Message(
        f"已提出，正等另一位委员或主席确认（已请 {asked} 位）。确认后，<b>{escape(name)}</b>和您都会收到消息。",
        ((Button("返回", ShowMember(member_id)),),),
    )


def nomination_settled(name: str, role: Role, *, agreed: bool) -> Message:
    return Message(
        f"已同意：<b>{escape(name)}</b>担任{ROLES[role]}。"
        if agreed
        else f"已记下您不同意，没有任命<b>{escape(name)}</b>。"
    )


def sure_about_role(name: str, change: ChangeRole, where: str) -> Message:
    """The question before a role changes."""
    what = ROLES[change.role] + (f"（{escape(where)}）" if where else "")
    effect = {
        Role.LEADER: "小组长可以看本组名单、提醒本组会员。",
        Role.COMMITTEE: f"委员可以发通知、办活动、看全部会员、答复建议。{_TWO}",
        Role.CHAIR: f"主席可以做委员的一切，并任免职务。{_TWO}",
        Role.MEMBER: "",
    }[change.role]
    sure = ChangeRole(change.member_id, change.role, change.group_id, change.grant, sure=True)
    ask = (
        f"任命<b>{escape(name)}</b>为{what}吗？{effect}"
        if change.grant
        else f"免去<b>{escape(name)}</b>的{what}吗？"
    )
    return Message(ask, ((Button("确定", sure), Button("不改了", ShowMember(change.member_id))),))


def invitation(name: str, code: str, link: str, days: int, *, rebinding: bool) -> Message:
    """The code for one member, ready to be forwarded."""
    kind = "换绑码" if rebinding else "邀请码"
    return Message(
        f"<b>{escape(name)}</b>的{kind}：<code>{code[:5]}-{code[5:]}</code>\n{link}\n"
        f"{days} 天内有效，只能用一次，以前给的作废。请只发给本人：点链接，或把{kind}发给我，都行。"
    )


def sure_about_invites(title: str, number: int, group_id: int, newest: int) -> Message:
    return Message(
        f"<b>{escape(title)}</b>还有 {number} 位会员没有绑定。现在为他们生成邀请码吗？以前发的邀请码会作废。",
        (
            (
                Button(f"生成 {number} 个", IssueInvites(group_id, newest, sure=True)),
                Button("不用了", ShowMembers(group_id, 0)),
            ),
        ),
    )


def invitations_made(title: str, number: int, group_id: int) -> Message:
    return Message(
        f"<b>{escape(title)}</b>：已生成 {number} 位会员的邀请码，在下面的文件里，请分别发给本人。",
        ((Button("返回小组", ShowMembers(group_id, 0)),),),
    )


def all_bound() -> str:
    return "这个小组的会员都已绑定，不需要邀请码。"


def invitations_file(title: str) -> str:
    return f"邀请码-{title.replace('/', '-')}.xlsx"


def invitations_caption(number: int, days: int) -> str:
    return f"{number} 位会员的邀请码，{days} 天内有效，每个只能用一次。请分别发给本人，发完请删除这个文件。"


def sure_about_leaving(name: str, member_id: int) -> Message:
    return Message(
        f"<b>{escape(name)}</b>已经离会了吗？确定后，账号马上解除绑定，职务和邀请码作废，"
        "还没开始的活动报名自动取消、名额让给候补。以前的记录保留。",
        ((Button("确定离会", MarkLeft(member_id, sure=True)), Button("不是", ShowMember(member_id))),),
    )


def has_left(name: str, activities: Sequence[str]) -> Message:
    """``activities``: where places were given back."""
    back = ""
    if activities:
        titles = "、".join(f"【{escape(title)}】" for title in activities)
        back = f"\n报名也已取消：{titles}，有候补的已按顺序转正。"
    return Message(
        f"已办理：<b>{escape(name)}</b>离会，账号已解除绑定。{back}", ((Button("返回小组", ShowGroups(0)),),)
    )

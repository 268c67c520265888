"""What is said about members, groups, roles and joining."""

from collections.abc import Sequence

from bot.members.audience import Trait
from bot.members.buttons import IssueInvite, OpenMenu, SettleNomination, StopRebinding
from bot.members.rules import Role
from bot.message import Button, Message, escape

ROLES = {
    Role.MEMBER: "会员",
    Role.LEADER: "工会小组长",
    Role.COMMITTEE: "工会委员",
    Role.CHAIR: "工会主席",
}
TRAITS = {
    Trait.WOMEN: "女职工",
    Trait.MEN: "男职工",
    Trait.SERVING: "在职会员",
    Trait.RETIRED: "退休会员",
    Trait.FRONT_LINE: "一线职工",
    Trait.NEW: "入职一年内的新会员",
    Trait.LEADERS: "工会小组长",
    Trait.COMMITTEE: "工会委员",
}


def audience(groups: Sequence[str], traits: Sequence[Trait], named: int, circles: Sequence[str] = ()) -> str:
    """全体会员；教务组、后勤组的女职工；乒乓球小组的成员；指定的 3 位会员。"""
    if not (groups or traits or named or circles):
        return "全体会员"
    parts = []
    where = "、".join(groups)
    who = "、".join(TRAITS[trait] for trait in traits)
    if circles:
        part = f"{'、'.join(circles)}的{who or '成员'}"
        parts.append(f"{part}（限{where}）" if where else part)
    elif groups or traits:
        parts.append(f"{where}的{who}" if where and who else who or f"{where}的会员")
    if named:
        parts.append(f"指定的 {named} 位会员")
    return "，以及".join(parts)


# -- refusals -----------------------------------------------------------------------------------------------


def not_allowed() -> str:
    return "这不在您的管理范围内，如有需要请联系上一级工会委员。"


def only_the_chair() -> str:
    return "任免小组长和委员由工会主席办理。"


def needs_two() -> str:
    return "任命委员和主席要两个人：主席提出，另一位委员或主席确认。"


def second_person_only() -> str:
    return "这要由提出人和本人以外的另一位委员或主席来确认。"


def nomination_is_settled() -> str:
    return "这项任命已经处理过，或者超过了 7 天。需要的话，请主席重新提出。"


def no_such_member() -> str:
    return "没有找到这位会员，可能已经离会。请重新查找。"


def no_such_group() -> str:
    return "没有找到这个小组，可能已经撤销。请重新选择。"


def group_exists(name: str) -> str:
    return f"这一级已经有“{escape(name)}”了，请换一个名称。"


def group_ring() -> str:
    return "不能把一个小组移到它自己的下级里，请另选一个上级。"


def groups_too_deep(deepest: int) -> str:
    return f"组织层级最多 {deepest} 级，请放到更高一级下面。"


def group_is_root() -> str:
    return "最上一级组织不能撤销。"


def group_not_empty(name: str, members: int, groups: int) -> str:
    left = "、".join(
        part
        for part in (f"{members} 位会员" if members else "", f"{groups} 个下级小组" if groups else "")
        if part
    )
    return f"“{escape(name)}”里还有 {left}，请先移到别处，再撤销。"


def bad_group_name(limit: int) -> str:
    return f"小组名称请写 1 到 {limit} 个字，不要带“/”。"


def bad_person_name() -> str:
    return "请写您的真实姓名，不超过 40 个字，比如：赵甲。"


def outranked(name: str) -> str:
    return f"{escape(name)}的权限比您大，邀请码请由工会主席签发，或由运行机器人的同事用命令签发。"


def holds_an_office(name: str) -> str:
    return f"{escape(name)}担任着工会职务，请先由工会主席免去职务，再办理离会。"


def already_bound(name: str, member_id: int) -> Message:
    return Message(
        f"<b>{escape(name)}</b>已经绑定了账号。如果是换了手机号或账号，可以签发换绑码："
        "原账号会收到通知，可以当场阻止；新账号用码之后，原账号就不能再用。",
        ((Button("签发换绑码", IssueInvite(member_id, sure=True)),),),
    )


def new_account_by_committee(name: str) -> str:
    return f"<b>{escape(name)}</b>已经绑定了账号。如果是换了手机号或账号，请联系工会委员签发换绑码。"


def codes_made_meanwhile() -> str:
    return "刚刚已经生成过邀请码，就是上面的那个文件。还要再生成的话，请回到小组重新点一次。"


def leader_needs_group() -> str:
    return "请先选好小组：小组长要对应一个工会小组。"


def chair_is_of_all() -> str:
    return "工会主席管理整个工会，不能只对应一个小组。"


def last_chair(name: str) -> str:
    return f"{escape(name)}是现在唯一的工会主席。请先任命新的主席，再办理。"


def set_up_code_void() -> str:
    return "这个设置链接已经失效。请重新启动程序，用新打印出来的链接。"


def several_of_that_name(name: str) -> str:
    return f"名册里有好几位“{escape(name)}”。请运行机器人的同事用 run.py invite 为您签发邀请码，再办理设置。"


# -- pushes -------------------------------------------------------------------------------------------------


def role_was_granted(name: str, role: Role, group: str | None) -> Message:
    where = f"（{escape(group)}）" if group else ""
    return Message(
        f"{escape(name)}，您已担任<b>{ROLES[role]}</b>{where}。",
        ((Button("看看新增的功能", OpenMenu()),),),
    )


def please_confirm(
    chair: str, name: str, group: str, phone: str | None, role: Role, nomination_id: int
) -> Message:
    """What the second person decides on: who it is, from which group, the last digits of the number."""
    known = f"{escape(group)}，手机尾号 {phone[-4:]}" if phone else escape(group)
    return Message(
        f"主席{escape(chair)}提议任命<b>{escape(name)}</b>（{known}）为<b>{ROLES[role]}</b>，需要您或另一位委员确认。\n"
        "请核实是主席本人的意思，再点“同意”。7 天内有效。",
        (
            (
                Button("同意", SettleNomination(nomination_id, agree=True)),
                Button("不同意", SettleNomination(nomination_id, agree=False)),
            ),
        ),
    )


def nomination_was_settled(by: str, name: str, role: Role, *, agreed: bool) -> Message:
    return Message(
        f"{escape(by)}已确认，<b>{escape(name)}</b>现在是{ROLES[role]}。"
        if agreed
        else f"{escape(by)}不同意，没有任命<b>{escape(name)}</b>为{ROLES[role]}。"
    )


def rebinding_announced(name: str, invite_id: int) -> Message:
    return Message(
        f"{escape(name)}，委员刚刚为您签发了一个<b>换绑码</b>：谁先用它，会员身份就转到谁的账号上，这个账号随即停用。\n"
        "如果不是您本人要求的，请马上点下面的按钮。",
        ((Button("不是我要求的，作废", StopRebinding(invite_id)),),),
    )


def rebinding_was_stopped(name: str) -> Message:
    return Message(f"⚠️ <b>{escape(name)}</b>表示没有要求换绑账号，换绑码已作废。请核实是谁提出的申请。")


def rebinding_stopped(done: bool) -> Message:
    return Message(
        "已作废，您的账号照常使用。工会委员也收到了提醒。"
        if done
        else "这个换绑码已经用过或作废，不需要再处理。"
    )


def account_was_replaced() -> Message:
    return Message(
        "您的会员身份已用换绑码转到另一个账号，这个账号不再使用。\n如果不是您本人操作，请马上联系工会委员。"
    )


def many_wrong_codes(number: int) -> Message:
    return Message(
        f"⚠️ 最近一小时有人输错邀请码 {number} 次，可能有人在试码。输错的账号已自动锁定，邀请码猜中的可能极小；"
        "如有疑问，请提醒会员不要转发邀请码。"
    )

"""What is said about roster files: what was wrong with a row and what to do, the preview, the result."""

from collections.abc import Mapping, Sequence

from bot.members.buttons import DropRoster, ImportRoster, RosterReport, ShowGroups
from bot.members.texts.words import HEADERS
from bot.message import Button, Message, escape

FIELDS = {
    "name": "姓名",
    "group": "工会小组",
    "phone": "手机号",
    "employee_no": "工号",
    "sex": "性别",
    "born_on": "出生日期",
    "hired_on": "入职日期",
    "retired": "是否退休",
    "front_line": "是否一线",
}
SHOWN = 5
JOINT = "；"
INVITATIONS = "邀请码"
INVITATION_HEADER = ("工会小组", "姓名", "邀请码", "邀请链接")
REPORT_HEADER = ("行号", "姓名", "结果", "说明")

# -- files --------------------------------------------------------------------------------------------------


def no_header() -> str:
    wanted = "、".join(f"“{FIELDS[name]}”" for name in ("name", "group", "phone", "employee_no"))
    return f"没有找到名册的表头。请在第一行写明列名：{wanted}等，其中姓名和工会小组必须有，然后再发一次。"


def header_lacks(names: Sequence[str]) -> str:
    lacking = "、".join(f"“{FIELDS[name]}”" for name in names)
    also = "，".join(sorted(word for word in HEADERS[names[0]] if not word.isascii())[:4])
    return f"名册里缺少{lacking}这一列（也可以写作：{also}）。请补上后再发一次。"


def header_twice(name: str, first: str, second: str) -> str:
    return f"“{escape(first)}”和“{escape(second)}”看起来都是{FIELDS[name]}，请只留一列，再发一次。"


def not_fetched() -> str:
    return "文件没有收全，可能是网络不稳，请再发一次。"


def too_large() -> str:
    return "文件超过 5 MB。名册只要文字，请删去图片等内容再发。"


def no_rows() -> str:
    return "表头下面没有会员。请检查是不是发错了文件。"


# -- rows ---------------------------------------------------------------------------------------------------


def name_missing() -> str:
    return "没有写姓名，请补上"


def name_bad(written: str) -> str:
    return f"姓名“{written[:20]}”不像人名，请检查（40 个字以内，不含数字和符号）"


def group_missing() -> str:
    return "没有写工会小组，请补上"


def group_bad(written: str) -> str:
    return f"小组“{written[:20]}”太长，每一级请在 40 个字以内"


def digits_lost(field: str) -> str:
    return f"{FIELDS[field]}是 16 位以上的数字，Excel 已丢失后几位；请把这一列设为“文本”格式后重新填写"


def scientific(field: str, written: str) -> str:
    return (
        f"{FIELDS[field]}“{written[:20]}”被存成了科学计数，后几位已丢失；请把这一列设为“文本”格式后重新填写"
    )


def phone_bad(written: str) -> str:
    return f"手机号“{written[:20]}”不是 11 位手机号，请检查（境外号码请带国家码，如 +852…）"


def employee_no_bad(written: str) -> str:
    return f"工号“{written[:20]}”太长或含有特殊符号，请用 32 个以内的字母、数字或“-”"


def formula_error(field: str, written: str) -> str:
    return f"{FIELDS[field]}是出错的公式（{written[:10]}），请改成文字"


def value_unclear(field: str, written: str) -> str:
    return f"{FIELDS[field]}“{written[:20]}”看不懂，这一项没有导入，其余照常"


def date_incomplete(field: str, written: str) -> str:
    return f"{FIELDS[field]}“{written[:20]}”没有写到日，这一项没有导入，其余照常"


def same_as_row(field: str, number: int) -> str:
    return f"{FIELDS[field]}和第 {number} 行相同，请核对是哪一位"


def repeated_row(number: int) -> str:
    return f"和第 {number} 行是同一个人，已略过"


def same_name_as_row(name: str, number: int) -> str:
    return f"和第 {number} 行同名（{name}），又没有工号或手机号可以区分，请两行都补上"


def several_in_roster(name: str) -> str:
    return f"名册里已有几位“{name}”，请填工号或手机号，以便区分"


def same_member_as_row(number: int) -> str:
    return f"和第 {number} 行对应同一位会员，请核对"


def number_of_another(field: str, name: str) -> str:
    return f"这个{FIELDS[field]}在名册里是{name}的，请核对"


def namesake(group: str) -> str:
    return f"名册里另有同名会员（{group}），已按另一个人处理"


def group_unclear(written: str, paths: Sequence[str]) -> str:
    return f"有几个小组都叫“{written[:20]}”，请写全称，如 {'、'.join(paths[:3])}"


def out_of_reach(path: str) -> str:
    return f"“{path}”不在您的管理范围内，请由上一级工会导入"


def elsewhere(path: str) -> str:
    return f"这位会员现在在“{path}”，不在您的管理范围内，请由上一级工会调动"


def groups_too_deep(written: str) -> str:
    return f"小组“{written[:40]}”层级太多，请减少几级"


# -- preview ------------------------------------------------------------------------------------------------


def change(field: str, before: str, after: str) -> str:
    return f"{FIELDS[field]} {before or '（空）'}→{after or '（空）'}"


def back_again() -> str:
    return "重新入会"


def yes_or_no(value: bool) -> str:
    return "是" if value else "否"


SEXES: Mapping[str, str] = {"female": "女", "male": "男"}
NEW, CHANGED, UNCHANGED, ERROR, NOTE, MISSING = "新增", "变更", "不变", "出错", "提示", "文件里没有"


def counts(new: int, changed: int, unchanged: int, errors: int, missing: int) -> str:
    parts = [
        f"{NEW} {new} 人",
        f"{CHANGED} {changed} 人",
        f"{UNCHANGED} {unchanged} 人",
        f"{ERROR} {errors} 行",
    ]
    if missing:
        parts.append(f"{MISSING} {missing} 人")
    return "、".join(parts)


def preview(
    counted: str,
    new_groups: Sequence[str],
    examples: Sequence[tuple[str, Sequence[str]]],
    errors: Sequence[str],
    missing: Sequence[str],
    dropped: Sequence[str],
    ignored: Sequence[str],
    upload: tuple[int, bool, bool],
) -> Message:
    """``upload``: id, whether anything would be imported, whether there are errors."""
    upload_id, anything, bad = upload
    lines = [f"<b>名册预览</b>（还没有导入）\n{counted}"]
    if new_groups:
        lines.append(escape(groups_to_make([some(new_groups)])))
    for title, names in examples:
        if names:
            lines.append(f"{title}：{escape(some(names))}")
    if errors:
        more = f"\n… 共 {len(errors)} 行" if len(errors) > SHOWN else ""
        lines.append("<b>出错的行</b>\n" + "\n".join(escape(line) for line in errors[:SHOWN]) + more)
    if missing:
        lines.append(escape(missing_line([some(missing)])))
    if dropped:
        lines.append(escape(dropped_columns([some(dropped)])))
    if ignored:
        lines.append(escape(ignored_columns([some(ignored)])))
    if bad:
        lines.append(
            "可以改好表格再发一次，也可以先导入没有问题的行。" if anything else "请改好表格，再发一次。"
        )
    elif not anything:
        lines.append("和现在的名册一致，不用导入。")
    rows: list[tuple[Button, ...]] = []
    if anything:
        label = "只导入没有问题的行" if bad else "导入"
        rows.append((Button(label, ImportRoster(upload_id, only_good=bad)),))
    rows.append(
        (
            Button("逐行说明（表格）", RosterReport(upload_id)),
            Button("不导入" if anything else "好的", DropRoster(upload_id)),
        )
    )
    return Message("\n\n".join(lines), tuple(rows))


def some(names: Sequence[str]) -> str:
    """A few of the names, and how many there are."""
    shown = "、".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} 等 {len(names)} 个"


def imported(counted: str) -> Message:
    return Message(
        f"<b>已导入。</b>{counted}\n新会员可以用本人手机号或邀请码加入：点小组，再点“未绑定会员的邀请码”。",
        ((Button("看小组，发邀请码", ShowGroups(0)),),),
    )


def imported_before() -> str:
    return "这份名册已经处理过，或者放了太久。需要的话请再发一次文件。"


def has_errors(number: int) -> str:
    return f"有 {number} 行出错，没有导入。请改好后再发，或选“只导入没有问题的行”。"


def dropped() -> Message:
    return Message("好的，没有导入，这份表格的内容已删除。")


def row_line(number: int, name: str, what: str) -> str:
    return f"第 {number} 行{'（' + name + '）' if name else ''}：{what}"


def report_name() -> str:
    return "名册检查结果.xlsx"


def groups_to_make(paths: Sequence[str]) -> str:
    return f"将新建小组：{'、'.join(paths)}"


def missing_line(names: Sequence[str]) -> str:
    return f"{MISSING}（不会删除）：{'、'.join(names)}"


def dropped_columns(names: Sequence[str]) -> str:
    return f"这些列涉及隐私，没有读取：{'、'.join(names)}" if names else ""


def ignored_columns(names: Sequence[str]) -> str:
    return f"这些列用不到，已略过：{'、'.join(names)}" if names else ""

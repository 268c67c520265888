"""What is told about backups and restoring."""

from datetime import datetime, tzinfo
from pathlib import Path

from bot.message import escape

COUNTED = {
    "member": "会员",
    "activity": "活动",
    "sign_up": "报名",
    "proposal": "合理化建议",
    "notice": "通知",
    "plan_item": "计划事项",
}
_UNUSABLE = {
    "no backup": "不是备份文件，或者文件不存在",
    "damaged": "已经损坏，不能用来恢复",
    "incomplete": "内容不完整，不能用来恢复",
}


def file_exists(file: Path) -> str:
    return f"文件已经存在：{escape(str(file))}。请换一个文件名，以免盖掉以前的备份。"


def nothing_to_back_up() -> str:
    return "数据库还是空的，没有可以备份的内容。"


def backed_up(file: Path, rows: int, size: int) -> str:
    return f"已备份到 {file}：{rows} 行，{max(1, size // 1024)} KB，已核对完整。"


def keep_it_safe() -> str:
    return "备份里有会员资料，请存放在别人看不到的地方；没办完的操作和已发出消息的正文不在其中。"


def backup_of(made_at: datetime, zone: tzinfo, rows: int) -> str:
    local = made_at.astimezone(zone)
    return f"这份备份做于 {local:%Y}年{local.month}月{local.day}日 {local:%H:%M}，共 {rows} 行，完整可用。"


def would_lose(operations: int) -> str:
    return f"注意：备份之后又有 {operations} 项操作，恢复后这些操作不再存在。"


def count_changes(name: str, before: int, after: int) -> str:
    return f"  {name}：现在 {before}，恢复后 {after}"


def nothing_changed(file: Path) -> str:
    return f"现在还没有改动任何数据。确定要恢复，请运行：python3 run.py restore {file} --yes"


def old_one_kept(kept: Path) -> str:
    return f"原来的数据保留在 {kept}。"


def restored(*, migrate: bool) -> str:
    done = "已恢复。备份之后可能已经发出的消息不会再发，列在“未确认”里，请委员看一眼。"
    return f"{done}\n备份是旧版本的，请再运行：python3 run.py migrate" if migrate else done


def unusable(file: Path, reason: str) -> str:
    return f"{escape(str(file))} {_UNUSABLE[reason]}。"


def from_newer_program() -> str:
    return "这份备份是更新版本的程序做的。请换用新版本的程序再恢复。"


def server_schema_differs() -> str:
    return "数据库的版本和程序不一致。请先运行：python3 run.py migrate"

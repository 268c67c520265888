"""What ``doctor`` says: how each thing stands in one sentence, and what to do."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.operations.finding import Finding, Level

SETTINGS = "配置"
PYTHON = "Python"
TOKEN = "令牌"  # noqa: S105 - the name of what is looked at
PROXY = "代理"
ZONE = "时区"
DATA = "数据文件夹"
LOGS = "日志文件夹"
DISK = "磁盘"
RIGHTS = "文件权限"
SQLITE = "SQLite"
INSTANCE = "进程"
BACKUP = "备份"
FONT = "中文字体"
OUTPUT = "终端"
TELEGRAM = "Telegram"
CLOCK = "时钟"
RECEIVING = "收消息方式"

_MARKS = {Level.OK: "✓", Level.WARN: "！", Level.FAIL: "✗"}
_VERDICTS = {
    Level.OK: "都正常。",
    Level.WARN: "能用，但有要留意的地方（见“！”）。",
    Level.FAIL: "有不能用的地方（见“✗”），请先处理。",
}


def line(finding: Finding) -> str:
    todo = f"\n    → {finding.todo}" if finding.todo else ""
    return f"{_MARKS[finding.level]} {finding.what}：{finding.sentence}{todo}"


def verdict(worst: Level, count: int) -> str:
    return f"看了 {count} 项，{_VERDICTS[worst]}"


# -- the machine -------------------------------------------------------------------------------------------


def settings_read() -> str:
    return "配置文件没有错误。"


def todo_settings() -> str:
    return "请按上面写的改好，再运行一次。"


def python_is(version: str) -> str:
    return f"版本 {version}。"


def python_too_old(version: str) -> str:
    return f"版本 {version} 太旧。"


def todo_python() -> str:
    return "请安装 Python 3.11 或更新的版本。"


def token_looks_right() -> str:
    return "格式正确。"


def no_token() -> str:
    return "没有设置。"


def odd_token() -> str:
    return "样子不像 @BotFather 给的令牌。"


def todo_token() -> str:
    return (
        "请在环境变量 UNIONBOT_TOKEN 里设置 @BotFather 给的令牌，形如 123456789:AA…，前后不要有空格或引号。"
    )


def proxy_set() -> str:
    return "连接 Telegram 时使用配置里的代理。"


def no_proxy() -> str:
    return "不使用代理。"


def proxy_only_in_env(name: str) -> str:
    return f"环境变量 {name} 里有代理，但机器人不读它。"


def todo_proxy() -> str:
    return "如果连接 Telegram 要经过代理，请写进 config.toml 的 [telegram] proxy。"


def zone_is(name: str, local: datetime) -> str:
    return f"{name}，现在是 {local.month}月{local.day}日 {local:%H:%M}。"


def folder_is(path: Path) -> str:
    return f"{path} 可以写。"


def folder_unwritable(path: Path, why: str) -> str:
    return f"{path} 写不了（{why}）。"


def todo_folder() -> str:
    return "请改好权限，或在配置里换一个文件夹。"


def disk_free(megabytes: int) -> str:
    return f"还剩 {megabytes / 1024:.1f} GB。" if megabytes >= 1024 else f"还剩 {megabytes} MB。"


def todo_disk() -> str:
    return "请清理磁盘，至少留出 500 MB；写满后机器人会停下来等，不会丢消息。"


def rights_elsewhere() -> str:
    return "这个系统上请自行确认只有本人能读数据文件夹。"


def rights_are_tight() -> str:
    return "别人读不到会员资料。"


def readable_by_all(files: Sequence[Path]) -> str:
    return f"这台机器上的其他人能读到 {'、'.join(file.name for file in files)}。"


def todo_rights(folder: Path) -> str:
    return f"请运行：chmod 700 {folder}"


def sqlite_unused() -> str:
    return "不使用，数据在 PostgreSQL 里。"


def sqlite_is(version: str) -> str:
    return f"版本 {version}。"


def sqlite_in_range(version: str) -> str:
    return (
        f"版本 {version}；3.51.3 之前的版本在几个程序同时写时可能丢一次提交。"
        "本程序只用一个写连接，不受影响；请不要让别的工具写这个数据库。"
    )


def sqlite_with_litestream(version: str) -> str:
    return f"版本 {version} 和 Litestream 一起用可能损坏数据。"


def todo_litestream() -> str:
    return "请换用 SQLite 3.51.3 以上的 Python，或停用 Litestream，改用 python3 run.py backup。"


def running() -> str:
    return "机器人正在运行。"


def not_running() -> str:
    return "机器人现在没有运行。"


def lock_unusable(why: str) -> str:
    return f"看不出机器人是否在运行（{why}）。"


def never_backed_up() -> str:
    return "还没有备份过。"


def backed_up_before(hours: int) -> str:
    return f"上次备份在 {hours} 小时前。" if hours else "一小时内备份过。"


def todo_backup(*, automatic: bool) -> str:
    if automatic:
        return "机器人运行时会自动备份；一直没有的，请看日志和磁盘空间，或先运行：python3 run.py backup 文件"
    return "请运行：python3 run.py backup 文件，或在 config.toml 的 [backup] 里打开自动备份。"


def font_is(name: str) -> str:
    return f"找到 {name}。"


def no_chinese_font() -> str:
    return "没有找到，年历图片发不出来，其他功能不受影响。"


def todo_font() -> str:
    return "Debian/Ubuntu 上请运行：apt install fonts-noto-cjk"


def output_is(encoding: str) -> str:
    return f"能显示中文（{encoding}）。"


def output_not_chinese(encoding: str) -> str:
    return f"编码是 {encoding or '未知'}，中文可能显示不出来。"


def todo_output() -> str:
    return "请设置环境变量 PYTHONUTF8=1。"


# -- Telegram ----------------------------------------------------------------------------------------------


def reached(username: str) -> str:
    return f"连得上，机器人是 @{username}。"


def unreachable(why: str) -> str:
    return f"连不上（{why}）。"


def token_refused() -> str:
    return "连得上，但不认这个令牌。"


def telegram_in_trouble(code: int) -> str:
    return f"对方出错（{code}）。"


def todo_unreachable() -> str:
    return "请检查网络；在中国大陆一般要在 config.toml 的 [telegram] 里设置 proxy 或 api_url。"


def clock_agrees() -> str:
    return "和 Telegram 一致。"


def clock_differs(seconds: float) -> str:
    way = "快" if seconds > 0 else "慢"
    return f"这台机器{way}了 {abs(seconds):.0f} 秒。"


def todo_clock() -> str:
    return "请打开自动对时（timedatectl set-ntp true）。"


def receiving_by(mode: str, pending: int) -> str:
    way = "webhook" if mode == "webhook" else "主动去取"
    return f"{way}，Telegram 那边还有 {pending} 条待取。"


def webhook_differs() -> str:
    return "Telegram 那边登记的 webhook 地址和配置不同。"


def webhook_left() -> str:
    return "Telegram 那边还登记着一个 webhook，收不到主动去取的消息。"


def todo_webhook() -> str:
    return "启动机器人时会自动改好；如果不是您登记的，请在 @BotFather 处换一个令牌。"

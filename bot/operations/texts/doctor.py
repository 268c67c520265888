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
DATABASE = "数据库"
SCHEMA = "数据库版本"
INBOX = "待办的消息"
OUTBOX = "待发的消息"
REMINDERS = "到期的提醒"
QUARANTINE = "搁置的消息"
FAILED = "出错的提醒"
UNCONFIRMED = "未确认的消息"
REACH = "能否送达"
HEADS = "负责人"
COUNTERS = "报名计数"
SEATS = "名额"
AUDIT = "操作记录"
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
    return "还没有用 backup 命令备份过。"


def backed_up_before(hours: int) -> str:
    return f"上次备份在 {hours} 小时前。" if hours else "一小时内备份过。"


def todo_backup() -> str:
    return "请运行：python3 run.py backup 文件，并设成每天自动执行。"


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


# -- the database ------------------------------------------------------------------------------------------


def database_away(why: str) -> str:
    return f"连不上或读不了（{why}）。"


def todo_database() -> str:
    return "请检查数据库地址、文件权限，或 PostgreSQL 是否在运行。"


def schema_fits() -> str:
    return "和程序一致。"


def schema_empty() -> str:
    return "还是空的，第一次启动时会建好。"


def schema_older() -> str:
    return "比程序旧。"


def todo_migrate() -> str:
    return "请运行：python3 run.py migrate（会先自动备份）。"


def schema_newer() -> str:
    return "比程序新，这个版本的程序不能用它。"


def todo_newer() -> str:
    return "请换用新版本的程序，或用备份恢复：python3 run.py restore 文件"


def server_answers() -> str:
    return "PostgreSQL 连接正常。"


def database_whole(*, deep: bool) -> str:
    return "逐页核对过，完好。" if deep else "完好。"


def database_damaged() -> str:
    return "文件损坏。"


def todo_damaged() -> str:
    return "请停掉机器人，保留这个文件，再用最近的备份恢复：python3 run.py restore 文件"


def nothing_waits() -> str:
    return "没有积压。"


def waits(count: int, minutes: int) -> str:
    return f"{count} 条，最早的等了 {minutes} 分钟。"


def waits_long(count: int, minutes: int) -> str:
    return f"{count} 条，最早的已等了 {minutes} 分钟。"


def todo_waits() -> str:
    return "机器人没有运行时这是正常的，启动后会继续处理；正在运行时请看日志。"


def put_aside(count: int) -> str:
    return f"最近 7 天有 {count} 条消息程序读不懂，已搁置。"


def nothing_aside() -> str:
    return "最近 7 天没有。"


def reminders_failed(count: int) -> str:
    return f"最近 7 天有 {count} 条提醒没有办成。"


def no_reminder_failed() -> str:
    return "最近 7 天没有。"


def todo_logs() -> str:
    return "请把日志交给维护程序的人看。"


def messages_unconfirmed(count: int) -> str:
    return f"最近 7 天有 {count} 条消息不知道是否送到。"


def all_confirmed() -> str:
    return "最近 7 天没有。"


def todo_unconfirmed() -> str:
    return "请委员在通知的送达报告里看看是谁，必要时打个电话。"


def many_unreachable(gone: int, total: int) -> str:
    return f"{total} 个账号中有 {gone} 个收不到消息（屏蔽了机器人或已注销）。"


def few_unreachable(gone: int, total: int) -> str:
    return f"{total} 个账号中 {gone} 个收不到消息。"


def todo_unreachable_people() -> str:
    return "请小组长提醒大家打开和机器人的聊天，按一下“开始”。"


def heads_are(count: int) -> str:
    return f"{count} 位主席或委员能收到系统的告警。"


def no_heads() -> str:
    return "还没有主席或委员绑定账号，告警发不出去。"


def todo_heads() -> str:
    return "请用第一次启动时打印的链接绑定主席的账号。"


def counters_right() -> str:
    return "和报名表逐一核对，一致。"


def counters_wrong(count: int) -> str:
    return f"有 {count} 处和报名表对不上。"


def todo_counters() -> str:
    return "请先备份，再把日志和备份交给维护程序的人。"


def nothing_overfull() -> str:
    return "没有超员的活动。"


def overfull(count: int) -> str:
    return f"有 {count} 个活动的人数多于名额。"


def todo_overfull() -> str:
    return "名额改小后会这样，已报上的人不会被请出；如果没有改过，请看日志。"


def chain_whole() -> str:
    return "逐条核对过，没有缺失或改动。"


def chain_broken(row: int) -> str:
    return f"第 {row} 条起对不上，有记录被改动或删除。"


def todo_chain() -> str:
    return "请查清谁动过数据库，并和最近的备份核对。"


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

"""What the doctor says about the database and what is in it."""

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

"""The command line: ``python -m bot COMMAND``; ``run.py`` is the door to it.

Each command loads what it needs itself: of the bot, the way to Telegram first.
"""

import argparse
import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from bot import log
from bot.chat.ending import Ending, Stop
from bot.clock import SteadyClock, SystemClock
from bot.instance import AlreadyRunning, OnlyInstance
from bot.refused import Refused
from bot.settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from bot.compose import House

LOCAL = ZoneInfo("Asia/Shanghai")
T = TypeVar("T")
#: After a commit the writer waits for the interpreter's lock while the loop works on; Python's 5 ms are half a commit.
SWITCH_SECONDS = 0.001


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 1 refused, 75 worth another try (another instance, no
    database, no folder, no network), 77 token, 78 settings."""
    options = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return Ending.BAD_SETTINGS.code
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except Refused as refused:
        from bot.chat.splitting import plain

        print(plain(refused.message.text), file=sys.stderr)
        return 1
    except AlreadyRunning:
        print("另一个工会小助手进程正在使用这个数据库。请先停掉它，再重新启动。", file=sys.stderr)
        return Ending.ANOTHER_INSTANCE.code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our lines has seen enough; the rest must not be written at the exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        code = _storage_trouble(error)
        if code is None:
            raise
        return code


def _storage_trouble(error: Exception) -> int | None:
    """Tell the operator what is wrong with the database: the exit code, None when it is something else."""
    from sqlalchemy.exc import DatabaseError, OperationalError

    from bot.storage import StorageUnavailable

    if isinstance(error, OperationalError | StorageUnavailable):
        print(
            f"数据库现在用不了：{_cause(error)}。请检查地址、磁盘空间和文件权限，再重新启动。",
            file=sys.stderr,
        )
        return Ending.NO_DATABASE.code
    if isinstance(error, DatabaseError):
        print(
            "数据库打不开，或者文件不是数据库。请运行 python3 run.py doctor 看看，必要时用备份恢复。",
            file=sys.stderr,
        )
        return 1
    return None


def _cause(error: Exception) -> str:
    """The first line of what the driver says; it names no password."""
    orig = getattr(error, "orig", None) or error.__cause__ or error
    return (str(orig).strip() or type(orig).__name__).splitlines()[0]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py", description="工会小助手")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        return command

    add("bot", _bot, "运行机器人")
    preview = add("preview", _preview, "在浏览器里试用（不需要账号和令牌）")
    preview.add_argument("--port", type=_port, default=8090)
    add("migrate", _migrate, "把数据库升级到当前版本")
    reading = add("plan-read", _plan_read, "读一份计划文件，列出识别到的事项")
    reading.add_argument("file", type=Path)
    reading.add_argument("--year", type=_year)
    reading.add_argument("--json", action="store_true")
    rehearse = add("rehearse", _rehearse, "在副本上推演一整年：谁会在什么时候收到什么")
    rehearse.add_argument("--year", type=_year, required=True)
    understand = add("understand", _understand, "看看一句话会被怎样理解")
    understand.add_argument("text", nargs="*")
    understand.add_argument("--now", type=_moment, help="当作现在的时间，比如 2026-11-21T10:00")
    understand.add_argument("--json", action="store_true")
    roster = add("import-roster", _import_roster, "导入会员名册（.xlsx 或 .csv）")
    roster.add_argument("file", type=Path)
    roster.add_argument("--dry-run", action="store_true", help="只看会改什么，不导入")
    roster.add_argument("--only-good", action="store_true", help="有出错的行时，只导入没有问题的行")
    invite = add("invite", _invite, "生成邀请码")
    invite.add_argument("name", nargs="?")
    invite.add_argument("--all", action="store_true", help="所有还没有绑定账号的会员")
    invite.add_argument("--csv", type=Path, help="写成一个表格文件")
    invite.add_argument("--bot", default="", help="机器人的用户名，用来写出邀请链接")
    backup = add("backup", _backup, "备份数据库到一个文件")
    backup.add_argument("file", type=Path)
    restore = add("restore", _restore, "从备份恢复")
    restore.add_argument("file", type=Path)
    restore.add_argument("--yes", action="store_true", help="不再询问")
    doctor = add("doctor", _doctor, "检查运行环境")
    doctor.add_argument("--deep", action="store_true", help="连同操作记录一起核对，数据多时较慢")
    return parser


def fitting_schema(settings: Settings) -> None:
    """Refuse a database whose schema does not fit. An empty one is set up. Raises Stop."""
    from bot.storage import schema
    from bot.storage.schema import SchemaState

    match schema.state(settings.database.url):
        case SchemaState.EMPTY:
            schema.upgrade(settings.database.url)
        case SchemaState.OLDER:
            raise Stop(Ending.BAD_SETTINGS, "数据库是旧版本的。请先备份，再运行：python3 run.py migrate")
        case SchemaState.NEWER:
            raise Stop(
                Ending.BAD_SETTINGS,
                "数据库是更新版本的程序建立的，这个版本不能使用它。请换用新版本的程序，或用备份恢复：python3 run.py restore 文件",
            )
        case SchemaState.CURRENT:
            pass


def _bot(_options: argparse.Namespace) -> int:
    settings = load(need_token=True)
    try:
        settings.files.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        log.configure(settings)
    except OSError as error:
        raise Stop(
            Ending.NO_FOLDER,
            f"这个文件夹写不了：{error.filename}（{error.strerror}）。请检查权限，或改设 UNIONBOT_DATA_DIR。",
        ) from error
    with OnlyInstance(settings.database.url, settings.files.data_dir):
        return run_loop(_serve(settings))


async def _serve(settings: Settings) -> int:
    furnishing = asyncio.create_task(_furnish(settings))
    _end_on_signal(furnishing)
    try:
        house = await furnishing
    except asyncio.CancelledError:
        return 0
    serving = asyncio.create_task(_start_and_fetch(house))
    _end_on_signal(serving)
    try:
        await serving
    except asyncio.CancelledError:
        print("正在收尾，请稍候…")
    except ExceptionGroup as group:
        stops = group.subgroup(Stop)
        if stops is None:
            raise
        raise stops.exceptions[0] from group
    finally:
        await house.stop()
    return 0


def _end_on_signal(task: "asyncio.Task[Any]") -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no signal handlers in the loop
            loop.add_signal_handler(name, task.cancel)


async def _furnish(settings: Settings) -> "House":
    """The house, with the first question to Telegram on its way. Raises Stop when the database does not fit."""
    # What is loaded here stays as long as the process. Looking through it for garbage would slow the start, and
    # later hold up everybody for a tenth of a second each time.
    gc.disable()
    from bot.chat.opening import Opening

    opening = Opening(settings.telegram)
    if settings.telegram.mode == "polling":
        opening.ask()
    try:
        # In a thread, so that the question goes out meanwhile.
        compose = await asyncio.to_thread(_load, settings)
        house = compose(settings, SteadyClock(), opening=opening)
    except BaseException:
        await opening.close()
        raise
    gc.freeze()
    gc.enable()
    return house


def _load(settings: Settings) -> "type[House]":
    """The rest of the program, once the database fits it. Raises Stop."""
    fitting_schema(settings)
    from bot.compose import House

    return House


async def _start_and_fetch(house: "House") -> None:
    from bot.members.invites import setup_code
    from bot.members.secret import invite_key

    await house.start()
    code = await house.database.write(
        setup_code, house.clock.now(), key=invite_key(house.settings.files.data_dir)
    )
    if code is not None:
        print("还没有工会主席。请主席用自己的 Telegram 打开这个一次性链接（7 天内有效，重新启动后换新）：")
        print(f"https://t.me/{house.application.bot.username}?start={code}")
    print(f"工会小助手已启动：@{house.application.bot.username}。按 Ctrl+C 停止。", flush=True)
    await house.fetch()


def run_loop(serving: Coroutine[Any, Any, T]) -> T:
    """Run the event loop until this is done: uvloop where the platform has it."""
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        import uvloop
    except ImportError:
        return asyncio.run(serving)
    return uvloop.run(serving)


def _preview(options: argparse.Namespace) -> int:
    from bot.preview import command

    return run_loop(command.serve(port=options.port))


def _migrate(_options: argparse.Namespace) -> int:
    from bot.storage import schema
    from bot.storage.schema import SchemaState

    settings = load()
    with OnlyInstance(settings.database.url, settings.files.data_dir):
        match schema.state(settings.database.url):
            case SchemaState.CURRENT:
                print("数据库已经是当前版本。")
            case SchemaState.NEWER:
                raise Stop(Ending.BAD_SETTINGS, "数据库比程序新，不能降级。请换用新版本的程序。")
            case SchemaState.OLDER:
                from bot.operations import backups

                kept = backups.before_migration(settings)
                print(f"已备份到 {kept}")
                schema.upgrade(settings.database.url)
                print("数据库已升级。")
            case SchemaState.EMPTY:
                schema.upgrade(settings.database.url)
                print("数据库已建立。")
    return 0


def _plan_read(options: argparse.Namespace) -> int:
    from bot.plan.reading import command

    return _print(command.run(options.file, options.year, options.json))


def _rehearse(options: argparse.Namespace) -> int:
    from bot.plan import rehearsal

    settings = load()
    fitting_schema(settings)
    return _print(rehearsal.rehearse(settings, options.year))


def _understand(options: argparse.Namespace) -> int:
    from bot.language import command

    texts = options.text or (line.rstrip("\n") for line in sys.stdin)
    now = options.now or SystemClock().now().astimezone(LOCAL)
    return _print(command.run(texts, now, options.json))


def _moment(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError("请写成 2026-11-21T10:00 这样的时间") from None


def _port(written: str) -> int:
    if not written.isdecimal() or int(written) > 65535:
        raise argparse.ArgumentTypeError("端口是 0 到 65535 的整数")
    return int(written)


def _year(written: str) -> int:
    if not written.isdecimal() or not 2000 <= int(written) <= 2100:
        raise argparse.ArgumentTypeError("年份请写 2000 到 2100")
    return int(written)


def _import_roster(options: argparse.Namespace) -> int:
    from bot.members import command

    settings = _with_database()
    with OnlyInstance(settings.database.url, settings.files.data_dir):
        return _print(
            command.import_roster(
                settings,
                options.file,
                SystemClock().now(),
                dry_run=options.dry_run,
                only_good=options.only_good,
            )
        )


def _invite(options: argparse.Namespace) -> int:
    from bot.members import command

    settings = _with_database()
    with OnlyInstance(settings.database.url, settings.files.data_dir):
        return _print(
            command.invite(
                settings,
                SystemClock().now(),
                name=options.name,
                everybody=options.all,
                csv=options.csv,
                bot=options.bot,
            )
        )


def _with_database() -> Settings:
    settings = load()
    settings.files.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    fitting_schema(settings)
    return settings


def _backup(options: argparse.Namespace) -> int:
    from bot.operations import backups

    return _print(backups.backup(load(), options.file))


def _restore(options: argparse.Namespace) -> int:
    from bot.operations import backups

    return _print(backups.restore(load(), options.file, sure=options.yes))


def _doctor(options: argparse.Namespace) -> int:
    from bot.operations import doctor

    return doctor.run(deep=options.deep)


def _print(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())

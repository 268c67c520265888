"""Cold start and idle memory, side by side: this bot and a bare python-telegram-bot ``Application`` that polls.

``parts`` is the bare one with the libraries of this bot imported and not used: what none of our code could save.

The stand-in runs here, the contenders are processes of their own. A start is measured from making the process to its
first getUpdates, and to the first answer to somebody who wrote while the bot was away; memory is the resident set some
seconds later. What is printed are medians and ratios of the same
round. For the figures of an installation give the interpreter of one (``run.py setup`` without ``--dev``): the
packages of the tests draw more into httpx, and with it into the bare bot.

    python -m bench start [--rounds 6] [--idle-seconds 5] [--python .venv/bin/python]
"""

import argparse
import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.clock import SystemClock
from bot.preview.standin import acts
from bot.preview.standin.core import TOKEN, StandIn
from bot.preview.standin.server import create_app

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0
BARE = """
import os
from telegram.ext import ApplicationBuilder, MessageHandler, filters

async def answer(update, context):
    await update.message.reply_text("您好")

url = os.environ["UNIONBOT_API_URL"]
builder = ApplicationBuilder().token(os.environ["UNIONBOT_TOKEN"])
application = builder.base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
application.add_handler(MessageHandler(filters.TEXT, answer))
application.run_polling()
"""
PARTS = f"""
import aiohttp, apscheduler.schedulers.asyncio, dateparser.date, sqlmodel, uvloop
{BARE}"""
CONTENDERS = {"bare": ("-c", BARE), "parts": ("-c", PARTS), "unionbot": ("-m", "bot", "bot")}


class Telegram:
    """The stand-in, which notes when it is first asked for updates and when somebody is first answered."""

    def __init__(self) -> None:
        self.polled = asyncio.Event()
        self.answered = asyncio.Event()
        self.core = StandIn(SystemClock().now)
        app = create_app(self.core, clock=SystemClock())
        app.middlewares.append(self._note)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        self.url = ""

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def end(self) -> None:
        await self._runner.cleanup()

    @web.middleware
    async def _note(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.endswith("/getUpdates"):
            self.polled.set()
        elif request.path.endswith("/sendMessage"):
            self.answered.set()
        return await handler(request)


def environment(api: str, data_dir: Path) -> dict[str, str]:
    """The environment of a contender: the stand-in instead of Telegram, a folder of its own."""
    ours = {"UNIONBOT_TOKEN": TOKEN, "UNIONBOT_API_URL": api, "UNIONBOT_DATA_DIR": str(data_dir)}
    return {**os.environ, **ours, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def resident(pid: int) -> float:
    """Megabytes that the process holds in memory now."""
    return _megabytes(pid, "VmRSS")


def peak(pid: int) -> float:
    """Megabytes that the process has held at most."""
    return _megabytes(pid, "VmHWM")


def _megabytes(pid: int, field: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return int(dict(line.split(":", 1) for line in lines)[field].split()[0]) / 1024


async def one_start(
    name: str, python: str, data_dir: Path, idle_seconds: float
) -> tuple[float, float, float]:
    """Seconds to the first poll and to the first answer, and megabytes after ``idle_seconds``."""
    telegram = Telegram()
    person = acts.add_person(telegram.core, "赵甲")
    acts.start(telegram.core, person.id)
    await telegram.start()
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        python,
        *CONTENDERS[name],
        env=environment(telegram.url, data_dir),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        taken = []
        for event in (telegram.polled, telegram.answered):
            waiting, ended = asyncio.create_task(event.wait()), asyncio.create_task(process.wait())
            await asyncio.wait({waiting, ended}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            taken.append(time.monotonic() - began)
            ended.cancel()
            if not waiting.done():
                sys.exit(f"{name} did not come to its first poll or answer")
        await asyncio.sleep(idle_seconds)
        return taken[0], taken[1], resident(process.pid)
    finally:
        # It may have failed to start; then that is what is told.
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await telegram.end()


async def compare(rounds: int, python: str, data_dir: Path, idle_seconds: float) -> None:
    """Round after round, each contender once; the first start of all warms the file cache and sets the database up."""
    for name in CONTENDERS:
        await one_start(name, python, data_dir, 1)
    seconds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    answers: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    megabytes: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for number in range(rounds):
        for name in CONTENDERS if number % 2 == 0 else reversed(CONTENDERS):
            taken, answered, used = await one_start(name, python, data_dir, idle_seconds)
            seconds[name].append(taken)
            answers[name].append(answered)
            megabytes[name].append(used)
            print(
                f"round {number + 1} {name}: {taken * 1000:.0f} ms, {answered * 1000:.0f} ms, {used:.1f} MB",
                flush=True,
            )
    for what, times in (("first poll", seconds), ("first answer", answers)):
        report(what, {name: [1000 * each for each in found] for name, found in times.items()}, "ms")
    report("idle memory", megabytes, "MB")


def report(what: str, found: dict[str, list[float]], unit: str) -> None:
    """The median of each, and of the rounds' ratios to the bare one."""
    for name, values in found.items():
        ratio = statistics.median(each / bare for each, bare in zip(values, found["bare"], strict=True))
        print(f"{what}, {name}: {statistics.median(values):.0f} {unit}, {ratio:.2f} times the bare one")


def main(argv: list[str]) -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(prog="bench start", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--idle-seconds", type=float, default=5)
    parser.add_argument("--python", default=sys.executable)
    asked = parser.parse_args(argv)
    # As after `run.py setup`, nothing is left to be compiled, whatever this environment says about that.
    subprocess.run(
        [asked.python, "-m", "compileall", "-q", "bot", "handlers", "schedules"], cwd=ROOT, check=True
    )
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(compare(asked.rounds, asked.python, Path(folder), asked.idle_seconds))

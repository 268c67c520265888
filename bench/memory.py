"""Memory with a long backlog: the bot as a process, with some and with very many rows that wait.

A backlog is one of: updates of many senders in the inbox, updates of one sender, messages that are due in the outbox.
The bot works on it for some seconds; what counts is the peak of its resident memory, and how much higher it is with
the long backlog than with a short one of the same kind, on which it does the same work.

    python -m bench memory [--short 20000] [--long 1000000] [--seconds 15] [--python .venv/bin/python]
"""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from bench.start import CONTENDERS, ROOT, Telegram, environment, peak
from bot.chat.inbox import Received
from bot.members.model import Account, Group, Member
from bot.outbox import Outgoing
from bot.preview.standin import acts
from bot.storage import Database, schema

KINDS = ("inbox of many senders", "inbox of one sender", "outbox")
MEMBERS = 1_000
FIRST_ID = 5_000_000_001
PORTION = 50_000


def fill(url: str, kind: str, rows: int, now: datetime) -> None:
    """A database with ``rows`` of the kind that wait."""
    schema.upgrade(url)
    database = Database(url)
    database.write_now(_people, now)
    table: type[SQLModel] = Outgoing if kind == "outbox" else Received
    for first in range(1, rows + 1, PORTION):
        numbers = range(first, min(first + PORTION, rows + 1))
        portion = list(_messages(numbers, now) if kind == "outbox" else _updates(numbers, kind, now))
        database.write_now(
            lambda session, portion=portion: session.connection().execute(insert(table), portion)
        )
    database.close()


def _people(session: Session, now: datetime) -> None:
    session.add(Group(id=1, name="示例工会"))
    session.flush()
    session.add_all(Member(id=n, name=f"会员{n}", group_id=1, created_at=now) for n in range(1, MEMBERS + 1))
    session.flush()
    session.add_all(
        Account(telegram_id=FIRST_ID + n, member_id=n, bound_at=now) for n in range(1, MEMBERS + 1)
    )


def _updates(numbers: range, kind: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Each asks for help: an answer of some hundred characters, and nothing is stored."""
    for number in numbers:
        sender = FIRST_ID + (1 if kind == "inbox of one sender" else number % MEMBERS + 1)
        person = {"id": sender, "is_bot": False, "first_name": "会员"}
        chat = {"id": sender, "type": "private", "first_name": "会员"}
        message = {
            "message_id": number,
            "date": int(now.timestamp()),
            "from": person,
            "chat": chat,
            "text": "帮助",
        }
        yield {
            "update_id": number,
            "digest": str(number),
            "sender": sender,
            "raw": json.dumps({"update_id": number, "message": message}),
            "received_at": now,
            "state": "waiting",
            "trouble": "",
        }


def _messages(numbers: range, now: datetime) -> Iterator[dict[str, Any]]:
    for number in numbers:
        yield {
            "key": f"bench:{number}",
            "member_id": number % MEMBERS + 1,
            "text": "关于组织健步走活动的通知：12月5日（周六）15:00，操场集合，请您准时参加。",
            "priority": 1,
            "due_at": now,
        }


async def peak_with(kind: str, rows: int, python: str, seconds: float) -> float:
    """The peak of the bot's memory in megabytes after ``seconds`` of work on such a backlog."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'unionbot.db'}"
        await asyncio.to_thread(fill, url, kind, rows, datetime.now(UTC))
        telegram = Telegram()
        for number in range(1, MEMBERS + 1):
            person = acts.add_person(telegram.core, f"会员{number}", person_id=FIRST_ID + number)
            acts.start(telegram.core, person.id)
        telegram.core.updates.drop_all()
        await telegram.start()
        process = await asyncio.create_subprocess_exec(
            python,
            *CONTENDERS["unionbot"],
            env={**environment(telegram.url, Path(folder)), "UNIONBOT_DATABASE_URL": url},
            cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await asyncio.wait_for(telegram.polled.wait(), 60)
            await asyncio.sleep(seconds)
            if process.returncode is not None:
                sys.exit("the bot has ended")
            # Each has said /start.
            if sum(chat.last_message_id for chat in telegram.core.chats.values()) == MEMBERS:
                sys.exit("the bot has sent nothing")
            return peak(process.pid)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            await telegram.end()


async def compare(short: int, long: int, python: str, seconds: float) -> None:
    """Each kind with both backlogs."""
    for kind in KINDS:
        few, many = [await peak_with(kind, rows, python, seconds) for rows in (short, long)]
        print(
            f"{kind}: {few:.1f} MB with {short} rows, {many:.1f} MB with {long}, growth {many - few:.1f} MB",
            flush=True,
        )


def main(argv: list[str]) -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(prog="bench memory", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--short", type=int, default=20_000)
    parser.add_argument("--long", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--python", default=sys.executable)
    asked = parser.parse_args(argv)
    asyncio.run(compare(asked.short, asked.long, asked.python, asked.seconds))

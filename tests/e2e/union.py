"""The real process of the bot against the stand-in's HTTP door: start it, kill it, play people, count what came of it."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from sqlalchemy import text
from sqlmodel import Session

from bot import audit, outbox, tables
from bot.activities.buttons import Join
from bot.activities.organising import publishing
from bot.activities.organising.publishing import Draft
from bot.activities.rules import ActivityKind
from bot.buttons import pack
from bot.chat.router import Choose
from bot.clock import SystemClock
from bot.members.model import Account, Group, Member, Role, RoleGrant
from bot.members.rules import Actor, Grant
from bot.message import Message
from bot.outbox import Priority
from bot.preview.standin import acts
from bot.preview.standin.core import TOKEN, StandIn
from bot.preview.standin.server import create_app
from bot.preview.standin.state import Chat
from bot.preview.standin.state import Message as Shown
from bot.storage import Database, schema

ROOT = Path(__file__).parents[2]
NOTICE = "关于健步走的通知，请各位会员准时参加。"
CONFIG = """
[telegram]
poll_timeout_seconds = 5
[sending]
per_second = {per_second}
per_chat_per_second = 50.0
[log]
folder = "{folder}"
"""


@dataclass
class Union:
    """An invented union, its people's phones, and the process that answers them."""

    folder: Path
    core: StandIn
    port: int
    people: list[int] = field(default_factory=list)
    members: dict[int, int] = field(default_factory=dict)
    activity_id: int = 0
    process: asyncio.subprocess.Process | None = None
    extra_env: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "unionbot.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    # -- set up -------------------------------------------------------------------------------------------

    def populate(self, people: int, *, capacity: int) -> None:
        """Members with accounts, one activity, and a notice to all that waits to be sent."""
        database = Database(self.url)
        database.write_now(lambda session: tables.metadata.create_all(session.connection()))
        now = self.core.now()

        def make(session: Session) -> None:
            connection = session.connection()
            connection.execute(
                text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)")
            )
            connection.execute(
                text("INSERT INTO alembic_version VALUES (:head)"), {"head": schema.revisions()[-1]}
            )
            session.add(Group(id=1, name="示例工会", level="union"))
            session.flush()
            for number in range(people):
                person = acts.add_person(self.core, f"会员{number}")
                person.started = True
                self.core.chats[person.id] = Chat(person.id, "private", person.name, {person.id})
                member = Member(name=person.name, group_id=1, created_at=now)
                session.add(member)
                session.flush()
                assert member.id is not None
                session.add(Account(telegram_id=person.id, member_id=member.id, bound_at=now))
                self.people.append(person.id)
                self.members[person.id] = member.id
            chair = self.members[self.people[0]]
            session.add(RoleGrant(member_id=chair, role=Role.CHAIR, granted_at=now))
            session.flush()
            actor = Actor(chair, self.people[0], "会员0", 1, (Grant(Role.CHAIR),))
            draft = Draft(
                "健步走", ActivityKind.FESTIVAL, starts_at=now + timedelta(days=30), capacity=capacity
            )
            made = publishing.create_activity(session, actor, now, draft=draft, request="e2e", publish=True)
            self.activity_id = made.activity_id
            keys = {member: f"e2e:{member}" for member in self.members.values()}
            outbox.push_many(
                session,
                keys=keys,
                due_at=now,
                message=Message(NOTICE),
                reference="e2e:1",
                priority=Priority.BULK,
            )

        database.write_now(make)
        database.close()

    # -- the process --------------------------------------------------------------------------------------

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("UNIONBOT_")}
        return {
            **kept,
            "UNIONBOT_TOKEN": TOKEN,
            "UNIONBOT_API_URL": f"http://127.0.0.1:{self.port}",
            "UNIONBOT_DATA_DIR": str(self.folder),
            "UNIONBOT_DATABASE_URL": self.url,
            "UNIONBOT_CONFIG": str(self.folder / "config.toml"),
            **self.extra_env,
        }

    async def start(self) -> asyncio.subprocess.Process:
        """Start the bot; what it prints goes to ``printed``."""
        with (self.folder / "printed.txt").open("ab") as printed:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "bot",
                cwd=ROOT,
                env=self.environment(),
                stdout=printed,
                stderr=printed,
            )
        return self.process

    @property
    def printed(self) -> str:
        return (self.folder / "printed.txt").read_text(encoding="utf-8")

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def terminate(self) -> int:
        """Ask it to end; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()

    async def until(self, true: object, seconds: float = 60) -> None:
        """Wait until ``true()``; the process must live."""
        async with asyncio.timeout(seconds):
            while not true():  # type: ignore[operator]
                if self.process is not None and self.process.returncode is not None:
                    raise RuntimeError(
                        f"the bot ended with {self.process.returncode}:\n{self.printed[-2000:]}"
                    )
                await asyncio.sleep(0.02)

    async def until_settled(self, seconds: float = 60) -> None:
        """Wait until Telegram has nothing for the bot and the inbox is empty."""
        await self.until(
            lambda: not len(self.core.updates) and not self.count("inbox", "state = 'waiting'"), seconds
        )

    # -- looking ------------------------------------------------------------------------------------------

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"{self.file.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    def count(self, table: str, where: str = "1 = 1") -> int:
        found = self.rows(f"SELECT COUNT(*) FROM {table} WHERE {where}")[0][0]
        assert isinstance(found, int)
        return found

    def said_to(self, person: int) -> list[str]:
        """What the bot wrote to a person, edits included."""
        return [
            event.body.text
            for event in self.core.events
            if isinstance(event.body, Shown) and event.from_bot and event.chat_id == person
        ]

    # -- people -------------------------------------------------------------------------------------------

    def propose(self, person: int, what: str) -> None:
        """Write a proposal and hand it in, without waiting for the answers between."""
        acts.say(self.core, person, f"/propose {what}")
        acts.press(self.core, person, message_id=1, data=pack(Choose("propose", "preview", "submit")))

    def join(self, person: int) -> None:
        acts.press(self.core, person, message_id=1, data=pack(Join(self.activity_id)))


@asynccontextmanager
async def union(folder: Path, *, per_second: float = 200.0, latency: float = 0.0) -> AsyncIterator[Union]:
    """A union with the stand-in served on a free port; the bot is not started yet."""
    clock = SystemClock()
    core = StandIn(clock.now)
    core.limits.latency = latency
    runner = web.AppRunner(create_app(core, clock=clock, on_clock=None), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made = Union(folder, core, int(runner.addresses[0][1]))
    (folder / "config.toml").write_text(CONFIG.format(per_second=per_second, folder=folder), encoding="utf-8")
    try:
        yield made
    finally:
        await made.kill()
        await runner.cleanup()


@dataclass(frozen=True)
class Campaign:
    """What came of people at work while the process was killed again and again."""

    kills: int
    updates: int
    proposals: int
    lost: int
    doubled: int
    over_capacity: int
    sign_ups_missing: int
    sign_ups_doubled: int
    out_of_order: int
    push_missing: int
    copies_above_bound: int
    extra_copies: int
    unknown_outcomes: int
    unsettled: int
    quarantined: int
    broken_audit: int | None

    @property
    def faults(self) -> dict[str, int | None]:
        """What must be nothing."""
        names = (
            "lost doubled over_capacity sign_ups_missing sign_ups_doubled out_of_order push_missing"
            " copies_above_bound unsettled quarantined broken_audit"
        )
        return {name: getattr(self, name) for name in names.split() if getattr(self, name)}


async def campaign(made: Union, *, kills: int, rounds: int, seed: int, capacity: int) -> Campaign:
    """Everybody writes ``rounds`` proposals and signs up, pressing twice now and then, while the process is killed at
    ``kills`` random moments. Then it may finish, and the rows are counted."""
    dice = random.Random(seed)
    deeds = [(person, number) for number in range(rounds) for person in made.people]
    pause = kills * 1.6 / len(deeds)
    joined: set[int] = set()
    said: dict[int, list[str]] = {person: [] for person in made.people}

    async def people() -> None:
        for person, number in deeds:
            what = f"第{number}条建议，来自{person}"
            said[person].append(what)
            made.propose(person, what)
            if dice.random() < 2 / rounds or number == rounds - 1:
                made.join(person)
                joined.add(person)
            await asyncio.sleep(dice.random() * 2 * pause)

    working = asyncio.create_task(people())
    for _ in range(kills):
        await made.start()
        await asyncio.sleep(0.05 + dice.random() * 3.0)
        await made.kill()
    await made.start()
    await working
    await made.until_settled(180)
    await made.until(
        lambda: not made.count("outgoing", "state = 'sending' OR (state = 'new' AND unknown_outcomes = 0)"),
        180,
    )
    assert await made.terminate() == 0, made.printed[-2000:]
    return _counted(made, kills, said, joined, capacity)


def _counted(
    made: Union, kills: int, said: dict[int, list[str]], joined: set[int], capacity: int
) -> Campaign:
    by_member: dict[object, list[str]] = {}
    for member, what in made.rows("SELECT member_id, text FROM proposal ORDER BY id"):
        by_member.setdefault(member, []).append(str(what))
    wanted = Counter(what for texts in said.values() for what in texts)
    stored = Counter(what for texts in by_member.values() for what in texts)
    placed = made.rows("SELECT SUM(people) FROM sign_up WHERE status = 'placed'")[0][0] or 0
    assert isinstance(placed, int)
    signed = made.rows("SELECT member_id FROM sign_up")
    copies = Counter(
        event.chat_id
        for event in made.core.events
        if isinstance(event.body, Shown) and event.kind == "message" and event.body.text.startswith(NOTICE)
    )
    pushes = made.rows("SELECT member_id, state, unknown_outcomes FROM outgoing WHERE reference = 'e2e:1'")
    person_of = {member: person for person, member in made.members.items()}
    missing = above = unknown = 0
    for member, state, outcomes in pushes:
        assert isinstance(outcomes, int)
        count = copies[person_of[member]]  # type: ignore[index]
        unknown += outcomes
        missing += state == "sent" and count == 0
        above += count > 1 + outcomes
    database = Database(made.url)
    broken = database.read_now(audit.first_broken)
    database.close()
    return Campaign(
        kills=kills,
        updates=made.count("inbox"),
        proposals=sum(wanted.values()),
        lost=len(wanted - stored),
        doubled=len(stored - wanted),
        over_capacity=max(0, placed - capacity) + (placed < min(capacity, len(joined))),
        sign_ups_missing=len({made.members[person] for person in joined} - {row[0] for row in signed}),
        sign_ups_doubled=len(signed) - len(set(signed)),
        out_of_order=sum(by_member.get(made.members[person], []) != texts for person, texts in said.items()),
        push_missing=missing + (len(made.people) - len(pushes)),
        copies_above_bound=above,
        extra_copies=sum(copies.values()) - len(copies),
        unknown_outcomes=unknown,
        unsettled=made.count("inbox", "state = 'waiting'"),
        quarantined=made.count("inbox", "state = 'quarantined'"),
        broken_audit=broken,
    )

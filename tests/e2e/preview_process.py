"""The preview as a process of its own, played through its control API like an outsider would."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout, FormData

ROOT = Path(__file__).parents[2]
QUICK = {"UNIONBOT_CONFIG": str(Path(__file__).with_name("quick.toml"))}
PATIENCE = 60.0
MEMBER, LEADER, COMMITTEE = "赵甲", "钱乙", "孙丙"


class Preview:
    """A running preview: what its people say and see."""

    def __init__(self, process: asyncio.subprocess.Process, url: str, http: ClientSession) -> None:
        self.process = process
        self.url = url
        self._http = http
        self._ids: dict[str, int] = {}

    async def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """One call of the control API; GET without a body."""
        method = "GET" if body is None else "POST"
        async with self._http.request(method, f"{self.url}/sim/{path}", json=body) as response:
            answer = await response.json()
            assert response.ok, answer
            return answer

    async def fetch(self, path: str) -> bytes:
        async with self._http.get(f"{self.url}{path}") as response:
            assert response.ok
            return await response.read()

    async def person(self, name: str) -> int:
        """The id of somebody, by the name without the tag behind it."""
        if not self._ids:
            people = (await self.ask("state"))["people"]
            self._ids = {person["name"].partition("（")[0]: person["id"] for person in people}
        return self._ids[name]

    async def say(self, name: str, text: str) -> str:
        """Say something; what the person saw of the bot then, joined."""
        return await self._after(name, "message", {"from": await self.person(name), "text": text})

    async def press(self, name: str, label: str) -> str:
        """Press the newest button whose label contains ``label``; the same answer as ``say``, with the toast."""
        shown = [button["text"] for message in await self.messages(name) for button in buttons(message)]
        whole = next((text for text in reversed(shown) if label in text), label)
        return await self._after(name, "callback", {"from": await self.person(name), "button": whole})

    async def send(self, name: str, file_name: str, content: bytes) -> str:
        """Send a document."""
        form = FormData({"from": str(await self.person(name))}, quote_fields=False)
        form.add_field("file", content, filename=file_name)
        seq = await self._seq(name)
        async with self._http.post(f"{self.url}/sim/document", data=form) as response:
            assert response.ok, await response.text()
        return await self._heard(name, seq)

    async def _after(self, name: str, act: str, body: dict[str, Any]) -> str:
        seq = await self._seq(name)
        await self.ask(act, body)
        return await self._heard(name, seq)

    async def _seq(self, name: str) -> int:
        seq: int = (await self.ask(f"transcript?chat={await self.person(name)}"))["last_seq"]
        return seq

    async def _heard(self, name: str, seq: int) -> str:
        assert (await self.ask("idle", {"timeout": 30}))["idle"]
        events = (await self.ask(f"transcript?chat={await self.person(name)}&after={seq}"))["events"]
        heard = [event for event in events if event["kind"] == "toast" or event.get("from_bot")]
        return "\n".join(event["text"] or "" for event in heard)

    async def messages(self, name: str) -> list[dict[str, Any]]:
        """The chat as it looks now, oldest first."""
        events = (await self.ask(f"transcript?chat={await self.person(name)}"))["events"]
        shown: dict[int, dict[str, Any]] = {}
        for event in events:
            if event["kind"] in {"message", "edit"}:
                shown[event["message_id"]] = event
        return list(shown.values())

    async def last(self, name: str) -> str:
        """The newest message of somebody's chat."""
        text: str = (await self.messages(name))[-1]["text"]
        return text

    async def move_clock(self, to: str) -> None:
        """Set the clock to an ISO 8601 instant and wait until everything due has been done."""
        await self.ask("clock", {"to": to})
        assert (await self.ask("idle", {"timeout": 30}))["idle"]


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons below a message, row by row."""
    rows: Sequence[Sequence[dict[str, Any]]] = message.get("inline") or ()
    return [button for row in rows for button in row]


async def start(*arguments: str) -> asyncio.subprocess.Process:
    """``run.py preview`` without the door: this very Python runs it."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "bot", "preview", *arguments,
        cwd=ROOT,
        env={**os.environ, **QUICK, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONWARNINGS": "default"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


async def address_of(process: asyncio.subprocess.Process) -> str:
    """Wait for the line with the address. Fails with what was printed when the process ends before."""
    assert process.stdout is not None
    printed = ""
    async with asyncio.timeout(PATIENCE):
        while line := (await process.stdout.readline()).decode():
            printed += line
            if "浏览器" in line:
                return "http" + line.partition("http")[2].strip()
    raise AssertionError(printed)


async def stop(process: asyncio.subprocess.Process, how: signal.Signals = signal.SIGTERM) -> str:
    """End it in order; what it printed at the end. Fails when that takes more than ten seconds."""
    process.send_signal(how)
    async with asyncio.timeout(10):
        printed, _ = await process.communicate()
    return printed.decode()


@asynccontextmanager
async def running() -> AsyncIterator[Preview]:
    """A preview on a free port; killed at the end if it still runs."""
    process = await start("--port", "0")
    try:
        url = await address_of(process)
        async with ClientSession(timeout=ClientTimeout(total=60), trust_env=False) as http:
            yield Preview(process, url, http)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()

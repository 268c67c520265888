"""The dispatcher: sends what the outbox holds, paced, and records what became of each message.

A row is marked as being sent, and that is committed, before the request is made: whatever happens, each row is
in one state, and no message is skipped or forgotten. How often a message can arrive twice is bounded by the number
of requests under way, which is kept as small as the rate allows.
"""

import asyncio
import contextlib
import logging
import math
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import ChatMigrated, NetworkError, RetryAfter, TelegramError

from bot import outbox
from bot.chat import calls, claiming, texts
from bot.chat.calls import Markup
from bot.chat.claiming import Claim, Claimed, OnFinished, Result
from bot.chat.keyboards import from_packed
from bot.chat.outcomes import UNREACHABLE, Trouble, classify, seconds_to_wait
from bot.chat.pacing import EVERYTHING, Pacing, Sending
from bot.chat.polling import Progress
from bot.chat.splitting import plain, split
from bot.clock import Clock
from bot.outbox import OutgoingState
from bot.storage import Database, StorageUnavailable

TICK_SECONDS = 30.0
GRACE_SECONDS = 8.0
MOST_IN_FLIGHT = 16
MOST_AHEAD = 64
AHEAD_SECONDS = 0.05
#: Commits of results are at least so far apart: above 100 messages a second several share one,
#: unless sending waits for them.
RECORD_EVERY_SECONDS = 0.01
#: During a pause longer than this nothing is kept claimed.
LONG_PAUSE_SECONDS = 1.0
#: Failures in a row after which all pushes wait, longer each time.
FAILURES_ALLOWED = 3
LONGEST_BACKOFF_SECONDS = 60.0
_FIRST_ROUND_TRIP = 0.1
_FIRST_CLAIM = 0.01
_log = logging.getLogger(__name__)


class Delivery:
    """Sends the outbox. One per database; see ``bot.outbox`` for what is promised."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        clock: Clock,
        settings: Sending,
        *,
        pacing: Pacing | None = None,
        on_finished: OnFinished | None = None,
    ) -> None:
        """``pacing`` is shared with the direct answers. ``on_finished(session, reference, now)`` is called in the
        transaction that settles the last open row of a reference (again, if rows are added later)."""
        self.pacing = pacing or Pacing(settings, time.monotonic)
        self.pacing.on_pause = self._on_pause
        self.progress = Progress()
        self._database = database
        self._bot = bot
        self._clock = clock
        self._most_in_flight = min(settings.in_flight, MOST_IN_FLIGHT)
        self._on_finished = on_finished
        self._loops: list[asyncio.Task[None]] = []
        self._sending: set[asyncio.Task[None]] = set()
        self._notes: set[asyncio.Task[None]] = set()
        self._ready: deque[Claimed] = deque()
        self._results: list[Result] = []
        #: Chats with a claimed row that is not recorded yet; read by the writer thread.
        self._chats_at_hand: set[int] = set()
        self._held: set[int] = set()
        self._round_trip, self._claim_seconds = _FIRST_ROUND_TRIP, _FIRST_CLAIM
        self._failures = 0
        self._backoff_from = self._backoff_until = float("-inf")
        self._resting = self._stopping = False
        self._wake, self._changed = asyncio.Event(), asyncio.Event()
        self._to_record, self._full = asyncio.Event(), asyncio.Event()
        self._listening = False

    # -- life ---------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Take up what a killed process left, then send. Raises StorageUnavailable."""
        if not self._listening:
            self._listening = True
            self._database.listen(outbox.TOPIC, self._wake.set)
        self._stopping = False
        now = self._clock.now()
        left = await self._database.write(claiming.recover, now, self._on_finished)
        if left:
            _log.warning("%d messages were being sent when the process ended", left)
        await self._database.write(outbox.forget_pauses, now)
        await self._reload_pauses()
        self.progress.mark()
        self._loops = [
            asyncio.create_task(work(), name=name)
            for work, name in (
                (self._claim_all, "claim"),
                (self._send_all, "send"),
                (self._record_all, "record"),
            )
        ]

    async def stop(self) -> None:
        """Finish what is under way within 8 seconds; the rest stays in the rows."""
        if not self._loops:
            return
        self._stopping = True
        self._wake.set()
        self._changed.set()
        claim, send, record = self._loops
        await asyncio.wait([claim, send, *self._sending], timeout=GRACE_SECONDS)
        for task in (claim, send, *self._sending):
            task.cancel()
        await asyncio.gather(claim, send, *self._sending, *self._notes, return_exceptions=True)
        self._release()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                while self._results:
                    await self._change()
        record.cancel()
        await asyncio.gather(record, return_exceptions=True)
        self._loops = []

    def poke(self) -> None:
        """The clock was moved: look again at what is due and which pauses are over."""
        if self._loops:
            self._note(self._reload_pauses())

    @property
    def idle(self) -> bool:
        """Nothing that is due can be sent now: all is recorded, or Telegram asked for a pause."""
        return (
            self._resting
            and not self._wake.is_set()
            and not (self._ready or self._sending or self._results or self._notes)
            and (not self._held or self._pause() > LONG_PAUSE_SECONDS)
        )

    # -- claiming -----------------------------------------------------------------------------------------

    async def _claim_all(self) -> None:
        while not self._stopping:
            self.progress.mark()
            ahead = self._ahead()
            if len(self._ready) > ahead // 2:
                await self._change()
                continue
            self._wake.clear()
            if (pause := self._pause()) > LONG_PAUSE_SECONDS:
                await self._rest(min(pause, TICK_SECONDS))
                continue
            claim = await self._claim(ahead - len(self._ready))
            if claim.rows:
                self._ready.extend(claim.rows)
                self._changed.set()
            if not claim.more:
                await self._rest(self._until_next(claim))

    async def _claim(self, most: int) -> Claim:
        self._held = {chat for chat in self._held if self._is_busy(chat)}
        now, begun = self._clock.now(), self.pacing.monotonic()
        try:
            claim = await self._database.write(
                claiming.claim,
                now,
                most=most,
                held=tuple(self._held),
                is_busy=self._is_busy,
                on_finished=self._on_finished,
            )
        except StorageUnavailable:
            return Claim([], self._held, now + timedelta(seconds=1), more=False)
        self._claim_seconds += (self.pacing.monotonic() - begun - self._claim_seconds) / 16
        self._held = claim.held
        self._chats_at_hand.update(row.chat_id for row in claim.rows)
        return claim

    def _is_busy(self, chat_id: int) -> bool:
        return chat_id in self._chats_at_hand or self.pacing.wait_of_chat(chat_id) > 0

    def _ahead(self) -> int:
        """How many rows to keep claimed but not sent: so many that a commit is not waited for and pays."""
        return min(MOST_AHEAD, math.ceil(self.pacing.rate * max(AHEAD_SECONDS, 4 * self._claim_seconds)))

    def _until_next(self, claim: Claim) -> float:
        seconds = TICK_SECONDS
        if claim.next_due is not None:
            seconds = min(seconds, (claim.next_due - self._clock.now()).total_seconds())
        for chat in claim.held - self._chats_at_hand:
            seconds = min(seconds, self.pacing.wait_of_chat(chat))
        return max(0.0, seconds)

    async def _rest(self, seconds: float) -> None:
        self._resting = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._resting = False

    # -- sending ------------------------------------------------------------------------------------------

    async def _send_all(self) -> None:
        while not self._stopping:
            if not self._ready:
                await self._change()
            elif not self._has_room():
                self._full.set()
                await self._change()
            elif (pause := self._pause()) > LONG_PAUSE_SECONDS:
                self._release()
            elif pause > 0:
                await asyncio.sleep(pause)
            else:
                row = self._ready.popleft()
                self._changed.set()
                self.pacing.pushed(row.chat_id)
                task = asyncio.create_task(self._send(row))
                self._sending.add(task)
                task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._changed.set()

    def _has_room(self) -> bool:
        """What went out and is not recorded goes out again after a kill: all of it counts."""
        until_recorded = self._round_trip + RECORD_EVERY_SECONDS + self._claim_seconds
        window = min(self._most_in_flight, math.ceil(2 * self.pacing.rate * until_recorded))
        return len(self._sending) + len(self._results) < window

    def _pause(self) -> float:
        return max(self.pacing.wait_to_push(), self._backoff_until - self.pacing.monotonic())

    def _release(self) -> None:
        """Put back what is claimed but was not sent."""
        for row in self._ready:
            self._keep(row, replace(_result(row, OutgoingState.NEW), attempts=row.attempts - 1))
        self._ready.clear()

    async def _send(self, row: Claimed) -> None:
        begun = self.pacing.monotonic()
        try:
            message_id = await self._request(row)
        except TelegramError as error:
            result = self._after(error, row, begun)
        except Exception as error:  # noqa: BLE001 - a bug must neither stop the others nor leave the row
            _log.exception("message %d", row.id)
            result = self._unknown(row, type(error).__name__)
        else:
            self._failures = 0
            self._round_trip += (self.pacing.monotonic() - begun - self._round_trip) / 16
            sent = _result(row, OutgoingState.SENT)
            result = replace(sent, sent_at=self._clock.now(), message_id=message_id)
        self._keep(row, result)

    async def _request(self, row: Claimed) -> int:
        """Send the text, in parts if it is long, with the buttons below the last. Returns its message id."""
        text = row.text
        if row.unknown_outcomes:
            text = f"{text}\n\n{texts.sent_again(row.id)}"
        *first, last = split(text)
        buttons = from_packed(row.buttons)
        for number, part in enumerate([*first, last]):
            try:
                if number:
                    await asyncio.sleep(self.pacing.wait_of_chat(row.chat_id))
                    self.pacing.pushed(row.chat_id)
                message_id = await self._send_part(
                    row.chat_id, part, buttons if number == len(first) else None
                )
            except TelegramError as error:
                if number and classify(error) not in UNREACHABLE:
                    raise NetworkError("only a part went out") from error
                raise
        return message_id

    async def _send_part(self, chat_id: int, text: str, buttons: Markup | None) -> int:
        try:
            return await calls.send_message(self._bot, chat_id, text, ParseMode.HTML, buttons)
        except TelegramError as error:
            if classify(error) is not Trouble.CANNOT_PARSE:
                raise
            _log.error("the marks of a message are wrong; it goes out as plain text")
            return await calls.send_message(self._bot, chat_id, plain(text), None, buttons)

    def _after(self, error: TelegramError, row: Claimed, begun: float) -> Result:
        """What an error means for the row, for its account or chat, and for the pace."""
        trouble = classify(error)
        result = replace(_result(row, OutgoingState.UNREACHABLE), trouble=trouble.value)
        if trouble is Trouble.FLOOD and isinstance(error, RetryAfter):
            self.pacing.flooded(EVERYTHING, seconds_to_wait(error), asked_at=begun)
            return replace(result, state=OutgoingState.NEW)
        if trouble is Trouble.MIGRATED and isinstance(error, ChatMigrated):
            return replace(result, state=OutgoingState.NEW, moved=(row.chat_id, error.new_chat_id))
        if trouble is Trouble.UNKNOWN:
            self._back_off(begun)
            return self._unknown(row, trouble.value)
        if trouble in {Trouble.NOT_DONE, Trouble.TOKEN, Trouble.CONFLICT}:
            self._back_off(begun)
            wait = timedelta(seconds=min(LONGEST_BACKOFF_SECONDS, 2 ** min(row.attempts - 1, 6)))
            return replace(result, state=OutgoingState.NEW, due_at=self._clock.now() + wait)
        if trouble in UNREACHABLE:
            self._failures = 0
            return replace(result, unreachable=row.chat_id if row.to_member else None)
        _log.error("Telegram refuses message %d: %s", row.id, trouble.value)
        return result

    def _unknown(self, row: Claimed, trouble: str) -> Result:
        outcomes = row.unknown_outcomes + 1
        state, due_at = claiming.after_unknown(outcomes, self._clock.now())
        return Result(row.id, row.reference, due_at, state, row.attempts, outcomes, trouble)

    def _back_off(self, begun: float) -> None:
        """Several failures in a row are not about one message: let the network recover."""
        if begun < self._backoff_from:
            return
        self._failures += 1
        if self._failures >= FAILURES_ALLOWED:
            seconds = min(LONGEST_BACKOFF_SECONDS, 2.0 ** (self._failures - FAILURES_ALLOWED))
            self._backoff_from = self.pacing.monotonic()
            self._backoff_until = self._backoff_from + seconds
            _log.warning("pushes wait %.0f s after %d failures", seconds, self._failures)

    # -- recording ----------------------------------------------------------------------------------------

    def _keep(self, row: Claimed, result: Result) -> None:
        self._results.append(result)
        self._chats_at_hand.discard(row.chat_id)
        self._to_record.set()

    async def _record_all(self) -> None:
        """Commit results together; sending goes on meanwhile."""
        next_at = 0.0
        while True:
            await self._to_record.wait()
            self._to_record.clear()
            while self._results:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(next_at - self.pacing.monotonic()):
                        await self._full.wait()
                self._full.clear()
                next_at = self.pacing.monotonic() + RECORD_EVERY_SECONDS
                batch, now, tell = tuple(self._results), self._clock.now(), self._on_finished
                at_hand = {row.reference for row in self._ready}
                try:
                    await self._database.write(claiming.settle, batch, now, tell, at_hand=at_hand)
                except StorageUnavailable:
                    await asyncio.sleep(1)
                    continue
                del self._results[: len(batch)]
                self._changed.set()
                if self._held or any(result.state is OutgoingState.NEW for result in batch):
                    self._wake.set()

    # -- being told ---------------------------------------------------------------------------------------

    async def _change(self) -> None:
        """Wait until something about the rows at hand is different."""
        self._changed.clear()
        await self._changed.wait()

    def _on_pause(self, chat_id: int, seconds: float) -> None:
        _log.warning("Telegram asks for a pause of %.0f s", seconds)

        async def keep() -> None:
            with contextlib.suppress(StorageUnavailable):
                await self._database.write(outbox.keep_pause, chat_id, seconds, self._clock.now())

        if self._loops:
            self._note(keep())

    async def _reload_pauses(self) -> None:
        left = await self._database.read(outbox.pauses, self._clock.now())
        self.pacing.forget_pauses()
        for chat_id, seconds in left.items():
            self.pacing.pause(chat_id, seconds)
        self._wake.set()

    def _note(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)


def _result(row: Claimed, state: OutgoingState) -> Result:
    return Result(row.id, row.reference, row.due_at, state, row.attempts, row.unknown_outcomes)

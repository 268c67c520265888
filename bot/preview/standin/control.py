"""The control API under `/sim/`; docs/preview.md describes it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.clock import Clock, MovableClock
from bot.preview.standin import acts
from bot.preview.standin.core import StandIn, Upload
from bot.preview.standin.door import order_fault
from bot.preview.standin.errors import ActRefused
from bot.preview.standin.faults import FaultKind
from bot.preview.standin.http_door import DOOR
from bot.preview.standin.state import Event, instant

OnClock = Callable[[datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Time:
    """The virtual clock and what moves it, with everything that must hear of it, to an instant (UTC)."""

    clock: Clock
    move: OnClock


TIME: web.AppKey[Time] = web.AppKey("time", Time)
KEEP_ALIVE = 15.0
MAX_WAIT = 60
IDLE_STEP = 0.005
Kinds = dict[str, type | tuple[type, ...]]
NUMBER = (int, float)


def add_routes(app: web.Application) -> None:
    """Serve the control API of ``app[DOOR].core``."""
    app.router.add_get("/sim/state", _state)
    app.router.add_post("/sim/people", _people)
    app.router.add_post("/sim/groups", _groups)
    app.router.add_post("/sim/upgrade", _upgrade)
    app.router.add_post("/sim/block", _block)
    app.router.add_post("/sim/deactivate", _deactivate)
    app.router.add_post("/sim/start", _start)
    app.router.add_post("/sim/message", _message)
    app.router.add_post("/sim/edit", _edit)
    app.router.add_post("/sim/callback", _callback)
    app.router.add_post("/sim/contact", _contact)
    app.router.add_post("/sim/document", _document)
    app.router.add_post("/sim/update", _update)
    app.router.add_get("/sim/transcript", _transcript)
    app.router.add_get("/sim/events", _events)
    app.router.add_get("/sim/file/{id}", _file)
    app.router.add_get("/sim/clock", _clock)
    app.router.add_post("/sim/clock", _move_clock)
    app.router.add_post("/sim/idle", _idle)
    app.router.add_get("/sim/faults", _faults)
    app.router.add_post("/sim/faults", _add_fault)
    app.router.add_delete("/sim/faults", _remove_faults)
    app.router.add_delete(r"/sim/faults/{id:\d+}", _remove_faults)
    app.router.add_get("/sim/limits", _limits)
    app.router.add_post("/sim/limits", _set_limits)
    app.router.add_post("/sim/reset", _reset)


def _core(request: web.Request) -> StandIn:
    return request.app[DOOR].core


async def _object(request: web.Request) -> dict[str, Any]:
    # A page of another site can send forms and plain text without asking, but not this type.
    if request.content_type != "application/json":
        raise ActRefused("Content-Type must be application/json", 415)
    try:
        body = await request.json()
    except ValueError:
        raise ActRefused("the body is not JSON") from None
    if not isinstance(body, dict):
        raise ActRefused("a JSON object is expected")
    return body


async def _body(request: web.Request, required: Kinds, optional: Kinds | None = None) -> dict[str, Any]:
    """The JSON object of a request. An optional field may be null; any other surprise is refused by name."""
    body = await _object(request)
    known = required | (optional or {})
    for field, value in body.items():
        if field not in known:
            raise ActRefused(f'unknown field "{field}"; known are {", ".join(known)}')
        kind = known[field]
        fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not fits and not (value is None and field not in required):
            raise ActRefused(f'field "{field}" has the wrong type')
    for field in required:
        if field not in body:
            raise ActRefused(f'field "{field}" is missing')
    return body


def _seconds(body: dict[str, Any], default: float) -> float:
    seconds = body.get("timeout")
    return min(max(0.0, default if seconds is None else float(seconds)), MAX_WAIT)


async def _state(request: web.Request) -> web.Response:
    core = _core(request)
    state = {
        "bot": core.bot_as_state(),
        "now": instant(request.app[TIME].clock.now()),
        "last_seq": core.last_seq,
        "people": [core.person_as_state(person) for person in core.people.values()],
        "chats": [chat.as_state() for chat in core.chats.values() if chat.migrated_to is None],
    }
    return web.json_response(state)


async def _people(request: web.Request) -> web.Response:
    body = await _body(request, {"name": str}, {"username": str, "id": int})
    core = _core(request)
    person = acts.add_person(core, body["name"], username=body.get("username"), person_id=body.get("id"))
    return web.json_response(core.person_as_state(person))


async def _groups(request: web.Request) -> web.Response:
    body = await _body(request, {"title": str, "members": list}, {"type": str})
    chat = acts.add_group(_core(request), body["title"], body["members"], kind=body.get("type") or "group")
    return web.json_response(chat.as_state())


async def _upgrade(request: web.Request) -> web.Response:
    body = await _body(request, {"chat": int})
    return web.json_response({"chat": acts.upgrade_group(_core(request), body["chat"]).id})


async def _block(request: web.Request) -> web.Response:
    body = await _body(request, {"from": int, "blocked": bool})
    acts.block(_core(request), body["from"], blocked=body["blocked"])
    return web.json_response({"ok": True})


async def _deactivate(request: web.Request) -> web.Response:
    body = await _body(request, {"from": int})
    acts.deactivate(_core(request), body["from"])
    return web.json_response({"ok": True})


async def _start(request: web.Request) -> web.Response:
    body = await _body(request, {"from": int}, {"payload": str})
    message = acts.start(_core(request), body["from"], body.get("payload") or "")
    return web.json_response({"message_id": message.id})


async def _message(request: web.Request) -> web.Response:
    body = await _body(request, {"from": int, "text": str}, {"chat": int, "reply_to": int})
    sent = acts.say(
        _core(request), body["from"], body["text"], chat_id=body.get("chat"), reply_to=body.get("reply_to")
    )
    return web.json_response({"message_id": sent[-1].id, "message_ids": [message.id for message in sent]})


async def _edit(request: web.Request) -> web.Response:
    body = await _body(request, {"from": int, "message_id": int, "text": str}, {"chat": int})
    message = acts.edit(
        _core(request), body["from"], body["message_id"], body["text"], chat_id=body.get("chat")
    )
    return web.json_response({"message_id": message.id})


async def _callback(request: web.Request) -> web.Response:
    optional: Kinds = {"chat": int, "message_id": int, "data": str, "button": str, "timeout": NUMBER}
    body = await _body(request, {"from": int}, optional)
    door, loop = request.app[DOOR], asyncio.get_running_loop()
    until = loop.time() + _seconds(body, 10)
    pressed, update_id = acts.press(
        door.core,
        body["from"],
        chat_id=body.get("chat"),
        message_id=body.get("message_id"),
        data=body.get("data"),
        button=body.get("button"),
    )
    while pressed.answer is None and loop.time() < until and not door.closed:
        await door.answers.wait(until - loop.time())
    answer = pressed.answer or {"text": None, "alert": False, "url": None}
    return web.json_response({"update_id": update_id, "answered": pressed.answer is not None, **answer})


async def _contact(request: web.Request) -> web.Response:
    body = await _body(request, {"from": int}, {"phone": str, "owner": int, "chat": int})
    message = acts.share_contact(
        _core(request),
        body["from"],
        phone=body.get("phone"),
        owner_id=body.get("owner"),
        chat_id=body.get("chat"),
    )
    return web.json_response({"message_id": message.id})


async def _document(request: web.Request) -> web.Response:
    if request.content_type != "multipart/form-data":
        raise ActRefused("Content-Type must be multipart/form-data", 415)
    form = await request.post()
    file = form.get("file")
    if not isinstance(file, web.FileField):
        raise ActRefused('field "file" must be a file')
    try:
        person_id = int(str(form["from"]))
        chat_id = int(str(form["chat"])) if form.get("chat") else None
    except (KeyError, ValueError):
        raise ActRefused('fields "from" and "chat" must be ids') from None
    upload = Upload(file.filename, file.file.read(), file.content_type)
    caption = str(form.get("caption", "")).strip()
    message = acts.send_document(_core(request), person_id, upload, caption=caption, chat_id=chat_id)
    return web.json_response({"message_id": message.id})


async def _update(request: web.Request) -> web.Response:
    body = await _object(request)
    if "update_id" in body:
        raise ActRefused("the update id is given by the stand-in")
    return web.json_response({"update_id": _core(request).update(body)})


async def _transcript(request: web.Request) -> web.Response:
    core = _core(request)
    try:
        chat_id, after = int(request.query["chat"]), int(request.query.get("after", "0"))
    except (KeyError, ValueError):
        raise ActRefused("say /sim/transcript?chat=ID&after=SEQ") from None
    chat = core.chats.get(chat_id)
    if chat is None:
        raise ActRefused(f"there is no chat {chat_id}", 404)
    events = [event.as_json() for event in chat.events if event.seq > after]
    return web.json_response({"chat_id": chat_id, "last_seq": core.last_seq, "events": events})


async def _events(request: web.Request) -> web.StreamResponse:
    door = request.app[DOOR]
    core = door.core
    wanted = request.headers.get("Last-Event-ID") or request.query.get("after") or ""
    after = min(int(wanted), core.last_seq) if wanted.isascii() and wanted.isdigit() else core.last_seq
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    await response.prepare(request)
    await response.write(b": connected\n\n")
    while not door.closed:
        told = _since(core, after)
        after = core.last_seq
        chunk = "".join(f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n" for event in told)
        try:
            await response.write(chunk.encode() or b": alive\n\n")
        except ConnectionResetError:
            break
        if after == core.last_seq:
            await door.events.wait(KEEP_ALIVE)
    return response


def _since(core: StandIn, after: int) -> list[dict[str, Any]]:
    if after < core.last_seq and (not core.events or core.events[0].seq > after + 1):
        return [{"seq": core.last_seq, "kind": "reset", "at": instant(core.now()), "chat_id": None}]
    fresh: list[Event] = []
    for event in reversed(core.events):
        if event.seq <= after:
            break
        fresh.append(event)
    return [event.as_json() for event in reversed(fresh)]


async def _file(request: web.Request) -> web.Response:
    stored = _core(request).files.get(request.match_info["id"])
    if stored is None:
        raise ActRefused("there is no such file", 404)
    disposition = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
    return web.Response(
        body=stored.data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": disposition},
    )


async def _clock(request: web.Request) -> web.Response:
    return web.json_response({"now": instant(request.app[TIME].clock.now())})


async def _move_clock(request: web.Request) -> web.Response:
    body = await _body(request, {}, {"advance_seconds": NUMBER, "to": str})
    clock = request.app[TIME].clock
    if (body.get("to") is None) == (body.get("advance_seconds") is None):
        raise ActRefused('say either "advance_seconds" or "to"')
    try:
        if body.get("to") is None:
            target = clock.now() + timedelta(seconds=body["advance_seconds"])
        else:
            target = datetime.fromisoformat(body["to"])
    except (ValueError, OverflowError):
        raise ActRefused(
            '"to" is an ISO instant such as 2026-12-05T08:00:00+08:00, within the calendar'
        ) from None
    if target.tzinfo is None:
        raise ActRefused('"to" needs a time zone, such as +08:00')
    await request.app[TIME].move(target.astimezone(UTC))
    now = instant(clock.now())
    _core(request).tell("clock", None, {"now": now})
    return web.json_response({"now": now})


def moving(clock: Clock) -> OnClock:
    """What moves the clock when the composer gives nothing better. Raises ActRefused for a clock that cannot move."""

    async def move(target: datetime) -> None:
        if not isinstance(clock, MovableClock):
            raise ActRefused("this clock cannot be moved", 409)
        clock.move_to(target)

    return move


async def _idle(request: web.Request) -> web.Response:
    body = await _body(request, {}, {"timeout": NUMBER, "quiet_ms": NUMBER})
    quiet = body.get("quiet_ms")
    idle = await wait_until_idle(_core(request), _seconds(body, 10), 0.05 if quiet is None else quiet / 1000)
    return web.json_response({"idle": idle})


async def wait_until_idle(core: StandIn, timeout: float, quiet: float) -> bool:  # noqa: ASYNC109 - part of the API
    """True once every update is confirmed and no call was made for ``quiet`` seconds; False after ``timeout`` seconds."""
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout
    seen, since = core.traffic.finished, loop.time()
    while True:
        busy = len(core.updates) > 0 or core.traffic.in_flight > 0 or core.traffic.finished != seen
        if busy:
            seen, since = core.traffic.finished, loop.time()
        elif loop.time() - since >= quiet:
            return True
        if loop.time() >= until:
            return False
        await asyncio.sleep(IDLE_STEP)


async def _faults(request: web.Request) -> web.Response:
    return web.json_response(
        {"faults": [fault.as_json() for fault in _core(request).faults.orders if fault.count != 0]}
    )


async def _add_fault(request: web.Request) -> web.Response:
    optional: Kinds = {
        "method": str,
        "count": int,
        "probability": NUMBER,
        "seed": int,
        "seconds": NUMBER,
        "for_seconds": NUMBER,
    }
    body = await _body(request, {"kind": str}, optional)
    kind = body.pop("kind")
    if kind not in list(FaultKind):
        raise ActRefused(f"unknown kind; known are {', '.join(FaultKind)}")
    count = body.pop("count", None if body.get("for_seconds") else 1)
    given = {field: value for field, value in body.items() if value is not None}
    fault = order_fault(_core(request), FaultKind(kind), count=count, **given)
    return web.json_response({"id": fault.id if fault else None})


async def _remove_faults(request: web.Request) -> web.Response:
    wanted = request.match_info.get("id")
    if not _core(request).faults.remove(int(wanted) if wanted else None):
        raise ActRefused("there is no such fault", 404)
    return web.json_response({"ok": True})


async def _limits(request: web.Request) -> web.Response:
    limits = _core(request).limits
    told = {
        "per_second": limits.per_second,
        "per_chat_per_second": limits.per_chat_per_second,
        "per_group_per_minute": limits.per_group_per_minute,
        "latency_ms": limits.latency * 1000,
    }
    return web.json_response(told)


async def _set_limits(request: web.Request) -> web.Response:
    rates = ("per_second", "per_chat_per_second", "per_group_per_minute")
    body = await _body(request, {}, dict.fromkeys((*rates, "latency_ms"), NUMBER))
    limits = _core(request).limits
    if any(value is not None and value < 0 for value in body.values()):
        raise ActRefused("limits are not negative")
    if "latency_ms" in body:
        limits.latency = (body.pop("latency_ms") or 0) / 1000
    for field, value in body.items():
        setattr(limits, field, value or None)
    return await _limits(request)


async def _reset(request: web.Request) -> web.Response:
    _core(request).reset()
    return web.json_response({"ok": True})

"""What people see: state, transcript, live events, files."""

import json
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.preview.standin.control.requests import core_of
from bot.preview.standin.control.stage import TIME
from bot.preview.standin.core import StandIn
from bot.preview.standin.errors import ActRefused
from bot.preview.standin.http_door import DOOR
from bot.preview.standin.state import Event, instant

KEEP_ALIVE = 15.0


def add_routes(app: web.Application) -> None:
    """Serve what people see."""
    app.router.add_get("/sim/state", _state)
    app.router.add_get("/sim/transcript", _transcript)
    app.router.add_get("/sim/events", _events)
    app.router.add_get("/sim/file/{id}", _file)


async def _state(request: web.Request) -> web.Response:
    core = core_of(request)
    state = {
        "bot": core.bot_as_state(),
        "now": instant(request.app[TIME].clock.now()),
        "last_seq": core.last_seq,
        "people": [core.person_as_state(person) for person in core.people.values()],
        "chats": [chat.as_state() for chat in core.chats.values() if chat.migrated_to is None],
    }
    return web.json_response(state)


async def _transcript(request: web.Request) -> web.Response:
    core = core_of(request)
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
    stored = core_of(request).files.get(request.match_info["id"])
    if stored is None:
        raise ActRefused("there is no such file", 404)
    disposition = f"attachment; filename*=UTF-8''{quote(stored.name, safe='')}"
    return web.Response(
        body=stored.data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": disposition},
    )

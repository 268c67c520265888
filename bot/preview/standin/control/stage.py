"""What surrounds the chats: the clock, faults, limits, and waiting until the bot is done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.clock import Clock, MovableClock
from bot.preview.standin.control.requests import NUMBER, Kinds, core_of, json_fields, seconds_to_wait
from bot.preview.standin.door import order_fault
from bot.preview.standin.errors import ActRefused
from bot.preview.standin.faults import FaultKind
from bot.preview.standin.http_door import DOOR
from bot.preview.standin.state import instant

OnClock = Callable[[datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Time:
    """The virtual clock and what moves it, with everything that must hear of it, to an instant (UTC)."""

    clock: Clock
    move: OnClock


TIME: web.AppKey[Time] = web.AppKey("time", Time)


def add_routes(app: web.Application) -> None:
    """Serve the clock, faults, limits and waiting."""
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


async def _clock(request: web.Request) -> web.Response:
    return web.json_response({"now": instant(request.app[TIME].clock.now())})


async def _move_clock(request: web.Request) -> web.Response:
    body = await json_fields(request, {}, {"advance_seconds": NUMBER, "to": str})
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
    core_of(request).tell("clock", None, {"now": now})
    return web.json_response({"now": now})


def moving(clock: Clock) -> OnClock:
    """What moves the clock when the composer gives nothing better. Raises ActRefused for a clock that cannot move."""

    async def move(target: datetime) -> None:
        if not isinstance(clock, MovableClock):
            raise ActRefused("this clock cannot be moved", 409)
        clock.move_to(target)

    return move


async def _idle(request: web.Request) -> web.Response:
    body = await json_fields(request, {}, {"timeout": NUMBER, "quiet_ms": NUMBER})
    quiet = body.get("quiet_ms")
    idle = await request.app[DOOR].idle(seconds_to_wait(body), 0.05 if quiet is None else quiet / 1000)
    return web.json_response({"idle": idle})


async def _faults(request: web.Request) -> web.Response:
    return web.json_response(
        {"faults": [fault.as_json() for fault in core_of(request).faults.orders if fault.count != 0]}
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
    body = await json_fields(request, {"kind": str}, optional)
    kind = body.pop("kind")
    if kind not in list(FaultKind):
        raise ActRefused(f"unknown kind; known are {', '.join(FaultKind)}")
    count = body.pop("count", None if body.get("for_seconds") else 1)
    given = {field: value for field, value in body.items() if value is not None}
    fault = order_fault(core_of(request), FaultKind(kind), count=count, **given)
    return web.json_response({"id": fault.id if fault else None})


async def _remove_faults(request: web.Request) -> web.Response:
    wanted = request.match_info.get("id")
    if not core_of(request).faults.remove(int(wanted) if wanted else None):
        raise ActRefused("there is no such fault", 404)
    return web.json_response({"ok": True})


async def _limits(request: web.Request) -> web.Response:
    limits = core_of(request).limits
    told = {
        "per_second": limits.per_second,
        "per_chat_per_second": limits.per_chat_per_second,
        "per_group_per_minute": limits.per_group_per_minute,
        "latency_ms": limits.latency * 1000,
    }
    return web.json_response(told)


async def _set_limits(request: web.Request) -> web.Response:
    rates = ("per_second", "per_chat_per_second", "per_group_per_minute")
    body = await json_fields(request, {}, dict.fromkeys((*rates, "latency_ms"), NUMBER))
    limits = core_of(request).limits
    if any(value is not None and value < 0 for value in body.values()):
        raise ActRefused("limits are not negative")
    if "latency_ms" in body:
        limits.latency = (body.pop("latency_ms") or 0) / 1000
    for field, value in body.items():
        setattr(limits, field, value or None)
    return await _limits(request)


async def _reset(request: web.Request) -> web.Response:
    await json_fields(request, {})
    core_of(request).reset()
    return web.json_response({"ok": True})

"""Reading requests to the control API."""

from typing import Any

from aiohttp import web

from bot.preview.standin.core import StandIn
from bot.preview.standin.errors import ActRefused
from bot.preview.standin.http_door import DOOR

MAX_WAIT = 60
NUMBER = (int, float)
Kinds = dict[str, type | tuple[type, ...]]


def core_of(request: web.Request) -> StandIn:
    """The stand-in this server stands for."""
    return request.app[DOOR].core


async def json_object(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request. Raises ActRefused for anything else."""
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


async def json_fields(request: web.Request, required: Kinds, optional: Kinds | None = None) -> dict[str, Any]:
    """The JSON object of a request. An optional field may be null; any other surprise is refused by name."""
    body = await json_object(request)
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


def seconds_to_wait(body: dict[str, Any], default: float = 10.0) -> float:
    """The `timeout` of a request, within its bounds."""
    seconds = body.get("timeout")
    return min(max(0.0, default if seconds is None else float(seconds)), MAX_WAIT)

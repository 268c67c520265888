"""The HTTP door: the Bot API's own addresses on aiohttp."""

import asyncio
import json
from typing import Any

from aiohttp import BodyPartReader, web

from bot.preview.standin.core import Upload
from bot.preview.standin.door import Answer, ConnectionBroken, Door, NoAnswer
from bot.preview.standin.errors import ApiError, bad_request

DOOR: web.AppKey[Door] = web.AppKey("door", Door)
LARGEST_REQUEST = 60_000_000


def add_routes(app: web.Application) -> None:
    """Serve `/bot<token>/<method>` and `/file/bot<token>/<path>` from ``app[DOOR]``."""
    app.router.add_route("GET", r"/bot{token:[^/]+}/{method}", _call)
    app.router.add_route("POST", r"/bot{token:[^/]+}/{method}", _call)
    app.router.add_get(r"/file/bot{token:[^/]+}/{path:.+}", _file)


async def _call(request: web.Request) -> web.StreamResponse:
    door = request.app[DOOR]
    try:
        params, files = await _parameters(request)
        answer = await door.serve(request.match_info["token"], request.match_info["method"], params, files)
    except ApiError as error:
        answer = Answer(error.code, json.dumps(error.body()).encode())
    except NoAnswer as silence:
        await asyncio.sleep(silence.seconds)
        return _hang_up(request)
    except ConnectionBroken:
        return _hang_up(request)
    return web.Response(status=answer.status, body=answer.body, content_type=answer.content_type)


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    params: dict[str, Any] = dict(request.query)
    if not request.body_exists:
        return params, {}
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("object expected")
        return params | body, {}
    if request.content_type == "multipart/form-data":
        return await _multipart(request, params)
    return params | dict(await request.post()), {}


async def _multipart(
    request: web.Request, params: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Upload]]:
    files: dict[str, Upload] = {}
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("can't parse multipart body")
        data = bytes(await part.read(decode=True))
        size += len(data)
        if size > LARGEST_REQUEST:
            raise ApiError(413)
        if part.filename is None:
            params[part.name] = data.decode(errors="replace")
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, data, mime)
    return params, files


async def _file(request: web.Request) -> web.Response:
    core = request.app[DOOR].core
    stored = core.files_by_path.get(request.match_info["path"])
    if request.match_info["token"] != core.token or stored is None:
        error = ApiError(404)
        return web.json_response(error.body(), status=error.code)
    return web.Response(body=stored.data, content_type="application/octet-stream")

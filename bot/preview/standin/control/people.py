"""What people do, over HTTP."""

import asyncio

from aiohttp import web

from bot.preview.standin import acts
from bot.preview.standin.control.requests import (
    NUMBER,
    Kinds,
    core_of,
    json_fields,
    json_object,
    seconds_to_wait,
)
from bot.preview.standin.core import Upload
from bot.preview.standin.errors import ActRefused
from bot.preview.standin.http_door import DOOR


def add_routes(app: web.Application) -> None:
    """Serve the acts of people."""
    app.router.add_post("/sim/people", _people)
    app.router.add_post("/sim/groups", _groups)
    app.router.add_post("/sim/upgrade", _upgrade)
    app.router.add_post("/sim/membership", _membership)
    app.router.add_post("/sim/block", _block)
    app.router.add_post("/sim/deactivate", _deactivate)
    app.router.add_post("/sim/start", _start)
    app.router.add_post("/sim/message", _message)
    app.router.add_post("/sim/edit", _edit)
    app.router.add_post("/sim/callback", _callback)
    app.router.add_post("/sim/inline", _inline)
    app.router.add_post("/sim/inline/choose", _choose_inline)
    app.router.add_post("/sim/contact", _contact)
    app.router.add_post("/sim/document", _document)
    app.router.add_post("/sim/update", _update)


async def _people(request: web.Request) -> web.Response:
    body = await json_fields(request, {"name": str}, {"username": str, "id": int})
    core = core_of(request)
    person = acts.add_person(core, body["name"], username=body.get("username"), person_id=body.get("id"))
    return web.json_response(core.person_as_state(person))


async def _groups(request: web.Request) -> web.Response:
    body = await json_fields(request, {"title": str, "members": list}, {"type": str})
    if not all(isinstance(member, int) for member in body["members"]):
        raise ActRefused('field "members" must be a list of ids')
    chat = acts.add_group(core_of(request), body["title"], body["members"], kind=body.get("type") or "group")
    return web.json_response(chat.as_state())


async def _upgrade(request: web.Request) -> web.Response:
    body = await json_fields(request, {"chat": int})
    return web.json_response({"chat": acts.upgrade_group(core_of(request), body["chat"]).id})


async def _membership(request: web.Request) -> web.Response:
    body = await json_fields(request, {"from": int, "chat": int, "inside": bool})
    acts.put_bot(core_of(request), body["from"], body["chat"], inside=body["inside"])
    return web.json_response({"ok": True})


async def _block(request: web.Request) -> web.Response:
    body = await json_fields(request, {"from": int, "blocked": bool})
    acts.block(core_of(request), body["from"], blocked=body["blocked"])
    return web.json_response({"ok": True})


async def _deactivate(request: web.Request) -> web.Response:
    body = await json_fields(request, {"from": int})
    acts.deactivate(core_of(request), body["from"])
    return web.json_response({"ok": True})


async def _start(request: web.Request) -> web.Response:
    body = await json_fields(request, {"from": int}, {"payload": str})
    message = acts.start(core_of(request), body["from"], body.get("payload") or "")
    return web.json_response({"message_id": message.id})


async def _message(request: web.Request) -> web.Response:
    body = await json_fields(request, {"from": int, "text": str}, {"chat": int, "reply_to": int})
    sent = acts.say(
        core_of(request), body["from"], body["text"], chat_id=body.get("chat"), reply_to=body.get("reply_to")
    )
    return web.json_response({"message_id": sent[-1].id, "message_ids": [message.id for message in sent]})


async def _edit(request: web.Request) -> web.Response:
    body = await json_fields(request, {"from": int, "message_id": int, "text": str}, {"chat": int})
    message = acts.edit(
        core_of(request), body["from"], body["message_id"], body["text"], chat_id=body.get("chat")
    )
    return web.json_response({"message_id": message.id})


async def _callback(request: web.Request) -> web.Response:
    optional: Kinds = {"chat": int, "message_id": int, "data": str, "button": str, "timeout": NUMBER}
    body = await json_fields(request, {"from": int}, optional)
    door, loop = request.app[DOOR], asyncio.get_running_loop()
    until = loop.time() + seconds_to_wait(body)
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


async def _inline(request: web.Request) -> web.Response:
    body = await json_fields(request, {"from": int, "query": str}, {"chat": int, "timeout": NUMBER})
    door, loop = request.app[DOOR], asyncio.get_running_loop()
    until = loop.time() + seconds_to_wait(body)
    asking, update_id = acts.ask_inline(door.core, body["from"], body["query"], chat_id=body.get("chat"))
    while asking.answer is None and loop.time() < until and not door.closed:
        await door.answers.wait(until - loop.time())
    found = asking.answer.results if asking.answer else ()
    results = [{"id": each.id, "title": each.title, "description": each.description} for each in found]
    return web.json_response(
        {
            "query_id": asking.query_id,
            "update_id": update_id,
            "answered": asking.answer is not None,
            "results": results,
            "button": asking.answer.button if asking.answer else None,
        }
    )


async def _choose_inline(request: web.Request) -> web.Response:
    body = await json_fields(request, {"from": int, "query_id": str, "result": str}, {"chat": int})
    message = acts.choose_inline(
        core_of(request), body["from"], body["query_id"], body["result"], chat_id=body.get("chat")
    )
    return web.json_response({"message_id": message.id})


async def _contact(request: web.Request) -> web.Response:
    body = await json_fields(request, {"from": int}, {"phone": str, "owner": int, "chat": int})
    message = acts.share_contact(
        core_of(request),
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
    message = acts.send_document(core_of(request), person_id, upload, caption=caption, chat_id=chat_id)
    return web.json_response({"message_id": message.id})


async def _update(request: web.Request) -> web.Response:
    body = await json_object(request)
    if "update_id" in body:
        raise ActRefused("the update id is given by the stand-in")
    return web.json_response({"update_id": core_of(request).update(body)})

"""A bot for tests of the stand-in and its page: polls over HTTP and answers by a fixed conversation."""

import struct
import zlib
from typing import Any

import aiohttp

BOT_LINK = "https://t.me/union_preview_bot"
SHEET = b"PK\x03\x04" + b"x" * 2044


def picture(width: int, height: int) -> bytes:
    """A plain PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x1f\x6f\x55" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


class ScriptedBot:
    """Polls like a bot and answers by a fixed conversation."""

    def __init__(self, session: aiohttp.ClientSession, root: str) -> None:
        self.session = session
        self.root = root
        self.documents: dict[str, bytes] = {}
        self.heard: list[str] = []

    async def call(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.root}/{method}", json=params) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=5):
                offset = update["update_id"] + 1
                if "message" in update:
                    await self.hear(update["message"])
                if "callback_query" in update:
                    await self.pressed(update["callback_query"])

    async def say(self, chat: int, text: str, *rows: list[dict[str, str]], **params: Any) -> int:
        markup = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        sent = await self.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **markup, **params)
        return int(sent["message_id"])

    async def hear(self, message: dict[str, Any]) -> None:
        chat, text = message["chat"]["id"], message.get("text", "")
        self.heard.append(text)
        if "document" in message:
            await self.take(chat, message["document"])
        elif text.startswith("/start"):
            keyboard = {"keyboard": [[{"text": "近期活动"}, {"text": "我的报名"}]], "resize_keyboard": True}
            await self.say(
                chat,
                f"您好！<b>工会小助手</b>在这里。{text.removeprefix('/start').strip()}",
                reply_markup=keyboard,
            )
        elif text == "近期活动":
            await self.say(
                chat,
                "<b>健步走</b> 12月5日（周六）08:30，剩 1 个名额。",
                [{"text": "我要报名", "callback_data": "join"}],
                [
                    {"text": "报名须知", "callback_data": "rules"},
                    {"text": "分享", "url": f"{BOT_LINK}?start=walk"},
                ],
            )
        elif text == "报名表":
            await self.send_sheet(chat)
        elif text == "照片":
            await self.send_photo(chat)
        elif text == "链接":
            await self.say(chat, f"点这里：{BOT_LINK}?start=walk")
        elif text == "删掉":
            await self.call("deleteMessage", chat_id=chat, message_id=await self.say(chat, "马上就没有了"))
        else:
            await self.say(chat, f"收到 {len(text)} 字")

    async def pressed(self, query: dict[str, Any]) -> None:
        place = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
        if query["data"] == "rules":
            await self.call(
                "answerCallbackQuery", callback_query_id=query["id"], text="请穿运动鞋。", show_alert=True
            )
            return
        cancel = {"inline_keyboard": [[{"text": "取消报名", "callback_data": "cancel"}]]}
        await self.call("editMessageText", **place, text="健步走：您已报上。", reply_markup=cancel)
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="报名成功")

    async def take(self, chat: int, document: dict[str, Any]) -> None:
        path = (await self.call("getFile", file_id=document["file_id"]))["file_path"]
        async with self.session.get(f"{self.root.replace('/bot', '/file/bot', 1)}/{path}") as response:
            self.documents[document["file_name"]] = await response.read()
        await self.say(chat, f"读完了《{document['file_name']}》。")

    async def send_sheet(self, chat: int) -> None:
        form = aiohttp.FormData({"chat_id": str(chat), "caption": "共 1 人"}, quote_fields=False)
        form.add_field("document", SHEET, filename="健步走报名表.xlsx")
        async with self.session.post(f"{self.root}/sendDocument", data=form) as response:
            assert (await response.json())["ok"]

    async def send_photo(self, chat: int) -> None:
        form = aiohttp.FormData({"chat_id": str(chat), "caption": "路线图"}, quote_fields=False)
        form.add_field("photo", picture(12, 8), filename="路线图.png", content_type="image/png")
        async with self.session.post(f"{self.root}/sendPhoto", data=form) as response:
            assert (await response.json())["ok"]

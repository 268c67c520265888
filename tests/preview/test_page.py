"""The browser page: a real Chromium in front of the stand-in, and a scripted bot behind it."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, async_playwright, expect

from bot.clock import MovableClock
from bot.preview.standin import acts
from bot.preview.standin.core import StandIn
from bot.preview.standin.server import create_app
from tests.preview.scripted_bot import BOT_LINK, SHEET, ScriptedBot

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGE = Path(__file__).parents[2] / "bot" / "preview" / "page"
ColorScheme = Literal["light", "dark"]
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
DESKTOP, PHONE = (1440, 900), (390, 844)
MEMBER, LEADER, COMMITTEE, OTHER = "赵甲（会员）", "钱乙（小组长）", "李丁（委员）", "孙丙（会员）"

NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


class Stage:
    """The stand-in with its page, the scripted bot and the browser of one test.

    Console errors, script errors and requests to anywhere else are collected in ``troubles``.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.clock = MovableClock(NOON)
        self.core = StandIn(self.clock.now, name="工会小助手")
        self.people = {
            name: acts.add_person(self.core, name).id for name in (MEMBER, LEADER, COMMITTEE, OTHER)
        }
        self.troubles: list[str] = []
        self.port = 0

    async def serve(self) -> None:
        app = create_app(self.core, clock=self.clock, page_dir=PAGE)
        self.runner = web.AppRunner(app, shutdown_timeout=1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        self.port = self.runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.session = aiohttp.ClientSession()
        self.bot = ScriptedBot(self.session, f"{self.url}bot{self.core.token}")
        self.polling = asyncio.create_task(self.bot.run())

    async def close(self) -> None:
        self.polling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.polling
        await self.session.close()
        await self.runner.cleanup()

    async def open(self, size: tuple[int, int], scheme: ColorScheme = "light") -> Page:
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, locale="zh-CN"
        )
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", self._note_line)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", self._note_request)
        await page.goto(self.url)
        await expect(page.locator(".panel").first).to_be_visible()
        return page

    def _note_line(self, line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            self.troubles.append(line.text)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, f"blob:{self.url}")):
            self.troubles.append(f"asked elsewhere: {request.url}")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        stage = Stage(browser)
        await stage.serve()
        try:
            yield stage
        finally:
            await browser.close()
            await stage.close()


def chat_of(page: Page, name: str) -> Locator:
    return page.locator(".panel", has=page.locator(f".messages[aria-label='{name}的对话']"))


async def begin(chat: Locator) -> None:
    await chat.get_by_role("button", name="开始").click()
    await expect(chat.locator(".message.theirs").last).to_contain_text("您好")


async def say(chat: Locator, text: str) -> None:
    await chat.get_by_label("消息", exact=True).fill(text)
    await chat.get_by_label("消息", exact=True).press("Enter")


async def texts_of(chat: Locator) -> list[str]:
    return await chat.locator(".message .text").all_inner_texts()


async def width_of(page: Page) -> int:
    return int(await page.evaluate("document.documentElement.scrollWidth"))


async def test_a_member_signs_up_by_clicking(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    await expect(page.locator(".panel")).to_have_count(3)
    chat = chat_of(page, MEMBER)
    await begin(chat)
    await chat.locator(".keyboard").get_by_role("button", name="近期活动").click()
    await chat.get_by_role("button", name="我要报名").click()
    await expect(chat.locator(".toast")).to_have_text("报名成功")
    await expect(chat.get_by_role("button", name="取消报名")).to_be_visible()
    await expect(chat.get_by_role("button", name="我要报名")).to_have_count(0)
    assert await texts_of(chat) == ["/start", "您好！工会小助手在这里。", "近期活动", "健步走：您已报上。"]
    assert await chat.locator(".stamp").last.inner_text() == "已编辑 12:00"
    assert await chat.locator(".day").all_inner_texts() == ["2026年12月1日（周二）"]
    assert await chat.locator(".message.mine").count() == 2
    assert stage.troubles == []


async def test_an_alert_is_a_dialog_and_a_deep_link_starts(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    chat = chat_of(page, LEADER)
    await begin(chat)
    await say(chat, "近期活动")
    await chat.get_by_role("button", name="报名须知").click()
    await expect(page.get_by_role("dialog")).to_contain_text("请穿运动鞋。")
    await expect(page.get_by_role("dialog")).to_contain_text("钱乙")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await chat.get_by_role("link", name="分享").click()
    await expect(chat.locator(".message.theirs").last).to_contain_text("在这里。walk")
    await say(chat, "链接")
    await chat.locator(".text").get_by_role("link").last.click()
    await expect(chat.locator(".message.theirs").last).to_contain_text("在这里。walk")
    assert (await texts_of(chat)).count("/start walk") == 2
    assert stage.troubles == []


async def test_files_go_in_by_dropping_and_come_out_by_clicking(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    chat = chat_of(page, COMMITTEE)
    await begin(chat)
    transfer = await page.evaluate_handle(
        "() => { const given = new DataTransfer();"
        " given.items.add(new File(['一月：送温暖'], '年度计划.txt', { type: 'text/plain' })); return given; }"
    )
    await chat.dispatch_event("dragover", {"dataTransfer": transfer})
    await expect(chat.locator(".drop-hint")).to_be_visible()
    await chat.dispatch_event("drop", {"dataTransfer": transfer})
    await expect(chat.locator(".message.theirs").last).to_contain_text("读完了《年度计划.txt》")
    assert stage.bot.documents == {"年度计划.txt": "一月：送温暖".encode()}
    await expect(chat.locator(".drop-hint")).to_be_hidden()

    await chat.locator("input[type=file]").set_input_files(
        {"name": "名册.csv", "mimeType": "text/csv", "buffer": b"a,b"}
    )
    await expect(chat.locator(".message.theirs").last).to_contain_text("读完了《名册.csv》")
    assert stage.bot.documents["名册.csv"] == b"a,b"

    await say(chat, "报名表")
    chip = chat.locator(".file-chip").last
    await expect(chip).to_contain_text("健步走报名表.xlsx")
    await expect(chip).to_contain_text("2.0 KB")
    async with page.expect_download() as waiting:
        await chip.click()
    download = await waiting.value
    assert download.suggested_filename == "健步走报名表.xlsx"
    assert (await asyncio.to_thread((await download.path()).read_bytes)) == SHEET
    assert stage.troubles == []


async def test_photos_are_shown(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    chat = chat_of(page, MEMBER)
    await begin(chat)
    await say(chat, "照片")
    photo = chat.locator(".photo img")
    await expect(photo).to_be_visible()
    await expect(photo).to_have_js_property("naturalWidth", 12)
    assert stage.troubles == []


async def test_a_phone_shows_one_chat_and_counts_the_others(stage: Stage) -> None:
    page = await stage.open(PHONE)
    assert await width_of(page) == PHONE[0]
    await expect(page.locator(".panel")).to_have_count(1)
    await begin(chat_of(page, MEMBER))
    await say(chat_of(page, MEMBER), "近期活动")
    await expect(chat_of(page, MEMBER).get_by_role("button", name="我要报名")).to_be_visible()
    await page.locator(".person", has_text="李丁").click()
    committee = chat_of(page, COMMITTEE)
    await begin(committee)
    assert await width_of(page) == PHONE[0]

    member = page.locator(".person", has_text="赵甲")
    await stage.bot.say(stage.people[MEMBER], "提醒：明天健步走。")
    await expect(member.locator(".badge")).to_have_text("1")
    await stage.bot.say(stage.people[MEMBER], "W" * 4000)
    await expect(member.locator(".badge")).to_have_text("2")
    await member.click()
    await expect(member.locator(".badge")).to_be_hidden()
    await expect(chat_of(page, MEMBER).locator(".message").last).to_contain_text("WWWW")
    assert await width_of(page) == PHONE[0]

    # Words within a sentence may be smaller; everything that stands alone is made for a thumb.
    targets = "button:not(.text *):visible, a.inline:visible, textarea:visible, select:visible"
    for target in await page.locator(targets).all():
        box = await target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, await target.evaluate("target => target.outerHTML")
        assert box["width"] >= 44, await target.evaluate("target => target.outerHTML")
    assert stage.troubles == []


async def test_the_clock_moves_by_buttons(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    clock = page.locator("#clock-now")
    await expect(clock).to_have_text("2026年12月1日（周二）12:00")
    await page.get_by_role("button", name="+1小时").click()
    await expect(clock).to_have_text("2026年12月1日（周二）13:00")
    await page.get_by_role("button", name="+1天").click()
    await expect(clock).to_have_text("2026年12月2日（周三）13:00")
    await page.get_by_role("button", name="到下月1日 09:00").click()
    await expect(clock).to_have_text("2027年1月1日（周五）09:00")
    await page.get_by_role("button", name="选日期时间").click()
    await page.get_by_role("dialog").locator("input").fill("2027-02-06T08:30")
    await page.get_by_role("button", name="拨过去").click()
    await expect(clock).to_have_text("2027年2月6日（周六）08:30")
    assert stage.clock.now() == datetime(2027, 2, 6, 0, 30, tzinfo=UTC)

    chat = chat_of(page, MEMBER)
    await begin(chat)
    await page.get_by_role("button", name="+1天").click()
    await say(chat, "又一天")
    await expect(chat.locator(".day")).to_have_text(["2027年2月6日（周六）", "2027年2月7日（周日）"])
    assert stage.troubles == []


async def test_enter_sends_but_not_while_an_input_method_composes(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    chat = chat_of(page, MEMBER)
    await begin(chat)
    field = chat.get_by_label("消息", exact=True)
    await field.fill("jianbu")
    await field.dispatch_event(
        "keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    )
    await field.dispatch_event(
        "keydown", {"key": "Enter", "keyCode": 229, "bubbles": True, "cancelable": True}
    )
    await expect(field).to_have_value("jianbu")
    await field.fill("第一行")
    await field.press("Shift+Enter")
    await field.press_sequentially("第二行👍")
    await field.press("Enter")
    await expect(field).to_have_value("")
    await expect(chat.locator(".message.theirs").last).to_contain_text("收到")
    assert stage.bot.heard == ["/start", "第一行\n第二行👍"]
    assert (await texts_of(chat))[-2] == "第一行\n第二行👍"

    await field.fill("长" * 5000)
    await expect(chat.locator(".length")).to_have_text("5000字，会分成2条")
    await field.press("Enter")
    await expect(chat.locator(".message.theirs").last).to_contain_text("收到 904 字")
    assert stage.troubles == []


async def test_what_people_write_stays_text(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    chat = chat_of(page, MEMBER)
    await begin(chat)
    hostile = '<img src=x onerror="alert(1)"> <b>粗</b> &amp; javascript:alert(1)'
    await say(chat, hostile)
    await expect(chat.locator(".message.mine").last).to_contain_text(hostile)
    await expect(chat.locator(".messages img")).to_have_count(0)
    await stage.bot.say(
        stage.people[MEMBER],
        "<b>粗</b><i>斜</i><code>/no</code><blockquote>引用</blockquote><tg-spoiler>谜底</tg-spoiler>看 /help",
    )
    last = chat.locator(".message.theirs").last
    for tag in ("b", "i", "code", "blockquote"):
        await expect(last.locator(tag)).to_have_count(1)
    await last.locator(".spoiler").click()
    await expect(last.locator(".spoiler")).to_have_class("spoiler shown")
    await last.get_by_role("button", name="/help").click()
    await expect(chat.locator(".message.mine").last).to_contain_text("/help")
    await say(chat, "删掉")
    await expect(chat.locator(".message.mine").last).to_contain_text("删掉")
    await say(chat, "还在")
    await expect(chat.locator(".message.theirs").last).to_contain_text("收到 2 字")
    assert "马上就没有了" not in await texts_of(chat)
    assert stage.troubles == []


async def test_the_page_comes_back_by_itself(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    chat = chat_of(page, MEMBER)
    await begin(chat)
    await stage.close()
    await expect(page.locator("#connection")).to_be_visible()
    # While the server is away the browser says so in its console; that is no fault of the page.
    acts.say(stage.core, stage.people[MEMBER], "断线时说的话")
    await stage.serve()
    await expect(page.locator("#connection")).to_be_hidden()
    await expect(chat.locator(".message.theirs").last).to_contain_text("收到 6 字")
    assert (await texts_of(chat)).count("断线时说的话") == 1
    stage.troubles.clear()
    await say(chat, "又通了")
    await expect(chat.locator(".message.theirs").last).to_contain_text("收到 3 字")
    assert stage.troubles == []


async def test_columns_are_chosen_and_somebody_new_joins(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    await page.locator(".panel").nth(1).locator(".panel-select").select_option(label="孙丙 · 会员")
    labels = [await log.get_attribute("aria-label") for log in await page.locator(".messages").all()]
    assert labels == [f"{name}的对话" for name in (MEMBER, OTHER, COMMITTEE)]
    await page.reload()
    await expect(chat_of(page, OTHER)).to_be_visible()
    await expect(chat_of(page, LEADER)).to_have_count(0)

    await page.get_by_role("button", name="新的一位").click()
    await page.get_by_role("dialog").locator("input").fill("周戊")
    await page.get_by_role("button", name="加进来").click()
    chat = chat_of(page, "周戊")
    await chat.get_by_label("邀请链接或邀请码").fill(f"{BOT_LINK}?start=k7")
    await begin(chat)
    assert stage.bot.heard == ["/start k7"]
    await chat.get_by_label("命令菜单").click()
    await chat.get_by_role("button", name="拉黑机器人").click()
    await expect(chat.get_by_role("button", name="开始")).to_be_visible()
    assert stage.troubles == []


async def test_a_group_is_spoken_in_as_one_of_its_members(stage: Stage) -> None:
    for name in (MEMBER, LEADER):
        acts.start(stage.core, stage.people[name])
    acts.add_group(stage.core, "第三小组", [stage.people[MEMBER], stage.people[LEADER]])
    page = await stage.open(DESKTOP)
    await page.locator(".person", has_text="第三小组").click()
    group = chat_of(page, "第三小组")
    await group.locator(".speak-as select").select_option(label=LEADER)
    await say(group, "/help")
    await expect(group.locator(".message.mine").last).to_contain_text("/help")
    await expect(group.locator(".message.theirs").last).to_contain_text("收到 5 字")
    await group.locator(".speak-as select").select_option(label=MEMBER)
    await expect(group.locator(".message.mine")).to_have_count(0)
    await expect(group.locator(".message", has_text="/help").locator(".author")).to_have_text(LEADER)
    assert stage.troubles == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_stands_out_from_its_ground(stage: Stage, scheme: ColorScheme) -> None:
    page = await stage.open(DESKTOP, scheme)
    chat = chat_of(page, MEMBER)
    await begin(chat)
    await say(chat, "近期活动")
    await chat.get_by_role("button", name="我要报名").click()
    await expect(chat.locator(".toast")).to_be_visible()
    await say(chat, "报名表")
    await expect(chat.locator(".file-chip")).to_be_visible()
    faint = await page.evaluate(CONTRAST)
    assert faint["measured"] > 40
    assert faint["below"] == []
    assert stage.troubles == []

"""The whole in a browser: the real preview, driven by clicking, at a desk and on a phone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.wording import local
from tests.e2e.preview_process import Preview, running
from tests.preview.test_page import BROWSER, FLAGS

MEMBER, COMMITTEE = "赵甲（会员）", "孙丙（委员）"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
#: A clock that is moved far passes all that falls due on the way.
PATIENCE = 60_000
DROP = """([name, text]) => {
    const given = new DataTransfer();
    given.items.add(new File([text], name, { type: "text/plain" }));
    return given;
}"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        await browser.close()


async def chat_of(page: Page, name: str) -> Locator:
    """The chat of somebody, brought into view if it is not."""
    chat = page.locator(".panel", has=page.locator(f".messages[aria-label='{name}的对话']"))
    if not await chat.is_visible():
        await page.locator(".person", has_text=name.partition("（")[0]).click()
    await expect(chat).to_be_visible()
    return chat


async def say(chat: Locator, text: str) -> None:
    await chat.get_by_label("消息", exact=True).fill(text)
    await chat.get_by_label("消息", exact=True).press("Enter")


async def move_clock(page: Page, label: str) -> None:
    """Press one of the clock's buttons; on a phone they are behind another one."""
    button = page.get_by_role("button", name=label)
    if not await button.is_visible():
        await page.get_by_role("button", name="拨钟").click()
    await button.click()


@pytest.mark.parametrize("size", SIZES)
async def test_from_signing_up_to_the_reminder(browser: Browser, size: str) -> None:
    troubles: list[str] = []
    async with running() as preview:
        width, height = SIZES[size]
        context = await browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on(
            "console", lambda line: troubles.append(line.text) if line.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        await page.goto(preview.url)

        await sign_up(page)
        await import_plan(page, preview)
        await see_what_comes(page)
        assert await page.evaluate("document.documentElement.scrollWidth") == width
        # Now, and not after the end of the server, of which the browser would complain.
        assert troubles == []


async def sign_up(page: Page) -> None:
    """The member presses 活动, the activity and 我要报名."""
    member = await chat_of(page, MEMBER)
    keys = member.locator(".keyboard")
    if not await keys.is_visible():
        await member.get_by_label("快捷键盘", exact=True).first.click()
    await keys.get_by_role("button", name="活动", exact=False).first.click()
    await member.locator(".inline", has_text="教工羽毛球预赛").last.click()
    await member.locator(".inline", has_text="我要报名").last.click()
    await expect(member.locator(".message.theirs").last).to_contain_text("报名成功")


async def import_plan(page: Page, preview: Preview) -> None:
    """The committee member drops next year's plan on the chat and confirms it."""
    committee = await chat_of(page, COMMITTEE)
    text = (await preview.fetch("/samples/plan.txt")).decode()
    dropped = await page.evaluate_handle(DROP, ["明年计划.txt", text])
    await committee.dispatch_event("drop", {"dataTransfer": dropped})
    await expect(committee.locator(".message.theirs").last).to_contain_text("识别到 29 项")
    await committee.locator(".inline", has_text="全部确认").last.click()
    await expect(committee.locator(".message.theirs").last).to_contain_text("已确认")


async def see_what_comes(page: Page) -> None:
    """Time passes: the reminder of the contest comes to the member, and the month's digest."""
    await move_clock(page, "选日期时间")
    later = local(datetime.now(UTC)) + timedelta(days=22)
    await page.get_by_role("dialog").locator("input").fill(later.strftime("%Y-%m-%dT10:00"))
    await page.get_by_role("button", name="拨过去").click()
    await expect(page.locator("#clock-now")).to_contain_text(
        f"{later.month}月{later.day}日", timeout=PATIENCE
    )
    member = await chat_of(page, MEMBER)
    reminder = member.locator(".message.theirs", has_text="提醒：您报名的")
    await expect(reminder.filter(has_text="教工羽毛球预赛")).to_have_count(1)
    await move_clock(page, "到下月1日")
    await expect(page.locator("#clock-now")).to_contain_text("1日（", timeout=PATIENCE)
    await say(member, "计划安排")
    await expect(member.locator(".message.theirs").last).to_contain_text("计划安排")

"""Makes docs/preview.png anew: three people of the demo in the preview, as a visitor at a desk sees them.

Needs Chromium, and a font with emoji (Debian: fonts-noto-cjk, fonts-noto-color-emoji):

    PYTHONPATH=. .venv/bin/python docs/screenshot.py
"""

import asyncio
import io
from pathlib import Path

from PIL import Image
from playwright.async_api import async_playwright

from tests.e2e.preview_process import COMMITTEE, LEADER, MEMBER, Preview, running
from tests.preview.test_page import BROWSER, FLAGS

TARGET = Path(__file__).with_name("preview.png")
SIZE = {"width": 1440, "height": 900}


async def play(preview: Preview) -> None:
    """A member signs up, a leader makes a proposal, a committee member hands in next year's plan."""
    await preview.say(MEMBER, "最近有什么活动")
    await preview.press(MEMBER, "教工羽毛球预赛")
    await preview.press(MEMBER, "我要报名")
    await preview.say(LEADER, "我有个建议：会议室的椅子太旧了，坐久了腰疼，请换一批。")
    await preview.press(LEADER, "提交")
    await preview.say(LEADER, "下周六有什么活动")
    await preview.say(COMMITTEE, "待答复的建议")
    plan = await preview.fetch("/samples/plan.docx")
    await preview.send(COMMITTEE, "明年工会工作计划.docx", plan)


async def picture(url: str) -> bytes:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        page = await browser.new_page(viewport=SIZE, locale="zh-CN")
        await page.goto(url)
        await page.locator(".panel .message").last.wait_for()
        await page.wait_for_timeout(1500)
        taken = await page.screenshot()
        await browser.close()
    return taken


async def main() -> None:
    """Play, take the picture, and keep it small."""
    async with running() as preview:
        await play(preview)
        taken = await picture(preview.url)
    with Image.open(io.BytesIO(taken)) as image:
        image.convert("RGB").quantize(256).save(TARGET, optimize=True)


if __name__ == "__main__":
    asyncio.run(main())

"""The preview as a process: its people played over HTTP from the first word to the end of the process."""

import io
import signal
import sys
from datetime import UTC, datetime, timedelta

import pytest
from docx import Document

from bot.wording import local
from tests.e2e.preview_process import COMMITTEE, LEADER, MEMBER, address_of, buttons, running, start, stop

FORENOON = 10
PLAN = """青禾学校工会{year}年工作安排

一月份：
1、工会小组长会议；
2、书法展评。

二月份：
1、元宵节猜灯谜活动。
"""


async def test_the_main_job_over_http() -> None:
    async with running() as preview:
        # In the forenoon of the next day, so that no time of rest holds anything back.
        today = local(datetime.now(UTC))
        morning = (today + timedelta(days=1)).replace(hour=FORENOON, minute=0)
        await preview.move_clock(morning.isoformat())

        assert "湖滨健步走】已满，可候补" in await preview.say(MEMBER, "近期有什么活动")
        assert "排候补" in await preview.say(MEMBER, "报名湖滨健步走")
        assert "您在候补第 2 位" in await preview.press(MEMBER, "排候补")
        for name in ("周戊", "吴己"):
            await preview.say(name, "取消湖滨健步走")
            assert "已取消" in await preview.press(name, "确定取消")
        assert "候补转正，您已报上【湖滨健步走】" in await preview.last(MEMBER)

        await preview.say(LEADER, "我有个建议：会议室的椅子太旧了，请换一批。")
        assert "建议编号" in await preview.press(LEADER, "提交")
        await preview.say(COMMITTEE, "待答复的建议")
        await preview.press(COMMITTEE, "会议室的椅子")
        await preview.press(COMMITTEE, "采纳")
        await preview.say(COMMITTEE, "谢谢，下个月就换。")
        await preview.press(COMMITTEE, "发送答复")
        assert "下个月就换" in await preview.last(LEADER)

        await preview.say(COMMITTEE, "发通知")
        await preview.say(COMMITTEE, "明天上午停水，请提前接好水。")
        await preview.press(COMMITTEE, "全体会员")
        await preview.press(COMMITTEE, "确认发给")
        assert "停水" in await preview.last(MEMBER)
        assert "已送达 24 人" in await preview.last(COMMITTEE)

        year = morning.year + 1
        text = PLAN.format(year=year)
        assert "识别到 3 项" in await preview.send(COMMITTEE, "安排.txt", text.encode())
        await preview.press(COMMITTEE, "放弃这份计划")
        word = Document()
        for line in text.splitlines():
            word.add_paragraph(line)
        content = io.BytesIO()
        word.save(content)
        assert "识别到 3 项" in await preview.send(COMMITTEE, "安排.docx", content.getvalue())
        assert "确认" in await preview.press(COMMITTEE, "全部确认")

        # The digest comes on the first working day; after New Year that is never later than the fifth.
        await preview.move_clock(f"{year}-01-05T09:00:00+08:00")
        told = [message["text"] for message in await preview.messages(MEMBER)]
        digest = next(text for text in reversed(told) if f"{year}年1月工会计划安排" in text)
        assert "书法展评" in digest

        assert "试用已停止" in await stop(preview.process)
        assert preview.process.returncode == 0


async def test_the_sample_plan_in_both_forms() -> None:
    async with running() as preview:
        read = [
            await preview.send(COMMITTEE, f"样例.{kind}", await preview.fetch(f"/samples/plan.{kind}"))
            for kind in ("txt", "docx")
        ]
        assert all("识别到 29 项" in each for each in read)
        assert any(
            "全部确认" in button["text"] for button in buttons((await preview.messages(COMMITTEE))[-1])
        )


async def test_a_taken_port_is_told_and_the_running_preview_goes_on() -> None:
    async with running() as preview:
        port = preview.url.rpartition(":")[2]
        second = await start("--port", port)
        printed, _ = await second.communicate()
        assert (
            printed.decode().strip()
            == f"端口 {port} 已被占用。请换一个再试：python3 run.py preview --port {int(port) + 1}"
        )
        assert second.returncode == 78
        assert "近期活动" in await preview.say(MEMBER, "活动")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGINT for a child")
async def test_ctrl_c_ends_it_in_order() -> None:
    process = await start("--port", "0")
    await address_of(process)
    assert "试用已停止" in await stop(process, signal.SIGINT)
    assert process.returncode == 0

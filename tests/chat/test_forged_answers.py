"""What a button brings back may be made up, and what is typed may be anything: no form breaks over it."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.buttons import pack
from bot.chat import dialogs
from bot.chat.router import Choose
from bot.members.model import Role
from bot.preview.standin import acts
from handlers import build_router
from tests.setups import SETUPS
from tests.world import World

FLOWS = build_router().flows
STEPS = [(flow.name, step) for flow in FLOWS.values() for step in flow.questions]
FORGED = (
    "99",
    "-1",
    "乱写",
    "",
    "label-",
    "label-99",
    "edit-",
    "edit-readings",
    "groups",
    "done",
    "²",
    "none",
)
TYPED = ("乱写", "-1", "²", "99999999999999999999", "25点", "2月30日", "《》", "０", "第二个", "不限")
ACTIVITY: dict[str, Any] = {
    "activity_id": 1, "title": "健步走", "kind": "festival", "start": "2026-12-05T15:00:00+08:00", "end": "",
    "year": 2026, "place": "操场", "deadline": "", "capacity": 30, "audience": "everyone", "source": "",
}  # fmt: skip
#: The answers that every question of a form can be put with.
ANSWERS: dict[str, dict[str, Any]] = {
    "activitydecline": {"activity_id": 1, "title": "健步走", "compulsory": False},
    "activityjoin": {
        "activity_id": 1, "title": "健步走", "most": 3, "people": 2, "at": 0, "given": {},
        "questions": [[1, "choice", "午餐", ["面", "饭"], ""]],
    },
    "activityhand": {
        "activity_id": 1, "kind": "substitute", "title": "健步走",
        "found": [[1, "孙丙", "第一小组"], [2, "孙丙", "第二小组"]],
    },
    "activityprepare": {"activity_id": 1, "title": "健步走"},
    "activityreject": {"sign_up_id": 1, "title": "健步走", "name": "赵甲"},
    "activityquestion": {"activity_id": 1, "kind": "choice", "text": "午餐"},
    "activitychange": {
        **ACTIVITY, "field": "time", "worded": "12月6日", "day": "2026-12-06", "last_day": "2026-12-06",
        "before": ["2026-12-05T15:00:00+08:00", "2026-12-05T17:00:00+08:00"],
        "value": ["2026-12-06T15:00:00+08:00", ""],
        "readings": [["2026-12-06T15:00:00+08:00", ""], ["2026-12-07T15:00:00+08:00", ""]],
        "groups": [[2, "第一小组"]], "chosen": [], "circles": [[1, "乒乓球小组（3 人）"]], "slotted": False, "openings": [],
        "old_deadline": "2026-12-04T18:00:00+08:00", "moved_deadline": "2026-12-05T18:00:00+08:00",
        "may_stay": True, "deadline_over": False, "deadlines": ["2026-12-05T18:00:00+08:00"], "over": [],
    },
    "activitycancel": {"activity_id": 1, "title": "健步走", "people": 0, "reason": "下雨"},
    "contestresults": {
        "activity_id": 1, "event_id": 0, "title": "健步走", "event": "", "found": [[1, "第一名"]], "order": "",
        "keep": True, "strange": [{"name": "赵假", "result": "第二名", "may_be": [1]}], "bare": [], "skipped": [],
        "had": [], "was": "", "names": {"1": "赵甲（第一小组）"},
    },
    "contestteams": {"activity_id": 1, "title": "拔河"},
    "contestevents": {"activity_id": 1, "title": "运动会", "events": [["100米", 8], ["拔河", None]]},
    "contestkept": {
        "activity_id": 1, "title": "运动会", "kept": [[1, 2]], "starts_at": "2026-12-05T15:00:00+08:00",
        "moments": ["2026-12-04T18:00:00+08:00"],
    },
    "contestpoints": {"activity_id": 1, "title": "运动会"},
    "teamcode": {},
    "teaminvite": {"team_id": 1, "activity_id": 1, "crew": "赵甲队", "found": [[1, "赵甲（第一小组）"]]},
    "teamplacing": {
        "activity_id": 1, "title": "拔河", "placing": True, "found": [[1, "赵甲队", 1, "赵甲（第一小组）"]],
    },
    "teamname": {"team_id": 1, "name": "赵甲队"},
    "activityquotas": {"activity_id": 1},
    "activitydraw": {"activity_id": 1, "number": 0, "list": ""},
    "activitycheckin": {"activity_id": 1, "title": "健步走"},
    "activitypresent": {"activity_id": 1, "title": "健步走"},
    "activity": {
        **ACTIVITY, "day": "2026-12-05", "last_day": "2026-12-05", "groups": [[2, "第一小组"]], "chosen": [],
        "readings": [["2026-12-05T15:00:00+08:00", ""], ["2026-12-06T15:00:00+08:00", ""]],
        "moments": ["2026-12-03T18:00:00+08:00", "2026-12-04T18:00:00+08:00"],
        "deadlines": ["2026-12-03T18:00:00+08:00"], "places": ["操场"], "card": "", "heads": 1, "reachable": 1,
        "circles": [[1, "乒乓球小组（3 人）"]], "openings": ["2026-12-01T09:00:00+08:00"],
        "proposed": ["2026-12-05T15:00:00+08:00", ""],
    },
    "slotsize": {
        "slot_id": 1, "title": "体检", "starts_at": "2026-12-05T08:00:00+08:00", "placed": 3, "before": 3,
        "capacity": 2, "over": [[1, "赵甲", 1]],
    },
    "activityslots": {
        "activity_id": 1, "title": "健步走", "days": ["2026-12-05"], "from": "08:00:00", "until": "10:00:00",
        "minutes": 30, "capacity": 5,
    },
    "group-name": {"group_id": 1, "path": "示例学校工会", "new": True, "name": "第二小组"},
    "find-member": {},
    "add-members": {"group": ""},
    "circle-new": {},
    "circle-tell": {"circle_id": 1, "name": "乒乓球小组", "text": "练球"},
    "course-add": {},
    "course-open": {
        "course_id": 1, "title": "瑜伽班", "place": "瑜伽室", "capacity": 20,
        "spans": [["2026-12-05T15:00:00+08:00", "2026-12-05T16:00:00+08:00"]],
    },
    "handout": {
        "title": "粽子", "audience": "everyone", "who": "全体会员", "heads": 1, "until": "2026-12-05", "place": "工会",
    },
    "handout-code": {"handout_id": 1, "title": "粽子"},
    "handout-proxy": {"handout_id": 1, "member_id": 1, "name": "赵甲"},
    "handout-volunteers": {"handout_id": 1, "title": "粽子"},
    "activitywent": {"activity_id": 1},
    "facility-hours": {"name": "活动室", "place": "", "text": "9:00-21:00", "lines": ["每天"]},
    "notice": {
        "whole": True, "text": "明天停水", "audience": "everyone", "groups": [[2, "第一小组"]], "chosen": [],
        "activities": [[1, "健步走"]], "circles": [[1, "乒乓球小组"]],
        "plan": {
            "audience": "全体会员", "held_until": None,
            "reach": {"total": 1, "reachable": 1, "unreachable": 0, "unbound": 0},
        },
    },
    "plan-postpone": {"occurrence_id": 1, "title": "教代会"},
    "plan-move": {
        "near": [[["2027-03-20", "2027-03-20", True]], False, ""],
        "occurrence_id": 1, "title": "教代会", "old": "3月", "year": 2026,
        "timings": [[[["2026-12-05", "2026-12-05", True]], False, ""]],
    },
    "plan-owner": {"occurrence_id": 1, "title": "教代会"},
    "plan-year": {"upload_id": 1, "title": "计划", "found": 3, "this_year": 2026},
    "plan-date": {
        "near": [[], False, ""],
        "document_id": 10**9,
        "item_id": 1, "title": "教代会", "year": 2026,
        "timings": [[[["2026-12-05", "2026-12-05", True]], False, ""]],
    },
    "plan-title": {"item_id": 1, "title": "教代会"},
    "plan-split": {"item_id": 1, "title": "教代会"},
    "plan-figures": {"occurrence_id": 1, "title": "教代会", "known": ""},
    "plan-drive": {
        "occurrence_id": 1, "title": "征集", "ends_on": "2026-12-05", "whom": "全体会员", "heads": 3,
    },
    "plan-drive-end": {"occurrence_id": 1, "title": "征集"},
    "plan-task": {
        "occurrence_id": 1, "item": "教代会", "title": "订会议室", "due_on": "2026-12-05", "member_id": 1,
        "name": "赵甲", "people": [[1, "赵甲"]],
    },
    "propose": {"text": "食堂早点开门"},
    "answer": {"proposal_id": 1, "number": 1, "state": "taken_up", "text": "好"},
    "set-up": {"code": "AAAA-BBBB"},
}  # fmt: skip


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A chair and an activity."""
    small = World(tmp_path)
    await small.start()
    small.member("孙丙", role=Role.CHAIR)
    await SETUPS["活动"](small, "健步走 12-05 15:00 名额 30")
    try:
        yield small
    finally:
        await small.stop()


@pytest.mark.parametrize(("name", "step"), STEPS)
async def test_whatever_comes_back_is_answered_without_an_incident(
    world: World, name: str, step: str, caplog: pytest.LogCaptureFixture
) -> None:
    person, flow = world.people["孙丙"], FLOWS[name]
    expires_at = world.clock.now() + timedelta(hours=1)
    begin, *_ = acts.say(world.standin, person, "/help")
    await world.settle()
    for forged, value in [*((True, one) for one in FORGED), *((False, one) for one in TYPED)]:
        await world.house.database.write(dialogs.ask, person, flow, step, ANSWERS[name], expires_at)
        before = world.standin.last_seq
        if forged:
            data = pack(Choose(name, step, value))
            acts.press(world.standin, person, message_id=begin.id, data=data)
        else:
            acts.say(world.standin, person, value)
        await world.settle()
        answered = [one for one in world.standin.events if one.seq > before and one.from_bot]
        assert answered, f"no answer to {value!r}"
        failed = [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
        assert not failed, f"{value!r}: {failed}"


def test_every_form_is_tried() -> None:
    assert set(ANSWERS) == set(FLOWS)

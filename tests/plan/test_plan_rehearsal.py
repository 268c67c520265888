"""Two years in virtual time: every reminder once, none twice, none lost."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import wording
from bot.plan import rehearsal, rules
from bot.plan.rehearsal import Sent
from bot.settings import load
from bot.storage import Database
from tests.plan.plan_union import POLICY, PlanUnion

START = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
PLAN = """一、日常工作
每季度召开一次工会委员会议
每天7：00-7：30组织晨练
二、各月安排
一月份：召开教代会（1月8日）
二月份：元宵节猜灯谜活动（2月20日）
三月份：教职工乒乓球比赛（3月14日）
三月份：征集合理化建议（3月31日前）
四、五月份：开展安全生产检查
十月份：教职工健步走活动（10月31日）
"""
LEAP = "二月份：教职工跳绳比赛（2月29日）\n十一月份：教职工羽毛球比赛（11月5日）\n"


@pytest.fixture
def union(tmp_path: Path) -> Iterator[PlanUnion]:
    made = PlanUnion(f"sqlite:///{tmp_path / 'union.db'}")
    made.plan(PLAN, year=2027, now=START)
    made.plan(LEAP, year=2028, now=START)
    yield made
    made.database.close()


@pytest.fixture(params=["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"])
def zone(request: pytest.FixtureRequest) -> Iterator[ZoneInfo]:
    """Zones without and with daylight saving time, one of them by half an hour."""
    wording.use_zone(ZoneInfo(request.param))
    yield ZoneInfo(request.param)
    wording.use_zone(ZoneInfo("Asia/Shanghai"))


def copy_of(union: PlanUnion, tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'copy.db'}"
    copy = Database(url)
    union.see(lambda source: copy.write_now(rehearsal.copy_plan, source))
    copy.close()
    return url


def begin() -> datetime:
    return wording.midnight(date(2026, 12, 5))


def end() -> datetime:
    return wording.midnight(date(2029, 1, 15))


def two_years(url: str) -> list[Sent]:
    database = Database(url)
    try:
        return list(rehearsal.play(database, POLICY, begin(), end()))
    finally:
        database.close()


def test_two_years_in_every_zone(union: PlanUnion, tmp_path: Path, zone: ZoneInfo) -> None:
    sent = two_years(copy_of(union, tmp_path))

    digests = [
        (one.at.astimezone(zone).year, one.at.astimezone(zone).month)
        for one in sent
        if one.kind == "plan.digest"
    ]
    # Something goes on in every month of 2027 (晨练); in 2028 the two months with an item.
    assert sorted(set(digests)) == [(2027, month) for month in range(1, 13)] + [(2028, 2), (2028, 11)]

    got = Counter((one.kind, one.at, member) for one in sent for member in one.members)
    assert max(got.values()) == 1, "one message for each person and moment"

    for one in sent:
        here = one.at.astimezone(zone)
        assert (here.hour, here.minute) == (9, 0), "nine o'clock on the union's own clocks"
        if one.kind == "plan.digest":
            assert rules.is_workday(here.date())

    for title, day in {
        "召开教代会": date(2027, 1, 8),
        "教职工乒乓球比赛": date(2027, 3, 14),
        "教职工健步走活动": date(2027, 10, 31),
        "教职工跳绳比赛": date(2028, 2, 29),
        "教职工羽毛球比赛": date(2028, 11, 5),
    }.items():
        told = [
            one for one in sent if one.kind == "plan.day" and title in one.text and "到期" not in one.text
        ]
        for lead in POLICY.reminder_days:
            on = rules.told_on(day, lead)
            at_it = [one for one in told if one.at.astimezone(zone).date() == on]
            heard = Counter(member for one in at_it for member in one.members)
            assert heard[union.committee] == heard[union.chair] == 1, (title, lead)
        assert {one.at.astimezone(zone).date() for one in told} == {
            rules.told_on(day, lead) for lead in POLICY.reminder_days
        }


def test_what_is_done_daily_is_in_the_digest_and_nowhere_else(union: PlanUnion, tmp_path: Path) -> None:
    sent = two_years(copy_of(union, tmp_path))
    assert {one.kind for one in sent if "晨练" in one.text} <= {"plan.digest", "plan.outlook"}


def test_a_restart_at_every_boundary_changes_nothing(union: PlanUnion, tmp_path: Path) -> None:
    whole = two_years(copy_of(union, tmp_path))
    (tmp_path / "copy.db").unlink()
    url = copy_of(union, tmp_path)
    pieces: list[Sent] = []
    now = begin()
    for boundary in [*sorted({one.at for one in whole}), end()]:
        database = Database(url)
        pieces += rehearsal.play(database, POLICY, now, boundary)
        database.close()
        now = boundary
    assert pieces == whole


def test_the_command_prints_who_would_get_what(
    union: PlanUnion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNIONBOT_DATABASE_URL", union.database.url)
    monkeypatch.setenv("UNIONBOT_DATA_DIR", str(tmp_path))
    before = (union.waiting(), union.outgoing())
    lines = "\n".join(rehearsal.rehearse(load(), 2027))
    assert "2027年1月4日（周一）09:00 → 全体 4 人" not in lines.split("\n")[0]
    assert "孙丙、李丁" in lines
    assert "2027年3月乒乓球" not in lines
    assert "明天，3月14日（周日）：教职工乒乓球比赛" in lines
    assert (union.waiting(), [row.key for row in union.outgoing()]) == (
        before[0],
        [row.key for row in before[1]],
    )

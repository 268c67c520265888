"""Two years in virtual time: every reminder once, none twice, none lost."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
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
十月份：教职工健步走活动（10月31日，负责人：赵甲）
"""


@dataclass(frozen=True)
class Planned:
    """One time of an item as the plan above means it: the day that matters, its end, how many days ahead those who look
    after it hear of it, how many days ahead everybody does."""

    title: str
    target: date
    end: date
    ahead: tuple[int, ...]
    everybody: int | None = None
    owner: str = ""


def day(title: str, on: date, *, everybody: bool = False, owner: str = "") -> Planned:
    ahead = (14, 7, 1, 0) if owner else (7, 1)
    return Planned(title, on, on, ahead, 1 if everybody else None, owner)


EXPECTED = [
    day("召开教代会", date(2027, 1, 8)),
    day("元宵节猜灯谜活动", date(2027, 2, 20), everybody=True),
    day("教职工乒乓球比赛", date(2027, 3, 14), everybody=True),
    Planned("征集合理化建议", date(2027, 3, 31), date(2027, 3, 31), (3, 1), 1),
    Planned("开展安全生产检查", date(2027, 4, 1), date(2027, 5, 31), (7,)),
    day("教职工健步走活动", date(2027, 10, 31), owner="赵甲"),
    day("教职工跳绳比赛", date(2028, 2, 29), everybody=True),
    day("教职工羽毛球比赛", date(2028, 11, 5), everybody=True),
    # A quarter has no day that matters but its last.
    *(
        Planned("工会委员会议", end, end, (7,))
        for end in (date(2027, 3, 31), date(2027, 6, 30), date(2027, 9, 30), date(2027, 12, 31))
    ),
]
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


def reminded(union: PlanUnion, sent: list[Sent], zone: ZoneInfo) -> Counter[tuple[date, int, str]]:
    """Day, member and title of every single mention in what was sent on days."""
    titles = "|".join(sorted({one.title for one in EXPECTED}))
    found: Counter[tuple[date, int, str]] = Counter()
    for one in sent:
        if one.kind == "plan.day":
            for line in one.text.split("\n")[1:]:
                title = re.search(titles, line)
                assert title is not None, line
                for member in one.members:
                    found[(one.at.astimezone(zone).date(), member, title[0])] += 1
    return found


def expected(union: PlanUnion) -> Counter[tuple[date, int, str]]:
    """The same as the plan means it."""
    everybody = {union.committee, union.chair, union.first, union.second}
    wanted: set[tuple[date, int, str]] = set()
    for one in EXPECTED:
        responsible = {union.first} if one.owner else {union.committee, union.chair}
        told = [(rules.told_on(one.target, lead), responsible) for lead in one.ahead]
        if one.everybody is not None:
            told.append((rules.told_on(one.target, one.everybody), everybody))
        told.append((rules.chased_on(one.end, 1), responsible))
        told.append((rules.chased_on(one.end, 7), {union.chair}))
        wanted |= {(on, member, one.title) for on, members in told for member in members}
    return Counter(wanted)


def test_every_planned_reminder_comes_once_none_twice_and_none_is_lost(
    union: PlanUnion, tmp_path: Path, zone: ZoneInfo
) -> None:
    sent = two_years(copy_of(union, tmp_path))
    came, wanted = reminded(union, sent, zone), expected(union)
    assert came - wanted == Counter(), "told twice, or to whom it does not concern"
    assert wanted - came == Counter(), "lost"


def test_every_month_is_told_once_to_everybody_and_looked_back_on_by_the_committee(
    union: PlanUnion, tmp_path: Path
) -> None:
    got: Counter[tuple[str, str, int]] = Counter()
    for one in two_years(copy_of(union, tmp_path)):
        if one.kind != "plan.day":
            month = re.search(r"20\d\d年\d+月", one.text)
            assert month is not None
            got.update((one.kind, month[0], member) for member in one.members)
    year = [f"2027年{month}月" for month in range(1, 13)]
    wanted = {
        ("plan.digest", month, member)
        for month in [*year, "2028年2月", "2028年11月"]
        for member in (union.committee, union.chair, union.first, union.second)
    } | {
        ("plan.outlook", month, member)
        for month in ["2026年12月", *year, "2028年1月", "2028年2月", "2028年10月", "2028年11月"]
        for member in (union.committee, union.chair)
    }
    assert got == Counter(wanted)


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

"""From what was understood to what is looked up."""

from datetime import UTC, date, datetime

import pytest

from bot.asking import rules
from bot.language import Intent, KnownActivity, Match, PartOfDay, Reading, Slots, Status, When, dates
from bot.plan.looking import Line
from bot.plan.reading import Kind
from bot.plan.rules import Span
from bot.plan.states import OccurrenceState
from bot.wording import local

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, tzinfo=local(datetime(2026, 11, 21, tzinfo=UTC)).tzinfo)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NOW.tzinfo)


@pytest.mark.parametrize(
    ("when", "window"),
    [
        (None, (None, None)),
        (When(), (None, None)),
        (
            When(date(2026, 11, 25), date(2026, 11, 25)),
            (at("2026-11-25T00:00"), at("2026-11-26T00:00")),
        ),
        (
            When(date(2026, 11, 25), date(2026, 11, 25), PartOfDay.EVENING),
            (at("2026-11-25T17:00"), at("2026-11-26T00:00")),
        ),
        (
            When(date(2026, 11, 25), date(2026, 11, 25), PartOfDay.AFTERNOON),
            (at("2026-11-25T12:00"), at("2026-11-25T18:00")),
        ),
        (When(date(2026, 11, 16), date(2026, 11, 22)), (None, at("2026-11-23T00:00"))),
        (When(None, date(2026, 12, 25)), (None, at("2026-12-26T00:00"))),
        (When(date(2026, 12, 1), None), (at("2026-12-01T00:00"), None)),
    ],
)
def test_the_window_is_what_was_asked_about(
    when: When | None, window: tuple[datetime | None, datetime | None]
) -> None:
    assert rules.window(when, TODAY) == window


def test_yesterday_is_over_and_this_week_is_not() -> None:
    assert rules.is_over(When(date(2026, 11, 20), date(2026, 11, 20)), TODAY)
    assert not rules.is_over(When(date(2026, 11, 16), date(2026, 11, 22)), TODAY)
    assert not rules.is_over(When(date(2026, 11, 1), None), TODAY)


def line(title: str, start: date, end: date, state: OccurrenceState = OccurrenceState.PLANNED) -> Line:
    return Line(
        1, 1, title, Span(start, end, True), Kind.CONTEST, False, "", "", "孙丙", None, state, "", None, None
    )


def test_the_plan_is_asked_for_by_the_short_names_of_matters() -> None:
    lines = [
        line("召开职工代表大会", date(2026, 11, 27), date(2026, 11, 27)),
        line("走访慰问困难职工", date(2026, 12, 11), date(2026, 12, 20)),
    ]

    def named(text: str) -> list[str]:
        wish = Reading(text, Intent.QUERY_PLAN, 0.9, dates=tuple(dates.find(text, NOW)))
        return [found.title for found in rules.about(wish, lines)]

    assert named("职代会啥时候开") == ["召开职工代表大会"]
    assert named("送温暖今年谁在抓") == ["走访慰问困难职工"]
    assert named("十二月的工作安排") == []


def test_overdue_is_what_should_have_been_done() -> None:
    late = line("安全检查", date(2026, 11, 2), date(2026, 11, 6))
    done = line("拔河", date(2026, 11, 9), date(2026, 11, 9), OccurrenceState.DONE)
    coming = line("联欢", date(2026, 12, 30), date(2026, 12, 30))
    lines = [late, done, coming]

    assert rules.of_status(lines, Status.OVERDUE, TODAY) == (late,)
    assert rules.of_status(lines, Status.DONE, TODAY) == (done,)
    assert rules.of_status(lines, Status.OPEN, TODAY) == (late, coming)
    assert rules.of_status(lines, None, TODAY) == tuple(lines)


@pytest.mark.parametrize(
    ("text", "start", "day"),
    [
        ("12月12日上午9点钓鱼比赛", at("2026-12-12T09:00"), None),
        ("元旦联欢会，12月30号", None, date(2026, 12, 30)),
        ("12月12号3点插花课", None, date(2026, 12, 12)),  # in the afternoon or at night: the form asks
        ("下周搞个活动", None, None),
        ("搞个活动", None, None),
    ],
)
def test_a_new_activity_begins_when_it_was_said_without_doubt(
    text: str, start: datetime | None, day: date | None
) -> None:
    assert rules.start_of(dates.find(text, NOW)) == (start, day)


def test_the_day_tells_activities_of_one_name_apart() -> None:
    known = [
        KnownActivity(1, "羽毛球预赛", starts_at=at("2026-12-05T09:00")),
        KnownActivity(2, "羽毛球决赛", starts_at=at("2026-12-12T09:00")),
    ]
    both = (Match(1, "羽毛球预赛", 0.9), Match(2, "羽毛球决赛", 0.9))

    def meant(when: When | None) -> int | None:
        slots = Slots(activity="羽毛球", candidates=both, when=when)
        return rules.on_their_day(
            Reading("羽毛球", Intent.QUERY_ACTIVITIES, 0.9, slots), known
        ).slots.activity_id

    assert meant(When(date(2026, 12, 12), date(2026, 12, 12))) == 2
    assert meant(When(date(2026, 12, 1), date(2026, 12, 31))) is None
    assert meant(None) is None

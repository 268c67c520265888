"""What a contest adds to the card of an activity: the team, the events."""

from typing import TYPE_CHECKING

from bot.activities.contests.buttons import ShowEvents, ShowScores, ShowTeam
from bot.activities.contests.texts import scores as score_texts
from bot.activities.contests.texts import teams as team_texts
from bot.activities.rules import PUBLISHED
from bot.activities.rules_teams import lack
from bot.buttons import Payload
from bot.message import Button, escape
from bot.wording import when

if TYPE_CHECKING:
    from bot.activities.card import Card

PICK_EVENTS = "🏃 选项目报名"


def lines(shown: "Card") -> list[str]:
    """The lines about teams and events, and where this person stands in them."""
    part = shown.part
    if part is None:
        return []
    found = []
    if part.shape is not None:
        found.append(f"🤝 组队参加：{team_texts.shape(part.shape)}，一起报上或者一起候补")
        if part.team:
            missing = lack(part.shape, part.mates)
            rest = f"，{team_texts.lacking(missing)}" if missing.people else "，人齐了"
            found.append(f"👥 您的队伍：<b>{escape(part.team)}</b>（{len(part.mates)} 人{rest}）")
        elif part.seeks:
            found.append("🙋 您在找队伍，截止时自动补进缺人的队伍")
    if part.events:
        found.append(f"🏃 分 {part.events} 个项目报名")
    if part.entered:
        found.append(f"👉 您的项目：<b>{escape('、'.join(part.entered))}</b>")
    if part.waits_for:
        found.append(f"⏳ 候补的项目：{escape('、'.join(part.waits_for))}")
    for event, rank, result in part.results:
        found.append(f"🏅 {escape(event)}：<b>{score_texts.with_rank(rank, result)}</b>")
    if part.kept_until is not None and shown.capacity is not None:
        found.append(f"🛟 有名额留给小组，{when(part.kept_until)}没用完的按候补顺序放开")
    return found


def way_in(shown: "Card") -> Payload | None:
    """Where signing up begins with a team or with events."""
    if shown.part is not None and shown.part.shape is not None:
        return ShowTeam(shown.activity_id)
    return ShowEvents(shown.activity_id) if shown.part is not None and shown.part.events else None


def rows(shown: "Card") -> list[tuple[Button, ...]]:
    """The ways to the team and to the events."""
    part = shown.part
    if part is None:
        return []
    found: list[tuple[Button, ...]] = []
    if part.told:
        found.append((Button("🏅 成绩和积分", ShowScores(shown.activity_id)),))
    if shown.state not in PUBLISHED or shown.refusal:
        return found
    if part.shape is not None:
        label = f"👥 我的队伍：{part.team}" if part.team else "👥 组队报名"
        found.append((Button(label, ShowTeam(shown.activity_id)),))
    if part.events:
        label = "🏃 我的项目" if part.entered or part.waits_for else PICK_EVENTS
        found.append((Button(label, ShowEvents(shown.activity_id)),))
    return found

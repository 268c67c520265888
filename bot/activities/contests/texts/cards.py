"""What a contest adds to the card of an activity: the team, the events."""

from datetime import datetime
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
    from bot.activities.contests.part import OwnLimit
    from bot.activities.places import SignUpOutcome

PICK_EVENTS = "🏃 选项目报名"


def why_full(outcome: "SignUpOutcome") -> str:
    """Why somebody waits."""
    if outcome.kept_until is not None:
        return f"剩下的名额先留给别的小组，{when(outcome.kept_until)}没用完就放开"
    return "您这一组（或时段）能用的名额已满" if outcome.room_for_others else "名额已满"


def _limit(one: "OwnLimit", until: datetime | None) -> str:
    """A part of the places that concerns this person."""
    left = f"还剩 {one.left} 个" if one.left else "已满，再报排候补"
    if one.most:
        return f"🚪 {escape(one.who)}最多 {one.places} 人，{left}"
    released = f"，{when(until)}没用完的放开" if until is not None else ""
    if not one.who:
        return f"🛟 有 {one.places} 个名额留给别的小组{released}"
    unused = f"还有 {one.left} 个没用" if one.left else "已用完"
    return f"🛟 给{escape(one.who)}留了 {one.places} 个名额，{unused}{released}"


def lines(shown: "Card") -> list[str]:
    """The lines about parts of the places, teams and events, and where this person stands in them."""
    part = shown.part
    until = part.kept_until if part is not None else None
    found = [_limit(one, until) for one in shown.own_limits]
    if part is None:
        return found
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

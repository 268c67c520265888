"""One question about one activity, answered in a sentence."""

from typing import TYPE_CHECKING

from bot.activities.texts import headed
from bot.activities.texts.cards import places, rows_of, state_now
from bot.language import Topic
from bot.message import Message, escape
from bot.wording import span, when

if TYPE_CHECKING:
    from bot.activities.card import Card


def answer(shown: "Card", topic: Topic) -> Message:
    """One question about one activity, answered in a sentence, with the card's buttons below."""
    name = headed(shown.title)
    deadline = (
        f"报名截止{when(shown.deadline_at)}"
        if shown.deadline_at
        else f"开始前（{when(shown.starts_at)}）都可以报名"
    )
    described = escape(shown.description) if shown.description else "活动说明里没有写，请问问工会委员。"
    text = {
        Topic.TIME: f"{name}的时间：{span(shown.starts_at, shown.ends_at)}。",
        Topic.PLACE: f"{name}的地点：{escape(shown.place) or '还没有定，定了会通知'}。",
        Topic.DEADLINE: f"{name}{deadline}。",
        Topic.QUOTA: f"{name}{places(shown)}。",
        Topic.OPEN: f"{name}{_opening(shown)}，{places(shown)}。",
        Topic.WHO_MAY_COME: f"{name}的参加范围：{escape(shown.audience)}，{_with_whom(shown.most_people)}。"
        + (f"\n{shown.refusal}" if shown.refusal else ""),
        Topic.HOW: f"点下面的“我要报名”就行。{deadline}。"
        if shown.opens_at is None
        else f"{name}{_opening(shown)}，到时候点“我要报名”就行。",
        Topic.SIGNUP_START: f"{name}{_opening(shown)}，{deadline}。",
    }.get(topic, f"{name}：{described}")
    return Message(text, rows_of(shown))


def _opening(shown: "Card") -> str:
    return f"{when(shown.opens_at)}开始报名" if shown.opens_at is not None else state_now(shown)


def _with_whom(most_people: int) -> str:
    return (
        "只限本人，不能带家属" if most_people == 1 else f"可以带家属，每人最多报 {most_people} 人（含本人）"
    )

"""Asking whom to turn to is told from asking who signed up or who does what."""

import pytest

from bot.members.texts.contacts import asks_whom


@pytest.mark.parametrize(
    "said",
    [
        "谁是我们组长",
        "主席是谁？",
        "我们组的组长是谁呀",
        "请问怎么联系工会",
        "有事找谁",
        "我是哪个组的",
        "委员都有谁",
        "组长叫什么名字",
    ],
)
def test_who_looks_after_whom(said: str) -> None:
    assert asks_whom(said)


@pytest.mark.parametrize(
    "said",
    [
        "谁报了健步走",
        "谁负责羽毛球",
        "我们组谁报了",
        "组长说的活动是哪个",
        "怎么找你",
        "主席致辞是几点",
        "请组长转告大家",
        "找谁组队",
    ],
)
def test_other_questions_about_people(said: str) -> None:
    assert not asks_whom(said)

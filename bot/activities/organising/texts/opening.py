"""What is said to who waits for a sign-up to open."""

from typing import TYPE_CHECKING

from bot.activities.rules import SignUpStatus
from bot.wording import when

if TYPE_CHECKING:
    from bot.activities.card import Card


def wished(shown: "Card", *, wants: bool) -> str:
    """The short note at the press."""
    if shown.wishes and shown.opens_at is not None:
        return f"好的，{when(shown.opens_at)}一开始报名就提醒您。"
    if not wants:
        return "好的，到时候不提醒您了。"
    if shown.status is SignUpStatus.PLACED:
        return "您已经报上了。"
    return "现在就可以报名了。" if shown.may_join else "这项活动现在不用等开始报名。"

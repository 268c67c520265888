"""Passing an activity on: the link, the poster, and cards in group chats."""

import asyncio

from bot.activities.sharing import cards as sharing
from bot.activities.sharing import poster, texts
from bot.activities.sharing.buttons import ChooseGroupChat, PostInGroupChat, SendPoster, Share
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right

router = Router()


@router.button(Share, right=Right.SEE_ACTIVITIES)
async def share(turn: Turn, data: Share) -> None:
    card = await turn.read(sharing.shared_card, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.show(texts.share(card, sharing.link_to(turn.bot_username, card.activity_id)))


@router.button(SendPoster, right=Right.SEE_ACTIVITIES)
async def send_poster(turn: Turn, data: SendPoster) -> None:
    """A picture to print or to forward."""
    card = await turn.read(sharing.shared_card, turn.actor, turn.now, activity_id=data.activity_id)
    link = sharing.link_to(turn.bot_username, card.activity_id)
    content, caption = await asyncio.to_thread(poster.draw_poster, card, turn.settings.union.name, link)
    await turn.send_picture(texts.poster_name(card), content, caption)


@router.button(ChooseGroupChat, right=Right.MANAGE_ACTIVITIES)
async def choose_group_chat(turn: Turn, data: ChooseGroupChat) -> None:
    shown = await turn.read(sharing.group_chats, turn.actor, activity_id=data.activity_id)
    await turn.show(texts.group_chats(shown, f"https://t.me/{turn.bot_username}?startgroup=cards"))


@router.button(PostInGroupChat, right=Right.MANAGE_ACTIVITIES)
async def post_in_group_chat(turn: Turn, data: PostInGroupChat) -> None:
    posted = await turn.do(
        sharing.post_in_group_chat,
        activity_id=data.activity_id,
        chat=data.chat,
        link=sharing.link_to(turn.bot_username, data.activity_id),
        request=turn.request,
    )
    await turn.show(texts.posted(posted))

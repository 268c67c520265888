"""Passing an activity on: who may share it, the cards that other chats are offered, and the group chats it stands in."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from bot import audit, outbox
from bot.activities import looking, rules, texts
from bot.activities.card import Card, activity_card, card_of
from bot.activities.eligibility import audience_of
from bot.activities.looking import SHELTERED
from bot.activities.model import Activity
from bot.activities.organising import publishing
from bot.activities.rules import ActivityState
from bot.activities.sharing import texts as sharing_texts
from bot.activities.sharing.model import GroupChat, PostedCard
from bot.members import audience_query
from bot.members.rules import Actor, Right, may
from bot.message import Message, pack_rows
from bot.outbox import Outgoing, OutgoingState
from bot.refused import Refused

#: So many group chats are offered; nobody scrolls further.
MOST_CHATS = 20
#: So many activities are offered where somebody types the bot's name.
MOST_OFFERED = 10
EVERYONE = "everyone"
#: Cards of what began longer ago stay as they are.
LOOKED_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Chat:
    """A group chat the bot is in. ``posted``: the activity's card stands there."""

    number: int
    title: str
    posted: bool


@dataclass(frozen=True, slots=True)
class Chats:
    """The group chats an activity can be posted in."""

    activity_id: int
    title: str
    chats: tuple[Chat, ...]


@dataclass(frozen=True, slots=True)
class Posted:
    """A card that is on its way to a group chat."""

    activity_id: int
    title: str
    chat_title: str


@dataclass(frozen=True, slots=True)
class Outdated:
    """A card in a group chat that does not say what is so."""

    card_id: int
    chat_id: int
    message_id: int
    message: Message
    shown: str


def link_to(bot_username: str, activity_id: int) -> str:
    """The link that opens the card of an activity in the private chat."""
    return f"https://t.me/{bot_username}?start=act_{activity_id}"


def shared_card(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Card:
    """The card of an activity that may be passed on. Raises Refused: not there, not for the actor, not published."""
    card = activity_card(session, actor, now, activity_id=activity_id)
    if card.state is ActivityState.DRAFT:
        raise Refused("draft", sharing_texts.not_published(card.title))
    return card


def offered(session: Session, actor: Actor, now: datetime, *, words: str) -> list[Card]:
    """The activities that fit what somebody typed behind the bot's name, the next first: those the actor may see, and
    of them none that is meant for some only. Raises Refused without the right."""
    page = looking.upcoming(session, actor, now, size=MOST_OFFERED * 5)
    wanted = "".join(words.split()).casefold()
    fitting = [line.activity_id for line in page.lines if wanted in "".join(line.title.split()).casefold()]
    rows = session.execute(select(Activity).where(col(Activity.id).in_(fitting))).scalars()
    open_to_all = {row.id: row for row in rows if not _sheltered(row)}
    return [
        card_of(open_to_all[each], _audience(session, open_to_all[each]), now)
        for each in fitting
        if each in open_to_all
    ][:MOST_OFFERED]


# -- group chats ------------------------------------------------------------------------------------------


def note_group_chat(
    session: Session, actor: Actor | None, now: datetime, *, chat_id: int, title: str, inside: bool
) -> None:
    """The bot was put into a group chat, or taken out of it. A committee member who did it is told what for."""
    row = session.execute(select(GroupChat).where(col(GroupChat.chat_id) == chat_id)).scalar_one_or_none()
    if row is None:
        if not inside:
            return
        row = GroupChat(chat_id=chat_id, joined_at=now, left_at=now)
    arrived = inside and row.left_at is not None
    row.title = " ".join(title.split())
    row.left_at = None if inside else (row.left_at or now)
    session.add(row)
    session.flush()
    if not arrived:
        return
    audit.note(session, actor.member_id if actor else None, now, "group_chat.joined", f"group_chat:{row.id}")
    if actor is not None and may(actor, Right.MANAGE_ACTIVITIES):
        outbox.push(
            session,
            key=f"group-chat:{row.id}:{now.timestamp():.0f}",
            to=actor.member_id,
            due_at=now,
            message=sharing_texts.added_by_committee(row.title),
        )


def move_group_chat(session: Session, now: datetime, old_id: int, new_id: int, bot_username: str) -> None:
    """A group became a supergroup. Its earlier messages have other numbers there, so that no card in it can be edited
    any more: those of activities still to come are posted anew, once."""
    row = session.execute(select(GroupChat).where(col(GroupChat.chat_id) == old_id)).scalar_one_or_none()
    if row is None:
        return
    there = session.execute(select(GroupChat).where(col(GroupChat.chat_id) == new_id)).scalar_one_or_none()
    if there is not None:
        # Telegram told us first that we are in the new one.
        for card in session.execute(
            select(PostedCard).where(col(PostedCard.group_chat_id) == there.id)
        ).scalars():
            session.delete(card)
        session.delete(there)
        session.flush()
    row.chat_id = new_id
    session.add(row)
    cards = session.execute(
        select(PostedCard, Activity, col(Outgoing.state))
        .join(Activity, col(Activity.id) == col(PostedCard.activity_id))
        .outerjoin(Outgoing, col(Outgoing.key) == col(PostedCard.key))
        .where(col(PostedCard.group_chat_id) == row.id)
        .order_by(col(PostedCard.id))
    ).all()
    for card, activity, state in cards:
        if state in {OutgoingState.NEW, OutgoingState.SENDING}:
            continue  # on its way, and sent to the new one
        if activity.state not in rules.PUBLISHED or activity.starts_at <= now:
            session.delete(card)
            continue
        message = sharing_texts.short_card(
            card_of(activity, _audience(session, activity), now), link_to(bot_username, card.activity_id)
        )
        card.key = f"card:{card.activity_id}:{row.id}:moved:{new_id}"
        card.shown, card.posted_at = digest(message), now
        session.add(card)
        _post(session, card.key, card.activity_id, new_id, now, message)
    session.flush()


def group_chats(session: Session, actor: Actor, *, activity_id: int) -> Chats:
    """The group chats the activity can be posted in. Raises Refused: rights, not published, not for everybody."""
    activity = _postable(session, actor, activity_id)
    rows = session.execute(
        select(col(GroupChat.id), col(GroupChat.title), col(PostedCard.id).is_not(None))
        .outerjoin(
            PostedCard,
            (col(PostedCard.group_chat_id) == col(GroupChat.id))
            & (col(PostedCard.activity_id) == activity_id),
        )
        .where(col(GroupChat.left_at).is_(None))
        .order_by(col(GroupChat.joined_at).desc(), col(GroupChat.id).desc())
        .limit(MOST_CHATS)
    )
    return Chats(activity_id, activity.title, tuple(Chat(*row) for row in rows))


def post_in_group_chat(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, chat: int, link: str, request: str
) -> Posted:
    """Post the short card of an activity in a group chat, or anew. Raises Refused as ``group_chats`` does, and when the
    bot is not in the chat any more."""
    activity = _postable(session, actor, activity_id)
    row = session.get(GroupChat, chat)
    if row is None or row.left_at is not None:
        raise Refused("not_in_chat", sharing_texts.not_in_chat())
    message = sharing_texts.short_card(card_of(activity, _audience(session, activity), now), link)
    key = f"card:{activity_id}:{chat}:{request}"
    found = session.execute(
        select(PostedCard).where(
            col(PostedCard.activity_id) == activity_id, col(PostedCard.group_chat_id) == chat
        )
    ).scalar_one_or_none()
    card = found or PostedCard(
        activity_id=activity_id, group_chat_id=chat, key=key, posted_by=actor.member_id, posted_at=now
    )
    card.key, card.shown, card.posted_by, card.posted_at = key, digest(message), actor.member_id, now
    session.add(card)
    session.flush()
    _post(session, key, activity_id, row.chat_id, now, message)
    audit.note(session, actor.member_id, now, "activity.posted", f"activity:{activity_id}", chat=chat)
    return Posted(activity_id, activity.title, row.title)


def _post(
    session: Session, key: str, activity_id: int, chat_id: int, now: datetime, message: Message
) -> None:
    outbox.push_to_chat(
        session,
        key=key,
        chat_id=chat_id,
        due_at=now,
        message=message,
        reference=f"activity:{activity_id}:cards",
    )


def outdated(session: Session, now: datetime, bot_username: str) -> list[Outdated]:
    """The posted cards that do not say what is so now."""
    rows = session.execute(
        select(PostedCard, Activity, col(GroupChat.chat_id), col(Outgoing.message_id))
        .join(Activity, col(Activity.id) == col(PostedCard.activity_id))
        .join(GroupChat, col(GroupChat.id) == col(PostedCard.group_chat_id))
        .join(Outgoing, col(Outgoing.key) == col(PostedCard.key))
        .where(
            col(GroupChat.left_at).is_(None),
            col(Outgoing.state) == OutgoingState.SENT,
            col(Activity.starts_at) > now - LOOKED_AFTER,
        )
        .order_by(col(PostedCard.id))
    )
    found = []
    for card, activity, chat_id, message_id in rows:
        link = link_to(bot_username, card.activity_id)
        message = sharing_texts.short_card(card_of(activity, _audience(session, activity), now), link)
        if message_id is not None and digest(message) != card.shown:
            found.append(Outdated(card.id, chat_id, message_id, message, digest(message)))
    return found


def settle(session: Session, shown: dict[int, str | None]) -> None:
    """Keep what cards (by id) say now; None: the message is gone and is not looked after any more."""
    for card_id, says in shown.items():
        card = session.get(PostedCard, card_id)
        if card is None:
            continue
        if says is None:
            session.delete(card)
        else:
            card.shown = says
            session.add(card)
    session.flush()


def digest(message: Message) -> str:
    """A name for what a message says."""
    return hashlib.sha256(f"{message.text}\n{pack_rows(message.rows)}".encode()).hexdigest()[:16]


def _postable(session: Session, actor: Actor, activity_id: int) -> Activity:
    publishing.require(actor)
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise Refused("gone", texts.gone())
    if activity.state == ActivityState.DRAFT:
        raise Refused("draft", sharing_texts.not_published(activity.title))
    if _sheltered(activity):
        who = _audience(session, activity)
        raise Refused("audience", sharing_texts.only_for_some(activity.title, who))
    return activity


def _sheltered(activity: Activity) -> bool:
    return activity.kind in SHELTERED and activity.audience != EVERYONE


def _audience(session: Session, activity: Activity) -> str:
    return audience_query.describe(session, audience_of(activity.audience))

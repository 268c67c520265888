"""/start: what this is, how to join, and joining by code, link or own phone number."""

import re

from bot.activities import rules_checkin
from bot.chat import texts as chat_texts
from bot.chat.dialogs import Flow
from bot.chat.elsewhere import WAY_IN
from bot.chat.keyboards import ContactKey
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.handouts import rules as handout_rules
from bot.members import secret
from bot.members.actors import find_actor
from bot.members.binding import bind_by_code, bind_by_contact, stop_rebinding
from bot.members.binding_states import Binding, BindOutcome
from bot.members.buttons import OpenMenu, StopRebinding
from bot.members.invites import become_chair
from bot.members.rules import Actor, Right
from bot.members.texts import joining as texts
from bot.members.texts import rebinding_stopped
from bot.message import Message
from bot.notices.buttons import NoticeList
from bot.notices.service import notices_for
from handlers.activities import show_activity
from handlers.activities_attendance import check_in_by_link
from handlers.activities_teams import show_invited
from handlers.handouts import give_by_link

router = Router()
SET_UP = Flow("set-up", 1, texts.SET_UP_FORM, {"name": lambda _answers: texts.ask_name()})
#: The way to the card of an activity: https://t.me/<bot>?start=act_12.
_LINK = re.compile(r"act_([0-9]{1,9})")
#: The way into a team: team_ABCDE.
_TEAM = re.compile(r"team_([0-9A-Za-z]{1,12})")
#: Links that lead here and mean nothing further: from a list of suggestions, from a group chat.
_NO_MORE_THAN_START = {WAY_IN, "cards"}
#: What is remembered as shown when we asked for the contact.
_ASKED = {"contact": True}


@router.command("start", about=texts.ABOUT_START, right=None)
async def start(turn: Turn) -> None:
    """The first screen, the way in through an invitation link, the activity that a link leads to, or checking in."""
    if secret.within(turn.argument):
        await _try_code(turn, turn.argument)
    elif turn.known is not None and (linked := _LINK.fullmatch(turn.argument)):
        await show_activity(turn, int(linked[1]))
    elif turn.known is not None and (invited := _TEAM.fullmatch(turn.argument)):
        await show_invited(turn, invited[1])
    elif turn.known is not None and (scanned := rules_checkin.of_link(turn.argument)):
        await check_in_by_link(turn, *scanned)
    elif turn.known is not None and (shown := handout_rules.of_link(turn.argument)):
        await give_by_link(turn, *shown)
    elif turn.known is not None:
        if turn.argument and turn.argument not in _NO_MORE_THAN_START:
            await turn.reply(texts.incomplete_link())
        await _open_menu(turn, turn.known)
    else:
        union = turn.settings.union
        public = await turn.read(notices_for, None, turn.now, page=0)
        await turn.reply(texts.welcome(union.name, union.contact, NoticeList(0) if public.lines else None))
        await _offer_key(turn, texts.what_is_kept())


@router.stranger
async def newcomer(turn: Turn) -> None:
    """What somebody unbound types is a code, or meant to be one; whatever it is, the next step is told."""
    contact = turn.settings.union.contact
    if secret.within(turn.text):
        await _try_code(turn, turn.text)
    elif secret.nearly(turn.text):
        await turn.reply(texts.nearly_a_code(contact))
    elif texts.is_phone(turn.text):
        await _offer_key(turn, texts.phone_by_key())
    elif texts.introduces(turn.text):
        await _offer_key(turn, texts.name_is_not_enough(contact))
    else:
        await _offer_key(turn, texts.not_a_code())


async def _offer_key(turn: Turn, message: Message) -> None:
    """The message with the key that shares one's own number; it counts for some minutes only. The activity whose link
    brought somebody here waits until they have joined."""
    linked = _LINK.fullmatch(turn.argument)
    wanted = int(linked[1]) if linked else (turn.standing.shown or {}).get("activity")
    await turn.remember_shown({**_ASKED, "activity": wanted})
    await turn.reply(message, keyboard=[[ContactKey(texts.KEY_CONTACT)]])


@router.contact(right=None)
async def contact(turn: Turn) -> None:
    """One's own contact card, sent by the key."""
    message = turn.update.message
    if message is None or message.contact is None:
        return
    shown = turn.standing.shown
    outcome = await turn.write(
        bind_by_contact,
        turn.now,
        telegram_id=turn.user.id,
        contact_user_id=message.contact.user_id,
        phone=message.contact.phone_number,
        forwarded=message.forward_origin is not None,
        asked_at=turn.standing.shown_at if shown and shown.get("contact") else None,
    )
    await _tell(turn, outcome)


async def _try_code(turn: Turn, code: str) -> None:
    outcome = await turn.write(
        bind_by_code,
        turn.now,
        telegram_id=turn.user.id,
        code=secret.within(code) or code,
        key=secret.invite_key(turn.settings.files.data_dir),
        wrong_per_hour=turn.settings.members.wrong_codes_per_hour,
    )
    if outcome.state is Binding.NEW_CHAIR:
        await turn.ask(SET_UP, "name", {"code": secret.within(code) or code})
    else:
        await _tell(turn, outcome)


async def _tell(turn: Turn, outcome: BindOutcome) -> None:
    if outcome.state is Binding.BOUND:
        turn.known = await turn.read(find_actor, turn.user.id)
        await turn.open_menu(texts.joined(outcome.name))
        wanted = (turn.standing.shown or {}).get("activity")
        if isinstance(wanted, int):
            await show_activity(turn, wanted)
        return
    refusal = texts.not_joined(outcome, turn.settings.union.contact, turn.now)
    if outcome.state is Binding.ALREADY_BOUND:
        await turn.open_menu(refusal)
    elif outcome.state is Binding.CONTACT_LATE:
        await _offer_key(turn, refusal)
    else:
        await turn.reply(refusal)


@router.step(SET_UP, "name", right=None)
async def set_up(turn: Turn) -> None:
    """The first chair's name."""
    outcome = await turn.finish_unbound(
        become_chair,
        turn.now,
        telegram_id=turn.user.id,
        code=turn.answers["code"],
        key=secret.invite_key(turn.settings.files.data_dir),
        name=turn.text,
        union_name=turn.settings.union.name,
    )
    turn.known = await turn.read(find_actor, turn.user.id)
    await turn.open_menu(texts.became_chair(outcome.name))


async def _open_menu(turn: Turn, known: Actor) -> None:
    await turn.open_menu(chat_texts.menu(known.name, known.highest_role))


@router.button(OpenMenu, right=Right.READ_NOTICES)
async def open_menu(turn: Turn, _data: OpenMenu) -> None:
    """A new office brings new keys; they come with a message."""
    await _open_menu(turn, turn.actor)


@router.button(StopRebinding, right=None)
async def stop(turn: Turn, data: StopRebinding) -> None:
    """The present account did not ask to be replaced."""
    done = await turn.write(stop_rebinding, turn.now, telegram_id=turn.user.id, invite_id=data.invite_id)
    await turn.show(rebinding_stopped(done))

"""The committee's list and card of activities; publishing, closing and cancelling them."""

from bot.activities import texts
from bot.activities.buttons import (
    CancelActivity,
    LeadActivity,
    ManageActivity,
    ManageList,
    Publish,
    PublishAnyway,
)
from bot.activities.lists import people as lists
from bot.activities.organising import managing, publishing
from bot.activities.organising.texts import managing as committee
from bot.activities.organising.texts import publishing as creating
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.members.rules import Right
from bot.message import Message
from handlers.activities_new import timing_of

router = Router()
router.desk(
    committee.DESK_ACTIVITIES, ManageList(past=False, page=0), place=30, right=Right.MANAGE_ACTIVITIES
)


def _confirm_cancel(answers: Answers) -> Message:
    return committee.confirm_cancel(
        answers["title"],
        answers["reason"],
        answers["people"],
        yes=Choose(CANCEL.name, "confirm", "yes"),
        drop=DropDraft(),
    )


CANCEL = Flow(
    "activitycancel",
    1,
    committee.CANCEL_FORM,
    {
        "reason": lambda answers: committee.ask_reason(answers["title"], drop=DropDraft()),
        "confirm": _confirm_cancel,
    },
    back=True,
)


@router.command("manage", about=texts.ABOUT_MANAGE, right=Right.MANAGE_ACTIVITIES, words=texts.WORDS_MANAGE)
async def manage_activities(turn: Turn) -> None:
    """The committee's list of activities."""
    await _show_list(turn, past=False, page=0)


@router.button(ManageList, right=Right.MANAGE_ACTIVITIES)
async def turn_pages(turn: Turn, data: ManageList) -> None:
    await _show_list(turn, past=data.past, page=data.page)


async def _show_list(turn: Turn, *, past: bool, page: int) -> None:
    shown = await turn.read(lists.managed_list, turn.actor, past=past, page=page)
    await turn.show(committee.managed(shown))


@router.button(ManageActivity, right=Right.MANAGE_ACTIVITIES)
async def show_managed(turn: Turn, data: ManageActivity) -> None:
    await _show(turn, data.activity_id)


async def _show(turn: Turn, activity_id: int) -> None:
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=activity_id)
    link = f"https://t.me/{turn.bot_username}?start=act_{activity_id}"
    await turn.show(committee.manage(card, link))


@router.button(Publish, right=Right.MANAGE_ACTIVITIES)
async def publish(turn: Turn, data: Publish) -> None:
    """Open it for signing up; where nobody would hear of it, that is said before."""
    reached = await turn.read(managing.reach_of, turn.actor, turn.now, activity_id=data.activity_id)
    if reached.draft and not reached.reach.reachable:
        anyway, back = PublishAnyway(data.activity_id), ManageActivity(data.activity_id)
        await turn.show(
            creating.publish_to_nobody(reached.title, reached.reach.total, anyway=anyway, back=back)
        )
        return
    await _publish(turn, data.activity_id)


@router.button(PublishAnyway, right=Right.MANAGE_ACTIVITIES)
async def publish_anyway(turn: Turn, data: PublishAnyway) -> None:
    await _publish(turn, data.activity_id)


async def _publish(turn: Turn, activity_id: int) -> None:
    published = await turn.do(
        publishing.publish_activity, activity_id=activity_id, tell=True, timing=timing_of(turn)
    )
    await turn.show(committee.published(published))


@router.button(LeadActivity, right=Right.MANAGE_ACTIVITIES)
async def lead(turn: Turn, data: LeadActivity) -> None:
    done = await turn.do(managing.lead_activity, activity_id=data.activity_id, state=data.state)
    if done.without_deadline:
        await turn.toast(committee.open_without_deadline(), alert=True)
    await _show(turn, data.activity_id)


# -- cancelling -------------------------------------------------------------------------------------------


@router.button(CancelActivity, right=Right.MANAGE_ACTIVITIES)
async def ask_cancel(turn: Turn, data: CancelActivity) -> None:
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=data.activity_id)
    known = {"activity_id": data.activity_id, "title": card.title, "people": card.placed + card.waiting}
    await turn.ask(CANCEL, "reason", known)


@router.step(CANCEL, "reason", right=Right.MANAGE_ACTIVITIES)
async def take_reason(turn: Turn) -> None:
    await turn.ask(CANCEL, "confirm", reason=publishing.check_description(turn.text))


@router.step(CANCEL, "confirm", right=Right.MANAGE_ACTIVITIES)
async def cancel(turn: Turn) -> None:
    if not turn.chosen:
        await take_reason(turn)
        return
    done = await turn.finish(
        managing.cancel_activity, activity_id=turn.answers["activity_id"], reason=turn.answers["reason"]
    )
    await turn.show(committee.cancelled(done))

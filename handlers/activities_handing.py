"""Members swap slots and hand places to colleagues; everybody chooses when to be reminded."""

from bot.activities import looking
from bot.activities.rules_terms import HandoverKind
from bot.activities.terms import own_reminders, swapping, wishes
from bot.activities.terms.buttons import (
    AnswerHandover,
    AskColleague,
    HandOver,
    SeekSwap,
    SetOwnReminder,
    ShowOwnReminder,
    TakeBackHandover,
)
from bot.activities.terms.texts import handing as texts
from bot.activities.terms.texts import own_reminders as reminder_texts
from bot.activities.texts import slots as slot_texts
from bot.chat.dialogs import Answers, Flow
from bot.chat.router import Choose, DropDraft, Router
from bot.chat.turn import Turn
from bot.language import Context, understand
from bot.language.dates import find
from bot.members.rules import Right, may
from bot.message import Message
from bot.wording import local
from handlers import activities, activities_joining

router = Router()


def _ask_which(answers: Answers) -> Message:
    choices = [
        (texts.colleague(name, group), Choose(HAND.name, "which", str(index)))
        for index, (_, name, group) in enumerate(answers["found"])
    ]
    return texts.ask_which(answers["found"][0][1], choices, DropDraft())


HAND = Flow(
    "activityhand",
    1,
    texts.FORM,
    {
        "name": lambda answers: texts.ask_name(answers["title"], HandoverKind(answers["kind"]), DropDraft()),
        "which": _ask_which,
    },
)


@router.button(HandOver, right=Right.SIGN_UP)
async def begin(turn: Turn, data: HandOver) -> None:
    """Ask which colleague."""
    title = await turn.read(
        swapping.check_may_ask, turn.actor, turn.now, activity_id=data.activity_id, kind=data.kind
    )
    await turn.ask(HAND, "name", {"activity_id": data.activity_id, "kind": data.kind.value, "title": title})


@router.step(HAND, "name", right=Right.SIGN_UP)
async def take_name(turn: Turn) -> None:
    found = await turn.read(
        swapping.colleagues,
        turn.actor,
        turn.now,
        activity_id=turn.answers["activity_id"],
        kind=HandoverKind(turn.answers["kind"]),
        name=turn.text,
    )
    if len(found) > 1:
        await turn.ask(HAND, "which", found=[[one.member_id, one.name, one.group] for one in found])
        return
    await _ask(turn, found[0].member_id)


@router.step(HAND, "which", right=Right.SIGN_UP)
async def take_which(turn: Turn) -> None:
    if not turn.chosen:
        await take_name(turn)
        return
    await _ask(turn, turn.answers["found"][int(turn.text)][0])


async def _ask(turn: Turn, member_id: int) -> None:
    done = await turn.finish(
        swapping.ask_colleague,
        activity_id=turn.answers["activity_id"],
        kind=HandoverKind(turn.answers["kind"]),
        member_id=member_id,
    )
    await turn.show(texts.sent(done))


@router.button(AskColleague, right=Right.SIGN_UP)
async def ask_colleague(turn: Turn, data: AskColleague) -> None:
    done = await turn.do(
        swapping.ask_colleague, activity_id=data.activity_id, kind=data.kind, member_id=data.member_id
    )
    await turn.show(texts.sent(done))


@router.listen(right=Right.SIGN_UP)
async def hear(turn: Turn) -> bool:
    """和钱乙换个时段, 让孙丙替我去, 我想换到下午: said in own words, with the button that does it below."""
    said = texts.wished(turn.text)
    name = await turn.read(wishes.member_named, said[1]) if said is not None else None
    if said is not None and name is not None and name != turn.actor.name:
        found = await turn.read(
            wishes.choices, turn.actor, turn.now, kind=said[0], name=name, meant=await _meant(turn)
        )
        await turn.reply(texts.offer(found))
        return True
    if said is not None and texts.clearly(turn.text):
        own = await turn.read(wishes.only_own, turn.actor, turn.now, kind=said[0], meant=await _meant(turn))
        if own is not None:
            await turn.reply(texts.whom(own[1], own[0], said[0]))
            return True
    if not texts.wishes_other_slot(turn.text) or may(turn.actor, Right.MANAGE_ACTIVITIES):
        return False  # whoever manages may mean the activity itself
    shown = await turn.read(
        wishes.other_slots,
        turn.actor,
        turn.now,
        meant=await _meant(turn),
        wished=find(turn.text, local(turn.now)),
    )
    if shown is None:
        return False
    await turn.reply(slot_texts.wished_slots(shown))
    return True


async def _meant(turn: Turn) -> frozenset[int]:
    """The activities that the words name; none when they name none."""
    known = await turn.read(looking.find_visible, turn.actor, turn.now)
    slots = understand(turn.text, local(turn.now), Context(known)).slots
    if slots.activity_id is not None:
        return frozenset({slots.activity_id})
    return frozenset(one.id for one in slots.candidates)


@router.button(SeekSwap, right=Right.SIGN_UP)
async def seek(turn: Turn, data: SeekSwap) -> None:
    done = await turn.do(swapping.seek_swap, activity_id=data.activity_id, slot_id=data.slot_id)
    await turn.show(texts.sent(done))


@router.button(AnswerHandover, right=Right.SIGN_UP)
async def answer(turn: Turn, data: AnswerHandover) -> None:
    """Yes or no; before a place is taken over, the form of the activity is asked."""
    if data.agree:
        asks = await turn.read(swapping.needs_form, turn.actor, handover_id=data.handover_id)
        if asks is not None:
            await activities_joining.begin_taking_over(turn, asks, data.handover_id)
            return
    done = await turn.do(swapping.answer, handover_id=data.handover_id, agree=data.agree)
    await turn.show(texts.answered(done))


@router.button(TakeBackHandover, right=Right.SIGN_UP)
async def take_back(turn: Turn, data: TakeBackHandover) -> None:
    done = await turn.do(swapping.take_back, handover_id=data.handover_id)
    await turn.toast(texts.taken_back(done.title))
    await activities.show_activity(turn, done.activity_id)


@router.button(ShowOwnReminder, right=Right.SIGN_UP)
async def show_reminder(turn: Turn, data: ShowOwnReminder) -> None:
    shown = await turn.read(own_reminders.show, turn.actor, activity_id=data.activity_id)
    await turn.show(reminder_texts.choose(shown))


@router.button(SetOwnReminder, right=Right.SIGN_UP)
async def set_reminder(turn: Turn, data: SetOwnReminder) -> None:
    shown = await turn.do(own_reminders.choose, activity_id=data.activity_id, lead=data.lead)
    await turn.show(reminder_texts.choose(shown))

"""Contests, the draw, once more, and the calendar file."""

from bot.activities import ics
from bot.activities.buttons import (
    Again,
    Draw,
    MoreSettings,
    NextStage,
    Qualify,
    SendCalendar,
    SetQuotas,
    Standings,
)
from bot.activities.card import activity_card
from bot.activities.contests import stages as contests
from bot.activities.contests.buttons import QualifyFirst
from bot.activities.contests.texts import stages as texts
from bot.activities.organising import managing
from bot.activities.rules import ActivityKind
from bot.activities.terms import allotting
from bot.activities.terms.texts import allotting as allotting_texts
from bot.activities.texts import cards
from bot.chat.dialogs import Flow
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.audience import of_members
from bot.members.rules import Right
from bot.refused import Refused
from handlers import activities_new

router = Router()
QUOTAS = Flow("activityquotas", 1, texts.QUOTA_FORM, {"lines": lambda _answers: texts.ask_quotas()})
DRAW = Flow(
    "activitydraw",
    1,
    texts.DRAW_FORM,
    {"seed": lambda answers: texts.ask_seed(answers["number"], answers["list"])},
)


@router.button(MoreSettings, right=Right.MANAGE_ACTIVITIES)
async def show_more(turn: Turn, data: MoreSettings) -> None:
    card = await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.show(texts.more(card))


# -- contests ---------------------------------------------------------------------------------------------


@router.button(Standings, right=Right.MANAGE_ACTIVITIES)
async def show_standings(turn: Turn, data: Standings) -> None:
    shown = await turn.read(contests.standings, turn.actor, activity_id=data.activity_id)
    await turn.show(texts.standings(shown))


@router.button(Qualify, right=Right.MANAGE_ACTIVITIES)
async def qualify(turn: Turn, data: Qualify) -> None:
    shown = await turn.do(contests.toggle_qualified, activity_id=data.activity_id, member_id=data.member_id)
    await turn.show(texts.standings(shown))


@router.button(QualifyFirst, right=Right.MANAGE_ACTIVITIES)
async def qualify_first(turn: Turn, data: QualifyFirst) -> None:
    shown = await turn.do(contests.qualify_first, activity_id=data.activity_id, ranks=data.ranks)
    await turn.show(texts.standings(shown))


@router.button(NextStage, right=Right.MANAGE_ACTIVITIES)
async def open_next_stage(turn: Turn, data: NextStage) -> None:
    """A new contest for those who qualified; they are on its list when it is published."""
    shown = await turn.read(contests.standings, turn.actor, activity_id=data.activity_id)
    if not shown.qualified:
        raise Refused("nobody", texts.nobody_qualified())
    await activities_new.begin(
        turn,
        title=texts.next_title(shown.title),
        kind=ActivityKind.CONTEST,
        more={
            # Teams may come with more people than they were: only the qualified ones are there anyway.
            "capacity": None if shown.in_teams else len(shown.qualified),
            "audience": of_members(shown.qualified).to_text(),
            "deadline": "",
            "stage_of": data.activity_id,
        },
    )


@router.button(SetQuotas, right=Right.MANAGE_ACTIVITIES)
async def ask_quotas(turn: Turn, data: SetQuotas) -> None:
    await turn.read(managing.managed_card, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.ask(QUOTAS, "lines", {"activity_id": data.activity_id})


@router.step(QUOTAS, "lines", right=Right.MANAGE_ACTIVITIES)
async def take_quotas(turn: Turn) -> None:
    activity_id = turn.answers["activity_id"]
    quotas = await turn.read(contests.read_quotas, turn.text)
    number = await turn.finish(contests.set_quotas, activity_id=activity_id, quotas=quotas)
    await turn.reply(texts.quotas_set(number, activity_id))


@router.button(Draw, right=Right.MANAGE_ACTIVITIES)
async def ask_seed(turn: Turn, data: Draw) -> None:
    shown = await turn.read(allotting.entries, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.send_file(
        allotting_texts.list_name(shown), allotting.list_file(shown), allotting_texts.list_caption(shown)
    )
    known = {"activity_id": data.activity_id, "number": len(shown.lines), "list": shown.list_hash}
    await turn.ask(DRAW, "seed", known)


@router.step(DRAW, "seed", right=Right.MANAGE_ACTIVITIES)
async def draw(turn: Turn) -> None:
    activity_id = turn.answers["activity_id"]
    fixed = turn.answers["list"]
    done = await turn.finish(contests.draw, activity_id=activity_id, seed=turn.text, fixed=fixed)
    await turn.reply(texts.drawn(done, activity_id))


@router.button(Again, right=Right.MANAGE_ACTIVITIES)
async def hold_again(turn: Turn, data: Again) -> None:
    """The same activity once more: only time and deadline are asked, and both are proposed."""
    draft = await turn.read(managing.draft_again, turn.actor, turn.now, activity_id=data.activity_id)
    await activities_new.begin(turn, title=draft.title, kind=draft.kind, more=draft.kept)


@router.button(SendCalendar, right=Right.SIGN_UP)
async def send_calendar(turn: Turn, data: SendCalendar) -> None:
    card = await turn.read(activity_card, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.send_file(
        cards.calendar_name(card), ics.calendar_file(card, turn.now), cards.calendar_caption()
    )

"""Who signed up, who was there, who said nothing: in the chat, as a file, as a chart."""

import asyncio

from bot.activities.attending.buttons import ByGroup, OfGroup, PartOfList, SendChart, ShowSilent
from bot.activities.buttons import ParticipantFile, Participants
from bot.activities.lists import breakdown, chart, sheets, texts
from bot.activities.lists import people as lists
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members.rules import Right

router = Router()


@router.button(Participants, right=Right.SEE_GROUP_LISTS)
async def show_participants(turn: Turn, data: Participants) -> None:
    await show_people(turn, data.activity_id, data.page)


async def show_people(turn: Turn, activity_id: int, page: int = 0) -> None:
    """A page of who signed up, as far as this person may see it (谁报名了)."""
    shown = await turn.read(lists.participants, turn.actor, activity_id=activity_id, page=page)
    await turn.show(texts.people(shown))


@router.button(PartOfList, right=Right.SEE_GROUP_LISTS)
async def show_part(turn: Turn, data: PartOfList) -> None:
    shown = await turn.read(
        lists.participants, turn.actor, activity_id=data.activity_id, page=data.page, who=data.who
    )
    await turn.show(texts.people(shown))


@router.button(OfGroup, right=Right.SEE_GROUP_LISTS)
async def show_group(turn: Turn, data: OfGroup) -> None:
    shown = await turn.read(
        lists.participants, turn.actor, activity_id=data.activity_id, page=data.page, group_id=data.group_id
    )
    await turn.show(texts.people(shown))


@router.button(ByGroup, right=Right.SEE_GROUP_LISTS)
async def show_by_group(turn: Turn, data: ByGroup) -> None:
    shown = await turn.read(breakdown.by_group, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.show(texts.by_group(shown, data.page))


@router.button(ShowSilent, right=Right.SEE_GROUP_LISTS)
async def show_silent(turn: Turn, data: ShowSilent) -> None:
    shown = await turn.read(
        breakdown.silent_page, turn.actor, turn.now, activity_id=data.activity_id, page=data.page
    )
    await turn.show(texts.silent(shown))


@router.button(ParticipantFile, right=Right.EXPORT)
async def send_participants(turn: Turn, data: ParticipantFile) -> None:
    """The list as an Excel file."""
    await turn.do(lists.note_export, activity_id=data.activity_id)
    table = await turn.read(sheets.participants, turn.actor, turn.now, activity_id=data.activity_id)
    await turn.send_file(table.name, await asyncio.to_thread(table.content), table.caption)


@router.button(SendChart, right=Right.MANAGE_ACTIVITIES)
async def send_chart(turn: Turn, data: SendChart) -> None:
    """Participation by group as a picture: of one activity, or of the year."""
    if data.activity_id:
        shown = await turn.read(breakdown.by_group, turn.actor, turn.now, activity_id=data.activity_id)
        content = await asyncio.to_thread(chart.draw_activity, shown)
        title, caption = texts.chart_title(shown), texts.chart_caption(shown)
    else:
        year = await turn.read(breakdown.year, turn.actor, turn.now)
        content = await asyncio.to_thread(chart.draw_year, year)
        title, caption = texts.year_title(year), texts.year_caption(year)
    await turn.send_picture(texts.chart_name(title), content, caption)

"""New members, typed into the chat; from there on it goes as with a roster that was sent as a file."""

import csv
import io

from bot.chat.dialogs import Flow
from bot.chat.router import Router
from bot.chat.turn import Turn
from bot.members import roster, roster_report
from bot.members.buttons import AddMembers
from bot.members.groups import node_of
from bot.members.roster_rows import read_roster
from bot.members.rules import Right
from bot.members.texts import adding as texts
from bot.refused import Refused

router = Router()
ADD = Flow("add-members", 1, texts.FORM, {"lines": lambda answers: texts.ask_lines(answers["group"])})


@router.command("addmembers", about=texts.ABOUT, right=Right.MANAGE_MEMBERS, words=texts.WORDS)
async def add_members(turn: Turn) -> None:
    await turn.ask(ADD, "lines", {"group": ""})


@router.button(AddMembers, right=Right.MANAGE_MEMBERS)
async def press_add(turn: Turn, data: AddMembers) -> None:
    """To one group, or to those that the lines name."""
    group = (await turn.read(node_of, data.group_id)).path if data.group_id else ""
    await turn.ask(ADD, "lines", {"group": group})


@router.step(ADD, "lines", right=Right.MANAGE_MEMBERS)
async def take_lines(turn: Turn) -> None:
    written = [line for line in turn.text.splitlines() if line.strip()]
    if len(written) > texts.MOST_LINES:
        raise Refused("too_many", texts.too_many())
    sheet = io.StringIO()
    rows = csv.writer(sheet)
    rows.writerow(texts.COLUMNS)
    for line in written:
        cells = texts.cells(line, turn.answers["group"])
        if cells is None or not cells[0]:
            raise Refused("too_little", texts.too_little(line, group=cells is None))
        rows.writerow(cells)
    file = read_roster(sheet.getvalue().encode())
    upload_id = await turn.finish(roster.keep_upload, file=file, file_name="")
    preview = await turn.read(roster.plan_import, turn.actor, turn.now, rows=file.rows)
    await turn.reply(roster_report.card(roster.of_some(preview), file, upload_id))

"""How a roster's preview and result are shown: a card in the chat, a row-by-row table, lines at a terminal."""

from collections.abc import Iterator, Sequence

from bot.files import sheets
from bot.members.invites import Invitation
from bot.members.roster import RosterPreview
from bot.members.roster_match import Planned, Verdict
from bot.members.roster_rows import RosterFile
from bot.members.texts import roster as texts
from bot.message import Message

_SAID = {
    Verdict.NEW: texts.NEW,
    Verdict.CHANGED: texts.CHANGED,
    Verdict.UNCHANGED: texts.UNCHANGED,
    Verdict.REPEATED: texts.NOTE,
    Verdict.ERROR: texts.ERROR,
}


def card(preview: RosterPreview, file: RosterFile, upload_id: int) -> Message:
    """The preview as a message with the buttons that decide."""
    errors = error_lines(preview)
    return texts.preview(
        preview.counted,
        preview.new_groups,
        [
            (texts.NEW, [one.row.name for one in preview.of(Verdict.NEW)]),
            (texts.CHANGED, [f"{one.row.name} {told(one)}" for one in preview.of(Verdict.CHANGED)]),
        ],
        errors,
        preview.missing,
        file.dropped,
        file.ignored,
        (upload_id, preview.changes_anything, bool(errors)),
    )


def error_lines(preview: RosterPreview) -> list[str]:
    """One line for each row with errors: where, who, what to do."""
    return [
        texts.row_line(one.row.number, one.row.name, texts.JOINT.join(one.row.errors))
        for one in preview.of(Verdict.ERROR)
    ]


def told(one: Planned) -> str:
    """What is to be said about a row: its errors, or its changes and remarks."""
    if one.row.errors:
        return texts.JOINT.join((*one.row.errors, *one.row.notes))
    parts = [texts.change(name, before, after) for name, (before, after) in one.changes.items()]
    if one.rejoins:
        parts.insert(0, texts.back_again())
    return texts.JOINT.join((*parts, *one.row.notes))


def report(preview: RosterPreview) -> bytes:
    """Every row of the file with what becomes of it, and who is missing from it, as .xlsx."""
    rows: list[Sequence[sheets.Value]] = [
        (one.row.number, one.row.name, _SAID[one.verdict], told(one)) for one in preview.planned
    ]
    rows += [(None, name, texts.MISSING, "") for name in preview.missing]
    return sheets.workbook(texts.REPORT_HEADER[2], texts.REPORT_HEADER, rows, widths=(8, 14, 12, 80))


def lines(preview: RosterPreview, file: RosterFile) -> Iterator[str]:
    """The preview for a terminal."""
    yield preview.counted
    if preview.new_groups:
        yield texts.groups_to_make(preview.new_groups)
    for one in preview.planned:
        if one.verdict is not Verdict.UNCHANGED:
            yield texts.row_line(
                one.row.number, one.row.name, " ".join((_SAID[one.verdict], told(one))).strip()
            )
    if preview.missing:
        yield texts.missing_line(preview.missing)
    for line in (texts.dropped_columns(file.dropped), texts.ignored_columns(file.ignored)):
        if line:
            yield line


def invitation_link(bot: str, code: str) -> str:
    """The link that opens the bot's chat and hands in the code; empty without the bot's user name."""
    return f"https://t.me/{bot.removeprefix('@')}?start={code}" if bot else ""


def invitation_rows(invitations: Sequence[Invitation], bot: str) -> list[tuple[str, str, str, str]]:
    """Group, name, code, link: as tables show them."""
    return [(one.group, one.name, one.code, invitation_link(bot, one.code)) for one in invitations]


def invitation_sheet(invitations: Sequence[Invitation], bot: str) -> bytes:
    """The codes as .xlsx, by group, to be cut into slips or sent one by one."""
    rows = invitation_rows(invitations, bot)
    return sheets.workbook(texts.INVITATIONS, texts.INVITATION_HEADER, rows, widths=(24, 14, 16, 48))

"""A draft as the committee looks through it: one item with its source, and the list of all."""

from typing import TYPE_CHECKING

from bot.message import Button, Message, escape
from bot.paging import turning
from bot.plan.buttons import (
    ChangeDate,
    ChangeTitle,
    CorrectItem,
    ExportDraft,
    ItemIsRight,
    KeepApart,
    ListDraft,
    MergeUp,
    NextDoubt,
    NotAnItem,
    ShowDocument,
    SplitItem,
)
from bot.plan.states import DocumentState, ItemState
from bot.plan.texts import words
from bot.wording import shortened

if TYPE_CHECKING:
    from bot.plan.drafts import Changed, DraftCard, DraftLine, DraftPage

_IN_A_ROW = 6


def draft_item(card: "DraftCard") -> Message:
    """A draft item to be looked at, with its source sentence."""
    waiting = card.left and card.asked
    lines = [f"🔎 请您看一看（还有 {card.left} 项）" if waiting else f"🔎 第 {card.serial} 项", ""]
    lines.append(f"<b>{escape(card.title)}</b>")
    lines.append(f"时间：{words.spans(card.spans, card.recurrence, deadline=card.deadline, year=True)}")
    lines.append(_details(card))
    lines.append(f"原文（第 {card.line} 行）：<i>{escape(shortened(card.quote, 200))}</i>")
    if card.changes is not None:
        old = card.changes
        told = words.spans(old.spans, old.recurrence, year=True)
        owner = f"，{escape(old.owner)}负责" if old.owner else ""
        lines.append(f"\n计划里已有相近的一项：{escape(old.title)}，{told}{owner}。")
        lines.append(f"确认后会更新那一项：{_differences(card, old)}。")
    if card.doubts and not card.checked:
        lines.append(f"\n为什么请您看：{'；'.join(words.doubt(doubt) for doubt in card.doubts)}。")
    if card.dropped:
        lines.append("\n这一项已经去掉，不会进入计划。")
        restore = Button("↩ 还是算一项", ItemIsRight(card.item_id))
        return Message(
            "\n".join(lines),
            ((restore, Button("📋 全部事项", ListDraft(card.document_id, card.page))),),
        )
    rows: list[tuple[Button, ...]] = [
        (
            Button("✅ 对" if card.changes is None else "✅ 更新那一项", ItemIsRight(card.item_id)),
            Button("⏭ 下一项", NextDoubt(card.document_id, card.serial))
            if card.asked
            else Button("📋 全部事项", ListDraft(card.document_id, card.page)),
        ),
        (Button("📅 改时间", ChangeDate(card.item_id)), Button("✏️ 改名称", ChangeTitle(card.item_id))),
    ]
    if card.changes is not None:
        rows.append((Button("➕ 是另外一项", KeepApart(card.item_id)),))
    if card.above is not None:
        above = shortened(card.above, 14).replace("“", "‘").replace("”", "’")
        rows.append((Button(f"⤴ 与“{above}”合并", MergeUp(card.item_id)),))
    rows.append((Button("✂️ 拆成几项", SplitItem(card.item_id)),))
    rows.append(
        (Button("🗑 不是计划项", NotAnItem(card.item_id)), Button("⬅ 返回", ShowDocument(card.document_id)))
    )
    return Message("\n".join(lines), tuple(rows))


def _differences(card: "DraftCard", old: "Changed") -> str:
    """What confirming would change."""
    told = []
    if card.title != old.title:
        told.append("改名称")
    new_time = words.spans(card.spans, card.recurrence, year=True)
    if new_time != words.spans(old.spans, old.recurrence, year=True):
        told.append(f"时间改到 {new_time}")
    if card.owner and card.owner != old.owner:
        told.append(f"由{escape(card.owner)}负责")
    return "，".join(told) or "内容不变"


def _details(card: "DraftCard") -> str:
    parts = [f"类别：{words.kind(card.kind)}", f"参加：{escape(card.audience)}"]
    if card.owner:
        parts.append(f"负责：{escape(card.owner)}")
    return "　".join(parts)


_STATE = {
    ItemState.DRAFT: "",
    ItemState.CONFIRMED: "",
    ItemState.NOT_AN_ITEM: "（已去掉）",
    ItemState.MERGED: "（已有）",
    ItemState.WITHDRAWN: "（已撤销）",
}


def draft_page(page: "DraftPage") -> Message:
    """Everything that was read, twelve at a time."""
    lines = [f"📄 <b>{escape(page.card.title)}</b>（第 {page.page.number + 1}/{page.pages} 页）", ""]
    lines += [_draft_line(line, page.card.year) for line in page.page.lines]
    document_id = page.card.document_id
    draft = page.card.state is DocumentState.DRAFT
    keys = [
        Button(str(line.serial), CorrectItem(line.item_id))
        for line in page.page.lines
        if draft and line.state in {ItemState.DRAFT, ItemState.NOT_AN_ITEM}
    ]
    rows = [tuple(keys[start : start + _IN_A_ROW]) for start in range(0, len(keys), _IN_A_ROW)]
    rows += turning(page.page.number, page.page.more, lambda number: ListDraft(document_id, number))
    if draft:
        lines += ["", "哪一项不对，点它的数字来改，或直接说：第2项改到4月10日。"]
        rows.append((Button("📊 下载成表格来改", ExportDraft(document_id)),))
    return Message("\n".join(lines), (*rows, (Button("⬅ 返回", ShowDocument(document_id)),)))


def _draft_line(line: "DraftLine", year: int) -> str:
    mark = "❓" if line.doubtful else ""
    other = any(span.start_on.year != year for span in line.spans[:1])
    told = words.spans(line.spans, line.recurrence, deadline=line.deadline, year=other)
    return f"{line.serial}. {told}　{escape(line.title)}{mark}{_STATE[line.state]}"

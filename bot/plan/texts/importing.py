"""What is said while a plan is imported, looked through and confirmed."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.buttons import Payload
from bot.files import texts as file_texts
from bot.language.numerals import NUMBER, value
from bot.message import Button, Message, escape
from bot.paging import Page, turning
from bot.plan.buttons import (
    ConfirmPlan,
    DraftNextYear,
    ListDocuments,
    ListDraft,
    ListMissed,
    NextDoubt,
    SendDigest,
    ShowDocument,
    ShowMonth,
    ShowYear,
    TurnDocuments,
    UndoImport,
)
from bot.plan.reading import Reason
from bot.plan.rules import Span
from bot.plan.states import DocumentState
from bot.plan.texts import words
from bot.wording import shortened, when

if TYPE_CHECKING:
    from bot.plan.confirming import Confirmed
    from bot.plan.drafts import DocumentCard

_YEAR = re.compile(
    r"(?:就?是)?(20\d\d|今年|本年|明年|下一?年)\s*年?(?:度|份)?(?:的)?(?:工作)?(?:计划)?(?:的)?", re.ASCII
)
_FILE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)", re.ASCII)
_NUMBER = re.compile(rf"第?\s*({NUMBER})\s*[项条个]?")
_NEAR = {"今年": 0, "本年": 0, "明年": 1, "下年": 1, "下一年": 1}
_MOST_NAMED = 6
YEAR_FORM = "计划的年份"
DATE_FORM = "修改计划项的时间"
TITLE_FORM = "修改计划项的名称"
SPLIT_FORM = "拆分计划项"


def ask_year(answers: Mapping[str, Any], *, this_year: Payload, next_year: Payload, drop: Payload) -> Message:
    year = answers["this_year"]
    return Message(
        f"《{escape(answers['title'])}》里识别到 {answers['found']} 项安排，但没有写明年份。\n"
        "这是<b>哪一年</b>的计划？请点选，或直接输入，例如 2027。",
        (
            (Button(f"{year} 年", this_year), Button(f"{year + 1} 年", next_year)),
            (Button("✖ 取消", drop),),
        ),
    )


def year_in(text: str, this_year: int) -> int | None:
    """The year in 2027, 2027年, ２０２７ or 明年; None when there is none between 2000 and 2099."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _YEAR.fullmatch(plain)
    if found is None:
        return None
    return this_year + _NEAR[found[1]] if found[1] in _NEAR else int(found[1])


def year_of_file(name: str) -> int | None:
    """The one year that a file's name holds: 2027年工会计划.xlsx; one with 年 counts before another number."""
    plain = unicodedata.normalize("NFKC", name)
    years = set(re.findall(r"(20\d\d)年", plain, re.ASCII) or _FILE_YEAR.findall(plain))
    return int(years.pop()) if len(years) == 1 else None


def number_in(text: str) -> int | None:
    """The number in 5, ５, 第5项 or 第五项; None for anything else."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    try:
        return value(found[1])
    except ValueError:
        return None


def not_a_year() -> str:
    return "请输入 4 位数的年份，例如 2027。"


def refusal(reason: Reason) -> str:
    return file_texts.refusal(reason)


def file_too_large(limit_mb: int) -> str:
    return f"文件超过 {limit_mb} MB，请删去图片，或只留计划部分另存后再发。"


def reading_failed() -> str:
    return "文件没能取下来，请稍后再发一次。"


def upload_gone() -> str:
    return "这个文件已经不在了，请重新发一次。"


def nothing_found() -> str:
    return "这个文件里没有识别到带时间的安排。请确认发的是工作计划，或者在计划里写上月份再发。"


def document(card: "DocumentCard", *, again: bool = False) -> Message:
    """The card of a plan: what was read, and what can be done."""
    lines = ["这份文件已经导入过，没有重复添加。"] if again else []
    year = "" if str(card.year) in card.title else f"（{card.year} 年）"
    lines.append(f"📄 <b>{escape(card.title)}</b>{year}")
    lines.append(f"{escape(card.file_name)}，{when(card.imported_at)} 由 {escape(card.importer)} 导入")
    lines.append("")
    match card.state:
        case DocumentState.DRAFT:
            return _draft(card, lines)
        case DocumentState.CONFIRMED:
            lines.append(f"已确认，共 {card.live} 项在计划中。到时我会按月推送、按项提醒。")
            rows: list[tuple[Button, ...]] = [(Button("看全部事项", ListDraft(card.document_id, 0)),)]
            rows.append((Button(f"📄 照它起草 {card.year + 1} 年计划", DraftNextYear(card.document_id)),))
            if card.may_undo:
                rows.append((Button("↩ 撤销导入", UndoImport(card.document_id, sure=False)),))
            rows.append((Button("⬅ 全部计划", ListDocuments()),))
            return Message("\n".join(lines), tuple(rows))
        case DocumentState.UNDONE:
            lines.append("这次导入已经撤销。")
            return Message("\n".join(lines), ((Button("⬅ 全部计划", ListDocuments()),),))


def _draft(card: "DocumentCard", lines: list[str]) -> Message:
    doubtful = f"，其中 <b>{card.doubtful} 项请您确认</b>" if card.doubtful else ""
    lines.append(f"识别到 <b>{card.live} 项</b>{doubtful}。确认之前不会推送给任何人。")
    if card.same:
        lines.append(f"另有 {card.same} 项计划里已经有了，不会重复添加。")
    if card.changes:
        lines.append(f"有 {card.changes} 项和已有的计划项相近，确认后会更新原来那一项。")
    if card.undated:
        lines.append(f"有 {card.undated} 项没有写时间，先列为“时间待定”。")
    if card.absent:
        named = "、".join(escape(title) for title in card.absent[:_MOST_NAMED])
        more = f"等 {len(card.absent)} 项" if len(card.absent) > _MOST_NAMED else ""
        lines.append(
            f"表里没有了、计划里还留着的 {len(card.absent)} 项：{named}{more}。不办了就直接说，例如：{escape(card.absent[0])}不办了。"
        )
    if card.dropped:
        lines.append(f"已去掉 {card.dropped} 项不是计划的内容。")
    rows: list[tuple[Button, ...]] = []
    if card.doubtful:
        rows.append((Button(f"🔎 逐项确认（{card.doubtful}）", NextDoubt(card.document_id, 0)),))
    others = card.live - card.doubtful
    if not card.doubtful or not others:
        rest = f"{card.live} 项"
    else:
        rest = f"其余 {others} 项和未看的 {card.doubtful} 项"
    if card.live:
        rows.append((Button(f"✅ {rest}全部确认", ConfirmPlan(card.document_id)),))
    rows.append(
        (
            Button("看全部事项", ListDraft(card.document_id, 0)),
            Button("放弃这份计划", UndoImport(card.document_id, sure=False)),
        )
    )
    return Message("\n".join(lines), tuple(rows))


def ask_date(answers: Mapping[str, Any], *, drop: Payload) -> Message:
    return Message(
        f"<b>{escape(answers['title'])}</b>\n请输入新的时间，怎么说都行：12月5日、下周五、3月、3月底前、4月8日至10日、每月。",
        ((Button("✖ 取消", drop),),),
    )


def confirm_date(
    answers: Mapping[str, Any],
    readings: Sequence[tuple[str, Payload]],
    *,
    drop: Payload,
    number: tuple[int, Payload] | None = None,
) -> Message:
    """What was understood; with several readings a button for each, which says its weekday. ``number``: a bare number was
    typed that may also be that of another item in the list."""
    title = f"<b>{escape(answers['title'])}</b>"
    if len(readings) == 1 and number is None:
        told, right = readings[0]
        return Message(
            f"{title}\n改到：<b>{told}</b>\n对吗？不对的话，直接再输入一次。",
            ((Button("✅ 对", right), Button("✖ 取消", drop)),),
        )
    rows = [(Button(told, chosen),) for told, chosen in readings]
    if number is not None:
        rows.append((Button(f"🔎 不改了，看第 {number[0]} 项", number[1]),))
        asked = (
            "是改到这个时间，还是要看另外一项？" if len(readings) == 1 else "要改到哪一个，还是看另外一项？"
        )
        return Message(
            f"{title}\n您只写了“{number[0]}”，{asked}都不对的话，直接再输入一次，例如 {number[0]}号。",
            (*rows, (Button("✖ 取消", drop),)),
        )
    return Message(
        f"{title}\n您说的时间有几种读法，改到哪一个？都不对的话，直接再输入一次。",
        (*rows, (Button("✖ 取消", drop),)),
    )


def timing(spans: Sequence[Span], recurrence: str, *, deadline: bool) -> str:
    """A time as it is echoed, with its year."""
    return words.spans(spans, recurrence, deadline=deadline, year=True)


def no_date() -> str:
    return "没有看出时间。请这样输入：12月5日，或 3月，或 4月8日至10日。"


def ask_title(answers: Mapping[str, Any], *, drop: Payload) -> Message:
    return Message(f"原来的名称：{escape(answers['title'])}\n请输入新的名称。", ((Button("✖ 取消", drop),),))


def ask_parts(answers: Mapping[str, Any], *, drop: Payload) -> Message:
    return Message(
        f"<b>{escape(answers['title'])}</b>\n要拆成哪几项？请每行写一项，一次发给我。",
        ((Button("✖ 取消", drop),),),
    )


def confirmed(done: "Confirmed") -> Message:
    """The plan stands: what happens next. A second press changes nothing and says so."""
    parts = [f"新增 {done.added} 项"] if done.added or not done.changed else []
    if done.changed:
        parts.append(f"更新 {done.changed} 项")
    if done.again:
        head = (
            f"《{escape(done.card.title)}》先前已经确认过了，共 {done.card.live} 项在计划中，这次没有改动。"
        )
    else:
        head = f"✅ 《{escape(done.card.title)}》已确认：{'，'.join(parts)}。"
    undo = "24 小时内可以撤销导入。" if done.card.may_undo else ""
    lines = [head, f"每月初我会推送当月安排，每项到期前提醒。{undo}"]
    rows: list[tuple[Button, ...]] = []
    if done.month is not None:
        name = words.month(done.month, year=not done.now)
        rows.append((Button(f"看{name}安排", ShowMonth(done.month)),))
        if done.now:
            rows.append((Button(f"📣 现在就把{name}安排发给大家", SendDigest(done.month, sure=False)),))
    plans = Button("全部计划", ListDocuments())
    undo_key = Button("↩ 撤销导入", UndoImport(done.card.document_id, sure=False))
    rows.append((undo_key, plans) if done.card.may_undo else (plans,))
    return Message("\n".join(lines), tuple(rows))


def ask_undo(card: "DocumentCard") -> Message:
    what = (
        f"放弃这份草稿？识别到的 {card.live} 项都不会进入计划。"
        if card.state is DocumentState.DRAFT
        else f"撤销导入《{escape(card.title)}》？它的 {card.live} 项和还没发的提醒都会收回，由它建的活动保留。"
    )
    return Message(
        what,
        (
            (
                Button("确定", UndoImport(card.document_id, sure=True)),
                Button("⬅ 不了", ShowDocument(card.document_id)),
            ),
        ),
    )


def no_undo(card: "DocumentCard") -> Message:
    """A confirmed plan is older than a day: what can be done instead."""
    return Message(
        f"《{escape(card.title)}》{undo_too_late()}",
        (
            (Button(f"🗓 {card.year}年全年计划", ShowYear(card.year)),),
            (Button("全部计划", ListDocuments()),),
        ),
    )


def undone(card: "DocumentCard") -> Message:
    return Message(
        f"已撤销《{escape(card.title)}》，它的事项和提醒都收回了。需要时把文件再发一次就行。",
        ((Button("全部计划", ListDocuments()),),),
    )


def documents(page: "Page[DocumentCard]", missed: int) -> Message:
    """The plans of all years."""
    rows: list[tuple[Button, ...]] = []
    for card in page.lines:
        state = "待确认" if card.state is DocumentState.DRAFT else f"{card.live} 项"
        rows.append(
            (Button(f"{card.year} {shortened(card.title, 20)}（{state}）", ShowDocument(card.document_id)),)
        )
    if missed:
        rows.append((Button(f"⚠ 漏发清单（{missed}）", ListMissed()),))
    rows += turning(page.number, page.more, TurnDocuments)
    head = "导入的计划：" if page.lines or page.number else "还没有导入计划。"
    return Message(f"{head}\n把年度计划文件（.docx、.xlsx、.pdf、.txt）直接发给我，我来识别。", tuple(rows))


def after(title: str) -> str:
    return f"按《{title}》起草"


def next_title(title: str, year: int) -> str:
    """The title with its year moved on, or with the new year in front."""
    moved = title.replace(str(year), str(year + 1))
    return moved if moved != title else f"{year + 1}年 {title}"


def not_confirmed() -> str:
    return "只有已确认的计划才能用来起草下一年的计划。"


def congress_needs_a_day() -> str:
    return "请先用“改期”定下会议是哪一天，我再按日子倒排筹备工作。"


# -- refusals ---------------------------------------------------------------------------------------------


def no_right() -> str:
    return "管理工作计划需要工会委员的权限。"


def document_gone() -> str:
    return "找不到这份计划。"


def not_a_draft() -> str:
    return "这份计划已经确认或撤销，不能再这样修改。请在“计划安排”里打开这一项改期或取消。"


def is_undone() -> str:
    return "这次导入已经撤销，请把文件再发一次。"


def undo_too_late() -> str:
    return "确认已超过 24 小时，不能整份撤销了。请在“计划安排”里逐项改期或取消。"


def nothing_before() -> str:
    return "前面没有可以并入的事项了。"


def no_such_number(serial: int) -> str:
    return f"草稿里没有第 {serial} 项，或者它已经去掉了。"


def split_into(most: int) -> str:
    return f"请写 2 到 {most} 项，每行一项，一次发给我。"


def title_empty() -> str:
    return "请用文字写下新的名称。"


def title_too_long(limit: int, length: int) -> str:
    return f"名称最多 {limit} 字，您写了 {length} 字，请精简一下再发。"

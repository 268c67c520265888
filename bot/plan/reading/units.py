"""From physical lines to units: furniture out, chat senders off, sentences broken over lines together again."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .shapes import Paragraph, Table
from .wording import FIELD_KEY, PLAN_WORD, names_person
from .writing import NO_MARKER, Marker, fold, heading_level, marker_of


@dataclass(frozen=True, slots=True)
class Unit:
    """One logical line. `plain` is `text` folded, character for character; `lines` maps offsets to physical lines."""

    text: str
    plain: str
    marker: Marker
    level: int
    lines: tuple[tuple[int, int], ...]
    spoken: bool = False

    @property
    def line(self) -> int:
        return self.lines[0][1]

    @property
    def body(self) -> int:
        """Offset behind the marker."""
        return self.marker.length

    def line_at(self, offset: int) -> int:
        return max((pair for pair in self.lines if pair[0] <= offset), default=self.lines[0])[1]


FURNITURE = re.compile(
    r"扫描全能王.*|.{0,8}CamScanner.*|[Pp]age\s*\d+(?:\s*(?:of|/)\s*\d+)?|共\s*\d+\s*页.{0,16}|第\s*[\d一二三四五六七八九十]+\s*页(?:\s*[,/]?\s*共.{1,8})?|[-\s·]*\d{1,3}[-\s·]*|\d{1,2}\s*/\s*\d{1,3}|猜你喜欢.*|相关(?:文章|推荐|阅读).*|(?:上|下)一[页篇].*|"
    r"(?:文章)?(?:来源|编辑|责编|浏览|阅读|点击|下载|打印|关闭窗口|返回顶部).{0,20}|https?://\S+|\[(?:图片|表情|语音|视频|文件|链接|动画表情).{0,20}\]|"
    r"(?:收到|好的?|谢谢|辛苦了?|赞|支持|OK|ok|\+1|已阅|明白|知道了)[!。~,收到谢]*|(?:编制|制表|填表|填报|拟稿|审核|签发|记录|抄送|抄报|印发|发)(?:人|单位|日期|时间)?:.{0,60}|[^,。;:]{2,24}\((?:章|盖章|公章|印)\)|-{3,}|={3,}|\*{3,}|_{3,}"
)  # fmt: skip

_SENDER_LINE = re.compile(
    r"(?:[^\s:,。]{1,12}\s+)?(?:(?:20\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?\s+|(?:昨天|今天|前天|星期[一二三四五六日]|周[一二三四五六日])\s*)?(?:上午|下午|晚上|早上|中午|凌晨)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[^\s:,。]{1,8})?"
)
_SENDER_PREFIX = re.compile(
    r"\[?(?:(?:20\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?\s+)?(?:上午|下午|晚上|早上)?\d{1,2}:\d{2}(?::\d{2})?\]?\s*(?=\S)(?:[^\s:,。、]{1,10}\s*:\s*)?"
)
_SPEAKER = re.compile(r"\[?(?P<who>[^\s:,。;、\d()\[\]]{1,8})(?:\([^()\d]{1,6}\))?\]?\s*:\s*(?=\S)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})(?=\s|-)")
_SPEECH = re.compile(
    r"咱们?|大家|[呢哈啊吧嘛哦](?=[,。!?\s]|$)|[搞弄]个|老规矩|啥|啦|喽|散会|还有个事|碰一下|说一下|盯着"
)
_NOT_A_SPEAKER = re.compile(
    r".*(?:时间|地点|内容|主题|名称|对象|范围|人员|责任|负责|目标|要求|备注|月|季度|半年|安排|计划|措施|重点|如下|事项|工作|活动|方式|单位|部门|[一二三四五六七八九十]是|注|附|年|周|旬|口号|学期|参加)"
)
_END = re.compile(r"[。!?;:…□][\"')\]]*\s*$")
_NAMED_PLAN = re.compile(rf"{PLAN_WORD}(?:\([^()]*\))?\s*$")
_OPEN_END = re.compile(r"[,、(\"\[《]\s*$")
_TIME_START = re.compile(
    r"(?:20\d\d年)?(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])\s*(?:[-~至到、]\s*(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九]))?月|第?[一二三四1-4]季度|[上下]半年|第\s*[\d一二三四五六七八九十]+\s*周|\d{1,2}[./]\d{1,2}\D|全年|年[初中底终]|[Qq][1-4]\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
)
_DANGLING = re.compile(
    r"(?:时间|日期|[于在、和至到为的及与将拟]|(?<![年度作期会动周月季])计划|定于|(?<![年度作期会动])安排)\s*$"
)
# "2、4月份…": the second of a list, or two months? The number before it decides.
_NUMBER_OR_MONTHS = re.compile(r"(\d{1,2})[、.](\d{1,2})(?:[-~至]\d{1,2})?月")
_FIELD_START = re.compile(r"[\u4e00-\u9fff]{2,6}\s*:")


def tidy(text: str) -> str:
    """A line as written, without markdown escapes and OCR spacing inside words."""
    text = re.sub(r"\\([_*#\-.])", r"\1", text).replace("\ufeff", "").replace("\u200b", "")
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    gaps = len(re.findall(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff，、。：“”])", text))
    if chinese >= 3 and gaps >= (0.4 if chinese >= 6 else 0.6) * chinese:
        text = re.sub(r"(?<=[\u4e00-\u9fff\d，、。；：]) (?=[\u4e00-\u9fff\d，、。；：])", "", text)
    text = re.sub(
        r"(?<=[\d一二三四五六七八九十]) +(?=[月日号年周季])|(?<=[年月]) +(?=\d{1,2} ?[日号月])|(?<=第) +(?=[\d一二三四])",
        "",
        text,
    )
    return re.sub(r"^\s*([\dlI一二三四五六七八九十]{1,3}) +(?=[、．.])", r"\1", text).strip()


def units_of(blocks: Iterable[Paragraph | Table]) -> tuple[list[Unit | Table], list[Paragraph]]:
    """The units in reading order, and the lines that are mere furniture."""
    blocks = list(blocks)
    running = _running_heads(blocks)
    paragraphs = [b for b in blocks if isinstance(b, Paragraph) and b.line not in running]
    chat = _speakers(paragraphs)
    spoken = bool(chat) or _colloquial(paragraphs)
    dotted = _dotted_dates(paragraphs)
    width = _wrap_width(paragraphs)
    closed = _closes_its_points(paragraphs)
    broken = _breaks_anywhere(paragraphs)
    units: list[Unit | Table] = []
    furniture: list[Paragraph] = []
    open_line: Paragraph | None = None
    counted = 0
    for block in blocks:
        if isinstance(block, Table):
            units.append(block)
            open_line = None
            continue
        text = tidy(block.text)
        if not text:
            continue
        plain = fold(text)
        if (
            block.line in running
            or FURNITURE.fullmatch(plain)
            or plain.rstrip(":") in chat
            or (_SENDER_LINE.fullmatch(plain) and (chat or len(plain) > 8))
        ):
            furniture.append(block)
            continue
        text = _without_sender(text, plain, chat)
        unit = _unit(text, block, counted, spoken, dotted=dotted)
        if unit.marker.style == "number":
            counted = unit.marker.number or 0
        elif unit.marker.style and unit.marker.rank < 3:
            counted = 0  # the next list begins anew
        last = units[-1] if units else None
        if (
            isinstance(last, Unit)
            and open_line is not None
            and _continues(last, open_line, unit, width, closed=closed, broken=broken)
        ):
            units[-1] = _joined(last, unit)
        else:
            units.append(unit)
        open_line = block
    return units, furniture


def _unit(text: str, block: Paragraph, counted: int, spoken: bool, *, dotted: bool) -> Unit:
    plain = fold(text)
    level, hashes = heading_level(plain)
    text, plain = text[hashes:], plain[hashes:]
    marker = marker_of(plain)
    if dotted and marker.style == "decimal":
        marker = NO_MARKER
    listed = _NUMBER_OR_MONTHS.match(plain)
    if listed and (
        int(listed[1]) == counted + 1 or (listed[1] == "1" and (listed[2] != "2" or "." in listed[0]))
    ):
        marker = Marker("number", 3, int(listed[1]), listed.end(1) + 1)
    return Unit(text, plain, marker, level or block.level, ((0, block.line),), spoken)


def _joined(first: Unit, second: Unit) -> Unit:
    at = len(first.text)
    text = first.text + second.text
    marker = first.marker if first.marker is not NO_MARKER else marker_of(fold(text))
    return Unit(text, fold(text), marker, first.level, (*first.lines, (at, second.line)), first.spoken)


def _continues(
    last: Unit, last_line: Paragraph, unit: Unit, width: int, *, closed: bool, broken: bool
) -> bool:
    """The second line goes on with the sentence of the first."""
    if last.level or unit.level or last_line.level or last.spoken:
        return False
    plain = last.plain.rstrip()
    if re.search(r"(?:^|[^一二三四五六七八九])十$", plain) and re.match(r"[一二]月", unit.plain):
        return True
    if unit.marker.style or _END.search(plain) or (plain.startswith("(") and plain.endswith(")")):
        return False
    if _FIELD_START.match(unit.plain) and len(unit.plain) < 40:
        return False
    if last.line == 1 and len(unit.plain) <= 12 and _NAMED_PLAN.search(unit.plain):
        return len(plain) >= 12 and not _NAMED_PLAN.search(plain)  # a title in two lines
    length = len(tidy(last_line.text))
    full = bool(width) and _columns(last_line.text) >= width - 4
    if _TIME_START.match(unit.plain):
        return bool(_DANGLING.search(plain)) and length >= 12 and not _TIME_START.match(last.plain)
    if _unfinished(plain):
        return True
    apart = unit.line - last_line.line > 1 or _NAMED_PLAN.search(plain)
    if (broken or closed) and length >= 14 and not apart:
        return True
    if full:
        return True
    if closed and last.marker.rank in (3, 4, 5) and length >= 8:
        return True
    short_tail = len(unit.plain) <= 6 and unit.plain.endswith("。") and length >= 10
    return length >= 34 or short_tail


def _unfinished(plain: str) -> bool:
    """The line itself says that it goes on: a bracket or quotation is open, or a comma ends it."""
    open_pair = any(plain.count(a) > plain.count(b) for a, b in ("()", "《》", "[]")) or plain.count('"') % 2
    return bool(open_pair or _OPEN_END.search(plain))


def _breaks_anywhere(paragraphs: list[Paragraph]) -> bool:
    """Whether lines of this text end in mid-sentence so often that any may, as in the reading of a scan."""
    plains = [fold(tidy(p.text)).rstrip() for p in paragraphs if p.text.strip()]
    return sum(_unfinished(plain) for plain in plains) >= max(3, len(plains) // 8)


def _closes_its_points(paragraphs: list[Paragraph]) -> bool:
    """Whether every numbered point of this text ends with a stop, so that a point without one goes on in the next line."""
    plains = [fold(tidy(paragraph.text)) for paragraph in paragraphs if paragraph.text.strip()]
    plains = [plain for plain in plains if not FURNITURE.fullmatch(plain)]
    points = [bool(marker_of(plain).style or _NUMBER_OR_MONTHS.match(plain)) for plain in plains]
    first = points.index(True) if True in points else len(plains)
    ends = [
        bool(_END.search(plain))
        for (plain, point), (_, following) in pairwise(zip(plains[first:], points[first:], strict=True))
        if following and marker_of(plain).rank > 2 and (point or not _TIME_START.match(plain))
    ]
    return len(ends) >= 3 and sum(ends) >= 0.9 * len(ends)


def _running_heads(blocks: Sequence[Paragraph | Table]) -> frozenset[int]:
    """Lines of the heads and feet of pages: words that come again, beside a page number."""
    paragraphs = [b for b in blocks if isinstance(b, Paragraph) and b.text.strip()]
    plains = [fold(tidy(paragraph.text)) for paragraph in paragraphs]
    pages = [bool(FURNITURE.fullmatch(plain)) for plain in plains]
    times = Counter(plains)
    return frozenset(
        paragraph.line
        for at, paragraph in enumerate(paragraphs)
        if times[plains[at]] >= 2 and any(pages[max(0, at - 1) : at + 2]) and not pages[at]
    )


def _columns(text: str) -> int:
    """How wide a line is printed, in half-width columns."""
    return sum(2 if ord(char) > 0x2000 else 1 for char in text.strip())


def _wrap_width(paragraphs: list[Paragraph]) -> int:
    """The columns at which this text breaks its lines, or 0 when it breaks them only between sentences."""
    texts = [paragraph.text.strip() for paragraph in paragraphs if paragraph.text.strip()]
    width = max((_columns(tidy(text)) for text in texts), default=0)
    full = [text for text in texts if len(tidy(text)) >= 14 and _columns(text) >= width - 4]
    near = sum(not _END.search(fold(text)) for text in full)
    return width if near >= 3 and near >= 0.15 * len(texts) and width <= 120 else 0


def _speakers(paragraphs: list[Paragraph]) -> frozenset[str]:
    """Names that open messages of a pasted chat; empty for other documents."""
    stamped = spoken = prefixed = 0
    names: Counter[str] = Counter()
    for paragraph in paragraphs:
        plain = fold(tidy(paragraph.text))
        stamped += bool(plain and _SENDER_LINE.fullmatch(plain))
        sender = _SENDER_PREFIX.match(plain)
        prefixed += bool(
            sender and sender.end() < len(plain) and re.search(r"\d\]?\s*[^\s\d:]+\s*:\s*$", sender[0])
        )
        found = _SPEAKER.match(plain)
        who = found["who"] if found and not marker_of(plain).style else ""
        if who and not FIELD_KEY.fullmatch(who) and not _NOT_A_SPEAKER.match(who):
            names[who] += 1
            spoken += 1
    lines = [fold(tidy(paragraph.text)).rstrip(":") for paragraph in paragraphs]
    alone = Counter(line for line in lines if _names_sender(line))
    opens = any(_names_sender(line) for line in lines[:3] if line)
    if opens and len(alone) < alone.total() >= 3:
        names += alone
        spoken += alone.total()
    return frozenset((*names, "")) if spoken >= 3 or stamped >= 2 or prefixed >= 3 else frozenset()


def _dotted_dates(paragraphs: list[Paragraph]) -> bool:
    """Lines that begin with 3.8, 5.4, 6.1 begin with days, unless they are counted 3.1, 3.2, 4.1."""
    found = [_DOTTED.match(tidy(paragraph.text)) for paragraph in paragraphs]
    days = [(int(dots[1]), int(dots[2])) for dots in found if dots]
    valid = all(1 <= month <= 12 and 1 <= day <= 31 for month, day in days)
    first = dict(reversed(days))
    return (
        len(days) >= 3
        and valid
        and days == sorted(days)
        and sum(d > 1 for d in first.values()) * 2 > len(first)
    )


def _colloquial(paragraphs: list[Paragraph]) -> bool:
    """Speech written down, without the names of who spoke."""
    told = [piece for p in paragraphs for piece in re.split(r"[。!?]", fold(p.text)) if piece.strip()]
    said = sum(bool(_SPEECH.search(piece)) for piece in told)
    return said >= 3 and said >= 0.25 * len(told)


def _names_sender(plain: str) -> bool:
    """A line of its own with who speaks below it: 赵甲, 赵甲-工会."""
    return len(plain) <= 12 and names_person(re.split(r"[-_ ]", plain)[0])


def _without_sender(text: str, plain: str, chat: frozenset[str]) -> str:
    if (
        (found := _SENDER_PREFIX.match(plain))
        and found.end() < len(plain)
        and re.match(r"\[|20\d\d|.{0,12}:.{0,12}:", plain)
    ):
        return text[found.end() :]
    if chat and (found := _SPEAKER.match(plain)) and found["who"] in chat:
        return _without_greeting(text[found.end() :])
    return _without_greeting(text) if chat else text


def _without_greeting(text: str) -> str:
    return re.sub(r"^(?:@\S+\s*|(?:各位|大家)[^，,：:。！!]{0,8}[，,：:！!]\s*)+", "", text) or text

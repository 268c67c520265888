"""How the groups took part, as a picture for the meeting."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.activities.lists import texts
from bot.activities.lists.breakdown import Breakdown, Year
from bot.files.drawing import drawable, font_file, png, typeface
from bot.refused import Refused
from bot.wording import shortened

#: More groups than this do not fit on a picture that can be read.
MOST_BARS = 40
_WIDTH, _LEFT, _BAR, _GAP = 1400, 330, 34, 22
_TOP, _ROOM = 190, 400
_COLOURS = ("#e5ddd0", "#e2a19b", "#b3261e")
_PAPER, _INK, _GREY = "#fffdf8", "#2b2b2b", "#6b6b6b"


@dataclass(frozen=True, slots=True)
class Bar:
    """A group: its name, the lengths one over the other (the longest first), and what is said beside."""

    name: str
    lengths: tuple[int, ...]
    said: str


def draw_activity(shown: Breakdown) -> bytes:
    """A PNG for one activity. Raises Refused: nothing to show, no Chinese font. Call it in a thread."""
    known = shown.checked_in
    bars = [
        Bar(
            line.name,
            (line.members, line.placed, *((line.here,) if known else ())),
            texts.bar(line.placed, line.here, line.members, checked_in=known),
        )
        for line in shown.lines
    ]
    return _draw(texts.chart_title(shown), texts.chart_date(shown), texts.chart_parts(checked_in=known), bars)


def draw_year(shown: Year) -> bytes:
    """A PNG for the year. Raises Refused as above."""
    bars = [
        Bar(line.name, (line.members, line.people), texts.year_bar(line.people, line.members, line.times))
        for line in shown.lines
    ]
    return _draw(texts.year_title(shown), "", texts.year_parts(), bars)


def _draw(title: str, below: str, parts: Sequence[str], bars: Sequence[Bar]) -> bytes:
    from PIL import Image, ImageDraw

    font = font_file()
    if font is None:
        raise Refused("no_font", texts.no_chart())
    longest = max((max(bar.lengths) for bar in bars), default=0)
    if not longest:
        raise Refused("nothing", texts.nothing_to_chart())
    shown = bars[:MOST_BARS]
    height = _TOP + len(shown) * (_BAR + _GAP) + 70
    image = Image.new("RGB", (_WIDTH, height), _PAPER)
    draw = ImageDraw.Draw(image)
    head, text, small = (typeface(font, size) for size in (44, 26, 24))
    draw.text((50, 34), drawable(shortened(title, 28), head), _INK, head)
    draw.text((50, 100), below, _GREY, text)
    at = 50.0
    for colour, part in zip(_COLOURS, parts, strict=False):
        draw.rectangle((at, 146, at + 26, 172), colour)
        draw.text((at + 36, 159), part, _GREY, small, anchor="lm")
        at += 36 + small.getlength(part) + 40
    scale = (_WIDTH - _LEFT - _ROOM) / longest
    for number, bar in enumerate(shown):
        top = _TOP + 20 + number * (_BAR + _GAP)
        middle = top + _BAR / 2
        draw.text((_LEFT - 16, middle), drawable(shortened(bar.name, 10), text), _INK, text, anchor="rm")
        for colour, length in zip(_COLOURS, bar.lengths, strict=False):
            if length:
                draw.rectangle((_LEFT, top, _LEFT + length * scale, top + _BAR), colour)
        draw.text((_LEFT + bar.lengths[0] * scale + 14, middle), bar.said, _INK, small, anchor="lm")
    if len(bars) > len(shown):
        draw.text((50, height - 50), texts.more_groups(len(bars) - len(shown)), _GREY, small)
    return png(image)

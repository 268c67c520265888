"""The year as a picture: twelve months with their items."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.files.drawing import font_file, png, typeface, wrapped
from bot.plan.looking import Line
from bot.plan.texts import exporting as texts
from bot.refused import Refused

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_COLUMNS = 3
_WIDTH = 620
_GAP = 20
_TOP = 110
_LEAST, _MOST = 3, 12
_TEXT, _LEADING = 26, 38
_PAPER, _INK, _RED = "#fbf7f0", "#2b2b2b", "#b3261e"


def draw_year(lines: Sequence[Line], year: int) -> bytes:
    """A PNG of the year. Raises Refused when the machine has no Chinese font: boxes instead of signs help nobody."""
    from PIL import Image, ImageDraw

    path = font_file()
    if path is None:
        raise Refused("no_font", texts.no_font())
    fonts = {size: typeface(path, size) for size in (52, 34, _TEXT)}
    cells = [_cell(_of_month(lines, year, month), fonts[_TEXT]) for month in range(1, 13)]
    rows = [cells[start : start + _COLUMNS] for start in range(0, 12, _COLUMNS)]
    heights = [86 + _LEADING * max(_LEAST, *(len(cell) for cell in row)) for row in rows]
    size = (_COLUMNS * (_WIDTH + _GAP) + _GAP, _TOP + sum(heights) + _GAP * len(rows))
    image = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((_GAP * 2, 28), texts.picture_title(year), _RED, fonts[52])
    top = _TOP
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        for column, cell in enumerate(row):
            left = _GAP + column * (_WIDTH + _GAP)
            draw.rounded_rectangle((left, top, left + _WIDTH, top + height), 16, "white", "#e5ddd0", 2)
            month = number * _COLUMNS + column + 1
            draw.text((left + 20, top + 14), texts.picture_month(month), _RED, fonts[34])
            for at, text in enumerate(cell):
                draw.text((left + 20, top + 66 + at * _LEADING), text, _INK, fonts[_TEXT])
        top += height + _GAP
    return png(image)


def _of_month(lines: Sequence[Line], year: int, month: int) -> list[Line]:
    """What begins in a month; what began before the year stands in January. Everyday things come last."""

    def begins(line: Line) -> int:
        return line.span.start_on.month if line.span.start_on.year == year else 1

    own = [line for line in lines if begins(line) == month]
    return sorted(
        own, key=lambda line: (line.everyday, not line.span.exact, line.span.start_on, line.occurrence_id)
    )


def _cell(lines: Sequence[Line], font: "FreeTypeFont") -> list[str]:
    """The text of a month; what does not fit is counted."""
    shown: list[str] = []
    for number, line in enumerate(lines):
        parts = list(wrapped(texts.picture_line(line), font, _WIDTH - 40, indent="  "))
        if len(shown) + len(parts) > _MOST - (number < len(lines) - 1):
            return [*shown, texts.more(len(lines) - number)]
        shown += parts
    return shown

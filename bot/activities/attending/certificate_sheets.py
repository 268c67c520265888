"""Certificates as pictures, and many as one file to print."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.activities.attending.certificates import Certificate
from bot.activities.attending.texts import certificates as texts
from bot.files.drawing import font_file, png, typeface, wrapped
from bot.refused import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

#: A4 across at 150 dots per inch.
_SIZE = (1754, 1240)
_DOTS_PER_INCH = 150
_PAPER, _INK, _GREY, _RED, _GOLD = "#fffaf0", "#2b2b2b", "#8a8172", "#b3261e", "#c9a227"
_LEFT, _RIGHT = 220, 1534
#: So many pages take some ten seconds to draw.
MOST_PAGES = 100


def draw(one: Certificate, union: str) -> bytes:
    """A PNG. Raises Refused without a Chinese font. Takes some tenths of a second: call it in a thread."""
    return png(_sheet(one, union, _font()))


def print_all(certificates: Sequence[Certificate], union: str) -> bytes:
    """A PDF with one page for each of the first ``MOST_PAGES``. Raises Refused without a Chinese font."""
    from pypdf import PdfReader, PdfWriter

    font = _font()
    made = PdfWriter()
    for one in certificates[:MOST_PAGES]:
        # One page at a time: the pictures of all together would fill the memory.
        page = io.BytesIO()
        _sheet(one, union, font).save(page, "PDF", resolution=_DOTS_PER_INCH)
        made.add_page(PdfReader(page).pages[0])
    content = io.BytesIO()
    made.write(content)
    return content.getvalue()


def _font() -> "Path":
    font = font_file()
    if font is None:
        raise Refused("no_font", texts.no_font())
    return font


def _sheet(one: Certificate, union: str, font: "Path") -> "Image":
    from PIL import Image, ImageDraw

    width, height = _SIZE
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((50, 50, width - 50, height - 50), None, _RED, 10)
    draw.rectangle((72, 72, width - 72, height - 72), None, _GOLD, 4)
    head = typeface(font, 120)
    draw.text((width / 2, 150), texts.heading(one), _RED, head, anchor="ma", stroke_width=2, stroke_fill=_RED)
    text = typeface(font, 52)
    draw.text((_LEFT, 370), texts.salutation(one), _INK, text, stroke_width=1, stroke_fill=_INK)
    top = 470
    for line in list(wrapped(texts.body(one), text, _RIGHT - _LEFT))[:3]:
        draw.text((_LEFT, top), line, _INK, text)
        top += 82
    if one.result:
        size = 96 if len(one.result) <= 12 else 60
        for line in list(wrapped(one.result, typeface(font, size), _RIGHT - _LEFT))[:2]:
            draw.text((width / 2, top + 10), line, _RED, typeface(font, size), anchor="ma", stroke_width=1)
            top += int(size * 1.3)
    if one.detail:
        draw.text((width / 2, top + 28), texts.measured(one), _INK, typeface(font, 44), anchor="ma")
        top += 80
    draw.text((_LEFT, max(top + 40, 800)), texts.closing(one), _INK, text)
    draw.text((_RIGHT, 950), union, _INK, text, anchor="ra")
    draw.text((_RIGHT, 1030), texts.dated(one), _INK, text, anchor="ra")
    draw.text((_LEFT, 1090), texts.numbered(one), _GREY, typeface(font, 26))
    return image

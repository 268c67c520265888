"""An activity on a sheet to put on the wall: title, time, place, deadline, and a QR code that leads to it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.activities.card import Card
from bot.activities.sharing import texts
from bot.files.drawing import font_file, png, qr_code, typeface, wrapped

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

#: A4 at 150 dots per inch.
_SIZE = (1240, 1754)
_MARGIN = 100
_QR = 640
_PAPER, _INK, _GREY, _RED = "#fffdf8", "#2b2b2b", "#6b6b6b", "#b3261e"
_LABELS = 220
_MOST_TITLE_LINES, _MOST_TEXT_LINES = 3, 2


def draw_poster(card: Card, union: str, link: str) -> tuple[bytes, str]:
    """A PNG and the caption that goes with it. Without a Chinese font the picture is the code alone, and the caption
    says all the rest: boxes instead of signs help nobody. Takes some tenths of a second: call it in a thread."""
    font = font_file()
    if font is None:
        return png(qr_code(link, _SIZE[0])), texts.poster_without_font(card, link)
    return png(_sheet(card, union, link, font)), texts.poster_caption(card, link)


def _sheet(card: Card, union: str, link: str, font: "Path") -> "Image":
    from PIL import Image, ImageDraw

    width, height = _SIZE
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, 150), _RED)
    draw.text((_MARGIN, 75), union, "white", typeface(font, 48), anchor="lm")
    draw.text((width - _MARGIN, 75), texts.poster_kind(card), "white", typeface(font, 40), anchor="rm")
    size = 96 if len(card.title) <= 20 else 68
    title = typeface(font, size)
    top = 210
    for line in _fitted(wrapped(card.title, title, width - 2 * _MARGIN), _MOST_TITLE_LINES):
        draw.text((width / 2, top), line, _INK, title, anchor="ma", stroke_width=2, stroke_fill=_INK)
        top += int(size * 1.35)
    top += 40
    text = typeface(font, 42)
    for label, said in texts.poster_lines(card):
        draw.text((_MARGIN, top), label, _RED, text)
        for line in _fitted(wrapped(said, text, width - 2 * _MARGIN - _LABELS), _MOST_TEXT_LINES):
            draw.text((_MARGIN + _LABELS, top), line, _INK, text)
            top += 64
        top += 8
    code = qr_code(link, _QR)
    bottom = height - 190
    image.paste(code, ((width - code.width) // 2, bottom - code.height))
    draw.text((width / 2, bottom + 20), texts.poster_hint(), _INK, typeface(font, 40), anchor="ma")
    draw.text((width / 2, bottom + 90), link, _GREY, typeface(font, 30), anchor="ma")
    return image


def _fitted(lines: Iterable[str], most: int) -> list[str]:
    """At most so many lines; a text that is cut says so."""
    shown = list(lines)
    return shown if len(shown) <= most else [*shown[: most - 1], f"{shown[most - 1][:-1]}…"]

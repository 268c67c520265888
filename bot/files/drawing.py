"""Pictures with Chinese in them: the machine's font, lines that fit, QR codes."""

import io
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

#: The font that comes with the packages.
_PACKAGE, _PACKAGED = "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"
#: Where systems keep fonts that hold Chinese, the plain ones first.
_FONTS = (
    ("/usr/share/fonts", "**/NotoSansCJK-Regular.ttc"),
    ("/usr/share/fonts", "**/SourceHanSans*Regular*"),
    ("/usr/share/fonts", "**/wqy-*.ttc"),
    ("/usr/share/fonts", "**/DroidSansFallback*.ttf"),
    ("/usr/local/share/fonts", "**/*CJK*Regular*"),
    ("/System/Library/Fonts", "PingFang.ttc"),
    ("/System/Library/Fonts", "STHeiti Light.ttc"),
    ("C:/Windows/Fonts", "msyh.ttc"),
    ("C:/Windows/Fonts", "simhei.ttf"),
)
#: The empty margin that a reader of QR codes needs, in modules.
_QUIET = 4
#: An emoji may be joined of several: what follows the joiner belongs to it.
_JOINED = re.compile("\u200d.")
#: What varies the sign before it has no picture of its own.
_UNSEEN = frozenset({"Cf", "Mn"})
#: No font draws this: it shows what a font draws instead of a sign that it does not have.
_NO_SIGN = "\U0010ffff"
#: A line does not begin with one of these; it hangs over instead.
_NEVER_FIRST = "，。、；：！？）》】”’…"


@cache
def font_file() -> Path | None:
    """A font that holds Chinese: the one among the packages, which makes the same pictures on every machine; where that
    was left out, one of the machine."""
    if find_spec(_PACKAGE) is not None:
        with as_file(files(_PACKAGE) / _PACKAGED) as packaged:
            if packaged.is_file():
                return packaged
    for folder, pattern in _FONTS:
        found = sorted(Path(folder).glob(pattern)) if Path(folder).is_dir() else []
        if found:
            return found[0]
    return None


def typeface(path: Path, size: int) -> "FreeTypeFont":
    """The font in a size in pixels; of a collection the simplified forms."""
    from PIL import ImageFont

    # In Noto's collection they are the third face.
    return ImageFont.truetype(str(path), size, 2 if "NotoSansCJK" in path.name else 0)


def drawable(text: str, font: "FreeTypeFont") -> str:
    """The text without the signs that the font cannot draw: Chinese fonts have no emoji, they would be empty boxes."""
    box = bytes(font.getmask(_NO_SIGN))
    whole = _JOINED.sub("", text)
    drawn = {
        sign
        for sign in set(whole)
        if unicodedata.category(sign) not in _UNSEEN and bytes(font.getmask(sign)) != box
    }
    kept = "".join(sign for sign in whole if sign in drawn)
    return kept if kept == text else re.sub(" {2,}", " ", kept).strip()


def wrapped(text: str, font: "FreeTypeFont", width: float, *, indent: str = "") -> Iterator[str]:
    """The text in lines at most ``width`` pixels wide; Chinese breaks anywhere. ``indent`` begins every further line.
    What the font cannot draw is left out."""
    line = ""
    for sign in drawable(text, font):
        if line.strip() and sign not in _NEVER_FIRST and font.getlength(line + sign) > width:
            yield line
            line = indent
        line += sign
    if line.strip():
        yield line


def qr_code(content: str, side: int) -> "Image":
    """A square with the QR code of ``content`` and its margin, at most ``side`` pixels wide, each module the same size."""
    import segno
    from PIL import Image

    matrix = segno.make_qr(content, error="m").matrix
    modules = len(matrix) + 2 * _QUIET
    small = Image.new("L", (modules, modules), 255)
    for y, row in enumerate(matrix, start=_QUIET):
        for x, dark in enumerate(row, start=_QUIET):
            if dark:
                small.putpixel((x, y), 0)
    scale = max(1, side // modules)
    return small.resize((modules * scale, modules * scale), Image.Resampling.NEAREST)


def png(image: "Image") -> bytes:
    """The bytes of a PNG file."""
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()

"""What a file is, told by its bytes, and the refusals that need no parsing. Cheap enough to run in the bot itself."""

import io
import re
import zipfile
from enum import StrEnum

from .shapes import Reason, Unreadable

MAX_BYTES = 5 * 1024 * 1024
MAX_ENTRIES = 200
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100


class Format(StrEnum):
    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    TEXT = "text"


_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"SQLite format 3")
_NESTED = re.compile(r"\.(?:zip|docx|docm|xlsx|xlsm|xlsb|pptx|jar|7z|rar|gz|exe|dll|js|vbs)$", re.IGNORECASE)
_EXTERNAL = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External[\"'])(?![^>]*/hyperlink[\"'])[^>]*>",
    re.IGNORECASE,
)
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\x00!\x00(?:D\x00O\x00C\x00T|E\x00N\x00T)", re.IGNORECASE)


def format_of(data: bytes, filename: str) -> Format:
    """The format of a document, by content; the name only helps to word a refusal. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(Reason.TOO_LARGE)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(Reason.EMPTY)
    head = data[:16]
    if head.startswith(b"PK"):
        return _packed(data)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_compound(data, filename))
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Format.PDF
    if (
        head.startswith(_PICTURES)
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or head[4:12] in (b"ftypheic", b"ftypmif1")
        or (head[:2] == b"BM" and b"\x00" in head)
    ):
        raise Unreadable(Reason.PICTURE)
    if head.startswith(_ARCHIVES):
        raise Unreadable(Reason.ARCHIVE)
    if head.startswith(_PROGRAMS):
        raise Unreadable(Reason.DISGUISED)
    if head.startswith(b"{\\rtf"):
        raise Unreadable(Reason.OLD_WORD)
    if re.match(rb"\s*(?:<!doctype html|<html|mime-version:|<\?xml|<\?mso)", data[:200], re.IGNORECASE):
        raise Unreadable(Reason.DISGUISED)
    if not is_text(data):
        known = filename.lower().rsplit(".", 1)[-1] in ("docx", "xlsx", "pdf", "doc", "xls", "txt", "md")
        raise Unreadable(Reason.DISGUISED if known else Reason.BINARY)
    return Format.TEXT


def _compound(data: bytes, filename: str) -> Reason:
    """Which old Office program wrote an OLE file, by the names of its streams."""
    for name, reason in (
        ("EncryptedPackage", Reason.PASSWORD),
        ("WordDocument", Reason.OLD_WORD),
        ("Workbook", Reason.OLD_EXCEL),
        ("PowerPoint Document", Reason.SLIDES),
        ("Book", Reason.OLD_EXCEL),
    ):
        if name.encode("utf-16-le") in data:
            return reason
    by_name = {
        "xls": Reason.OLD_EXCEL,
        "et": Reason.OLD_EXCEL,
        "ppt": Reason.SLIDES,
        "dps": Reason.SLIDES,
        "wps": Reason.WPS,
    }
    return by_name.get(filename.lower().rsplit(".", 1)[-1], Reason.OLD_WORD)


def _packed(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _office(archive, len(data))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        KeyError,
    ) as error:
        raise Unreadable(Reason.BROKEN) from error


def _office(archive: zipfile.ZipFile, size: int) -> Format:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_UNPACKED or total > MAX_RATIO * size:
        raise Unreadable(Reason.UNSAFE)
    if any(
        entry.file_size > MAX_RATIO * max(entry.compress_size, 1) and entry.file_size > 65536
        for entry in entries
    ):
        raise Unreadable(Reason.UNSAFE)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable(Reason.PASSWORD)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable(Reason.MACROS)
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable(Reason.SLIDES)
    if "[Content_Types].xml" not in names or not names & {"word/document.xml", "xl/workbook.xml"}:
        raise Unreadable(Reason.ARCHIVE)
    if any(_NESTED.search(name) or name.startswith(("/", "..")) or "/../" in name for name in names):
        raise Unreadable(Reason.UNSAFE)
    budget = MAX_UNPACKED
    for entry in entries:
        lower = entry.filename.lower()
        with archive.open(entry) as part:
            if not lower.endswith((".xml", ".rels")):
                if part.read(4) == b"PK\x03\x04":
                    raise Unreadable(Reason.UNSAFE)
                continue
            content = part.read(budget + 1)
        budget -= len(content)
        if budget < 0 or _DTD.search(content) or (lower.endswith(".rels") and _EXTERNAL.search(content)):
            raise Unreadable(Reason.UNSAFE)
    return Format.DOCX if "word/document.xml" in names else Format.XLSX


def text_of(data: bytes) -> str | None:
    """The text in UTF-8, UTF-16 or GB18030; None when it is in none of them."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\x00" in data:
        even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
        guess = "utf-16-le" if odd >= even else "utf-16-be"
        return _decoded(data, guess) if len(data) % 2 == 0 else None
    text = _decoded(data, "utf-8")
    return text if text is not None else _decoded(data, "gb18030") or _decoded_without_mark(data)


def _decoded_without_mark(data: bytes) -> str | None:
    """UTF-16 without a mark and without any ASCII in it."""
    if len(data) % 2:
        return None
    return _decoded(data, "utf-16-le") or _decoded(data, "utf-16-be")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeError:
        return None
    sample = text[:20000]
    odd = sum(
        1
        for c in sample
        if (c < " " and c not in "\t\r\n\f\v")
        or c in "\ufffd\x7f"
        or "\ue000" <= c <= "\uf8ff"
        or c >= "\U00020000"
    )
    usual = sum(
        1
        for c in sample
        if c.isascii()
        or "\u4e00" <= c <= "\u9fff"
        or "\u3000" <= c <= "\u303f"
        or "\uff00" <= c <= "\uffef"
        or "\u2000" <= c <= "\u27ff"
        or c > "\U0001f000"
    )
    return text if sample and odd <= 0.01 * len(sample) and usual >= 0.9 * len(sample) else None


def is_text(data: bytes) -> bool:
    return text_of(data) is not None

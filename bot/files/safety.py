"""What a file is by its content, and whether it may be opened at all."""

import re
import stat
import zipfile
from enum import StrEnum
from io import BytesIO

from bot.files.decoding import text_of

LARGEST_FILE = 5 * 1024 * 1024
MOST_ENTRIES = 200
LARGEST_UNPACKED = 50 * 1024 * 1024
RATIO = 100
#: Tiny parts compress beyond any ratio, harmlessly.
RATIO_FROM = 64 * 1024


class Reason(StrEnum):
    """Why a file is not read; ``bot.files.texts.refusal`` says to people what to do."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_HEAVY = "too_heavy"
    TOO_SLOW = "too_slow"
    OLD_OFFICE = "old_office"
    OLD_WORD = "old_word"
    OLD_EXCEL = "old_excel"
    SLIDES = "slides"
    WPS = "wps"
    SCAN = "scan"
    PICTURE = "picture"
    PASSWORD = "password"  # noqa: S105 - a reason, not a secret
    MACROS = "macros"
    LINKS = "links"
    UNSAFE = "unsafe"
    ARCHIVE = "archive"
    WEB_PAGE = "web_page"
    DISGUISED = "disguised"
    BINARY = "binary"
    NO_TABLE = "no_table"
    ENCODING = "encoding"
    BROKEN = "broken"


class Unreadable(Exception):
    """The file is refused for ``reason``; nothing of it was used."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Kind(StrEnum):
    """What a file is by its content."""

    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"
    TEXT = "text"


_PARTS = {Kind.XLSX: "xl/workbook.xml", Kind.DOCX: "word/document.xml"}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*")
_PICTURE_BOXES = (b"ftyphei", b"ftypmif", b"ftypavif")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"SQLite format 3")
_WEB_PAGE = re.compile(rb"\s*(?:<!doctype html|<html|<[^>]*>.*<table)", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(rb"\s*(?:mime-version:|<\?xml|<\?mso)", re.IGNORECASE)
_NESTED = re.compile(r"\.(?:zip|docx|docm|xlsx|xlsm|xlsb|pptx|jar|7z|rar|gz|exe|dll|js|vbs)$", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_RELATION = re.compile(rb"<[\w:]*Relationship\b[^>]*>", re.DOTALL | re.IGNORECASE)
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
_HYPERLINK = re.compile(rb"relationships/hyperlink[\"']", re.IGNORECASE)
#: The streams of an OLE file that tell which program wrote it.
_STREAMS = (
    ("EncryptedPackage", Reason.PASSWORD),
    ("WordDocument", Reason.OLD_WORD),
    ("Workbook", Reason.OLD_EXCEL),
    ("PowerPoint Document", Reason.SLIDES),
    ("Book", Reason.OLD_EXCEL),
)
_OLD_NAMES = {
    "doc": Reason.OLD_WORD,
    "xls": Reason.OLD_EXCEL,
    "et": Reason.OLD_EXCEL,
    "ppt": Reason.SLIDES,
    "dps": Reason.SLIDES,
    "wps": Reason.WPS,
}
#: Names that say what the content is; .txt, .csv and none say no more than text does.
_TOLD = {"docx", "xlsx", "pdf"}
_READ_NAMES = {"docx", "xlsx", "pdf", "doc", "xls", "txt", "md", "csv"}


def kind_of(data: bytes, filename: str = "") -> Kind:
    """What the file is, by its content. Unpacks nothing, so it is cheap.

    Raises Unreadable when it is empty, too large, unsafe at first sight, nothing that is read here, or something else
    than its name says: whoever sends text that is called .docx has not seen what will be read.
    """
    ending = filename.lower().rpartition(".")[2]
    found = _by_content(data, ending)
    if ending in _TOLD and found != ending:
        raise Unreadable(Reason.DISGUISED)
    return found


def _by_content(data: bytes, ending: str) -> Kind:
    if len(data) > LARGEST_FILE:
        raise Unreadable(Reason.TOO_LARGE)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(Reason.EMPTY)
    if data.startswith(b"PK"):
        return _kind_of_archive(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_old_program(data, ending))
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Kind.PDF
    refused = _wrong_kind(data)
    # UTF-16 is full of zeros, and so is nearly everything that is no text.
    if refused is None and b"\x00" in data and text_of(data) is None:
        refused = Reason.DISGUISED if ending in _READ_NAMES else Reason.BINARY
    if refused is not None:
        raise Unreadable(refused)
    return Kind.TEXT


def _wrong_kind(data: bytes) -> Reason | None:
    head = data[:16]
    bitmap = head.startswith(b"BM") and b"\x00" in head
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    if head.startswith(_PICTURES) or head[4:].startswith(_PICTURE_BOXES) or bitmap or webp:
        return Reason.PICTURE
    if head.startswith(_ARCHIVES):
        return Reason.ARCHIVE
    if head.startswith(_PROGRAMS):
        return Reason.DISGUISED
    if head.startswith(b"{\\rtf"):
        return Reason.OLD_WORD
    begin = data[:2048].removeprefix(b"\xef\xbb\xbf")
    if _WEB_PAGE.match(begin):
        return Reason.WEB_PAGE
    return Reason.DISGUISED if _MARKUP.match(begin) else None


def _old_program(data: bytes, ending: str) -> Reason:
    """Which old Office program wrote an OLE file: by its streams, else by its name."""
    for name, reason in _STREAMS:
        if name.encode("utf-16-le") in data:
            return reason
    return _OLD_NAMES.get(ending, Reason.OLD_OFFICE)


def _kind_of_archive(data: bytes) -> Kind:
    """From the directory alone. What it declares binds: reading a part stops there."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, RuntimeError) as error:
        raise Unreadable(Reason.BROKEN) from error
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > LARGEST_UNPACKED or total > RATIO * len(data):
        raise Unreadable(Reason.TOO_HEAVY)
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise Unreadable(Reason.TOO_HEAVY)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable(Reason.PASSWORD)
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable(Reason.MACROS)
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable(Reason.SLIDES)
    found = next((kind for kind, part in _PARTS.items() if part in names), None)
    if found is None or "[Content_Types].xml" not in names:
        raise Unreadable(Reason.ARCHIVE)
    if len(names) != len(entries) or any(_misplaced(entry) for entry in entries):
        raise Unreadable(Reason.UNSAFE)
    return found


def _misplaced(entry: zipfile.ZipInfo) -> bool:
    """Paths that lead outside, symbolic links and files within the file have no place in an office document."""
    name = entry.filename.replace("\\", "/")
    outside = name.startswith("/") or ":" in name or ".." in name.split("/")
    return outside or stat.S_ISLNK(entry.external_attr >> 16) or _NESTED.search(name) is not None


def check_parts(data: bytes) -> None:
    """Look into every part of an office archive: no macros, no archive within, no document types or entities,
    nothing fetched from outside (a plain hyperlink is allowed).

    Unpacks all of it, so it belongs into the child process. Raises Unreadable.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in archive.infolist():
            try:
                part = archive.read(entry)
            except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
                raise Unreadable(Reason.BROKEN) from error
            if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                _check_markup(entry.filename, part)
            elif part.startswith(b"PK\x03\x04"):
                raise Unreadable(Reason.UNSAFE)


def _check_markup(name: str, part: bytes) -> None:
    # Office writes UTF-8; another encoding would hide what is looked for here. What others keep in a document
    # for themselves is never parsed.
    wide = b"\0" in part[:4096] or part.startswith((b"\xff\xfe", b"\xfe\xff"))
    if wide and not name.startswith("customXml/"):
        raise Unreadable(Reason.UNSAFE)
    if _DOCTYPE.search(part.replace(b"\0", b"")):
        raise Unreadable(Reason.UNSAFE)
    if name == "[Content_Types].xml" and b"macroEnabled" in part:
        raise Unreadable(Reason.MACROS)
    if name.lower().endswith(".rels"):
        for relation in _RELATION.findall(part):
            if _EXTERNAL.search(relation) and not _HYPERLINK.search(relation):
                raise Unreadable(Reason.LINKS)

"""What a file is by its content, and whether it may be opened at all."""

import re
import stat
import zipfile
from enum import StrEnum
from io import BytesIO

LARGEST_FILE = 5 * 1024 * 1024
MOST_ENTRIES = 200
LARGEST_UNPACKED = 50 * 1024 * 1024
#: Tiny parts compress beyond any ratio, harmlessly.
RATIO = 100
RATIO_FROM = 1024 * 1024


class Trouble(StrEnum):
    """Why a file is not read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OLD_OFFICE = "old_office"
    IMAGE = "image"
    WEB_PAGE = "web_page"
    OTHER_KIND = "other_kind"
    ARCHIVE = "archive"
    UNSAFE = "unsafe"
    MACROS = "macros"
    LINKS = "links"
    TOO_HEAVY = "too_heavy"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    DAMAGED = "damaged"
    ENCODING = "encoding"


class BadFile(Exception):
    """The file is not read; ``trouble`` says why, ``bot.files.texts.trouble`` in Chinese."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Kind(StrEnum):
    """What a file is by its content."""

    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"
    TEXT = "text"


_PARTS = {Kind.XLSX: "xl/workbook.xml", Kind.DOCX: "word/document.xml"}
_IMAGES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"RIFF",
    b"\0\0\0\x18ftyp",
    b"\0\0\0\x20ftyp",
)
_NESTED = (".zip", ".rar", ".7z", ".gz", ".xlsx", ".xlsm", ".xlsb", ".docx", ".docm", ".jar")
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
_HYPERLINK = re.compile(rb"relationships/hyperlink[\"']", re.IGNORECASE)
_RELATION = re.compile(rb"<[\w:]*Relationship\b[^>]*>", re.DOTALL)


def kind_of(data: bytes) -> Kind:
    """What the file is. Raises BadFile when it is empty, too large or nothing that is read here."""
    if not data.strip():
        raise BadFile(Trouble.EMPTY)
    if len(data) > LARGEST_FILE:
        raise BadFile(Trouble.TOO_LARGE)
    if data.startswith(b"PK"):
        return _kind_of_archive(data)
    if data.startswith(b"%PDF-"):
        return Kind.PDF
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise BadFile(Trouble.OLD_OFFICE)
    if data.startswith(_IMAGES):
        raise BadFile(Trouble.IMAGE)
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        raise BadFile(Trouble.ARCHIVE)
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<table" in head:
        raise BadFile(Trouble.WEB_PAGE)
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in data:
        raise BadFile(Trouble.OTHER_KIND)
    return Kind.TEXT


def _kind_of_archive(data: bytes) -> Kind:
    names = set(_directory(data))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadFile(Trouble.MACROS)
    found = next((kind for kind, part in _PARTS.items() if part in names), None)
    if found is None or "[Content_Types].xml" not in names:
        raise BadFile(Trouble.ARCHIVE)
    return found


def _directory(data: bytes) -> dict[str, zipfile.ZipInfo]:
    """The entries of an office archive, from its directory alone. What it declares binds: reading stops there."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise BadFile(Trouble.DAMAGED) from error
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise BadFile(Trouble.TOO_HEAVY)
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise BadFile(Trouble.TOO_HEAVY)
        name = entry.filename.replace("\\", "/")
        outside = name.startswith("/") or ":" in name or ".." in name.split("/")
        # Encrypted parts and symbolic links have no place in an office document.
        if outside or entry.flag_bits & 0x1 or stat.S_ISLNK(entry.external_attr >> 16):
            raise BadFile(Trouble.UNSAFE)
        if name.lower().endswith(_NESTED):
            raise BadFile(Trouble.UNSAFE)
    names = {entry.filename: entry for entry in entries}
    if len(names) != len(entries):
        raise BadFile(Trouble.UNSAFE)
    return names


def check_parts(data: bytes) -> None:
    """Look into every part of an office archive: no macros, no document types or entities, nothing fetched from
    outside (a plain hyperlink is allowed). Unpacks all of it, so it belongs into the child process. Raises BadFile."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in archive.infolist():
            if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                continue
            try:
                part = archive.read(entry)
            except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
                raise BadFile(Trouble.DAMAGED) from error
            # Office writes UTF-8; another encoding would hide what is looked for here.
            if b"\0" in part[:4096] or part.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise BadFile(Trouble.UNSAFE)
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                raise BadFile(Trouble.UNSAFE)
            if entry.filename == "[Content_Types].xml" and b"macroEnabled" in part:
                raise BadFile(Trouble.MACROS)
            if entry.filename.endswith(".rels"):
                _check_relations(part)


def _check_relations(part: bytes) -> None:
    for relation in _RELATION.findall(part):
        if _EXTERNAL.search(relation) and not _HYPERLINK.search(relation):
            raise BadFile(Trouble.LINKS)

"""Results as committees write them: typed, pasted from a table, or in an .xlsx. Pure; nothing is decided here that the
committee does not see before it is stored."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from bot.activities.contests.texts import result_words as words
from bot.activities.rules_scores import Mark, Order, Unit
from bot.files.tables import Sheet
from bot.language.numerals import value

MOST_LINES = 500
#: So much alike (of 100) a name on the list must be to be offered.
_ALIKE = 45
_MOST_OFFERED = 4
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_QUOTES = str.maketrans(
    {mark: sign for sign, marks in {'"': "″”“＂", "'": "′’‘＇"}.items() for mark in marks}
)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody (or a team) who may have a result."""

    key: int
    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Strange:
    """A line whose name is not on the list, or is there twice: whom it may mean, the likeliest first."""

    name: str
    result: str
    may_be: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """``found``: key and result in the order of the lines; ``bare``: names without a result; ``skipped``: lines in which
    nothing was found, such as headings."""

    found: tuple[tuple[int, str], ...]
    strange: tuple[Strange, ...]
    bare: tuple[str, ...]
    skipped: tuple[str, ...]


def read(text: str, known: Sequence[Known]) -> Reading:
    """What the lines say. A later line about the same person takes the place of an earlier one."""
    found: dict[int, str] = {}
    strange: dict[str, Strange] = {}
    bare: list[str] = []
    skipped: list[str] = []
    for line in _lines(text, [one.name for one in known]):
        prefix = words.PREFIX.match(line)
        number = int(prefix[1]) if prefix else None
        rest = line[prefix.end() :] if prefix else line
        names, rest = _names(rest, [one.name for one in known])
        if not names:
            name, result = _stranger(rest, number)
            if not name:
                skipped.append(line)
            else:
                strange.setdefault(name, Strange(name, result, _nearest(name, known)))
            continue
        for name in names:
            meant = [one for one in known if one.name == name]
            named = [one for one in meant if one.group and one.group in rest]
            if len(meant) > 1 and len(named) == 1:
                meant, rest = named, rest.replace(named[0].group, " ")
            elif len(meant) == 1 and meant[0].group:
                rest = rest.replace(meant[0].group, " ")
            result = _result(rest, number)
            if not result:
                bare.append(name)
            elif len(meant) > 1:
                strange[name] = Strange(name, result, tuple(one.key for one in meant))
            else:
                found.pop(meant[0].key, None)
                found[meant[0].key] = result
    return Reading(tuple(found.items()), tuple(strange.values()), tuple(bare), tuple(skipped))


def text_of(sheets: Iterable[Sheet]) -> str:
    """A table as lines to be read like typed ones."""
    lines = [
        "\t".join(cell.text for cell in row.cells if cell.text.strip())
        for sheet in sheets
        for row in sheet.rows
    ]
    return "\n".join(lines[:MOST_LINES])


def mark(result: str) -> Mark:
    """What one result says: a measure, a rank in words, or that there is none."""
    plain = _plain(result).replace(" ", "")
    if words.OUT.search(plain):
        return Mark(result, out=True)
    said = None
    placed = words.PLACED.search(plain)
    if placed is not None:
        said = value(placed[1] or placed[2])
        plain = plain.replace(placed[0], "")
    for title, rank in words.TITLES.items():
        if title in plain:
            said, plain = rank, plain.replace(title, "")
    unit, measure = _measure(plain)
    return Mark(result, unit, measure, said)


def usual_order(marks: Sequence[Mark], event: str) -> Order:
    """How these results are most likely ranked, unless the committee says otherwise."""
    counted = [one for one in marks if not one.out]
    if not counted or any(one.measure is None for one in counted) or all(one.said for one in counted):
        return Order.LISTED
    units = {one.unit for one in counted}
    if words.BY_WINS.search(event) and Unit.AMOUNT not in units:
        return Order.LISTED
    if Unit.TIME in units:
        return Order.LESS
    if units != {Unit.NONE}:
        return Order.MORE
    if words.QUICKER.search(event):
        return Order.LESS
    rising = [one.measure for one in counted if one.measure is not None]
    return Order.LESS if len(rising) > 1 and rising == sorted(rising) else Order.MORE


def _measure(plain: str) -> tuple[Unit, Decimal | None]:
    for pattern in words.TIMES:
        if found := pattern.search(plain):
            hours, minutes, seconds, *more = found.groups()
            after = f".{more[0]}" if more and more[0] else ""
            whole = Decimal(f"{seconds or 0}{after}" if "." not in (seconds or "") else seconds)
            return Unit.TIME, whole + 60 * int(minutes or 0) + 3600 * int(hours or 0)
    if found := words.KILOMETRES.search(plain):
        return Unit.AMOUNT, Decimal(found[1]) * 1000
    if found := words.CENTIMETRES.search(plain):
        return Unit.AMOUNT, Decimal(found[1]) / 100
    if found := words.METRES.search(plain):
        after = f".{found[2]}" if found[2] and "." not in found[1] else ""
        return Unit.AMOUNT, Decimal(f"{found[1]}{after}")
    if found := words.COUNT.search(plain):
        return Unit.AMOUNT, Decimal(found[1])
    if words.NUMBER_ALONE.fullmatch(plain):
        return Unit.NONE, Decimal(plain)
    return Unit.NONE, None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_QUOTES))


def _lines(text: str, names: Sequence[str]) -> Iterable[str]:
    """One line for each result; a sentence that names several people is cut at its commas."""
    for written in _plain(text).splitlines()[:MOST_LINES]:
        line = " ".join(written.split())
        parts = [part.strip() for part in re.split(r"[,;。]", line) if part.strip()]
        named = [part for part in parts if any(name in part for name in names)]
        for part in parts if len(named) > 1 else [line] if line else []:
            yield from _one_each(part, names)


def _one_each(line: str, names: Sequence[str]) -> list[str]:
    """赵甲12秒5 钱乙13秒 is two lines, and so is 冠军赵甲 亚军钱乙; 第三名赵甲、钱乙 is one."""
    found, _ = _spans(line, names)
    if len(found) < 2:
        return [line]
    starts = [start for start, _ in found]
    ends = [start + len(name) for start, name in found]
    cuts = (
        ([0, *starts[1:], len(line)], zip(ends, [*starts[1:], len(line)], strict=True)),
        ([0, *ends[:-1], len(line)], zip([0, *ends[:-1]], starts, strict=True)),
    )
    for marks, pieces in cuts:
        if all(line[start:end].strip(words.BETWEEN) for start, end in pieces):
            return [line[start:end].strip(words.BETWEEN) for start, end in pairwise(marks)]
    return [line]


def _names(line: str, names: Sequence[str]) -> tuple[list[str], str]:
    """The names in a line in their order, and the line without them."""
    found, rest = _spans(line, names)
    return [name for _, name in found], rest


def _spans(line: str, names: Sequence[str]) -> tuple[list[tuple[int, str]], str]:
    """Where names stand in a line, and the line without them."""
    found: list[tuple[int, str]] = []
    for name in sorted(set(names), key=len, reverse=True):
        start = line.find(_plain(name))
        end = start + len(_plain(name))
        if start >= 0 and _stands_alone(line, start, end):
            found.append((start, name))
            line = f"{line[:start]}{' ' * (end - start)}{line[end:]}"
    return sorted(found), line


def _stands_alone(line: str, start: int, end: int) -> bool:
    before, after = line[start - 1 : start] if start else "", line[end : end + 1]
    return not (
        (_CHINESE.match(before) and before not in words.BEFORE_NAME)
        or (_CHINESE.match(after) and after not in words.AFTER_NAME)
    )


def _result(rest: str, number: int | None) -> str:
    rest = re.sub(r"\(\s*\)", " ", rest)
    result = " ".join(rest.split()).strip(words.BETWEEN)
    result = " ".join(result.replace(" ,", " ").split())
    return result or (words.place(number) if number is not None else "")


def _stranger(line: str, number: int | None) -> tuple[str, str]:
    """The name and the result of a line about nobody who is known; no name: it is no such line."""
    for title in (*words.TITLES, *(found[0] for found in words.PRIZE.finditer(line))):
        line = line.replace(title, f" {title} ")
    parts = [
        part for part in re.split(r"[\s:,|]+", words.PLACED.sub(lambda found: f" {found[0]} ", line)) if part
    ]
    name = next((part for part in parts if _CHINESE.match(part) and not _says_result(part)), "")
    if name in words.HEADER or len(name) > 12:
        return "", ""
    parts.remove(name) if name else None
    result = _result(" ".join(parts), number)
    return (name, result) if result else ("", "")


def _says_result(part: str) -> bool:
    seen = mark(part)
    return seen.out or seen.said is not None or seen.measure is not None or bool(words.PRIZE.search(part))


def _nearest(name: str, known: Sequence[Known]) -> tuple[int, ...]:
    """Whom a miswritten name may mean: by signs or by sound."""
    sound = " ".join(lazy_pinyin(name))
    scored = [
        (max(fuzz.ratio(name, one.name), fuzz.ratio(sound, " ".join(lazy_pinyin(one.name))) * 0.95), one.key)
        for one in known
    ]
    near = sorted((one for one in scored if one[0] >= _ALIKE), reverse=True)
    return tuple(key for _, key in near[:_MOST_OFFERED])

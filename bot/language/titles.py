"""Which activity is meant: the words in a message against the titles that the writer can see.

Tables: [activities], [broader] and [titles] of data/synonyms.toml.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from bot.language.reading import KnownActivity, Match
from bot.language.spelling import Speller, even

DATA = Path(__file__).with_name("data")

_MARKS = re.compile(r"[\s\"'“”‘’「」《》〈〉【】\[\]()（）·.,，。、:：!！?？-]")
_WHOLE, _PART, _KIND, _BROADER = 1.0, 0.9, 0.8, 0.5
"""How sure a match is: the whole title, a telling part of it, another word for it, a wider word."""
_ALIKE = 80
"""From this similarity of 100 on, a title written with slips still counts."""
_SHORTEST_FUZZY = 4
_SHORTEST_WHOLE = 3
"""A title of nothing but shared words (全体会员活动) is named by all of it, when it is longer than this."""
_OF_EVERY_MATTER = re.compile(
    "工作|计划|任务|事情|完成|落实|负责|牵头|召开|开展|进行|举行|推进|什么|没有|哪些|时候"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """An activity named in a text at [start, end); `kind` is the general word for it, if it has one."""

    start: int
    end: int
    words: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class _Words:
    kinds: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    broader: Mapping[str, tuple[str, ...]]
    generic: re.Pattern[str]
    finder: re.Pattern[str]
    affairs: re.Pattern[str]
    full_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Title:
    bare: str
    core: str
    """Without the words that many titles share; those are blanked out, not closed up."""
    pairs: frozenset[str]
    shared: tuple[tuple[int, int], ...]
    """Where those words stand."""


@cache
def words() -> _Words:
    """The synonyms, longest words first."""
    raw = tomllib.loads((DATA / "synonyms.toml").read_text(encoding="utf-8"))
    kinds = {even(alias): kind for kind, aliases in raw["activities"].items() for alias in (kind, *aliases)}
    longest = sorted({*kinds, *map(even, raw["broader"])}, key=len, reverse=True)
    generic = sorted(raw["titles"]["generic"], key=len, reverse=True)
    full_names = {name: full for full, short in raw["affairs"].items() for name in (full, *short)}
    return _Words(
        kinds=kinds,
        aliases={kind: tuple(map(even, (kind, *aliases))) for kind, aliases in raw["activities"].items()},
        broader={kind: tuple(wider) for kind, wider in raw["broader"].items()},
        generic=re.compile("|".join(map(re.escape, generic)) + r"|\d+|[一二三四五六七八九十]+(?=届|期)"),
        finder=re.compile("|".join(map(re.escape, longest))),
        affairs=re.compile("|".join(map(re.escape, sorted(full_names, key=len, reverse=True)))),
        full_names=full_names,
    )


@cache
def speller(extra: frozenset[str] = frozenset()) -> Speller:
    """Knows the union's vocabulary; `extra` are further words that may be typed in pinyin."""
    raw = tomllib.loads((DATA / "synonyms.toml").read_text(encoding="utf-8"))
    aliases = [
        a for names in raw["activities"].values() for a in names if re.fullmatch("[\u4e00-\u9fff]+", a)
    ]
    spelling, pinyin = raw["spelling"], raw["pinyin"]
    return Speller(
        [*(a for a in aliases if len(a) > 2), *spelling["words"]],
        [*spelling["words"], *pinyin["words"], *aliases, *sorted(extra)],
        right=spelling["right"],
        typos=spelling["typos"],
        letters=pinyin["letters"],
    )


@lru_cache(maxsize=4096)
def _title(title: str) -> _Title:
    bare = _MARKS.sub("", even(title))
    core = words().generic.sub(lambda found: " " * len(found[0]), bare)
    if not _pairs(core):
        # 歌会, 茶会: where the shared words leave nothing, the shortest of them are part of the name.
        core = words().generic.sub(lambda found: " " * len(found[0]) if len(found[0]) > 1 else found[0], bare)
    return _Title(bare, core, _pairs(core), tuple(found.span() for found in words().generic.finditer(bare)))


def _pairs(core: str) -> frozenset[str]:
    return frozenset(core[i : i + 2] for i in range(len(core) - 1) if " " not in core[i : i + 2])


def mentions(text: str, activities: Sequence[KnownActivity]) -> list[Mention]:
    """Where activities are named, left to right, without overlap: title parts and known words."""
    spans = [(m.start(), m.end()) for m in words().finder.finditer(text)]
    pairs = {text[i : i + 2] for i in range(len(text) - 1)}
    for activity in activities:
        title = _title(activity.title)
        if title.pairs & pairs:
            spans.extend(_common_parts(text, title))
        elif (at := text.find(title.bare)) >= 0 and len(title.bare) > _SHORTEST_WHOLE:
            spans.append((at, at + len(title.bare)))
    out: list[Mention] = []
    for start, end in _joined(spans):
        part = text[start:end]
        named = words().finder.search(part)
        out.append(Mention(start, end, part, words().kinds.get(named[0], named[0]) if named else None))
    return out


def _common_parts(text: str, title: _Title) -> list[tuple[int, int]]:
    """Maximal stretches of the text that stand in the title too and say more than 活动 or 教工."""
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(text) - 1:
        end = at
        while end < len(text) and text[at : end + 1] in title.bare:
            end += 1
        if end - at >= 2 and _telling(text[at:end], title):
            spans.append((at, at + _whole_words(text[at:end], title)))
        at = max(end, at + 1)
    return spans


def _whole_words(part: str, title: _Title) -> int:
    """The length of the part without the beginning of a shared word: 电影票领了没 does not name 领取."""
    at = title.bare.find(part)
    end = at + len(part)
    return next((start for start, stop in title.shared if start < end < stop), end) - at


def _telling(part: str, title: _Title) -> bool:
    return any(part[i : i + 2] in title.pairs for i in range(len(part) - 1))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if (out and start < out[-1][1]) or (out and start == out[-1][1] and end - start > 1):
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def resolve(mention: Mention, activities: Sequence[KnownActivity]) -> tuple[Match, ...]:
    """The activities that may be meant, the best first; several only when the words fit them equally well."""
    said = _MARKS.sub("", mention.words)
    scored = [
        (found, activity) for activity in activities if (found := _fit(said, mention.kind, activity.title))
    ]
    if not scored:
        scored = [(found, a) for a in activities if (found := _wider_fit(said, mention.kind, a.title))]
    if not scored:
        return ()
    best = max(found for found, _ in scored)
    return tuple(
        Match(activity.id, activity.title, round(min(found[0], 1.0), 2), found[0] == _WHOLE)
        for found, activity in scored
        if found == best
    )


def _fit(said: str, kind: str | None, title: str) -> tuple[float, int] | None:
    """How sure, and how many characters agree."""
    known = _title(title)
    if said == known.bare:
        return _WHOLE, len(said)
    parts = _common_parts(said, known)
    agreeing = sum(end - start for start, end in parts)
    if kind is not None and not agreeing:
        agreeing = max((len(a) for a in words().aliases.get(kind, ()) if a in known.bare), default=0)
        return (_KIND, agreeing) if agreeing else None
    if agreeing:
        return _PART, agreeing
    if len(said) >= _SHORTEST_FUZZY and fuzz.ratio(said, known.bare) >= _ALIKE:
        return _KIND, 1
    return None


def _wider_fit(said: str, kind: str | None, title: str) -> tuple[float, int] | None:
    bare = _title(title).bare
    for narrow in words().broader.get(kind or said, ()):
        if any(alias in bare for alias in words().aliases.get(narrow, (narrow,))):
            return _BROADER, 0
    return None


def matching(text: str, titles: Sequence[str], hidden: Sequence[tuple[int, int]] = ()) -> tuple[int, ...]:
    """Which of the titles of matters (职代会 for 职工代表大会) a text names, by their places; `hidden` are its dates."""
    for start, end in hidden:
        text = text[:start] + " " * (end - start) + text[end:]
    said = _affairs(_OF_EVERY_MATTER.sub("  ", even(text)))
    known = [KnownActivity(place, _affairs(even(title))) for place, title in enumerate(titles)]
    found = [match.id for mention in mentions(said, known) for match in resolve(mention, known)]
    return tuple(dict.fromkeys(found))


def _affairs(text: str) -> str:
    """With the full names of matters."""
    return words().affairs.sub(lambda found: words().full_names[found[0]], text)

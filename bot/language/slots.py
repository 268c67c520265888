"""The particulars of a wish: for whom, how many, which one of a list, which group, what about, and its text."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.language.reading import Courtesy, Intent, PartOfDay, People, Status, Topic
from bot.language.sentences import Table
from bot.language.spelling import even

DATA = Path(__file__).with_name("data")
_DIGITS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_SHORTEST_TITLE = 2
_POINTING = "的这那个项场次期"
_MARKS = " ：:，,。、\n"
_NUMBERED = re.compile(r"[\d周月日号天点期底初末午晚早]")
_NUMBER = "(\\d{1,3}|[一二两俩三仨四五六七八九十]{1,3})"


@dataclass(frozen=True, slots=True)
class _Words:
    whom: tuple[tuple[re.Pattern[str], str], ...]
    together: re.Pattern[str]
    heads: tuple[re.Pattern[str], ...]
    families: re.Pattern[str]
    ordinals: tuple[re.Pattern[str], ...]
    last: re.Pattern[str]
    this: re.Pattern[str]
    groups: re.Pattern[str]
    parts: tuple[tuple[PartOfDay, re.Pattern[str]], ...]
    body: re.Pattern[str]
    unknown: tuple[re.Pattern[str], ...]
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    no_title: re.Pattern[str]
    owner: re.Pattern[str]
    contact: re.Pattern[str]
    courtesies: tuple[tuple[Courtesy, re.Pattern[str]], ...]


@cache
def _words() -> _Words:
    raw = tomllib.loads((DATA / "slots.toml").read_text(encoding="utf-8"))

    def compiled(text: str) -> re.Pattern[str]:
        return re.compile(text.replace("{数}", _NUMBER))

    return _Words(
        whom=tuple((re.compile("|".join(names)), name) for name, names in raw["whom"].items()),
        together=compiled("|".join(raw["people"]["together"])),
        heads=tuple(map(compiled, raw["people"]["heads"])),
        families=compiled("|".join(raw["people"]["families"])),
        ordinals=tuple(map(compiled, raw["which"]["ordinals"])),
        last=compiled("|".join(raw["which"]["last"])),
        this=compiled("|".join(raw["which"]["this"])),
        groups=compiled("|".join(raw["group"]["patterns"])),
        parts=tuple(
            (PartOfDay(name), compiled("|".join(names))) for name, names in raw["part_of_day"].items()
        ),
        body=compiled("|".join(raw["text"]["before"])),
        unknown=tuple(map(compiled, raw["unknown_activity"]["patterns"])),
        opening=compiled("^(?:" + "|".join(raw["title"]["before"]) + ")+"),
        closing=compiled("(?:" + "|".join(raw["title"]["after"]) + ")+$"),
        no_title=compiled("|".join(raw["title"]["never"])),
        owner=compiled("|".join(raw["plan"]["owner"])),
        contact=compiled("|".join(raw["help"]["contact"])),
        courtesies=tuple(
            (Courtesy(name), compiled("|".join(phrases))) for name, phrases in raw["courtesy"].items()
        ),
    )


def number(text: str) -> int:
    """两 is 2, 十二 is 12, 二十 is 20."""
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _DIGITS[text[-1]]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def people(text: str) -> People | None:
    """For whom and how many; None when nothing was said about it, which means the writer alone."""
    words = _words()
    whom: list[str] = []
    for pattern, name in words.whom:
        found = pattern.search(text)
        if found:
            whom.append(name if name != "named" else next(group for group in found.groups() if group))
    together = bool(words.together.search(text))
    count = max(len(whom), 1) + (1 if whom and together else 0)
    for pattern in words.heads:
        found = pattern.search(text)
        if found:
            count = number(found[1])
            break
    else:
        found = words.families.search(text)
        if found:
            count = sum(number(n) for n in found.groups() if n)
    if not whom and count == 1:
        return None
    return People(tuple(dict.fromkeys(whom)), count)


def ordinal(text: str) -> int | None:
    """第二个 is 2, 最后一个 is -1."""
    words = _words()
    if words.last.search(text):
        return -1
    for pattern in words.ordinals:
        found = pattern.search(text)
        if found:
            return number(found[1]) if found.groups() and found[1] else 1
    return None


def points(text: str) -> bool:
    """Whether 这个, 那个, 它 stands for something shown before."""
    return bool(_words().this.search(text))


def group(text: str, known: Iterable[str]) -> str | None:
    """A group that was named, in the words of the roster when it is there."""
    for name in known:
        if name and name in text:
            return name
    found = _words().groups.search(text)
    return found[0] if found else None


def part_of_day(text: str) -> PartOfDay | None:
    """上午, 中午, 下午 or 晚上."""
    for part, pattern in _words().parts:
        if pattern.search(text):
            return part
    return None


def topic(table: Table, clause: str) -> Topic | None:
    """What a question is about; the first that fits."""
    return next((topic for topic, pattern in table.topics.items() if pattern.search(clause)), None)


def status(table: Table, clause: str, among: Sequence[Status]) -> Status | None:
    """The state that was named, of those that make sense for the intent."""
    return next((s for s, pattern in table.statuses.items() if s in among and pattern.search(clause)), None)


FAMILY = frozenset({"爱人", "孩子", "父母", "家属"})
"""Of the names of `People.whom` those that are no members."""

STATUSES: dict[Intent, tuple[Status, ...]] = {
    Intent.QUERY_SIGNUPS: (Status.WAITING,),
    Intent.QUERY_PLAN: (Status.OVERDUE, Status.OPEN, Status.DONE),
    Intent.SIGNUP: (Status.WAITING,),
    Intent.CANCEL: (Status.WAITING,),
    Intent.WHO_SIGNED_UP: (Status.WAITING, Status.ABSENT, Status.MISSING),
    Intent.REMIND_MISSING: (Status.MISSING,),
    Intent.PROPOSE: (Status.STATUS,),
    Intent.CASE: (Status.STATUS,),
}


def body(text: str) -> str | None:
    """What was proposed, told or announced, without the words that introduce it."""
    found = _words().body.match(even(text))
    rest = (text[found.end() :] if found else text).lstrip(_MARKS).rstrip()
    return rest if rest.strip(_MARKS) else None


def unknown_activity(text: str, dates: Iterable[str] = ()) -> str | None:
    """The name of an activity that no title and no synonym knows: what stands where a name would stand. The words of a
    date (周五的活动, 周五那个) are no name."""
    for pattern in _words().unknown:
        found = pattern.search(text)
        if found:
            rest = found[1]
            for written in dates:
                rest = rest.replace(written, "")
            return found[1] if rest.strip(_POINTING) else None
    return None


def title(text: str, spans: Iterable[tuple[int, int]]) -> str | None:
    """The name in 新建一个活动，周六上午钓鱼比赛，限30人; `spans` are the dates in the text, which are no part of it."""
    words = _words()
    for start, end in spans:
        if not _NUMBERED.search(text[start:end]):
            continue  # 元旦联欢会
        text = text[:start] + "，" * (end - start) + text[end:]
    for part in re.split(r"[，,。；;！!？?：:\n]+", text):
        named = words.opening.sub("", part.strip(' “”"《》【】'))
        named = words.closing.sub("", named).strip(' “”"《》【】的')
        if len(named) >= _SHORTEST_TITLE and not words.no_title.search(even(named)):
            return named
    return None


def plan_topic(text: str) -> Topic | None:
    """谁负责, 归谁管: a question about the plan for a person and not for a day."""
    return Topic.OWNER if _words().owner.search(text) else None


def help_topic(text: str) -> Topic | None:
    """入会, 换号码, 人工: what a person of the union must answer."""
    return Topic.CONTACT if _words().contact.search(text) else None


def courtesy(text: str) -> Courtesy | None:
    """你好, 谢谢, 先不取消: what is only polite, or wants nothing done."""
    for kind, pattern in _words().courtesies:
        if pattern.search(text):
            return kind
    return None

"""Cutting text at full stops, inline list numbers and commas."""

import re
from collections.abc import Iterator

NUMBERED = re.compile(r"\(?(\d{1,2})(?:、|\.|\))(?!\d)|([①-⑳])")


def sentences(plain: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches between full stops, semicolons and the numbers of an inline list; a sentence in brackets joins its neighbour."""
    cuts = number_cuts(plain, begin, end)
    pieces: list[tuple[int, int]] = []
    start = begin
    depth = 0
    quoted = False
    for at in range(begin, end):
        char = plain[at]
        if at in cuts and at > start:
            pieces.append((start, at))
            start, depth, quoted = at, 0, False
        if char == '"':
            quoted = not quoted
        depth = max(0, depth + (char in "([") - (char in ")]"))
        if char in "。\n" or (char in "!?;" and depth == 0 and not quoted):
            pieces.append((start, at + 1))
            start, depth, quoted = at + 1, 0, False
    if start < end:
        pieces.append((start, end))
    whole: list[tuple[int, int]] = []
    for first, last in pieces:
        text = plain[first:last].strip(" 。;,!?")
        if whole and ((text.startswith("(") and text.endswith(")")) or not text.strip("\"') ]")):
            whole[-1] = (whole[-1][0], last)
        elif text:
            whole.append((first, last))
    yield from whole


def number_cuts(plain: str, begin: int, end: int) -> set[int]:
    """Where an inline list begins its next number: only a run 1, 2, 3 … counts."""
    runs: list[list[tuple[int, int]]] = []
    for found in NUMBERED.finditer(plain, begin, end):
        value = int(found[1]) if found[1] else ord(found[2]) - ord("①") + 1
        if (
            re.match(r"\d{1,2}月", plain[found.end() :])
            and found[0].endswith("、")
            and plain[found.start() - 1 : found.start()] not in ("", " ", ";", "。", "\n")
        ):
            continue
        for run in runs:
            if run[-1][1] == value - 1:
                run.append((found.start(), value))
                break
        else:
            if value <= 2:
                runs.append([(found.start(), value)])
    return {at for run in runs if len(run) >= 2 or run[0][1] == 2 for at, _ in run}


def without_numbers(plain: str, begin: int, end: int) -> str:
    """The text with list numbers blanked, so that “2、4月” is April."""
    text = "\0" * begin + plain[begin:]
    for at in number_cuts(plain, begin, end):
        found = NUMBERED.match(text, at)
        if found:
            text = text[:at] + "\0" * (found.end() - at) + text[found.end() :]
    return text


def clauses(plain: str, begin: int, end: int, verbs: bool) -> Iterator[tuple[int, int]]:
    """Stretches between commas outside brackets and quotations; with `verbs` also between 、 when a verb follows."""
    start, depth, quoted = begin, 0, False
    counted = COUNTED.search(plain[:begin]) is not None and plain[:begin].rstrip().endswith(":")
    for at in range(begin, end):
        char = plain[at]
        if char == '"':
            quoted = not quoted
        depth = max(0, depth + (char in "([《") - (char in ")]》"))
        if depth or quoted:
            continue
        named = at - start >= 3 and (_verb_list(plain, at, end) or _event_list(plain, start, at, end))
        split = char == "," or (char == "、" and verbs and (counted or named))
        if split:
            yield start, at
            start = at + 1
    if start < end:
        yield start, end


# The opening of a list that says how many it tells: 做三件事：体检、教代会、联欢.
COUNTED = re.compile(r"[^,。;:()]{0,10}[两二三四五六七八九\d](?:件|项|大|场)[^,。;:]{0,6}:\s*")


_EVENT_NAME = re.compile(
    r"(?!.{0,4}(?:组织|开展|举办|举行|召开|参加|学习|做好))[^,、。;:\"]{2,}(?:[^工员]会|赛|讲座|培训班?|走|比武|演出|汇演|书画展|摄影展|展示|体检|义诊|表彰|评选|考核|慰问|总结)(?:\([^)]*\))?[。;]?|(?:夏日)?送清凉|送温暖|金秋助学"
)


def _event_list(plain: str, start: int, at: int, end: int) -> bool:
    """Two names of events, so two acts: 春季健步走、职工篮球赛."""
    following = re.split(r"[、,;]", plain[at + 1 : end])[0]
    before = plain[start:at].rsplit(":", maxsplit=1)[-1]
    return bool(_EVENT_NAME.fullmatch(before) and _EVENT_NAME.fullmatch(following))


def _verb_list(plain: str, at: int, end: int) -> bool:
    following = plain[at + 1 : end]
    verb = re.match(
        r"(?:组织|开展|举办|举行|召开|制定|制订|参加|评选|慰问|走访|做好|庆祝|布置|上报|迎接|启动)", following
    )
    return bool(verb) and len(re.split(r"[、,。;]", following)[0]) >= 5

"""Cutting a unit into acts: sentences, clauses, and which clauses belong to one act."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .shapes import Freq, Recurrence
from .times import Grain, Mention, When, find_times, resolve, span_of_months
from .wording import (
    ACT_VERB,
    DEPENDENT,
    EVENT,
    OPENS_ACT,
    POINTS_BACK,
    PURPOSE,
    kind_of,
    names_people,
    title_of,
)


@dataclass(frozen=True, slots=True)
class Act:
    """A stretch of text that is one thing to do, with its time (None: undated) and title ("" when it points back)."""

    begin: int
    end: int
    when: When | None
    title: str
    own_time: bool


_SENTENCE_END = re.compile(r"[。!?;\n]+")
_NUMBERED = re.compile(r"\(?(\d{1,2})(?:、|\.|\))(?!\d)|([①-⑳])")
_QUESTION = re.compile(r"[??]\s*$|(?:吗|么|呢)[。!]?\s*$")
_MOVED = re.compile(r"(?:改[到为至在]|推迟[到至]|调整[到为至]|延[期后]?[到至]|[移挪]到|提前到)\s*$")
_QUANTITY = re.compile(
    r"[一二三四五六七八九十两\d]+(?:[-~至到][一二三四五六七八九十两\d]+)?\s*(?:次|场|期|届|轮|回|批)"
)
_ORGANISES = re.compile(r"组织|举办|举行|召开|开展")
_SOFT = (Grain.FESTIVAL, Grain.SEASON, Grain.YEAR)
_LABEL = re.compile(r"[^,。;:()\d]{2,10}:\s*")
_UNTIL = re.compile(r"[到至]?(?:结束|为?止|截止|收官|完成)")
_ONLY_TIMES = re.compile(r"(?:至少|不少于|组织|举行|召开|开展|进行)*[一二两三四五六七八九十\d]+次(?:以上)?")
_BARE = re.compile(
    r"[\s,、:;.\-~()\[\]]*(?:份|期间|前后|左右|前夕|内|里|中|上午|下午|晚上|为|的|在|于|到|自|从|起|是|工作|安排|主要|重点)*[\s,、:;.\-~()\[\]]*"
)
_SAME = ({"送温暖", "慰问", "走访", "看望", "帮扶"}, {"拜师", "师徒"})


def sentences(plain: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches between full stops, semicolons and the numbers of an inline list; a sentence in brackets joins its neighbour."""
    cuts = _number_cuts(plain, begin, end)
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


def _number_cuts(plain: str, begin: int, end: int) -> set[int]:
    """Where an inline list begins its next number: only a run 1, 2, 3 … counts."""
    runs: list[list[tuple[int, int]]] = []
    for found in _NUMBERED.finditer(plain, begin, end):
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


def _without_numbers(plain: str, begin: int, end: int) -> str:
    """The text with list numbers blanked, so that “2、4月” is April."""
    text = "\0" * begin + plain[begin:]
    for at in _number_cuts(plain, begin, end):
        found = _NUMBERED.match(text, at)
        if found:
            text = text[:at] + "\0" * (found.end() - at) + text[found.end() :]
    return text


def clauses(plain: str, begin: int, end: int, verbs: bool) -> Iterator[tuple[int, int]]:
    """Stretches between commas outside brackets and quotations; with `verbs` also between 、 when a verb follows."""
    start, depth, quoted = begin, 0, False
    for at in range(begin, end):
        char = plain[at]
        if char == '"':
            quoted = not quoted
        depth = max(0, depth + (char in "([《") - (char in ")]》"))
        if depth or quoted:
            continue
        split = char == "," or (char == "、" and verbs and at - start >= 4 and _verb_list(plain, at, end))
        if split:
            yield start, at
            start = at + 1
    if start < end:
        yield start, end


def _verb_list(plain: str, at: int, end: int) -> bool:
    following = plain[at + 1 : end]
    verb = re.match(
        r"(?:组织|开展|举办|举行|召开|制定|制订|参加|评选|慰问|走访|做好|庆祝|布置|上报|迎接|启动)", following
    )
    return bool(verb) and len(re.split(r"[、,。;]", following)[0]) >= 5


def acts(
    plain: str, text: str, begin: int, end: int, scope: When | None, *, listed: bool, before: str = ""
) -> list[Act]:
    """The acts in `plain[begin:end]`.

    `scope` is the time of the heading above. `listed` says that the text is a list of acts (a schedule, a table cell), where every
    sentence is one; in prose only what carries a time is. `before` is what a sentence that points back means.
    """
    found: list[Act] = []
    mentions = find_times(_without_numbers(plain, begin, end))
    carried: When | None = None
    for first, last in sentences(plain, begin, end):
        if _QUESTION.search(plain[first:last]):
            continue
        if not listed:
            carried = None
        made, carried = _sentence(plain, text, first, last, mentions, scope, carried, listed)
        for act in made:
            if act.title or not act.own_time:
                found.append(act)
            else:
                found.append(
                    replace(act, title=_antecedent(plain, text, begin, act.begin, mentions) or before)
                )
    return [act for act in found if act.title]


def _sentence(
    plain: str,
    text: str,
    first: int,
    last: int,
    mentions: list[Mention],
    scope: When | None,
    carried: When | None,
    listed: bool,
) -> tuple[list[Act], When | None]:
    made: list[Act] = []
    pending: int | None = None
    governing = carried
    label = _LABEL.match(plain, first, last)
    if label and any(m.begin == label.end() for m in mentions):
        first = label.end()
    for begin, end in _recut(plain, first, last, mentions, listed or scope is not None):
        own = [m for m in mentions if begin <= m.begin and m.end <= end]
        ruled = governing if governing is not None else scope
        if (
            ruled is not None
            and ruled.months
            and own
            and all(m.when.grain in _SOFT for m in own)
            and ruled.grain < Grain.FESTIVAL
        ):
            own = []
        when, at = combined(own, governing if governing is not None else scope, plain, begin)
        firmly = _firm(own)
        rest = _without(plain, begin, end, firmly or own).strip(" ,;。:、-")
        if own and when is not None and ruled is not None and ruled.months:
            when = under(when, ruled, plain[own[0].begin : own[0].end])
        feast = (
            bool(own)
            and when is not None
            and (when.grain in (Grain.FESTIVAL, Grain.SEASON) or not _firm(own))
        )
        bare = not rest or _BARE.fullmatch(rest) or is_purpose(rest)
        if own and when is not None and bare and not (feast and end >= last - 2):
            governing, pending = when, begin if pending is None else pending
            if made and made[-1].when is None:
                made[-1] = replace(made[-1], when=when, end=end, own_time=True)
            continue
        start = begin if pending is None else pending
        if numbered := _NUMBERED.match(plain, start, end):
            start = numbered.end()
        if own and when is not None:
            firm = not feast
            if (
                firm
                and made
                and _UNTIL.fullmatch(rest)
                and made[-1].when is not None
                and made[-1].when.months
            ):
                made[-1] = replace(made[-1], when=_until(made[-1].when, when), end=end)
                continue
            if at == "lead" and when.grain is not Grain.RECURRING:
                governing = when
            if firm and made and POINTS_BACK.fullmatch(rest) and made[-1].when is None:
                made[-1] = replace(made[-1], when=when, end=end, own_time=True)
                continue
            if not firm and made and DEPENDENT.match(rest):
                continue
            title = (
                _title(plain, text, begin, end, own, rest)
                if firm
                else title_of(text[begin:end], plain[begin:end], [])
            )
            if (
                firm
                and begin > first
                and not made
                and (_ONLY_TIMES.fullmatch(rest) or POINTS_BACK.fullmatch(rest))
            ):
                start = (
                    max((b for b, _ in clauses(plain, first, begin - 1, False)), default=first)
                    if _ONLY_TIMES.fullmatch(rest)
                    else first
                )
                until = next((e for _, e in clauses(plain, start, begin - 1, False)), begin - 1)
                title = title_of(text[start:until], plain[start:until], [])
            made.append(Act(start, end, when, title, firm))
            pending = None
            continue
        if (pending is not None or governing is not None) and not own and is_purpose(rest):
            continue
        if pending is not None and (listed or not DEPENDENT.match(rest) or _ORGANISES.search(rest)):
            made.append(Act(start, end, governing, _title(plain, text, begin, end, [], rest), True))
            pending = None
        elif _is_new_act(
            rest, plain[made[-1].begin : made[-1].end] if made else "", governing or scope, listed, bool(made)
        ):
            made.append(Act(start, end, governing or scope, _title(plain, text, start, end, [], rest), False))
        elif made and (listed or made[-1].when is not None):
            made[-1] = replace(made[-1], end=end)
    return made, governing if listed else None


def _recut(
    plain: str, first: int, last: int, mentions: list[Mention], verbs: bool
) -> Iterator[tuple[int, int]]:
    """Clauses, cut once more where a second firm time follows an act: 上半年组织春游、下半年组织秋游."""
    for begin, end in clauses(plain, first, last, verbs):
        inside = [
            m for m in mentions if begin <= m.begin and m.end <= end and m.when.grain <= Grain.RECURRING
        ]
        start = begin
        for one, two in zip(inside, inside[1:], strict=False):
            between = plain[one.end : two.begin].strip(" 、,和及:")
            if (
                len(between) >= 2
                and (ACT_VERB.search(between) or EVENT.search(between))
                and not _MOVED.search(between)
                and plain[two.begin - 1] not in '(至到在于"'
            ):
                yield start, two.begin
                start = two.begin
        yield start, end


def combined(own: list[Mention], scope: When | None, plain: str, begin: int) -> tuple[When | None, str]:
    """One time out of the mentions of a clause, and whether it leads the clause."""
    whens = [m.when for m in own]
    if not whens:
        return None, ""
    moved = [m for m in own if _MOVED.search(plain[begin : m.begin])]
    if moved:
        return moved[-1].when, "inner"
    place = "lead" if own[0].begin - begin <= 8 else "inner"
    recurring = next((w for w in whens if w.grain is Grain.RECURRING), None)
    firm = [w for w in whens if w.grain in (Grain.DAY, Grain.MONTH, Grain.QUARTER, Grain.HALF)]
    if firm:
        best = min(firm, key=lambda w: w.grain)
        same = [w for w in firm if w.grain is best.grain]
        months = tuple(dict.fromkeys(month for w in same for month in w.months))
        deadline = any(w.deadline for w in whens)
        best = replace(
            best, months=months, deadline=deadline, end=same[-1].end if best.end or deadline else None
        )
        if best.grain in (Grain.MONTH, Grain.QUARTER, Grain.HALF):
            for part in whens:
                if part.grain is Grain.PARTIAL and (exact := resolve(part, best)):
                    best = exact
                    break
        elif best.grain is Grain.DAY and (more := [w for w in whens if w.grain is Grain.PARTIAL]):
            last = resolve(more[-1], best)
            best = replace(best, end=last.end) if last and len(best.months) == 1 else best
        return (replace(best, recurrence=recurring.recurrence) if recurring else best), place
    if recurring:
        months = recurring.months
        return replace(recurring, months=months), place
    for grain in (Grain.PARTIAL, Grain.WEEK, Grain.FESTIVAL, Grain.SEASON, Grain.YEAR):
        same = [w for w in whens if w.grain is grain]
        if not same:
            continue
        if grain is Grain.PARTIAL:
            exact = resolve(same[0], scope)
            last = resolve(same[-1], scope)
            if exact is None:
                continue
            return (replace(exact, end=last.end) if last else exact), place
        if grain is Grain.WEEK:
            return (
                replace(same[0], months=scope.months, year_offset=scope.year_offset) if scope else same[0]
            ), place
        if grain is Grain.YEAR:
            return _yearly(same[0], plain[begin:]), place
        months = tuple(dict.fromkeys(month for w in same for month in w.months))
        return replace(
            same[0],
            months=months,
            end=same[-1].end if len(same) == 1 else None,
            start=same[0].start if len(same) == 1 else None,
        ), place
    return None, ""


def _yearly(when: When, text: str) -> When:
    counted = _QUANTITY.search(re.split(r"[。;]", text)[0])
    least = re.search(r"不少于|至少|不低于|以上", text)
    if counted is None:
        return when
    amount = re.sub(r"\D", "", counted[0].translate(str.maketrans("一二两三四五六七八九", "1223456789")))[:2]
    return replace(when, recurrence=Recurrence(Freq.YEARLY, (">=" if least else "") + (amount or "1")))


def _firm(own: list[Mention]) -> list[Mention]:
    return [m for m in own if m.when.grain not in (Grain.FESTIVAL, Grain.SEASON)]


def under(when: When, scope: When, words: str) -> When:
    """A soft time under a heading with months: the heading rules, and a recurrence happens within it."""
    if when.grain in (Grain.FESTIVAL, Grain.SEASON) or (
        when.grain is Grain.YEAR and scope.grain < Grain.YEAR
    ):
        return replace(scope, recurrence=None)
    if when.grain is Grain.RECURRING and not when.months and scope.grain <= Grain.QUARTER:
        return replace(
            scope, recurrence=when.recurrence if words.startswith(("每", "天天", "周周")) else None
        )
    return when


def _until(first: When, last: When) -> When:
    months = (
        *first.months,
        *(
            m
            for m in span_of_months(first.months[-1], (last.months or first.months)[-1])
            if m not in first.months
        ),
    )
    return replace(first, months=months, end=last.end if first.start else None)


def is_purpose(rest: str) -> bool:
    """A clause that tells why or on what grounds, and nothing to do."""
    return bool(PURPOSE.fullmatch(rest)) and not _ORGANISES.search(rest)


def _is_new_act(rest: str, previous: str, when: When | None, listed: bool, follows: bool) -> bool:
    if len(rest) < 2 or names_people(rest):
        return False
    if not follows:
        return listed and not is_purpose(rest)
    if DEPENDENT.match(rest) and not (
        _QUANTITY.search(rest) and _ORGANISES.search(rest) and rest.startswith("以")
    ):
        return False
    if _same_event(previous, rest):
        return False
    if when is not None and when.grain is Grain.RECURRING and not listed:
        return False
    if (
        when is not None
        and when.grain in (Grain.HALF, Grain.YEAR, Grain.FESTIVAL, Grain.SEASON)
        and not listed
    ):
        return bool(
            _QUANTITY.search(rest)
            and (_ORGANISES.search(rest) or (ACT_VERB.search(rest) and EVENT.search(rest)))
        )
    if not listed and when is None:
        return False
    verb = OPENS_ACT.match(rest)
    return bool(verb and (len(rest) >= 5)) or bool(
        re.search(rf"{EVENT.pattern}(?:\([^)]*\))?$", rest)
        and len(rest) >= 4
        and not rest.startswith(("等", "及"))
    )


def _same_event(previous: str, rest: str) -> bool:
    if any(any(a in previous for a in group) and any(b in rest for b in group) for group in _SAME):
        return True
    tail = re.search(r"[\u4e00-\u9fff]{2}(?=(?:活动|会|赛)?[,。;]?$)", previous)
    return bool(
        tail
        and tail[0] in rest
        and kind_of(previous) is kind_of(rest)
        and tail[0] not in ("活动", "工作", "职工", "比赛", "竞赛", "培训", "慰问", "检查", "会议", "大会")
    )


def _without(plain: str, begin: int, end: int, own: list[Mention]) -> str:
    return "".join(plain[i] for i in range(begin, end) if not any(m.begin <= i < m.end for m in own))


def _title(plain: str, text: str, begin: int, end: int, own: list[Mention], rest: str) -> str:
    if own and POINTS_BACK.fullmatch(rest):
        return ""
    firm = [
        (m.begin - begin, m.end - begin) for m in own if m.when.grain not in (Grain.FESTIVAL, Grain.SEASON)
    ]
    return title_of(text[begin:end], plain[begin:end], firm)


def _antecedent(plain: str, text: str, begin: int, end: int, mentions: list[Mention]) -> str:
    """What a sentence that points back means: the short first sentence of the paragraph, or else the one before."""
    earlier = list(sentences(plain, begin, end))
    if not earlier:
        return ""
    first, last = earlier[0]
    if last - first > 28:
        first, last = earlier[-1]
    title = title_of(text[first:last], plain[first:last], [])
    return title[:40]

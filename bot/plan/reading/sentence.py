"""One sentence: its clauses become acts, each with its time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from .clauses import COUNTED, NUMBERED, clauses
from .combining import FEASTS, MOVED, QUANTITY, YEAR_END, combined, firm, near_year_end, under, until
from .deadlines import begins, due, only_due, registers, registrations
from .when import Grain, Mention, When
from .wording import (
    ACT_VERB,
    DEPENDENT,
    EVENT,
    NOTICE,
    OPENS_ACT,
    POINTS_BACK,
    PURPOSE,
    STAGE,
    kind_of,
    names_people,
    title_of,
)


@dataclass(frozen=True, slots=True)
class Act:
    """A stretch of text that is one thing to do, with its time (None: undated). `own_time`: the time stands in its own words.

    `points_back`: what is to be done is told elsewhere, and so is the title.
    """

    begin: int
    end: int
    when: When | None
    title: str
    own_time: bool
    points_back: bool = False


_ORGANISES = re.compile(r"组织|举办|举行|召开|开展")
_EVENT_LAST = re.compile(rf"{EVENT.pattern}(?:\([^)]*\))?$")
_SOFT = (*FEASTS, Grain.YEAR)
_WIDE = (*_SOFT, Grain.HALF)
_ONLY_HOURS = re.compile(
    r"(?:的?(?:上午|下午|晚上?|中午|早上|傍晚|午间|课外活动|下班后?|第[一二三四五六七八\d]节课?|\d{1,2}[点:]\d{0,2}半?|[-~至到、])|活动|开课|开放|训练|排练|上课|练习|一场|供应|考核|通报|一批|一期)*"
)
_ENUMERATES = re.compile(r"(?:还有|另)?[一两][个场项件]是?(?=[\u4e00-\u9fff]{3})|再一[个场]是?")
_SETS_OUT = re.compile(r"开班|开营|开课|出发|开赛")
_REMARK = re.compile(r"并|(?:结果|名单)?(?:公布|公示|揭晓|颁奖|授牌)(?:结果|名单)?$")
_IS_ON = re.compile(r"([^,。;]{2,8}?)(?:是|定在|安排在|就在|在)")  # 去烈士陵园扫墓，扫墓是4月2日
_SIGN_UP_BEGINS = re.compile(
    r"(?:即日起)?(?:开始|启动|接受)?报名(?:从|自|于|时间|为|是)*(?:起|开始|启动)?(?:报名)?"
)
_LABEL = re.compile(r"[^,。;:()\d]{2,10}:\s*")
_ENDS = re.compile(r"[到至]?(?:结束|为?止|收官|结业|闭幕)|[到至]")
_ONLY_TIMES = re.compile(r"(?:至少|不少于|组织|举行|召开|开展|进行)*[一二两三四五六七八九十\d]+次(?:以上)?")
_BARE = re.compile(
    r"[\s,、:;.\-~()\[\]]*(?:\d{1,2}:\d{2}|[-~]|[吧呢啊嘛]|高温|酷暑|农闲|农忙|那天|这天|当[天日]|有[一两二三四五几](?:个|件事|场)(?:活动|安排)?|进入|到了|来到|迎来|还有|就是|另外|首先|其次|最后|然后|对了|大概|大约|约|估计|预计|可能|开始|第[一二三四]个?(?:周末|星期|周[一二三四五六日天]?)|最后一个(?:周末|周[一二三四五六日天])|平[时日]里?|份|期间|或|开学|放|前|金秋|盛夏|阳春|寒冬|初[春夏秋冬]|深秋|之?后|前后|左右|前夕|内|里|中|上午|下午|晚上|为|的|在|于|到|自|从|起|是|工作|安排|主要|重点)*[\s,、:;.\-~()\[\]]*"
)
_COUNT_ONLY = re.compile(r"共?计?[\d一二两三四五六七八九十百余多\-~至到]+[期张份次场批人名套个轮](?:\(\))?")
_SAME = ({"送温暖", "慰问", "走访", "看望", "帮扶"}, {"拜师", "师徒"})
_CALLS_IN = re.compile(
    r"特邀|邀请|聘请|请(?![假示教])[^,。;]{1,10}(?:来|到|授|讲|做|写|教|担任|现场|的是)|请的是|(?:全体|各|每|教师|教工|教职工|职工|会员)[^,。;]{0,10}(?:参加|参与|出席)[。;]?$|建立[^,。;]{0,6}(?:档案|台账)"
)  # who comes to the act before, what is left of it
_PART_OF_MEETING = re.compile(
    r"(?:表彰|报告|(?:开展)?[^,。;]{0,4}评议|听取|审议|通过|选举产生|学习|传达|签订|部署|布置|讨论|研究|总结|制定|制订|通报|汇报|评[选出])"
)


class Sentence:
    """One sentence: its clauses open acts or go on with the one before, under the time that governs them."""

    def __init__(
        self,
        plain: str,
        text: str,
        mentions: list[Mention],
        scope: When | None,
        carried: When | None,
        *,
        listed: bool,
    ) -> None:
        self.plain = plain
        self.text = text
        self.mentions = mentions
        self.scope = scope
        self.governing = carried
        self.listed = listed
        self.made: list[Act] = []
        self.first = 0
        self.label = ""  # what the sentence says before a colon
        self.counted = False  # the sentence is a list that says how many it tells
        self.pending: int | None = None  # where a time stands that still waits for its act

    @property
    def ruling(self) -> When | None:
        return self.governing if self.governing is not None else self.scope

    def read(self, first: int, last: int) -> None:
        counted = COUNTED.match(self.plain, first, last)
        self.counted = counted is not None
        label = _LABEL.match(self.plain, first, last)
        self.label = ""
        if counted:
            first = counted.end()
        elif label and any(mention.begin == label.end() for mention in self.mentions):
            first = label.end()
            self.label = title_of(self.text[label.start() : first], label[0], [])
        self.first = first
        for begin, end in self._clauses(first, last):
            own = [m for m in self.mentions if begin <= m.begin and m.end <= end]
            named = begin  # where the name of a festival ends that the act begins with
            if own and self._rules_over(own):
                named, own = own[-1].end, []  # 庆三八 under 三月份 is the act, not its time
            own, register = self._registration(own, begin, end)
            when, place = combined(own, self.ruling, self.plain, begin)
            if own and when is not None:
                if (ruling := self.ruling) is not None and ruling.months and not self._apart(own):
                    inner = when.grain is Grain.RECURRING and ruling is not self.scope
                    when = (
                        when
                        if inner
                        else under(
                            when,
                            ruling,
                            self.plain[own[0].begin : own[0].end],
                            heading=ruling is self.scope,
                        )
                    )
                count = len(self.made)
                self._timed(begin, end, own, when, leads=place == "lead", closes=end >= last - 2)
            else:
                count = len(self.made)
                self._untimed(begin, end, named)
            self._signs_up(register, begin, new=len(self.made) > count)

    def _registration(self, own: list[Mention], begin: int, end: int) -> tuple[list[Mention], list[Mention]]:
        """When the act is, and by when people sign up for it, as a note in brackets tells: 举行健步走（10月15日前报名）."""
        noted = registrations(self.plain, begin, end)
        register = [m for m in own if any(first <= m.begin and m.end <= last for first, last in noted)]
        outside = [m for m in own if m not in register]
        if not firm(outside) and (self.ruling is None or not self.ruling.months):
            return own, register
        return outside, [m for m in register if not begins(self.plain, m.end)]

    def _signs_up(self, register: list[Mention], begin: int, *, new: bool) -> None:
        """By when people sign up for the act just read."""
        by, _ = combined(register, self.ruling, self.plain, begin)
        if by is None or not by.months or not self.made or not (new or self.made[-1].end >= begin):
            return
        self.made[-1] = replace(self.made[-1], when=due(self.made[-1].when, by, registration=True))

    def _rules_over(self, own: list[Mention]) -> bool:
        """The heading's months are firmer than everything the clause says about when."""
        ruling = self.ruling
        if ruling is None or not ruling.months or ruling.grain >= Grain.FESTIVAL:
            return False
        return all(
            mention.when.grain in _SOFT or self._names_year_end(mention, ruling) for mention in own
        ) and not self._apart(own)

    def _names_year_end(self, mention: Mention, ruling: When) -> bool:
        """年终 under the heading of a month: a part of the act's name (年终总结), even where the month is January."""
        told = YEAR_END.fullmatch(self.plain, mention.begin, mention.end) is not None
        return told and not mention.when.deadline and ruling is self.scope and near_year_end(ruling)

    def _apart(self, own: list[Mention]) -> bool:
        """The clause names a festival far from the time told before it: 10月徒步，元旦前联欢."""
        before = self.governing
        return before is not None and all(
            mention.when.grain in FEASTS and not set(mention.when.months) & set(before.months)
            for mention in own
        )

    def _clauses(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Clauses, cut once more where a second firm time follows an act: 上半年组织春游、下半年组织秋游."""
        verbs = self.listed or self.scope is not None
        for begin, end in clauses(self.plain, first, last, verbs):
            inside = [
                m
                for m in self.mentions
                if begin <= m.begin and m.end <= end and m.when.grain <= Grain.RECURRING
            ]
            start = begin
            for one, two in pairwise(inside):
                between = self.plain[one.end : two.begin].strip(" 、,和及:")
                tells = len(between) >= 2 and (ACT_VERB.search(between) or EVENT.search(between))
                open_bracket = self.plain.count("(", begin, two.begin) > self.plain.count(
                    ")", begin, two.begin
                )
                alike = (one.when.grain is Grain.RECURRING) == (two.when.grain is Grain.RECURRING)
                if (
                    tells
                    and alike  # 从10月起每晚供应夜宵 is one act
                    and not open_bracket
                    and not MOVED.search(between)
                    and self.plain[two.begin - 1] not in '(至到在于"'
                ):
                    yield start, two.begin
                    start = two.begin
            yield start, end

    def _timed(
        self, begin: int, end: int, own: list[Mention], when: When, *, leads: bool, closes: bool
    ) -> None:
        """A clause with a time of its own."""
        rest = self._rest(begin, end, firm(own) or own)
        feast = when.grain in FEASTS or not firm(own)
        if not feast and (
            self._goes_on(rest, when, end) or self._gives_deadline(rest, when, begin, end, closes=closes)
        ):
            return
        if not feast and not closes and _BARE.fullmatch(self._rest(begin, end, own)):
            rest = ""  # 7月—8月高温期间，…
        if (not rest or _BARE.fullmatch(rest) or is_purpose(rest)) and not (feast and closes):
            self.governing = when
            self.pending = begin if self.pending is None else self.pending
            if self._give_time(when, end):
                self.pending = None
            return
        if leads and when.grain is not Grain.RECURRING:
            self.governing = when
        points_back = not feast and bool(POINTS_BACK.fullmatch(rest))
        if not feast and self._adds(rest, when, end):
            return
        if (points_back or (not feast and _COUNT_ONLY.fullmatch(rest))) and self._give_time(when, end):
            return
        if feast and self.made and DEPENDENT.match(rest):
            return
        start = self._start(begin, end)
        told = max(start, begin)
        title = title_of(self.text[told:end], self.plain[told:end], _places(firm(own), told))
        if points_back:
            title = ""
        elif self.label and STAGE.fullmatch(rest):
            title = self.label + title  # 技能大赛：5月初赛，8月决赛
        counted = bool(_ONLY_TIMES.fullmatch(rest) or _COUNT_ONLY.fullmatch(rest))
        if not feast and begin > self.first and not self.made and (not title or counted):
            start, title = self._earlier(begin, near=counted)
        self.made.append(Act(start, end, when, title, not feast))
        self.pending = None

    def _untimed(self, begin: int, end: int, named: int) -> None:
        """A clause without a time: the act a time waits for, a further act, or more about the act before."""
        rest = self._rest(begin, end, [])
        start = self._start(begin, end)
        title = title_of(self.text[start:end], self.plain[start:end], [])
        if rest and _BARE.fullmatch(rest) and not self.made:
            return
        if (self.pending is not None or self.governing is not None) and is_purpose(rest):
            return
        does = not DEPENDENT.match(rest) or _ORGANISES.search(rest) or _EVENT_LAST.search(rest)
        if self.pending is not None and (self.listed or does):
            title = title_of(self.text[begin:end], self.plain[begin:end], [])
            self.made.append(Act(start, end, self.governing, title, own_time=True))
            self.pending = None
        elif self._opens(rest, self.plain[named:end]):
            self.made.append(Act(start, end, self.ruling, title, own_time=False))
        elif self.made and (self.listed or self.made[-1].when is not None):
            self.made[-1] = replace(self.made[-1], end=end)

    def _opens(self, rest: str, told: str) -> bool:
        """Whether a clause without a time begins an act of its own; `told` is what stands behind a festival's name."""
        if self.counted:
            return len(rest) >= 2
        if len(rest) < 2 or names_people(rest) or (not self.made and NOTICE.match(rest)):
            return False
        if not self.made:
            return self.listed and not is_purpose(rest)
        counted = bool(QUANTITY.search(rest))
        if DEPENDENT.match(rest) and not (counted and rest.startswith("以") and _ORGANISES.search(rest)):
            return False
        if _CALLS_IN.match(rest):
            return False
        if _same_event(self.plain[self.made[-1].begin : self.made[-1].end], rest):
            return False
        when = self.ruling
        if not self.listed:
            if when is None or when.grain is Grain.RECURRING:
                return False
            if when.grain in _WIDE:
                return counted and bool(
                    _ORGANISES.search(rest) or (ACT_VERB.search(rest) and EVENT.search(rest))
                )
        if _ENUMERATES.match(rest):
            return True
        if (OPENS_ACT.match(rest) or OPENS_ACT.match(told)) and len(rest) >= 5:
            return True
        return len(rest) >= 4 and not rest.startswith(("等", "及")) and bool(_EVENT_LAST.search(rest))

    def _give_time(self, when: When, end: int) -> bool:
        """Give the act before its time, if it has none yet, only a festival's name, or only the month of its heading."""
        last = self.made[-1] if self.made else None
        if last is None:
            return False
        known = last.when
        # 代表巡视每年两次，安排在5月和11月: how often is told, and now when
        open_still = known is not None and known.grain is Grain.RECURRING and not known.months
        if known is not None and known.grain not in FEASTS and not (open_still and when.months):
            closer = when.end is not None or len(when.months) < len(known.months)
            if last.own_time or not closer or not set(when.months) <= set(known.months):
                return False
        self.made[-1] = replace(self.made[-1], when=when, end=end, own_time=True)
        return True

    def _goes_on(self, rest: str, when: When, end: int) -> bool:
        """Take a clause like “，8月13日结束” or “，每月一次” for what it says of the time of the act before it."""
        last = self.made[-1] if self.made else None
        if last is None or last.when is None or not last.when.months:
            return False
        if _ENDS.fullmatch(rest):
            self.made[-1] = replace(last, when=until(last.when, when), end=end)
            return True
        if when.recurrence and (_ONLY_TIMES.fullmatch(rest) or _ONLY_HOURS.fullmatch(rest)):
            self.made[-1] = replace(last, when=replace(last.when, recurrence=when.recurrence), end=end)
            return True
        return False

    def _adds(self, rest: str, when: When, end: int) -> bool:
        """Take a clause like “，报名从6月15日开始” or “，并在5月20日的大会上颁奖” as a remark on the act before it."""
        last = self.made[-1] if self.made else None
        if last is None or self.pending is not None or when.grain is Grain.RECURRING:
            return False
        named = _IS_ON.fullmatch(rest)
        if named and named[1] in self.plain[last.begin : last.end] and self._give_time(when, end):
            return True
        if _SETS_OUT.fullmatch(rest) and self._give_time(when, end):
            return True
        within = last.when is not None and bool(when.months) and set(when.months) <= set(last.when.months)
        if _SIGN_UP_BEGINS.fullmatch(rest) or (
            within and _REMARK.match(rest) and not _ORGANISES.search(rest)
        ):
            self.made[-1] = replace(last, end=end)
            return True
        return False

    def _gives_deadline(self, rest: str, when: When, begin: int, end: int, *, closes: bool) -> bool:
        """Take a clause like “，3月20日前完成报名” as the deadline of the act before it, if it says no more than that."""
        if not self.made or self.pending is not None or when.grain is Grain.RECURRING or not when.months:
            return False
        registration = registers(self.plain[begin:end])
        if not when.deadline and not registration:
            return False
        bare = not rest and closes
        if not bare and not only_due(rest):
            return False
        last = self.made[-1]
        self.made[-1] = replace(last, when=due(last.when, when, registration=registration), end=end)
        return True

    def _earlier(self, begin: int, *, near: bool) -> tuple[int, str]:
        """Start and title of the act an ending like “，每月一次” or “，时间定在10月” belongs to."""
        pieces = list(clauses(self.plain, self.first, begin - 1, False))
        if not pieces:
            return begin, ""
        start, end = pieces[-1] if near else pieces[0]
        return start, title_of(self.text[start:end], self.plain[start:end], [])

    def _start(self, begin: int, end: int) -> int:
        start = begin if self.pending is None else self.pending
        number = NUMBERED.match(self.plain, start, end)
        return number.end() if number else start

    def _rest(self, begin: int, end: int, taken: list[Mention]) -> str:
        """The clause without its times."""
        rest = "".join(
            self.plain[i] for i in range(begin, end) if not any(m.begin <= i < m.end for m in taken)
        )
        return rest.strip(" ,;。:、-")


def is_purpose(rest: str) -> bool:
    """A clause that tells why or on what grounds, and nothing to do."""
    return bool(PURPOSE.fullmatch(rest)) and not _ORGANISES.search(rest)


def _places(mentions: list[Mention], begin: int) -> list[tuple[int, int]]:
    return [(mention.begin - begin, mention.end - begin) for mention in mentions]


def _same_event(previous: str, rest: str) -> bool:
    if any(any(a in previous for a in group) and any(b in rest for b in group) for group in _SAME):
        return True
    if re.search(r"(?:会议?|总结)\s*(?:[。,]|$)", previous) and _PART_OF_MEETING.match(rest):
        return True
    tail = re.search(r"[\u4e00-\u9fff]{2}(?=(?:活动|会|赛)?[,。;]?$)", previous)
    return bool(
        tail
        and tail[0] in rest
        and kind_of(previous) is kind_of(rest)
        and tail[0] not in ("活动", "工作", "职工", "比赛", "竞赛", "培训", "慰问", "检查", "会议", "大会")
    )

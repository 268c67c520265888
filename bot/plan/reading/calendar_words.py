"""Words that stand for a time of the year: festivals, campaigns, seasons. Data; `times` gives them meaning."""

import re
from dataclasses import dataclass

from .shapes import MonthDay


@dataclass(frozen=True, slots=True)
class Festival:
    """`day` is the fixed date; `lunar` the lunar month and day, whose solar date moves; `months` what a plan means by it."""

    pattern: re.Pattern[str]
    months: tuple[int, ...]
    day: MonthDay | None = None
    lunar: tuple[int, int] | None = None


def _named(
    pattern: str, *months: int, day: int | None = None, lunar: tuple[int, int] | None = None
) -> Festival:
    return Festival(re.compile(pattern), months, MonthDay(months[0], day) if day else None, lunar)


# Names that only look like a festival (awards, roads, programmes) are kept out by the look-ahead.
_Q = r"['\"]?"
FESTIVALS = (
    _named(r"元旦[、和及与]?春节|春节[、和及与]元旦|两节(?!课)|双节(?!棍)", 1, 2),
    _named(r"元旦", 1, day=1),
    _named(r"小年(?!轻|龄)", 1, 2, lunar=(12, 23)),
    _named(r"春节|新春(?=佳节|慰问|团拜|联欢|茶话|座谈|走访|送|游园)|除夕", 1, 2, lunar=(1, 1)),
    _named(r"元宵节?|正月十五", 2, lunar=(1, 15)),
    _named(
        rf"(?<![一二三四五六七八九十百第\d])(?:三[·.]?八|3[.·]8(?!\d)){_Q}(?:国际)?(?:劳动)?(?:妇女)?节?(?!红旗|大街|路|线|式|军)|国际(?:劳动)?妇女节|妇女节|女神节|女王节|女工节",
        3,
        day=8,
    ),
    _named(r"植树节", 3, day=12),
    _named(rf"3[.·]15{_Q}|消费者权益日", 3, day=15),
    _named(r"清明节?(?!上河)", 4, day=5),
    _named(r"世界读书日|读书日|读书节", 4, day=23),
    _named(
        rf"(?<![一二三四五六七八九十百第\d])(?:五[·.]?一|5[.·]1(?![\d月])){_Q}(?:国际)?(?:劳动)?节?(?!服务卡|劳动奖|奖章|路|巾帼|先锋|村|社区|广场|小学|口号)|国际劳动节|劳动节",
        5,
        day=1,
    ),
    _named(
        rf"(?<![一二三四五六七八九十百第\d])(?:五[·.]?四|5[.·]4(?!\d)){_Q}(?:青年)?节?(?!红旗|制|青年奖章|奖章|路|小学)|青年节",
        5,
        day=4,
    ),
    _named(rf"(?:5[.·]12{_Q})?(?:国际)?护士节", 5, day=12),
    _named(r"母亲节", 5),
    _named(
        rf"(?<![一二三四五六七八九十百第\d])(?:六[·.]?一|6[.·]1(?!\d)){_Q}(?:国际)?(?:儿童)?节?(?!路|小学)|儿童节",
        6,
        day=1,
    ),
    _named(r"安全生产月", 6),
    _named(r"世界环境日|环境日", 6, day=5),
    _named(r"父亲节", 6),
    _named(r"端午节?", 6, lunar=(5, 5)),
    _named(
        rf"(?<![一二三四五六七八九十百第\d])(?:七[·.]?一|7[.·]1(?!\d)){_Q}(?:建党)?节?(?!勋章|路|小学)|建党节|建党纪念日",
        7,
        day=1,
    ),
    _named(
        rf"(?<![一二三四五六七八九十百第\d])(?:八[·.]?一|8[.·]1(?!\d)){_Q}(?:建军)?节?(?!路|小学|大楼|南昌|建筑|厂)|建军节",
        8,
        day=1,
    ),
    _named(r"七夕节?", 8, lunar=(7, 7)),
    _named(r"(?:中国)?医师节", 8, day=19),
    _named(r"教师节", 9, day=10),
    _named(r"中秋[、和及与]?国庆|国庆[、和及与]?中秋", 9, 10),
    _named(r"中秋节?", 9, lunar=(8, 15)),
    _named(rf"国庆节?|{_Q}十[·.]?一{_Q}(?=期间|前|黄金周|长假|国庆|\"|等|、)|\"十一\"", 10, day=1),
    _named(r"重阳节?|敬老月|老人节", 10, lunar=(9, 9)),
    _named(r"记者节", 11, day=8),
    _named(rf"(?:11[.·]9{_Q})?消防(?:宣传)?日", 11, day=9),
    _named(r"消防(?:宣传)?月", 11),
    _named(r"冬至", 12, day=22),
    _named(r"圣诞节?", 12, day=25),
    _named(r"腊八节?", 1, lunar=(12, 8)),
    _named(r"迎新年|新年联欢|新年晚会|跨年", 12),
    _named(r"新年", 1),
)

# Campaigns and seasons: known months, but only roughly. A campaign is work, and a season only a time.
CAMPAIGNS = (
    (re.compile(r"金秋助学"), (8, 9)),
    (
        re.compile(
            r"夏[季日]?送(?:清凉|凉爽)|送清凉|高温慰问|防暑降温|夏日送|高温(?:季节?|天气|期间|时节)|盛夏|炎夏"
        ),
        (7, 8),
    ),
    (re.compile(r"冬[季日]?送温暖|冬送温暖"), (12, 1)),
)
SEASONS = (
    *CAMPAIGNS,
    (re.compile(r"三夏(?![\u4e00-\u9fff]*路)"), (5, 6)),
    (re.compile(r"三秋"), (9, 10)),
    (re.compile(r"暑[假期](?!作业)"), (7, 8)),
    (re.compile(r"寒假(?!作业)"), (1, 2)),
    (re.compile(r"春[季天](?!学期|招聘)|开春|阳春"), (3, 4, 5)),
    (re.compile(r"夏[季天](?!学期)"), (6, 7, 8)),
    (re.compile(r"秋[季天](?!学期|收)|金秋(?!助学)"), (9, 10, 11)),
    (re.compile(r"冬[季天](?!学期|奥)"), (12, 1, 2)),
)

# Look-alikes: numbers and names that are no time. Matched text is hidden from the grammar.
LOOKALIKES = re.compile(
    r"《[^》]{0,80}》|(?:填报|制表|填表|发布|印发|编制|打印|更新|落款|成文)(?:时间|日期)\s*:\s*[\d年月日./-]+|十[二三四五六]五(?=规划|期间|时期|\"|末|以来|开局|收官|发展)|\"[一-九]五\"(?=普法|规划|法制|法治)|[五六七八九]五普法|"
    r"5\.1服务卡|\d+-+\d+\s*(?:期|家|个|名|人|次|篇|件|项|场|本|分|元|岁|支|队|组)|\d+岁|\d+(?:\.\d+)?\s*(?:%|‰|万|亿|元|米|公里|千米|平方)|\d+月[饼票薪]|"
    r"第[一二三四五六七八九十百\d]+(?:届|次|批|期|名|位|轮|号|条|套|代)|[一二三四五六七八九十]+届[一二三四五六七八九十]+次|"
    r"(?:满|近|约|为期|历时|不少于|超过|以内|试用期|共)[一二三四五六七八九十\d]{1,3}个?月|\d+个月|(?<![、\d])[一二三四五六七八九十两几]个月(?!召开|一次|至少|举)|"
    r"三八红旗手?|五一(?:劳动奖[章状]?|巾帼\S{0,3})|五四红旗|电话[::]?\s*[\d-]{7,}|\d{7,}"
)  # fmt: skip

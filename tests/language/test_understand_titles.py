"""Which activity is meant: words against titles, and slips against the vocabulary."""

import pypinyin
import pytest

from bot.language.reading import KnownActivity, Match
from bot.language.spelling import even, syllables
from bot.language.titles import mentions, resolve, speller

TITLES = (
    "教工羽毛球预赛",
    "教工羽毛球决赛",
    "免费“三高”筛查",
    "教职工年度体检",
    "2026年秋季健步走",
    "南山登山",
    "《我的祖国》电影票领取",
    "小候鸟暑期班",
)
ACTIVITIES = tuple(KnownActivity(i, title) for i, title in enumerate(TITLES))


def matches(text: str, titles: tuple[str, ...] = TITLES) -> tuple[Match, ...]:
    activities = tuple(KnownActivity(i, title) for i, title in enumerate(titles))
    found = mentions(even(text), activities)
    return resolve(found[0], activities) if found else ()


def titles_of(text: str, titles: tuple[str, ...] = TITLES) -> list[str]:
    return [match.title for match in matches(text, titles)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("三高", "免费“三高”筛查"),
        ("查三高", "免费“三高”筛查"),
        ("健步走", "2026年秋季健步走"),
        ("徒步", "2026年秋季健步走"),
        ("爬山", "南山登山"),
        ("查体", "教职工年度体检"),
        ("影票", "《我的祖国》电影票领取"),
        ("我的祖国", "《我的祖国》电影票领取"),
        ("夏令营", "小候鸟暑期班"),
        ("羽毛球决赛", "教工羽毛球决赛"),
        ("羽毛球的预赛", "教工羽毛球预赛"),
    ],
)
def test_the_words_of_the_people_find_the_title(text: str, title: str) -> None:
    assert title in titles_of(text)


def test_near_titles_are_candidates_until_told_apart() -> None:
    assert titles_of("羽毛球") == ["教工羽毛球预赛", "教工羽毛球决赛"]
    assert titles_of("羽毛球决赛") == ["教工羽毛球决赛"]
    assert titles_of("教工羽毛球比赛") == ["教工羽毛球预赛", "教工羽毛球决赛"]


def test_only_the_whole_title_is_exact() -> None:
    assert [m.exact for m in matches("教工羽毛球预赛")] == [True]
    assert [m.exact for m in matches("羽毛球预赛")] == [False]


def test_shared_words_alone_name_nothing() -> None:
    assert titles_of("教工活动") == []
    assert titles_of("2026年有啥") == []


def test_a_wider_word_finds_the_narrower_title_only_when_nothing_fits() -> None:
    assert titles_of("体检", ("免费“三高”筛查", "插花课")) == ["免费“三高”筛查"]
    assert titles_of("体检") == ["教职工年度体检"]


def test_a_cut_word_stays_in_the_sentence() -> None:
    text = "电影票领了没"
    (found,) = mentions(text, ACTIVITIES)
    assert text[found.end :] == "领了没"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("羽毛求", "羽毛球"),
        ("健部走", "健步走"),
        ("保名", "报名"),
        ("取销", "取消"),
        ("yumaoqiu", "羽毛球"),
        ("wo yao baoming tijian", "我要报名体检"),
        ("qu xiao deng shan", "取消登山"),
    ],
)
def test_slips_and_pinyin_are_put_right(typed: str, meant: str) -> None:
    assert speller().mended(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "同志们好",
        "有什么活动适合老人",
        "体检之前",
        "取笑",
        "献出鲜血",
        "报明天的",
        "help",
        "drop table",
        "excel",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert speller().mended(text) == text


def test_evening_out_keeps_every_place() -> None:
    text = "Ｂ超、體檢；①②：１２號\u3000①ﬁ"
    assert len(even(text)) == len(text)
    assert even("體檢１２號") == "体检12号"


def test_the_table_of_syllables_agrees_with_pypinyin() -> None:
    table = syllables()
    assert len(table) == 6763
    assert all(pypinyin.lazy_pinyin(char)[0].replace("ü", "v") == sound for char, sound in table.items())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("报名歌会", "教工歌会"),
        ("年会几点开始", "年会"),
        ("报名全体会员活动", "全体会员活动"),
        ("报名教工歌会", "教工歌会"),
    ],
)
def test_a_title_of_shared_words_is_found(text: str, title: str) -> None:
    assert titles_of(text, ("教工歌会", "年会", "全体会员活动", "颈椎讲座")) == [title]


def test_shared_words_alone_name_no_such_title() -> None:
    assert matches("下周有什么活动", ("教工歌会", "全体会员活动")) == ()

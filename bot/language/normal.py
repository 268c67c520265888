"""One spelling for many: width, script, blanks; and the look-alikes hidden. Every position leads back to the original."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("data")

_TRADITIONAL = str.maketrans(
    "週後個兩點鐘號從開節農曆國慶聖誕勞動婦兒歲現過這內間寵醫師護學淨軍黨建萬聖雙隔禮陽陰舊臘顏請個該當會至時來嗎還"
    "剩結報發給為與級記終長終連續際慶華課達變動幾頭個們鍾",
    "周后个两点钟号从开节农历国庆圣诞劳动妇儿岁现过这内间宠医师护学净军党建万圣双隔礼阳阴旧腊颜请个该当会至时来吗还"
    "剩结报发给为与级记终长终连续际庆华课达变动几头个们钟",
)
_MARKS = str.maketrans("～〜—–－―─−“”「」：．·／（）［］，", '~~------"""":../()[],')

_CJK = "\u3007\u4e00-\u9fff"
_BLANK = re.compile(
    # Between two Chinese characters, or a digit and a Chinese character, a blank means nothing;
    # around the marks of a range or a clock it means nothing either.
    rf"(?<=[{_CJK}])[ \t\u3000\u200b]+(?=[{_CJK}0-9(])|(?<=[0-9)])[ \t\u3000\u200b]+(?=[{_CJK}])"
    r"|(?<=[0-9)])[ \t]+(?=[-~:])|(?<=[-~:])[ \t]+(?=[0-9])"
    # The quotation marks of "五一" and "十一".
    r"|\"(?=[一二三四五六七八九十]{2}\")|(?<=\"[一二三四五六七八九十]{2})\""
)

_FIRST_MONTH = re.compile(r"(?<![0-9零〇一二三四五六七八九十百千万亿两])元月(?![租薪费])")


@dataclass(frozen=True, slots=True)
class Normal:
    """A message in the spelling the patterns know; offsets[i] is where its i-th character stood."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original text for a span of this one."""
        return self.offsets[start], self.offsets[end - 1] + 1


def normal(text: str) -> Normal:
    """Full-width forms, traditional characters and blanks evened out; look-alikes replaced by a character no
    pattern knows.
    """
    same_length = "".join(_half(c) for c in text).translate(_TRADITIONAL).translate(_MARKS)
    kept: list[int] = []
    at = 0
    for blank in _BLANK.finditer(same_length):
        kept.extend(range(at, blank.start()))
        at = blank.end()
    kept.extend(range(at, len(same_length)))
    even = "".join(same_length[i] for i in kept)
    return Normal(_hide(_FIRST_MONTH.sub("一月", even)), tuple(kept))


def _half(char: str) -> str:
    if "\uff01" <= char <= "\uff5e":
        return chr(ord(char) - 0xFEE0)
    return "\n" if char == "\r" else " " if char == "\u3000" else char


def _hide(text: str) -> str:
    return look_alikes().sub(lambda found: "\0" * len(found[0]), text)


@cache
def look_alikes() -> re.Pattern[str]:
    """All patterns of data/lookalikes.toml as one."""
    table = tomllib.loads((DATA / "lookalikes.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{row['pattern']})" for row in table["lookalike"]))

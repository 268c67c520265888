"""Chinese and Arabic numerals inside a date expression. Only matched tokens are converted, never a sentence."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}

NUMBER = "(?:[〇零一二两三四五六七八九十廿卅百]+|[0-9]+)"
"""A pattern for one whole number in either script."""


def value(numeral: str) -> int:
    """The number a numeral stands for: 12, 十二, 廿三, 一〇, 二零二六, 两千零四.

    Raises ValueError when the text is no numeral.
    """
    if numeral.isascii():
        return int(numeral)
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if not numeral:
        raise ValueError("empty numeral")
    if not any(c in _UNITS for c in numeral):
        return int("".join(str(_digit(c)) for c in numeral))
    total = digit = 0
    for c in numeral:
        if c in _UNITS:
            total += max(digit, 1) * _UNITS[c]
            digit = 0
        else:
            digit = _digit(c)
    return total + digit


def _digit(char: str) -> int:
    if char not in _DIGITS:
        raise ValueError(f"no numeral: {char}")
    return _DIGITS[char]

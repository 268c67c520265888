"""The text of a file whose encoding nobody told."""

#: The block of the common Chinese characters.
CHINESE = range(0x4E00, 0xA000)


def text_of(data: bytes) -> str | None:
    """The text in UTF-8, UTF-16 or GB18030; None when it is in none of them."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\x00" in data:
        even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
        guess = "utf-16-le" if odd >= even else "utf-16-be"
        return _decoded(data, guess) if len(data) % 2 == 0 else None
    text = _decoded(data, "utf-8")
    return text if text is not None else _decoded(data, "gb18030") or _decoded_without_mark(data)


def _decoded_without_mark(data: bytes) -> str | None:
    """UTF-16 without a mark and without any ASCII in it."""
    if len(data) % 2:
        return None
    return _decoded(data, "utf-16-le") or _decoded(data, "utf-16-be")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeError:
        return None
    sample = text[:20000]
    odd = sum(
        1
        for c in sample
        if (c < " " and c not in "\t\r\n\f\v")
        or c in "\ufffd\x7f"
        or "\ue000" <= c <= "\uf8ff"
        or c >= "\U00020000"
    )
    usual = sum(
        1
        for c in sample
        if c.isascii()
        or ord(c) in CHINESE
        or "\u3000" <= c <= "\u303f"
        or "\uff00" <= c <= "\uffef"
        or "\u2000" <= c <= "\u27ff"
        or c > "\U0001f000"
    )
    return text if sample and odd <= 0.01 * len(sample) and usual >= 0.9 * len(sample) else None

"""A notice told in one sentence: 给第二小组发个通知：明天三点开会."""

import re

_PLEASE = "(?:请|麻烦|帮忙|帮我|替我|你)*"
_NOTICE = "(?:发|写)?(?:个|一个|条|一条|下|一下|份)?(?:通知|消息|信息)"
_BEGIN = re.compile(
    f"{_PLEASE}(?:(?:{_NOTICE})?(?:给|向|跟|对)|通知(?:一下|下)?|告诉(?:一下|下)?)(?P<whom>[^：:，,。\\n]{{1,30}}?)"
    f"(?:{_NOTICE})?(?:说|，说)?[：:，,。\\s]+(?P<text>.+)",
    re.DOTALL,
)


def addressed(text: str) -> tuple[str, str] | None:
    """Whom a sentence wants to tell what, both as they were said; None when it does not begin like that."""
    found = _BEGIN.fullmatch(text.strip())
    return (found["whom"].strip(), found["text"].strip()) if found else None

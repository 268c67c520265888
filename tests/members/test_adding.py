"""New members typed into the chat, one a line."""

import pytest

from bot.members.texts.adding import cells


@pytest.mark.parametrize(
    ("line", "group", "read"),
    [
        ("吴子 第一小组 13800000001", "", ("吴子", "第一小组", "13800000001", "")),
        ("吴子，第一小组，A017", "", ("吴子", "第一小组", "", "A017")),
        ("吴子 13800000001 第一小组", "", ("吴子", "第一小组", "13800000001", "")),
        ("吴子 +8613800000001", "后勤组", ("吴子", "后勤组", "+8613800000001", "")),
        ("吴子", "后勤组", ("吴子", "后勤组", "", "")),
        ("吴子", "", None),
        ("13800000001", "后勤组", ("", "后勤组", "13800000001", "")),
    ],
)
def test_what_a_line_says(line: str, group: str, read: tuple[str, str, str, str] | None) -> None:
    assert cells(line, group) == read

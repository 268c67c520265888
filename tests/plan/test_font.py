"""The font of pictures: there on every machine, and with the signs that unions use."""

import pytest
from PIL import ImageFont

from bot.files import drawing
from bot.plan.texts.words import DRAWN_MARK


def test_the_font_comes_with_the_packages_and_has_the_signs() -> None:
    path = drawing.font_file()
    assert path is not None
    font = drawing.typeface(path, 26)
    missing = font.getmask("\U0010fffd")
    for sign in ("工会计划安排慰问“八一”、龘" + "".join(DRAWN_MARK.values())).replace(" ", ""):
        assert bytes(font.getmask(sign)) != bytes(missing), sign
    assert isinstance(font, ImageFont.FreeTypeFont)
    assert font.getname()[0] == "Noto Sans CJK SC"


@pytest.mark.parametrize(
    ("title", "drawn"),
    [
        ("🎉 迎新年联欢会❤️", "迎新年联欢会"),
        ("👨‍👩‍👧 亲子 🏃🏽‍♀️ 健步走", "亲子 健步走"),
        ("①“三八”★√ 插花——第 2 场", "①“三八”★√ 插花——第 2 场"),
    ],
)
def test_emoji_are_left_out_of_pictures_rather_than_drawn_as_boxes(title: str, drawn: str) -> None:
    path = drawing.font_file()
    assert path is not None
    font = drawing.typeface(path, 26)
    assert drawing.drawable(title, font) == drawn
    assert "".join(drawing.wrapped(title, font, 10_000)) == drawn


def test_without_it_a_font_of_the_system_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_PACKAGE", "no_such_package")
    monkeypatch.setattr(drawing, "_FONTS", ())
    drawing.font_file.cache_clear()
    assert drawing.font_file() is None
    monkeypatch.undo()
    drawing.font_file.cache_clear()

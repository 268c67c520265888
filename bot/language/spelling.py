"""How people spell: full-width and traditional forms, wrong characters of the right sound, pinyin.

`even` keeps every character at its place. `mended` may change the length: a word typed in pinyin becomes the
Chinese word, a word of the union's vocabulary written with other characters of the same sound is put right.
Tables: data/traditional.txt, data/syllables.txt, [spelling] and [pinyin] of data/synonyms.toml.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("data")

_LATIN = re.compile(r"[a-z]{2,}(?:[ '][a-z]+)*")
_LONGEST_WORD = 5
# Speakers of many dialects do not tell these apart, and type accordingly.
_ACCENT = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"))


def even(text: str) -> str:
    """Half-width, lower-case, simplified; as long as the text was."""
    return "".join(_narrow(char) for char in text).translate(_simplified())


@cache
def _narrow(char: str) -> str:
    narrow = unicodedata.normalize("NFKC", char).lower()
    return narrow if len(narrow) == 1 else char


@cache
def _simplified() -> dict[int, str]:
    lines = (DATA / "traditional.txt").read_text(encoding="utf-8").splitlines()
    return {ord(pair[0]): pair[1] for line in lines if not line.startswith("#") for pair in line.split()}


@cache
def syllables() -> dict[str, str]:
    """The toneless syllable of each character."""
    lines = (DATA / "syllables.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {char: syllable for syllable, chars in rows for char in chars}


class Speller:
    """Puts wrong characters and pinyin right, for one vocabulary."""

    def __init__(
        self,
        homophones: Iterable[str],
        typed: Iterable[str],
        *,
        right: Iterable[str],
        typos: dict[str, str],
        letters: dict[str, str],
    ) -> None:
        """`homophones` are mended when written with other characters; `typed` when typed in pinyin."""
        self._right = frozenset(right)
        self._typos = typos
        self._letters = letters
        self._known = frozenset(syllables().values()) | letters.keys()
        self._sounds: dict[tuple[str, ...], str] = {}
        self._typed: dict[tuple[str, ...], str] = {}
        for word in homophones:
            self._sounds.setdefault(_sound(word), word)
        for word in typed:
            self._typed.setdefault(_sound(word), word)
        self._vocabulary = frozenset((*self._sounds.values(), *self._typed.values()))
        self._lengths = sorted({len(sound) for sound in self._sounds}, reverse=True)

    def mended(self, text: str) -> str:
        """The text with known slips put right."""
        for wrong, right in self._typos.items():
            if wrong in text:
                text = text.replace(wrong, right)
        if _LATIN.search(text):
            text = _LATIN.sub(lambda found: self._from_pinyin(found[0]), text)
        return self._from_sound(text)

    def _from_sound(self, text: str) -> str:
        table = syllables()
        sounds = [table.get(char, "") for char in text]
        at = 0
        out: list[str] = []
        while at < len(text):
            for length in self._lengths:
                heard = tuple(sounds[at : at + length])
                word = self._sounds.get(_accentless(heard) if length > 2 else heard)
                written = text[at : at + length]
                if word and len(written) == length and self._is_slip(written, word):
                    out.append(word)
                    at += length
                    break
            else:
                out.append(text[at])
                at += 1
        return "".join(out)

    def _is_slip(self, written: str, word: str) -> bool:
        if written == word or written in self._right or self._makes_sense(written):
            return False
        # One right character at least, or a long word: two wrong ones of two are another word.
        return len(word) > 2 or any(a == b for a, b in zip(written, word, strict=True))

    def _makes_sense(self, written: str) -> bool:
        """Whether it holds a word of the vocabulary as it stands: 活动适 is no slip for 活动室."""
        return any(
            written[i:j] in self._vocabulary
            for i in range(len(written) - 1)
            for j in range(i + 2, len(written) + 1)
        )

    def _from_pinyin(self, typed: str) -> str:
        parts = self._split(typed.replace("'", "").replace(" ", ""))
        if parts is None:
            return typed
        out: list[str] = []
        known = at = 0
        while at < len(parts):
            for length in range(min(_LONGEST_WORD, len(parts) - at), 0, -1):
                heard = tuple(parts[at : at + length])
                word = self._letters.get(heard[0]) if length == 1 else self._typed.get(_accent_key(heard))
                if word:
                    out.append(word)
                    known += length
                    at += length
                    break
            else:
                out.append(parts[at])
                at += 1
        return "".join(out) if known * 2 > len(parts) or known >= _LONGEST_WORD - 1 else typed

    def _split(self, letters: str) -> list[str] | None:
        """The letters as syllables, as few as possible; None when they are no pinyin."""
        best: list[list[str] | None] = [[]] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - 6), end):
                before = best[start]
                if before is None or letters[start:end] not in self._known:
                    continue
                here = best[end]
                if here is None or len(before) + 1 < len(here):
                    best[end] = [*before, letters[start:end]]
        return best[len(letters)]


def _sound(word: str) -> tuple[str, ...]:
    table = syllables()
    return _accent_key(tuple(table.get(char, char) for char in word))


def _accent_key(heard: tuple[str, ...]) -> tuple[str, ...]:
    return _accentless(heard) if len(heard) > 2 else heard


@cache
def _flat(syllable: str) -> str:
    for said, kept in _ACCENT:
        syllable = syllable.replace(said, kept)
    return syllable


def _accentless(heard: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_flat(syllable) for syllable in heard)

"""What is wrong with the settings, said so that it can be repaired."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to repair: where it stands, what is there and what should be."""

    key: str
    found: str
    expected: str
    example: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.key}（第 {self.line} 行）" if self.line else self.key
        example = f"，例如 {self.example}" if self.example else ""
        return f"{place}：{self.found}，{self.expected}{example}。"


class SettingsError(Exception):
    """The settings cannot be used. `mistakes` holds all that was found, never only the first."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(f"配置有 {len(mistakes)} 处需要改正：\n" + "\n".join(f"  {one}" for one in mistakes))

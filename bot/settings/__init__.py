"""The settings: what `config.toml` may say, what the environment overrides, and what is wrong with either.

Every mistake is told at once, in Chinese, by key and line, with an example; nobody sees a traceback.
"""

from bot.settings.mistakes import Mistake, SettingsError
from bot.settings.reading import TOKEN, load
from bot.settings.sections import Settings

__all__ = ["TOKEN", "Mistake", "Settings", "SettingsError", "load"]

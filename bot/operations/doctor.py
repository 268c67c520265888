"""``run.py doctor``: look at everything the bot depends on, say how it stands and what to do. Changes nothing."""

from collections.abc import Iterator

from bot.clock import SystemClock
from bot.operations import data_checks, machine_checks, telegram_checks
from bot.operations.finding import Finding, Level, fail, ok
from bot.operations.texts import doctor as texts
from bot.settings import SettingsError, load


def run(*, deep: bool = False) -> int:
    """Print what was found. Returns 0 when all is well, 1 with warnings, 2 when something does not work."""
    worst = Level.OK
    count = 0
    for finding in findings(deep=deep):
        print(texts.line(finding))
        worst = max(worst, finding.level)
        count += 1
    print(texts.verdict(worst, count))
    return int(worst)


def findings(*, deep: bool = False) -> Iterator[Finding]:
    """Everything that was looked at. Wrong settings end it: the rest would be looked for in the wrong place."""
    try:
        settings = load()
    except SettingsError as error:
        yield fail(texts.SETTINGS, str(error), texts.todo_settings())
        return
    yield ok(texts.SETTINGS, texts.settings_read())
    now = SystemClock().now()
    yield from machine_checks.all_of(settings, now)
    yield from data_checks.all_of(settings, now, deep=deep)
    yield from telegram_checks.all_of(settings)

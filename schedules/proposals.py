"""Once a day: proposals that wait for an answer."""

from datetime import timedelta
from functools import partial

from bot.proposals import waiting
from bot.settings import Settings
from bot.waking import DueJob, PeriodicJob


def jobs(settings: Settings) -> list[DueJob | PeriodicJob]:
    """One job; how many days an answer may take is set in the settings."""
    run = partial(waiting.remind_of_waiting, answer_days=settings.proposals.answer_days)
    return [PeriodicJob(waiting.JOB, every=timedelta(days=1), run=run)]

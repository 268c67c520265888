"""Once a day: erase what people filled in when its time is over."""

from datetime import timedelta
from functools import partial

from bot.activities.forms import retention
from bot.settings import Settings
from bot.waking import DueJob, PeriodicJob


def jobs(settings: Settings) -> list[DueJob | PeriodicJob]:
    """One job; how long is kept is a setting."""
    erase = partial(retention.erase_due, usual_days=settings.activities.keep_answers_days)
    return [PeriodicJob("erase-answers", every=timedelta(days=1), run=erase)]

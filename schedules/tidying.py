"""Once a day: forget what need not be kept."""

from datetime import timedelta

from bot.chat import inbox
from bot.waking import PeriodicJob

JOBS = [PeriodicJob("forget-old-updates", every=timedelta(days=1), run=inbox.forget_old)]

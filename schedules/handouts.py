"""The morning of the last day of a hand-out."""

from bot.handouts import lists, service
from bot.waking import DueJob

JOBS = [DueJob(service.LAST_DAY, run=lists.remind_on_last_day)]

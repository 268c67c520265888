"""When a notice has gone out, its sender gets the result."""

from bot.notices import service
from bot.waking import DueJob

JOBS = [DueJob(service.REPORT_KIND, run=service.report_when_done)]

"""Every quarter of an hour: newcomers are put on the lists of what everybody must come to."""

from datetime import timedelta

from bot.activities.duties import enrolling
from bot.waking import PeriodicJob

JOBS = [PeriodicJob("enrol-newcomers", every=timedelta(minutes=15), run=enrolling.enrol_newcomers)]

"""The evening before an activity, the end of one, and offers of places that run out."""

from bot.activities import publishing, reminding, waiting
from bot.waking import DueJob

JOBS = [
    DueJob(publishing.DAY_BEFORE, run=reminding.remind_day_before),
    DueJob(publishing.NEXT_SLOT, run=reminding.go_to_next_slot),
    DueJob(publishing.OVER, run=reminding.put_away),
    DueJob(waiting.OFFER, run=reminding.let_offer_run_out),
]

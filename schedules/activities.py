"""The evening before an activity and the hours before, the end of one and the morning after, what runs out."""

from bot.activities import reminding, waiting
from bot.activities.attending import feedback
from bot.activities.contests import team_terms
from bot.activities.contests import terms as contest_terms
from bot.activities.contests import timing as contest_timing
from bot.activities.organising import opening, publishing
from bot.activities.terms import handing, own_reminders
from bot.waking import DueJob

JOBS = [
    DueJob(opening.OPENING, run=opening.open_due),
    DueJob(publishing.DAY_BEFORE, run=reminding.remind_day_before),
    DueJob(publishing.NEXT_SLOT, run=reminding.go_to_next_slot),
    DueJob(publishing.OVER, run=reminding.put_away),
    DueJob(feedback.ASK, run=feedback.ask),
    DueJob(contest_timing.FILL, run=team_terms.fill_due),
    DueJob(contest_timing.RELEASE, run=contest_terms.release_due),
    DueJob(contest_timing.NUDGE, run=team_terms.nudge_due),
    DueJob(waiting.OFFER, run=reminding.let_offer_run_out),
    DueJob(own_reminders.KIND, run=own_reminders.remind),
    DueJob(handing.RUN_OUT, run=handing.run_out),
]

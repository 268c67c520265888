"""The plan in time: the digest of a month, the committee's outlook, the reminders of a day."""

from datetime import timedelta
from functools import partial

from bot.plan import missed, outcomes, reminding, scheduling
from bot.plan.rules import Policy
from bot.settings import Settings
from bot.waking import DueJob, PeriodicJob


def jobs(settings: Settings) -> list[DueJob | PeriodicJob]:
    """One job for each kind of reminder, one that marks done what was held, and one that keeps the rows in line with
    plan, settings and calendar."""
    policy = Policy.of(settings)
    tell = partial(missed.tell_of_missed, policy=policy)
    due = [DueJob(kind, run=partial(run, policy=policy), missed=tell) for kind, run in reminding.RUNS.items()]
    keep = partial(scheduling.refresh, policy=policy)
    return [
        *due,
        PeriodicJob("plan-outcomes", every=timedelta(hours=1), run=outcomes.settle_held),
        PeriodicJob("plan-reminders", every=timedelta(days=1), run=keep),
    ]

"""What the clock does for contests: filling teams at the deadline, letting kept places go."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot import reminders
from bot.activities.contests.part import contest_terms
from bot.activities.limits import Locked
from bot.activities.model import Activity

FILL = "activity.fill_teams"
NUDGE = "activity.team_nudge"
RELEASE = "activity.release_kept"
#: Without a deadline those who look for a team are put into teams this long before the start.
BEFORE_START = timedelta(days=1)
#: Teams that lack people hear so this long before those who look for a team are put into teams.
WARNED = timedelta(days=1)
_FILL_LATE = timedelta(days=1)
_RELEASE_LATE = timedelta(days=30)


def schedule_filling(session: Session, row: Activity, now: datetime) -> None:
    """Set the moment at which those who look for a team are put into teams."""
    activity_id = row.id or 0
    reminders.cancel(session, FILL, activity_id)
    reminders.cancel(session, NUDGE, activity_id)
    due_at = fills_at(row)
    if contest_terms(session, activity_id).team_least is None or due_at <= now:
        return
    reminders.schedule(
        session,
        key=f"{FILL}:{activity_id}:{due_at:%Y%m%d%H%M}",
        kind=FILL,
        subject_id=activity_id,
        due_at=due_at,
        valid_until=min(due_at + _FILL_LATE, row.starts_at),
    )
    if due_at - WARNED > now:
        reminders.schedule(
            session,
            key=f"{NUDGE}:{activity_id}:{due_at:%Y%m%d%H%M}",
            kind=NUDGE,
            subject_id=activity_id,
            due_at=due_at - WARNED,
            valid_until=due_at,
        )


def fills_at(row: Activity | Locked) -> datetime:
    """When those who look for a team are put into teams."""
    return row.deadline_at or row.starts_at - BEFORE_START


def schedule_release(session: Session, activity_id: int, until: datetime) -> None:
    """Set the moment at which places kept for groups go to everybody."""
    reminders.cancel(session, RELEASE, activity_id)
    reminders.schedule(
        session,
        key=f"{RELEASE}:{activity_id}:{until:%Y%m%d%H%M}",
        kind=RELEASE,
        subject_id=activity_id,
        due_at=until,
        valid_until=until + _RELEASE_LATE,
    )

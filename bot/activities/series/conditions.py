"""What a series asks of those who sign up: one batch for each member, and not again within some years."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as select_core
from sqlmodel import Session, col, select

from bot.activities import rules, rules_series
from bot.activities.model import Activity, SignUp
from bot.activities.rules import ActivityState, SignUpStatus
from bot.activities.series.model import Batch, Series, Went
from bot.activities.series.texts import batches as texts
from bot.refused import Refused
from bot.wording import local

_SERIES = (
    select_core(col(Series.id), col(Series.once_in_years))
    .join(Batch, col(Batch.series_id) == col(Series.id))
    .where(col(Batch.activity_id) == bindparam("activity_id"))
)
_OWN = (
    select_core(
        col(Activity.id),
        col(Activity.title),
        col(Activity.starts_at),
        col(Activity.state),
        col(SignUp.status),
    )
    .join(Batch, col(Batch.activity_id) == col(Activity.id))
    .join(SignUp, col(SignUp.activity_id) == col(Activity.id))
    .where(
        col(Batch.series_id) == bindparam("series_id"),
        col(SignUp.member_id) == bindparam("member_id"),
        col(Activity.id) != bindparam("activity_id"),
        col(Activity.state) != ActivityState.CANCELLED.value,
    )
)


def check(session: Session, activity_id: int, starts_at: datetime, member_id: int) -> None:
    """Raises Refused for a member of another batch, and for one who went not long enough ago. One look-up by key for
    an activity that belongs to no series."""
    refusal = hindrance(session, activity_id, starts_at, member_id)
    if refusal:
        raise Refused("series", refusal)


def hindrance(session: Session, activity_id: int, starts_at: datetime, member_id: int) -> str:
    """What keeps a member from this batch; nothing: may come."""
    connection = session.connection()
    row = connection.execute(_SERIES, {"activity_id": activity_id}).first()
    if row is None:
        return ""
    facts = {"series_id": row.id, "member_id": member_id, "activity_id": activity_id}
    own = connection.execute(_OWN, facts).all()
    for other in own:
        if other.state in rules.UNFINISHED and other.status in rules.LIVE:
            return texts.other_batch(other.title, other.starts_at)
    noted = session.exec(select(Went.year).where(Went.series_id == row.id, Went.member_id == member_id))
    went = set(noted)
    if any(other.state == ActivityState.DONE for other in own):
        went |= {year for year, members in gone(session, row.id) if member_id in members}
    again = rules_series.free_again(went, row.once_in_years, local(starts_at).year)
    return texts.went_already(again - row.once_in_years, row.once_in_years, again) if again else ""


def gone(session: Session, series_id: int) -> list[tuple[int, set[int]]]:
    """Who went with each batch that is over: those with a place; where it was noted who came, only those."""
    rows = session.exec(
        select(Activity.id, Activity.starts_at, SignUp.member_id, SignUp.checked_in_at)
        .join(Batch, col(Batch.activity_id) == col(Activity.id))
        .join(SignUp, col(SignUp.activity_id) == col(Activity.id))
        .where(Batch.series_id == series_id, Activity.state == ActivityState.DONE)
        .where(SignUp.status == SignUpStatus.PLACED)
    ).all()
    batches: dict[int, tuple[int, set[int], set[int]]] = {}
    for activity_id, starts_at, member_id, checked_in_at in rows:
        _, placed, came = batches.setdefault(activity_id or 0, (local(starts_at).year, set(), set()))
        placed.add(member_id)
        if checked_in_at is not None:
            came.add(member_id)
    return [(year, came or placed) for year, placed, came in batches.values()]

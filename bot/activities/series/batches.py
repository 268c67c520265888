"""The committee puts activities together to a series, and notes who went before."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, or_, select

from bot import audit
from bot.activities import rules_series
from bot.activities import texts as activity_texts
from bot.activities.model import Activity
from bot.activities.organising import publishing
from bot.activities.rules import ActivityState
from bot.activities.series.conditions import gone
from bot.activities.series.model import Batch, Series, Went
from bot.activities.series.texts import batches as texts
from bot.members.model import Member
from bot.members.rules import Actor
from bot.refused import Refused
from bot.storage import insert_into

#: So many other activities are offered as batches of the same series.
MOST_OFFERED = 10


@dataclass(frozen=True, slots=True)
class Other:
    """Another activity that belongs, or may be made to belong, to the series."""

    activity_id: int
    title: str
    starts_at: datetime
    belongs: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The series of an activity; ``once_in_years`` 0: it belongs to none. ``went``: names by year, latest first."""

    activity_id: int
    title: str
    once_in_years: int
    others: tuple[Other, ...]
    went: tuple[tuple[int, tuple[str, ...]], ...]


def show_series(session: Session, actor: Actor, *, activity_id: int) -> Shown:
    """The series of an activity, and what else could belong to it. Raises Refused."""
    publishing.require(actor)
    row = session.get(Activity, activity_id)
    if row is None:
        raise Refused("gone", activity_texts.gone())
    series = _series(session, activity_id)
    series_id = series.id if series else None
    query = (
        select(Activity.id, Activity.title, Activity.starts_at, Batch.series_id)
        .outerjoin(Batch, col(Batch.activity_id) == col(Activity.id))
        .where(
            Activity.id != activity_id, Activity.state != ActivityState.CANCELLED, Activity.kind == row.kind
        )
        .where(or_(col(Batch.series_id).is_(None), col(Batch.series_id) == series_id))
        .order_by(col(Batch.series_id).is_(None), col(Activity.starts_at).desc())
        .limit(MOST_OFFERED)
    )
    others = tuple(
        Other(other_id or 0, title, starts_at, belongs is not None)
        for other_id, title, starts_at, belongs in session.exec(query)
    )
    return Shown(
        activity_id, row.title, series.once_in_years if series else 0, others, _record(session, series_id)
    )


def set_years(session: Session, actor: Actor, now: datetime, *, activity_id: int, years: int) -> Shown:
    """Who went waits until so many years later. Raises Refused."""
    publishing.require(actor)
    if not 1 <= years <= rules_series.MOST_YEARS:
        raise Refused("years", texts.bad_years(rules_series.MOST_YEARS))
    series = _found(session, actor, now, activity_id)
    series.once_in_years = years
    session.add(series)
    session.flush()
    audit.note(session, actor.member_id, now, "series.years", f"series:{series.id}", years=years)
    return show_series(session, actor, activity_id=activity_id)


def toggle_batch(session: Session, actor: Actor, now: datetime, *, activity_id: int, other_id: int) -> Shown:
    """Let another activity belong to the series, or no longer. Raises Refused."""
    publishing.require(actor)
    series = _found(session, actor, now, activity_id)
    other = publishing.locked(session, other_id)
    batch = session.get(Batch, other_id)
    if batch is None:
        session.add(Batch(activity_id=other_id, series_id=series.id or 0))
        other.limited = True
        session.add(other)
    elif batch.series_id == series.id and other_id != activity_id:
        session.delete(batch)
    session.flush()
    action = "series.batch_added" if batch is None else "series.batch_dropped"
    audit.note(session, actor.member_id, now, action, f"series:{series.id}", activity=other_id)
    return show_series(session, actor, activity_id=activity_id)


def note_went(
    session: Session, actor: Actor, now: datetime, *, activity_id: int, text: str
) -> tuple[int, tuple[str, ...]]:
    """Note who went in years the bot keeps no list of: 2024：赵甲、钱乙, one year a line. Returns how many were noted, and
    the names that are nobody's or several members'. Raises Refused when there is no year with names."""
    publishing.require(actor)
    series = _found(session, actor, now, activity_id)
    years = texts.read_years(text)
    if not years:
        raise Refused("years", texts.no_years_read())
    names = {name for _, listed in years for name in listed}
    by_name: dict[str, list[int]] = {}
    for member_id, name in session.exec(
        select(Member.id, Member.name).where(col(Member.name).in_(names), col(Member.left_on).is_(None))
    ):
        by_name.setdefault(name, []).append(member_id or 0)
    rows = [
        {"series_id": series.id, "member_id": by_name[name][0], "year": year}
        for year, listed in years
        for name in listed
        if len(by_name.get(name, ())) == 1
    ]
    if rows:
        session.connection().execute(insert_into(session, Went).on_conflict_do_nothing(), rows)
    audit.note(session, actor.member_id, now, "series.went", f"series:{series.id}", n=len(rows))
    return len(rows), tuple(sorted(name for name in names if len(by_name.get(name, ())) != 1))


def drop_went(session: Session, actor: Actor, now: datetime, *, activity_id: int) -> Shown:
    """Forget what was noted by hand. Raises Refused."""
    publishing.require(actor)
    series = _found(session, actor, now, activity_id)
    session.connection().execute(delete(Went).where(col(Went.series_id) == series.id))
    audit.note(session, actor.member_id, now, "series.went_dropped", f"series:{series.id}")
    return show_series(session, actor, activity_id=activity_id)


def _series(session: Session, activity_id: int) -> Series | None:
    batch = session.get(Batch, activity_id)
    return session.get(Series, batch.series_id) if batch else None


def _found(session: Session, actor: Actor, now: datetime, activity_id: int) -> Series:
    """The series of an activity; a new one with this first batch where there was none."""
    row = publishing.locked(session, activity_id)
    series = _series(session, activity_id)
    if series is not None:
        return series
    series = Series(name=row.title, created_by=actor.member_id, created_at=now)
    session.add(series)
    session.flush()
    session.add(Batch(activity_id=activity_id, series_id=series.id or 0))
    row.limited = True
    session.add(row)
    session.flush()
    return series


def _record(session: Session, series_id: int | None) -> tuple[tuple[int, tuple[str, ...]], ...]:
    if series_id is None:
        return ()
    by_year: dict[int, set[int]] = {}
    for year, members in gone(session, series_id):
        by_year.setdefault(year, set()).update(members)
    for member_id, year in session.exec(select(Went.member_id, Went.year).where(Went.series_id == series_id)):
        by_year.setdefault(year, set()).add(member_id)
    everybody = {member_id for members in by_year.values() for member_id in members}
    names = dict(session.exec(select(Member.id, Member.name).where(col(Member.id).in_(everybody))).all())
    return tuple(
        (year, tuple(names[member_id] for member_id in sorted(members)))
        for year, members in sorted(by_year.items(), reverse=True)
    )

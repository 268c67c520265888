"""What ``doctor`` looks at in the database: whether it is whole and fits, what waits too long, whether it adds up."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot import audit
from bot.members.actors import administrators
from bot.operations.finding import Finding, fail, ok, warn
from bot.operations.texts import data as texts
from bot.settings import Settings
from bot.storage import open_engine, schema
from bot.storage.schema import SchemaState

TOO_LONG = timedelta(minutes=10)
LATELY = timedelta(days=7)
UNREACHABLE_SHARE = 0.2

_UNSETTLED = "SELECT COUNT(*), MIN(received_at) FROM inbox WHERE state = 'waiting'"
_QUARANTINED = "SELECT COUNT(*) FROM inbox WHERE state = 'quarantined' AND received_at > :lately"
_UNSENT = "SELECT COUNT(*), MIN(due_at) FROM outgoing WHERE state IN ('new', 'sending') AND due_at <= :now"
_UNCONFIRMED = "SELECT COUNT(*) FROM outgoing WHERE state = 'unconfirmed' AND due_at > :lately"
_OVERDUE = "SELECT COUNT(*), MIN(due_at) FROM reminder WHERE state = 'waiting' AND due_at <= :now"
_FAILED = "SELECT COUNT(*) FROM reminder WHERE state = 'failed' AND done_at > :lately"
_REACHABLE = "SELECT COUNT(*), SUM(CASE WHEN reachable THEN 0 ELSE 1 END) FROM account"
_MISCOUNTED = (
    "SELECT COUNT(*) FROM activity a WHERE a.placed <> (SELECT COALESCE(SUM(people), 0) FROM sign_up s"
    " WHERE s.activity_id = a.id AND s.status IN ('placed', 'offered'))",
    "SELECT COUNT(*) FROM activity a WHERE a.waiting <> (SELECT COALESCE(SUM(people), 0) FROM sign_up s"
    " WHERE s.activity_id = a.id AND s.status = 'waiting')",
    "SELECT COUNT(*) FROM activity_slot a WHERE a.placed <> (SELECT COALESCE(SUM(people), 0) FROM sign_up s"
    " WHERE s.slot_id = a.id AND s.status IN ('placed', 'offered'))",
    # A sign-up names its quotas with commas between: 3,7.
    "SELECT COUNT(*) FROM activity_quota a WHERE a.placed <> (SELECT COALESCE(SUM(people), 0) FROM sign_up s"
    " WHERE s.activity_id = a.activity_id AND s.status IN ('placed', 'offered')"
    " AND ',' || s.quotas || ',' LIKE '%,' || a.id || ',%')",
)
_OVERFULL = "SELECT COUNT(*) FROM activity a WHERE a.capacity IS NOT NULL AND a.placed > a.capacity"


def all_of(settings: Settings, now: datetime, *, deep: bool) -> Iterator[Finding]:
    """Every check of the database; nothing is changed. ``deep`` reads everything, which may take minutes."""
    try:
        state = schema.state(settings.database.url)
    except SQLAlchemyError as error:
        yield fail(texts.DATABASE, texts.database_away(type(error).__name__), texts.todo_database())
        return
    yield fitting(state)
    if state is not SchemaState.CURRENT:
        return
    engine = open_engine(settings.database.url, writing=False)
    try:
        with engine.connect() as connection:
            yield whole(connection, deep=deep)
            yield from waiting(connection, now)
            yield from telling(connection)
            yield from adding_up(connection)
            if deep:
                yield chain(connection)
    except SQLAlchemyError as error:
        yield fail(texts.DATABASE, texts.database_away(type(error).__name__), texts.todo_database())
    finally:
        engine.dispose()


def fitting(state: SchemaState) -> Finding:
    match state:
        case SchemaState.CURRENT:
            return ok(texts.SCHEMA, texts.schema_fits())
        case SchemaState.EMPTY:
            return ok(texts.SCHEMA, texts.schema_empty())
        case SchemaState.OLDER:
            return fail(texts.SCHEMA, texts.schema_older(), texts.todo_migrate())
        case SchemaState.NEWER:
            return fail(texts.SCHEMA, texts.schema_newer(), texts.todo_newer())


def whole(connection: Connection, *, deep: bool) -> Finding:
    """Whether the pages of an SQLite file fit together; a server looks after its own."""
    if connection.dialect.name != "sqlite":
        return ok(texts.DATABASE, texts.server_answers())
    check = "integrity_check" if deep else "quick_check"
    if connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar() != "ok":
        return fail(texts.DATABASE, texts.database_damaged(), texts.todo_damaged())
    if deep and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        return fail(texts.DATABASE, texts.database_damaged(), texts.todo_damaged())
    return ok(texts.DATABASE, texts.database_whole(deep=deep))


def waiting(connection: Connection, now: datetime) -> Iterator[Finding]:
    """What waits, how long, and what was put aside."""
    yield _queue(connection, texts.INBOX, _UNSETTLED, now)
    yield _queue(connection, texts.OUTBOX, _UNSENT, now)
    yield _queue(connection, texts.REMINDERS, _OVERDUE, now)
    aside = _number(connection, _QUARANTINED, now)
    yield (
        warn(texts.QUARANTINE, texts.put_aside(aside), texts.todo_logs())
        if aside
        else ok(texts.QUARANTINE, texts.nothing_aside())
    )
    failed = _number(connection, _FAILED, now)
    yield (
        warn(texts.FAILED, texts.reminders_failed(failed), texts.todo_logs())
        if failed
        else ok(texts.FAILED, texts.no_reminder_failed())
    )
    unconfirmed = _number(connection, _UNCONFIRMED, now)
    yield (
        warn(texts.UNCONFIRMED, texts.messages_unconfirmed(unconfirmed), texts.todo_unconfirmed())
        if unconfirmed
        else ok(texts.UNCONFIRMED, texts.all_confirmed())
    )


def telling(connection: Connection) -> Iterator[Finding]:
    """Whether people can be reached, above all those who are told of troubles."""
    total, gone = connection.execute(text(_REACHABLE)).one()
    gone = gone or 0
    if total and gone / total > UNREACHABLE_SHARE:
        yield warn(texts.REACH, texts.many_unreachable(gone, total), texts.todo_unreachable_people())
    else:
        yield ok(texts.REACH, texts.few_unreachable(gone, total))
    with Session(connection) as session:
        heads = len(administrators(session))
    yield (
        ok(texts.HEADS, texts.heads_are(heads))
        if heads
        else warn(texts.HEADS, texts.no_heads(), texts.todo_heads())
    )


def adding_up(connection: Connection) -> Iterator[Finding]:
    """Counters beside the rows that they count."""
    wrong = sum(connection.execute(text(statement)).scalar_one() for statement in _MISCOUNTED)
    yield (
        fail(texts.COUNTERS, texts.counters_wrong(wrong), texts.todo_counters())
        if wrong
        else ok(texts.COUNTERS, texts.counters_right())
    )
    overfull = connection.execute(text(_OVERFULL)).scalar_one()
    yield (
        warn(texts.SEATS, texts.overfull(overfull), texts.todo_overfull())
        if overfull
        else ok(texts.SEATS, texts.nothing_overfull())
    )


def chain(connection: Connection) -> Finding:
    """The record of effects, row by row."""
    with Session(connection) as session:
        broken = audit.first_broken(session)
    if broken is not None:
        return fail(texts.AUDIT, texts.chain_broken(broken), texts.todo_chain())
    return ok(texts.AUDIT, texts.chain_whole())


def _queue(connection: Connection, what: str, statement: str, now: datetime) -> Finding:
    count, oldest = connection.execute(
        text(statement), {"now": _stored(connection, now)} if ":now" in statement else {}
    ).one()
    if not count:
        return ok(what, texts.nothing_waits())
    since = datetime.fromisoformat(oldest) if isinstance(oldest, str) else oldest
    age = now - (since if since.tzinfo else since.replace(tzinfo=now.tzinfo))
    minutes = max(0, int(age.total_seconds() // 60))
    if age > TOO_LONG:
        return warn(what, texts.waits_long(count, minutes), texts.todo_waits())
    return ok(what, texts.waits(count, minutes))


def _number(connection: Connection, statement: str, now: datetime) -> int:
    number: int = connection.execute(
        text(statement), {"lately": _stored(connection, now - LATELY)}
    ).scalar_one()
    return number


def _stored(connection: Connection, at: datetime) -> object:
    """An instant as the database compares it; in SQLite instants are text in UTC."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if connection.dialect.name == "sqlite" else at

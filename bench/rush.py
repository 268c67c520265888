"""The rush: thousands press 我要报名 within seconds.

Every tenth presses twice. Measured side by side, on the same machine in the same run, median of the rounds: a plain
ORM transaction for each press, and the real use case behind the group commit. Checked: exactly the capacity is
placed, one row each, no gap in the queue, nobody displaced from the order of pressing.

    python -m bench rush [--members 10000] [--places 200] [--rounds 6]
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from sqlmodel import Session, col, func, select

from bot import tables
from bot.activities import places
from bot.activities.model import Activity, SignUp
from bot.activities.rules import ActivityState, SignUpStatus
from bot.members.model import Group, Member
from bot.members.rules import Actor
from bot.storage import Database

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def prepare(folder: Path, members: int, capacity: int) -> tuple[Database, int, list[Actor]]:
    """A union with one open activity."""
    database = Database(f"sqlite:///{folder / 'rush.db'}")

    def fill(session: Session) -> tuple[int, list[int]]:
        tables.metadata.create_all(session.connection())
        group = Group(name="示例工会")
        session.add(group)
        session.flush()
        rows = [Member(name=f"会员{n}", group_id=group.id or 0, created_at=NOW) for n in range(members)]
        session.add_all(rows)
        session.flush()
        activity = Activity(
            title="健步走",
            starts_at=NOW + timedelta(days=14),
            capacity=capacity,
            state=ActivityState.OPEN,
            request="bench",
            created_by=rows[0].id or 0,
            created_at=NOW,
        )
        session.add(activity)
        session.flush()
        return activity.id or 0, [row.id or 0 for row in rows]

    activity_id, member_ids = database.write_now(fill)
    return database, activity_id, [Actor(member_id, member_id, "", 1) for member_id in member_ids]


def presses_of(actors: list[Actor]) -> list[Actor]:
    """Everybody in turn; every tenth presses once more a little later."""
    presses = list(actors)
    for position, actor in enumerate(actors[::10]):
        presses.insert(min(position * 11 + 7, len(presses)), actor)
    return presses


def one_by_one(database: Database, activity_id: int, presses: list[Actor]) -> float:
    """The usual way: load the entities, decide, commit, next. Returns presses per second."""

    def press(session: Session, actor: Actor) -> None:
        activity = session.get_one(Activity, activity_id)
        own = session.exec(
            select(SignUp).where(SignUp.activity_id == activity_id, SignUp.member_id == actor.member_id)
        ).first()
        if own is not None:
            return
        activity.queue += 1
        placed = activity.capacity is None or activity.placed < activity.capacity
        if placed:
            activity.placed += 1
        else:
            activity.waiting += 1
        status = SignUpStatus.PLACED if placed else SignUpStatus.WAITING
        session.add(
            SignUp(
                activity_id=activity_id,
                member_id=actor.member_id,
                group_id=1,
                status=status,
                queue=activity.queue,
                created_at=NOW,
                changed_at=NOW,
            )
        )
        session.add(activity)
        session.flush()

    start = perf_counter()
    for actor in presses:
        database.write_now(press, actor)
    return len(presses) / (perf_counter() - start)


def together(database: Database, activity_id: int, presses: list[Actor]) -> float:
    """The use case through the writer with group commit. Returns presses per second."""

    async def rush() -> float:
        start = perf_counter()
        await asyncio.gather(
            *(database.write(places.take_place, actor, NOW, activity_id=activity_id) for actor in presses)
        )
        return len(presses) / (perf_counter() - start)

    return asyncio.run(rush())


def faults(database: Database, activity_id: int, actors: list[Actor], capacity: int) -> list[str]:
    """What is wrong afterwards; empty when all is right."""

    def look(session: Session) -> list[str]:
        rows = session.exec(
            select(SignUp.member_id, SignUp.queue, SignUp.status)
            .where(SignUp.activity_id == activity_id)
            .order_by(col(SignUp.queue))
        ).all()
        placed = session.exec(
            select(func.count()).select_from(SignUp).where(SignUp.status == SignUpStatus.PLACED)
        ).one()
        found = []
        if placed != capacity:
            found.append(f"{placed} placed instead of {capacity}")
        if len(rows) != len(actors):
            found.append(f"{len(rows)} rows for {len(actors)} members")
        if [queue for _, queue, _ in rows] != list(range(1, len(rows) + 1)):
            found.append("gaps in the queue")
        order = {actor.member_id: position for position, actor in enumerate(actors)}
        displaced = max(abs(order[member_id] - position) for position, (member_id, _, _) in enumerate(rows))
        if displaced:
            found.append(f"somebody is displaced by {displaced} places")
        if any(status == SignUpStatus.PLACED for _, _, status in rows[capacity:]):
            found.append("somebody was placed before an earlier one")
        return found

    return database.read_now(look)


def measure(
    way: Callable[[Database, int, list[Actor]], float], members: int, capacity: int, *, check: bool
) -> float:
    """One round of one way on a fresh database."""
    with tempfile.TemporaryDirectory() as folder:
        database, activity_id, actors = prepare(Path(folder), members, capacity)
        try:
            rate = way(database, activity_id, presses_of(actors))
            wrong = faults(database, activity_id, actors, capacity) if check else []
        finally:
            database.close()
    if wrong:
        raise SystemExit("; ".join(wrong))
    return rate


def main(argv: list[str]) -> None:
    """Run the rounds and print the ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--places", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=6)
    asked = parser.parse_args(argv)
    plain, ours = [], []
    for _ in range(asked.rounds):
        plain.append(measure(one_by_one, max(asked.members // 10, 100), asked.places // 10 or 1, check=False))
        ours.append(measure(together, asked.members, asked.places, check=True))
    ratio = statistics.median(mine / other for mine, other in zip(ours, plain, strict=True))
    print(f"ORM, one commit each      {statistics.median(plain):9,.0f} presses/s")
    print(f"take_place, group commit  {statistics.median(ours):9,.0f} presses/s   {ratio:.2f} x")
    print(f"exactly {asked.places} placed, one row each, no gap, displacement 0 in {asked.rounds} rounds")


if __name__ == "__main__":
    main(sys.argv[1:])

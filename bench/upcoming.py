"""The page of what is coming for one member, with very many activities and sign-ups in the tables.

Side by side in the same run, median of the rounds: the query by hand on sqlite3, the same statement through
SQLAlchemy Core, and `looking.upcoming` with rights, audiences and paging. Every fifth activity is for some only,
so each way also looks up what decides about the member.

    python -m bench upcoming [--activities 100000] [--sign-ups 1000000] [--rounds 6]
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from sqlmodel import Session, insert

from bot import tables
from bot.activities import eligibility, looking
from bot.activities.model import Activity, SignUp
from bot.members.model import Group, Member
from bot.members.rules import Actor
from bot.storage import open_engine

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
MEMBERS = 10_000
CALLS = 300


def fill(session: Session, activities: int, sign_ups: int) -> None:
    """A union of ten thousand, activities over two years, a hundred sign-ups each member."""
    tables.metadata.create_all(session.connection())
    session.add(Group(id=1, name="示例工会"))
    session.flush()
    people = [
        {
            "id": n,
            "name": f"会员{n}",
            "group_id": 1,
            "retired": n % 4 == 0,
            "front_line": False,
            "created_at": NOW,
        }
        for n in range(1, MEMBERS + 1)
    ]
    session.connection().execute(insert(Member), people)
    rows = [
        {
            "id": n,
            "title": f"活动{n}",
            "kind": "festival",
            "starts_at": NOW + timedelta(minutes=10 * (n - activities // 2)),
            "place": "大操场",
            "capacity": 30,
            "audience": "everyone" if n % 5 else "traits=retired",
            "state": "open" if n > activities // 2 else "done",
            "request": f"bench:{n}",
            "created_by": 1,
            "created_at": NOW,
        }
        for n in range(1, activities + 1)
    ]
    common = {"description": "", "reason": "", "placed": 0, "waiting": 0, "waiting_parties": 0, "queue": 0}
    common |= {
        "most_people": 1,
        "compulsory": False,
        "draw": False,
        "limited": False,
        "source": "",
        "revision": 1,
    }
    session.connection().execute(insert(Activity), [{**common, **row} for row in rows])
    chance = random.Random(1)
    same = {
        "group_id": 1,
        "status": "placed",
        "people": 1,
        "guests": "",
        "quotas": "",
        "reason": "",
        "result": "",
    }
    same |= {"created_at": NOW, "changed_at": NOW, "revision": 1}
    each = sign_ups // MEMBERS
    for start in range(1, MEMBERS + 1, 500):
        session.connection().execute(
            insert(SignUp),
            [
                {**same, "activity_id": activity_id, "member_id": member_id, "queue": member_id}
                for member_id in range(start, start + 500)
                for activity_id in chance.sample(range(1, activities + 1), each)
            ],
        )


def microseconds(call: Callable[[int], object]) -> float:
    """The median time of a call, over different members."""
    times = []
    for member_id in range(1, CALLS + 1):
        start = perf_counter()
        call(member_id)
        times.append(perf_counter() - start)
    return statistics.median(times) * 1e6


def main(argv: list[str]) -> None:
    """Fill, run the rounds and print the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--activities", type=int, default=100_000)
    parser.add_argument("--sign-ups", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=6)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "upcoming.db"
        engine = open_engine(f"sqlite:///{file}", writing=True)
        with Session(engine) as session, session.begin():
            fill(session, asked.activities, asked.sign_ups)
        engine.dispose()
        compare(file, asked.rounds)


def compare(file: Path, rounds: int) -> None:
    """Measure the three ways in turn."""
    reading = open_engine(f"sqlite:///{file}", writing=False)
    by_hand = sqlite3.connect(file)
    statement = looking.list_statement(False, False)
    end = datetime(9999, 1, 1, tzinfo=UTC)
    size = looking.PAGE_SIZE + 1 + looking.SPARE
    with Session(reading) as session:
        facts = {"member_id": 1, "at": NOW, "id": -1, "most": size, "end": end}
        compiled = statement.compile(reading)
        raw = str(compiled)
        order = compiled.positiontup or []
        about_member = (
            "SELECT sex, retired, front_line, hired_on, g.id FROM member m JOIN union_group g ON g.id = m.group_id"
            " WHERE m.id = ? AND g.id = ?"
        )

        def hand(member_id: int) -> object:
            moments = {"at": str(NOW)[:19], "end": str(end)[:19], "param_1": 0}
            values = {**facts, "member_id": member_id, **moments}
            rows = by_hand.execute(raw, [values[name] for name in order]).fetchall()
            own = by_hand.execute(about_member, (member_id, 1)).fetchall()
            return [row for row in rows if row[8] == "everyone" or own[0][1]]

        def core(member_id: int) -> object:
            rows = session.connection().execute(statement, {**facts, "member_id": member_id}).all()
            member = {"member_id": member_id, "group_id": 1}
            own = session.connection().execute(eligibility.FACTS, member).all()
            return [row for row in rows if row[8] == "everyone" or own[0][1]]

        def ours(member_id: int) -> object:
            return looking.upcoming(session, Actor(member_id, member_id, "", 1), NOW)

        results = [[microseconds(way) for way in (hand, core, ours)] for _ in range(rounds)]
    names = ("sqlite3 by hand", "SQLAlchemy Core", "looking.upcoming")
    for index, name in enumerate(names):
        ratio = statistics.median(result[index] / result[0] for result in results)
        print(f"{name:18} {statistics.median(result[index] for result in results):8.0f} us   {ratio:.2f} x")
    by_hand.close()
    reading.dispose()

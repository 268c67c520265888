"""Lists of people: the Excel file of 2,000 sign-ups, and 500 names in the chat.

    python -m bench lists [--people 2000] [--rounds 6]

The file is measured from looking up to the last byte, with all its sheets: everybody, by group, who waits, who said
nothing. For the chat the longest message of all pages is told; Telegram takes 4,096 characters.
"""

import argparse
import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from time import perf_counter, process_time

from openpyxl import load_workbook
from sqlmodel import Session

from bot import tables
from bot.activities.lists import breakdown, sheets, texts
from bot.activities.lists import people as lists
from bot.activities.model import Activity, SignUp
from bot.activities.rules import ActivityState, SignUpStatus
from bot.members.model import Group, Member
from bot.members.rules import Actor, Grant, Role
from bot.storage import Database

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
GROUPS = 40
IN_CHAT = 500
LONGEST_MESSAGE = 4096


def fill(session: Session, people: int) -> None:
    """A union in groups; everybody signed up for one activity, a tenth of them waits; another is for as many again."""
    tables.metadata.create_all(session.connection())
    groups = [Group(name=f"示例单位第{number}工会小组") for number in range(1, GROUPS + 1)]
    session.add_all(groups)
    session.flush()
    members = [
        Member(
            name=f"会员{number:04d}",
            group_id=groups[number % GROUPS].id or 0,
            employee_no=f"{number:06d}",
            phone=f"1380000{number:04d}",
            created_at=NOW,
        )
        for number in range(people * 2)
    ]
    session.add_all(members)
    session.flush()
    for activity_id, count in ((1, people), (2, IN_CHAT)):
        session.add(
            Activity(
                id=activity_id,
                title="全员健步走",
                starts_at=NOW + timedelta(days=14),
                state=ActivityState.OPEN,
                request=f"bench:{activity_id}",
                created_by=members[0].id or 0,
                created_at=NOW,
                placed=count,
            )
        )
        session.flush()
        session.add_all(
            SignUp(
                activity_id=activity_id,
                member_id=member.id or 0,
                group_id=member.group_id,
                status=SignUpStatus.WAITING if number % 10 == 9 else SignUpStatus.PLACED,
                queue=number,
                answered_at=NOW,
                created_at=NOW,
                changed_at=NOW,
            )
            for number, member in enumerate(members[:count])
        )
        session.flush()


def main(argv: list[str]) -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=6)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'lists.db'}")
        try:
            database.write_now(fill, asked.people)
            actor = Actor(1, 1, "", 1, (Grant(Role.COMMITTEE),))
            measure_file(database, actor, asked.rounds)
            measure_chat(database, actor)
        finally:
            database.close()


def measure_file(database: Database, actor: Actor, rounds: int) -> None:
    """Seconds for the whole file."""
    times, worked = [], []
    content = b""
    for _ in range(rounds):
        start, began = perf_counter(), process_time()
        content = database.read_now(sheets.participants, actor, NOW, activity_id=1).content()
        times.append(perf_counter() - start)
        worked.append(process_time() - began)
    book = load_workbook(BytesIO(content))
    rows = {sheet.title: sheet.max_row for sheet in book.worksheets}
    print(
        f"file: median {statistics.median(times):.2f} s (of the processor {statistics.median(worked):.2f} s), "
        f"worst {max(times):.2f} s, {len(content) / 1024:.0f} KB"
    )
    print(f"rows of the sheets: {rows}")


def measure_chat(database: Database, actor: Actor) -> None:
    """The longest message of each kind of list."""
    pages = -(-IN_CHAT // lists.PEOPLE_ON_PAGE)
    longest = max(
        len(texts.people(database.read_now(lists.participants, actor, activity_id=2, page=page)).text)
        for page in range(pages)
    )
    groups = database.read_now(breakdown.by_group, actor, NOW, activity_id=2)
    by_group = max(len(texts.by_group(groups, page).text) for page in range(GROUPS))
    quiet = database.read_now(breakdown.silent_page, actor, NOW, activity_id=2, page=0)
    print(f"longest of {pages} pages with {IN_CHAT} names: {longest}, by group: {by_group}", end="")
    print(f", silent: {len(texts.silent(quiet).text)} characters (at most {LONGEST_MESSAGE})")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])

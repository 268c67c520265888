"""The demo on any day: after New Year, on a leap day, in the long holidays, at night, on the last evening of a year."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from bot import tables
from bot.activities.model import Activity
from bot.outbox import Outgoing, OutgoingState
from bot.plan import looking
from bot.plan.rules import Policy
from bot.preview.demo import people, sample, union
from bot.preview.demo.people import BOUND, MEMBERS
from bot.settings import Settings
from bot.storage import Database

DAYS = (
    "2026-12-01T12:00",
    "2027-01-01T00:00",
    "2026-12-31T23:59",
    "2028-02-29T08:00",
    "2026-02-17T10:00",
    "2026-10-01T03:00",
    "2026-09-30T18:00",
    "2031-06-15T12:00",
)


@pytest.mark.parametrize("day", DAYS)
def test_the_demo_is_alive(day: str, tmp_path: Path) -> None:
    now = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    database = Database(f"sqlite:///{tmp_path / 'demo.db'}")

    def fill(session: Session) -> None:
        tables.metadata.create_all(session.connection())
        settled = union.fill(session, now, Policy.of(Settings()))
        assert len(settled) == BOUND
        assert len({person.name for person in settled}) == BOUND
        assert not session.exec(select(Outgoing).where(Outgoing.state == OutgoingState.NEW)).first()
        activities = session.exec(select(Activity)).all()
        assert len(activities) == 8
        assert all(activity.starts_at > now for activity in activities if activity.state == "open")
        [final] = [activity for activity in activities if activity.stage_of is not None]
        assert [activity.id for activity in activities if activity.state == "done"] == [final.stage_of]
        assert final.placed == 4
        assert [activity.title for activity in activities if activity.waiting] == ["湖滨健步走"]
        months = looking.this_and_next_month(session, people.actor_of(session, settled[2]), now).months
        # In December the next month belongs to the plan that is still to be dropped into the chat.
        assert all(month.lines for month in months[: 1 if now.month == 12 else 2])
        union.announce(session, settled, now)
        open_rows = session.exec(select(Outgoing).where(Outgoing.state == OutgoingState.NEW)).all()
        assert len(open_rows) == MEMBERS

    database.write_now(fill)
    database.close()


def test_both_forms_of_the_sample_hold_the_same_plan() -> None:
    assert "2028年工会工作计划" in sample.as_text(2028).decode()
    assert sample.as_word(2028).startswith(b"PK")

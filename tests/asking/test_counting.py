"""What is not understood is counted without its text."""

from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from bot.asking.model import Unclear
from bot.asking.service import unclear_since
from bot.preview.standin import acts
from tests.world import World


async def test_only_numbers_are_kept(tmp_path: Path) -> None:
    world = World(tmp_path)
    await world.start()
    try:
        world.member("赵甲")
        who = world.people["赵甲"]
        for text in ("asdfghjkl", "你好", "股票今天涨了没"):
            acts.say(world.standin, who, text)
            await world.settle()
        acts.press(world.standin, who, button="没懂我，转给委员")
        await world.settle()

        def kept(session: Session) -> list[Unclear]:
            return list(session.exec(select(Unclear)))

        [row] = await world.house.database.read(kept)
        assert row.model_dump() == {"on_day": date(2026, 11, 21), "times": 2, "handed_over": 1}
        assert await world.house.database.read(unclear_since, date(2026, 11, 1)) == {row.on_day: (2, 1)}
        assert await world.house.database.read(unclear_since, date(2026, 11, 22)) == {}
    finally:
        await world.stop()
